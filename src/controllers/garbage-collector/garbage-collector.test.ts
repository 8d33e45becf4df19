import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { deploymentNamed, TestCluster } from '../test-world.ts';

const DEPLOYMENTS = 'deployments.apps';
const SETS = 'replicasets.apps';

const running = () => {
  const cluster = new TestCluster({ goneAfter: () => 2000 });
  cluster.create(DEPLOYMENTS, deploymentNamed('web', { replicas: 2 }));
  cluster.settle();
  return cluster;
};
const names = (cluster: TestCluster) => [DEPLOYMENTS, SETS, 'pods'].map((resource) => cluster.list(resource).length);
const configMap = (name: string, owner?: { readonly metadata: { readonly name: string; readonly uid: string } }, more: object = {}) => ({
  metadata: { name, ...(owner && { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner.metadata.name, uid: owner.metadata.uid, ...more }] }) },
});

describe('garbage collector', () => {
  it('deletes dependents after their owner, in the background', () => {
    const cluster = running();
    cluster.delete(DEPLOYMENTS, 'web');
    expect(names(cluster)).toEqual([0, 1, 2]);
    cluster.run(100);
    expect(names(cluster)).toEqual([0, 0, 2]);
    expect(cluster.list<Pod>('pods').every(({ metadata }) => metadata.deletionTimestamp !== undefined)).toBe(true);
    cluster.settle();
    expect(names(cluster)).toEqual([0, 0, 0]);
  });

  it('keeps the owner until its dependents are gone, in the foreground', () => {
    const cluster = running();
    cluster.delete(DEPLOYMENTS, 'web', 'Foreground');
    cluster.run(1000);
    expect(names(cluster)).toEqual([1, 1, 2]);
    expect(cluster.get(DEPLOYMENTS, 'web')!.metadata.finalizers).toEqual(['foregroundDeletion']);
    cluster.settle();
    expect(names(cluster)).toEqual([0, 0, 0]);
    expect(cluster.decisions('garbage-collector-controller', DEPLOYMENTS, 'web').at(-1)).toBe(
      'No dependent holds Deployment web any more: take the finalizer foregroundDeletion from it.',
    );
  });

  it('leaves dependents alone where they are orphaned', () => {
    const cluster = running();
    cluster.delete(DEPLOYMENTS, 'web', 'Orphan');
    cluster.settle();
    expect(names(cluster)).toEqual([0, 1, 2]);
    expect(cluster.list(SETS)[0]!.metadata.ownerReferences).toBeUndefined();
  });

  it('deletes an object whose owner never was', () => {
    const cluster = new TestCluster();
    cluster.create('configmaps', configMap('child', { metadata: { name: 'nobody', uid: '00000000-0000-0000-0000-000000000001' } }));
    cluster.settle();
    expect(cluster.get('configmaps', 'child')).toBeUndefined();
  });

  it('drops the reference to an owner that is gone while another one is there', () => {
    const cluster = new TestCluster();
    cluster.create('configmaps', configMap('mother'));
    cluster.create('configmaps', configMap('father'));
    const [father, mother] = ['father', 'mother'].map((name) => cluster.get('configmaps', name)!);
    const child = configMap('child', mother);
    cluster.create('configmaps', { metadata: { ...child.metadata, ownerReferences: [...child.metadata.ownerReferences!, ...configMap('x', father).metadata.ownerReferences!] } });
    cluster.settle();
    cluster.delete('configmaps', 'father');
    cluster.settle();
    expect(cluster.get('configmaps', 'child')!.metadata.ownerReferences).toMatchObject([{ name: 'mother' }]);
    cluster.delete('configmaps', 'mother');
    cluster.settle();
    expect(cluster.get('configmaps', 'child')).toBeUndefined();
  });

  it.each([
    [true, true],
    [false, false],
  ])('waits in the foreground only for those who block their owner (%s)', (blockOwnerDeletion, waits) => {
    const cluster = new TestCluster();
    cluster.create('configmaps', configMap('parent'));
    const child = configMap('child', cluster.get('configmaps', 'parent')!, { blockOwnerDeletion });
    cluster.create('configmaps', { metadata: { ...child.metadata, finalizers: ['example.com/hold'] } });
    cluster.settle();
    cluster.delete('configmaps', 'parent', 'Foreground');
    cluster.settle();
    expect(cluster.get('configmaps', 'parent') !== undefined).toBe(waits);
  });
});
