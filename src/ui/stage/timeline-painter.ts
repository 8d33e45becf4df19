/** Draws the Timeline: bars, Events, the axis and the now-line. What lies after now is pale: it has been, and is ahead again. */
import { scaleLinear } from 'd3';
import type { PodLife } from '../worker/history-protocol.ts';
import type { Palette } from './palette.ts';
import { SMALL_FONT } from './pod-painter.ts';
import { AXIS, axisLabel, RIGHT } from './timeline-layout.ts';
import type { TimelineLayout, TimeWindow } from './timeline-layout.ts';

export interface TimelineStyle {
  readonly palette: Palette;
  readonly hatch: CanvasPattern | null;
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly window: TimeWindow;
  readonly origin: number;
  readonly now: number;
  /** Up to where this branch is known. */
  readonly end: number;
  readonly selected: string | undefined;
  /** The uid of the pod that the keyboard is at. */
  readonly cursor: string | undefined;
  readonly brush: TimeWindow | undefined;
  readonly hover: number | undefined;
}

export function paintTimeline(context: CanvasRenderingContext2D, layout: TimelineLayout, style: TimelineStyle): void {
  const { palette, width, height, scrollTop, window } = style;
  const right = width - RIGHT;
  const perMs = (right - layout.left) / (window.to - window.from);
  const x = (time: number) => layout.left + (time - window.from) * perMs;
  paintAxis(context, layout, style, x);
  context.save();
  context.beginPath();
  context.rect(0, AXIS, width, height - AXIS);
  context.clip();
  for (const row of layout.rows) {
    const y = row.y - scrollTop;
    if (y > height) break;
    if (y + row.height < AXIS) continue;
    if (row.kind === 'head') {
      context.fillStyle = palette.hues[row.hue] ?? palette.soft;
      context.fillRect(16, y + 8, 4, 12);
      context.font = '600 12px Inter, system-ui, sans-serif';
      context.textAlign = 'left';
      context.fillStyle = palette.ink;
      context.fillText(fitted(context, row.label, width - 43), 27, y + 18);
      continue;
    }
    const life = row.life!;
    const chosen = life.key === style.selected;
    if (chosen || life.uid === style.cursor) {
      context.fillStyle = chosen ? palette.accentSoft : palette.card;
      context.fillRect(6, y, width - 12, row.height);
    }
    if (layout.labelled) {
      context.font = SMALL_FONT;
      context.textAlign = 'left';
      context.fillStyle = chosen ? palette.ink : palette.soft;
      context.fillText(row.label, 16, y + row.height / 2 + 4);
    }
    paintLife(context, life, palette.hues[row.hue] ?? palette.soft, y, row.height, x, layout.left, right, style);
  }
  context.restore();
  const nowX = x(style.now);
  if (nowX < right && style.end > style.now) {
    context.globalAlpha = 0.62;
    context.fillStyle = palette.background;
    context.fillRect(nowX, AXIS, width - nowX, height - AXIS);
    context.globalAlpha = 1;
  }
  if (style.brush) {
    context.fillStyle = palette.accentSoft;
    context.fillRect(x(style.brush.from), AXIS, x(style.brush.to) - x(style.brush.from), height - AXIS);
  }
  if (style.hover !== undefined) line(context, x(style.hover), AXIS, height, palette.lineStrong, 1);
  if (nowX >= layout.left - 1 && nowX <= right + 1) {
    line(context, nowX, AXIS - 4, height, palette.accent, 2);
    context.fillStyle = palette.accent;
    context.beginPath();
    context.arc(nowX, AXIS - 5, 4, 0, 2 * Math.PI);
    context.fill();
  }
}

/** The label of an owner in so much room: its name gives way first. */
function fitted(context: CanvasRenderingContext2D, label: string, room: number): string {
  if (context.measureText(label).width <= room) return label;
  const at = label.indexOf(' · ');
  let name = at < 0 ? label : label.slice(0, at);
  const rest = at < 0 ? '' : label.slice(at);
  while (name.length > 1 && context.measureText(`${name}…${rest}`).width > room) name = name.slice(0, -1);
  return `${name}…${rest}`;
}

function paintAxis(context: CanvasRenderingContext2D, layout: TimelineLayout, style: TimelineStyle, x: (time: number) => number): void {
  const { palette, width, height, window, origin, now } = style;
  const scale = scaleLinear([(window.from - origin) / 1000, (window.to - origin) / 1000], [layout.left, width - RIGHT]);
  const ticks = scale.ticks(Math.max(2, Math.floor((width - layout.left) / 110)));
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 1;
  const nowX = x(now);
  context.font = SMALL_FONT;
  for (const tick of ticks) {
    const at = scale(tick);
    line(context, Math.round(at) + 0.5, AXIS, height, palette.line, 1);
    if (Math.abs(at - nowX) < 34) continue;
    // The first stands inside of the picture.
    context.textAlign = at < 24 ? 'left' : 'center';
    context.fillStyle = palette.soft;
    context.fillText(axisLabel(tick, step), at < 24 ? Math.max(4, at - 8) : at, 15);
  }
  if (nowX >= layout.left - 1 && nowX <= width - RIGHT + 1) {
    context.textAlign = nowX > width - 40 ? 'right' : 'center';
    context.fillStyle = palette.accent;
    context.font = `600 ${SMALL_FONT}`;
    context.fillText('now', nowX > width - 40 ? width - 6 : nowX, 15);
  }
}

