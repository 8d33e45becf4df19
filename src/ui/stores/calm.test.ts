import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand';
import { parts, Turns } from './calm.ts';
import type { Part } from './calm.ts';
import type { MirrorState } from './mirror.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A store whose state is a number of a delta, and readers that write down what they are told. */
function world(readers: readonly (readonly [name: string, part: Part])[]) {
  const store = createStore<MirrorState>(() => state(0, true));
  const turns = new Turns(store);
  const told: string[] = [];
  const add = (name: string, part: Part) => {
    const reader = {
      state: store.getState(),
      part,
      tell: () => {
        told.push(`${name}${reader.state.era}`);
      },
    };
    return { reader, stop: turns.add(reader) };
  };
  const added = new Map(readers.map(([name, part]) => [name, add(name, part)]));
  let delta = 0;
  return {
    store,
    told,
    add,
    added,
    /** What is told with the next deltas, by delta. */
    deltas: (count: number, playing = true) =>
      Array.from({ length: count }, () => {
        const before = told.length;
        delta += 1;
        store.setState(state(delta, playing));
        return told.slice(before).join(' ');
      }),
  };
}

const state = (era: number, playing: boolean) => ({ era, playing }) as MirrorState;
const all: readonly (readonly [string, Part])[] = [
  ['clock', 'shell'],
  ['stage', 'stage'],
  ['bars', 'timeline'],
  ['axis', 'timeline'],
  ['why', 'side'],
];

describe('turns', () => {
  it.each<readonly [what: string, readers: typeof all, deltas: number, playing: boolean, told: readonly string[]]>([
    ['at rest, all hear of every delta', all, 2, false, ['clock1 stage1 bars1 axis1 why1', 'clock2 stage2 bars2 axis2 why2']],
    ['while time runs, a part at a time, and all of a part together', all, 5, true, ['stage1', 'bars2 axis2', 'why3', 'clock4', 'stage5']],
    ['a part without readers leaves its turn empty', [['clock', 'shell']], 4, true, ['', '', '', 'clock4']],
    ['nobody reads', [], 1, true, ['']],
  ])('%s', (_, readers, deltas, playing, told) => expect(world(readers).deltas(deltas, playing)).toEqual(told));

  it('come to each part as often', () => {
    const { deltas, told } = world(parts.map((part) => [part, part] as const));
    deltas(8 * parts.length);
    for (const part of parts) expect(told.filter((one) => one.startsWith(part))).toHaveLength(8);
  });

  it.each([
    ['when the clock has stopped', false, 'clock2 stage2 bars2 axis2 why2'],
    ['not while it runs', true, 'bars2 axis2'],
  ])('are waited for no longer: %s', (_, playing, told) => {
    const at = world(all);
    at.deltas(1);
    expect(at.deltas(1, playing)).toEqual([told]);
  });

  it('end with the last delta being known to all, a little after it', () => {
    const { deltas, told } = world(all);
    deltas(2);
    told.length = 0;
    vi.advanceTimersByTime(149);
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(['clock2', 'stage2', 'bars2', 'axis2', 'why2']);
  });

  it('do not reach who has gone, be it because another was told', () => {
    const { added, deltas, add, told } = world([['bars', 'timeline']]);
    const second = add('axis', 'timeline');
    const { reader } = added.get('bars')!;
    const { tell } = reader;
    reader.tell = () => {
      tell();
      second.stop();
    };
    deltas(1, false);
    expect(told).toEqual(['bars1']);
    added.get('bars')!.stop();
    deltas(2, false);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(['bars1']);
  });

  it('tell a reader at once of what came before it listened', () => {
    const { store, told, add } = world(all);
    const late = { state: store.getState() };
    store.setState(state(7, true));
    told.length = 0;
    const { reader } = add('late', 'side');
    expect(told).toEqual([]);
    expect(reader.state.era).toBe(7);
    const turns = new Turns(store);
    let heard = -1;
    const early = {
      state: late.state,
      part: 'side' as const,
      tell: () => {
        heard = early.state.era;
      },
    };
    turns.add(early);
    expect(heard).toBe(7);
  });
});
