import { describe, expect, it } from 'vitest';
import type { DeploymentRow, PodRow, ReplicaSetRow } from '../worker/protocol.ts';
import { clock, podLabel, remaining } from './labels.ts';
import { layoutStage, podAt, wrap } from './layout.ts';
import { stageModel } from './model.ts';
import { PodSlots } from './slots.ts';

const base = (kind: string, name: string) => ({ key: `${kind}/default/${name}`, namespace: 'default', name, uid: name, created: 0 });

const deployment = (change: Partial<DeploymentRow> = {}): DeploymentRow => ({
  ...base('deployments.apps', 'web'),
  replicas: 4,
  strategy: 'RollingUpdate',
  maxSurgeText: '25%',
  maxUnavailableText: '25%',
  maxSurge: 1,
  maxUnavailable: 1,
  paused: false,
  revision: 2,
  total: 5,
  updated: 2,
  ready: 3,
  available: 3,
  observed: true,
  minReadySeconds: 0,
  templateLabels: { app: 'web' },
  deleting: false,
  ...change,
});
const set = (revision: number, desired: number, available: number): ReplicaSetRow => ({
  ...base('replicasets.apps', `web-${revision}`),
  owner: 'web',
  revision,
  history: [],
  hash: String(revision),
  desired,
  current: desired,
  ready: available,
  available,
  containers: [{ name: 'nginx', image: `nginx:${revision}` }],
  template: '{}',
});
const pods = (owner: string, count: number, change: Partial<PodRow>): PodRow[] =>
  Array.from({ length: count }, (_, index) => ({
    ...base('pods', `${owner}-${change.shape}${index}`),
    owner,
    shape: 'ready',
    status: 'Running',
    ready: '1/1',
    restarts: 0,
    image: '',
    cpu: 0,
    memory: 0,
    cpuLimit: 0,
    memoryLimit: 0,
    ...change,
  }));

const model = (row: DeploymentRow, sets: ReplicaSetRow[], all: PodRow[]) =>
  stageModel({ namespace: 'default', deployments: [row], replicaSets: sets, pods: all, workloads: [], services: [], slices: [] });

const failing = pods('web-2', 2, { shape: 'failing', status: 'ImagePullBackOff', node: 'node-1' });

describe('the stage of a Deployment', () => {
  it.each([
    [
      'a stalled rollout',
      deployment(),
      [set(1, 3, 3), set(2, 2, 0)],
      [...pods('web-1', 3, {}), ...failing],
      'Deployment · 4 replicas · 3 available · revision 2 does not progress',
      'No available pod may go: 3 available − 1 < floor 3. No pod may come: 5 pods = ceiling 5. It waits for the image, or for you.',
    ],
    [
      'one whose nodes are full while pods still start',
      deployment({ replicas: 300, maxSurge: 75, maxUnavailable: 75, available: 240 }),
      [set(1, 225, 225), set(2, 150, 15)],
      [
        ...pods('web-1', 225, {}),
        ...pods('web-2', 15, {}),
        ...pods('web-2', 90, { shape: 'starting', status: 'ContainerCreating', node: 'node-1' }),
        ...pods('web-2', 45, { shape: 'failing', status: 'Pending', noRoom: true }),
      ],
      'Deployment · 300 replicas · 240 available · revision 2 is rolling out: 45 have no room, 90 start',
      '15 pods may go: 240 available − 15 = floor 225. No pod may come: 375 pods = ceiling 375. Of 150 new pods 45 have no node, for want of room; 90 still start, 15 are available. Room comes as old pods go.',
    ],
    [
      'one whose nodes are full, with nothing left that could make room',
      deployment({ replicas: 300, maxSurge: 75, maxUnavailable: 0, available: 300 }),
      [set(1, 300, 300), set(2, 75, 0)],
      [...pods('web-1', 300, {}), ...pods('web-2', 75, { shape: 'failing', status: 'Pending', noRoom: true })],
      'Deployment · 300 replicas · 300 available · revision 2 does not progress: 75 have no room',
      'No available pod may go: 300 available − 1 < floor 300. No pod may come: 375 pods = ceiling 375. Of 75 new pods 75 have no node, for want of room; 0 are available. It waits for room: another node, smaller requests, or fewer replicas.',
    ],
    [
      'one that no node takes, for other reasons too',
      deployment({ available: 4 }),
      [set(1, 3, 3), set(2, 2, 1)],
      [...pods('web-1', 3, {}), ...pods('web-2', 1, {}), ...pods('web-2', 1, { shape: 'failing', status: 'Pending' })],
      'Deployment · 4 replicas · 4 available · revision 2 is rolling out: 1 has no node',
      '1 pod may go: 4 available − 1 = floor 3. No pod may come: 5 pods = ceiling 5. Of 2 new pods 1 has no node; 1 is available. Room comes as old pods go.',
    ],
    [
      'a finished rollout',
      deployment({ available: 4 }),
      [set(1, 0, 0), set(2, 4, 4)],
      pods('web-2', 4, {}),
      'Deployment · 4 replicas · 4 available · revision 2 is rolled out',
      'All 4 pods of revision 2 are available: nothing is left to do.',
    ],
    [
      'an old pod that may go',
      deployment(),
      [set(1, 3, 3), set(2, 1, 1)],
      [...pods('web-1', 3, {}), ...pods('web-2', 1, {})],
      'Deployment · 4 replicas · 4 available · revision 2 is rolling out',
      '1 pod may go: 4 available − 1 = floor 3. 1 pod may come: 4 < ceiling 5.',
    ],
    [
      'Recreate',
      deployment({ strategy: 'Recreate', maxSurge: 0 }),
      [set(1, 0, 0), set(2, 0, 0)],
      pods('web-1', 2, { shape: 'going' }),
      'Deployment · 4 replicas · 0 available · revision 2 is rolling out',
      'Recreate: no new pod comes before the last of 2 old pods is gone.',
    ],
    [
      'a paused one',
      deployment({ paused: true }),
      [set(1, 4, 4)],
      pods('web-1', 4, {}),
      'Deployment · 4 replicas · 4 available · paused',
      'Paused: changes of the template start no rollout until it is resumed. Scaling still works.',
    ],
  ])('says what holds for %s', (_, row, sets, all, headline, sentence) => {
    expect(model(row, sets, all)[0]).toMatchObject({ headline, sentence });
  });

  it('draws the bar between floor and ceiling, what is available first', () => {
    const [section] = model(deployment(), [set(1, 3, 3), set(2, 2, 0)], [...pods('web-1', 3, {}), ...failing]);
    expect(section!.bar).toMatchObject({ floor: 3, ceiling: 5, span: 5 });
    expect(section!.bar!.segments.map(({ label }) => label)).toEqual(['3 old available', '2 new failing']);
  });

  it('shows one older empty ReplicaSet and folds the rest', () => {
    const [section] = model(deployment({ revision: 4 }), [1, 2, 3].map((n) => set(n, 0, 0)).concat(set(4, 4, 4)), pods('web-4', 4, {}));
    expect(section!.cards.map(({ title }) => title)).toEqual(['revision 4', 'revision 3']);
    expect(section!.folded.map(({ title }) => title)).toEqual(['revision 2', 'revision 1']);
  });

  it('keeps pods of owners that are gone, and bare pods', () => {
    const sections = model(deployment(), [set(2, 4, 4)], [...pods('nobody', 1, {}), { ...pods('x', 1, {})[0]!, owner: undefined }]);
    expect(sections.map(({ name }) => name)).toEqual(['web', 'pods of an owner that is gone', 'Pods without an owner']);
  });
});

