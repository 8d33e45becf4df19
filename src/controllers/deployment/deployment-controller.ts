/** Rolls Deployments out through their ReplicaSets (upstream: pkg/controller/deployment/deployment_controller.go). */
import type { Deployment, DeploymentStatus } from '../../api/kinds/deployment/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { objectKey, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { claim } from '../common/claim.ts';
import { findCondition, setCondition } from '../common/conditions.ts';
import { controlledBy, countOwnedBy, orphansFor, selecting } from '../common/lookups.ts';
import { controllerOf, resolveController, splitKey, watchDependents, watchOwn } from '../common/owner.ts';
import { isNamespaceTerminating } from '../common/pod-creation.ts';
import { count, sentences } from '../common/words.ts';
import { revisionOf } from './annotations.ts';
import { ensureNewSet, findNewSet, syncRevision } from './new-replica-set.ts';
import { recreate } from './recreate.ts';
import { roll } from './rolling.ts';
import { isScalingEvent, scale } from './scaling.ts';
import { isComplete, plainStatus, rolloutStatus, untilDeadline } from './status.ts';
import { byCreation, DeploymentSync, hasProgressDeadline, NEVER } from './sync.ts';

const DEPLOYMENTS = { resource: 'deployments.apps', kind: 'Deployment' } as const;
const REPLICA_SETS = { resource: 'replicasets.apps', kind: 'ReplicaSet' } as const;

export const deploymentSelector = (deployment: Deployment) => deployment.spec.selector;

export const deploymentController: Component = {
  name: 'deployment-controller',
  priority: 10,
  watches: [
    watchOwn(DEPLOYMENTS.resource),
    watchDependents({
      resource: REPLICA_SETS.resource,
      owner: DEPLOYMENTS,
      adopters: (view, set) =>
        selecting<Deployment>(view, DEPLOYMENTS.resource, set.metadata.namespace!, set.metadata.labels, deploymentSelector).map(({ metadata }) =>
          objectKey(DEPLOYMENTS.resource, metadata.namespace, metadata.name),
        ),
    }),
    { resource: 'pods', keys: ({ type, object }, view) => (type === 'DELETED' ? waitingForPod(view, object as Pod) : []) },
  ],
  reconcile,
};

/** A Recreate Deployment waits for the last pod to be gone. */
function waitingForPod(view: View, pod: Pod): string[] {
  const set = resolveController<ReplicaSet>(view, pod.metadata.namespace, controllerOf(pod), REPLICA_SETS);
  const deployment = set && resolveController<Deployment>(view, pod.metadata.namespace, controllerOf(set), DEPLOYMENTS);
  if (deployment?.spec.strategy.type !== 'Recreate') return [];
  const left = controlledBy<ReplicaSet>(view, 'ReplicaSet', deployment.metadata.uid).some(({ metadata }) => countOwnedBy(view, metadata.uid) > 0);
  return left ? [] : [objectKey(DEPLOYMENTS.resource, deployment.metadata.namespace, deployment.metadata.name)];
}

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const deployment = context.get<Deployment>(DEPLOYMENTS.resource, namespace, name);
  if (!deployment) return { decision: `Deployment ${name} is gone: nothing to do.`, idle: true };
  const { objects: sets, notes } = claim<ReplicaSet>(context, {
    resource: REPLICA_SETS.resource,
    owner: deployment,
    selector: deployment.spec.selector,
    owned: controlledBy<ReplicaSet>(context, 'ReplicaSet', deployment.metadata.uid),
    orphans: orphansFor<ReplicaSet>(context, REPLICA_SETS.resource, namespace, deployment.spec.selector),
  });
  const sync = new DeploymentSync(context, deployment, sets, findNewSet(deployment, sets));
  sync.notes.push(...notes);
  const saw = facts(sync);
  const judgesProgress = act(sync);
  return outcome(sync, saw, judgesProgress);
}

function facts(sync: DeploymentSync): string[] {
  const { spec } = sync.deployment;
  const sets = sync.sets
    .filter((set) => set.spec.replicas > 0 || set.status.replicas > 0 || set === sync.newSet)
    .map(
      (set) =>
        `${set.metadata.name} (${set === sync.newSet ? 'current' : 'old'}${revisionOf(set) > 0 ? `, revision ${revisionOf(set)}` : ''}): ${set.spec.replicas} wanted, ${set.status.replicas} exist, ${set.status.availableReplicas ?? 0} available`,
    );
  const limits = spec.strategy.type === 'RollingUpdate' ? [`ceiling ${sync.limits.ceilingText}`, `floor ${sync.limits.floorText}`] : ['strategy Recreate'];
  return [`${count(spec.replicas, 'replica')} wanted`, ...limits, ...(sets.length > 0 ? sets : ['no ReplicaSet with pods'])];
}

