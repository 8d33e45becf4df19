/** Draws the Nodes stage. Pods travel from where they waited to their node; those that did not change stay still. */
import type { PodRow } from '../worker/protocol.ts';
import { wrap } from './layout.ts';
import { amount, cellX, cellY, cores, podPlace, visibleCells, waitingPlace } from './nodes-layout.ts';
import type { NodeCell, NodesLayout } from './nodes-layout.ts';
import type { Palette } from './palette.ts';
import { NodeStrips } from './node-strips.ts';
import { paintPod, SMALL_FONT } from './pod-painter.ts';
import type { PodStyle } from './pod-painter.ts';
import { Glide, MOVE_MS } from './scene.ts';

/** Above this many pods they jump instead of travelling. */
const MANY = 1500;
const TRAVEL_MS = MOVE_MS + 40;

interface Traveller {
  readonly x: Glide;
  readonly y: Glide;
  readonly size: Glide;
}

export class NodesScene {
  private travellers = new Map<string, Traveller>();
  private layout: NodesLayout | undefined;
  private changed = -Infinity;
  private many = false;
  private readonly strips = new NodeStrips();

  update(layout: NodesLayout, now: number, animate: boolean): void {
    const before = this.layout;
    this.layout = layout;
    let total = layout.waiting.length;
    for (const { count } of layout.cells) total += count;
    this.many = total > MANY;
    if (this.many) {
      this.travellers.clear();
      return;
    }
    const glide = animate && before !== undefined && before.cellWidth === layout.cellWidth;
    const next = new Map<string, Traveller>();
    const put = (pod: PodRow | undefined, place: { x: number; y: number }, size: number) => {
      if (!pod) return;
      const known = this.travellers.get(pod.uid);
      if (known) {
        known.x.aim(place.x, now, glide);
        known.y.aim(place.y, now, glide);
        known.size.aim(size, now, glide);
      }
      next.set(pod.uid, known ?? { x: new Glide(place.x), y: new Glide(place.y), size: new Glide(size) });
    };
    layout.waiting.forEach((pod, slot) => put(pod, waitingPlace(layout, slot), 22));
    layout.cells.forEach((cell, index) => cell.pods.forEach((pod, slot) => put(pod, podPlace(layout, index, slot), layout.podSize)));
    this.travellers = next;
    if (glide) this.changed = now;
  }

  moving(now: number): boolean {
    return now - this.changed < TRAVEL_MS;
  }

  draw(context: CanvasRenderingContext2D, now: number, top: number, bottom: number, style: PodStyle, hue: (pod: PodRow) => number, refused: ReadonlyMap<string, string>): void {
    const { layout } = this;
    if (!layout) return;
    const [first, last] = visibleCells(layout, top, bottom);
    // Small pods look the same at every moment, and many do not travel: their cells are pictures until something changes.
    if (this.many && layout.density !== 'large' && style.detail !== undefined && this.drawStrips(context, layout, first, last, style, style.detail, hue, refused)) {
      if (top < layout.top)
        layout.waiting.forEach((row, slot) => row && paintPod(context, row, hue(row), waitingPlace(layout, slot).x, waitingPlace(layout, slot).y, 22, false, style));
      return;
    }
    for (let index = first; index < last; index += 1) this.drawCell(context, layout, index, style, refused);
    const pod = (row: PodRow | undefined, place: { x: number; y: number }, size: number) => {
      if (!row) return;
      const traveller = this.travellers.get(row.uid);
      if (traveller) paintPod(context, row, hue(row), traveller.x.at(now), traveller.y.at(now), traveller.size.at(now), false, style);
      else paintPod(context, row, hue(row), place.x, place.y, size, false, style);
    };
    for (let index = first; index < last; index += 1) layout.cells[index]!.pods.forEach((row, slot) => pod(row, podPlace(layout, index, slot), layout.podSize));
    if (top < layout.top) layout.waiting.forEach((row, slot) => pod(row, waitingPlace(layout, slot), 22));
  }

