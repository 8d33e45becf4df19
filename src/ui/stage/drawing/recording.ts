/** A drawing as a list of what was done to a context: plain data that goes from thread to thread, and is done again on a context of any kind. */

import { blankCanvas } from './blank-canvas.ts';

export type Stroke = readonly [set: string, value: unknown] | readonly [call: string, args: readonly unknown[], called: true];

/** Stands for the stripes of what fails: a pattern is bound to its own context. */
export const HATCH = { hatch: true } as unknown as CanvasPattern;

const CALLS = new Set(
  'save restore scale translate rotate beginPath closePath moveTo lineTo quadraticCurveTo bezierCurveTo arc ellipse rect roundRect fill stroke clip fillRect strokeRect clearRect fillText strokeText setLineDash'.split(
    ' ',
  ),
);
const STATE = new Set('fillStyle strokeStyle lineWidth lineCap lineJoin globalAlpha font textAlign textBaseline lineDashOffset'.split(' '));

/** What `paint` does to its context. Text is measured as it is here; what has no name in a vector drawing is an error. */
export function recorded(paint: (context: CanvasRenderingContext2D) => void): Stroke[] {
  const strokes: Stroke[] = [];
  let state: Record<string, unknown> = { globalAlpha: 1, font: '10px sans-serif', lineWidth: 1 };
  const saved: Record<string, unknown>[] = [];
  const pen = blankCanvas(1).getContext('2d') as Pick<CanvasRenderingContext2D, 'font' | 'measureText'> | null;
  const measureText = (text: string) => {
    if (!pen) return { width: text.length * 7 };
    pen.font = String(state['font']);
    return pen.measureText(text);
  };
  const call =
    (name: string) =>
    (...args: unknown[]) => {
      if (name === 'save') saved.push({ ...state });
      else if (name === 'restore') state = saved.pop() ?? state;
      strokes.push([name, args, true]);
    };
  const context = new Proxy(
    {},
    {
      get: (_, name) => {
        if (name === 'measureText') return measureText;
        if (CALLS.has(name as string)) return call(name as string);
        if (STATE.has(name as string)) return state[name as string];
        throw new Error(`a vector drawing has no ${String(name)}`);
      },
      set: (_, name, value) => {
        if (!STATE.has(name as string)) throw new Error(`a vector drawing has no ${String(name)}`);
        state[name as string] = value;
        strokes.push([name as string, value]);
        return true;
      },
    },
  );
  paint(context as CanvasRenderingContext2D);
  return strokes;
}

/** Does it again. `hatch`: the stripes of that context; they are put in for as long as something is filled with them. */
export function replay(strokes: readonly Stroke[], context: CanvasRenderingContext2D, hatch: CanvasPattern | null): void {
  const target = context as unknown as Record<string, unknown>;
  let hatched = false;
  for (const [name, value, called] of strokes) {
    if (!called) {
      const stripes = (value as { hatch?: boolean } | null)?.hatch === true;
      if (name === 'fillStyle') hatched = stripes;
      if (!stripes) target[name] = value;
      continue;
    }
    const args = name === 'roundRect' ? rounded(value as RoundRect) : (value as unknown[]);
    const fills = hatched && (name === 'fill' || name === 'fillRect');
    if (fills && hatch) target['fillStyle'] = hatch;
    (target[name] as (...args: unknown[]) => void).apply(context, args);
    if (fills) target['fillStyle'] = '#000';
  }
}

type RoundRect = readonly [x: number, y: number, width: number, height: number, radii: number | readonly number[]];

/** A canvas makes corners as round as there is room for; others take the number as it is. */
function rounded([x, y, width, height, radii]: RoundRect): unknown[] {
  const fit = (radius: number) => Math.max(0, Math.min(radius, width / 2, height / 2));
  return [x, y, width, height, typeof radii === 'number' ? fit(radii) : radii.map(fit)];
}
