/** Sizes of ReplicaSets: one at a time, and all of them in proportion when the Deployment itself is resized (upstream: deployment/sync.go scale). */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { list } from '../common/words.ts';
import { countAnnotation, DESIRED_REPLICAS, hasReplicaAnnotations, MAX_REPLICAS, replicaAnnotations } from './annotations.ts';
import { byCreation, wantedPods, type DeploymentSync } from './sync.ts';

/** Sets a ReplicaSet's size and notes the Deployment's on it; raises the Event. Gives whether the size changed. */
export function scaleSet(sync: DeploymentSync, set: ReplicaSet, replicas: number): boolean {
  const { context, deployment, limits } = sync;
  const before = set.spec.replicas;
  if (before === replicas && hasReplicaAnnotations(set, deployment.spec.replicas, limits.ceiling)) return false;
  const updated = context.update<ReplicaSet>('replicasets.apps', {
    ...set,
    metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...replicaAnnotations(deployment.spec.replicas, limits.ceiling) } },
    spec: { ...set.spec, replicas },
  });
  if (!updated.ok) {
    sync.error = updated.error;
    return false;
  }
  sync.replace(updated.value);
  if (before === replicas) return false;
  context.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled ${before < replicas ? 'up' : 'down'} replica set ${set.metadata.name} from ${before} to ${replicas}`);
  return true;
}

/** Whether the Deployment was resized since its active sets were last sized. */
export const isScalingEvent = ({ deployment, activeSets }: DeploymentSync): boolean =>
  activeSets.some((set) => {
    const desired = countAnnotation(set, DESIRED_REPLICAS);
    return desired !== undefined && desired !== deployment.spec.replicas;
  });

/**
 * Resizes what is there without moving the rollout on: a single active set takes the whole size; several share it in proportion to
 * their own, so that a bad version that is half rolled out does not get more than its share.
 */
export function scale(sync: DeploymentSync): void {
  const { deployment, newSet, oldSets, activeSets } = sync;
  const { replicas } = deployment.spec;
  const single = activeSets.length === 0 ? (newSet ?? oldSets.at(-1)) : activeSets.length === 1 ? activeSets[0] : undefined;
  if (single || activeSets.length === 0) {
    if (!single || single.spec.replicas === replicas) return;
    const before = single.spec.replicas;
    scaleSet(sync, single, replicas);
    sync.notes.push(
      `${replicas} replicas are wanted: scale ${single.metadata.name} from ${before} to ${replicas}, as ${activeSets.length === 0 ? 'no ReplicaSet has pods and it is the newest' : 'it is the only ReplicaSet with pods'}`,
    );
    return;
  }
  if (newSet && isSaturated(deployment, newSet)) {
    for (const set of activeSets) {
      if (set.metadata.uid === newSet.metadata.uid) continue;
      scaleSet(sync, set, 0);
      if (sync.error) return;
      sync.notes.push(`${newSet.metadata.name} has all ${replicas} pods available: scale ${set.metadata.name} from ${set.spec.replicas} to 0`);
    }
    return;
  }
  if (deployment.spec.strategy.type === 'RollingUpdate') scaleInProportion(sync);
}

const isSaturated = ({ spec: { replicas } }: Deployment, set: ReplicaSet): boolean =>
  set.spec.replicas === replicas && countAnnotation(set, DESIRED_REPLICAS) === replicas && (set.status.availableReplicas ?? 0) === replicas;

function scaleInProportion(sync: DeploymentSync): void {
  const { deployment, limits } = sync;
  const { replicas } = deployment.spec;
  const allowed = replicas > 0 ? limits.ceiling : 0;
  const before = wantedPods(sync.activeSets);
  const toAdd = allowed - before;
  // Larger sets first; among equals the newer one grows first and the older one shrinks first.
  const sets = [...sync.activeSets].sort((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? byCreation(b, a) : byCreation(a, b)));
  let added = 0;
  const sizes = sets.map((set) => {
    const share = toAdd === 0 ? 0 : shareOf(set, deployment, limits.ceiling, toAdd, added);
    added += share;
    return set.spec.replicas + share;
  });
  if (toAdd !== 0) sizes[0] = Math.max(0, sizes[0]! + toAdd - added);
  const moves: string[] = [];
  for (const [i, set] of sets.entries()) {
    if (scaleSet(sync, set, sizes[i]!)) moves.push(`${set.metadata.name} ${set.spec.replicas} → ${sizes[i]}`);
    if (sync.error) return;
  }
  const size = `The size changed to ${replicas} in the middle of a rollout: ${allowed} pods are allowed${replicas > 0 ? ` (ceiling ${limits.ceilingText})` : ''}, ${before} are asked for`;
  sync.notes.push(
    moves.length > 0 ? `${size}, so ${Math.abs(toAdd)} ${toAdd > 0 ? 'more' : 'fewer'} in proportion: ${list(moves, 6)}` : `${size}: every ReplicaSet keeps its size`,
  );
}

/** Upstream: GetReplicaSetProportion. Never more in sum than `toAdd`, in either direction. */
function shareOf(set: ReplicaSet, deployment: Deployment, ceiling: number, toAdd: number, added: number): number {
  if (toAdd === added) return 0;
  const left = toAdd - added;
  const fraction = fractionOf(set, deployment, ceiling);
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(set: ReplicaSet, { spec, status }: Deployment, ceiling: number): number {
  const size = set.spec.replicas;
  if (spec.replicas === 0) return -size;
  // Somebody took the annotation away: the current size is the best guess.
  const ceilingBefore = countAnnotation(set, MAX_REPLICAS) || (status.replicas ?? 0);
  return ceilingBefore === 0 ? 0 : roundHalfAway((size * ceiling) / ceilingBefore) - size;
}

const roundHalfAway = (value: number): number => (value < 0 ? -Math.floor(-value + 0.5) : Math.floor(value + 0.5));
