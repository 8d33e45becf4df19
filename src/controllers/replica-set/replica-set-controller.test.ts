import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { isPodActive } from '../common/pods.ts';
import { podTemplate, TestCluster } from '../test-world.ts';

const SETS = 'replicasets.apps';
const CONTROLLER = 'replicaset-controller';

const setNamed = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { replicas: 3, selector: { matchLabels: { app: name } }, template: podTemplate(name, 'nginx'), ...spec },
});
const started = (spec: object = {}, options: ConstructorParameters<typeof TestCluster>[0] = {}) => {
  const cluster = new TestCluster(options);
  cluster.create(SETS, setNamed('web', spec));
  cluster.settle();
  return cluster;
};
const active = (cluster: TestCluster) => cluster.list<Pod>('pods').filter(isPodActive);
const statusOf = (cluster: TestCluster) => cluster.get<ReplicaSet>(SETS, 'web')!.status;

describe('replica set controller', () => {
  it('creates what is missing, in batches that double', () => {
    const cluster = started({ replicas: 12 });
    expect(active(cluster)).toHaveLength(12);
    expect(statusOf(cluster)).toEqual({ replicas: 12, fullyLabeledReplicas: 12, readyReplicas: 12, availableReplicas: 12, observedGeneration: 1 });
    expect(cluster.decisions(CONTROLLER)[0]).toContain('in batches of 1, 2, 4 and 5');
    expect(cluster.events('ReplicaSet', 'web').filter((event) => event.startsWith('SuccessfulCreate'))).not.toHaveLength(0);
  });

  it('names itself as the owner that has to wait', () => {
    const cluster = started({ replicas: 1 });
    const [pod] = active(cluster);
    const { uid } = cluster.get(SETS, 'web')!.metadata;
    expect(pod!.metadata.ownerReferences).toEqual([{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid, controller: true, blockOwnerDeletion: true }]);
    expect(pod!.metadata.generateName).toBe('web-');
  });

  it.each<[string, (cluster: TestCluster, pods: readonly Pod[]) => Pod, string]>([
    [
      'a pod that is not ready',
      (cluster, pods) => {
        cluster.setReady(pods[1]!.metadata.name, false);
        return pods[1]!;
      },
      'not ready goes before ready',
    ],
    [
      'the cheapest pod',
      (cluster, pods) => {
        cluster.update('pods', pods[2]!.metadata.name, { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' } } });
        return pods[2]!;
      },
      'deletion cost -5 goes before 0',
    ],
  ])('scales down by %s first', (_, prepare, reason) => {
    const cluster = started();
    const victim = prepare(cluster, active(cluster));
    cluster.settle();
    cluster.update(SETS, 'web', { spec: { replicas: 2 } });
    cluster.settle();
    expect(active(cluster).map(({ metadata }) => metadata.name)).not.toContain(victim.metadata.name);
    expect(cluster.decisions(CONTROLLER).at(-2)).toContain(`3 pods exist, 2 wanted: delete ${victim.metadata.name} (${reason})`);
    expect(cluster.events('ReplicaSet', 'web')).toContain(`SuccessfulDelete Deleted pod: ${victim.metadata.name}`);
  });

  it('leaves terminating pods out of its counts and replaces them at once', () => {
    const cluster = started({ replicas: 2 }, { goneAfter: () => 60_000 });
    cluster.delete('pods', active(cluster)[0]!.metadata.name);
    cluster.settle(10_000);
    expect(cluster.list<Pod>('pods')).toHaveLength(3);
    expect(statusOf(cluster)).toMatchObject({ replicas: 2, readyReplicas: 2 });
  });

  it('counts a pod as available when it has been ready for minReadySeconds', () => {
    const cluster = new TestCluster({ readyAfter: () => 0 });
    cluster.create(SETS, setNamed('web', { replicas: 1, minReadySeconds: 20 }));
    cluster.run(10_000);
    expect(statusOf(cluster)).toMatchObject({ readyReplicas: 1 });
    expect(statusOf(cluster).availableReplicas).toBeUndefined();
    cluster.run(15_000);
    expect(statusOf(cluster).availableReplicas).toBe(1);
  });

  it('adopts pods that match, and lets go those that do no longer', () => {
    const cluster = new TestCluster();
    cluster.create('pods', { metadata: { name: 'stray', labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } });
    cluster.create(SETS, setNamed('web', { replicas: 2 }));
    cluster.settle();
    expect(active(cluster)).toHaveLength(2);
    expect(cluster.get<Pod>('pods', 'stray')!.metadata.ownerReferences?.[0]?.name).toBe('web');
    cluster.update('pods', 'stray', { metadata: { labels: { app: 'other' } } });
    cluster.settle();
    expect(cluster.get<Pod>('pods', 'stray')!.metadata.ownerReferences).toBeUndefined();
    expect(active(cluster)).toHaveLength(3);
    expect(statusOf(cluster).replicas).toBe(2);
  });

  it('says that pods are refused, and that they no longer are', () => {
    const cluster = new TestCluster();
    cluster.create('resourcequotas', { metadata: { name: 'few' }, spec: { hard: { pods: '1' } } });
    cluster.settle();
    cluster.create(SETS, setNamed('web', { replicas: 3 }));
    cluster.settle(10_000);
    const refusal = 'is forbidden: exceeded quota: few, requested: pods=1, used: pods=1, limited: pods=1';
    expect(statusOf(cluster)).toMatchObject({ replicas: 1, conditions: [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }] });
    expect(statusOf(cluster).conditions![0]!.message).toContain(refusal);
    expect(cluster.events('ReplicaSet', 'web').some((event) => event.startsWith('FailedCreate') && event.includes(refusal))).toBe(true);
    cluster.update('resourcequotas', 'few', { spec: { hard: { pods: '5' } } });
    cluster.settle();
    expect(statusOf(cluster)).toMatchObject({ replicas: 3 });
    expect(statusOf(cluster).conditions).toBeUndefined();
  });

  it('runs ReplicationControllers alike', () => {
    const cluster = new TestCluster();
    cluster.create('replicationcontrollers', { metadata: { name: 'old' }, spec: { replicas: 2, selector: { app: 'old' }, template: podTemplate('old', 'nginx') } });
    cluster.settle();
    expect(active(cluster)).toHaveLength(2);
    expect(cluster.get<ReplicaSet>('replicationcontrollers', 'old')!.status).toMatchObject({ replicas: 2, availableReplicas: 2 });
  });
});
