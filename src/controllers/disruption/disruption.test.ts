import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodDisruptionBudget } from '../../api/kinds/pod-disruption-budget/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodActive, isPodReady } from '../common/pods.ts';
import { deploymentNamed, TestCluster } from '../test-world.ts';

const BUDGETS = 'poddisruptionbudgets.policy';
const budget = (spec: object) => ({ metadata: { name: 'web' }, spec: { selector: { matchLabels: { app: 'web' } }, ...spec } });

function started(spec: object, replicas = 4): TestCluster {
  const cluster = new TestCluster({ goneAfter: () => 3000 });
  cluster.create('deployments.apps', deploymentNamed('web', { replicas }));
  cluster.settle();
  cluster.create(BUDGETS, budget(spec));
  cluster.settle();
  return cluster;
}
const statusOf = (cluster: TestCluster) => cluster.get<PodDisruptionBudget>(BUDGETS, 'web')!.status;
const active = (cluster: TestCluster) => cluster.list<Pod>('pods').filter(isPodActive);
const evict = (cluster: TestCluster, name: string) =>
  cluster.simulation.request({
    verb: 'create',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    name,
    subresource: 'eviction',
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace: 'default' } },
  });

describe('disruption controller', () => {
  it.each([
    [{ minAvailable: 3 }, { desiredHealthy: 3, currentHealthy: 4, expectedPods: 4, disruptionsAllowed: 1 }],
    [{ minAvailable: '51%' }, { desiredHealthy: 3, disruptionsAllowed: 1 }],
    [{ maxUnavailable: 2 }, { desiredHealthy: 2, disruptionsAllowed: 2 }],
    [{ maxUnavailable: '30%' }, { desiredHealthy: 2, disruptionsAllowed: 2 }],
    [{ minAvailable: 4 }, { desiredHealthy: 4, disruptionsAllowed: 0, conditions: [{ type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods' }] }],
  ])('%j of four pods', (spec, expected) => expect(statusOf(started(spec))).toMatchObject(expected));

  it('warns of pods that several budgets select', () => {
    const cluster = started({ minAvailable: 1 });
    cluster.create(BUDGETS, { ...budget({ minAvailable: 2 }), metadata: { name: 'web-too' } });
    cluster.settle();
    const { name } = active(cluster)[0]!.metadata;
    cluster.setReady(name, false);
    cluster.settle();
    expect(cluster.events('Pod', name)).toContain(`MultiplePodDisruptionBudgets Pod "default"/"${name}" matches multiple PodDisruptionBudgets.  Chose "web" arbitrarily.`);
  });

  it('goes by the pods that are ready', () => {
    const cluster = started({ minAvailable: 3 });
    cluster.setReady(active(cluster)[0]!.metadata.name, false);
    cluster.settle();
    expect(statusOf(cluster)).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 0 });
  });
});

describe('evictions', () => {
  it('are granted within the budget, and refused beyond it', () => {
    const cluster = started({ minAvailable: 3 });
    const [first, second] = active(cluster).map(({ metadata }) => metadata.name);
    expect(evict(cluster, first!).ok).toBe(true);
    expect(evict(cluster, second!)).toMatchObject({
      ok: false,
      status: {
        code: 429,
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget web needs 3 healthy pods and has 4 currently' }] },
      },
    });
    expect(cluster.get<Pod>('pods', first!)!.status.conditions!.some(({ type, reason }) => type === 'DisruptionTarget' && reason === 'EvictionByEvictionAPI')).toBe(true);
    cluster.settle();
    expect(evict(cluster, second!).ok).toBe(true);
  });

  it('are always granted where no budget covers a pod', () => {
    const cluster = started({ selector: { matchLabels: { app: 'other' } }, minAvailable: 1 });
    expect(evict(cluster, active(cluster)[0]!.metadata.name).ok).toBe(true);
  });

  it('never leave fewer ready pods than the budget wants', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 2500 }), fc.nat(9)), { minLength: 1, maxLength: 12 }),
        (replicas, minAvailable, attempts) => {
          const cluster = started({ minAvailable }, replicas);
          let granted = 0;
          for (const [wait, which] of attempts) {
            cluster.run(wait);
            const pods = active(cluster);
            if (pods.length === 0) continue;
            const pod = pods[which % pods.length]!;
            const response = evict(cluster, pod.metadata.name);
            if (!response.ok || !isPodReady(pod)) continue;
            granted += 1;
            expect(active(cluster).filter(isPodReady).length).toBeGreaterThanOrEqual(minAvailable);
          }
          cluster.settle();
          expect(active(cluster)).toHaveLength(replicas);
          if (minAvailable >= replicas) expect(granted).toBe(0);
        },
      ),
      { seed: 20261122, numRuns: 30 },
    );
  }, 60_000);
});
