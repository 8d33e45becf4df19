/**
 * Keeps as many pods as a ReplicaSet or a ReplicationController asks for (upstream: pkg/controller/replicaset/replica_set.go).
 *
 * Upstream waits, before it counts again, until its cache has seen the pods that it created or deleted ("expectations"); here reads are
 * always current, so there is nothing to wait for.
 */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet, ReplicaSetCondition, ReplicaSetStatus } from '../../api/kinds/replica-set/types.ts';
import type { ReplicationController } from '../../api/kinds/replication-controller/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { Status } from '../../api/meta/status.ts';
import type { LabelSelector } from '../../api/meta/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Change, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { claim } from '../common/claim.ts';
import { findCondition, setCondition, withoutCondition } from '../common/conditions.ts';
import { activePodsOf, activePodsPerNode, controlledBy, countReplicas, orphansFor, selecting } from '../common/lookups.ts';
import { controllerOf, splitKey, watchDependents, watchOwn } from '../common/owner.ts';
import { createPod, deletePod, isNamespaceTerminating, podFromTemplate } from '../common/pod-creation.ts';
import { isPodActive, isPodAvailable, isPodReady, podReadySince } from '../common/pods.ts';
import { podsToDelete, type PodsToDelete } from '../common/pods-to-delete.ts';
import { slowStart } from '../common/slow-start.ts';
import { count, list, sentences } from '../common/words.ts';

export type ReplicaOwner = ReplicaSet | ReplicationController;

/** What differs between the two kinds. */
export interface ReplicaKind {
  readonly component: string;
  readonly resource: 'replicasets.apps' | 'replicationcontrollers';
  readonly kind: 'ReplicaSet' | 'ReplicationController';
  readonly selectorOf: (owner: ReplicaOwner) => LabelSelector;
}

/** No more pods than this are created or deleted in one go. */
const BURST = 500;

export function replicaController(kind: ReplicaKind): Component {
  const { component, resource } = kind;
  return {
    name: component,
    priority: 20,
    watches: [
      watchOwn(resource),
      watchDependents({
        resource: 'pods',
        owner: kind,
        matters: changesCounts,
        adopters: (view, pod) =>
          isPodActive(pod as Pod)
            ? selecting<ReplicaOwner>(view, resource, pod.metadata.namespace!, pod.metadata.labels, kind.selectorOf).map((owner) =>
                objectKey(resource, owner.metadata.namespace, owner.metadata.name),
              )
            : [],
      }),
    ],
    reconcile: (context, key) => reconcile(context, key, kind),
  };
}

/** Most of what happens to a pod (its node, its containers) says nothing new about how many there are and how many are ready. */
function changesCounts({ type, object, before }: Change): boolean {
  const pod = object as Pod;
  if (type === 'DELETED') return isPodActive(pod);
  if (!before) return true;
  const was = before as Pod;
  return isPodActive(pod) !== isPodActive(was) || isPodReady(pod) !== isPodReady(was) || pod.metadata.labels !== was.metadata.labels;
}

/** The pods that count now, by number; the list itself only where it is needed. */
interface Replicas {
  readonly active: number;
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
  readonly pods: () => readonly Pod[];
  /** Milliseconds until one more ready pod becomes available. */
  readonly nextAvailable?: number;
  readonly notes: readonly string[];
}

function reconcile(context: Context, key: string, kind: ReplicaKind): Outcome {
  const { namespace, name } = splitKey(key);
  const owner = context.get<ReplicaOwner>(kind.resource, namespace, name);
  if (!owner) return { decision: `${kind.kind} ${name} is gone: nothing to do.`, idle: true };

  const replicas = countPods(context, owner, kind);
  const wanted = owner.spec.replicas ?? 1;
  const saw = [`${count(replicas.active, 'active pod')}, ${wanted} wanted`, `${replicas.ready} ready, ${replicas.available} available`];
  const managed: Managed =
    owner.metadata.deletionTimestamp === undefined ? manage(context, owner, replicas, kind) : { text: `${name} is being deleted: its pods are left to the garbage collector` };
  const statusText = updateStatus(context, owner, replicas, managed.error, kind);
  const wait = replicas.nextAvailable;
  return {
    decision: sentences([
      ...replicas.notes,
      managed.text,
      statusText,
      wait === undefined ? '' : `A ready pod becomes available in ${wait / 1000} s: minReadySeconds is ${owner.spec.minReadySeconds}`,
    ]),
    saw,
    idle: true,
    ...(managed.error ? { again: { retry: managed.error.message } } : wait !== undefined && { again: { after: wait } }),
  };
}

