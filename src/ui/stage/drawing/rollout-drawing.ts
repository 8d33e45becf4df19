/** One Rollout stage: from rows to a picture, to words, and to what is at a point. */
import { focusedSections, NAMESPACE } from '../focus.ts';
import { keyAt, layoutStage, podAt } from '../layout.ts';
import type { Measure, StageLayout } from '../layout.ts';
import { stageModel } from '../model.ts';
import type { StageSection } from '../model.ts';
import { StageScene } from '../scene.ts';
import type { PodSlots } from '../slots.ts';
import { TELLING } from './drawing.ts';
import type { Changed, Drawing, Known } from './drawing.ts';
import type { Found, RolloutLook, StageWords } from './protocol.ts';
import { HATCH, recorded } from './recording.ts';
import type { Stroke } from './recording.ts';
import type { Sheet } from './sheet.ts';
import { stageWords, Told } from './words.ts';
import type { SectionWords } from './words.ts';

/** Pixels of scrolling between two layouts. */
const STRIDE = 800;
/** What the stage shows nothing of. */
const UNSHOWN: ReadonlySet<Changed> = new Set(['events', 'broken', 'lives']);

export class RolloutDrawing implements Drawing<RolloutLook> {
  private whole: readonly StageSection[] = [];
  private sections: readonly StageSection[] = [];
  private layout: StageLayout = { width: 0, height: 0, narrow: false, sections: [] };
  private readonly scene = new StageScene();
  private readonly told = new Told<SectionWords>();
  private fresh = { model: false, layout: false, words: false };
  private lastTold = -Infinity;
  /** Something was asked for that is to be seen at once. */
  private urgent = true;

  constructor(
    private readonly side: Known,
    private readonly slots: PodSlots,
    private readonly sheet: Pick<Sheet, 'clear'>,
    private look: RolloutLook,
    private readonly measure: Measure,
    private readonly tell: (words: StageWords) => void,
  ) {}

  timeMoved(tables: ReadonlySet<Changed>): void {
    if ([...tables].some((table) => !UNSHOWN.has(table))) this.fresh.model = false;
    this.fresh.words = false;
  }

  lookAt(change: Partial<RolloutLook>): void {
    const before = this.look;
    this.look = { ...before, ...change };
    if (this.look.namespace !== before.namespace) this.fresh.model = false;
    const { width, height, scale, focus, open } = this.look;
    if (width !== before.width || height !== before.height || scale !== before.scale || focus !== before.focus || open !== before.open || this.stride !== strideOf(before)) {
      this.fresh.layout = false;
      this.urgent = true;
    }
  }

  draw(now: number): boolean {
    this.update(now);
    const { look, sheet, scene } = this;
    const blank = sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, now, look, look.ratio * look.scale);
    this.say(now);
    return scene.moving(now) || !this.fresh.words;
  }

  record(now: number): Stroke[] {
    this.update(now);
    return recorded((context) => this.paint(context, HATCH, now, this.look, undefined));
  }

  copy(now: number, sheet: Pick<Sheet, 'clear'>, ratio: number): boolean {
    this.urgent = true;
    this.update(now);
    // Pictures of pods are kept by palette: those of another size are not to take their place.
    const look = { ...this.look, ratio, palette: { ...this.look.palette } };
    const blank = sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, now, look, ratio * look.scale);
    this.say(now);
    return blank !== undefined;
  }

  private paint(context: CanvasRenderingContext2D, hatch: CanvasPattern | null, now: number, look: RolloutLook, detail: number | undefined): void {
    const { scale, scrollTop, height, palette, still, selected, hovered } = look;
    context.scale(scale, scale);
    context.translate(0, -scrollTop / scale);
    const style = { palette, hatch, time: this.side.time, still, selected, hovered, ...(detail !== undefined && { detail }) };
    this.scene.draw(context, now, scrollTop / scale, (scrollTop + height) / scale, style);
  }

  at(x: number, y: number): Found {
    const { scale } = this.look;
    return { pod: podAt(this.layout, x / scale, y / scale)?.key, key: keyAt(this.layout, x / scale, y / scale) };
  }

  private get stride(): number {
    return strideOf(this.look);
  }

  private update(now: number): void {
    const { look, side, fresh } = this;
    if (!fresh.model) {
      fresh.model = true;
      fresh.layout = false;
      const { pods, deployments, replicaSets, workloads, services, slices, traffic, others, nodes } = side.tables;
      this.whole = stageModel({
        namespace: look.namespace,
        pods: pods.values(),
        deployments: deployments.values(),
        replicaSets: replicaSets.values(),
        workloads: workloads.values(),
        services: services.values(),
        slices: slices.values(),
        traffic: traffic.values(),
        others: others.values(),
        nodes: nodes.values(),
      });
    }
    if (fresh.layout || look.width === 0) return;
    fresh.layout = true;
    fresh.words = false;
    this.sections = focusedSections(this.whole, look.focus);
    this.layout = layoutStage(this.sections, {
      width: Math.max(240, look.width / look.scale),
      measure: this.measure,
      slots: this.slots,
      open: new Set(look.open),
      large: look.focus !== NAMESPACE,
      near: this.near,
    });
    this.scene.update(this.layout, now, !look.still);
  }

  /** What is laid out in full, and told: what is seen, and a stride before and after it. */
  private get near(): { readonly top: number; readonly bottom: number } {
    const { stride, look } = this;
    return { top: (stride - STRIDE) / look.scale, bottom: (stride + 2 * STRIDE + look.height) / look.scale };
  }

  private say(now: number): void {
    const { side, fresh, layout } = this;
    if (fresh.words || !fresh.layout || (side.playing && !this.urgent && now - this.lastTold < TELLING)) return;
    fresh.words = true;
    this.urgent = false;
    this.lastTold = now;
    const sections = stageWords(layout, side.time, this.near);
    this.tell({
      width: layout.width,
      height: layout.height,
      narrow: layout.narrow,
      count: this.sections.length,
      keys: sections.map(({ key }) => key),
      put: this.told.changed(sections),
    });
  }
}

const strideOf = ({ scrollTop }: RolloutLook): number => Math.floor(scrollTop / STRIDE) * STRIDE;
