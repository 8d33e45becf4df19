import { describe, expect, it } from 'vitest';
import type { ApiResponse } from '../../engine/client.ts';
import { TestNode } from '../test-node.ts';

const container = (script: string, name = 'a') => ({ name, image: 'busybox:1.36', command: ['sh', '-c', script] });
const textOf = (response: ApiResponse): string => (!response.ok ? (response.status.message ?? '') : 'text' in response ? response.text : '');
const log = (node: TestNode, parameters: Record<string, unknown> = {}, name = 'p') => textOf(node.request('get', `pods/${name}/log`, undefined, { parameters }));

function exec(node: TestNode, command: readonly string[], parameters: Record<string, unknown> = {}): string {
  const response = node.request('create', 'pods/p/exec', undefined, { parameters: { command, ...parameters } });
  if (!response.ok || !('stream' in response)) return textOf(response);
  node.wait(5);
  return node.streams.get(response.stream!) ?? '';
}

describe('logs', () => {
  const three = { containers: [container('echo one; sleep 3; echo two; echo three >&2; sleep 1000')] };

  it.each<[string, Record<string, unknown>, string]>([
    ['all', {}, 'one\ntwo\nthree\n'],
    ['the last lines', { tailLines: 2 }, 'two\nthree\n'],
    ['none', { tailLines: 0 }, ''],
    ['the latest seconds', { sinceSeconds: 6 }, 'two\nthree\n'],
    ['some bytes', { limitBytes: 5 }, 'one\nt'],
    ['another container', { container: 'b' }, 'container b is not valid for pod p'],
    ['the one before', { previous: true }, 'previous terminated container "a" in pod "p" not found'],
  ])('gives %s', (_, parameters, text) => {
    const node = new TestNode();
    node.run(three, 'p', 9);
    expect(log(node, parameters)).toBe(text);
  });

  it('has times', () => {
    const node = new TestNode();
    node.run(three, 'p', 9);
    expect(log(node, { timestamps: true, tailLines: 1 })).toMatch(/^2026-01-05T09:00:0\d\.\d+Z three\n$/);
  });

  it('follows', () => {
    const node = new TestNode();
    node.run(three, 'p', 2);
    const response = node.request('get', 'pods/p/log', undefined, { parameters: { follow: true } });
    expect(response).toMatchObject({ ok: true, text: 'one\n', stream: 'logs/default/p/a' });
    node.wait(5);
    expect(node.streams.get('logs/default/p/a')).toBe('one\ntwo\nthree\n');
  });

  it('gives a line that has no end yet when its container ends', () => {
    const node = new TestNode();
    node.run({ restartPolicy: 'Never', containers: [container('echo one; printf "loading "; sleep 5; printf done')] }, 'p', 4);
    expect(log(node)).toBe('one\n');
    node.request('get', 'pods/p/log', undefined, { parameters: { follow: true } });
    node.wait(1);
    expect(node.streams.get('logs/default/p/a') ?? '').toBe('one\n');
    node.wait(10);
    expect(log(node)).toBe('one\nloading done');
    expect(node.streams.get('logs/default/p/a')).toBe('one\nloading done[exit 0]');
  });

  it('asks for a container where there are several', () => {
    const node = new TestNode();
    node.run({ containers: [container('sleep 9'), container('sleep 9', 'b')] });
    expect(log(node)).toBe('a container name must be specified for pod p, choose one of: [a b]');
  });

  it('keeps those of the container before', () => {
    const node = new TestNode();
    node.run({ containers: [container('echo "run"; date +%S > /tmp/x; sleep 2; exit 1')] }, 'p', 5);
    expect(log(node, { previous: true })).toBe('run\n');
  });

  it.each([
    [
      'waits for its image',
      { containers: [{ name: 'a', image: 'nginx:nope' }] },
      /^container "a" in pod "p" is waiting to start: (trying and failing to pull image|image can't be pulled)$/,
    ],
    [
      'waits for a volume',
      { volumes: [{ name: 'v', configMap: { name: 'none' } }], containers: [{ ...container('true'), volumeMounts: [{ name: 'v', mountPath: '/v' }] }] },
      /^container "a" in pod "p" is waiting to start: ContainerCreating$/,
    ],
  ])('has none while the container %s', (_, spec, text) => {
    const node = new TestNode();
    node.run(spec);
    expect(log(node)).toMatch(text);
  });
});

describe('exec', () => {
  it.each<[string, string[], Record<string, unknown>, string]>([
    ['prints', ['echo', 'hello'], {}, 'hello\n[exit 0]'],
    ['gives the exit code', ['sh', '-c', 'echo x >&2; exit 3'], {}, 'x\n[exit 3]'],
    ['reads its input', ['cat'], { stdin: 'typed\n' }, 'typed\n[exit 0]'],
    ['sees the container', ['cat', '/tmp/f'], {}, 'here\n[exit 0]'],
  ])('%s', (_, command, parameters, text) => {
    const node = new TestNode();
    node.run({ containers: [container('echo here > /tmp/f; sleep 1000')] });
    expect(exec(node, command, parameters)).toBe(text);
  });

  it('is refused by a container that does not run', () => {
    const node = new TestNode();
    node.run({ restartPolicy: 'Never', containers: [container('true')] }, 'p', 8);
    expect(exec(node, ['ls'])).toMatch(/cannot exec into a container in a completed pod|container not found/);
  });

  it('ends with its container', () => {
    const node = new TestNode();
    node.run({ terminationGracePeriodSeconds: 1, containers: [container('sleep 1000')] });
    const response = node.request('create', 'pods/p/exec', undefined, { parameters: { command: ['sleep', '500'] } });
    node.wait(1);
    node.request('delete', 'pods/p');
    node.wait(10);
    expect(node.streams.get((response as { stream: string }).stream)).toBe('[exit 137]');
  });
});

describe('pods/binding', () => {
  it('places a pod once', () => {
    const node = new TestNode();
    node.create('Pod', 'p', { spec: { containers: [container('sleep 1000')] } });
    const bind = () => node.request('create', 'pods/p/binding', { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'p' }, target: { kind: 'Node', name: 'node-1' } });
    expect(bind().ok).toBe(true);
    expect(node.wait(5).status.phase).toBe('Running');
    expect(bind()).toMatchObject({ ok: false, status: { code: 409 } });
  });
});

