import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment } from '../api/kinds/deployment/types.ts';
import type { Event } from '../api/kinds/event/types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { brokenNow, FAULTS } from '../engine/broken.ts';
import type { Simulation } from '../engine/simulation.ts';
import { serialize } from '../engine/state.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { createCluster } from './cluster.ts';

const deployment = (replicas: number, container: object = {}, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'nginx:1.25', ...container }], ...spec } },
  },
});

function create(cluster: Simulation, resource: string, body: object): void {
  const response = cluster.request({ verb: 'create', group: resource === 'deployments' ? 'apps' : '', version: 'v1', resource, namespace: 'default', body });
  if (!response.ok) throw new Error(response.status.message);
}
const scale = (cluster: Simulation, replicas: number) =>
  cluster.request({ verb: 'patch', patchType: 'merge', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web', body: { spec: { replicas } } });

function fault(cluster: Simulation, name: string, args: Record<string, unknown> = {}): string {
  const result = cluster.input({ input: 'fault', fault: name, args });
  if (result.input !== 'fault' || result.done === undefined) throw new Error(result.input === 'fault' ? result.error : '');
  return result.done;
}
const run = (cluster: Simulation, seconds: number) => cluster.advanceTo(cluster.position.time + seconds * 1000);
const pods = (cluster: Simulation) => cluster.view.list<Pod>('pods', 'default');
const nodes = (cluster: Simulation, name: string) => cluster.view.get<Node>('nodes', undefined, name)!;
const events = (cluster: Simulation, about: string) =>
  cluster.view
    .list<Event>('events')
    .filter(({ involvedObject }) => involvedObject.name === about)
    .map(({ type, reason, message }) => `${type} ${reason} ${message}`);
const condition = (node: Node, type: string) => {
  const found = node.status.conditions!.find((c) => c.type === type)!;
  return `${found.status} ${found.reason}`;
};
const broken = (cluster: Simulation) => brokenNow(cluster.view.memoryOf(FAULTS), (key) => cluster.state.objects.get(key)?.metadata.uid);
const ready = (cluster: Simulation) => pods(cluster).filter((pod) => pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True')).length;

function withWeb(replicas = 3, container: object = {}, spec: object = {}): Simulation {
  const cluster = createCluster({ images: tutorialImages, freeze: true });
  run(cluster, 5);
  create(cluster, 'deployments', deployment(replicas, container, spec));
  run(cluster, 25);
  return cluster;
}

describe('faults of the control plane', () => {
  it.each(['deployment-controller', 'kube-controller-manager'])('%s stands still, and catches up', (controller) => {
    const cluster = withWeb();
    expect(fault(cluster, 'controller-stop', { controller })).toContain('is stopped');
    scale(cluster, 5);
    run(cluster, 60);
    expect(pods(cluster)).toHaveLength(3);
    expect(broken(cluster).map(({ mend }) => mend.fault)).toEqual(['controller-start']);
    fault(cluster, 'controller-start', { controller });
    run(cluster, 30);
    expect(ready(cluster)).toBe(5);
    expect(broken(cluster)).toEqual([]);
  });

  it('leaves new pods Pending without a scheduler', () => {
    const cluster = withWeb();
    fault(cluster, 'scheduler-stop');
    scale(cluster, 5);
    run(cluster, 60);
    expect(pods(cluster).filter(({ spec }) => spec.nodeName === undefined)).toHaveLength(2);
    fault(cluster, 'scheduler-start');
    run(cluster, 30);
    expect(ready(cluster)).toBe(5);
  });

  it('tells watchers late where the API server is slow', () => {
    const cluster = withWeb();
    fault(cluster, 'api-slow', { seconds: 3 });
    const from = cluster.position.time;
    scale(cluster, 4);
    run(cluster, 2.9);
    expect(pods(cluster)).toHaveLength(3);
    run(cluster, 40);
    const [youngest] = pods(cluster)
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp!))
      .sort((a, b) => b - a);
    expect(youngest! - from).toBeGreaterThanOrEqual(5000);
    fault(cluster, 'api-fast');
    scale(cluster, 5);
    run(cluster, 1);
    expect(pods(cluster)).toHaveLength(5);
  });

  it.each([
    ['controller-stop', { controller: 'none' }, /^there is no controller "none"; there are kube-controller-manager \(all\), /],
    ['api-slow', { seconds: 0 }, /^seconds must be a number above 0 and at most 60$/],
    ['node-power-off', {}, /^which node\?$/],
    ['kubelet-slow', { node: 'node-1', seconds: 'x' }, /^seconds must be a number from 0.5 to 300$/],
    ['registry-private', { username: 'a' }, /^a username and its password come together$/],
    ['registry-down', { registry: '../x' }, /^"..\/x" is no registry's host$/],
    ['memory-leak', { pod: 'none' }, /^there is no pod "none" on a node in namespace default$/],
  ])('%s refuses %j', (name, args, error) => {
    const cluster = createCluster({ images: tutorialImages });
    expect(() => fault(cluster, name, args)).toThrow(error);
    expect(broken(cluster)).toEqual([]);
  });
});

describe('faults of registries', () => {
  const LIMIT = /429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit/;

  it('limits who comes without credentials', () => {
    const cluster = createCluster({ images: tutorialImages });
    fault(cluster, 'registry-rate-limit');
    create(cluster, 'deployments', deployment(1));
    run(cluster, 20);
    expect(pods(cluster)[0]!.status.containerStatuses![0]!.state.waiting!.reason).toMatch(/ErrImagePull|ImagePullBackOff/);
    expect(events(cluster, pods(cluster)[0]!.metadata.name).join('\n')).toMatch(LIMIT);
    fault(cluster, 'registry-up', { registry: 'docker.io' });
    run(cluster, 60);
    expect(ready(cluster)).toBe(1);
    expect(broken(cluster)).toEqual([]);
  });

  const secret = (auth: object) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'regcred', namespace: 'default' },
    type: 'kubernetes.io/dockerconfigjson',
    data: { '.dockerconfigjson': btoa(JSON.stringify({ auths: { 'https://index.docker.io/v1/': auth } })) },
  });

  it.each([
    ['no credentials', undefined, 'pull access denied, repository does not exist or may require authorization'],
    ['a secret that is not there', undefined, 'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.', [{ name: 'regcred' }]],
    ['the wrong ones', { username: 'ann', password: 'no' }, 'failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized', [{ name: 'regcred' }]],
    ['the right ones', { auth: btoa('ann:secret') }, undefined, [{ name: 'regcred' }]],
  ])('asks for credentials: %s', (_, auth, text, imagePullSecrets: object[] = []) => {
    const cluster = createCluster({ images: tutorialImages });
    fault(cluster, 'registry-private', { username: 'ann', password: 'secret', repository: 'nginx' });
    if (auth) create(cluster, 'secrets', secret(auth));
    create(cluster, 'deployments', deployment(1, {}, { imagePullSecrets }));
    run(cluster, 30);
    expect(ready(cluster)).toBe(text === undefined ? 1 : 0);
    if (text !== undefined) expect(events(cluster, pods(cluster)[0]!.metadata.name).join('\n')).toContain(text);
  });
});

