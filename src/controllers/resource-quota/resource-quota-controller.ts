/** Counts anew what a ResourceQuota limits when something gave its share back (upstream: pkg/controller/resourcequota). What is created is counted by admission. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceQuota } from '../../api/kinds/resource-quota/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { isPodTerminal } from '../common/pods.ts';
import { list } from '../common/words.ts';
import { evaluators, listOf, measure } from './usage.ts';

const QUOTAS = 'resourcequotas';

export const resourceQuotaController: Component = {
  name: 'resourcequota-controller',
  priority: 25,
  watches: [
    {
      resource: QUOTAS,
      // Its own writes of the status are no reason to count again.
      keys: ({ type, key, object, before }) =>
        type === 'ADDED' || (type === 'MODIFIED' && !deepEqual((object as ResourceQuota).spec, (before as ResourceQuota).spec)) ? [key] : [],
    },
    { resource: '*', keys: (change, view) => (givesBack(change) ? quotasOn(view, change) : []) },
  ],
  reconcile,
};

/** Whether the change may free something: a deletion, a pod that finished, a service of another type. */
function givesBack({ type, resource, object, before }: Change): boolean {
  if (!evaluators.has(resource)) return false;
  if (type === 'DELETED') return true;
  if (!before) return false;
  if (resource === 'pods') {
    const [pod, was] = [object as Pod, before as Pod];
    return (
      (isPodTerminal(pod) && !isPodTerminal(was)) ||
      (pod.spec.activeDeadlineSeconds === undefined) !== (was.spec.activeDeadlineSeconds === undefined) ||
      pod.spec.containers !== was.spec.containers
    );
  }
  return resource === 'services' ? (object as Service).spec.type !== (before as Service).spec.type : false;
}

function quotasOn(view: View, { resource, object }: Change): string[] {
  const evaluator = evaluators.get(resource)!;
  return view
    .list<ResourceQuota>(QUOTAS, object.metadata.namespace)
    .filter((quota) => Object.keys(quota.status?.hard ?? {}).some(evaluator.counts))
    .map(({ metadata }) => objectKey(QUOTAS, metadata.namespace, metadata.name));
}

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const quota = context.get<ResourceQuota>(QUOTAS, namespace, name);
  if (!quota) return { decision: `ResourceQuota ${name} is gone.`, idle: true };
  const hard = quota.spec.hard ?? {};
  const used = listOf(measure(context, quota));
  const saw = Object.keys(hard)
    .sort()
    .map((limit) => `${limit}: ${used[limit] ?? 'not counted'} of ${hard[limit]}`);
  if (deepEqual(hard, quota.status?.hard ?? {}) && deepEqual(used, quota.status?.used ?? {}))
    return { decision: `Counted: the figures of ResourceQuota ${name} are right.`, saw, idle: true };
  // A quota without limits has an empty status.
  context.updateStatus<ResourceQuota>(QUOTAS, { ...quota, status: saw.length === 0 ? {} : { hard, used } });
  const before = quota.status?.used ?? {};
  const changes = Object.keys(used)
    .filter((limit) => before[limit] !== used[limit])
    .map((limit) => `${limit} ${before[limit] === undefined ? '' : `${before[limit]} → `}${used[limit]} of ${hard[limit]}`);
  return { decision: changes.length > 0 ? `Counted anew what is used: ${list(changes, 6)}.` : `Took over the new limits: ${list(saw, 6)}.`, saw };
}
