import { describe, expect, it } from 'vitest';
import { createCopy, takeRows } from '../../stores/copy.ts';
import type { DeploymentRow, PodRow, ReplicaSetRow } from '../../worker/protocol.ts';
import { PodSlots } from '../slots.ts';
import type { RolloutLook, StageWords } from './protocol.ts';
import { RolloutDrawing } from './rollout-drawing.ts';
import type { PodWords, SectionWords } from './words.ts';

const base = (kind: string, name: string) => ({ key: `${kind}/default/${name}`, namespace: 'default', name, uid: name, created: 0 });
const deployment = (name: string, replicas: number) =>
  ({
    ...base('deployments.apps', name),
    replicas,
    revision: 1,
    maxSurge: 1,
    maxUnavailable: 1,
    total: replicas,
    available: replicas,
    updated: replicas,
    ready: replicas,
    observed: true,
    templateLabels: { app: name },
  }) as unknown as DeploymentRow;
const set = (name: string, replicas: number) =>
  ({
    ...base('replicasets.apps', `${name}-1`),
    owner: name,
    revision: 1,
    desired: replicas,
    current: replicas,
    ready: replicas,
    available: replicas,
    containers: [{ name: 'c', image: 'nginx' }],
  }) as unknown as ReplicaSetRow;
const pod = (owner: string, index: number, change: Partial<PodRow> = {}) =>
  ({
    ...base('pods', `${owner}-1-${index}`),
    owner: `${owner}-1`,
    shape: 'ready',
    status: 'Running',
    ready: '1/1',
    restarts: 0,
    cpu: 0,
    memory: 0,
    ...change,
  }) as unknown as PodRow;

const look: RolloutLook = {
  width: 800,
  height: 600,
  ratio: 1,
  scrollTop: 0,
  palette: {} as never,
  still: true,
  selected: undefined,
  hovered: undefined,
  namespace: 'default',
  focus: '',
  scale: 1,
  open: [],
};

/** A drawing that paints on no sheet. */
function world(pods: readonly PodRow[], others: readonly PodRow[] = []) {
  const side = { tables: createCopy(), time: 0, playing: true };
  const told: StageWords[] = [];
  const drawing = new RolloutDrawing(
    side,
    new PodSlots(),
    { clear: () => undefined },
    look,
    (text) => text.length * 6,
    (words) => void told.push(structuredClone(words)),
  );
  const known = new Map<string, SectionWords>();
  const put = (rows: readonly PodRow[], drop: readonly string[] = []) => {
    takeRows(side.tables, { fresh: false, tables: { pods: { put: rows, drop } } }, () => undefined);
    drawing.timeMoved(new Set(['pods']));
  };
  const named = [['web', pods] as const, ...(others.length > 0 ? [['other', others] as const] : [])];
  takeRows(
    side.tables,
    {
      fresh: true,
      tables: {
        deployments: { put: named.map(([name, own]) => deployment(name, own.length)), drop: [] },
        replicaSets: { put: named.map(([name, own]) => set(name, own.length)), drop: [] },
        pods: { put: [...pods, ...others], drop: [] },
      },
    },
    () => undefined,
  );
  drawing.timeMoved(new Set(['pods']));
  return {
    side,
    drawing,
    told,
    put,
    /** What the page knows after a frame. */
    frame: (now: number) => {
      told.length = 0;
      const more = drawing.draw(now);
      for (const words of told) for (const section of words.put) known.set(section.key, section);
      return { more, put: told.flatMap((words) => words.put.map(({ name }) => name)) };
    },
    card: () => [...known.values()][0]!.cards[0]!,
    pods: (): readonly PodWords[] => [...known.values()].flatMap(({ cards }) => cards.flatMap((card) => card.pods ?? [])),
  };
}

const four = [0, 1, 2, 3].map((index) => pod('web', index));

