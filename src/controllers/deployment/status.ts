/** A Deployment's counts and conditions (upstream: deployment/sync.go calculateStatus, deployment/progress.go). */
import type { Deployment, DeploymentCondition, DeploymentStatus } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { findCondition, setCondition, withoutCondition } from '../common/conditions.ts';
import { availablePods, hasProgressDeadline, sum, wantedPods, type DeploymentSync } from './sync.ts';

type Draft<T> = { -readonly [Field in keyof T]: T[Field] };

/** Counts as of the sets' statuses, with the `Available` condition. Pods that are on their way out are in none of them. */
export function calculateStatus(sync: DeploymentSync): DeploymentStatus {
  const { sets, newSet, deployment, limits } = sync;
  const available = availablePods(sets);
  const { generation } = deployment.metadata;
  const { collisionCount } = deployment.status;
  const condition =
    available >= limits.floor
      ? sync.condition('Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
      : sync.condition('Available', 'False', 'MinimumReplicasUnavailable', 'Deployment does not have minimum availability.');
  const replicas = sum(sets, (set) => set.status.replicas);
  const updated = newSet?.status.replicas ?? 0;
  const ready = sum(sets, (set) => set.status.readyReplicas);
  // What is asked for, not what exists: a pod that a quota forbids counts as unavailable.
  const unavailable = Math.max(0, wantedPods(sets) - available);
  const status: Draft<DeploymentStatus> = {};
  if (generation !== undefined) status.observedGeneration = generation;
  if (replicas !== 0) status.replicas = replicas;
  if (updated !== 0) status.updatedReplicas = updated;
  if (ready !== 0) status.readyReplicas = ready;
  if (available !== 0) status.availableReplicas = available;
  if (unavailable !== 0) status.unavailableReplicas = unavailable;
  if (collisionCount !== undefined) status.collisionCount = collisionCount;
  status.conditions = setCondition(deployment.status.conditions, condition);
  return status;
}

/** All wanted pods are of the current template and available, and no other exists. */
export const isComplete = ({ spec, metadata }: Deployment, status: DeploymentStatus): boolean =>
  (status.updatedReplicas ?? 0) === spec.replicas &&
  (status.replicas ?? 0) === spec.replicas &&
  (status.availableReplicas ?? 0) === spec.replicas &&
  (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);

/** More new, ready or available pods than the last status had, or fewer old ones. */
function isProgressing(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

const deadlineOf = ({ spec }: Deployment, progressing: DeploymentCondition): number => Date.parse(progressing.lastUpdateTime ?? '') + spec.progressDeadlineSeconds * 1000;

function isTimedOut(deployment: Deployment, status: DeploymentStatus, now: number): boolean {
  const progressing = findCondition(status.conditions, 'Progressing');
  if (!progressing || progressing.reason === 'NewReplicaSetAvailable') return false;
  return progressing.reason === 'ProgressDeadlineExceeded' || deadlineOf(deployment, progressing) < now;
}

/** The status of a Deployment that rolls out: counts, and how the rollout gets on. */
export function rolloutStatus(sync: DeploymentSync): DeploymentStatus {
  const { deployment, newSet } = sync;
  const counted = calculateStatus(sync);
  const { conditions, ...counts } = counted;
  let next: readonly DeploymentCondition[] = conditions ?? [];
  const name = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
  if (!hasProgressDeadline(deployment)) {
    next = withoutCondition(next, 'Progressing');
  } else {
    const current = findCondition(deployment.status.conditions, 'Progressing');
    const done = (counted.replicas ?? 0) === (counted.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
    // A finished rollout is not estimated again: scaling it does not set it going.
    if (!done) {
      if (isComplete(deployment, counted)) {
        next = setCondition(next, sync.condition('Progressing', 'True', 'NewReplicaSetAvailable', `${name} has successfully progressed.`));
      } else if (isProgressing(deployment.status, counted)) {
        const condition = sync.condition('Progressing', 'True', 'ReplicaSetUpdated', `${name} is progressing.`);
        // Every sign of progress renews the time that the deadline counts from, and moves the condition to the end.
        next = [...withoutCondition(next, 'Progressing'), current?.status === 'True' ? { ...condition, lastTransitionTime: current.lastTransitionTime } : condition];
      } else if (isTimedOut(deployment, counted, sync.context.now)) {
        next = setCondition(next, sync.condition('Progressing', 'False', 'ProgressDeadlineExceeded', `${name} has timed out progressing.`));
      }
    }
  }
  const failure = replicaFailure(newSet, sync.sets);
  next = failure ? setCondition(next, failure) : withoutCondition(next, 'ReplicaFailure');
  return { ...counts, ...(next.length > 0 && { conditions: next }) };
}

/** The status of a Deployment that is paused, resized or deleted: progress is not judged. */
export const plainStatus = calculateStatus;

/** A failure of the current ReplicaSet, or else of any, told as the Deployment's. */
function replicaFailure(newSet: ReplicaSet | undefined, sets: readonly ReplicaSet[]): DeploymentCondition | undefined {
  for (const set of newSet ? [newSet, ...sets] : sets) {
    const failure = findCondition(set.status.conditions, 'ReplicaFailure');
    if (failure) return { ...failure, lastUpdateTime: failure.lastTransitionTime };
  }
  return undefined;
}

/** Milliseconds until the progress deadline has to be looked at; `undefined` where it does not count. */
export function untilDeadline(deployment: Deployment, now: number): number | undefined {
  const progressing = findCondition(deployment.status.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || !progressing || progressing.reason === 'ProgressDeadlineExceeded' || isComplete(deployment, deployment.status)) return undefined;
  // A scaled Deployment that was complete keeps its reason: its deadline never strikes.
  if (progressing.reason === 'NewReplicaSetAvailable') return undefined;
  // A second more than is left, as timestamps are cut to whole seconds.
  return Math.max(0, deadlineOf(deployment, progressing) - now) + 1000;
}
