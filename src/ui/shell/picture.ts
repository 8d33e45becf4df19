/** The stage as a list of shapes, read from what is on the page: its words and frames from the DOM, its drawings from the canvases. */
import { copies } from '../stage/drawing/copies.ts';

export type Shape =
  /** What follows is seen only inside, up to the matching end. */
  | { readonly shape: 'clip'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly shape: 'end' }
  | { readonly shape: 'image'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly canvas: HTMLCanvasElement }
  /** A drawing that is SVG on the page. */
  | { readonly shape: 'svg'; readonly x: number; readonly y: number; readonly width: number; readonly height: number; readonly svg: SVGSVGElement }
  | {
      readonly shape: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly radius: number;
      readonly fill: string;
      readonly stroke: string;
      readonly line: number;
    }
  | {
      readonly shape: 'text';
      readonly x: number;
      readonly y: number;
      readonly text: string;
      readonly fill: string;
      readonly font: string;
      readonly size: number;
      readonly weight: string;
      readonly family: string;
    };

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly ground: string;
  readonly shapes: readonly Shape[];
}

const CLEAR = /^(transparent|rgba\(\d+, \d+, \d+, 0\))$/;

/** What of the stage is in view. `undefined`: there is no stage with a drawing. */
export function pictureOfStage(): Picture | undefined {
  const stage = document.querySelector<HTMLElement>('.stage-body');
  if (!stage) return undefined;
  const frame = stage.getBoundingClientRect();
  const shapes: Shape[] = [];
  walk(stage, frame, shapes);
  if (frame.width < 1 || frame.height < 1 || !shapes.some(({ shape }) => shape !== 'clip' && shape !== 'end')) return undefined;
  return { width: Math.round(frame.width), height: Math.round(frame.height), ground: getComputedStyle(document.documentElement).getPropertyValue('--pane').trim(), shapes };
}

function walk(element: Element, frame: DOMRect, shapes: Shape[]): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden' || element.classList.contains('sr-only') || Number(style.opacity) === 0) return;
  // Buttons that are only there to be pressed.
  if (element instanceof HTMLButtonElement && element.querySelector('svg')) return;
  const box = element.getBoundingClientRect();
  if (box.bottom < frame.top || box.top > frame.bottom) return;
  const [x, y] = [box.left - frame.left, box.top - frame.top];
  if (element instanceof HTMLCanvasElement) {
    if (element.width > 0 && element.height > 0) shapes.push({ shape: 'image', x, y, width: box.width, height: box.height, canvas: element });
    return;
  }
  if (element instanceof SVGSVGElement) {
    if (box.width > 0 && box.height > 0) shapes.push({ shape: 'svg', x, y, width: box.width, height: box.height, svg: element });
    return;
  }
  frames(style, x, y, box.width, box.height, shapes);
  for (const pseudo of ['::before', '::after']) {
    const own = getComputedStyle(element, pseudo);
    // What is put beside the words is placed from the inside of the border.
    if (own.content === 'none' || own.position !== 'absolute') continue;
    const [left, top] = [x + Number.parseFloat(style.borderLeftWidth) + Number.parseFloat(own.left), y + Number.parseFloat(style.borderTopWidth) + Number.parseFloat(own.top)];
    frames(own, left, top, Number.parseFloat(own.width), Number.parseFloat(own.height), shapes);
  }
  if (element instanceof HTMLInputElement && element.type === 'range') {
    slider(element, style, x, y, box.width, box.height, shapes);
    return;
  }
  const clips = style.overflowX !== 'visible' || style.overflowY !== 'visible';
  if (clips) shapes.push({ shape: 'clip', x, y, width: box.width, height: box.height });
  for (const child of element.childNodes) {
    if (child instanceof Element) walk(child, frame, shapes);
    else if (child.nodeType === Node.TEXT_NODE && child.textContent?.trim()) words(child as Text, style, frame, shapes);
  }
  if (clips) shapes.push({ shape: 'end' });
}

const SIDES = ['Top', 'Right', 'Bottom', 'Left'] as const;

/** The ground of a box and its border: as a frame where it goes all round, else the sides that are there. */
function frames(style: CSSStyleDeclaration, x: number, y: number, width: number, height: number, shapes: Shape[]): void {
  if (!(width > 0.5 && height > 0.5)) return;
  const borders = SIDES.map((side) => {
    const line = Number.parseFloat(style[`border${side}Width`]) || 0;
    const colour = style[`border${side}Color`];
    return { side, colour, line: style[`border${side}Style`] === 'none' || CLEAR.test(colour) ? 0 : line };
  });
  const [first] = borders;
  const whole = borders.every(({ line, colour }) => line > 0 && line === first!.line && colour === first!.colour);
  const fill = CLEAR.test(style.backgroundColor) ? 'none' : style.backgroundColor;
  const radius = Number.parseFloat(style.borderTopLeftRadius) || 0;
  if (whole || fill !== 'none') shapes.push({ shape: 'rect', x, y, width, height, radius, fill, stroke: whole ? first!.colour : 'none', line: whole ? first!.line : 0 });
  if (whole) return;
  for (const { side, line, colour } of borders) {
    if (line === 0) continue;
    const flat = side === 'Top' || side === 'Bottom';
    shapes.push({
      shape: 'rect',
      x: side === 'Right' ? x + width - line : x,
      y: side === 'Bottom' ? y + height - line : y,
      width: flat ? width : line,
      height: flat ? line : height,
      radius: 0,
      fill: colour,
      stroke: 'none',
      line: 0,
    });
  }
}

