import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { isPodActive, isPodReady } from '../common/pods.ts';
import { deploymentNamed, podTemplate, TestCluster, withImage } from '../test-world.ts';
import { revisionOf } from './annotations.ts';
import { rolloutLimits } from './limits.ts';

const DEPLOYMENTS = 'deployments.apps';
const SETS = 'replicasets.apps';

const deployment = (cluster: TestCluster, name = 'web') => cluster.get<Deployment>(DEPLOYMENTS, name)!;
const condition = (cluster: TestCluster, type: string) => deployment(cluster).status.conditions?.find((c) => c.type === type);
/** Sizes by revision, oldest revision first. */
const sizes = (cluster: TestCluster) =>
  cluster
    .list<ReplicaSet>(SETS)
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .map((set) => [revisionOf(set), set.spec.replicas, set.status.availableReplicas ?? 0]);

function started(spec: object = {}, options: ConstructorParameters<typeof TestCluster>[0] = {}): TestCluster {
  const cluster = new TestCluster(options);
  expect(cluster.create(DEPLOYMENTS, deploymentNamed('web', spec))).toMatchObject({ ok: true });
  cluster.settle();
  return cluster;
}

describe('rolloutLimits', () => {
  it.each([
    // replicas, maxSurge, maxUnavailable → ceiling, floor
    [4, '25%', '25%', 5, 3],
    [10, '30%', '30%', 13, 7],
    [3, '25%', '25%', 4, 3],
    [1, '25%', '25%', 2, 1],
    [2, 0, '1%', 2, 1],
    [1, '1%', 0, 2, 1],
    [5, 0, 1, 5, 4],
    [5, 0, '100%', 5, 0],
    [5, 2, 9, 7, 0],
    [4, '150%', 0, 10, 4],
    [0, '25%', '25%', 0, 0],
    [0, 1, 0, 1, 0],
  ])('of %s with surge %s and unavailable %s', (replicas, maxSurge, maxUnavailable, ceiling, floor) => {
    const limits = rolloutLimits({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } } } } as unknown as Deployment);
    expect([limits.ceiling, limits.floor]).toEqual([ceiling, floor]);
  });

  it('says its sums in words', () => {
    const limits = rolloutLimits({
      spec: { replicas: 4, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } } },
    } as unknown as Deployment);
    expect([limits.ceilingText, limits.floorText]).toEqual(['5 = 4 + ⌈25 % of 4⌉', '3 = 4 − ⌊25 % of 4⌋']);
  });
});