function paintLife(
  context: CanvasRenderingContext2D,
  life: PodLife,
  colour: string,
  top: number,
  rowHeight: number,
  x: (time: number) => number,
  left: number,
  right: number,
  style: TimelineStyle,
): void {
  const { palette } = style;
  const height = Math.max(2, rowHeight - (rowHeight > 14 ? 7 : rowHeight > 7 ? 3 : 1));
  const y = top + (rowHeight - height) / 2;
  const until = life.end ?? Math.max(style.end, style.now);
  const x0 = Math.max(left, x(life.start));
  const x1 = Math.min(right, Math.max(x(until), x(life.start) + 2));
  if (x1 <= left || x0 >= right) return;
  const { segments } = life;
  const radius = Math.min(height / 2, (x1 - x0) / 2);
  for (let index = 0; index < segments.length; index += 1) {
    const { phase, at } = segments[index]!;
    const a = Math.max(x0, x(at));
    const b = Math.min(x1, x(segments[index + 1]?.at ?? until));
    const width = b - a;
    if (width < 0.4) continue;
    const leftRadius = a <= x0 + 0.5 ? radius : 1;
    const rightRadius = b >= x1 - 0.5 ? radius : 1;
    const stroked = phase !== 'ready' && phase !== 'done' && height >= 5 && width > 3;
    const inset = stroked ? 0.75 : 0;
    context.beginPath();
    context.roundRect(a + inset, y + inset, Math.max(0.5, width - 2 * inset), height - 2 * inset, [leftRadius, rightRadius, rightRadius, leftRadius]);
    context.lineWidth = 1.5;
    switch (phase) {
      case 'ready':
        context.fillStyle = colour;
        context.fill();
        break;
      case 'done':
        context.globalAlpha = 0.45;
        context.fillStyle = colour;
        context.fill();
        context.globalAlpha = 1;
        break;
      case 'failing':
        context.fillStyle = stroked ? (style.hatch ?? palette.badSoft) : palette.bad;
        context.fill();
        if (stroked) outline(context, palette.bad);
        break;
      case 'pulling':
      case 'starting':
      case 'pending':
        context.globalAlpha = phase === 'pulling' ? 0.38 : stroked ? 0.1 : 0.3;
        context.fillStyle = colour;
        context.fill();
        context.globalAlpha = 1;
        if (stroked) outline(context, phase === 'pending' ? palette.lineStrong : colour);
        break;
      case 'going':
        if (stroked) {
          context.setLineDash([3, 3]);
          outline(context, colour);
          context.setLineDash([]);
        } else {
          context.globalAlpha = 0.35;
          context.fillStyle = colour;
          context.fill();
          context.globalAlpha = 1;
        }
        break;
    }
  }
  if (rowHeight >= 9) paintMarks(context, life, y, height, x, left, right, palette);
}

function outline(context: CanvasRenderingContext2D, colour: string): void {
  context.strokeStyle = colour;
  context.stroke();
}

/** Warnings are red triangles over the bar, other Events a tick under it: told apart by shape. Those that would overlap are left out. */
function paintMarks(context: CanvasRenderingContext2D, life: PodLife, y: number, height: number, x: (time: number) => number, left: number, right: number, palette: Palette): void {
  let lastWarning = -Infinity;
  for (const { at, warning } of life.marks) {
    const mark = x(at);
    if (mark < left || mark > right) continue;
    if (!warning) {
      if (height >= 10) line(context, mark, y + height, y + height + 3, palette.soft, 1);
      continue;
    }
    if (mark - lastWarning < 7) continue;
    lastWarning = mark;
    context.fillStyle = palette.bad;
    context.strokeStyle = palette.background;
    context.lineWidth = 1.5;
    context.beginPath();
    context.moveTo(mark, y + height / 2 - 5);
    context.lineTo(mark + 5, y + height / 2 + 4);
    context.lineTo(mark - 5, y + height / 2 + 4);
    context.closePath();
    context.stroke();
    context.fill();
  }
}

function line(context: CanvasRenderingContext2D, x: number, from: number, to: number, colour: string, width: number): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.moveTo(x, from);
  context.lineTo(x, to);
  context.stroke();
}
