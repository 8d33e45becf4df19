/** What is on the canvas and on its way between two states. Pods that did not change do not move. */
import { easeCubicOut } from 'd3';
import type { PodRow } from '../worker/protocol.ts';
import type { BarSegment } from './model.ts';
import type { PlacedPod, PlacedSection, StageLayout } from './layout.ts';
import type { Palette } from './palette.ts';
import { paintEmpty, paintPartition, paintPod, SMALL_FONT } from './pod-painter.ts';
import type { PodStyle } from './pod-painter.ts';

export const MOVE_MS = 320;
const FADE_MS = 220;
/** Above this many pods the stage jumps instead of gliding. */
const MANY = 3000;

/** A number on its way. */
export class Glide {
  private from: number;
  private start = -Infinity;
  constructor(private target: number) {
    this.from = target;
  }
  aim(target: number, now: number, animate: boolean): void {
    if (target === this.target) return;
    this.from = animate ? this.at(now) : target;
    this.target = target;
    this.start = animate ? now : -Infinity;
  }
  at(now: number): number {
    const t = (now - this.start) / MOVE_MS;
    return t >= 1 ? this.target : this.from + (this.target - this.from) * easeCubicOut(Math.max(0, t));
  }
  moving(now: number): boolean {
    return now - this.start < MOVE_MS;
  }
}

interface Sprite {
  pod: PodRow;
  /** What it looked like before its last change, fading out. */
  before?: PodRow;
  changed: number;
  hue: number;
  labelled: boolean;
  caption: string | undefined;
  readonly x: Glide;
  readonly y: Glide;
  readonly size: Glide;
  /** 0 for one that is leaving. */
  readonly alpha: Glide;
  leaving: boolean;
}

interface BarSprite {
  section: PlacedSection;
  readonly y: Glide;
  readonly floor: Glide;
  readonly ceiling: Glide;
  readonly ends: Map<string, { start: Glide; end: Glide }>;
}

export class StageScene {
  private readonly sprites = new Map<string, Sprite>();
  private readonly bars = new Map<string, BarSprite>();
  private layout: StageLayout | undefined;
  private lastChange = -Infinity;

  /** Takes a new state in. `animate` false: at once, as after a jump in time far away or with reduced motion. */
  update(layout: StageLayout, now: number, animate: boolean): void {
    const resized = this.layout !== undefined && this.layout.width !== layout.width;
    let total = 0;
    for (const section of layout.sections) for (const card of section.cards) total += card.pods.length;
    const glide = animate && !resized && total < MANY && this.layout !== undefined;
    this.layout = layout;
    const seen = new Set<string>();
    for (const section of layout.sections)
      for (const card of section.cards)
        for (const placed of card.pods) {
          seen.add(placed.pod.uid);
          this.place(placed, now, glide);
        }
    for (const [uid, sprite] of this.sprites) {
      if (seen.has(uid)) continue;
      if (!glide) this.sprites.delete(uid);
      else if (!sprite.leaving) {
        sprite.leaving = true;
        sprite.alpha.aim(0, now, true);
      }
    }
    this.placeBars(layout, now, glide);
    this.lastChange = glide ? now : -Infinity;
  }

  private place({ pod, hue, x, y, size, labelled, caption, from }: PlacedPod, now: number, glide: boolean): void {
    const sprite = this.sprites.get(pod.uid);
    if (!sprite) {
      const fresh: Sprite = {
        pod,
        changed: -Infinity,
        hue,
        labelled,
        caption,
        // Made from its template, it comes out of its card.
        x: new Glide(glide ? from.x : x),
        y: new Glide(glide ? from.y : y),
        size: new Glide(glide ? Math.min(size, 8) : size),
        alpha: new Glide(glide ? 0 : 1),
        leaving: false,
      };
      fresh.x.aim(x, now, glide);
      fresh.y.aim(y, now, glide);
      fresh.size.aim(size, now, glide);
      fresh.alpha.aim(1, now, glide);
      this.sprites.set(pod.uid, fresh);
      return;
    }
    if (sprite.pod.shape !== pod.shape && glide) {
      sprite.before = sprite.pod;
      sprite.changed = now;
    }
    sprite.pod = pod;
    sprite.hue = hue;
    sprite.labelled = labelled;
    sprite.caption = caption;
    sprite.leaving = false;
    sprite.x.aim(x, now, glide);
    sprite.y.aim(y, now, glide);
    sprite.size.aim(size, now, glide);
    sprite.alpha.aim(1, now, glide);
  }

