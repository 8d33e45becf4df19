import { describe, expect, it } from 'vitest';
import type { ApiRequest } from '../engine/client.ts';
import { deserialize, serialize, type ClusterState } from '../engine/state.ts';
import { indexObject } from '../engine/step-context.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { createCluster } from './cluster.ts';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas: 4, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx:1.25' }] } } },
};
const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };

/** A sum that has come down to nothing may be left standing. */
const sums = ({ aggregates }: ClusterState) =>
  aggregates.toJSON().map(([group, amounts]) => [
    group,
    Object.entries(amounts)
      .filter(([, amount]) => amount !== 0)
      .sort(),
  ]);

describe('indexes', () => {
  it('hold, after many writes that changed parts of objects, what they would hold if they were made anew', () => {
    const cluster = createCluster({ preset: 'three', images: tutorialImages, seed: 3, freeze: true });
    const ask = (request: Partial<ApiRequest>): void => {
      const response = cluster.request({ group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', ...request } as ApiRequest);
      if (!response.ok) throw new Error(response.status.message);
      cluster.settle({ quiet: 30_000, timeout: 3_600_000 });
      const anew = deserialize(serialize(cluster.state), indexObject(cluster.world));
      expect(cluster.state.indexes.toJSON()).toEqual(anew.indexes.toJSON());
      expect(sums(cluster.state)).toEqual(sums(anew));
    };
    const patch = (body: object, of: Partial<ApiRequest> = {}): void => ask({ verb: 'patch', name: 'web', patchType: 'merge', body, ...of });
    const core = { group: '', resource: 'services' };
    ask({ verb: 'create', body: deployment });
    ask({ verb: 'create', body: service, ...core });
    patch({ spec: { template: { spec: { containers: [{ name: 'c', image: 'nginx:1.27' }] } } } });
    patch({ spec: { selector: { app: 'other' } } }, core);
    // A pod that its ReplicaSet loses, and one that goes.
    const [stray, gone] = cluster.view.list('pods', 'default').map(({ metadata }) => metadata.name);
    patch({ metadata: { labels: { app: 'other' } } }, { group: '', resource: 'pods', name: stray! });
    ask({ verb: 'delete', group: '', resource: 'pods', name: gone! });
    ask({ verb: 'delete', name: 'web', options: { propagationPolicy: 'Orphan' } });
  });
});
