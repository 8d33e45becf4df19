import { describe, expect, it, vi } from 'vitest';
import { createCopy } from '../../stores/copy.ts';
import type { LivesAnswer, PodLife } from '../../worker/history-protocol.ts';
import type { ReplicaSetRow } from '../../worker/protocol.ts';
import { AXIS } from '../timeline-layout.ts';
import { Lives } from './lives.ts';
import type { TimelineLook, TimelineWords } from './protocol.ts';
import { TimelineDrawing } from './timeline-drawing.ts';
import type { KnownLives } from './timeline-drawing.ts';

const life = (name: string, start: number, end?: number): PodLife => ({
  uid: name,
  key: `pods/default/${name}`,
  name,
  namespace: 'default',
  owner: 'web-a',
  start,
  end,
  segments: [
    { phase: 'pending', at: start },
    { phase: 'ready', at: start + 1000 },
  ],
  marks: [{ at: start + 2000, step: 7, reason: 'BackOff', warning: true }],
});
const owners = [{ uid: 'web-a', kind: 'ReplicaSet', name: 'web-a', revision: 1, parent: undefined }];
const answer = (lives: readonly PodLife[], change: Partial<LivesAnswer> = {}): LivesAnswer => ({ version: 1, branch: 0, reset: true, lives, owners, end: 8000, ...change });

const look: TimelineLook = {
  width: 706,
  height: 400,
  ratio: 1,
  scrollTop: 0,
  palette: {} as never,
  still: true,
  selected: undefined,
  namespace: 'default',
  compact: false,
  zoomed: undefined,
  other: undefined,
  cursor: undefined,
  brush: undefined,
  hover: undefined,
};

/** A Timeline of these lives, that paints on no sheet. */
async function world(lives: readonly PodLife[], playing = false) {
  const told: TimelineWords[] = [];
  const side: KnownLives = {
    tables: createCopy(),
    time: 8000,
    origin: 0,
    playing,
    lives: new Lives(
      async () => answer(lives),
      (): void => drawing.timeMoved(new Set(['lives'])),
    ),
  };
  const drawing: TimelineDrawing = new TimelineDrawing(side, { clear: () => undefined }, look, (words) => told.push(words));
  await vi.waitFor(() => expect(side.lives.known.size).toBe(lives.length));
  drawing.draw(0);
  return { drawing, side, told };
}