function countPods(context: Context, owner: ReplicaOwner, kind: ReplicaKind): Replicas {
  const { uid, namespace } = owner.metadata;
  const labels = owner.spec.template?.metadata?.labels;
  const minReadySeconds = owner.spec.minReadySeconds ?? 0;
  const selector = kind.selectorOf(owner);
  const orphans = orphansFor<Pod>(context, 'pods', namespace!, selector).filter((pod) => isPodActive(pod) && matchesLabelSelector(selector, pod.metadata.labels));
  const counted = countReplicas(context, uid, labels);
  // The usual case: every pod has the template's labels, so all match the selector, and the index has counted them.
  if (orphans.length === 0 && counted.labelled === counted.active && (minReadySeconds === 0 || counted.ready === 0)) {
    return { active: counted.active, fullyLabeled: counted.active, ready: counted.ready, available: counted.ready, pods: () => activePodsOf(context, uid), notes: [] };
  }
  const { objects: pods, notes } = claim<Pod>(context, { resource: 'pods', owner, selector, owned: activePodsOf(context, uid), orphans });
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  let nextAvailable = Infinity;
  const templateLabels: LabelSelector = { matchLabels: labels ?? {} };
  for (const pod of pods) {
    if (matchesLabelSelector(templateLabels, pod.metadata.labels)) fullyLabeled += 1;
    if (!isPodReady(pod)) continue;
    ready += 1;
    if (isPodAvailable(pod, minReadySeconds, context.now)) available += 1;
    else nextAvailable = Math.min(nextAvailable, podReadySince(pod)! + minReadySeconds * 1000 - context.now);
  }
  return { active: pods.length, fullyLabeled, ready, available, pods: () => pods, notes, ...(nextAvailable < Infinity && { nextAvailable }) };
}

interface Managed {
  readonly text: string;
  readonly error?: Status;
}

function manage(context: Context, owner: ReplicaOwner, replicas: Replicas, kind: ReplicaKind): Managed {
  const wanted = owner.spec.replicas ?? 1;
  const missing = wanted - replicas.active;
  if (missing > 0) return createPods(context, owner, replicas.active, Math.min(missing, BURST));
  if (missing < 0) return deletePods(context, owner, replicas, Math.min(-missing, BURST), kind);
  return { text: wanted === 0 ? 'No pods are wanted and there are none' : `${count(wanted, 'pod')} wanted, ${wanted === 1 ? 'it is' : 'all are'} there` };
}

function createPods(context: Context, owner: ReplicaOwner, active: number, missing: number): Managed {
  const wanted = owner.spec.replicas ?? 1;
  const pod = podFromTemplate(owner.spec.template!, owner);
  let terminating = false;
  const { created, batches, error } = slowStart(missing, () => {
    const result = createPod(context, owner, pod);
    if (result.ok) return undefined;
    if (!isNamespaceTerminating(result.error)) return result.error;
    terminating = true;
    return undefined;
  });
  const situation = active === 0 ? `No pod exists, ${wanted} wanted` : `${active} of ${wanted} pods ${active === 1 ? 'exists' : 'exist'}`;
  if (terminating) return { text: `${situation}, but the namespace is being deleted and takes none` };
  if (error) {
    const skipped = missing - batches.reduce((sum, size) => sum + size, 0);
    const made = created === 0 ? 'the API server refused a new one' : `created ${created}, then the API server refused`;
    return {
      text: `${situation}: ${made}: ${error.message}${skipped > 0 ? `. ${count(skipped, 'more pod')} not tried, as ${skipped === 1 ? 'it' : 'they'} would fail alike` : ''}`,
      error,
    };
  }
  const inBatches = batches.length > 1 ? `, in batches of ${list(batches.map(String), 6)}` : '';
  return { text: `${situation}: create ${created}${inBatches}` };
}

