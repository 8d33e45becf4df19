import { describe, expect, it } from 'vitest';
import type { Namespace } from '../../api/kinds/namespace/types.ts';
import { podTemplate, TestCluster } from '../test-world.ts';

const inTeam = (cluster: TestCluster, resource: string, plural: string, group: string, body: object) =>
  cluster.simulation.request({ verb: 'create', group, version: 'v1', resource: plural, namespace: 'team', body: { ...body, apiVersion: group === '' ? 'v1' : `${group}/v1` } }) &&
  resource;

function team() {
  const cluster = new TestCluster({ goneAfter: () => 3000 });
  cluster.create('namespaces', { metadata: { name: 'team' } });
  cluster.settle();
  inTeam(cluster, 'deployments.apps', 'deployments', 'apps', {
    kind: 'Deployment',
    metadata: { name: 'web' },
    spec: { replicas: 2, selector: { matchLabels: { app: 'web' } }, template: podTemplate('web', 'nginx') },
  });
  cluster.settle();
  return cluster;
}
const namespaceOf = (cluster: TestCluster) => cluster.simulation.view.get<Namespace>('namespaces', undefined, 'team');

describe('namespace controller', () => {
  it('deletes all there is in a namespace, then the namespace', () => {
    const cluster = team();
    expect(cluster.list('pods', 'team')).toHaveLength(2);
    expect(cluster.list('configmaps', 'team').map(({ metadata }) => metadata.name)).toEqual(['kube-root-ca.crt']);
    expect(cluster.list('serviceaccounts', 'team').map(({ metadata }) => metadata.name)).toEqual(['default']);
    cluster.delete('namespaces', 'team');
    expect(namespaceOf(cluster)!.status.phase).toBe('Terminating');
    cluster.run(30_000);
    expect(namespaceOf(cluster)).toBeUndefined();
    for (const resource of ['pods', 'configmaps', 'serviceaccounts', 'deployments.apps']) expect(cluster.list(resource, 'team')).toEqual([]);
  });

  it('says what holds it up', () => {
    const cluster = team();
    inTeam(cluster, 'configmaps', 'configmaps', '', { kind: 'ConfigMap', metadata: { name: 'stuck', finalizers: ['example.com/hold'] } });
    cluster.delete('namespaces', 'team');
    cluster.run(60_000);
    const conditions = new Map(namespaceOf(cluster)!.status.conditions!.map(({ type, status, message }) => [type, `${status} ${message}`]));
    expect(conditions.get('NamespaceContentRemaining')).toBe('True Some resources are remaining: configmaps. has 1 resource instances');
    expect(conditions.get('NamespaceFinalizersRemaining')).toBe('True Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances');
  });
});
