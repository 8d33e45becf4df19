import { describe, expect, it } from 'vitest';
import type { Lease } from '../../api/kinds/lease/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { lookOf, TestNode } from '../test-node.ts';

const server = { containers: [{ name: 'a', image: 'nginx:1.25' }] };
const ready = (pod: Pod) => pod.status.conditions!.find(({ type }) => type === 'Ready')!.status;

describe('faults of a node', () => {
  it('answers no more, while its containers run on', () => {
    const node = new TestNode();
    node.run(server, 'p', 8);
    node.fault('node-stop');
    node.create('Pod', 'q', { spec: { nodeName: 'node-1', ...server } });
    node.request('delete', 'pods/p');
    expect(lookOf(node.wait(120))).toBe('Running a=running!');
    expect(node.pod('q')!.status.phase).toBe('Pending');
    expect(node.simulation.view.list<Lease>('leases.coordination.k8s.io').map(({ spec }) => spec.renewTime)).toEqual(['2026-01-05T09:00:08.000000Z']);
    node.fault('node-start');
    node.wait(20, 'q');
    expect(node.pod()).toBeUndefined();
    expect(lookOf(node.pod('q')!)).toBe('Running a=running!');
  });

  it('goes on while its node is cut off, and tells what happened when it is back', () => {
    const node = new TestNode();
    const script = { containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 8; exit 3'] }] };
    node.run(server, 'r', 8);
    node.create('Pod', 'q', { spec: { nodeName: 'node-1', restartPolicy: 'Never', ...script } });
    node.run(script, 'p', 4);
    node.fault('node-disconnect');
    node.create('Pod', 's', { spec: { nodeName: 'node-1', ...server } });
    node.request('delete', 'pods/r');
    expect(lookOf(node.wait(60))).toBe('Running a=running!');
    const told = node.events().length;
    expect(['q', 'r', 's'].map((name) => lookOf(node.pod(name)!))).toEqual(['Running a=running!', 'Running a=running!', 'Pending']);
    node.fault('node-start');
    expect(node.pod()!.status.containerStatuses![0]!.restartCount).toBeGreaterThan(1);
    expect(lookOf(node.pod('q')!)).toBe('Failed a=ended(Error 3)');
    expect(node.events().slice(told).join()).toContain('BackOff: Back-off restarting failed container a in pod p_default');
    node.wait(20);
    expect(node.pod('r')).toBeUndefined();
    expect(lookOf(node.pod('s')!)).toBe('Running a=running!');
    expect(node.node().status.conditions!.find(({ type }) => type === 'Ready')!.status).toBe('True');
  });

  it('loses the Events that nobody could be told of for too long', () => {
    const node = new TestNode();
    node.run({ containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', 'sleep 2; exit 3'] }] }, 'p', 2);
    const before = node.events();
    node.fault('node-disconnect');
    node.wait(400);
    node.fault('node-start');
    expect(node.events().slice(before.length).join()).not.toBe('');
    expect(node.pod()!.status.containerStatuses![0]!.restartCount).toBeGreaterThan(4);
  });

  it('stops what was taken off the API server meanwhile', () => {
    const node = new TestNode();
    node.run(server, 'p', 8);
    node.fault('node-stop');
    node.request('delete', 'pods/p', undefined, { gracePeriodSeconds: 0 });
    expect(node.pod()).toBeUndefined();
    node.fault('node-start');
    node.wait(20, 'none');
    expect(node.events('p').at(-1)).toBe('Killing: Stopping container a');
  });

  it('is not ready first, and says so, where it slept for long', () => {
    const node = new TestNode();
    node.fault('node-stop');
    node.wait(60, 'none');
    node.fault('node-start');
    const condition = () => node.node().status.conditions!.find(({ type }) => type === 'Ready')!;
    expect(condition()).toMatchObject({ status: 'False', reason: 'KubeletNotReady' });
    node.wait(11, 'none');
    expect(condition()).toMatchObject({ status: 'True', reason: 'KubeletReady' });
    expect(node.events('node-1')).toEqual(['NodeNotReady: Node node-1 status is now: NodeNotReady', 'NodeReady: Node node-1 status is now: NodeReady']);
  });

  it('corrects who calls its pods not ready', () => {
    const node = new TestNode();
    const pod = node.run(server, 'p', 8);
    const conditions = pod.status.conditions!.map((c) => (c.type === 'Ready' ? { ...c, status: 'False' } : c));
    expect(node.request('patch', 'pods/p/status', { status: { conditions } }).ok).toBe(true);
    expect(ready(node.pod()!)).toBe('False');
    expect(ready(node.wait(3))).toBe('True');
  });

  it('tells of cordons with its next status', () => {
    const node = new TestNode();
    const cordon = (unschedulable: boolean) => node.request('patch', 'nodes/node-1', { spec: { unschedulable } });
    cordon(true);
    node.wait(11, 'none');
    cordon(false);
    node.wait(11, 'none');
    cordon(true);
    cordon(false);
    node.wait(11, 'none');
    expect(node.events('node-1').map((text) => text.split(':')[0])).toEqual(['NodeNotSchedulable', 'NodeSchedulable']);
  });

  it.each([
    ['node-stop', { node: 'none' }, 'there is no node "none"'],
    ['crash-container', { pod: 'none' }, 'there is no pod "none" on a node in namespace default'],
    ['registry-slow', { factor: 0 }, 'factor must be a number of at least 1'],
  ])('%s refuses %j', (fault, args, error) => {
    expect(new TestNode().simulation.input({ input: 'fault', fault, args })).toMatchObject({ error });
  });
});

describe('faults of registries', () => {
  it('cannot pull, and tries again when they are back', () => {
    const node = new TestNode();
    node.fault('registry-down', {});
    expect(lookOf(node.run(server, 'p', 20))).toMatch(/^Pending a=waiting\((ImagePullBackOff|ErrImagePull)\)$/);
    node.fault('registry-up', {});
    expect(lookOf(node.wait(60))).toBe('Running a=running!');
  });

  it('pulls slowly', () => {
    const node = new TestNode();
    node.fault('registry-slow', { factor: 5 });
    node.run(server, 'p', 30);
    expect(node.events()[1]).toBe('Pulled: Successfully pulled image "nginx:1.25" in 18.2s (18.2s including waiting). Image size: 72000000 bytes.');
  });
});

describe('faults of containers', () => {
  it.each([
    ['crash-container', { exitCode: 7 }, { exitCode: 7, reason: 'Error' }],
    ['oom-container', {}, { exitCode: 137, reason: 'OOMKilled' }],
  ])('%s', (fault, args, terminated) => {
    const node = new TestNode();
    node.run(server, 'p', 8);
    node.fault(fault, { pod: 'p', ...args });
    expect(node.wait(8).status.containerStatuses![0]).toMatchObject({ restartCount: 1, state: { running: {} }, lastState: { terminated } });
  });

  it('hang-container: a liveness probe finds it', () => {
    const node = new TestNode();
    node.run({ terminationGracePeriodSeconds: 2, containers: [{ ...server.containers[0], livenessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 2 } }] }, 'p', 8);
    node.fault('hang-container', { pod: 'p' });
    expect(node.wait(30).status.containerStatuses![0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
    expect(node.events().filter((text) => text.startsWith('Unhealthy'))[0]).toContain('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
  });
});
