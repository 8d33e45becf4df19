import { expect, it } from 'vitest';
import type { ClusterRole } from '../../api/kinds/role/types.ts';
import { TestCluster } from '../test-world.ts';

const ROLES = 'clusterroles.rbac.authorization.k8s.io';
const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });

it('gathers the rules of the roles that a selector chooses, by name and each once', () => {
  const cluster = new TestCluster();
  cluster.settle();
  const make = (name: string, object: object) => cluster.create(ROLES, { metadata: { name, labels: { part: name } }, rules: [], ...object });
  make('sum', {
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { part: 'b' } }, { matchExpressions: [{ key: 'part', operator: 'In', values: ['a', 'b', 'sum'] }] }] },
    rules: [rule('overwritten')],
  });
  make('b', { rules: [rule('pods'), rule('nodes')] });
  make('a', { rules: [rule('nodes'), rule('secrets')] });
  make('c', { rules: [rule('services')] });
  cluster.settle();
  const resources = () => cluster.get<ClusterRole>(ROLES, 'sum', '')!.rules.map(({ resources: [resource] = [] }) => resource);
  expect(resources()).toEqual(['pods', 'nodes', 'secrets']);
  cluster.delete(ROLES, 'b');
  cluster.settle();
  expect(resources()).toEqual(['nodes', 'secrets']);
});