  private placeBars(layout: StageLayout, now: number, glide: boolean): void {
    const seen = new Set<string>();
    for (const section of layout.sections) {
      if (!section.bar) continue;
      const { bar, box } = section.bar;
      seen.add(section.section.key);
      const x = (pods: number) => box.x + 4 + (pods / bar.span) * (box.width - 8);
      let sprite = this.bars.get(section.section.key);
      if (!sprite) {
        sprite = { section, y: new Glide(box.y), floor: new Glide(x(bar.floor)), ceiling: new Glide(x(bar.ceiling)), ends: new Map() };
        this.bars.set(section.section.key, sprite);
      }
      sprite.section = section;
      sprite.y.aim(box.y, now, glide);
      sprite.floor.aim(x(bar.floor), now, glide);
      sprite.ceiling.aim(x(bar.ceiling), now, glide);
      let at = 0;
      const ids = new Set<string>();
      for (const segment of bar.segments) {
        const start = x(at);
        at += segment.count;
        const end = x(at);
        ids.add(segment.id);
        const ends = sprite.ends.get(segment.id);
        if (ends) {
          ends.start.aim(start, now, glide);
          ends.end.aim(end, now, glide);
        } else {
          const fresh = { start: new Glide(start), end: new Glide(glide ? start : end) };
          fresh.end.aim(end, now, glide);
          sprite.ends.set(segment.id, fresh);
        }
      }
      for (const id of sprite.ends.keys()) if (!ids.has(id)) sprite.ends.delete(id);
    }
    for (const key of this.bars.keys()) if (!seen.has(key)) this.bars.delete(key);
  }

  moving(now: number): boolean {
    return now - this.lastChange < MOVE_MS + 40;
  }

  /** Draws what lies between `top` and `bottom`, in stage coordinates. */
  draw(context: CanvasRenderingContext2D, now: number, top: number, bottom: number, style: PodStyle): void {
    for (const bar of this.bars.values()) {
      const y = bar.y.at(now);
      if (y > top - 60 && y < bottom + 60) this.drawBar(context, bar, y, now, style);
    }
    for (const section of this.layout?.sections ?? [])
      for (const card of section.cards) {
        for (const place of card.empty) if (place.y > top - 60 && place.y < bottom + 20) paintEmpty(context, place, style.palette);
        if (card.partition) paintPartition(context, card.partition, style.palette);
      }
    for (const [uid, sprite] of this.sprites) {
      const y = sprite.y.at(now);
      if (y > bottom + 20 || y < top - 60) {
        if (sprite.leaving && !sprite.alpha.moving(now)) this.sprites.delete(uid);
        continue;
      }
      const alpha = sprite.alpha.at(now);
      if (alpha <= 0.01) {
        if (sprite.leaving) this.sprites.delete(uid);
        continue;
      }
      const x = sprite.x.at(now);
      const size = sprite.size.at(now);
      // Coming and going pods swell and shrink a little.
      const scale = sprite.alpha.moving(now) ? 0.7 + 0.3 * alpha : 1;
      const shift = (size * (1 - scale)) / 2;
      const fade = (now - sprite.changed) / FADE_MS;
      if (sprite.before && fade < 1) {
        context.globalAlpha = alpha * (1 - fade);
        paintPod(context, sprite.before, sprite.hue, x + shift, y + shift, size * scale, false, style);
        context.globalAlpha = alpha * Math.min(1, 0.25 + fade);
      } else {
        sprite.before = undefined;
        context.globalAlpha = alpha;
      }
      paintPod(context, sprite.pod, sprite.hue, x + shift, y + shift, size * scale, sprite.labelled, style, sprite.caption);
      context.globalAlpha = 1;
    }
  }

