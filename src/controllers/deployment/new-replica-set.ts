/** Finds or makes the ReplicaSet of a Deployment's current template, and keeps revision numbers (upstream: deployment/sync.go getNewReplicaSet). */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { Status } from '../../api/meta/status.ts';
import { findCondition, setCondition } from '../common/conditions.ts';
import { TEMPLATE_HASH_LABEL, templateFingerprint, templateHash } from '../common/hash.ts';
import { controllerOf, controllerReference } from '../common/owner.ts';
import { isNamespaceTerminating } from '../common/pod-creation.ts';
import { count } from '../common/words.ts';
import { newSetAnnotations, replicaAnnotations, REVISION, revisionOf } from './annotations.ts';
import { byCreation, hasProgressDeadline, occupiedPods, type DeploymentSync } from './sync.ts';

const MAX_NAME = 253;

/** The set whose template is the Deployment's, whatever its `pod-template-hash`; the oldest of several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = templateFingerprint(deployment.spec.template);
  let found: ReplicaSet | undefined;
  for (const set of sets) if (templateFingerprint(set.spec.template) === wanted && (!found || byCreation(set, found) < 0)) found = set;
  return found;
}

const nextRevision = (sync: DeploymentSync): number => Math.max(0, ...sync.oldSets.map(revisionOf)) + 1;

/** Brings the current set's annotations and the Deployment's revision up to date; does nothing where there is no current set. */
export function syncRevision(sync: DeploymentSync): void {
  const set = sync.newSet;
  if (!set) return;
  const { deployment, context } = sync;
  const current = set.metadata.annotations ?? {};
  const annotations = newSetAnnotations(deployment, current, nextRevision(sync));
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
  if (annotations !== current || (set.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const { minReadySeconds: _, ...spec } = set.spec;
    const updated = context.update<ReplicaSet>('replicasets.apps', {
      ...set,
      metadata: { ...set.metadata, annotations },
      spec: { ...spec, ...(minReadySeconds > 0 && { minReadySeconds }) },
    });
    if (!updated.ok) {
      sync.error = updated.error;
      return;
    }
    sync.replace(updated.value);
    const [was, is] = [revisionOf(set), revisionOf(updated.value)];
    sync.notes.push(
      was === is
        ? `${set.metadata.name} gets the Deployment's annotations and settings`
        : `${set.metadata.name} has the template that is wanted: it becomes revision ${is}${was > 0 ? ` (it was ${was})` : ''}`,
    );
  }
  const revision = sync.newSet?.metadata.annotations?.[REVISION];
  const progressing = findCondition(deployment.status.conditions, 'Progressing');
  const found =
    hasProgressDeadline(deployment) && !progressing ? sync.condition('Progressing', 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`) : undefined;
  if (revision === undefined || (deployment.metadata.annotations?.[REVISION] === revision && !found)) return;
  sync.write((current) => ({
    ...current,
    metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [REVISION]: revision } },
    status: found ? { ...current.status, conditions: setCondition(current.status.conditions, found) } : current.status,
  }));
}

/** Creates the current set if there is none, as large as the strategy allows at once. */
export function ensureNewSet(sync: DeploymentSync): void {
  if (sync.newSet) return;
  const { context, deployment, limits } = sync;
  const { spec } = deployment;
  const hash = templateHash(spec.template, deployment.status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [TEMPLATE_HASH_LABEL]: hash };
  const name = `${deployment.metadata.name.slice(0, MAX_NAME - 1 - hash.length)}-${hash}`;
  const revision = nextRevision(sync);
  const others = occupiedPods(sync.oldSets);
  const replicas = spec.strategy.type === 'Recreate' ? spec.replicas : Math.min(spec.replicas, Math.max(0, limits.ceiling - others));
  const created = context.create<ReplicaSet>('replicasets.apps', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...newSetAnnotations(deployment, {}, revision), ...replicaAnnotations(spec.replicas, limits.ceiling) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds && { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [TEMPLATE_HASH_LABEL]: hash } },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
    status: { replicas: 0 },
  });
  if (!created.ok) {
    refused(sync, name, created.error);
    return;
  }
  sync.adopt(created.value);
  const room = spec.strategy.type === 'Recreate' || others === 0 ? '' : `: ${count(others, 'other pod')}, ceiling ${limits.ceilingText}`;
  sync.notes.push(`No ReplicaSet has the template that is wanted: create ${name} as revision ${revision} with ${replicas} of ${spec.replicas} pods${room}`);
  if (replicas > 0) context.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${name} from 0 to ${replicas}`);
  sync.write((current) => ({
    ...current,
    metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [REVISION]: String(revision) } },
    status: hasProgressDeadline(deployment)
      ? {
          ...current.status,
          conditions: setCondition(current.status.conditions, sync.condition('Progressing', 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)),
        }
      : current.status,
  }));
}

function refused(sync: DeploymentSync, name: string, error: Status): void {
  const { context, deployment } = sync;
  sync.error = error;
  if (error.reason === 'AlreadyExists') {
    const other = context.get<ReplicaSet>('replicasets.apps', deployment.metadata.namespace, name);
    // Ours and still going, or with our template: it will be there, or gone, at the next try. Otherwise two templates share a hash.
    if (other && controllerOf(other)?.uid === deployment.metadata.uid && templateFingerprint(other.spec.template) === templateFingerprint(deployment.spec.template)) return;
    const collisions = (deployment.status.collisionCount ?? 0) + 1;
    sync.notes.push(`The name ${name} is taken by another template: the hash is made anew (collision ${collisions})`);
    sync.write((current) => ({ ...current, status: { ...current.status, collisionCount: collisions } }));
    sync.error = error;
    return;
  }
  if (isNamespaceTerminating(error)) return;
  const message = `Failed to create new replica set "${name}": ${error.message}`;
  sync.notes.push(message);
  if (hasProgressDeadline(deployment)) {
    sync.write((current) => ({
      ...current,
      status: { ...current.status, conditions: setCondition(current.status.conditions, sync.condition('Progressing', 'False', 'ReplicaSetCreateError', message)) },
    }));
  }
  sync.error = error;
  context.event(deployment, 'Warning', 'ReplicaSetCreateError', message);
}
