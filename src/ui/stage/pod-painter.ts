/** How a pod looks: its shape tells its state, its hue its revision. Draws at any size from 3 to 30 px. */
import { blankCanvas } from './drawing/blank-canvas.ts';
import type { PodRow } from '../worker/protocol.ts';
import { podLabel, remaining } from './labels.ts';
import type { Palette } from './palette.ts';
import { putSprite } from './pod-sprites.ts';

export interface PodStyle {
  readonly palette: Palette;
  readonly hatch: CanvasPattern | null;
  /** Virtual time: countdowns are read off it. */
  readonly time: number;
  /** The arc of a starting pod stands still. */
  readonly still: boolean;
  readonly selected: string | undefined;
  readonly hovered: string | undefined;
  /** Device pixels per unit; where it is told, pods are drawn from pictures that are kept. */
  readonly detail?: number;
}

export const SMALL_FONT = '11px Inter, system-ui, sans-serif';

export function paintPod(
  context: CanvasRenderingContext2D,
  pod: PodRow,
  hue: number,
  x: number,
  y: number,
  size: number,
  labelled: boolean,
  style: PodStyle,
  caption?: string,
): void {
  const { palette } = style;
  const colour = palette.hues[hue] ?? palette.soft;
  if (size < 8) {
    paintSpeck(context, pod, colour, x, y, size, style);
    return;
  }
  if (pod.key === style.selected || pod.key === style.hovered) {
    context.beginPath();
    context.roundRect(x - 4, y - 4, size + 8, size + 8, size * 0.27 + 4);
    context.strokeStyle = pod.key === style.selected ? palette.accent : palette.line;
    context.lineWidth = 2;
    context.stroke();
  }
  const sweep = sweepOf(pod, size, style);
  const look = `${pod.shape} ${colour} ${sweep === undefined ? '' : `${sweep.start} ${sweep.length}`}`;
  const paint = (pen: CanvasRenderingContext2D, left: number, top: number, side: number) => paintBody(pen, pod.shape, colour, left, top, side, sweep, style);
  if (style.detail === undefined || !putSprite(context, palette, style.detail, look, x, y, size, paint)) paint(context, x, y, size);
  if (!labelled) return;
  if (pod.shape === 'going' && pod.countdown) text(context, remaining(pod.countdown.until, style.time), x + size / 2, y + size / 2 + 4, palette.soft);
  text(
    context,
    caption === undefined || pod.shape === 'failing' || (pod.countdown !== undefined && pod.countdown.until > style.time) ? podLabel(pod, style.time) : caption,
    x + size / 2,
    y + size + 14,
    pod.shape === 'failing' ? palette.bad : palette.soft,
  );
}

/** Steps of a turn: enough for the eye, and few enough for a picture of each. */
const STEPS = 24;
const TURN = 2 * Math.PI;

/** The arc inside a starting pod: what is known to end fills up (a pull, the wait for a probe), other waits turn. */
function sweepOf(pod: PodRow, size: number, style: PodStyle): { readonly start: number; readonly length: number } | undefined {
  if (pod.shape !== 'starting' || size < 14) return undefined;
  const share = progress(pod, style.time);
  const start = share === undefined ? turning(style) : -TURN / 4;
  const length = share === undefined ? 1.9 : share * TURN;
  if (style.detail === undefined) return { start, length };
  const stepped = (angle: number) => (Math.round((angle / TURN) * STEPS) / STEPS) * TURN;
  return share === undefined ? { start: stepped(start), length } : { start, length: stepped(length) };
}

/** The pod itself, without what changes from moment to moment. */
function paintBody(
  context: CanvasRenderingContext2D,
  shape: PodRow['shape'],
  colour: string,
  x: number,
  y: number,
  size: number,
  sweep: { readonly start: number; readonly length: number } | undefined,
  { palette, hatch }: PodStyle,
): void {
  const radius = size * 0.27;
  const stroke = size >= 20 ? 2 : 1.5;
  const inset = stroke / 2;
  const outline = () => {
    context.beginPath();
    context.roundRect(x + inset, y + inset, size - stroke, size - stroke, radius);
  };
  context.lineWidth = stroke;
  switch (shape) {
    case 'ready':
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(x, y, size, size, radius);
      context.fill();
      if (size >= 14) tick(context, x, y, size, palette.onHue);
      break;
    case 'done':
      context.globalAlpha *= 0.45;
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(x, y, size, size, radius);
      context.fill();
      context.globalAlpha /= 0.45;
      if (size >= 14) tick(context, x, y, size, palette.ink);
      break;
    case 'starting':
      context.strokeStyle = colour;
      outline();
      context.stroke();
      if (sweep) arc(context, x + size / 2, y + size / 2, size * 0.23, colour, palette.line, sweep.start, sweep.length);
      break;
    case 'failing':
      context.strokeStyle = palette.bad;
      outline();
      context.fillStyle = hatch ?? palette.badSoft;
      context.fill();
      context.stroke();
      // A corner in the revision's hue: which revision fails must not get lost in the red.
      context.fillStyle = colour;
      context.beginPath();
      context.roundRect(x + stroke + 1, y + size - stroke - 1 - size * 0.2, size * 0.2, size * 0.2, size * 0.07);
      context.fill();
      if (size >= 20) bang(context, x + size - 2, y + 2, palette);
      break;
    case 'going':
      context.save();
      context.globalAlpha *= 0.75;
      context.strokeStyle = colour;
      context.setLineDash(size >= 20 ? [3, 4] : [2, 2]);
      outline();
      context.stroke();
      context.restore();
      break;
  }
}