/** Does what is to be done, status included. Gives whether the progress deadline counts. */
function act(sync: DeploymentSync): boolean {
  const { deployment } = sync;
  if (deployment.metadata.deletionTimestamp !== undefined) {
    syncRevision(sync);
    sync.notes.push('It is being deleted: only its status is kept up');
    writeStatus(sync, plainStatus);
    return false;
  }
  markPaused(sync);
  syncRevision(sync);
  if (sync.error) return false;
  const { paused } = deployment.spec;
  if (paused || isScalingEvent(sync)) {
    scale(sync);
    if (paused && !sync.error) {
      sync.notes.push('It is paused: a new template is not rolled out');
      cleanUp(sync);
    }
    writeStatus(sync, plainStatus);
    return false;
  }
  if (deployment.spec.strategy.type === 'Recreate') recreate(sync);
  else {
    ensureNewSet(sync);
    if (!sync.error) roll(sync);
  }
  if (!sync.error && isComplete(sync.deployment, sync.deployment.status)) cleanUp(sync);
  writeStatus(sync, rolloutStatus);
  return true;
}

function writeStatus(sync: DeploymentSync, calculate: (sync: DeploymentSync) => DeploymentStatus): void {
  if (sync.error) return;
  const status = calculate(sync);
  sync.write((current) => ({ ...current, status }));
}

/** Pausing and resuming stop and restart the progress deadline; one that is exceeded stays so. */
function markPaused(sync: DeploymentSync): void {
  const { deployment } = sync;
  const reason = findCondition(deployment.status.conditions, 'Progressing')?.reason;
  if (!hasProgressDeadline(deployment) || reason === 'ProgressDeadlineExceeded') return;
  const paused = deployment.spec.paused === true;
  if (paused === (reason === 'DeploymentPaused')) return;
  const condition = paused
    ? sync.condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : sync.condition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
  sync.write((current) => ({ ...current, status: { ...current.status, conditions: setCondition(current.status.conditions, condition) } }));
  sync.notes.push(paused ? 'The progress deadline stops while it is paused' : 'Resumed: the progress deadline counts from now');
}

/** Deletes the oldest ReplicaSets without pods beyond `revisionHistoryLimit`. */
function cleanUp(sync: DeploymentSync): void {
  const limit = sync.deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === NEVER) return;
  const old = sync.oldSets.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = old.length - limit;
  if (surplus <= 0) return;
  const byRevision = [...old].sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b));
  for (const set of byRevision.slice(0, surplus)) {
    if (set.status.replicas !== 0 || set.spec.replicas !== 0 || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0)) continue;
    const deleted = sync.context.delete(REPLICA_SETS.resource, set.metadata.namespace, set.metadata.name);
    if (!deleted.ok && deleted.error.reason !== 'NotFound') {
      sync.error = deleted.error;
      return;
    }
    sync.notes.push(`Delete ${set.metadata.name} (revision ${revisionOf(set)}): ${old.length} old ReplicaSets, revisionHistoryLimit is ${limit}`);
  }
}

function outcome(sync: DeploymentSync, saw: readonly string[], judgesProgress: boolean): Outcome {
  const { deployment, error, context } = sync;
  const { status, spec } = deployment;
  if (error) {
    const retried = !isNamespaceTerminating(error);
    return { decision: sentences([...sync.notes, `The API server refused: ${error.message}`]), saw, ...(retried && { again: { retry: error.message } }) };
  }
  const progressing = findCondition(status.conditions, 'Progressing');
  const notes = [...sync.notes];
  if (isComplete(deployment, status)) notes.push(`Complete: ${count(spec.replicas, 'pod')} of the current template, all available, and no other`);
  else if (notes.length === 0) notes.push(`Wait: ${status.updatedReplicas ?? 0} of ${spec.replicas} pods are of the current template, ${status.availableReplicas ?? 0} available`);
  const wait = judgesProgress ? untilDeadline(deployment, context.now) : undefined;
  if (progressing?.reason === 'ProgressDeadlineExceeded')
    notes.push(`No progress for more than ${spec.progressDeadlineSeconds} s: the rollout counts as failed, and goes on all the same if it can`);
  else if (wait !== undefined) notes.push(`Without progress it counts as failed in ${Math.round((wait - 1000) / 1000)} s`);
  return { decision: sentences(notes), saw, idle: true, ...(wait !== undefined && { again: { after: wait } }) };
}