describe('deployment controller', () => {
  it('creates the first ReplicaSet at full size and completes', () => {
    const cluster = started();
    expect(sizes(cluster)).toEqual([[1, 4, 4]]);
    expect(deployment(cluster).status).toMatchObject({ observedGeneration: 1, replicas: 4, updatedReplicas: 4, readyReplicas: 4, availableReplicas: 4 });
    expect(deployment(cluster).status.conditions?.map(({ type, reason }) => [type, reason])).toEqual([
      ['Available', 'MinimumReplicasAvailable'],
      ['Progressing', 'NewReplicaSetAvailable'],
    ]);
    expect(deployment(cluster).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
    const [set] = cluster.list<ReplicaSet>(SETS);
    expect(set!.metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{8,10}$/);
    expect(set!.metadata.annotations).toEqual({
      'deployment.kubernetes.io/desired-replicas': '4',
      'deployment.kubernetes.io/max-replicas': '5',
      'deployment.kubernetes.io/revision': '1',
    });
    expect(cluster.events('Deployment', 'web')).toEqual([`ScalingReplicaSet Scaled up replica set ${set!.metadata.name} from 0 to 4`]);
  });

  it('rolls within its limits and says why', () => {
    const cluster = started();
    cluster.update(DEPLOYMENTS, 'web', withImage('nginx:1.27'));
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [1, 0, 0],
      [2, 4, 4],
    ]);
    const told = cluster.decisions('deployment-controller').join('\n');
    expect(told).toContain('4 available, floor 3 = 4 − ⌊25 % of 4⌋: may remove 1');
    expect(told).toContain('4 pods in all, ceiling 5 = 4 + ⌈25 % of 4⌉: may add 1');
  });

  it('stops at a version that never gets ready, misses its deadline, and is undone', () => {
    const cluster = started({ progressDeadlineSeconds: 20 }, { readyAfter: (pod) => (pod.spec.containers[0]!.image === 'bad' ? undefined : 500) });
    cluster.update(DEPLOYMENTS, 'web', withImage('bad'));
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [1, 3, 3],
      [2, 2, 0],
    ]);
    expect(deployment(cluster).status).toMatchObject({ replicas: 5, updatedReplicas: 2, availableReplicas: 3, unavailableReplicas: 2 });
    cluster.simulation.advanceTo(cluster.simulation.position.time + 30_000);
    const [name] = cluster
      .list<ReplicaSet>(SETS)
      .filter((set) => revisionOf(set) === 2)
      .map(({ metadata }) => metadata.name);
    expect(condition(cluster, 'Progressing')).toMatchObject({ status: 'False', reason: 'ProgressDeadlineExceeded', message: `ReplicaSet "${name}" has timed out progressing.` });
    cluster.update(DEPLOYMENTS, 'web', withImage('nginx:1.25'));
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [2, 0, 0],
      [3, 4, 4],
    ]);
    const current = cluster.list<ReplicaSet>(SETS).find((set) => revisionOf(set) === 3)!;
    expect(current.metadata.annotations?.['deployment.kubernetes.io/revision-history']).toBe('1');
    expect(condition(cluster, 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
  });

  it('recreates: no new pod before the last old one is gone', () => {
    const cluster = started({ strategy: { type: 'Recreate' } }, { goneAfter: () => 3000 });
    cluster.update(DEPLOYMENTS, 'web', withImage('nginx:1.27'));
    const overlap = cluster.simulation.until((_, view) => new Set(view.list<Pod>('pods', 'default').map((pod) => pod.spec.containers[0]!.image)).size > 1, { timeout: 30_000 });
    expect(overlap).toBeUndefined();
    expect(sizes(cluster)).toEqual([
      [1, 0, 0],
      [2, 4, 4],
    ]);
    expect(cluster.decisions('deployment-controller').join('\n')).toContain('every old pod goes before a new one comes');
  });

  it('shares a new size among the ReplicaSets of a stuck rollout', () => {
    const cluster = started({ replicas: 10 }, { readyAfter: (pod) => (pod.spec.containers[0]!.image === 'bad' ? undefined : 500) });
    cluster.update(DEPLOYMENTS, 'web', withImage('bad'));
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [1, 8, 8],
      [2, 5, 0],
    ]);
    cluster.update(DEPLOYMENTS, 'web', { spec: { replicas: 20 } });
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [1, 15, 15],
      [2, 10, 0],
    ]);
    expect(cluster.decisions('deployment-controller').join('\n')).toContain('The size changed to 20 in the middle of a rollout: 25 pods are allowed');
  });

  it('pauses and resumes', () => {
    const cluster = started();
    cluster.update(DEPLOYMENTS, 'web', { spec: { paused: true } });
    cluster.settle();
    expect(condition(cluster, 'Progressing')).toMatchObject({ status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' });
    cluster.update(DEPLOYMENTS, 'web', withImage('nginx:1.27'));
    cluster.settle();
    expect(sizes(cluster)).toEqual([[1, 4, 4]]);
    expect(deployment(cluster).status.updatedReplicas).toBeUndefined();
    cluster.update(DEPLOYMENTS, 'web', { spec: { replicas: 2 } });
    cluster.settle();
    expect(sizes(cluster)).toEqual([[1, 2, 2]]);
    cluster.update(DEPLOYMENTS, 'web', { spec: { paused: null } });
    cluster.settle();
    expect(sizes(cluster)).toEqual([
      [1, 0, 0],
      [2, 2, 2],
    ]);
  });

  it('keeps as many old ReplicaSets as revisionHistoryLimit says', () => {
    const cluster = started({ revisionHistoryLimit: 2 });
    for (const image of ['a', 'b', 'c', 'd']) {
      cluster.update(DEPLOYMENTS, 'web', withImage(image));
      cluster.settle();
    }
    expect(sizes(cluster).map(([revision]) => revision)).toEqual([3, 4, 5]);
  });

  it('adopts the ReplicaSets that an orphaning deletion left', () => {
    const cluster = started();
    cluster.delete(DEPLOYMENTS, 'web', 'Orphan');
    cluster.settle();
    expect(cluster.list<ReplicaSet>(SETS)[0]!.metadata.ownerReferences).toBeUndefined();
    cluster.create(DEPLOYMENTS, deploymentNamed('web'));
    cluster.settle();
    expect(cluster.list<ReplicaSet>(SETS)).toHaveLength(1);
    expect(cluster.list<ReplicaSet>(SETS)[0]!.metadata.ownerReferences?.[0]).toMatchObject({ kind: 'Deployment', name: 'web', controller: true });
    expect(cluster.list('pods')).toHaveLength(4);
  });

  it('gives two templates of one hash names of their own', () => {
    const cluster = started();
    const [set] = cluster.list<ReplicaSet>(SETS);
    cluster.delete(DEPLOYMENTS, 'web', 'Orphan');
    cluster.settle();
    // The same name, held by a set that is not the Deployment's.
    cluster.update(SETS, set!.metadata.name, { metadata: { labels: { app: 'other' } } });
    cluster.create(DEPLOYMENTS, deploymentNamed('web'));
    cluster.settle();
    expect(deployment(cluster).status.collisionCount).toBe(1);
    expect(cluster.list<ReplicaSet>(SETS)).toHaveLength(2);
  });
});