/** A place that waits for its pod: a dotted corner-less outline, told apart from a going pod by having no hue. */
export function paintEmpty(
  context: CanvasRenderingContext2D,
  { x, y, size, caption }: { readonly x: number; readonly y: number; readonly size: number; readonly caption: string },
  palette: Palette,
): void {
  context.strokeStyle = palette.lineStrong;
  context.lineWidth = 1;
  context.setLineDash([1.5, 3]);
  context.beginPath();
  context.roundRect(x + 0.5, y + 0.5, size - 1, size - 1, size * 0.27);
  context.stroke();
  context.setLineDash([]);
  if (caption !== '') text(context, caption, x + size / 2, y + size + 14, palette.soft);
}

/** Where a StatefulSet's update stops: what stands before the line keeps its template. */
export function paintPartition(
  context: CanvasRenderingContext2D,
  { x, y, height, text: name }: { readonly x: number; readonly y: number; readonly height: number; readonly text: string },
  palette: Palette,
): void {
  context.strokeStyle = palette.ink;
  context.lineWidth = 1.5;
  context.setLineDash([4, 3]);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x, y + height);
  context.stroke();
  context.setLineDash([]);
  context.font = SMALL_FONT;
  context.fillStyle = palette.soft;
  context.textAlign = 'center';
  context.fillText(name, x, y - 5);
}

function paintSpeck(context: CanvasRenderingContext2D, pod: PodRow, colour: string, x: number, y: number, size: number, style: PodStyle): void {
  const { palette } = style;
  context.fillStyle = pod.shape === 'failing' ? palette.bad : colour;
  if (pod.shape === 'ready' || pod.shape === 'failing') context.fillRect(x, y, size, size);
  else {
    context.save();
    context.globalAlpha *= pod.shape === 'going' ? 0.3 : 0.55;
    context.fillRect(x, y, size, size);
    context.restore();
  }
  if (pod.key === style.selected || pod.key === style.hovered) {
    context.strokeStyle = palette.accent;
    context.lineWidth = 1.5;
    context.strokeRect(x - 1.5, y - 1.5, size + 3, size + 3);
  }
}

function tick(context: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void {
  context.beginPath();
  context.moveTo(x + size * 0.3, y + size * 0.52);
  context.lineTo(x + size * 0.435, y + size * 0.655);
  context.lineTo(x + size * 0.7, y + size * 0.355);
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.5, size * 0.083);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.stroke();
}

const turning = ({ still, time }: PodStyle): number => (still ? -Math.PI / 2 : ((time % 1200) / 1200) * 2 * Math.PI - Math.PI / 2);

/** How far what it waits for has come, from 0 to 1. */
function progress({ countdown }: PodRow, time: number): number | undefined {
  if (countdown?.since === undefined || countdown.until <= time) return undefined;
  return Math.min(1, Math.max(0, (time - countdown.since) / Math.max(1, countdown.until - countdown.since)));
}

function arc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string, rest: string, start: number, length: number): void {
  context.lineWidth = Math.max(1.5, radius * 0.42);
  context.strokeStyle = rest;
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
  if (length <= 0.05) return;
  context.strokeStyle = colour;
  context.lineCap = 'round';
  context.beginPath();
  context.arc(x, y, radius, start, start + length);
  context.stroke();
}

function bang(context: CanvasRenderingContext2D, x: number, y: number, palette: Palette): void {
  context.fillStyle = palette.bad;
  context.beginPath();
  context.arc(x, y, 8, 0, 2 * Math.PI);
  context.fill();
  context.font = `700 ${SMALL_FONT}`;
  context.fillStyle = palette.background;
  context.textAlign = 'center';
  context.fillText('!', x, y + 4);
}

function text(context: CanvasRenderingContext2D, value: string, x: number, y: number, colour: string): void {
  context.font = SMALL_FONT;
  context.fillStyle = colour;
  context.textAlign = 'center';
  context.fillText(value, x, y);
}

/** Diagonal stripes in the failure colour, for a device pixel ratio. */
export function hatchPattern(context: CanvasRenderingContext2D, palette: Palette, ratio: number): CanvasPattern | null {
  const side = 6;
  const tile = blankCanvas(Math.ceil(side * ratio));
  const pen = tile.getContext('2d');
  if (!pen) return null;
  pen.scale(ratio, ratio);
  // What the two kinds of context have in common is all that is drawn with.
  hatchTile(pen as unknown as CanvasRenderingContext2D, palette, side);
  const pattern = context.createPattern(tile, 'repeat');
  pattern?.setTransform(new DOMMatrix().scale(1 / ratio));
  return pattern;
}

/** What the stripes repeat. */
export function hatchTile(pen: CanvasRenderingContext2D, palette: Palette, side: number): void {
  pen.fillStyle = palette.card;
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = palette.bad;
  pen.globalAlpha = 0.5;
  pen.lineWidth = 1.6;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift - 1, side + 1);
    pen.lineTo(shift + side + 1, -1);
    pen.stroke();
  }
}