describe('pods/resize', () => {
  const sized = (cpu: string, policy: string) => ({
    containers: [{ ...container('sleep 1000'), resources: { requests: { cpu } }, resizePolicy: [{ resourceName: 'cpu', restartPolicy: policy }] }],
  });
  const resize = (node: TestNode, cpu: string) => node.request('patch', 'pods/p/resize', { spec: { containers: [{ name: 'a', resources: { requests: { cpu } } }] } });

  it.each([
    ['NotRequired', 0],
    ['RestartContainer', 1],
  ])('takes a resize over: %s', (policy, restarts) => {
    const node = new TestNode();
    node.run(sized('100m', policy));
    expect(resize(node, '200m').ok).toBe(true);
    const [status] = node.wait(40).status.containerStatuses!;
    expect(status).toMatchObject({ restartCount: restarts, allocatedResources: { cpu: '200m' }, resources: { requests: { cpu: '200m' } } });
  });

  it('drops what is no resource, but records who asked for it', () => {
    const node = new TestNode();
    node.run(sized('100m', 'NotRequired'));
    const patch = (body: object) => node.request('patch', 'pods/p/resize', body);
    const version = (reply: ReturnType<typeof patch>) => reply.ok && 'body' in reply && (reply.body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    const before = version(patch({ spec: { containers: [{ name: 'a', resources: { requests: { cpu: '100m' } } }] } }));
    const first = patch({ spec: { containers: [{ name: 'a', image: 'busybox:1.35' }] } });
    expect(first).toMatchObject({ ok: true, body: { spec: { containers: [{ image: 'busybox:1.36' }] }, metadata: { generation: 1 } } });
    expect(version(first)).not.toBe(before);
    expect(version(patch({ spec: { containers: [{ name: 'a', image: 'busybox:1.35' }] } }))).toBe(version(first));
  });

  it('says what the node cannot do', () => {
    const node = new TestNode();
    node.run(sized('100m', 'NotRequired'));
    resize(node, '50');
    expect(node.wait(20).status.conditions!.find(({ type }) => type === 'PodResizePending')).toMatchObject({ status: 'True', reason: 'Infeasible' });
  });
});
