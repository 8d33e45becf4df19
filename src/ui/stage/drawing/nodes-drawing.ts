/** One Nodes stage: from rows to a picture, to words, and to what is at a point. */
import type { PodRow } from '../../worker/protocol.ts';
import { podHues } from '../hues.ts';
import { layoutNodes, nodeAt } from '../nodes-layout.ts';
import type { NodesLayout } from '../nodes-layout.ts';
import { NodesScene } from '../nodes-scene.ts';
import type { PodSlots } from '../slots.ts';
import { TELLING } from './drawing.ts';
import type { Changed, Drawing, Known } from './drawing.ts';
import { nodeWords, refusedBy, waitingWords } from './node-words.ts';
import type { NodeWords } from './node-words.ts';
import type { Found, NodesLook, NodesWords } from './protocol.ts';
import { HATCH, recorded } from './recording.ts';
import type { Stroke } from './recording.ts';
import type { Sheet } from './sheet.ts';
import { Told } from './words.ts';

/** Above this many pods the stage is placed anew only now and then; a pod more is this many milliseconds more between two times. */
const MANY = 5000;
const PLACING = 0.02;
/** Milliseconds without scrolling, before many small nodes are told anew: what is drawn follows at once. */
const REST = 200;
/** What is told reaches this far over the edges; small nodes are many. */
const OVER = { large: 400, medium: 400, small: 100 };

export class NodesDrawing implements Drawing<NodesLook> {
  private layout: NodesLayout | undefined;
  private hues: (pod: PodRow) => number = podHues([], []);
  private refused: ReadonlyMap<string, string> = new Map();
  private readonly scene = new NodesScene();
  private readonly told = new Told<NodeWords>();
  private readonly fresh = { hues: false, layout: false, refused: false, words: false };
  /** Of the last time, of the page's or the thread's frames. */
  private last = { placed: -Infinity, told: -Infinity, scrolled: -Infinity };
  private scrolled = false;
  private urgent = true;

  constructor(
    private readonly side: Known,
    private readonly slots: PodSlots,
    private readonly sheet: Pick<Sheet, 'clear'>,
    private look: NodesLook,
    private readonly tell: (words: NodesWords) => void,
  ) {}

  timeMoved(tables: ReadonlySet<Changed>): void {
    if (tables.has('nodes') || tables.has('pods')) this.fresh.layout = false;
    if (tables.has('replicaSets') || tables.has('others')) this.fresh.hues = false;
    this.fresh.words = false;
  }

  lookAt(change: Partial<NodesLook>): void {
    const before = this.look;
    this.look = { ...before, ...change };
    if (this.look.width !== before.width || this.look.height !== before.height) {
      this.fresh.layout = false;
      this.last.placed = -Infinity;
      this.urgent = true;
    }
    if (this.look.refusal !== before.refusal) {
      this.fresh.refused = false;
      this.urgent = true;
    }
    if (this.look.scrollTop !== before.scrollTop) {
      this.scrolled = true;
      this.fresh.words = false;
    }
  }

  draw(now: number): boolean {
    this.update(now);
    const { layout, look, scene } = this;
    const blank = layout && this.sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, now, look, look.ratio);
    if (layout) this.say(now, layout);
    return scene.moving(now) || !this.fresh.words || !this.fresh.layout;
  }

  record(now: number): Stroke[] {
    this.update(now);
    return recorded((context) => this.paint(context, HATCH, now, this.look, undefined));
  }

  copy(now: number, sheet: Pick<Sheet, 'clear'>, ratio: number): boolean {
    this.urgent = true;
    this.last.placed = -Infinity;
    this.update(now);
    // Pictures of pods are kept by palette: those of another size are not to take their place.
    const look = { ...this.look, ratio, palette: { ...this.look.palette } };
    const blank = this.layout && sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, now, look, ratio);
    if (this.layout) this.say(now, this.layout);
    return blank !== undefined;
  }

  private paint(context: CanvasRenderingContext2D, hatch: CanvasPattern | null, now: number, look: NodesLook, detail: number | undefined): void {
    const { palette, still, selected, hovered, ratio, height } = look;
    const top = Math.round(look.scrollTop * ratio) / ratio;
    context.translate(0, -top);
    const style = { palette, hatch, time: this.side.time, still, selected, hovered, ...(detail !== undefined && { detail }) };
    this.scene.draw(context, now, top, top + height, style, this.hues, this.refused);
  }

  at(x: number, y: number): Found {
    if (!this.layout) return { pod: undefined, key: undefined };
    const { cell, pod } = nodeAt(this.layout, x, y);
    return { pod: pod?.key, key: pod?.key ?? (cell === undefined ? undefined : this.layout.cells[cell]!.node.key) };
  }

  private update(now: number): void {
    const { fresh, look, side, last } = this;
    const { nodes, pods, replicaSets, others } = side.tables;
    if (!fresh.hues) {
      fresh.hues = true;
      this.hues = podHues(replicaSets.values(), others.values());
    }
    const pause = pods.size > MANY ? pods.size * PLACING : 0;
    if (!fresh.layout && look.width > 0 && now - last.placed >= pause) {
      fresh.layout = true;
      fresh.refused = false;
      fresh.words = false;
      last.placed = now;
      this.layout = layoutNodes(nodes.values(), pods.values(), Math.max(240, look.width), this.slots);
      this.scene.update(this.layout, now, !look.still);
    }
    if (!fresh.refused && this.layout) {
      fresh.refused = true;
      fresh.words = false;
      this.refused = refusedBy(look.refusal, this.layout, pods.get(look.refusal?.pod ?? ''));
    }
    if (this.scrolled) {
      this.scrolled = false;
      last.scrolled = now;
    }
  }

  private say(now: number, layout: NodesLayout): void {
    const { side, fresh, look, last } = this;
    if (fresh.words) return;
    if (side.playing && !this.urgent && now - last.told < TELLING) return;
    if (layout.density === 'small' && now - last.scrolled < REST) return;
    fresh.words = true;
    this.urgent = false;
    last.told = now;
    const { refusal, scrollTop, height } = look;
    const over = OVER[layout.density];
    const nodes = nodeWords(layout, side.time, scrollTop - over, scrollTop + height + over, this.refused, refusal?.name ?? '');
    this.tell({
      height: layout.height,
      density: layout.density,
      columns: layout.columns,
      left: layout.left,
      count: layout.cells.length,
      keys: nodes.map(({ key }) => key),
      put: this.told.changed(nodes),
      waitingCount: layout.waitingCount,
      waitingTop: layout.waitingTop,
      waiting: waitingWords(layout, side.time),
      refused: refusal?.nodes.map(({ node, plugin }) => ({ node, plugin, reason: this.refused.get(node) ?? '' })) ?? [],
    });
  }
}
