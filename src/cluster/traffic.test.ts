import { describe, expect, it } from 'vitest';
import type { Simulation } from '../engine/simulation.ts';
import { serialize } from '../engine/state.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { trafficReports, trafficSentence, type TrafficReport } from '../kubelet/traffic/report.ts';
import { createCluster } from './cluster.ts';

const template = (image: string, more: object = {}) => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image, ports: [{ containerPort: 80 }], ...more }] },
});
const deployment = (replicas: number, more: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'default' },
  spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('nginx:1.25', more) },
});
const service = (spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});

function create(cluster: Simulation, group: string, resource: string, body: object): void {
  const response = cluster.request({ verb: 'create', group, version: 'v1', resource, namespace: 'default', body });
  if (!response.ok) throw new Error(response.status.message);
}

function patchTemplate(cluster: Simulation, spec: object): void {
  const response = cluster.request({
    verb: 'patch',
    patchType: 'strategic',
    group: 'apps',
    version: 'v1',
    resource: 'deployments',
    namespace: 'default',
    name: 'web',
    body: { spec: { template: { spec } } },
  });
  if (!response.ok) throw new Error(response.status.message);
}

function withWeb({ replicas = 4, container = {}, spec = {} }: { replicas?: number; container?: object; spec?: object } = {}): Simulation {
  const cluster = createCluster({ images: tutorialImages, freeze: true });
  create(cluster, 'apps', 'deployments', deployment(replicas, container));
  create(cluster, '', 'services', service(spec));
  cluster.settle({ quiet: 10_000 });
  return cluster;
}

const fault = (cluster: Simulation, name: string, args: Record<string, unknown>) => cluster.input({ input: 'fault', fault: name, args });
const run = (cluster: Simulation, seconds: number) => cluster.advanceTo(cluster.position.time + seconds * 1000);
const report = (cluster: Simulation, index = 0): TrafficReport => trafficReports(cluster.view.memoryOf('traffic'), 1000)[index]!;

const start = (cluster: Simulation, args: Record<string, unknown> = {}) => {
  const { done, error } = fault(cluster, 'traffic-start', { target: 'svc/web', rate: 40, ...args }) as { done?: string; error?: string };
  if (error !== undefined) throw new Error(error);
  return done;
};
const NEW = { containers: [{ name: 'web', image: 'nginx:1.27' }] };
const answeredBy = ({ versions }: TrafficReport) => Object.fromEntries(versions.map(({ image, answered }) => [image, answered]));

