import { describe, expect, it } from 'vitest';
import { TestNode } from '../test-node.ts';

const server = (fields: object) => ({ containers: [{ name: 'a', image: 'nginx:1.25', imagePullPolicy: 'IfNotPresent', ...fields }] });
const script = (text: string, fields: object) => ({ containers: [{ name: 'a', image: 'busybox:1.36', command: ['sh', '-c', text], ...fields }] });
const http = (path: string, port: number | string = 80) => ({ httpGet: { path, port } });

const readiness = (node: TestNode) => node.looks().map((look) => look.includes('!'));
const unhealthy = (node: TestNode) => node.events().filter((text) => /^(Unhealthy|Killing)/.test(text));

describe('probes', () => {
  it.each<[string, object, string[]]>([
    ['an answer', server({ readinessProbe: http('/') }), []],
    [
      'a page that is not there',
      server({ readinessProbe: { ...http('/none'), periodSeconds: 60 } }),
      ['Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404'],
    ],
    [
      'a closed port',
      server({ readinessProbe: { ...http('/', 81), periodSeconds: 60 } }),
      ['Unhealthy: Readiness probe failed: Get "http://10.244.0.2:81/": dial tcp 10.244.0.2:81: connect: connection refused'],
    ],
    ['a port by name', server({ ports: [{ name: 'web', containerPort: 80 }], readinessProbe: http('/', 'web') }), []],
    ['an open port', server({ readinessProbe: { tcpSocket: { port: 80 } } }), []],
    [
      'a closed one',
      server({ readinessProbe: { tcpSocket: { port: 81 }, periodSeconds: 60 } }),
      ['Unhealthy: Readiness probe failed: dial tcp 10.244.0.2:81: connect: connection refused'],
    ],
    ['a command', server({ readinessProbe: { exec: { command: ['cat', '/etc/hosts'] } } }), []],
    [
      'a command that fails',
      server({ readinessProbe: { exec: { command: ['cat', '/none'] }, periodSeconds: 60 } }),
      ["Unhealthy: Readiness probe failed: cat: can't open '/none': No such file or directory\n"],
    ],
  ])('readiness by %s', (_, spec, said) => {
    const node = new TestNode();
    const ready = node.run(spec, 'p', 12).status.conditions?.find(({ type }) => type === 'Ready')?.status;
    expect(unhealthy(node).map((text) => text.replace(/ ×\d+$/, ''))).toEqual(said);
    expect(ready).toBe(said.length === 0 ? 'True' : 'False');
  });

  it('waits for its initial delay', () => {
    const node = new TestNode();
    const { status } = node.run(script('sleep 1000', { readinessProbe: { exec: { command: ['true'] }, initialDelaySeconds: 7, periodSeconds: 1 } }), 'p', 20);
    const ready = status.conditions!.find(({ type }) => type === 'Ready')!;
    const started = status.containerStatuses![0]!.state.running!.startedAt!;
    expect(Date.parse(ready.lastTransitionTime!) - Date.parse(started)).toBeGreaterThanOrEqual(6000);
    expect(Date.parse(ready.lastTransitionTime!) - Date.parse(started)).toBeLessThanOrEqual(9000);
  });

  it('follows a file that comes and goes', () => {
    const node = new TestNode();
    node.run(
      script('touch /tmp/ok; sleep 10; rm /tmp/ok; sleep 10; touch /tmp/ok; sleep 1000', {
        readinessProbe: { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 1, failureThreshold: 2 },
      }),
      'p',
      40,
    );
    expect(readiness(node)).toEqual([false, false, false, true, false, true]);
  });

  it('restarts a container whose liveness probe fails three times', () => {
    const node = new TestNode();
    node.run(script('touch /tmp/ok; sleep 6; rm /tmp/ok; sleep 1000', { livenessProbe: { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 2 } }), 'p', 60);
    expect(node.pod()!.status.containerStatuses![0]).toMatchObject({ restartCount: 1, lastState: { terminated: { exitCode: 137 } } });
    expect(unhealthy(node)).toEqual([
      "Unhealthy: Liveness probe failed: cat: can't open '/tmp/ok': No such file or directory\n ×6",
      'Killing: Container a failed liveness probe, will be restarted ×2',
    ]);
  });

  it('asks nothing else before the startup probe has succeeded', () => {
    const node = new TestNode();
    const slow = script('sleep 8; touch /tmp/up; sleep 1000', {
      startupProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 30 },
      livenessProbe: { exec: { command: ['cat', '/tmp/up'] }, periodSeconds: 1, failureThreshold: 1 },
    });
    expect(node.run(slow, 'p', 6).status.containerStatuses![0]).toMatchObject({ started: false, ready: false, restartCount: 0 });
    expect(node.wait(10).status.containerStatuses![0]).toMatchObject({ started: true, ready: true, restartCount: 0 });
  });

  it('gives up on a start that takes too long', () => {
    const node = new TestNode();
    node.run(script('sleep 1000', { startupProbe: { exec: { command: ['false'] }, periodSeconds: 1, failureThreshold: 3 }, terminationGracePeriodSeconds: 1 } as object), 'p', 50);
    expect(unhealthy(node).some((text) => text.startsWith('Killing: Container a failed startup probe, will be restarted'))).toBe(true);
    expect(node.pod()!.status.containerStatuses![0]!.restartCount).toBeGreaterThan(0);
  });

  it('sees what a command beside a sleeping process changed', () => {
    const node = new TestNode();
    node.run(script('touch /tmp/ok; sleep 1000', { readinessProbe: { exec: { command: ['cat', '/tmp/ok'] }, periodSeconds: 1, failureThreshold: 2 } }), 'p', 10);
    const asked = node.request('create', 'pods/p/exec', undefined, { parameters: { command: ['rm', '/tmp/ok'] } });
    expect(asked.ok).toBe(true);
    expect(node.wait(5).status.containerStatuses![0]).toMatchObject({ ready: false, restartCount: 0 });
  });

  it('takes no steps while the answers stay the same', () => {
    const node = new TestNode();
    node.run(server({ readinessProbe: { ...http('/'), periodSeconds: 1 }, livenessProbe: { ...http('/'), periodSeconds: 1 } }), 'p', 20);
    const before = node.simulation.position.step;
    node.wait(3600);
    expect(node.simulation.position.step - before).toBe(0);
  });
});