describe('a Timeline that is drawn elsewhere', () => {
  const lives = [life('web-a-0', 0), life('web-a-1', 1000, 6000), life('web-a-2', 3000)];
  const bar = (index: number) => AXIS + 4 + 26 + index * 20 + 10;
  /** 60 pixels a second: 600 for the ten seconds that are shown. */
  const x = (seconds: number) => 88 + seconds * 60;

  it('tells its height, the time that shows all, and what happened to each pod', async () => {
    const { told } = await world(lives);
    const [first] = told;
    expect(first).toMatchObject({ left: 88, fitted: { from: 0, to: 10_000 }, until: 8000, count: 3, current: undefined });
    expect(first!.listed!.put.map(({ text }) => text)).toEqual([
      'revision 1, web-a-0: waits for a node from 0.0 s, ready from 1.0 s',
      'revision 1, web-a-1: waits for a node from 1.0 s, ready from 2.0 s, gone at 6.0 s',
      'revision 1, web-a-2: waits for a node from 3.0 s, ready from 4.0 s',
    ]);
  });

  it.each([
    ['a bar', x(5), bar(1), { key: 'pods/default/web-a-1', onBar: true, time: 5000, hint: { name: 'web-a-1', at: 5, phase: 'ready', revision: 1, mark: undefined } }],
    ['beside a bar, in its row', x(7), bar(1), { key: 'pods/default/web-a-1', onBar: false, hint: { phase: 'gone' } }],
    ['an Event', x(3) + 4, bar(1), { hint: { mark: { reason: 'BackOff', step: 7 } } }],
    ['a name', 20, bar(2), { key: 'pods/default/web-a-2', onBar: true }],
    ['a heading', x(1), AXIS + 10, { key: undefined, hint: undefined }],
    ['the axis', x(2), 5, { key: undefined, time: 2000 }],
  ])('knows what is at a point: %s', async (_, px, py, found) => {
    const { drawing } = await world(lives);
    expect(drawing.at(px, py)).toMatchObject(found);
  });

  it('answers by the stretch of time that is shown', async () => {
    const { drawing } = await world(lives);
    drawing.lookAt({ other: { from: -10_000, to: 10_000 } });
    expect(drawing.at(x(5), bar(0)).time).toBe(0);
    drawing.lookAt({ zoomed: { from: 4000, to: 6000 } });
    expect(drawing.at(x(5), bar(0)).time).toBe(5000);
  });

  it.each([
    ['the next moment', 3500, 1, 4000],
    ['the one before', 3500, -1, 3000],
    ['none before the first', 0, -1, undefined],
    ['after the last, where the branch ends', 7000, 1, 8000],
  ] as const)('goes to %s', async (_, time, by, moment) => {
    const { drawing, side } = await world(lives);
    side.time = time;
    expect(drawing.answer({ ask: 'moment', by }).moment).toBe(moment);
  });

  it('walks from pod to pod, and keeps its place while pods come', async () => {
    const { drawing, told } = await world(lives);
    const row = (from: string | undefined, by: 1 | -1) => drawing.answer({ ask: 'row', from, by }).row?.uid;
    expect([row(undefined, 1), row(undefined, -1), row('web-a-0', 1), row('web-a-0', -1)]).toEqual(['web-a-0', 'web-a-2', 'web-a-1', undefined]);
    drawing.lookAt({ cursor: 'web-a-1' });
    drawing.draw(1);
    expect(told.at(-1)!.current).toMatch(/^web-a-1: .*gone at 6\.0 s$/);
  });

  it('is told anew at rest at once, while time runs now and then, and what did not change not at all', async () => {
    const { drawing, side, told } = await world(lives, true);
    const tick = (time: number, now: number) => {
      side.time = time;
      drawing.timeMoved(new Set(['pods']));
      drawing.draw(now);
    };
    tick(8100, 100);
    tick(8200, 400);
    expect(told).toHaveLength(1);
    tick(8300, 600);
    expect(told).toHaveLength(2);
    expect(told[1]!.listed).toBeUndefined();
    side.playing = false;
    tick(8400, 620);
    expect(told[2]!.listed!.put).toEqual([]);
    expect(told[2]!.listed!.keys).toHaveLength(3);
  });

  it('has the revision that a ReplicaSet has now', async () => {
    const { drawing, side } = await world(lives);
    side.tables.replicaSets.set('web-a', { uid: 'web-a', revision: 3 } as ReplicaSetRow);
    drawing.timeMoved(new Set(['replicaSets']));
    expect(drawing.at(x(5), bar(0)).hint!.revision).toBe(3);
  });
});

describe('lives', () => {
  it('are asked for one question at a time, from where the last one ended; a reset forgets', async () => {
    vi.useFakeTimers();
    const asked: unknown[] = [];
    const answers = [answer([life('a', 0), life('b', 0)]), answer([life('a', 0, 500)], { reset: false, version: 2 }), answer([life('c', 0)], { version: 3, branch: 1 })];
    const changed = vi.fn();
    const lives = new Lives(async (since) => {
      asked.push(since);
      return answers[asked.length - 1]!;
    }, changed);
    lives.ask();
    lives.ask();
    lives.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect([...lives.known.keys()]).toEqual(['a', 'b']);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(120);
    expect(lives.known.get('a')!.end).toBe(500);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual([
      { since: 0, branch: -1 },
      { since: 1, branch: 0 },
    ]);
    lives.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect([...lives.known.keys()]).toEqual(['c']);
    expect(changed).toHaveBeenCalledTimes(3);
    vi.useRealTimers();
  });

  it('stay as they are where nobody answers, and are asked for again', async () => {
    vi.useFakeTimers();
    let fails = true;
    const lives = new Lives(
      async () => {
        if (fails) throw new Error('no cluster is connected yet');
        return answer([life('a', 0)]);
      },
      () => undefined,
    );
    lives.ask();
    await vi.advanceTimersByTimeAsync(200);
    expect(lives.known.size).toBe(0);
    fails = false;
    lives.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(lives.known.size).toBe(1);
    vi.useRealTimers();
  });
});
