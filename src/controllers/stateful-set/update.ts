/** One pass over a StatefulSet's pods: what is missing, what is too much, what is of an old revision (upstream: statefulset/stateful_set_control.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StatefulSet } from '../../api/kinds/stateful-set/types.ts';
import type { Context } from '../../engine/component.ts';
import { isPodAvailable, isPodReady, isPodTerminal } from '../common/pods.ts';
import { holdsTemplate, REVISION_LABEL, templateOf } from '../common/revisions.ts';
import { createClaims, keepRetentionPolicy } from './claims.ts';
import { firstOrdinal, hasIdentity, isInRange, ordinalOf, podNameOf, podOf, POD_NAME_LABEL } from './identity.ts';
import type { Revisions } from './stateful-set-controller.ts';

type Step = 'stop' | 'go on';

export class StatefulSetUpdate {
  readonly notes: string[] = [];
  readonly revisions: Revisions;
  error: string | undefined;
  /** Pods of the current revision that were deleted for an update just now. */
  taken = 0;
  /** Claims were made whose pods come with the next pass. */
  claimsFirst = false;
  readonly #context: Context;
  readonly #set: StatefulSet;
  /** By position, from the first ordinal on; `undefined`: not there. */
  readonly #replicas: (Pod | undefined)[];
  /** Pods beyond the wanted ones, the highest ordinal first. */
  readonly #condemned: readonly Pod[];
  readonly #first: number;
  /** OrderedReady: one at a time, each waiting for the one before. */
  readonly #ordered: boolean;

  constructor(context: Context, set: StatefulSet, pods: readonly Pod[], revisions: Revisions) {
    this.#context = context;
    this.#set = set;
    this.revisions = revisions;
    this.#first = firstOrdinal(set);
    this.#ordered = set.spec.podManagementPolicy !== 'Parallel';
    this.#replicas = Array.from({ length: set.spec.replicas }, () => undefined);
    const condemned: Pod[] = [];
    for (const pod of pods) {
      const ordinal = ordinalOf(set, pod);
      if (isInRange(set, ordinal)) this.#replicas[ordinal - this.#first] = pod;
      else condemned.push(pod);
    }
    this.#condemned = condemned.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  }

  /** The pods as they were when the pass began, as later versions of them are not looked at. */
  get counted(): Pod[] {
    return [...this.#replicas.filter((pod) => pod !== undefined), ...this.#condemned];
  }

  run(): void {
    const set = this.#set;
    if (set.metadata.deletionTimestamp !== undefined) {
      this.notes.push(`${set.metadata.name} is being deleted: its pods are left to the garbage collector`);
      return;
    }
    for (let i = 0; i < this.#replicas.length; i += 1) if (this.#replica(i) === 'stop' && (this.#ordered || this.error !== undefined)) return;
    for (const pod of this.#condemned) {
      keepRetentionPolicy(this.#context, set, pod);
      if (this.#condemn(pod) === 'stop' && this.#ordered) return;
    }
    if (set.spec.updateStrategy.type !== 'OnDelete') this.#roll();
    if (this.notes.length === 0) this.notes.push(`All ${set.spec.replicas} pods are as wanted`);
  }

  #replica(i: number): Step {
    const set = this.#set;
    const context = this.#context;
    const ordinal = this.#first + i;
    const pod = this.#replicas[i];
    if (!pod) return this.#create(ordinal);
    const { name } = pod.metadata;
    if (isPodTerminal(pod)) {
      if (pod.metadata.deletionTimestamp === undefined && this.#delete(pod)) this.notes.push(`${name} is ${pod.status.phase}: delete it, to make it anew`);
      return 'stop';
    }
    if (pod.status.phase === 'Pending') {
      const { error } = createClaims(context, set, ordinal);
      if (error !== undefined) return this.#fail(error);
    }
    if (this.#ordered) {
      const waits = this.#waitsFor(pod);
      if (waits !== undefined) {
        this.notes.push(`Wait for ${name}: ${waits}. The pods after it come when it is available`);
        return 'stop';
      }
    }
    keepRetentionPolicy(context, set, pod);
    if (!hasIdentity(pod)) {
      context.modify<Pod>('pods', set.metadata.namespace, name, (current) => ({
        ...current,
        metadata: { ...current.metadata, labels: { ...current.metadata.labels, [POD_NAME_LABEL]: name } },
      }));
      this.#event('update', name);
    }
    return 'go on';
  }

  #create(ordinal: number): Step {
    const set = this.#set;
    const context = this.#context;
    const name = podNameOf(set, ordinal);
    const { error, made } = createClaims(context, set, ordinal);
    if (error !== undefined) {
      this.#event('create', name, error);
      return this.#fail(error);
    }
    if (made > 0) {
      // The pod's own request comes after those of its claims, so whoever binds claims sees them before there is a pod.
      this.claimsFirst = true;
      this.notes.push(`${name} is missing: make its ${made === 1 ? 'claim' : `${made} claims`} first`);
      return 'stop';
    }
    const revision = this.#revisionFor(ordinal);
    const template = holdsTemplate(revision, set.spec.template) ? set.spec.template : templateOf(revision);
    const created = context.create<Pod>('pods', podOf(set, template, revision.metadata.name, ordinal) as unknown as Omit<Pod, 'metadata'> & { metadata: object });
    if (!created.ok) {
      if (created.error.reason !== 'AlreadyExists') this.#event('create', name, created.error.message);
      return this.#fail(created.error.message);
    }
    keepRetentionPolicy(context, set, created.value);
    this.#event('create', name);
    this.notes.push(
      `${name} is missing: create it from revision ${revision.metadata.name}${this.#ordered && ordinal - this.#first < this.#replicas.length - 1 ? '; the next comes when it is available' : ''}`,
    );
    return 'stop';
  }

  /** Below the partition pods keep the current revision. */
  #revisionFor(ordinal: number) {
    const { updateStrategy } = this.#set.spec;
    if (updateStrategy.type !== 'RollingUpdate') return this.revisions.update;
    const old = updateStrategy.rollingUpdate ? updateStrategy.rollingUpdate.partition : (this.#set.status?.currentReplicas ?? 0);
    return ordinal < this.#first + old ? this.revisions.current : this.revisions.update;
  }

  #waitsFor(pod: Pod): string | undefined {
    const minReadySeconds = this.#set.spec.minReadySeconds ?? 0;
    if (pod.metadata.deletionTimestamp !== undefined) return 'it is on its way out';
    if (pod.status.phase !== 'Running' || !isPodReady(pod)) return `it is ${pod.status.phase === 'Running' ? 'not ready' : (pod.status.phase ?? 'Pending')}`;
    return isPodAvailable(pod, minReadySeconds, this.#context.now) ? undefined : `it has not been ready for ${minReadySeconds} s yet`;
  }

  #isUnavailable(pod: Pod | undefined): boolean {
    return !pod || pod.metadata.deletionTimestamp !== undefined || !isPodAvailable(pod, this.#set.spec.minReadySeconds ?? 0, this.#context.now);
  }

  /** Scales down from the highest ordinal, each pod after the one before is gone. */
  #condemn(pod: Pod): Step {
    const { name } = pod.metadata;
    if (pod.metadata.deletionTimestamp !== undefined) {
      if (this.#ordered) this.notes.push(`Wait for ${name} to be gone before the next goes`);
      return this.#ordered ? 'stop' : 'go on';
    }
    const firstUnavailable = [...this.#replicas, ...[...this.#condemned].reverse()].find((other) => this.#isUnavailable(other));
    if (this.#ordered && pod !== firstUnavailable && this.#isUnavailable(pod)) {
      this.notes.push(`Wait for ${name} to be available before it goes: ${firstUnavailable?.metadata.name ?? 'another pod'} is not available either`);
      return 'stop';
    }
    if (this.#delete(pod)) this.notes.push(`${name} is beyond the ${this.#set.spec.replicas} that are wanted: delete it`);
    return 'stop';
  }

  /** From the highest ordinal down to the partition, one pod at a time. */
  #roll(): void {
    const partition = this.#set.spec.updateStrategy.rollingUpdate?.partition ?? 0;
    const updateName = this.revisions.update.metadata.name;
    for (let i = this.#replicas.length - 1; i >= partition; i -= 1) {
      const pod = this.#replicas[i];
      if (pod && pod.metadata.labels?.[REVISION_LABEL] !== updateName && pod.metadata.deletionTimestamp === undefined) {
        if (this.#delete(pod)) this.notes.push(`${pod.metadata.name} is of an old revision: delete it, to make it anew from ${updateName}`);
        this.taken += 1;
        return;
      }
      if (this.#isUnavailable(pod)) {
        this.notes.push(`Wait for ${pod?.metadata.name ?? podNameOf(this.#set, this.#first + i)} before the next pod is updated`);
        return;
      }
    }
  }

  #delete(pod: Pod): boolean {
    const deleted = this.#context.delete('pods', pod.metadata.namespace, pod.metadata.name);
    if (!deleted.ok && deleted.error.reason !== 'NotFound') {
      this.#event('delete', pod.metadata.name, deleted.error.message);
      this.#fail(deleted.error.message);
      return false;
    }
    this.#event('delete', pod.metadata.name);
    return true;
  }

  #fail(error: string): Step {
    this.error ??= error;
    this.notes.push(error);
    return 'stop';
  }

  #event(verb: 'create' | 'update' | 'delete', pod: string, error?: string): void {
    const title = verb.slice(0, 1).toUpperCase() + verb.slice(1);
    const what = `${verb} Pod ${pod} in StatefulSet ${this.#set.metadata.name}`;
    if (error === undefined) this.#context.event(this.#set, 'Normal', `Successful${title}`, `${what} successful`);
    else this.#context.event(this.#set, 'Warning', `Failed${title}`, `${what} failed error: ${error}`);
  }
}
