/** Empties a namespace that is being deleted and lets it go (upstream: pkg/controller/namespace/deletion). */
import type { Namespace, NamespaceCondition } from '../../api/kinds/namespace/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Component, Context, Outcome } from '../../engine/component.ts';
import { findCondition } from '../common/conditions.ts';
import { allResources, type KnownResource } from '../common/kinds.ts';
import { splitKey } from '../common/owner.ts';
import { isPodTerminal } from '../common/pods.ts';
import { count, list, sentences } from '../common/words.ts';

const FINALIZER = 'kubernetes';
/** Seconds to wait for somebody's finalizers. */
const FINALIZER_ESTIMATE = 15;

const GOOD: Readonly<Record<string, readonly [reason: string, message: string]>> = {
  NamespaceDeletionDiscoveryFailure: ['ResourcesDiscovered', 'All resources successfully discovered'],
  NamespaceDeletionGroupVersionParsingFailure: ['ParsedGroupVersions', 'All legacy kube types successfully parsed'],
  NamespaceDeletionContentFailure: ['ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
  NamespaceContentRemaining: ['ContentRemoved', 'All content successfully removed'],
  NamespaceFinalizersRemaining: ['ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
};

export const namespaceController: Component = {
  name: 'namespace-controller',
  priority: 30,
  // Late on purpose: what was created in the last moment is to be seen.
  latency: 5000,
  watches: [{ resource: 'namespaces', keys: ({ key, object, type }) => (type !== 'DELETED' && object.metadata.deletionTimestamp !== undefined ? [key] : []) }],
  reconcile,
};

interface Remaining {
  readonly resource: KnownResource;
  readonly objects: number;
  readonly finalizers: ReadonlyMap<string, number>;
  /** Seconds until it is worth another look. */
  readonly estimate: number;
  readonly error?: string;
}

function reconcile(context: Context, key: string): Outcome {
  const { name } = splitKey(key);
  const namespace = context.get<Namespace>('namespaces', undefined, name);
  if (!namespace) return { decision: `Namespace ${name} is gone.`, idle: true };
  if (namespace.metadata.deletionTimestamp === undefined || !namespace.spec.finalizers?.length) return { decision: `Namespace ${name} is not to be emptied.`, idle: true };

  const podResource = allResources.filter(({ resource }) => resource === 'pods');
  const pods = podResource.flatMap((resource) => empty(context, namespace, resource));
  // Pods go first: what they use stays until they are gone. That something remains is then said only of an error.
  if (pods.length > 0) return waitFor(context, namespace, pods, []);
  const rest = allResources.filter(({ namespaced, resource }) => namespaced && resource !== 'pods').flatMap((resource) => empty(context, namespace, resource));
  if (rest.length > 0) return waitFor(context, namespace, rest, rest);
  setConditions(context, namespace, []);
  context.modify<Namespace>('namespaces', undefined, name, (current) => {
    const { finalizers, ...spec } = current.spec;
    const kept = (finalizers ?? []).filter((finalizer) => finalizer !== FINALIZER);
    return { ...current, spec: { ...spec, ...(kept.length > 0 && { finalizers: kept }) } };
  });
  return { decision: `Nothing is left in namespace ${name}: take the finalizer "${FINALIZER}" from it, and it is gone.` };
}

/** Deletes all objects of one resource; gives what is left of them, if anything. */
function empty(context: Context, namespace: Namespace, resource: KnownResource): Remaining[] {
  const { name } = namespace.metadata;
  const before = context.list(resource.resource, name);
  if (before.length === 0) return [];
  const estimate = resource.resource === 'pods' ? gracefulEstimate(context, namespace, before as Pod[]) : 0;
  let error: string | undefined;
  for (const object of before) {
    const deleted = context.delete(resource.resource, name, object.metadata.name, { propagationPolicy: 'Background' });
    if (!deleted.ok && deleted.error.reason !== 'NotFound') error ??= deleted.error.message;
  }
  const left = context.list(resource.resource, name);
  if (left.length === 0) return [];
  const finalizers = new Map<string, number>();
  for (const { metadata } of left) for (const finalizer of metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
  if (error === undefined && estimate === 0 && finalizers.size === 0) {
    error = `unexpected items still remain in namespace: ${name} for gvr: ${resource.group}/${resource.version}, Resource=${resource.plural}`;
  }
  return [{ resource, objects: left.length, finalizers, estimate: estimate > 0 ? estimate : finalizers.size > 0 ? FINALIZER_ESTIMATE : 0, ...(error !== undefined && { error }) }];
}

/** The longest grace period of the pods that run, in seconds; 0 once that long has passed. */
function gracefulEstimate(context: Context, namespace: Namespace, pods: readonly Pod[]): number {
  const longest = Math.max(0, ...pods.filter((pod) => !isPodTerminal(pod)).map((pod) => pod.spec.terminationGracePeriodSeconds ?? 0));
  return context.now - Date.parse(namespace.metadata.deletionTimestamp!) >= longest * 1000 ? 0 : longest;
}

function waitFor(context: Context, namespace: Namespace, remaining: readonly Remaining[], told: readonly Remaining[]): Outcome {
  const { name } = namespace.metadata;
  const errors = remaining.flatMap(({ error }) => error ?? []);
  setConditions(context, namespace, [...conditionsOf(context, told), ...failure(context, errors)]);
  const finalizers = [...new Set(remaining.flatMap((left) => [...left.finalizers.keys()]))];
  const what = list(
    remaining.map(({ resource, objects }) => count(objects, resource.kind)),
    5,
  );
  const held = finalizers.length > 0 ? `; held by the ${finalizers.length === 1 ? 'finalizer' : 'finalizers'} ${list(finalizers)}, which somebody has to take away` : '';
  const saw = remaining.map(({ resource, objects }) => `${objects} ${resource.plural} left`);
  if (errors.length > 0) return { decision: sentences([`Namespace ${name} still holds ${what}${held}`, errors[0]!]), saw, again: { retry: errors[0]! } };
  const estimate = Math.max(...remaining.map((left) => left.estimate));
  const seconds = Math.floor(estimate / 2) + 1;
  return { decision: sentences([`Namespace ${name} still holds ${what}${held}`, `Look again in ${seconds} s`]), saw, again: { after: seconds * 1000 } };
}

function conditionsOf({ timestamp }: Context, remaining: readonly Remaining[]): NamespaceCondition[] {
  const conditions: NamespaceCondition[] = [];
  if (remaining.length > 0) {
    const texts = remaining.map(({ resource, objects }) => `${resource.plural}.${resource.group} has ${objects} resource instances`).sort();
    conditions.push({
      type: 'NamespaceContentRemaining',
      status: 'True',
      lastTransitionTime: timestamp,
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${texts.join(', ')}`,
    });
  }
  const finalizers = new Map<string, number>();
  for (const left of remaining) for (const [finalizer, objects] of left.finalizers) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + objects);
  if (finalizers.size > 0) {
    const texts = [...finalizers].map(([finalizer, objects]) => `${finalizer} in ${objects} resource instances`).sort();
    conditions.push({
      type: 'NamespaceFinalizersRemaining',
      status: 'True',
      lastTransitionTime: timestamp,
      reason: 'SomeFinalizersRemain',
      message: `Some content in the namespace has finalizers remaining: ${texts.join(', ')}`,
    });
  }
  return conditions;
}

function failure({ timestamp }: Context, errors: readonly string[]): NamespaceCondition[] {
  if (errors.length === 0) return [];
  const message = `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`;
  return [{ type: 'NamespaceDeletionContentFailure', status: 'True', lastTransitionTime: timestamp, reason: 'ContentDeletionFailed', message }];
}

/** Each condition is there, good or bad; they keep their order, and their time while the status stays. */
function setConditions(context: Context, namespace: Namespace, bad: readonly NamespaceCondition[]): void {
  const conditions = [...(namespace.status.conditions ?? [])];
  for (const [type, [reason, message]] of Object.entries(GOOD)) {
    const next: NamespaceCondition = findCondition(bad, type) ?? { type, status: 'False', lastTransitionTime: context.timestamp, reason, message };
    const at = conditions.findIndex((condition) => condition.type === type);
    const current = conditions[at];
    if (!current) conditions.push(next);
    else conditions[at] = current.status === next.status ? { ...next, lastTransitionTime: current.lastTransitionTime } : next;
  }
  context.updateStatus<Namespace>('namespaces', { ...namespace, status: { ...namespace.status, conditions } });
}