function deletePods(context: Context, owner: ReplicaOwner, replicas: Replicas, surplus: number, kind: ReplicaKind): Managed {
  const { pods, reason } = choose(context, owner, replicas, surplus, kind);
  let error: Status | undefined;
  for (const pod of pods) {
    const deleted = deletePod(context, owner, pod);
    if (!deleted.ok) error ??= deleted.error;
  }
  const names = list(pods.map((pod) => pod.metadata.name));
  const why = pods.length === replicas.active ? '' : ` (${reason})`;
  return {
    text: `${count(replicas.active, 'pod')} ${replicas.active === 1 ? 'exists' : 'exist'}, ${owner.spec.replicas} wanted: delete ${names}${why}${error ? `. ${error.message}` : ''}`,
    ...(error && { error }),
  };
}

function choose(context: Context, owner: ReplicaOwner, replicas: Replicas, surplus: number, kind: ReplicaKind): PodsToDelete {
  const pods = replicas.pods();
  return podsToDelete(pods, surplus, surplus < pods.length ? podsPerNode(context, owner, kind) : NOWHERE, context.now);
}

const NOWHERE: ReadonlyMap<string, number> = new Map();

/** Active pods on each node, over all sets of the same controller; upstream looks at no pods at all where a set has none. */
function podsPerNode(context: Context, owner: ReplicaOwner, kind: ReplicaKind): ReadonlyMap<string, number> {
  const uid = controllerOf(owner)?.uid;
  if (uid === undefined) return NOWHERE;
  const perNode = new Map<string, number>();
  for (const { metadata } of controlledBy<ReplicaOwner>(context, kind.kind, uid))
    for (const [node, pods] of activePodsPerNode(context, metadata.uid)) perNode.set(node, (perNode.get(node) ?? 0) + pods);
  return perNode;
}

/** Writes the status where it changed; says so where a count did. */
function updateStatus(context: Context, owner: ReplicaOwner, replicas: Replicas, error: Status | undefined, kind: ReplicaKind): string {
  const conditions = withFailure(context, owner, replicas, error);
  const observedGeneration = owner.metadata.generation;
  const status: ReplicaSetStatus = {
    replicas: replicas.active,
    ...(replicas.fullyLabeled > 0 && { fullyLabeledReplicas: replicas.fullyLabeled }),
    ...(replicas.ready > 0 && { readyReplicas: replicas.ready }),
    ...(replicas.available > 0 && { availableReplicas: replicas.available }),
    ...(observedGeneration !== undefined && { observedGeneration }),
    ...(conditions.length > 0 && { conditions }),
  };
  if (deepEqual(status, owner.status)) return '';
  const written = context.updateStatus<ReplicaOwner>(kind.resource, { ...owner, status } as ReplicaOwner);
  if (!written.ok) return `The status was not written: ${written.error.message}`;
  const before = owner.status?.replicas ?? 0;
  if (before !== status.replicas) return `Status: ${before} → ${count(status.replicas, 'pod')}, ${replicas.ready} ready, ${replicas.available} available`;
  const { readyReplicas = 0, availableReplicas = 0 } = owner.status ?? {};
  return readyReplicas === replicas.ready && availableReplicas === replicas.available
    ? ''
    : `Status: ${replicas.ready} of ${status.replicas} ready, ${replicas.available} available`;
}

function withFailure(context: Context, owner: ReplicaOwner, { active }: Replicas, error: Status | undefined): readonly ReplicaSetCondition[] {
  const conditions = (owner.status?.conditions ?? []) as readonly ReplicaSetCondition[];
  const failing = findCondition(conditions, 'ReplicaFailure') !== undefined;
  if (!error) return failing ? withoutCondition(conditions, 'ReplicaFailure') : conditions;
  if (failing) return conditions;
  const reason = active < (owner.spec.replicas ?? 1) ? 'FailedCreate' : 'FailedDelete';
  return setCondition(conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: context.timestamp, reason, message: error.message });
}