describe('faults of nodes', () => {
  it('finds nothing running after it was off', () => {
    const cluster = withWeb();
    const { name } = pods(cluster)[0]!.metadata;
    const node = pods(cluster)[0]!.spec.nodeName!;
    fault(cluster, 'node-power-off', { node });
    run(cluster, 60);
    expect(condition(nodes(cluster, node), 'Ready')).toBe('Unknown NodeStatusUnknown');
    fault(cluster, 'node-start', { node });
    run(cluster, 40);
    expect(condition(nodes(cluster, node), 'Ready')).toBe('True KubeletReady');
    const pod = pods(cluster).find(({ metadata }) => metadata.name === name)!;
    expect(pod.status.containerStatuses![0]).toMatchObject({ ready: true, restartCount: 1, lastState: { terminated: { exitCode: 255, reason: 'Unknown' } } });
    expect(events(cluster, name)).toContain('Normal SandboxChanged Pod sandbox changed, it will be killed and re-created.');
    expect(events(cluster, node).join('\n')).toContain(`Warning Rebooted Node ${node} has been rebooted, boot id: `);
    expect(broken(cluster)).toEqual([]);
  });

  it('is not reached where it is cut off, though it runs on', () => {
    const cluster = withWeb(1);
    const [pod] = pods(cluster);
    fault(cluster, 'traffic-start', { target: `pod/${pod!.metadata.name}:80`, rate: 10 });
    fault(cluster, 'node-disconnect', { node: pod!.spec.nodeName });
    run(cluster, 5);
    const source = cluster.view.memoryOf('traffic').entries<{ failures: object }>('source/')[0]![1];
    expect(source.failures).toEqual({ timeout: 50 });
    fault(cluster, 'node-start', { node: pod!.spec.nodeName });
    run(cluster, 5);
    expect(pods(cluster)[0]!.status.containerStatuses![0]).toMatchObject({ ready: true, restartCount: 0 });
  });

  it('starts pods late where its kubelet is slow', () => {
    const took = (slow: boolean): number => {
      const cluster = createCluster({ images: tutorialImages });
      if (slow) for (const { metadata } of cluster.view.list('nodes')) fault(cluster, 'kubelet-slow', { node: metadata.name, seconds: 5 });
      create(cluster, 'deployments', deployment(1));
      const from = cluster.position.time;
      while (ready(cluster) === 0 && cluster.position.time - from < 120_000) run(cluster, 0.5);
      return cluster.position.time - from;
    };
    expect(took(true) - took(false)).toBeGreaterThan(10_000);
  });

  it('sends pods away from a full disk, and says so for five minutes more', () => {
    const cluster = withWeb(3);
    const node = pods(cluster)[0]!.spec.nodeName!;
    fault(cluster, 'disk-pressure', { node });
    run(cluster, 60);
    expect(condition(nodes(cluster, node), 'DiskPressure')).toBe('True KubeletHasDiskPressure');
    expect(nodes(cluster, node).spec.taints).toMatchObject([{ key: 'node.kubernetes.io/disk-pressure', effect: 'NoSchedule' }]);
    expect(events(cluster, node)).toEqual(
      expect.arrayContaining([
        'Warning EvictionThresholdMet Attempting to reclaim ephemeral-storage',
        `Normal NodeHasDiskPressure Node ${node} status is now: NodeHasDiskPressure`,
      ]),
    );
    const evicted = pods(cluster).filter(({ status }) => status.phase === 'Failed');
    expect(evicted.length).toBeGreaterThan(0);
    for (const { status, spec } of evicted) {
      expect(spec.nodeName).toBe(node);
      expect(status.reason).toBe('Evicted');
      expect(status.message).toMatch(
        /^The node was low on resource: ephemeral-storage. Threshold quantity: \d+, available: \d+Ki. (Container web was using \S+, request is 0, has larger consumption of ephemeral-storage. )?$/,
      );
      expect(status.conditions).toContainEqual(expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }));
    }
    expect(ready(cluster)).toBe(3);
    expect(pods(cluster).filter(({ status, spec }) => status.phase === 'Running' && spec.nodeName === node)).toEqual([]);
    fault(cluster, 'disk-pressure-end', { node });
    run(cluster, 200);
    expect(condition(nodes(cluster, node), 'DiskPressure')).toBe('True KubeletHasDiskPressure');
    run(cluster, 110);
    expect(condition(nodes(cluster, node), 'DiskPressure')).toBe('False KubeletHasNoDiskPressure');
    run(cluster, 1);
    expect(nodes(cluster, node).spec.taints).toBeUndefined();
  });

  it('refuses pods that ask for nothing while it is short of memory', () => {
    const cluster = createCluster({ images: tutorialImages });
    fault(cluster, 'memory-pressure', { node: 'node-2' });
    run(cluster, 2);
    expect(condition(nodes(cluster, 'node-2'), 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
    create(cluster, 'pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'direct' }, spec: { nodeName: 'node-2', containers: [{ name: 'a', image: 'nginx:1.25' }] } });
    run(cluster, 2);
    expect(pods(cluster)[0]!.status).toMatchObject({ phase: 'Failed', reason: 'Evicted', message: 'Pod was rejected: The node had condition: [MemoryPressure]. ' });
  });
});

describe('faults of containers', () => {
  it('ends a leak at the limit, again and again, until it is stopped', () => {
    const cluster = withWeb(1, { resources: { limits: { memory: '64Mi' } } });
    const { name } = pods(cluster)[0]!.metadata;
    fault(cluster, 'memory-leak', { pod: name, rate: 10 });
    run(cluster, 30);
    const status = () => pods(cluster)[0]!.status.containerStatuses![0]!;
    expect(status().restartCount).toBeGreaterThan(1);
    expect(status().lastState.terminated ?? status().state.terminated).toMatchObject({ reason: 'OOMKilled', exitCode: 137 });
    fault(cluster, 'memory-leak-end', { pod: name });
    run(cluster, 120);
    expect(status()).toMatchObject({ ready: true });
    expect(broken(cluster)).toEqual([]);
  });

  it('takes the memory of the node without one, and is the pod that has to go', () => {
    const cluster = withWeb(2);
    const { name } = pods(cluster)[0]!.metadata;
    const node = pods(cluster)[0]!.spec.nodeName!;
    fault(cluster, 'memory-leak', { pod: name, rate: 1000 });
    run(cluster, 40);
    const gone = pods(cluster).find(({ metadata }) => metadata.name === name)!;
    expect(gone.status).toMatchObject({ phase: 'Failed', reason: 'Evicted' });
    expect(gone.status.message).toMatch(
      /^The node was low on resource: memory. Threshold quantity: 100Mi, available: \d+Ki. Container web was using \d+\wi, request is 0, has larger consumption of memory. $/,
    );
    expect(condition(nodes(cluster, node), 'MemoryPressure')).toBe('True KubeletHasInsufficientMemory');
    expect(pods(cluster).filter(({ status }) => status.phase === 'Failed')).toHaveLength(1);
    run(cluster, 320);
    expect(condition(nodes(cluster, node), 'MemoryPressure')).toBe('False KubeletHasSufficientMemory');
  });

  it('hangs until it goes on', () => {
    const cluster = withWeb(1, { livenessProbe: { httpGet: { port: 80 }, periodSeconds: 1, failureThreshold: 30 } });
    const { name } = pods(cluster)[0]!.metadata;
    fault(cluster, 'hang-container', { pod: name });
    run(cluster, 5);
    expect(events(cluster, name).join('\n')).toContain('Liveness probe failed');
    expect(broken(cluster)).toMatchObject([{ text: `container web of pod default/${name} hangs: it neither answers nor ends by itself`, mend: { fault: 'resume-container' } }]);
    const [{ mend }] = broken(cluster) as [ReturnType<typeof broken>[number]];
    fault(cluster, mend.fault, mend.args);
    run(cluster, 60);
    expect(pods(cluster)[0]!.status.containerStatuses![0]!.restartCount).toBe(0);
    expect(broken(cluster)).toEqual([]);
  });

  it('is forgotten with its pod', () => {
    const cluster = withWeb(1);
    const { name } = pods(cluster)[0]!.metadata;
    fault(cluster, 'hang-container', { pod: name });
    cluster.request({ verb: 'delete', group: '', version: 'v1', resource: 'pods', namespace: 'default', name });
    run(cluster, 60);
    expect(broken(cluster)).toEqual([]);
  });
});

describe('any faults in any order', () => {
  const node = fc.constantFrom('node-1', 'node-2', 'node-3');
  const onNode = (name: string) => node.map((which) => [name, { node: which }] as const);
  const onPod = (name: string, args: object = {}) => fc.nat(3).map((pod) => [name, { pod, ...args }] as const);
  const inputs = fc.oneof(
    ...['node-stop', 'node-power-off', 'node-disconnect', 'node-start', 'kubelet-slow', 'kubelet-fast', 'disk-pressure', 'disk-pressure-end', 'memory-pressure'].map(onNode),
    ...['crash-container', 'oom-container', 'hang-container', 'resume-container'].map((name) => onPod(name)),
    onPod('memory-leak', { rate: 200 }),
    fc.constantFrom(
      ['registry-down', {}],
      ['registry-rate-limit', {}],
      ['registry-up', {}],
      ['scheduler-stop', {}],
      ['scheduler-start', {}],
      ['controller-stop', {}],
      ['controller-start', {}],
      ['controller-stop', { controller: 'replicaset-controller' }],
      ['api-slow', { seconds: 1 }],
      ['api-fast', {}],
      ['traffic-start', { target: 'pod/x', rate: 3 }],
      ['image', {}],
    ),
  ) as fc.Arbitrary<readonly [string, Record<string, unknown>]>;

  it('break nothing of ours, give the same bytes again from any checkpoint, and can all be mended', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(inputs, fc.integer({ min: 0, max: 25 })), { minLength: 3, maxLength: 9 }), fc.nat(), (story, place) => {
        const cluster = withWeb(4, { resources: { limits: { memory: '64Mi' } } });
        for (const [[name, args], seconds] of story) {
          if (name === 'image')
            cluster.request({
              verb: 'patch',
              patchType: 'strategic',
              group: 'apps',
              version: 'v1',
              resource: 'deployments',
              namespace: 'default',
              name: 'web',
              body: { spec: { template: { spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] } } } },
            });
          else
            cluster.input({
              input: 'fault',
              fault: name,
              args: 'pod' in args && typeof args['pod'] === 'number' ? { ...args, pod: pods(cluster)[args['pod']]?.metadata.name ?? 'none' } : args,
            });
          run(cluster, seconds);
        }
        const { step } = cluster.position;
        const bytes = serialize(cluster.state);
        cluster.seek(place % (step + 1));
        cluster.seek(step);
        expect(serialize(cluster.state)).toBe(bytes);
        for (const { mend } of broken(cluster)) fault(cluster, mend.fault, mend.args);
        expect(broken(cluster)).toEqual([]);
        fault(cluster, 'node-start', { node: 'node-1' });
        run(cluster, 900);
        const { status } = cluster.view.get<Deployment>('deployments.apps', 'default', 'web')!;
        expect(status.readyReplicas).toBe(4);
      }),
      { numRuns: 10, seed: 4, endOnFailure: true },
    );
  });
});