  private drawStrips(
    context: CanvasRenderingContext2D,
    layout: NodesLayout,
    first: number,
    last: number,
    style: PodStyle,
    detail: number,
    hue: (pod: PodRow) => number,
    refused: ReadonlyMap<string, string>,
  ): boolean {
    this.strips.use([layout, hue, refused, style.palette, style.hatch, detail]);
    const plain: PodStyle = { ...style, selected: undefined, hovered: undefined };
    const whole = (pen: CanvasRenderingContext2D, index: number, how: PodStyle) => {
      this.drawCell(pen, layout, index, how, refused);
      layout.cells[index]!.pods.forEach((row, slot) => {
        const { x, y } = podPlace(layout, index, slot);
        if (row) paintPod(pen, row, hue(row), x, y, layout.podSize, false, how);
      });
    };
    const size = { width: layout.left + layout.columns * (layout.cellWidth + layout.gap), height: layout.cellHeight + layout.gap, detail };
    const most = Math.ceil((last - first) / layout.columns) * 3;
    for (let from = first; from < last; from += layout.columns) {
      const until = Math.min(last, from + layout.columns);
      const put = this.strips.put(context, from / layout.columns, cellY(layout, from), size, most, (pen) => {
        for (let index = from; index < until; index += 1) whole(pen, index, plain);
      });
      if (!put) return false;
    }
    // What is chosen or pointed at is drawn over its picture.
    for (const key of [style.hovered, style.selected]) {
      if (key === undefined) continue;
      for (let index = first; index < last; index += 1) {
        const { node, pods } = layout.cells[index]!;
        if (node.key === key || pods.some((pod) => pod?.key === key)) whole(context, index, style);
      }
    }
    return true;
  }

  private drawCell(context: CanvasRenderingContext2D, layout: NodesLayout, index: number, style: PodStyle, refused: ReadonlyMap<string, string>): void {
    const { palette } = style;
    const cell = layout.cells[index]!;
    const { node } = cell;
    const x = cellX(layout, index);
    const y = cellY(layout, index);
    const width = layout.cellWidth;
    const height = layout.cellHeight;
    const why = refused.get(node.name);
    const small = layout.density === 'small';
    context.save();
    context.beginPath();
    context.roundRect(x + 0.5, y + 0.5, width - 1, height - 1, layout.density === 'large' ? 12 : small ? 4 : 8);
    context.fillStyle = palette.card;
    context.fill();
    if (!node.ready) {
      context.fillStyle = palette.badSoft;
      context.fill();
    }
    const selected = node.key === style.selected;
    context.strokeStyle = selected ? palette.accent : !node.ready || why !== undefined ? palette.bad : node.key === style.hovered ? palette.lineStrong : palette.line;
    context.lineWidth = selected ? 2 : 1;
    // A cordoned node's fence is dashed.
    if (!node.schedulable) {
      context.setLineDash([5, 4]);
      context.strokeStyle = selected ? palette.accent : palette.soft;
    }
    context.stroke();
    context.setLineDash([]);
    if (layout.density === 'large') this.drawLarge(context, cell, x, y, width, palette, why);
    else if (layout.density === 'medium') this.drawMedium(context, cell, x, y, width, palette);
    else {
      meter(context, x + 4, y + 3, width - 8, 2.5, cell.cpu, cell.cpuLimit, node.cpu, palette);
      meter(context, x + 4, y + 7, width - 8, 2.5, cell.memory, cell.memoryLimit, node.memory, palette);
    }
    context.restore();
  }

