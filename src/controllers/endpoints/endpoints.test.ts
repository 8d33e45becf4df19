import { describe, expect, it } from 'vitest';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { Endpoints } from '../../api/kinds/endpoints/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { TestCluster } from '../test-world.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const DEPLOYMENTS = 'deployments.apps';

const service = {
  metadata: { name: 'web' },
  spec: {
    selector: { app: 'web' },
    ports: [
      { name: 'http', port: 80 },
      { name: 'alt', port: 8080, targetPort: 80 },
    ],
  },
};
const pod = (name: string) => ({ metadata: { name, labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });

/** Pods with addresses: this kubelet gives none. */
function withAddress(cluster: TestCluster, name: string, ip: string, ready = true): void {
  cluster.edit<Pod>('pods', name, (current) => ({
    ...current,
    status: { ...current.status, podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  }));
}

function serving(ready = [true, true]): TestCluster {
  const cluster = new TestCluster({ readyAfter: () => undefined });
  cluster.create('services', service);
  ready.forEach((isReady, i) => {
    cluster.create('pods', pod(`web-${i}`));
    cluster.settle();
    withAddress(cluster, `web-${i}`, `10.0.0.${i + 1}`, isReady);
  });
  cluster.settle();
  return cluster;
}
const slices = (cluster: TestCluster) => cluster.list<EndpointSlice>(SLICES).filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web');
const readiness = (cluster: TestCluster) =>
  slices(cluster)
    .flatMap(({ endpoints }) => endpoints ?? [])
    .map(({ addresses, conditions }) => `${addresses[0]} ${conditions.ready}`)
    .sort();

describe('endpoints and endpoint slices', () => {
  it('follow the readiness of the pods', () => {
    const cluster = serving([true, false]);
    expect(readiness(cluster)).toEqual(['10.0.0.1 true', '10.0.0.2 false']);
    expect(cluster.get<Endpoints>('endpoints', 'web')!.subsets).toMatchObject([
      { addresses: [{ ip: '10.0.0.1', targetRef: { kind: 'Pod', name: 'web-0' } }], notReadyAddresses: [{ ip: '10.0.0.2' }] },
    ]);
    withAddress(cluster, 'web-1', '10.0.0.2');
    cluster.settle();
    expect(readiness(cluster)).toEqual(['10.0.0.1 true', '10.0.0.2 true']);
    cluster.delete('pods', 'web-0');
    cluster.settle();
    expect(readiness(cluster)).toEqual(['10.0.0.2 true']);
  });

  it('say when the readiness changed that they follow, not when a pod begins to end', () => {
    const cluster = serving();
    const trigger = () => slices(cluster)[0]!.metadata.annotations?.['endpoints.kubernetes.io/last-change-trigger-time'];
    const change = (name: string, status: object, finalizers: string[]) =>
      cluster.edit<Pod>('pods', name, (current) => ({ ...current, metadata: { ...current.metadata, finalizers }, status: { ...current.status, ...status } }));
    change('web-0', {}, ['example.com/held']);
    cluster.delete('pods', 'web-0');
    cluster.settle();
    expect(readiness(cluster)).toEqual(['10.0.0.1 false', '10.0.0.2 true']);
    expect(trigger()).toBeUndefined();
    change('web-0', { phase: 'Succeeded', conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-01-05T10:00:00Z' }] }, ['example.com/held']);
    cluster.settle();
    expect(readiness(cluster)).toEqual(['10.0.0.2 true']);
    expect(trigger()).toBe('2026-01-05T10:00:00Z');
  });

  it('order ports as upstream does', () => {
    const cluster = serving();
    expect(slices(cluster)[0]!.ports?.map(({ name }) => name)).toEqual(['alt', 'http']);
    expect(cluster.get<Endpoints>('endpoints', 'web')!.subsets![0]!.ports?.map(({ name }) => name)).toEqual(['alt', 'http']);
  });

  it('put ports that the same addresses offer into one subset, and an address into several', () => {
    const cluster = new TestCluster({ readyAfter: () => undefined });
    cluster.create('services', {
      metadata: { name: 'web' },
      spec: {
        selector: { app: 'web' },
        ports: [
          { name: 'http', port: 80, targetPort: 'http' },
          { name: 'admin', port: 81 },
        ],
      },
    });
    for (const [name, containerPort, ip] of [
      ['old', 8080, '10.0.0.1'],
      ['new', 80, '10.0.0.2'],
    ] as const) {
      cluster.create('pods', { ...pod(name), spec: { containers: [{ name: 'c', image: 'nginx', ports: [{ name: 'http', containerPort }] }] } });
      cluster.settle();
      withAddress(cluster, name, ip);
    }
    cluster.settle();
    const subsets = cluster
      .get<Endpoints>('endpoints', 'web')!
      .subsets!.map(({ addresses, ports }) => `${ports!.map(({ port }) => port).join()} at ${addresses!.map(({ ip }) => ip).join()}`);
    expect(subsets.sort()).toEqual(['80 at 10.0.0.2', '8080 at 10.0.0.1', '81 at 10.0.0.1,10.0.0.2']);
    expect(slices(cluster)).toHaveLength(2);
  });

  it('are empty where nothing is selected, and gone with the service', () => {
    const cluster = new TestCluster();
    cluster.create('services', service);
    cluster.settle();
    expect(readiness(cluster)).toEqual([]);
    expect(slices(cluster)).toHaveLength(1);
    cluster.delete('services', 'web');
    cluster.settle();
    expect(slices(cluster)).toEqual([]);
    expect(cluster.get('endpoints', 'web')).toBeUndefined();
  });

  it('go over to the pods of a new selector', () => {
    const cluster = serving();
    cluster.update('services', 'web', { spec: { selector: { app: 'none' } } });
    cluster.settle();
    expect(readiness(cluster)).toEqual([]);
  });

  it('are divided into slices of 100', () => {
    const cluster = new TestCluster({ readyAfter: () => undefined });
    cluster.create('services', service);
    cluster.create(DEPLOYMENTS, {
      metadata: { name: 'web' },
      spec: { replicas: 130, selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } } },
    });
    cluster.settle();
    cluster.list<Pod>('pods').forEach(({ metadata }, i) => withAddress(cluster, metadata.name, `10.0.${i >> 8}.${i & 255}`));
    cluster.settle();
    const sizes = slices(cluster).map(({ endpoints }) => endpoints?.length ?? 0);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(130);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
    expect(sizes.length).toBeGreaterThan(1);
  });

  it('mirror Endpoints that somebody wrote for a service without a selector', () => {
    const cluster = new TestCluster();
    cluster.create('services', { metadata: { name: 'web' }, spec: { ports: [{ port: 3306 }] } });
    cluster.create('endpoints', { metadata: { name: 'web' }, subsets: [{ addresses: [{ ip: '192.0.2.42' }], ports: [{ port: 3306 }] }] });
    cluster.settle();
    expect(readiness(cluster)).toEqual(['192.0.2.42 true']);
    expect(slices(cluster)[0]!.metadata.labels).toMatchObject({ 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' });
  });
});
