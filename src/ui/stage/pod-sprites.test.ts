import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeOffscreenCanvas, fakeContext, made } from './fake-canvas.ts';
import type { Palette } from './palette.ts';
import { putSprite } from './pod-sprites.ts';

beforeEach(() => {
  made.length = 0;
  vi.stubGlobal('OffscreenCanvas', FakeOffscreenCanvas);
});
afterEach(() => void vi.unstubAllGlobals());

const aPalette = () => ({}) as Palette;

describe('pictures of pods', () => {
  it.each<readonly [what: string, puts: readonly (readonly [look: string, size: number, detail: number])[], pictures: number]>([
    [
      'the same look and size',
      [
        ['ready', 22, 1],
        ['ready', 22, 1],
      ],
      1,
    ],
    [
      'sizes that round to the same pixel',
      [
        ['ready', 21.6, 1],
        ['ready', 22.4, 1],
      ],
      1,
    ],
    [
      'other sizes',
      [
        ['ready', 22, 1],
        ['ready', 23, 1],
      ],
      2,
    ],
    [
      'other looks',
      [
        ['ready', 22, 1],
        ['going', 22, 1],
      ],
      2,
    ],
    [
      'another screen: all anew',
      [
        ['ready', 22, 1],
        ['ready', 22, 2],
        ['ready', 22, 1],
      ],
      3,
    ],
  ])('%s', (_, puts, pictures) => {
    const palette = aPalette();
    const { context, drawn } = fakeContext();
    let painted = 0;
    for (const [look, size, detail] of puts)
      expect(
        putSprite(context, palette, detail, look, 0, 0, size, () => {
          painted += 1;
        }),
      ).toBe(true);
    expect([painted, made.length, drawn.length]).toEqual([pictures, pictures, puts.length]);
  });

  it('are of one palette', () => {
    const { context } = fakeContext();
    for (const palette of [aPalette(), aPalette()]) putSprite(context, palette, 1, 'ready', 0, 0, 22, () => undefined);
    expect(made).toHaveLength(2);
  });

  it.each<readonly [x: number, size: number, detail: number, at: number, whole: number, painted: number]>([
    // The margin of 10 stands on each side of the pod.
    [100, 20, 1, 90, 40, 20],
    [100.4, 20, 1, 90, 40, 20],
    [100.4, 20, 2, 90.5, 40, 20],
    // A size on its way is stretched from the nearest pixel, and its margin with it.
    [100, 20.4, 1, 90, 40.8, 20],
    [0, 0.2, 1, -2, 4.2, 1],
  ])('at %d, %d large, on a screen of %d: put at %d, %d wide', (x, size, detail, at, whole, painted) => {
    const { context, drawn } = fakeContext();
    let side = 0;
    putSprite(context, aPalette(), detail, 'ready', x, x, size, (_, left, top, one) => {
      expect([left, top]).toEqual([10, 10]);
      side = one;
    });
    expect(side).toBe(painted);
    expect([drawn[0]!.x, drawn[0]!.y]).toEqual([at, at]);
    expect(drawn[0]!.width).toBeCloseTo(whole);
  });

  it.each([
    ['too large to be many', () => putSprite(fakeContext().context, aPalette(), 1, 'ready', 0, 0, 49, () => undefined)],
    [
      'no such canvases',
      () => {
        vi.stubGlobal('OffscreenCanvas', undefined);
        return putSprite(fakeContext().context, aPalette(), 1, 'ready', 0, 0, 22, () => undefined);
      },
    ],
    [
      'no context',
      () => {
        vi.stubGlobal(
          'OffscreenCanvas',
          class extends FakeOffscreenCanvas {
            override getContext = () => null as never;
          },
        );
        return putSprite(fakeContext().context, aPalette(), 1, 'ready', 0, 0, 22, () => undefined);
      },
    ],
  ])('%s: the pod is to be painted itself', (_, put) => {
    expect(put()).toBe(false);
    expect(made).toEqual([]);
  });

  it('do not pile up without end', () => {
    const palette = aPalette();
    const { context } = fakeContext();
    const put = (look: number) => putSprite(context, palette, 1, String(look), 0, 0, 8, () => undefined);
    for (let look = 0; look <= 3001; look += 1) put(look);
    const before = made.length;
    put(3001);
    expect(made.length).toBe(before);
    // All were forgotten once, so the first is made anew.
    put(0);
    expect(made.length).toBe(before + 1);
  });
});
