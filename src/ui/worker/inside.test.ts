import { describe, expect, it } from 'vitest';
import { createCluster } from '../../cluster/cluster.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { podInside } from './inside.ts';

const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p' },
  spec: {
    volumes: [
      { name: 'conf', configMap: { name: 'settings', optional: true } },
      { name: 'tmp', emptyDir: {} },
    ],
    initContainers: [{ name: 'first', image: 'busybox', command: ['sh', '-c', 'echo prepared; sleep 2'] }],
    containers: [
      {
        name: 'main',
        image: 'busybox',
        command: ['sh', '-c', 'echo one; echo two; sleep 1000'],
        resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '500m', memory: '64Mi' } },
        readinessProbe: { exec: { command: ['cat', '/no/such'] }, periodSeconds: 5, failureThreshold: 2 },
        volumeMounts: [{ name: 'conf', mountPath: '/etc/conf', readOnly: true }],
      },
      { name: 'bad', image: 'no/such:image' },
      { name: 'crash', image: 'busybox', command: ['sh', '-c', 'exit 3'] },
    ],
  },
};

describe('a pod from inside', () => {
  const simulation = createCluster({ preset: 'three', images: tutorialImages });
  simulation.settle({ quiet: 1000, timeout: 20_000 });
  simulation.request({ verb: 'create', group: '', version: 'v1', resource: 'pods', namespace: 'default', body: pod });
  const at = (done: () => boolean) => {
    simulation.until(() => done(), { timeout: 60_000 });
    return podInside(simulation, 'pods/default/p')!;
  };
  const named = (name: string) => podInside(simulation, 'pods/default/p')?.containers.find((one) => one.name === name);

  it('tells its pull while it lasts', () => {
    const { containers } = at(() => named('first')?.clock?.what === 'pulled');
    expect(containers.map(({ name, role }) => `${role} ${name}`)).toEqual(['init first', 'container main', 'container bad', 'container crash']);
    const { clock } = containers[0]!;
    expect(clock!.until).toBeGreaterThan(simulation.state.now);
    expect(clock!.since).toBeLessThanOrEqual(simulation.state.now);
  });
  it('tells back-offs, probes, mounts and last words', () => {
    at(() => named('crash')?.clock?.what === 'restart' && named('bad')?.clock?.what === 'pull again' && named('main')?.probes[0]?.result === 'failure');
    expect(named('first')).toMatchObject({ state: 'ended', exitCode: 0, lastLine: 'prepared' });
    const main = named('main')!;
    expect(main).toMatchObject({ state: 'running', ready: false, lastLine: 'two', resources: 'CPU 100m to 500m · memory 64Mi' });
    expect(main.probes[0]).toMatchObject({ type: 'readiness', asks: 'cat /no/such', every: 5, threshold: 2 });
    expect(main.mounts[0]).toMatchObject({ path: '/etc/conf', source: 'ConfigMap settings', readOnly: true });
    expect(named('bad')).toMatchObject({ state: 'waiting' });
    expect(named('crash')!.restarts + (named('crash')!.exitCode ?? 3)).toBeGreaterThan(0);
  });
  it('knows no pod that is not there', () => expect(podInside(simulation, 'pods/default/none')).toBeUndefined());
});
