import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DaemonSet } from '../../api/kinds/daemon-set/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodActive, isPodReady } from '../common/pods.ts';
import { podTemplate, TestCluster, withImage } from '../test-world.ts';

const SETS = 'daemonsets.apps';
const set = (spec: object = {}) => ({ metadata: { name: 'agent' }, spec: { selector: { matchLabels: { app: 'agent' } }, template: podTemplate('agent', 'nginx:1'), ...spec } });
const started = (spec: object = {}, options: ConstructorParameters<typeof TestCluster>[0] = {}) => {
  const cluster = new TestCluster(options);
  cluster.create(SETS, set(spec));
  cluster.settle();
  return cluster;
};
const active = (cluster: TestCluster) => cluster.list<Pod>('pods').filter(isPodActive);
const nodesUsed = (cluster: TestCluster) =>
  active(cluster)
    .map(({ spec }) => spec.nodeName)
    .sort();
const statusOf = (cluster: TestCluster) => cluster.get<DaemonSet>(SETS, 'agent')!.status;
const taint = (cluster: TestCluster, name: string, effect: 'NoSchedule' | 'NoExecute') =>
  cluster.edit<Node>('nodes', name, (node) => ({ ...node, spec: { ...node.spec, taints: [{ key: 'dedicated', effect }] } }));

describe('daemon set controller', () => {
  it('runs a pod on every node', () => {
    const cluster = started();
    expect(nodesUsed(cluster)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(statusOf(cluster)).toMatchObject({
      desiredNumberScheduled: 3,
      currentNumberScheduled: 3,
      numberReady: 3,
      numberAvailable: 3,
      updatedNumberScheduled: 3,
      numberMisscheduled: 0,
    });
    expect(active(cluster)[0]!.spec.tolerations!.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable', 'node.kubernetes.io/disk-pressure', 'node.kubernetes.io/unschedulable']),
    );
  });

  it('keeps to nodes that its template selects', () => {
    const template = podTemplate('agent', 'nginx:1');
    const cluster = started({ template: { ...template, spec: { ...template.spec, nodeSelector: { disk: 'ssd' } } } });
    expect(active(cluster)).toEqual([]);
    cluster.edit<Node>('nodes', 'node-2', (node) => ({ ...node, metadata: { ...node.metadata, labels: { ...node.metadata.labels, disk: 'ssd' } } }));
    cluster.settle();
    expect(nodesUsed(cluster)).toEqual(['node-2']);
  });

  it.each([
    ['NoExecute', ['node-1', 'node-2']],
    ['NoSchedule', ['node-1', 'node-2', 'node-3']],
  ] as const)('takes its pods from a node with a new %s taint that they do not tolerate, and only then', (effect, nodes) => {
    const cluster = started();
    taint(cluster, 'node-3', effect);
    cluster.settle();
    expect(nodesUsed(cluster)).toEqual(nodes);
  });

  it('replaces a pod that is gone or failed', () => {
    const cluster = started();
    const [first] = active(cluster);
    cluster.delete('pods', first!.metadata.name);
    cluster.settle();
    expect(nodesUsed(cluster)).toHaveLength(3);
    const [second] = active(cluster);
    cluster.edit<Pod>('pods', second!.metadata.name, (pod) => ({ ...pod, status: { ...pod.status, phase: 'Failed' } }));
    cluster.settle();
    expect(nodesUsed(cluster)).toEqual(['node-1', 'node-2', 'node-3']);
    expect(cluster.events('DaemonSet', 'agent').some((event) => event.startsWith('FailedDaemonPod'))).toBe(true);
  });

  it('rolls one node after the other', () => {
    const cluster = started({}, { goneAfter: () => 2000 });
    cluster.update(SETS, 'agent', withImage('nginx:2'));
    cluster.run(1500);
    expect(active(cluster)).toHaveLength(2);
    cluster.settle();
    expect(active(cluster).every(({ spec }) => spec.containers[0]!.image === 'nginx:2')).toBe(true);
    expect(statusOf(cluster)).toMatchObject({ updatedNumberScheduled: 3, numberAvailable: 3 });
    expect(cluster.list('controllerrevisions.apps')).toHaveLength(2);
  });

  it('surges where it may', () => {
    const cluster = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    cluster.update(SETS, 'agent', withImage('nginx:2'));
    cluster.run(500);
    expect(active(cluster)).toHaveLength(4);
    cluster.settle();
    expect(active(cluster).map(({ spec }) => spec.containers[0]!.image)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
  });

  it('surges anew where a second update comes before the first is done', () => {
    const cluster = started({ minReadySeconds: 1, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } });
    cluster.update(SETS, 'agent', withImage('nginx:2'));
    cluster.run(500);
    cluster.update(SETS, 'agent', withImage('nginx:3'));
    cluster.settle();
    expect(active(cluster).map(({ spec }) => spec.containers[0]!.image)).toEqual(['nginx:3', 'nginx:3', 'nginx:3']);
  });

  it('waits for deletions where the strategy is OnDelete', () => {
    const cluster = started({ updateStrategy: { type: 'OnDelete' } });
    cluster.update(SETS, 'agent', withImage('nginx:2'));
    cluster.settle();
    expect(active(cluster).every(({ spec }) => spec.containers[0]!.image === 'nginx:1')).toBe(true);
    expect(statusOf(cluster).updatedNumberScheduled).toBeUndefined();
  });
});

describe('daemon set controller, whatever happens', () => {
  it('takes away no more ready pods than maxUnavailable allows, and ends with one updated pod on each node', () => {
    const action = fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.oneof(fc.record({ image: fc.constantFrom('a', 'b', 'c') }), fc.record({ remove: fc.nat(9) })));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 }), fc.array(action, { minLength: 1, maxLength: 8 }), fc.nat(1000), (maxUnavailable, actions, seed) => {
        const cluster = new TestCluster({ seed, readyAfter: (_, random) => 50 + Math.floor(random() * 1500), goneAfter: () => 700 });
        cluster.create(SETS, set({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable } } }));
        let disturbed = 0;
        const check = () => {
          const entry = cluster.simulation.trace.at(-1)!;
          if (entry.component !== 'daemonset-controller' || cluster.simulation.position.time - disturbed < 50) return;
          const taken = entry.writes.filter(
            ({ resource, object, before }) => resource === 'pods' && before && object.metadata.deletionTimestamp !== undefined && isPodReady(before as Pod),
          );
          if (taken.length > 0) expect(active(cluster).filter(isPodReady).length, entry.decision).toBeGreaterThanOrEqual(3 - maxUnavailable);
        };
        const run = (time: number) => {
          const until = cluster.simulation.position.time + time;
          while (cluster.simulation.step(until)) check();
          cluster.simulation.advanceTo(until);
        };
        for (const [wait, what] of actions) {
          run(wait);
          const pods = active(cluster);
          if ('image' in what) cluster.update(SETS, 'agent', withImage(what.image));
          else if (pods.length > 0) {
            disturbed = cluster.simulation.position.time;
            cluster.delete('pods', pods[what.remove % pods.length]!.metadata.name);
          }
        }
        run(60_000);
        const { spec, status } = cluster.get<DaemonSet>(SETS, 'agent')!;
        expect(nodesUsed(cluster)).toEqual(['node-1', 'node-2', 'node-3']);
        expect(active(cluster).every((pod) => pod.spec.containers[0]!.image === spec.template.spec.containers[0]!.image)).toBe(true);
        expect(status).toMatchObject({ numberReady: 3, updatedNumberScheduled: 3 });
      }),
      { seed: 20261122, numRuns: 40 },
    );
  }, 60_000);
});