  private drawBar(context: CanvasRenderingContext2D, sprite: BarSprite, y: number, now: number, style: PodStyle): void {
    const placed = sprite.section.bar;
    if (!placed) return;
    const { palette } = style;
    const { bar, box } = placed;
    context.beginPath();
    context.roundRect(box.x + 0.5, y + 0.5, box.width - 1, box.height - 1, 8);
    context.fillStyle = palette.card;
    context.fill();
    context.strokeStyle = palette.line;
    context.lineWidth = 1;
    context.stroke();
    const words: (() => void)[] = [];
    const floorX = bar.limited ? sprite.floor.at(now) - 1.5 : -1;
    for (const segment of bar.segments) {
      const ends = sprite.ends.get(segment.id);
      if (!ends) continue;
      const start = ends.start.at(now);
      const width = ends.end.at(now) - start - 3;
      if (width < 1) continue;
      const hue = palette.hues[segment.hue] ?? palette.soft;
      context.beginPath();
      context.roundRect(start, y + 4, width, box.height - 8, Math.min(6, width / 2));
      if (segment.kind === 'available') {
        context.fillStyle = hue;
        context.fill();
      } else {
        context.fillStyle = segment.kind === 'failing' ? (style.hatch ?? palette.badSoft) : palette.card;
        context.fill();
        context.strokeStyle = segment.kind === 'failing' ? palette.bad : hue;
        context.lineWidth = 1.5;
        context.stroke();
      }
      words.push(() => this.drawLabel(context, segment, start, width, y, box.height, floorX, palette));
    }
    if (bar.limited) this.drawLimits(context, sprite, y, box.height, box.x, box.x + box.width, now, palette, bar.floor, bar.ceiling);
    for (const say of words) say();
  }

  /** A segment's words, beside the floor's line where that runs through them. */
  private drawLabel(context: CanvasRenderingContext2D, segment: BarSegment, start: number, width: number, y: number, height: number, floorX: number, palette: Palette): void {
    context.font = `${segment.kind === 'available' ? 620 : 500} 13px Inter, system-ui, sans-serif`;
    context.textAlign = 'left';
    let left = start + 11;
    let room = width - 16;
    if (floorX > left - 6 && floorX < start + width) {
      const before = floorX - 8 - left;
      const after = start + width - 6 - (floorX + 9);
      const whole = context.measureText(segment.label).width;
      if (whole > before && (after >= whole || after > before)) {
        left = floorX + 9;
        room = after;
      } else room = before;
    }
    const label = fit(context, segment.label, String(segment.count), room);
    if (label === '') return;
    if (segment.kind === 'failing') {
      // Text on stripes does not read: it stands on a plate.
      context.fillStyle = palette.card;
      context.beginPath();
      context.roundRect(left - 5, y + 8, context.measureText(label).width + 10, height - 16, 5);
      context.fill();
    }
    context.fillStyle = segment.kind === 'available' ? palette.onHue : palette.ink;
    context.fillText(label, left, y + height / 2 + 4.5);
  }

  private drawLimits(
    context: CanvasRenderingContext2D,
    sprite: BarSprite,
    y: number,
    height: number,
    left: number,
    right: number,
    now: number,
    palette: Palette,
    floor: number,
    ceiling: number,
  ): void {
    const floorX = sprite.floor.at(now) - 1.5;
    const ceilingX = sprite.ceiling.at(now) - 1.5;
    context.strokeStyle = palette.ink;
    context.lineWidth = 2;
    for (const x of [floorX, ceilingX]) {
      context.beginPath();
      context.moveTo(x, y - 7);
      context.lineTo(x, y + height + 7);
      context.stroke();
    }
    context.font = SMALL_FONT;
    context.fillStyle = palette.soft;
    const floorText = `floor ${floor}`;
    const ceilingText = `ceiling ${ceiling}`;
    const floorWidth = context.measureText(floorText).width;
    const ceilingWidth = context.measureText(ceilingText).width;
    const ceilingLeft = Math.min(ceilingX - ceilingWidth / 2, right - ceilingWidth);
    let floorLeft = Math.max(left, floorX - floorWidth / 2);
    // The two may meet (maxUnavailable 0): side by side, then.
    if (floorLeft + floorWidth + 10 > ceilingLeft) floorLeft = ceilingLeft - floorWidth - 10;
    context.textAlign = 'left';
    context.fillText(floorText, floorLeft, y - 12);
    context.fillText(ceilingText, ceilingLeft, y - 12);
  }
}

function fit(context: CanvasRenderingContext2D, long: string, short: string, width: number): string {
  if (context.measureText(long).width <= width) return long;
  return context.measureText(short).width <= width ? short : '';
}
