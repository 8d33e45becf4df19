import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeOffscreenCanvas, fakeContext, made } from './fake-canvas.ts';
import { NodeStrips } from './node-strips.ts';
import type { StripKey } from './node-strips.ts';

beforeEach(() => {
  made.length = 0;
  vi.stubGlobal('OffscreenCanvas', FakeOffscreenCanvas);
});
afterEach(() => void vi.unstubAllGlobals());

const size = { width: 300, height: 40, detail: 2 };
const layout = {};

describe('pictures of rows of nodes', () => {
  it.each<readonly [what: string, keys: readonly StripKey[], pictures: number]>([
    [
      'the same is shown',
      [
        [layout, 'dark', 2],
        [layout, 'dark', 2],
      ],
      1,
    ],
    ['another layout', [[layout], [{}]], 2],
    [
      'another theme',
      [
        [layout, 'dark'],
        [layout, 'light'],
      ],
      2,
    ],
    [
      'there and back',
      [
        [layout, 'dark'],
        [layout, 'light'],
        [layout, 'dark'],
      ],
      3,
    ],
    ['a part more', [[layout], [layout, undefined]], 2],
  ])('%s', (_, keys, pictures) => {
    const strips = new NodeStrips();
    const { context, drawn } = fakeContext();
    for (const key of keys) {
      strips.use(key);
      strips.put(context, 0, 0, size, 10, () => undefined);
    }
    expect([made.length, drawn.length]).toEqual([pictures, keys.length]);
    // What is forgotten gives its memory back.
    expect(made.map(({ closed }) => closed)).toEqual(made.map((_one, index) => index < made.length - 1));
  });

  it.each<readonly [what: string, most: number, rows: readonly number[], pictures: number, open: readonly number[]]>([
    ['rows that are kept are not made again', 3, [0, 1, 2, 0, 1, 2], 3, [0, 1, 2]],
    ['the one put longest ago goes first', 2, [0, 1, 0, 2], 3, [0, 2]],
    ['one that went is made again', 1, [0, 1, 0], 3, [2]],
    ['none are kept', 0, [0, 0], 2, []],
  ])('%s', (_, most, rows, pictures, open) => {
    const strips = new NodeStrips();
    const { context } = fakeContext();
    for (const row of rows) strips.put(context, row, row * 40, size, most, () => undefined);
    expect(made).toHaveLength(pictures);
    expect(made.flatMap(({ closed }, index) => (closed ? [] : [index]))).toEqual(open);
  });

  it('are as sharp as the screen, and lie at their height', () => {
    const { context, drawn } = fakeContext();
    new NodeStrips().put(context, 3, 120.5, { width: 300.2, height: 40, detail: 1.5 }, 5, () => undefined);
    expect(made[0]).toMatchObject({ width: 451, height: 60 });
    expect(drawn[0]).toMatchObject({ x: 0, y: 120.5, height: 40 });
    expect(drawn[0]!.width).toBeCloseTo(451 / 1.5);
  });

  it('say where there are none', () => {
    vi.stubGlobal('OffscreenCanvas', undefined);
    const { context, drawn } = fakeContext();
    expect(new NodeStrips().put(context, 0, 0, size, 5, () => undefined)).toBe(false);
    expect(drawn).toEqual([]);
  });
});
