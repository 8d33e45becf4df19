import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StatefulSet } from '../../api/kinds/stateful-set/types.ts';
import { isPodActive, isPodReady } from '../common/pods.ts';
import { podTemplate, TestCluster, withImage } from '../test-world.ts';

const SETS = 'statefulsets.apps';
const set = (spec: object = {}) => ({
  metadata: { name: 'db' },
  spec: { replicas: 3, serviceName: 'db', selector: { matchLabels: { app: 'db' } }, template: podTemplate('db', 'nginx:1'), ...spec },
});
const started = (spec: object = {}, options: ConstructorParameters<typeof TestCluster>[0] = {}) => {
  const cluster = new TestCluster(options);
  cluster.create(SETS, set(spec));
  cluster.settle();
  return cluster;
};
const names = (cluster: TestCluster) => cluster.list<Pod>('pods').map(({ metadata }) => metadata.name);
const images = (cluster: TestCluster) => cluster.list<Pod>('pods').map(({ spec }) => spec.containers[0]!.image);
const statusOf = (cluster: TestCluster) => cluster.get<StatefulSet>(SETS, 'db')!.status;

describe('stateful set controller', () => {
  it('makes pods one after the other, with names that last', () => {
    const cluster = new TestCluster();
    cluster.create(SETS, set());
    cluster.run(500);
    expect(names(cluster)).toEqual(['db-0']);
    cluster.settle();
    expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
    const pod = cluster.get<Pod>('pods', 'db-1')!;
    expect(pod.spec).toMatchObject({ hostname: 'db-1', subdomain: 'db' });
    expect(pod.metadata.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'db-1',
      'apps.kubernetes.io/pod-index': '1',
      'controller-revision-hash': statusOf(cluster).currentRevision,
    });
    expect(cluster.events('StatefulSet', 'db')).toContain('SuccessfulCreate create Pod db-1 in StatefulSet db successful');
    cluster.delete('pods', 'db-1');
    cluster.settle();
    expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
    expect(cluster.get('pods', 'db-1')!.metadata.uid).not.toBe(pod.metadata.uid);
  });

  it('makes them all at once where the policy is Parallel', () => {
    const cluster = new TestCluster();
    cluster.create(SETS, set({ podManagementPolicy: 'Parallel' }));
    cluster.run(500);
    expect(names(cluster)).toEqual(['db-0', 'db-1', 'db-2']);
  });

  it('does not go on while a pod is not ready', () => {
    const cluster = started({}, { readyAfter: (pod) => (pod.metadata.name === 'db-1' ? undefined : 100) });
    expect(names(cluster)).toEqual(['db-0', 'db-1']);
    expect(statusOf(cluster)).toMatchObject({ replicas: 2, readyReplicas: 1 });
  });

  it('scales down from the end, one after the other', () => {
    const cluster = started({}, { goneAfter: () => 4000 });
    cluster.update(SETS, 'db', { spec: { replicas: 1 } });
    cluster.run(1000);
    expect(
      cluster
        .list<Pod>('pods')
        .filter((pod) => !isPodActive(pod))
        .map(({ metadata }) => metadata.name),
    ).toEqual(['db-2']);
    cluster.run(5000);
    expect(names(cluster)).toEqual(['db-0', 'db-1']);
    cluster.run(10_000);
    expect(names(cluster)).toEqual(['db-0']);
  });

  it('rolls from the end, and leaves what is below the partition', () => {
    const cluster = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } });
    cluster.update(SETS, 'db', withImage('nginx:2'));
    cluster.settle();
    expect(images(cluster)).toEqual(['nginx:1', 'nginx:2', 'nginx:2']);
    expect(statusOf(cluster).currentRevision).not.toBe(statusOf(cluster).updateRevision);
    cluster.update(SETS, 'db', { spec: { updateStrategy: { rollingUpdate: { partition: 0 } } } });
    cluster.settle();
    expect(images(cluster)).toEqual(['nginx:2', 'nginx:2', 'nginx:2']);
    expect(statusOf(cluster).currentRevision).toBe(statusOf(cluster).updateRevision);
    expect(cluster.list<{ metadata: { name: string } } & StatefulSet>('controllerrevisions.apps')).toHaveLength(2);
  });

  it('replaces no pod by itself where the strategy is OnDelete', () => {
    const cluster = started({ updateStrategy: { type: 'OnDelete' } });
    cluster.update(SETS, 'db', withImage('nginx:2'));
    cluster.settle();
    expect(images(cluster)).toEqual(['nginx:1', 'nginx:1', 'nginx:1']);
    cluster.delete('pods', 'db-0');
    cluster.settle();
    expect(images(cluster)).toEqual(['nginx:2', 'nginx:1', 'nginx:1']);
  });

  it('makes a claim for each pod and keeps it, unless told', () => {
    const volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }];
    const claims = (cluster: TestCluster) => cluster.list<PersistentVolumeClaim>('persistentvolumeclaims').map(({ metadata }) => metadata.name);
    const keeping = started({ replicas: 2, volumeClaimTemplates });
    expect(claims(keeping)).toEqual(['data-db-0', 'data-db-1']);
    keeping.update(SETS, 'db', { spec: { replicas: 1 } });
    keeping.settle();
    expect(claims(keeping)).toEqual(['data-db-0', 'data-db-1']);
    const deleting = started({ replicas: 2, volumeClaimTemplates, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' } });
    deleting.update(SETS, 'db', { spec: { replicas: 1 } });
    deleting.settle();
    expect(claims(deleting)).toEqual(['data-db-0']);
  });
});