/** A slider is the browser's own drawing: its track, what is behind the knob, and the knob. */
function slider({ value, min, max }: HTMLInputElement, style: CSSStyleDeclaration, x: number, y: number, width: number, height: number, shapes: Shape[]): void {
  const share = (Number(value) - Number(min)) / Math.max(1, Number(max) - Number(min));
  const accent = style.accentColor === 'auto' ? style.color : style.accentColor;
  const knob = 14;
  const at = x + share * (width - knob);
  const track = { shape: 'rect', y: y + height / 2 - 2, height: 4, radius: 2, stroke: 'none', line: 0 } as const;
  shapes.push({ ...track, x, width, fill: style.getPropertyValue('--line-strong').trim() }, { ...track, x, width: Math.max(1, at - x + knob / 2), fill: accent });
  shapes.push({ shape: 'rect', x: at, y: y + height / 2 - knob / 2, width: knob, height: knob, radius: knob / 2, fill: accent, stroke: 'none', line: 0 });
}

/** A line of text for each line that the browser broke it into. */
function words(node: Text, style: CSSStyleDeclaration, frame: DOMRect, shapes: Shape[]): void {
  const range = document.createRange();
  const size = Number.parseFloat(style.fontSize);
  let start = 0;
  let top: number | undefined;
  const flush = (end: number) => {
    range.setStart(node, start);
    range.setEnd(node, end);
    const box = range.getBoundingClientRect();
    const text = node.data.slice(start, end).replace(/\s+/g, ' ');
    if (text.trim() !== '' && box.width > 0 && box.bottom > frame.top && box.top < frame.bottom) {
      shapes.push({
        shape: 'text',
        x: box.left - frame.left,
        y: box.top - frame.top + box.height / 2 + size * 0.35,
        text,
        fill: style.color,
        font: `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`,
        size,
        weight: style.fontWeight,
        family: style.fontFamily,
      });
    }
    start = end;
  };
  for (let at = 0; at < node.data.length; at += 1) {
    range.setStart(node, at);
    range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    if (top !== undefined && box.top > top + size / 2) flush(at);
    top = box.top;
  }
  flush(node.data.length);
}

/** Draws it `scale` times as large. */
export async function toCanvas({ width, height, ground, shapes }: Picture, scale: number): Promise<HTMLCanvasElement | undefined> {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return undefined;
  context.scale(scale, scale);
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  for (const shape of shapes) {
    if (shape.shape === 'image') context.drawImage((await copies.get(shape.canvas)?.picture(scale)) ?? shape.canvas, shape.x, shape.y, shape.width, shape.height);
    else if (shape.shape === 'svg') context.drawImage(await imageOf(shape.svg, shape.width, shape.height), shape.x, shape.y, shape.width, shape.height);
    else if (shape.shape === 'end') context.restore();
    else if (shape.shape === 'clip') {
      context.save();
      context.beginPath();
      context.rect(shape.x, shape.y, shape.width, shape.height);
      context.clip();
    } else if (shape.shape === 'text') {
      context.font = shape.font;
      context.fillStyle = shape.fill;
      context.fillText(shape.text, shape.x, shape.y);
    } else {
      context.beginPath();
      const inset = shape.line / 2;
      context.roundRect(shape.x + inset, shape.y + inset, shape.width - shape.line, shape.height - shape.line, Math.min(shape.radius, shape.width / 2, shape.height / 2));
      if (shape.fill !== 'none') {
        context.fillStyle = shape.fill;
        context.fill();
      }
      if (shape.stroke !== 'none') {
        context.lineWidth = shape.line;
        context.strokeStyle = shape.stroke;
        context.stroke();
      }
    }
  }
  return canvas;
}

async function imageOf(svg: SVGSVGElement, width: number, height: number): Promise<HTMLImageElement> {
  const { placed, withStyles } = await import('./vectors.ts');
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(placed(withStyles(svg, width, height), 0, 0))}`;
  await image.decode();
  return image;
}

/** As SVG: words, frames and drawings as such; what is on a canvas that knows no vectors as an image in it. */
export async function toSvg({ width, height, ground, shapes }: Picture): Promise<string> {
  const { placed, vectorsOn, withStyles } = await import('./vectors.ts');
  const n = (value: number) => String(Math.round(value * 100) / 100);
  const lines: string[] = [];
  for (const [index, shape] of shapes.entries()) {
    if (shape.shape === 'end') lines.push('</g>');
    else if (shape.shape === 'clip')
      lines.push(
        `<clipPath id="c${index}"><rect x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}"/></clipPath><g clip-path="url(#c${index})">`,
      );
    else if (shape.shape === 'svg') lines.push(placed(withStyles(shape.svg, shape.width, shape.height), shape.x, shape.y));
    else if (shape.shape === 'image') {
      const drawing = await vectorsOn(shape.canvas, shape.width, shape.height);
      lines.push(
        drawing
          ? placed(drawing, shape.x, shape.y)
          : `<image x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}" href="${shape.canvas.toDataURL('image/png')}"/>`,
      );
    } else if (shape.shape === 'text')
      lines.push(
        `<text xml:space="preserve" x="${n(shape.x)}" y="${n(shape.y)}" font-family="${escaped(shape.family)}" font-size="${n(shape.size)}" font-weight="${escaped(shape.weight)}" fill="${escaped(shape.fill)}">${escaped(shape.text)}</text>`,
      );
    else {
      const inset = shape.line / 2;
      lines.push(
        `<rect x="${n(shape.x + inset)}" y="${n(shape.y + inset)}" width="${n(shape.width - shape.line)}" height="${n(shape.height - shape.line)}" rx="${n(Math.min(shape.radius, shape.width / 2, shape.height / 2))}" fill="${escaped(shape.fill)}" stroke="${escaped(shape.stroke)}" stroke-width="${n(shape.line)}"/>`,
      );
    }
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<rect width="${width}" height="${height}" fill="${escaped(ground)}"/>\n${lines.join('\n')}\n</svg>\n`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