describe('the drawing of a rollout', () => {
  it('tells each section once, and again when it is other than before', () => {
    const at = world(four, [pod('other', 0)]);
    expect(at.frame(0).put).toEqual(['other', 'web']);
    at.put([pod('web', 2, { shape: 'failing', status: 'Error' })]);
    expect(at.frame(1000).put).toEqual(['web']);
    at.put([pod('web', 2, { shape: 'failing', status: 'Error' })]);
    expect(at.frame(2000).put).toEqual([]);
  });

  it.each([
    ['while time runs, not more often than a person reads', true, [['web'], [], [], ['web']]],
    ['at rest, at once', false, [['web'], ['web'], ['web'], ['web']]],
  ])('%s', (_, playing, expected) => {
    const at = world(four);
    at.side.playing = playing;
    const told = [0, 33, 66, 133].map((now, index) => {
      at.put([pod('web', 0, { restarts: index })]);
      const { more, put } = at.frame(now);
      // What is put off is told by a later frame, whether anything new comes or not.
      expect(more).toBe(put.length === 0);
      return put;
    });
    expect(told).toEqual(expected);
  });

  it('tells at once of what the person asked for', () => {
    const at = world(four, [pod('other', 0)]);
    at.frame(0);
    at.drawing.lookAt({ focus: 'deployments.apps/default/web' });
    expect(at.frame(10).put).toEqual(['web']);
    expect(at.told[0]).toMatchObject({ count: 1, keys: ['deployments.apps/default/web'] });
  });

  it('what did not change does not move: not as pods come and go, not as time is turned back', () => {
    const at = world(four);
    at.frame(0);
    const places = () => new Map(at.pods().map(({ name, x, y }) => [name, `${x} ${y}`]));
    const before = places();
    at.put([pod('web', 9)], ['pods/default/web-1-1']);
    at.frame(1000);
    const after = places();
    for (const name of ['web-1-0', 'web-1-2', 'web-1-3']) expect(after.get(name)).toBe(before.get(name));
    expect(after.get('web-1-9')).toBe(before.get('web-1-1'));
    at.put([pod('web', 1)], ['pods/default/web-1-9']);
    at.frame(2000);
    expect(places()).toEqual(before);
  });

  it('is drawn once more with another number of pixels: as it is now, with its words told at once, while time runs too', () => {
    const at = world(four);
    at.frame(0);
    at.put([pod('web', 9)]);
    const asked: { ratio: number; width: number }[] = [];
    const clear = ({ ratio, width }: { ratio: number; width: number }) => {
      asked.push({ ratio, width });
      return undefined;
    };
    at.told.length = 0;
    expect(at.drawing.copy(10, { clear }, 2.5)).toBe(false);
    expect(asked).toEqual([{ ratio: 2.5, width: 800 }]);
    expect(at.told[0]!.put[0]!.cards[0]).toMatchObject({ count: 5 });
  });

  it('knows what is at a point, at any scale', () => {
    const at = world(four);
    at.frame(0);
    for (const scale of [1, 2]) {
      at.drawing.lookAt({ scale });
      at.frame(1000 * scale);
      for (const { key, x, y, width } of at.pods()) expect(at.drawing.at((x + width / 2) * scale, (y + width / 2) * scale).pod).toBe(key);
      const { box, key } = at.card();
      expect(at.drawing.at((box.x + 4) * scale, (box.y + 4) * scale)).toEqual({ pod: undefined, key });
      expect(at.drawing.at(30, 5000)).toEqual({ pod: undefined, key: undefined });
    }
  });

  it.each([
    [100, true],
    [101, false],
  ])('%d pods: listed one by one is %s', (count, listed) => {
    const at = world(Array.from({ length: count }, (_, index) => pod('web', index)));
    at.frame(0);
    expect(at.pods()).toHaveLength(listed ? count : 0);
    expect(at.told[0]!.put[0]!.cards[0]).toMatchObject({ count });
  });

  it('sections far out of sight are not told, and come as they are scrolled to', () => {
    const many = Array.from({ length: 60 }, (_, index) => pod('gone', index, { owner: `gone-${index}` }));
    const at = world(four);
    at.put(many);
    at.frame(0);
    const { count, keys } = at.told[0]!;
    expect(count).toBe(61);
    expect(keys.length).toBeLessThan(40);
    at.drawing.lookAt({ scrollTop: 6000 });
    expect(at.frame(10).put.length).toBeGreaterThan(5);
    expect(at.told[0]!.keys).not.toEqual(keys);
  });
});
