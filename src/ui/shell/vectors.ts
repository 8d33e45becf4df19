/** What is drawn on a canvas as elements of SVG, drawn again by whoever drew it. Comes when a picture is asked for. */
import { Context } from 'svgcanvas/dist/svgcanvas.esm.js';
import { copies } from '../stage/drawing/copies.ts';
import { replay } from '../stage/drawing/recording.ts';
import { readPalette } from '../stage/palette.ts';
import { hatchTile } from '../stage/pod-painter.ts';

/** An `<svg>` as large as the canvas is seen. `undefined`: who draws on it knows no vectors. */
export async function vectorsOn(canvas: HTMLCanvasElement, width: number, height: number): Promise<SVGSVGElement | undefined> {
  const strokes = await copies.get(canvas)?.vectors();
  if (!strokes) return undefined;
  const context = contextOf(width, height);
  const tile = contextOf(6, 6);
  hatchTile(tile, readPalette(canvas), 6);
  // It takes a context for the picture of a pattern.
  replay(strokes, context, context.createPattern(tile as unknown as HTMLCanvasElement, 'repeat'));
  return (context as unknown as Context).getSvg();
}

const contextOf = (width: number, height: number) => new Context({ width, height }) as unknown as CanvasRenderingContext2D;

const INLINED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'fill-opacity',
  'stroke-opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
];

/** A drawing that is SVG already, with the colours that the page's style sheet gives it. */
export function withStyles(drawing: SVGSVGElement, width: number, height: number): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const [from, to] = [drawing.querySelectorAll('*'), copy.querySelectorAll('*')];
  for (const [index, element] of from.entries()) {
    const style = getComputedStyle(element);
    const twin = to[index]!;
    for (const name of INLINED) twin.setAttribute(name, style.getPropertyValue(name));
    twin.removeAttribute('class');
    twin.removeAttribute('style');
  }
  for (const { name } of [...copy.attributes]) if (name !== 'viewBox' && name !== 'xmlns') copy.removeAttribute(name);
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const style = getComputedStyle(drawing);
  for (const name of ['fill', 'stroke', 'stroke-width', 'stroke-linecap', 'stroke-linejoin', 'color']) copy.setAttribute(name, style.getPropertyValue(name));
  return copy;
}

/** The text of an `<svg>` at a place inside another one. */
export function placed(drawing: SVGSVGElement, x: number, y: number): string {
  drawing.setAttribute('x', String(x));
  drawing.setAttribute('y', String(y));
  return new XMLSerializer().serializeToString(drawing);
}
