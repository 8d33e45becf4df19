/** One pod on every node that is meant to have one (upstream: pkg/controller/daemon/daemon_controller.go). */
import type { ControllerRevision } from '../../api/kinds/controller-revision/types.ts';
import type { DaemonSet, DaemonSetStatus } from '../../api/kinds/daemon-set/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Toleration } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Status } from '../../api/meta/status.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { claim } from '../common/claim.ts';
import { controlledBy, orphansFor, selecting } from '../common/lookups.ts';
import { splitKey, watchDependents, watchOwn } from '../common/owner.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../common/pod-creation.ts';
import { changesPodState, isPodAvailable, isPodReady, isPodTerminal, podReadySince } from '../common/pods.ts';
import { byRevision, createRevision, holdsTemplate, REVISION_LABEL, REVISIONS } from '../common/revisions.ts';
import { slowStart } from '../common/slow-start.ts';
import { count, list, sentences } from '../common/words.ts';
import { byAssignmentAndAge, daemonTolerations, fitsNode, isUpdated, nodeOf, templateFor } from './daemon-pods.ts';
import { planRolling } from './rolling.ts';

const SETS = { resource: 'daemonsets.apps', kind: 'DaemonSet' } as const;
/** No more pods than this are created or deleted in one go. */
const BURST = 250;
/** Milliseconds between the deletions of failed pods on a node: doubles from the first to the last. */
const BACK_OFF = { first: 1000, last: 900_000 };

export const daemonSetSelector = ({ spec }: DaemonSet) => spec.selector;

export const daemonSetController: Component = {
  name: 'daemonset-controller',
  priority: 20,
  watches: [
    watchOwn(SETS.resource),
    watchDependents({
      resource: 'pods',
      owner: SETS,
      matters: changesState,
      adopters: (view, pod) => selecting<DaemonSet>(view, SETS.resource, pod.metadata.namespace!, pod.metadata.labels, daemonSetSelector).map(keyOf),
    }),
    { resource: 'nodes', keys: (change, view) => setsOnNode(view, change) },
  ],
  reconcile,
};

const keyOf = ({ metadata }: DaemonSet): string => objectKey(SETS.resource, metadata.namespace, metadata.name);

function changesState(change: Change): boolean {
  return changesPodState(change) || (change.object as Pod).spec.nodeName !== (change.before as Pod | undefined)?.spec.nodeName;
}

/** The sets for which a node's change makes a difference. */
function setsOnNode(view: View, { type, object, before }: Change): string[] {
  const node = object as Node;
  const was = before as Node | undefined;
  if (type === 'MODIFIED' && was && deepEqual(node.metadata.labels, was.metadata.labels) && deepEqual(node.spec.taints, was.spec.taints)) return [];
  return view
    .list<DaemonSet>(SETS.resource)
    .filter((set) => {
      const tolerations = daemonTolerations(set.spec.template.spec);
      const now = fitsNode(set, node, tolerations);
      if (type !== 'MODIFIED' || !was) return now.run || now.stay;
      const then = fitsNode(set, was, tolerations);
      return now.run !== then.run || now.stay !== then.stay;
    })
    .map(keyOf);
}

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const set = context.get<DaemonSet>(SETS.resource, namespace, name);
  if (!set) return { decision: `DaemonSet ${name} is gone.`, idle: true };
  if (set.metadata.deletionTimestamp !== undefined) return { decision: `DaemonSet ${name} is being deleted: its pods are left to the garbage collector.`, idle: true };
  const history = currentRevision(context, set);
  if ('error' in history) return { decision: `The new template could not be stored: ${history.error}.`, again: { retry: history.error } };
  const sync = new DaemonSync(context, set, history.hash);
  sync.manage();
  if (sync.error === undefined && !sync.busy && set.spec.updateStrategy.type === 'RollingUpdate') sync.roll();
  cleanUp(context, set, history.old, sync.pods);
  const { status, nextAvailable } = sync.status();
  if (!deepEqual(status, set.status)) context.updateStatus<DaemonSet>(SETS.resource, { ...set, status });
  const waits = [...sync.waits, ...(nextAvailable === undefined ? [] : [nextAvailable])];
  const saw = [
    `${status.desiredNumberScheduled} of ${sync.nodes.length} nodes are to run it`,
    `${status.currentNumberScheduled} do, ${status.updatedNumberScheduled ?? 0} of the current template, ${status.numberReady} ready, ${status.numberAvailable ?? 0} available`,
  ];
  return {
    decision: sentences([...sync.notes, sync.notes.length === 0 ? `Every node that is to run ${name} does` : '']),
    saw,
    idle: true,
    ...(sync.error !== undefined ? { again: { retry: sync.error } } : waits.length > 0 && { again: { after: Math.min(...waits) } }),
  };
}

