/** Gives ClusterRoles with an aggregation rule the rules of those that it selects (upstream: pkg/controller/clusterroleaggregation). */
import type { ClusterRole, PolicyRule } from '../../api/kinds/role/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import { deepEqual } from '../../base/equal.ts';
import { compareStrings } from '../../base/go-format.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { count } from '../common/words.ts';

const CLUSTER_ROLES = 'clusterroles.rbac.authorization.k8s.io';

/** Any role may be one that another is made of. */
export const clusterRoleAggregationController: Component = {
  name: 'clusterrole-aggregation-controller',
  priority: 29,
  watches: [
    {
      resource: CLUSTER_ROLES,
      keys: (_, view) =>
        view
          .list<ClusterRole>(CLUSTER_ROLES)
          .filter(({ aggregationRule }) => aggregationRule)
          .map(({ metadata }) => objectKey(CLUSTER_ROLES, undefined, metadata.name)),
    },
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { name } = splitKey(key);
  const role = context.get<ClusterRole>(CLUSTER_ROLES, undefined, name);
  if (!role?.aggregationRule) return { decision: `ClusterRole ${name} is not made of others.`, idle: true };
  const others = context.list<ClusterRole>(CLUSTER_ROLES).filter(({ metadata }) => metadata.name !== name);
  const chosen = (role.aggregationRule.clusterRoleSelectors ?? []).flatMap((selector) =>
    others.filter(({ metadata }) => matchesLabelSelector(selector, metadata.labels)).sort((a, b) => compareStrings(a.metadata.name, b.metadata.name)),
  );
  const rules: PolicyRule[] = [];
  for (const rule of chosen.flatMap((other) => other.rules ?? [])) if (!rules.some((known) => deepEqual(known, rule))) rules.push(rule);
  const from = count(new Set(chosen).size, 'role');
  if (deepEqual(rules, role.rules ?? [])) return { decision: `ClusterRole ${name} has the rules of the ${from} that it selects.`, idle: true };
  context.modify<ClusterRole>(CLUSTER_ROLES, undefined, name, (current) => ({ ...current, rules }));
  return { decision: `ClusterRole ${name} selects ${from}: give it their ${count(rules.length, 'rule')}.` };
}
