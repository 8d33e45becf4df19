import { describe, expect, it } from 'vitest';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodReady } from '../common/pods.ts';
import { TestCluster } from '../test-world.ts';

const pod = (name: string, node: string, tolerations?: readonly object[]) => ({
  metadata: { name },
  spec: { nodeName: node, containers: [{ name: 'c', image: 'nginx' }], ...(tolerations && { tolerations }) },
});
const everywhere = (seconds?: number) =>
  ['not-ready', 'unreachable'].map((taint) => ({
    key: `node.kubernetes.io/${taint}`,
    operator: 'Exists',
    effect: 'NoExecute',
    ...(seconds !== undefined && { tolerationSeconds: seconds }),
  }));

function started(): TestCluster {
  const cluster = new TestCluster();
  cluster.create('pods', pod('usual', 'node-3'));
  cluster.create('pods', pod('hasty', 'node-3', everywhere(10)));
  cluster.create('pods', pod('loyal', 'node-3', everywhere()));
  cluster.create('pods', pod('elsewhere', 'node-1'));
  cluster.settle();
  return cluster;
}
const nodeOf = (cluster: TestCluster, name = 'node-3') => cluster.simulation.view.get<Node>('nodes', undefined, name)!;
const taints = (cluster: TestCluster, name?: string) => (nodeOf(cluster, name).spec.taints ?? []).map(({ key, effect }) => `${key.slice(19)} ${effect}`);
const ready = (cluster: TestCluster) => nodeOf(cluster).status.conditions!.find(({ type }) => type === 'Ready');
const going = (cluster: TestCluster) =>
  cluster
    .list<Pod>('pods')
    .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
    .map(({ metadata }) => metadata.name);
const left = (cluster: TestCluster) => cluster.list<Pod>('pods').map(({ metadata }) => metadata.name);
const setStatus = (cluster: TestCluster, name: string, status: 'True' | 'False') =>
  cluster.edit<Node>('nodes', name, (node) => ({
    ...node,
    status: { ...node.status, conditions: node.status.conditions!.map((condition) => (condition.type === 'Ready' ? { ...condition, status } : condition)) },
  }));

describe('a kubelet that stops answering', () => {
  it('makes its node unknown after a while, and its pods unready', () => {
    const cluster = started();
    cluster.stopKubelet('node-3');
    cluster.run(40_000);
    expect(ready(cluster)!.status).toBe('True');
    cluster.run(6000);
    expect(ready(cluster)).toMatchObject({ status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' });
    expect(taints(cluster)).toEqual(['unreachable NoSchedule', 'unreachable NoExecute']);
    expect(isPodReady(cluster.get<Pod>('pods', 'loyal')!)).toBe(false);
    expect(isPodReady(cluster.get<Pod>('pods', 'elsewhere')!)).toBe(true);
    expect(cluster.events('Pod', 'usual')).toEqual(['NodeNotReady Node is not ready']);
    expect(cluster.events('Node', 'node-3')).toEqual(['NodeNotReady Node node-3 status is now: NodeNotReady']);
  });

  it('loses its pods when they have tolerated it for as long as they do', () => {
    const cluster = started();
    cluster.stopKubelet('node-3');
    cluster.run(46_000);
    expect(left(cluster)).toEqual(['elsewhere', 'hasty', 'loyal', 'usual']);
    cluster.run(10_000);
    expect(left(cluster)).toEqual(['elsewhere', 'loyal', 'usual']);
    cluster.run(295_000);
    expect(left(cluster)).toEqual(['elsewhere', 'loyal']);
    expect(cluster.events('Pod', 'usual')).toContain('TaintManagerEviction Marking for deletion Pod default/usual');
  });

  it('may come back in time', () => {
    const cluster = started();
    cluster.stopKubelet('node-3');
    cluster.run(60_000);
    cluster.startKubelet('node-3');
    setStatus(cluster, 'node-3', 'True');
    cluster.run(400_000);
    expect(taints(cluster)).toEqual([]);
    expect(left(cluster)).toEqual(['elsewhere', 'loyal', 'usual']);
    expect(cluster.events('Pod', 'usual')).toContain('TaintManagerEviction Cancelling deletion of Pod default/usual');
  });

  it('loses none where no node answers any more', () => {
    const cluster = started();
    for (const name of ['node-1', 'node-2', 'node-3']) cluster.stopKubelet(name);
    cluster.run(500_000);
    expect(left(cluster)).toEqual(['elsewhere', 'hasty', 'loyal', 'usual']);
    expect(taints(cluster)).toEqual(['unreachable NoSchedule']);
  });
});

describe('a node', () => {
  it('keeps new pods away while it is cordoned or not ready', () => {
    const cluster = started();
    cluster.edit<Node>('nodes', 'node-2', (node) => ({ ...node, spec: { ...node.spec, unschedulable: true } }));
    setStatus(cluster, 'node-3', 'False');
    cluster.run(5000);
    expect(taints(cluster, 'node-2')).toEqual(['unschedulable NoSchedule']);
    expect(taints(cluster)).toEqual(['not-ready NoSchedule', 'not-ready NoExecute']);
    cluster.edit<Node>('nodes', 'node-2', ({ spec: { unschedulable: _, ...spec }, ...node }) => ({ ...node, spec }));
    cluster.settle();
    expect(taints(cluster, 'node-2')).toEqual([]);
  });

  it('that has a NoExecute taint sends those away at once that do not tolerate it', () => {
    const cluster = started();
    cluster.edit<Node>('nodes', 'node-1', (node) => ({ ...node, spec: { taints: [{ key: 'gone', effect: 'NoExecute' }] } }));
    cluster.run(100);
    expect(going(cluster)).toEqual(['elsewhere']);
  });

  it('that is deleted leaves no pods behind', () => {
    const cluster = started();
    cluster.delete('nodes', 'node-3');
    cluster.run(30_000);
    expect(left(cluster)).toHaveLength(4);
    cluster.run(40_000);
    expect(left(cluster)).toEqual(['elsewhere']);
  });
});
