import { describe, expect, it } from 'vitest';
import { createCluster } from '../../cluster/cluster.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { History } from './history.ts';

const KEY = 'deployments.apps/default/web';
const deployment = (image: string, replicas = 4) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    replicas,
    selector: { matchLabels: { app: 'web' } },
    template: { metadata: { labels: { app: 'web' } }, spec: { terminationGracePeriodSeconds: 3, containers: [{ name: 'nginx', image }] } },
  },
});

function rolledOut(): { simulation: Simulation; history: History } {
  const simulation = createCluster({ preset: 'three', images: tutorialImages });
  simulation.settle({ quiet: 1000, timeout: 20_000 });
  simulation.request({ verb: 'create', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', body: deployment('nginx:1.25') });
  simulation.settle({ quiet: 10_000 });
  return {
    simulation,
    history: new History(
      () => simulation,
      (step) => simulation.seek(step),
    ),
  };
}

const patch = (simulation: Simulation, body: unknown) =>
  simulation.request({ verb: 'patch', group: 'apps', version: 'v1', resource: 'deployments', namespace: 'default', name: 'web', patchType: 'strategic', body });
const image = (name: string) => ({ spec: { template: { spec: { containers: [{ name: 'nginx', image: name }] } } } });

describe('the past of a branch', () => {
  it('tells the lives of pods that are gone, phase by phase, and sends only what changed', () => {
    const { simulation, history } = rolledOut();
    const first = history.answers.lives({ since: 0, branch: -1 });
    const mine = first.lives.filter(({ namespace }) => namespace === 'default');
    expect(mine).toHaveLength(4);
    expect(mine[0]!.segments.map(({ phase }) => phase)).toEqual(['pending', 'starting', 'pulling', 'starting', 'ready']);
    expect(mine[0]!.marks.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started']));
    patch(simulation, image('nginx:1.27'));
    simulation.settle({ quiet: 10_000 });
    const next = history.answers.lives({ since: first.version, branch: first.branch });
    expect(next.reset).toBe(false);
    const gone = next.lives.filter(({ uid }) => mine.some((life) => life.uid === uid));
    expect(gone).toHaveLength(4);
    for (const life of gone) {
      expect(life.segments.at(-1)!.phase).toBe('going');
      expect(life.end).toBeGreaterThan(life.segments.at(-1)!.at);
    }
    expect(
      next.owners
        .filter(({ name }) => name.startsWith('web-'))
        .map(({ revision }) => revision)
        .sort(),
    ).toEqual([1, 2]);
    expect(history.answers.lives({ since: next.version, branch: next.branch }).lives).toEqual([]);
  });

  it('keeps the numbers of a rollout between its floor and its ceiling', () => {
    const { simulation, history } = rolledOut();
    patch(simulation, image('nginx:1.27'));
    simulation.settle({ quiet: 10_000 });
    const { samples } = history.answers.ledger({ key: KEY });
    const rolling = samples.filter(({ old, fresh }) => old > 0 && fresh > 0);
    expect(rolling.length).toBeGreaterThan(3);
    for (const { available, old, fresh, floor, ceiling } of rolling) {
      expect(available).toBeGreaterThanOrEqual(floor);
      expect(old + fresh).toBeLessThanOrEqual(ceiling);
    }
    expect(samples.at(-1)).toMatchObject({ desired: 4, floor: 3, ceiling: 5, old: 0, fresh: 4, available: 4, going: 0 });
  });

  it('goes to a time', () => {
    const { simulation, history } = rolledOut();
    const { time, step } = simulation.position;
    history.answers.seekTime({ time: time - 12_000 });
    expect(simulation.position.step).toBeLessThan(step);
    history.answers.seekTime({ time });
    expect(simulation.position.step).toBe(step);
  });
});

describe('what if', () => {
  it('plays a rollout on a fork and leaves this line of time alone', async () => {
    const { simulation, history } = rolledOut();
    const before = simulation.position;
    const careful = await history.answers.project({ key: KEY, change: { restart: true, maxSurge: 1, maxUnavailable: 0 } });
    const bold = await history.answers.project({ key: KEY, change: { restart: true, maxSurge: 0, maxUnavailable: '50%' } });
    expect(careful).toMatchObject({ end: 'complete', leastAvailable: 4, mostPods: 5, created: 4, removed: 4 });
    expect(bold).toMatchObject({ end: 'complete', leastAvailable: 2, mostPods: 4 });
    expect(bold.took).toBeLessThan(careful.took);
    expect(simulation.position).toEqual(before);
  });

  it('tries other probe delays and pull times', async () => {
    const { simulation, history } = rolledOut();
    patch(simulation, { spec: { template: { spec: { containers: [{ name: 'nginx', readinessProbe: { httpGet: { path: '/', port: 80 }, periodSeconds: 1 } }] } } } });
    simulation.settle({ quiet: 5000 });
    const before = simulation.position;
    const soon = await history.answers.project({ key: KEY, change: { restart: true } });
    const late = await history.answers.project({ key: KEY, change: { probeDelay: 8 } });
    expect(late.end).toBe('complete');
    expect(late.took).toBeGreaterThan(soon.took + 7000);
    expect(simulation.position).toEqual(before);
    patch(simulation, image('nginx:1.27'));
    const quick = await history.answers.project({ key: KEY, change: {} });
    const slow = await history.answers.project({ key: KEY, change: { pulls: 10 } });
    expect(slow.took).toBeGreaterThan(quick.took * 2);
  });

  it('says that it gets stuck, and passes on a refusal', async () => {
    const { simulation, history } = rolledOut();
    patch(simulation, image('no/such:image'));
    expect(await history.answers.project({ key: KEY, change: {} })).toMatchObject({ end: 'stuck', leastAvailable: 3, mostPods: 5 });
    expect((await history.answers.project({ key: KEY, change: { maxSurge: 0, maxUnavailable: 0 } })).problem).toContain('may not be 0 when `maxSurge` is 0');
  });
});

describe('a preview of undo', () => {
  it('tells what stays as it is, and how many pods come and go', async () => {
    const { simulation, history } = rolledOut();
    patch(simulation, image('no/such:image'));
    patch(simulation, { spec: { replicas: 6, strategy: { rollingUpdate: { maxSurge: 2 } } } });
    simulation.settle({ quiet: 5000 });
    const preview = (await history.answers.undoPreview({ key: KEY, revision: 1 }))!;
    expect(preview.kept).toEqual([
      { what: 'replicas', then: '4', now: '6' },
      { what: 'maxSurge', then: '25%', now: '2' },
    ]);
    expect(preview.projection).toMatchObject({ end: 'complete' });
    expect(preview.projection.samples.at(-1)).toMatchObject({ desired: 6, available: 6 });
  });
});