describe('stateful set controller, whatever happens', () => {
  it('never has two pods of one ordinal, and begins none while one before it is not ready', () => {
    const action = fc.tuple(
      fc.integer({ min: 0, max: 3000 }),
      fc.oneof(fc.record({ replicas: fc.integer({ min: 0, max: 5 }) }), fc.record({ image: fc.constantFrom('a', 'b', 'c') }), fc.record({ remove: fc.nat(9) })),
    );
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 8 }), fc.nat(1000), (actions, seed) => {
        const cluster = new TestCluster({ seed, readyAfter: (_, random) => 50 + Math.floor(random() * 1500), goneAfter: () => 700 });
        cluster.create(SETS, set());
        const check = () => {
          const entry = cluster.simulation.trace.at(-1)!;
          if (entry.component !== 'statefulset-controller') return;
          const pods = new Map(cluster.list<Pod>('pods').map((pod) => [pod.metadata.name, pod]));
          for (const { type, resource, object } of entry.writes) {
            if (resource !== 'pods' || type !== 'ADDED') continue;
            const ordinal = Number(object.metadata.name.slice(3));
            for (let before = 0; before < ordinal; before += 1) expect(isPodReady(pods.get(`db-${before}`)!), entry.decision).toBe(true);
          }
        };
        const run = (time: number) => {
          const until = cluster.simulation.position.time + time;
          while (cluster.simulation.step(until)) check();
          cluster.simulation.advanceTo(until);
        };
        for (const [wait, what] of actions) {
          run(wait);
          const pods = cluster.list<Pod>('pods').filter(isPodActive);
          if ('replicas' in what) cluster.update(SETS, 'db', { spec: { replicas: what.replicas } });
          else if ('image' in what) cluster.update(SETS, 'db', withImage(what.image));
          else if (pods.length > 0) cluster.delete('pods', pods[what.remove % pods.length]!.metadata.name);
        }
        run(60_000);
        const { spec, status } = cluster.get<StatefulSet>(SETS, 'db')!;
        expect(names(cluster)).toEqual(Array.from({ length: spec.replicas }, (_, i) => `db-${i}`));
        expect(images(cluster).every((image) => image === spec.template.spec.containers[0]!.image)).toBe(true);
        expect(status.readyReplicas ?? 0).toBe(spec.replicas);
        expect(status.currentRevision).toBe(status.updateRevision);
      }),
      { seed: 20261122, numRuns: 40 },
    );
  }, 60_000);
});
