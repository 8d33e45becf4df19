/** Pods with an identity, one after the other (upstream: pkg/controller/statefulset). */
import type { ControllerRevision } from '../../api/kinds/controller-revision/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StatefulSet, StatefulSetStatus } from '../../api/kinds/stateful-set/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { claim } from '../common/claim.ts';
import { controlledBy, orphansFor, selecting } from '../common/lookups.ts';
import { splitKey, watchDependents, watchOwn } from '../common/owner.ts';
import { changesPodState, isPodAvailable, isPodReady, podReadySince } from '../common/pods.ts';
import { byRevision, createRevision, holdsTemplate, REVISION_LABEL, REVISIONS } from '../common/revisions.ts';
import { count, sentences } from '../common/words.ts';
import { ordinalOf } from './identity.ts';
import { StatefulSetUpdate } from './update.ts';

const SETS = { resource: 'statefulsets.apps', kind: 'StatefulSet' } as const;

export const statefulSetSelector = ({ spec }: StatefulSet) => spec.selector;

export const statefulSetController: Component = {
  name: 'statefulset-controller',
  priority: 20,
  watches: [
    watchOwn(SETS.resource),
    watchDependents({
      resource: 'pods',
      owner: SETS,
      matters: changesPodState,
      adopters: (view, pod) =>
        selecting<StatefulSet>(view, SETS.resource, pod.metadata.namespace!, pod.metadata.labels, statefulSetSelector).map(({ metadata }) =>
          objectKey(SETS.resource, metadata.namespace, metadata.name),
        ),
    }),
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const set = context.get<StatefulSet>(SETS.resource, namespace, name);
  if (!set) return { decision: `StatefulSet ${name} is gone.`, idle: true };
  const adopted = claim<ControllerRevision>(context, {
    resource: REVISIONS,
    owner: set,
    selector: set.spec.selector,
    owned: controlledBy<ControllerRevision>(context, 'ControllerRevision', set.metadata.uid),
    orphans: orphansFor<ControllerRevision>(context, REVISIONS, namespace, set.spec.selector),
  });
  const pods = claim<Pod>(context, {
    resource: 'pods',
    owner: set,
    selector: set.spec.selector,
    owned: controlledBy<Pod>(context, 'Pod', set.metadata.uid),
    orphans: orphansFor<Pod>(context, 'pods', namespace, set.spec.selector),
    matches: (pod) => ordinalOf(set, pod) >= 0,
  });
  const found = revisionsOf(context, set, [...adopted.objects].sort(byRevision));
  if ('error' in found) return { decision: `The new template could not be stored: ${found.error}.`, again: { retry: found.error } };
  const update = new StatefulSetUpdate(context, set, pods.objects, found);
  update.run();
  if (update.claimsFirst && update.error === undefined) return { decision: sentences([...pods.notes, ...update.notes]), again: { after: CLAIMS_AHEAD } };
  const status = statusOf(set, update, context.now);
  if (!deepEqual(withoutConditions(status), withoutConditions(set.status))) context.updateStatus<StatefulSet>(SETS.resource, { ...set, status });
  truncate(context, set, pods.objects, adopted.objects, found);
  const wait = waitForAvailability(set, pods.objects, context.now);
  const saw = [
    `${count(pods.objects.length, 'pod')}, ${set.spec.replicas} wanted`,
    `${status.readyReplicas ?? 0} ready, ${status.availableReplicas} available`,
    found.current.metadata.name === found.update.metadata.name
      ? `revision ${found.update.metadata.name}`
      : `revision ${found.current.metadata.name}, going to ${found.update.metadata.name}`,
  ];
  return {
    decision: sentences([...pods.notes, ...update.notes]),
    saw,
    idle: true,
    ...(update.error !== undefined ? { again: { retry: update.error } } : wait !== undefined && { again: { after: wait } }),
  };
}

/** Milliseconds between the requests for a pod's claims and that for the pod, as on the recorded cluster. */
const CLAIMS_AHEAD = 15;

const withoutConditions = (status: StatefulSetStatus | undefined) => ({ ...status, conditions: undefined });

export interface Revisions {
  readonly current: ControllerRevision;
  readonly update: ControllerRevision;
  readonly collisions: number;
}

/** The revision that pods have and the one that they are to have; stores the template where it is new. */
function revisionsOf(context: Context, set: StatefulSet, revisions: readonly ControllerRevision[]): Revisions | { readonly error: string } {
  const newest = revisions.at(-1);
  const next = (newest?.revision ?? 0) + 1;
  let collisions = set.status?.collisionCount ?? 0;
  const equal = revisions.filter((revision) => holdsTemplate(revision, set.spec.template)).at(-1);
  let update = equal;
  if (equal && equal !== newest) {
    // An old template is wanted again: its revision becomes the newest.
    const renumbered = context.update<ControllerRevision>(REVISIONS, { ...equal, revision: next });
    if (!renumbered.ok) return { error: renumbered.error.message };
    update = renumbered.value;
  }
  if (!update) {
    const created = createRevision(context, { owner: set, template: set.spec.template, revision: next, collisions, hashOf: 'data', hashLabel: 'controller.kubernetes.io/hash' });
    if (!created.ok) return { error: created.error.message };
    ({ revision: update, collisions } = created.value);
  }
  const current = revisions.find(({ metadata }) => metadata.name === set.status?.currentRevision) ?? update;
  return { current: current.metadata.uid === update.metadata.uid ? update : current, update, collisions };
}

function statusOf(set: StatefulSet, { counted, revisions, taken }: StatefulSetUpdate, now: number): StatefulSetStatus {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  const [currentName, updateName] = [revisions.current.metadata.name, revisions.update.metadata.name];
  const live = counted.filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  const ready = counted.filter((pod) => pod.status.phase === 'Running' && isPodReady(pod));
  const availableReplicas = ready.filter((pod) => isPodAvailable(pod, minReadySeconds, now)).length;
  const ofRevision = (name: string) => live.filter(({ metadata }) => metadata.labels?.[REVISION_LABEL] === name).length;
  const updatedReplicas = ofRevision(updateName);
  let currentReplicas = ofRevision(currentName) - taken;
  let currentRevision = currentName;
  const done =
    set.spec.updateStrategy.type === 'RollingUpdate' && updatedReplicas === set.spec.replicas && ready.length === set.spec.replicas && counted.length === set.spec.replicas;
  if (done) {
    currentReplicas = updatedReplicas;
    currentRevision = updateName;
  }
  // The whole status is written: conditions that somebody else put there are gone.
  return {
    observedGeneration: set.metadata.generation,
    replicas: counted.length,
    ...(ready.length > 0 && { readyReplicas: ready.length }),
    ...(currentReplicas !== 0 && { currentReplicas }),
    ...(updatedReplicas > 0 && { updatedReplicas }),
    currentRevision,
    updateRevision: updateName,
    collisionCount: revisions.collisions,
    availableReplicas,
  };
}

function truncate(context: Context, set: StatefulSet, pods: readonly Pod[], revisions: readonly ControllerRevision[], { current, update }: Revisions): void {
  const live = new Set([current.metadata.name, update.metadata.name, ...pods.map(({ metadata }) => metadata.labels?.[REVISION_LABEL])]);
  const old = revisions.filter(({ metadata }) => !live.has(metadata.name)).sort(byRevision);
  for (const { metadata } of old.slice(0, Math.max(0, old.length - (set.spec.revisionHistoryLimit ?? 10)))) context.delete(REVISIONS, metadata.namespace, metadata.name);
}

function waitForAvailability(set: StatefulSet, pods: readonly Pod[], now: number): number | undefined {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return undefined;
  const left = pods
    .flatMap((pod) => podReadySince(pod) ?? [])
    .map((since) => since + minReadySeconds * 1000 - now)
    .filter((wait) => wait > 0);
  return left.length > 0 ? Math.min(...left) : undefined;
}
