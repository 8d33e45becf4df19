/** Deleting a pod unless its PodDisruptionBudget forbids it (upstream: pkg/registry/core/pod/storage/eviction.go). */
import type { PodDisruptionBudget } from '../../api/kinds/pod-disruption-budget/types.ts';
import type { Pod, PodCondition } from '../../api/kinds/pod/types.ts';
import { badRequest, failure, notFound, tooManyRequests, type Status } from '../../api/meta/status.ts';
import type { Connector, Context, DeleteOptions } from '../../engine/component.ts';
import { isPodReady } from '../common/pods.ts';
import { BUDGETS, budgetsOf, withCondition } from './disruption-controller.ts';

interface Eviction {
  readonly metadata?: { readonly name?: string };
  readonly deleteOptions?: DeleteOptions & { readonly dryRun?: readonly string[] };
}

export const eviction: Connector = {
  resource: 'pods',
  subresource: 'eviction',
  serve({ namespace, name = '', body, options }, context) {
    const { metadata, deleteOptions = {} } = (body ?? {}) as Eviction;
    const refused =
      metadata?.name !== name
        ? badRequest('name in URL does not match name in Eviction object')
        : evict(context, namespace!, name, deleteOptions, (options?.dryRun ?? false) || deleteOptions.dryRun?.includes('All') === true);
    if (refused) return { ok: false, status: refused, warnings: [] };
    return { ok: true, code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', message: '', reason: '', code: 201 }, warnings: [] };
  },
};

const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";

/** Evicts a pod; gives the refusal, if it is one. */
export function evict(context: Context, namespace: string, name: string, options: DeleteOptions, dryRun: boolean): Status | undefined {
  const pod = context.get<Pod>('pods', namespace, name);
  if (!pod) return notFound({ group: '', resource: 'pods' }, name);
  const refusal = isProtected(pod) ? charge(context, pod, dryRun) : undefined;
  if (refusal || dryRun) return refusal;
  context.modify<Pod>('pods', namespace, name, (current) => ({ ...current, status: { ...current.status, conditions: disrupted(current, context.timestamp) } }));
  const { gracePeriodSeconds, preconditions } = options;
  const deleted = context.delete('pods', namespace, name, { ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }), ...(preconditions && { preconditions }) });
  return deleted.ok ? undefined : deleted.error;
}

/** Finished pods, pods that never ran and pods that go anyway are no loss. */
const isProtected = ({ metadata, status }: Pod): boolean =>
  status.phase !== 'Succeeded' && status.phase !== 'Failed' && status.phase !== 'Pending' && metadata.deletionTimestamp === undefined;

function charge(context: Context, pod: Pod, dryRun: boolean): Status | undefined {
  const budgets = budgetsOf(context, pod);
  const [budget] = budgets;
  if (!budget) return undefined;
  if (budgets.length > 1) return failure(500, '', 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const { spec, status, metadata } = budget;
  if (!isPodReady(pod) && (spec.unhealthyPodEvictionPolicy === 'AlwaysAllow' || (status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0))) return undefined;
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0))
    return because(tooManyRequests(VIOLATES, 10), `The disruption budget ${metadata.name} is still being processed by the server.`);
  if (status.disruptionsAllowed === 0)
    return because(tooManyRequests(VIOLATES, 0), `The disruption budget ${metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`);
  if (dryRun) return undefined;
  const disruptionsAllowed = status.disruptionsAllowed - 1;
  context.updateStatus<PodDisruptionBudget>(BUDGETS, {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed,
      disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: context.timestamp },
      ...(disruptionsAllowed === 0 && { conditions: withCondition(context, budget, 'False', 'InsufficientPods', '') }),
    },
  });
  return undefined;
}

const because = (status: Status, message: string): Status => ({ ...status, details: { ...status.details, causes: [{ reason: 'DisruptionBudget', message, field: '' }] } });

function disrupted({ status }: Pod, timestamp: string): readonly PodCondition[] {
  const conditions = status.conditions ?? [];
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: timestamp,
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const at = conditions.findIndex(({ type }) => type === condition.type);
  return at < 0 ? [...conditions, condition] : conditions.map((current, i) => (i === at ? condition : current));
}
