import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { HATCH, recorded, replay } from './recording.ts';

beforeAll(() => {
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => ({ font: '', measureText: (text: string) => ({ width: text.length * 5 }) });
    },
  );
});
afterAll(() => vi.unstubAllGlobals());

/** A context that writes down what is done to it, each call with the state that counts. */
function noting() {
  const done: string[] = [];
  const state: Record<string, unknown> = {};
  const context = new Proxy(state, {
    get:
      (_, name) =>
      (...args: unknown[]) =>
        void done.push(`${String(name)}(${JSON.stringify(args).slice(1, -1)})${name === 'fill' ? ` in ${String(state['fillStyle'])}` : ''}`),
    set: (_, name, value) => {
      state[name as string] = value;
      return true;
    },
  });
  return { context: context as unknown as CanvasRenderingContext2D, done };
}

describe('a drawing as data', () => {
  it('is done again in the same order, with stripes only where they fill, and corners that have room', () => {
    const strokes = recorded((context) => {
      context.save();
      context.globalAlpha = 0.5;
      context.globalAlpha *= 0.5;
      context.fillStyle = HATCH;
      context.beginPath();
      context.roundRect(0, 0, 20, 10, 12);
      context.fill();
      context.restore();
      expect(context.globalAlpha).toBe(1);
      context.roundRect(0, 0, 20, 10, [3, 9, 9, 3]);
      context.fillStyle = 'red';
      context.fill();
      context.fillText('four', context.measureText('four').width, 2);
    });
    expect(strokes).toContainEqual(['globalAlpha', 0.25]);
    // It goes from thread to thread.
    const { context, done } = noting();
    replay(structuredClone(strokes), context, 'stripes' as unknown as CanvasPattern);
    expect(done).toEqual([
      'save()',
      'beginPath()',
      'roundRect(0,0,20,10,5)',
      'fill() in stripes',
      'restore()',
      'roundRect(0,0,20,10,[3,5,5,3])',
      'fill() in red',
      'fillText("four",20,2)',
    ]);
  });

  it('refuses what is no vector', () => {
    expect(() => recorded((context) => context.drawImage({} as HTMLCanvasElement, 0, 0))).toThrow('a vector drawing has no drawImage');
  });
});