describe('the layout', () => {
  const measure = (text: string) => text.length * 6;
  const place = (count: number, width: number) =>
    layoutStage(model(deployment({ replicas: count }), [set(2, count, count)], pods('web-2', count, {})), { width, measure, slots: new PodSlots(), open: new Set() });

  it.each([
    [3, 760, 30],
    [300, 760, 15],
    [300, 360, 9],
    [2000, 760, 5],
  ])('%d pods in %d px are %d px large and stay inside', (count, width, size) => {
    const { sections } = place(count, width);
    const placed = sections[0]!.cards[0]!.pods;
    expect(placed).toHaveLength(count);
    for (const pod of placed) {
      expect(pod.size).toBe(size);
      expect(pod.x + pod.size).toBeLessThanOrEqual(width);
    }
    expect(new Set(placed.map(({ x, y }) => `${x} ${y}`)).size).toBe(count);
  });

  it.each([
    [3, 760],
    [300, 760],
    [300, 360],
    [2000, 760],
  ])('%d pods in %d px: each is found where it is drawn, and nowhere else', (count, width) => {
    const layout = place(count, width);
    const [card] = layout.sections[0]!.cards;
    for (const { pod, x, y, size } of card!.pods) {
      expect(podAt(layout, x + size / 2, y + size / 2)).toBe(pod);
      expect(podAt(layout, x, y)).toBe(pod);
    }
    const last = card!.pods.at(-1)!;
    for (const [x, y] of [
      [card!.box.x + 4, card!.box.y + 4],
      [-1, last.y],
      [last.x, last.y + 2 * card!.grid.cellHeight],
    ] as const)
      expect(podAt(layout, x, y)).toBeUndefined();
  });

  it('breaks lines at words', () => {
    expect(wrap('one two three', 42, measure)).toEqual(['one two', 'three']);
  });
});

describe('places of pods', () => {
  it('stay while others come and go, and are the same after going back in time', () => {
    const slots = new PodSlots();
    const some = (...names: string[]) => names.map((name) => ({ uid: name, name, created: 0 }));
    slots.assign('set', some('c', 'b', 'a'));
    expect([...slots.assign('set', some('a', 'c', 'd'))]).toEqual([
      ['a', 0],
      ['c', 2],
      ['d', 1],
    ]);
    expect(slots.assign('set', some('a', 'b', 'c')).get('c')).toBe(2);
  });
});

describe('labels', () => {
  it('say what is wrong and when it is tried again', () => {
    const pod = { ...failing[0]!, countdown: { what: 'pull again', until: 18_000 } };
    expect(podLabel(pod, 0)).toBe('pull, 18 s');
    expect(podLabel(pod, 20_000)).toBe('pull');
    expect(podLabel(pods('web-1', 1, { name: 'web-6d56fd968f-5668c' })[0]!, 0)).toBe('5668c');
  });
  it.each([
    [0, '0 s'],
    [18_200, '19 s'],
    [260_000, '4 min 20 s'],
    [4_000_000, '1 h 6 min'],
  ])('%d ms remain: %s', (until, text) => {
    expect(remaining(until, 0)).toBe(text);
  });
  it('tell the time since the start', () => {
    expect(clock(65_250, 0)).toBe('T+01:05.2');
  });
});