  private drawLarge(context: CanvasRenderingContext2D, cell: NodeCell, x: number, y: number, width: number, palette: Palette, why: string | undefined): void {
    const { node } = cell;
    const inner = width - 32;
    say(context, node.name, x + 16, y + 25, palette.ink, '620 13px Inter, system-ui, sans-serif', inner * 0.6);
    const state = !node.ready ? 'NotReady' : !node.schedulable ? 'cordoned' : 'Ready';
    say(context, state, x + width - 16, y + 25, !node.ready ? palette.bad : palette.soft, '12px Inter, system-ui, sans-serif', inner * 0.4, 'right');
    const lines = [['CPU', cell.cpu, cell.cpuLimit, node.cpu, cores] as const, ['memory', cell.memory, cell.memoryLimit, node.memory, amount] as const];
    lines.forEach(([label, used, limit, all, text], line) => {
      const top = y + 44 + line * 23;
      say(context, label, x + 16, top, palette.soft, SMALL_FONT, 60);
      say(context, `${text(used)} of ${text(all)}${limit > 0 ? `, limits ${text(limit)}` : ''}`, x + width - 16, top, palette.soft, SMALL_FONT, inner - 56, 'right');
      meter(context, x + 16, top + 5, inner, 5, used, limit, all, palette);
    });
    if (why === undefined) {
      say(context, `${cell.count} of ${node.pods} pods${node.taints.length > 0 ? ` · ${node.taints.join(', ')}` : ''}`, x + 16, y + 98, palette.soft, SMALL_FONT, inner);
      return;
    }
    // A refusal takes the place of the count, and a line more.
    context.font = SMALL_FONT;
    const reason = wrap(`✕ ${why}`, inner, (text) => context.measureText(text).width);
    say(context, reason[0] ?? '', x + 16, y + 98, palette.bad, SMALL_FONT, inner);
    if (reason.length > 1) say(context, reason.slice(1).join(' '), x + 16, y + 112, palette.bad, SMALL_FONT, inner);
  }

  private drawMedium(context: CanvasRenderingContext2D, cell: NodeCell, x: number, y: number, width: number, palette: Palette): void {
    const { node } = cell;
    say(context, node.name, x + 9, y + 16, node.ready ? palette.ink : palette.bad, SMALL_FONT, width - 40);
    say(context, !node.ready ? '!' : !node.schedulable ? '–' : String(cell.count), x + width - 9, y + 16, node.ready ? palette.soft : palette.bad, SMALL_FONT, 30, 'right');
    meter(context, x + 9, y + 22, width - 18, 3.5, cell.cpu, cell.cpuLimit, node.cpu, palette);
    meter(context, x + 9, y + 28, width - 18, 3.5, cell.memory, cell.memoryLimit, node.memory, palette);
  }
}

/** Requests are filled, limits are a line over them; both against what the node can give. More than that is red. */
function meter(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number, used: number, limit: number, all: number, palette: Palette): void {
  const share = (value: number) => (all > 0 ? Math.min(1, value / all) : 0);
  context.fillStyle = palette.line;
  context.beginPath();
  context.roundRect(x, y, width, height, height / 2);
  context.fill();
  if (used > 0) {
    context.fillStyle = used >= all * 0.999 ? palette.bad : palette.accent;
    context.beginPath();
    context.roundRect(x, y, Math.max(height, width * share(used)), height, height / 2);
    context.fill();
  }
  if (limit > 0) {
    context.strokeStyle = limit > all ? palette.bad : palette.ink;
    context.lineWidth = height > 3 ? 2 : 1;
    const at = x + width * share(limit) - 1;
    context.beginPath();
    context.moveTo(at, y - 1.5);
    context.lineTo(at, y + height + 1.5);
    context.stroke();
  }
}

function say(context: CanvasRenderingContext2D, text: string, x: number, y: number, colour: string, font: string, room: number, align: CanvasTextAlign = 'left'): void {
  context.font = font;
  context.fillStyle = colour;
  context.textAlign = align;
  let shown = text;
  if (context.measureText(text).width > room) {
    let length = text.length;
    while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
    shown = `${text.slice(0, length)}…`;
  }
  context.fillText(shown, x, y);
}
