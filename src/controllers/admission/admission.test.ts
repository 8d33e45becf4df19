import { describe, expect, it } from 'vitest';
import type { Ingress } from '../../api/kinds/ingress/types.ts';
import type { LimitRange } from '../../api/kinds/limit-range/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceQuota } from '../../api/kinds/resource-quota/types.ts';
import { TestCluster } from '../test-world.ts';

const pod = (name: string, spec: object = {}, container: object = {}) => ({ metadata: { name }, spec: { containers: [{ name: 'c', image: 'nginx', ...container }], ...spec } });
const amounts = (requests: object, limits: object = {}) => ({ resources: { requests, limits } });

function started(...objects: readonly (readonly [resource: string, object: object])[]): TestCluster {
  const cluster = new TestCluster();
  cluster.settle();
  for (const [resource, object] of objects) cluster.create(resource, object);
  cluster.settle();
  return cluster;
}
const refusal = (cluster: TestCluster, resource: string, object: object): string => {
  const response = cluster.create(resource, object);
  return response.ok ? '' : response.status.message;
};

describe('ServiceAccount', () => {
  it('gives a pod the account, its token and its pull secrets', () => {
    const cluster = started(['serviceaccounts', { metadata: { name: 'builder' }, imagePullSecrets: [{ name: 'registry' }] }]);
    cluster.create('pods', pod('p', { serviceAccountName: 'builder' }));
    const { spec } = cluster.get<Pod>('pods', 'p')!;
    const volume = spec.volumes![0]!;
    expect(spec).toMatchObject({ serviceAccountName: 'builder', serviceAccount: 'builder', imagePullSecrets: [{ name: 'registry' }] });
    expect(volume.name).toMatch(/^kube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(volume.projected!.sources!.map((source) => Object.keys(source)[0])).toEqual(['serviceAccountToken', 'configMap', 'downwardAPI']);
    expect(spec.containers[0]!.volumeMounts).toEqual([{ name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' }]);
  });

  it.each([
    [
      'an account that does not exist',
      pod('p', { serviceAccountName: 'nobody' }),
      'pods "p" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    ],
    [
      'an account that does not exist, before the name is made',
      { metadata: { generateName: 'web-' }, spec: pod('p', { serviceAccountName: 'nobody' }).spec },
      'pods "web-" is forbidden: error looking up service account default/nobody: serviceaccount "nobody" not found',
    ],
  ])('refuses %s', (_, object, message) => expect(refusal(started(), 'pods', object)).toBe(message));

  it('mounts nothing where the pod does not want it', () => {
    const cluster = started();
    cluster.create('pods', pod('p', { automountServiceAccountToken: false }));
    expect(cluster.get<Pod>('pods', 'p')!.spec.volumes).toBeUndefined();
  });
});

describe('NamespaceLifecycle', () => {
  it('refuses what is to be in a namespace that is not there, or that is going', () => {
    const cluster = started(['namespaces', { metadata: { name: 'team', finalizers: [] } }]);
    const create = (namespace: string) =>
      cluster.simulation.request({
        verb: 'create',
        group: '',
        version: 'v1',
        resource: 'configmaps',
        namespace,
        body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' } },
      });
    expect(create('nowhere')).toMatchObject({ ok: false, status: { code: 404, message: 'namespaces "nowhere" not found' } });
    expect(create('team').ok).toBe(true);
    cluster.delete('namespaces', 'team');
    expect(create('team')).toMatchObject({
      ok: false,
      status: { message: 'configmaps "c" is forbidden: unable to create new content in namespace team because it is being terminated' },
    });
  });

  it('refuses to delete what the cluster needs', () => {
    expect(started().delete('namespaces', 'default')).toMatchObject({ ok: false, status: { message: 'namespaces "default" is forbidden: this namespace may not be deleted' } });
  });
});

describe('Priority and DefaultTolerationSeconds', () => {
  it('fill in what a pod leaves out', () => {
    const cluster = started(['priorityclasses.scheduling.k8s.io', { metadata: { name: 'high' }, value: 1000 }]);
    cluster.create('pods', pod('plain'));
    cluster.create('pods', pod('high', { priorityClassName: 'high' }));
    const plain = cluster.get<Pod>('pods', 'plain')!.spec;
    expect(plain).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    expect(plain.tolerations!.map(({ key, tolerationSeconds }) => `${key} ${tolerationSeconds}`)).toEqual([
      'node.kubernetes.io/not-ready 300',
      'node.kubernetes.io/unreachable 300',
    ]);
    expect(cluster.get<Pod>('pods', 'high')!.spec.priority).toBe(1000);
    expect(refusal(cluster, 'pods', pod('odd', { priorityClassName: 'none' }))).toBe('pods "odd" is forbidden: no PriorityClass with name none was found');
  });
});

describe('LimitRanger', () => {
  const range = [
    'limitranges',
    {
      metadata: { name: 'sizes' },
      spec: {
        limits: [{ type: 'Container', default: { cpu: '500m' }, defaultRequest: { cpu: '250m' }, max: { cpu: '1' }, min: { cpu: '100m' }, maxLimitRequestRatio: { cpu: '4' } }],
      },
    },
  ] as const;

  it('takes a range of no limits, which is stored as null', () => {
    const cluster = started(['limitranges', { metadata: { name: 'none' }, spec: { limits: [] } }]);
    expect(cluster.get<LimitRange>('limitranges', 'none')!.spec.limits).toBeNull();
    cluster.create('pods', pod('p'));
    expect(cluster.get<Pod>('pods', 'p')!.spec.containers[0]!.resources).toEqual({});
  });

  it('fills in amounts and says so', () => {
    const cluster = started(range);
    cluster.create('pods', pod('p'));
    const { metadata, spec } = cluster.get<Pod>('pods', 'p')!;
    expect(spec.containers[0]!.resources).toEqual({ limits: { cpu: '500m' }, requests: { cpu: '250m' } });
    expect(metadata.annotations?.['kubernetes.io/limit-ranger']).toBe('LimitRanger plugin set: cpu request for container c; cpu limit for container c');
  });

  it.each([
    [amounts({ cpu: '1' }, { cpu: '2' }), 'pods "p" is forbidden: maximum cpu usage per Container is 1, but limit is 2'],
    [amounts({ cpu: '50m' }, { cpu: '100m' }), 'pods "p" is forbidden: minimum cpu usage per Container is 100m, but request is 50m'],
    [amounts({ cpu: '100m' }, { cpu: '1' }), 'pods "p" is forbidden: cpu max limit to request ratio per Container is 4, but provided ratio is 10.000000'],
  ])('refuses %j', (container, message) => expect(refusal(started(range), 'pods', pod('p', {}, container))).toBe(message));
});

describe('ResourceQuota', () => {
  const quota = (hard: object) => ['resourcequotas', { metadata: { name: 'q' }, spec: { hard } }] as const;
  const used = (cluster: TestCluster) => cluster.get<ResourceQuota>('resourcequotas', 'q')!.status.used;

  it('charges what is created and gives back what is gone', () => {
    const cluster = started(quota({ pods: '2', 'requests.cpu': '1', configmaps: '9' }));
    cluster.create('pods', pod('a', {}, amounts({ cpu: '300m' })));
    expect(used(cluster)).toMatchObject({ pods: '1', 'requests.cpu': '300m' });
    cluster.create('configmaps', { metadata: { name: 'c' } });
    expect(used(cluster)).toMatchObject({ configmaps: '2' });
    cluster.delete('pods', 'a');
    cluster.settle();
    expect(used(cluster)).toMatchObject({ pods: '0', 'requests.cpu': '0' });
  });

  it.each([
    [amounts({ cpu: '2' }), 'pods "p" is forbidden: exceeded quota: q, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1'],
    [{}, 'pods "p" is forbidden: failed quota: q: must specify requests.cpu for: c'],
  ])('refuses %j', (container, message) => expect(refusal(started(quota({ pods: '2', 'requests.cpu': '1' })), 'pods', pod('p', {}, container))).toBe(message));
});

describe('DefaultIngressClass', () => {
  const ingressClass = (name: string, value: string) =>
    [
      'ingressclasses.networking.k8s.io',
      { metadata: { name, annotations: { 'ingressclass.kubernetes.io/is-default-class': value } }, spec: { controller: 'example.com/x' } },
    ] as const;
  const backend = { defaultBackend: { service: { name: 'web', port: { number: 80 } } } };
  it.each<[string, object, string | undefined]>([
    ['gives an Ingress the default class', { spec: backend }, 'a'],
    ['leaves a class alone', { spec: { ...backend, ingressClassName: 'other' } }, 'other'],
    ['leaves the annotation of old alone', { metadata: { name: 'i', annotations: { 'kubernetes.io/ingress.class': 'old' } }, spec: backend }, undefined],
  ])('%s', (_, object, expected) => {
    const cluster = started(ingressClass('a', 'true'), ingressClass('b', 'false'), ingressClass('c', 'true'));
    cluster.create('ingresses.networking.k8s.io', { metadata: { name: 'i' }, ...object });
    expect(cluster.get<Ingress>('ingresses.networking.k8s.io', 'i')!.spec.ingressClassName).toBe(expected);
  });
});
