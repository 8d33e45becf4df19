import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import { TestCluster } from '../test-world.ts';
import { CLAIMS, VOLUMES } from './claims.ts';

const volume = (name: string, storage: string, spec: object = {}) => ({
  metadata: { name },
  spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], storageClassName: 'manual', hostPath: { path: `/tmp/${name}` }, ...spec },
});
const claim = (name: string, storage: string, spec: object = {}) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, storageClassName: 'manual', ...spec },
});

function started(...objects: readonly (readonly [resource: string, object: object])[]): TestCluster {
  const cluster = new TestCluster();
  for (const [resource, object] of objects) {
    expect(cluster.create(resource, object)).toMatchObject({ ok: true });
    cluster.settle();
  }
  cluster.run(16_000);
  return cluster;
}
const claimOf = (cluster: TestCluster, name = 'data') => cluster.get<PersistentVolumeClaim>(CLAIMS, name)!;
const volumeOf = (cluster: TestCluster, name: string) => cluster.simulation.view.get<PersistentVolume>(VOLUMES, undefined, name);
const phases = (cluster: TestCluster) => cluster.simulation.view.list<PersistentVolume>(VOLUMES).map(({ metadata, status }) => `${metadata.name} ${status.phase}`);

describe('volume binder', () => {
  it('takes the smallest volume that is large enough', () => {
    const cluster = started([VOLUMES, volume('large', '10Gi')], [VOLUMES, volume('small', '500Mi')], [VOLUMES, volume('fitting', '2Gi')], [CLAIMS, claim('data', '1Gi')]);
    expect(claimOf(cluster)).toMatchObject({ spec: { volumeName: 'fitting' }, status: { phase: 'Bound', capacity: { storage: '2Gi' } } });
    expect(claimOf(cluster).metadata.annotations).toEqual({ 'pv.kubernetes.io/bind-completed': 'yes', 'pv.kubernetes.io/bound-by-controller': 'yes' });
    expect(volumeOf(cluster, 'fitting')!.spec.claimRef).toMatchObject({ kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' });
    expect(phases(cluster)).toEqual(['fitting Bound', 'large Available', 'small Available']);
    expect(cluster.decisions('persistentvolume-binder-controller', CLAIMS, 'data')).toEqual(['fitting offers 2Gi for the 1Gi ReadWriteOnce that data wants: bind them.']);
  });

  it.each<[string, object, object]>([
    ['access modes', { accessModes: ['ReadOnlyMany'] }, {}],
    ['class', { storageClassName: 'other' }, {}],
    ['labels', {}, { selector: { matchLabels: { disk: 'ssd' } } }],
    ['volume mode', { volumeMode: 'Block' }, {}],
  ])('binds nothing whose %s does not match', (_, offered, wanted) => {
    const cluster = started([VOLUMES, volume('v', '10Gi', offered)], [CLAIMS, claim('data', '1Gi', wanted)]);
    expect(claimOf(cluster).status.phase).toBe('Pending');
    expect(cluster.events('PersistentVolumeClaim', 'data')).toEqual(['ProvisioningFailed storageclass.storage.k8s.io "manual" not found']);
  });

  it('binds a claim that waits when a volume comes', () => {
    const cluster = started([CLAIMS, claim('data', '1Gi', { storageClassName: '' })], [VOLUMES, volume('late', '1Gi', { storageClassName: '' })]);
    expect(cluster.events('PersistentVolumeClaim', 'data')).toEqual(['FailedBinding no persistent volumes available for this claim and no storage class is set']);
    expect(claimOf(cluster).status.phase).toBe('Bound');
  });

  it('keeps to a volume that a claim names, and to a claim that a volume names', () => {
    const cluster = started(
      [VOLUMES, volume('kept', '1Gi', { claimRef: { namespace: 'default', name: 'data' } })],
      [VOLUMES, volume('asked', '5Gi')],
      [CLAIMS, claim('other', '1Gi', { volumeName: 'asked' })],
      [CLAIMS, claim('data', '1Gi')],
    );
    expect(claimOf(cluster, 'other').spec.volumeName).toBe('asked');
    expect(claimOf(cluster).spec.volumeName).toBe('kept');
  });

  it('gives a claim without a class the default one', () => {
    const cluster = started(
      [
        'storageclasses.storage.k8s.io',
        {
          metadata: { name: 'standard', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
          provisioner: 'example.com/disks',
          volumeBindingMode: 'WaitForFirstConsumer',
        },
      ],
      [CLAIMS, { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } }],
    );
    expect(claimOf(cluster).spec.storageClassName).toBe('standard');
    expect(cluster.events('PersistentVolumeClaim', 'data')).toEqual(['WaitForFirstConsumer waiting for first consumer to be created before binding']);
  });

  it.each([
    ['Retain', ['v Released']],
    ['Delete', []],
    ['Recycle', ['v Available']],
  ])('%s: what becomes of a volume whose claim is gone', (persistentVolumeReclaimPolicy, expected) => {
    const cluster = started([VOLUMES, volume('v', '1Gi', { persistentVolumeReclaimPolicy })], [CLAIMS, claim('data', '1Gi')]);
    cluster.delete(CLAIMS, 'data');
    cluster.settle();
    expect(phases(cluster)).toEqual(expected);
  });

  it('says so when a claim has lost its volume', () => {
    const cluster = started([VOLUMES, volume('v', '1Gi')], [CLAIMS, claim('data', '1Gi')]);
    cluster.edit<PersistentVolume>(VOLUMES, 'v', ({ metadata: { finalizers: _, ...metadata }, ...rest }) => ({ ...rest, metadata }));
    cluster.delete(VOLUMES, 'v');
    cluster.settle();
    expect(claimOf(cluster).status.phase).toBe('Lost');
    expect(cluster.events('PersistentVolumeClaim', 'data')).toContain('ClaimLost Bound claim has lost its PersistentVolume. Data on the volume is lost!');
  });
});

describe('protection', () => {
  it('keeps a claim that a pod uses, and a volume that a claim is bound to', () => {
    const cluster = started(
      [VOLUMES, volume('v', '1Gi')],
      [CLAIMS, claim('data', '1Gi')],
      ['pods', { metadata: { name: 'user' }, spec: { containers: [{ name: 'c', image: 'nginx' }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } }],
    );
    cluster.delete(VOLUMES, 'v');
    cluster.delete(CLAIMS, 'data');
    cluster.settle();
    expect(claimOf(cluster).metadata.deletionTimestamp).toBeDefined();
    expect(volumeOf(cluster, 'v')!.metadata.deletionTimestamp).toBeDefined();
    cluster.delete('pods', 'user');
    cluster.settle();
    expect(claimOf(cluster)).toBeUndefined();
    expect(volumeOf(cluster, 'v')).toBeUndefined();
  });

  it('makes a claim for a volume of one pod alone, and deletes it with the pod', () => {
    const cluster = started([
      'pods',
      {
        metadata: { name: 'p' },
        spec: {
          containers: [{ name: 'c', image: 'nginx' }],
          volumes: [{ name: 'scratch', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }],
        },
      },
    ]);
    expect(claimOf(cluster, 'p-scratch').metadata.ownerReferences).toMatchObject([{ kind: 'Pod', name: 'p', controller: true }]);
    cluster.delete('pods', 'p');
    cluster.settle();
    expect(cluster.get(CLAIMS, 'p-scratch')).toBeUndefined();
  });
});

describe('a claim that grows', () => {
  it.each([
    [true, true],
    [false, false],
  ])('may where its class allows it (%s)', (allowVolumeExpansion, granted) => {
    const cluster = started(
      ['storageclasses.storage.k8s.io', { metadata: { name: 'manual' }, provisioner: 'kubernetes.io/no-provisioner', allowVolumeExpansion }],
      [VOLUMES, volume('v', '5Gi')],
      [CLAIMS, claim('data', '1Gi')],
    );
    const response = cluster.update(CLAIMS, 'data', { spec: { resources: { requests: { storage: '2Gi' } } } });
    expect(response.ok).toBe(granted);
    if (!response.ok)
      expect(response.status.message).toBe(
        'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
      );
  });
});