interface History {
  readonly hash: string;
  readonly old: readonly ControllerRevision[];
}

function currentRevision(context: Context, set: DaemonSet): History | { readonly error: string } {
  const { namespace, uid } = set.metadata;
  const { objects } = claim<ControllerRevision>(context, {
    resource: REVISIONS,
    owner: set,
    selector: set.spec.selector,
    owned: controlledBy<ControllerRevision>(context, 'ControllerRevision', uid),
    orphans: orphansFor<ControllerRevision>(context, REVISIONS, namespace!, set.spec.selector),
  });
  const current = objects
    .filter((revision) => holdsTemplate(revision, set.spec.template))
    .sort(byRevision)
    .at(-1);
  const old = objects.filter((revision) => revision !== current);
  const number = Math.max(0, ...old.map(({ revision }) => revision)) + 1;
  if (!current) {
    const created = createRevision(context, {
      owner: set,
      template: set.spec.template,
      revision: number,
      collisions: set.status?.collisionCount ?? 0,
      hashOf: 'template',
      hashLabel: REVISION_LABEL,
    });
    return created.ok ? { hash: created.value.revision.metadata.labels![REVISION_LABEL]!, old } : { error: created.error.message };
  }
  if (current.revision < number) context.update<ControllerRevision>(REVISIONS, { ...current, revision: number });
  return { hash: current.metadata.labels?.[REVISION_LABEL] ?? current.metadata.name, old };
}

function cleanUp(context: Context, set: DaemonSet, old: readonly ControllerRevision[], pods: readonly Pod[]): void {
  const surplus = old.length - (set.spec.revisionHistoryLimit ?? 10);
  if (surplus <= 0) return;
  const live = new Set(pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL]));
  const unused = [...old].sort(byRevision).filter(({ metadata }) => !live.has(metadata.labels?.[REVISION_LABEL]));
  for (const { metadata } of unused.slice(0, surplus)) context.delete(REVISIONS, metadata.namespace, metadata.name);
}

class DaemonSync {
  readonly notes: string[] = [];
  readonly waits: number[] = [];
  readonly nodes: readonly Node[];
  /** Whether pods were created or deleted already: then the update waits, as upstream waits to see them. */
  busy = false;
  error: string | undefined;
  readonly #context: Context;
  readonly #set: DaemonSet;
  readonly #hash: string;
  readonly #tolerations: readonly Toleration[];
  /** Names of the nodes that are to run a pod. */
  readonly #wanted: readonly string[];

  constructor(context: Context, set: DaemonSet, hash: string) {
    this.#context = context;
    this.#set = set;
    this.#hash = hash;
    this.#tolerations = daemonTolerations(set.spec.template.spec);
    this.nodes = context.list<Node>('nodes');
    this.#wanted = this.nodes.filter((node) => fitsNode(set, node, this.#tolerations).run).map(({ metadata }) => metadata.name);
  }