type Action = { readonly wait: number } & (
  | { readonly image: string }
  | { readonly replicas: number }
  | { readonly paused: boolean }
  | { readonly fail: number }
  | { readonly remove: number }
);

const action: fc.Arbitrary<Action> = fc
  .tuple(
    fc.integer({ min: 0, max: 4000 }),
    fc.oneof(
      fc.record({ image: fc.constantFrom('a', 'b', 'c', 'never') }),
      fc.record({ replicas: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ paused: fc.boolean() }),
      fc.record({ fail: fc.nat(20) }),
      fc.record({ remove: fc.nat(20) }),
    ),
  )
  .map(([wait, rest]) => ({ wait, ...rest }));

const strategy = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({ maxSurge: fc.constantFrom<number | string>(0, 1, 3, '25%', '100%'), maxUnavailable: fc.constantFrom<number | string>(0, 1, 2, '25%', '50%') })
      .filter(({ maxSurge, maxUnavailable }) => maxSurge !== 0 || maxUnavailable !== 0)
      .map((rollingUpdate) => ({ type: 'RollingUpdate', rollingUpdate })),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'Recreate' }) },
);

describe('deployment controller, whatever happens', () => {
  it('keeps to ceiling and floor, and its revisions only grow', () => {
    fc.assert(
      fc.property(strategy, fc.integer({ min: 1, max: 8 }), fc.array(action, { minLength: 1, maxLength: 12 }), fc.nat(1000), (chosen, replicas, actions, seed) => {
        const cluster = new TestCluster({
          seed,
          readyAfter: (pod, random) => (pod.spec.containers[0]!.image === 'never' ? undefined : 100 + Math.floor(random() * 4000)),
          goneAfter: () => 1500,
        });
        cluster.create(DEPLOYMENTS, deploymentNamed('web', { replicas, strategy: chosen, template: podTemplate('web', 'a') }));
        let ceiling = rolloutLimits(deployment(cluster)).ceiling;
        let revision = 0;
        let disturbed = 0;
        const check = () => {
          const { view, trace } = cluster.simulation;
          const entry = trace.at(-1)!;
          const pods = view.list<Pod>('pods', 'default').filter(isPodActive);
          const current = view.get<Deployment>(DEPLOYMENTS, 'default', 'web')!;
          const limits = rolloutLimits(current);
          // A smaller size lowers the ceiling at once, and what was asked for before follows.
          const asked = view
            .list<ReplicaSet>(SETS, 'default')
            .reduce((sum, set) => sum + Math.max(set.spec.replicas, pods.filter(({ metadata }) => metadata.ownerReferences?.[0]?.uid === set.metadata.uid).length), 0);
          ceiling = Math.max(limits.ceiling, Math.min(ceiling, asked));
          expect(pods.length, entry.decision).toBeLessThanOrEqual(ceiling);
          for (const set of view.list<ReplicaSet>(SETS, 'default')) revision = Math.max(revision, revisionOf(set));
          expect(revisionOf(current)).toBeGreaterThanOrEqual(entry.component === 'client' ? 0 : Math.min(revision, revisionOf(current)));
          if (current.spec.strategy.type !== 'RollingUpdate' || entry.component !== 'deployment-controller') return;
          // What somebody took away just now, no ReplicaSet's status says yet.
          if (cluster.simulation.position.time - disturbed < 50) return;
          // What the controller took away: old sets that it shrank in this step, unless the size itself was changed.
          const shrunk = entry.writes.filter(
            ({ resource, type, object, before }) => resource === SETS && type === 'MODIFIED' && (object as ReplicaSet).spec.replicas < (before as ReplicaSet).spec.replicas,
          );
          if (shrunk.length === 0 || /size changed|replicas are wanted|no more are wanted/.test(entry.decision)) return;
          const available = view.list<ReplicaSet>(SETS, 'default').reduce((sum, set) => sum + Math.min(set.spec.replicas, availableOf(pods, set)), 0);
          const before = pods.filter(isPodReady).length;
          expect(available, `${entry.decision} (${before} ready)`).toBeGreaterThanOrEqual(Math.min(limits.floor, before));
        };
        const run = (time: number) => {
          const until = cluster.simulation.position.time + time;
          while (cluster.simulation.step(until)) check();
          cluster.simulation.advanceTo(until);
        };
        for (const { wait, ...what } of actions) {
          run(wait);
          if ('fail' in what || 'remove' in what) disturbed = cluster.simulation.position.time;
          const pods = cluster.list<Pod>('pods').filter(isPodActive);
          if ('image' in what) cluster.update(DEPLOYMENTS, 'web', withImage(what.image));
          else if ('replicas' in what) cluster.update(DEPLOYMENTS, 'web', { spec: { replicas: what.replicas } });
          else if ('paused' in what) cluster.update(DEPLOYMENTS, 'web', { spec: { paused: what.paused } });
          else if (pods.length > 0 && 'fail' in what) cluster.setReady(pods[what.fail % pods.length]!.metadata.name, false);
          else if (pods.length > 0 && 'remove' in what) cluster.delete('pods', pods[what.remove % pods.length]!.metadata.name);
        }
        cluster.update(DEPLOYMENTS, 'web', { spec: { paused: false, ...withImage('b').spec } });
        disturbed = cluster.simulation.position.time;
        for (const pod of cluster.list<Pod>('pods').filter((found) => isPodActive(found) && !isPodReady(found))) cluster.delete('pods', pod.metadata.name);
        run(60_000);
        const { spec, status } = deployment(cluster);
        expect(status.availableReplicas ?? 0).toBe(spec.replicas);
        expect(status.updatedReplicas ?? 0).toBe(spec.replicas);
      }),
      { seed: 20261122, numRuns: 60 },
    );
  }, 60_000);
});

const availableOf = (pods: readonly Pod[], set: ReplicaSet): number => pods.filter((pod) => isPodReady(pod) && pod.metadata.ownerReferences?.[0]?.uid === set.metadata.uid).length;