describe('traffic', () => {
  it('asks so many times a second, and counts who answered', () => {
    const cluster = withWeb({ replicas: 3 });
    start(cluster);
    run(cluster, 10);
    const { asked, answered, buckets, lost } = report(cluster);
    expect({ asked, answered, lost }).toEqual({ asked: 400, answered: 400, lost: 0 });
    expect(buckets.reduce((sum, bucket) => sum + bucket.asked, 0)).toBe(400);
    expect(buckets.filter(({ asked: count }) => count === 40)).toHaveLength(9);
    const pods = new Set(buckets.flatMap((bucket) => Object.keys(bucket.pods)));
    expect([...pods].sort()).toEqual(cluster.view.list('pods', 'default').map(({ metadata }) => metadata.name));
  });

  it('loses requests in a rollout whose pods end before the proxy knows, and says why', () => {
    const cluster = withWeb();
    start(cluster, { rate: 200 });
    run(cluster, 5);
    patchTemplate(cluster, NEW);
    run(cluster, 45);
    const told = report(cluster);
    expect(told.asked).toBe(10_000);
    expect(told.lost).toBeGreaterThan(0);
    expect(told.lost).toBeLessThan(500);
    expect(Object.keys(told.failures)).toEqual(['connection refused']);
    expect(told.losses.reduce((sum, { count }) => sum + count, 0)).toBe(told.lost);
    expect(told.losses[0]!.why).toMatch(/^while web-\S+ was terminating before /);
    expect(Object.keys(answeredBy(told))).toEqual(['nginx:1.25', 'nginx:1.27']);
    expect(trafficSentence(told, (time) => `T+${((time - told.startedAt) / 1000).toFixed(1)} s`)).toMatch(/^10,000 requests · \d+ lost, the last at T\+\d+\.\d s while web-/);
  });

  it('loses none where pods sleep before they stop', () => {
    const cluster = withWeb({ container: { lifecycle: { preStop: { sleep: { seconds: 5 } } } } });
    start(cluster, { rate: 200 });
    patchTemplate(cluster, NEW);
    run(cluster, 60);
    expect(report(cluster)).toMatchObject({ asked: 12_000, lost: 0 });
    expect(cluster.view.list('pods', 'default')).toHaveLength(4);
  });

  it('stays with its connections where it keeps them: a pod that is taken out of its Service goes on answering', () => {
    const cluster = withWeb({ container: { lifecycle: { preStop: { sleep: { seconds: 20 } } } } });
    start(cluster, { keepAlive: true, name: 'kept' });
    start(cluster, { name: 'new' });
    run(cluster, 5);
    patchTemplate(cluster, NEW);
    run(cluster, 30);
    const [kept, fresh] = [answeredBy(report(cluster, 0)), answeredBy(report(cluster, 1))];
    expect(kept['nginx:1.25']! - fresh['nginx:1.25']!).toBeGreaterThan(200);
    expect(report(cluster, 0).lost).toBe(0);
  });

  it('stays with one pod where the Service is told to', () => {
    const cluster = withWeb({ spec: { sessionAffinity: 'ClientIP' } });
    start(cluster);
    run(cluster, 10);
    expect(new Set(report(cluster).buckets.flatMap((bucket) => Object.keys(bucket.pods))).size).toBe(1);
  });

  it.each([
    ['a Service nobody stands behind', {}, { target: 'svc/web' }, 'no endpoints', 'because no endpoint was ready'],
    ['no such Service', {}, { target: 'svc/none' }, 'bad address', 'because nobody knows a service named none'],
    ['a port that no Service has', {}, { target: 'svc/web:81' }, 'timeout', 'because the Service has no such port'],
    ['a name that nobody knows', {}, { target: 'http://example.com/' }, 'bad address', 'because nobody knows example.com'],
  ])('loses all: %s', (_, spec, args, reason, why) => {
    const cluster = withWeb({ replicas: 0, spec });
    start(cluster, { rate: 5, ...args });
    run(cluster, 4);
    expect(report(cluster)).toMatchObject({ asked: 20, answered: 0, failures: { [reason]: 20 }, losses: [{ count: 20, why }] });
  });

  it('says which errors a server answered with, and which pod did not listen', () => {
    const cluster = withWeb({ replicas: 1 });
    start(cluster, { rate: 5, path: '/missing' });
    run(cluster, 2);
    expect(report(cluster)).toMatchObject({ answered: 10, lost: 0 });
    start(cluster, { rate: 5, target: 'http://web:80/' });
    start(cluster, { rate: 5, target: `pod/${cluster.view.list('pods', 'default')[0]!.metadata.name}:81`, name: 'closed' });
    run(cluster, 2);
    const closed = report(cluster, 0);
    expect(closed.failures).toEqual({ 'connection refused': 10 });
    expect(closed.losses[0]!.why).toMatch(/^because web-\S+ was ready and did not listen on port 81 yet$/);
    expect(report(cluster, 1)).toMatchObject({ target: 'http://web:80/', lost: 0 });
  });

  it("comes in by a node's port", () => {
    const cluster = withWeb({ replicas: 2, spec: { type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] } });
    start(cluster, { target: 'node/node-1:30080', rate: 20 });
    run(cluster, 5);
    expect(report(cluster)).toMatchObject({ asked: 100, lost: 0 });
  });

  it('resets what is under way when a server crashes, and is refused until it is back', () => {
    const cluster = withWeb({ replicas: 1 });
    start(cluster, { rate: 400 });
    run(cluster, 3.1);
    fault(cluster, 'crash-container', { pod: cluster.view.list('pods', 'default')[0]!.metadata.name });
    run(cluster, 10);
    const { failures, losses, answered } = report(cluster);
    expect(failures['connection reset']).toBeGreaterThan(0);
    expect(failures['connection refused']).toBeGreaterThan(0);
    expect(losses.map(({ why }) => why).join()).toMatch(/had ended with exit code 1/);
    expect(answered).toBeGreaterThan(3000);
  });

  it('stops, and can be forgotten', () => {
    const cluster = withWeb({ replicas: 1 });
    start(cluster);
    run(cluster, 2);
    expect(fault(cluster, 'traffic-stop', {})).toMatchObject({ done: 'svc/web is asked no more' });
    run(cluster, 5);
    expect(report(cluster)).toMatchObject({ asked: 80, stoppedAt: cluster.position.time - 5000 });
    expect(fault(cluster, 'traffic-stop', {})).toMatchObject({ error: 'no traffic runs' });
    fault(cluster, 'traffic-stop', { name: 'web', forget: true });
    expect(trafficReports(cluster.view.memoryOf('traffic'), 10)).toEqual([]);
    expect(cluster.view.memoryOf('traffic').entries()).toEqual([]);
  });

  it.each([
    [{ target: 'deployment/web' }, 'traffic goes to a service, a pod, a node or a URL, not to "deployment"'],
    [{ target: 'web' }, 'cannot tell what "web" is: write svc/NAME, pod/NAME, node/NAME:PORT or http://HOST[:PORT]/PATH'],
    [{ target: 'svc/__proto__' }, '"__proto__" is no name of a service'],
    [{ target: 'https://web/' }, 'only http is asked: the simulation has no TLS'],
    [{ target: 'http://web:99999/' }, '"99999" is no port'],
    [{ target: 'node/node-1' }, 'which port of node-1? Write node/node-1:30080'],
    [{ rate: 0 }, 'rate must be a number of requests a second, above 0 and at most 1000'],
    [{ rate: 'many' }, 'rate must be a number of requests a second, above 0 and at most 1000'],
    [{ path: 'x y' }, '"x y" is no path: it starts with / and has no spaces'],
    [{ name: 'A/b' }, '"A/b" is no name for traffic: use lower case letters, digits and dashes'],
    [{ timeout: -1 }, 'timeout must be a number of seconds, above 0 and at most 60'],
  ])('refuses %j', (args, error) => {
    const cluster = createCluster({ images: tutorialImages });
    expect(fault(cluster, 'traffic-start', { target: 'svc/web', ...args })).toMatchObject({ error });
  });

  it('is part of the tape: going back and forth gives the same bytes, and nobody else draws other numbers for it', () => {
    const withTraffic = withWeb({ replicas: 2 });
    const without = withTraffic.fork();
    start(withTraffic);
    patchTemplate(withTraffic, NEW);
    patchTemplate(without, NEW);
    run(withTraffic, 30);
    run(without, 30);
    const names = (cluster: Simulation) => cluster.view.list('pods', 'default').map(({ metadata }) => metadata.name);
    expect(names(withTraffic)).toEqual(names(without));
    const { step } = withTraffic.position;
    const bytes = serialize(withTraffic.state);
    withTraffic.seek(step - 300);
    withTraffic.seek(step);
    expect(serialize(withTraffic.state)).toBe(bytes);
  });
});