  get pods(): readonly Pod[] {
    const { namespace, uid } = this.#set.metadata;
    const { objects } = claim<Pod>(this.#context, {
      resource: 'pods',
      owner: this.#set,
      selector: this.#set.spec.selector,
      owned: controlledBy<Pod>(this.#context, 'Pod', uid),
      orphans: orphansFor<Pod>(this.#context, 'pods', namespace!, this.#set.spec.selector),
    });
    // A finished pod that is also deleted only waits to be taken away.
    return objects.filter((pod) => !(isPodTerminal(pod) && pod.metadata.deletionTimestamp !== undefined));
  }

  get #podsOn(): Map<string, Pod[]> {
    const podsOn = new Map<string, Pod[]>();
    for (const pod of this.pods) {
      const node = nodeOf(pod);
      if (node === undefined) continue;
      const there = podsOn.get(node);
      if (there) there.push(pod);
      else podsOn.set(node, [pod]);
    }
    return podsOn;
  }

  manage(): void {
    const podsOn = this.#podsOn;
    const wanted = new Set(this.#wanted);
    const create: string[] = [];
    const remove: Pod[] = [];
    for (const node of this.nodes) {
      const { name } = node.metadata;
      const there = podsOn.get(name) ?? [];
      const stay = wanted.has(name) || fitsNode(this.#set, node, this.#tolerations).stay;
      if (there.length === 0) {
        if (wanted.has(name)) create.push(name);
      } else if (stay) {
        this.#tidy(name, there, wanted.has(name), create, remove);
      } else {
        const leaving = there.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
        if (leaving.length > 0) this.notes.push(`${name} no longer fits: delete ${list(leaving.map(({ metadata }) => metadata.name))}`);
        remove.push(...leaving);
      }
    }
    const known = new Set(this.nodes.map(({ metadata }) => metadata.name));
    for (const [node, pods] of podsOn) if (!known.has(node)) remove.push(...pods.filter((pod) => !pod.spec.nodeName));
    this.#sync(create, remove);
  }

  /** On a node that keeps its pod: failed ones go after a delay, and of several only the oldest stays, or with surge a pair. */
  #tidy(node: string, there: readonly Pod[], wanted: boolean, create: string[], remove: Pod[]): void {
    const running: Pod[] = [];
    for (const pod of there) {
      if (pod.metadata.deletionTimestamp !== undefined) continue;
      if (pod.status.phase === 'Failed') this.#replaceFailed(node, pod, remove);
      else if (pod.status.phase === 'Succeeded') {
        this.#context.event(
          this.#set,
          'Normal',
          'SucceededDaemonPod',
          `Found succeeded daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}, will try to delete it`,
        );
        remove.push(pod);
      } else running.push(pod);
    }
    running.sort(byAssignmentAndAge);
    const surges = (this.#set.spec.updateStrategy.rollingUpdate?.maxSurge ?? 0) !== 0 && this.#set.spec.updateStrategy.rollingUpdate?.maxSurge !== '0%';
    if (!surges) {
      remove.push(...running.slice(1));
      return;
    }
    if (running.length === 0 && wanted) create.push(node);
    if (running.length <= 1) return;
    const updated = running.filter((pod) => isUpdated(pod, this.#set, this.#hash));
    const old = running.filter((pod) => !isUpdated(pod, this.#set, this.#hash));
    remove.push(...updated.slice(1), ...old.slice(1));
    if (updated[0] && old[0] && (!isPodReady(old[0]) || isPodAvailable(updated[0], this.#set.spec.minReadySeconds ?? 0, this.#context.now))) remove.push(old[0]);
  }

  #replaceFailed(node: string, pod: Pod, remove: Pod[]): void {
    const { memory, now } = this.#context;
    const key = `${this.#set.metadata.uid}/${node}`;
    const last = memory.get<{ readonly delay: number; readonly at: number }>(key);
    if (last && now - last.at < last.delay) {
      this.waits.push(last.at + last.delay - now);
      this.notes.push(`${pod.metadata.name} on ${node} failed again: it is replaced in ${Math.ceil((last.at + last.delay - now) / 1000)} s`);
      return;
    }
    const fresh = !last || now - last.at > 2 * BACK_OFF.last;
    memory.set(key, { delay: fresh ? BACK_OFF.first : Math.min(last.delay * 2, BACK_OFF.last), at: now });
    this.#context.event(this.#set, 'Warning', 'FailedDaemonPod', `Found failed daemon pod ${pod.metadata.namespace}/${pod.metadata.name} on node ${node}, will try to kill it`);
    this.notes.push(`${pod.metadata.name} on ${node} failed: delete it, to make it anew`);
    remove.push(pod);
  }

  roll(): void {
    const plan = planRolling({ set: this.#set, hash: this.#hash, nodes: this.#wanted, podsOn: this.#podsOn, now: this.#context.now });
    if (plan.why !== '') this.notes.push(plan.why);
    this.#sync(plan.create, plan.remove);
  }

  #sync(create: readonly string[], remove: readonly Pod[]): void {
    const set = this.#set;
    const context = this.#context;
    const nodes = create.slice(0, BURST);
    if (nodes.length + remove.length > 0) this.busy = true;
    const { created, error } = slowStart(nodes.length, (i) => {
      const result = createPod(context, set, podFromTemplate(templateFor(set, this.#hash, this.#tolerations, nodes[i]!), set));
      return result.ok || isNamespaceTerminating(result.error) ? undefined : result.error;
    });
    if (created > 0) this.notes.push(`${count(nodes.length, 'node')} ${nodes.length === 1 ? 'lacks' : 'lack'} a pod: create ${created} for ${list(nodes, 5)}`);
    if (error) this.#fail(error);
    for (const pod of remove.slice(0, BURST)) {
      const deleted = deletePod(context, set, pod);
      if (!deleted.ok) this.#fail(deleted.error);
    }
    if (remove.length > 0)
      this.notes.push(
        `Delete ${list(
          remove.map((pod) => `${pod.metadata.name} on ${nodeOf(pod) ?? 'no node'}`),
          5,
        )}`,
      );
  }

  #fail(error: Status): void {
    this.error ??= error.message;
    this.notes.push(`The API server refused: ${error.message}`);
  }

  status(): { readonly status: DaemonSetStatus; readonly nextAvailable: number | undefined } {
    const podsOn = this.#podsOn;
    const wanted = new Set(this.#wanted);
    const { now } = this.#context;
    const minReadySeconds = this.#set.spec.minReadySeconds ?? 0;
    let [current, misscheduled, ready, updated, available] = [0, 0, 0, 0, 0];
    let nextAvailable: number | undefined;
    for (const { metadata } of this.nodes) {
      const pods = podsOn.get(metadata.name);
      if (!pods) continue;
      if (!wanted.has(metadata.name)) {
        misscheduled += 1;
        continue;
      }
      current += 1;
      const [pod] = pods.sort(byAssignmentAndAge);
      if (isUpdated(pod!, this.#set, this.#hash)) updated += 1;
      // One that stands beside it may not count yet, and is waited for like it.
      for (const one of pods)
        if (isPodReady(one) && !isPodAvailable(one, minReadySeconds, now)) nextAvailable = Math.min(nextAvailable ?? Infinity, podReadySince(one)! + minReadySeconds * 1000 - now);
      if (!isPodReady(pod!)) continue;
      ready += 1;
      if (isPodAvailable(pod!, minReadySeconds, now)) available += 1;
    }
    const { collisionCount, conditions } = this.#set.status ?? {};
    const unavailable = wanted.size - available;
    return {
      nextAvailable,
      status: {
        currentNumberScheduled: current,
        numberMisscheduled: misscheduled,
        desiredNumberScheduled: wanted.size,
        numberReady: ready,
        observedGeneration: this.#set.metadata.generation,
        ...(updated > 0 && { updatedNumberScheduled: updated }),
        ...(available > 0 && { numberAvailable: available }),
        ...(unavailable > 0 && { numberUnavailable: unavailable }),
        ...(collisionCount !== undefined && { collisionCount }),
        ...(conditions && { conditions }),
      },
    };
  }
}
