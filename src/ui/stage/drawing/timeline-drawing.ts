/** One Timeline: from lives to a picture, to words, and to what is at a point. */
import type { LifeOwner } from '../../worker/history-protocol.ts';
import { podHues, TEMPLATE_LABEL } from '../hues.ts';
import type { Hued } from '../hues.ts';
import { AXIS, fitWindow, layoutTimeline, lifeSentence, moments, nearestMark, phaseAt, rowAt, shownWindow, timeAt } from '../timeline-layout.ts';
import type { TimelineLayout, TimelineRow, TimeWindow } from '../timeline-layout.ts';
import { paintTimeline } from '../timeline-painter.ts';
import type { Changed, Drawing, Known } from './drawing.ts';
import type { Lives } from './lives.ts';
import type { TimelineAnswer, TimelineFound, TimelineLook, TimelineQuestion, TimelineWords } from './protocol.ts';
import { HATCH, recorded } from './recording.ts';
import type { Stroke } from './recording.ts';
import type { Sheet } from './sheet.ts';
import { Told } from './words.ts';

/** Milliseconds between two pictures while time runs: the now-line goes on by less than a pixel. */
const PAINTING = 60;
/** Milliseconds between two tellings while time runs: where it stands is read, and little else changes. */
const TELLING = 500;
/** Pods that are told one by one to those who listen; the Table tells the rest. */
const LISTED = 200;
/** Milliseconds of virtual time between two tellings of them while it runs: nobody hears sixty lists a second. */
const SLOW = 2000;
/** Pixels beside an Event that are still on it. */
const NEAR = 6;

export interface KnownLives extends Known {
  /** Virtual time at which the tape begins. */
  origin: number;
  readonly lives: Lives;
}

interface Listed {
  readonly key: string;
  readonly text: string;
}

export class TimelineDrawing implements Drawing<TimelineLook> {
  private hues: (pod: Hued) => number = podHues([], []);
  private layout: TimelineLayout;
  private fitted: TimeWindow = { from: 0, to: 1 };
  private readonly told = new Told<Listed>();
  private listed = { at: -1, layout: undefined as TimelineLayout | undefined };
  private readonly fresh = { hues: false, layout: false, words: false };
  private last = { painted: -Infinity, told: -Infinity };
  private saidWindow: TimeWindow | undefined;
  private urgent = true;

  constructor(
    private readonly side: KnownLives,
    private readonly sheet: Pick<Sheet, 'clear'>,
    private look: TimelineLook,
    private readonly tell: (words: TimelineWords) => void,
  ) {
    this.layout = layoutTimeline([], new Map(), { namespace: undefined, width: look.width });
    side.lives.ask();
  }

  timeMoved(changed: ReadonlySet<Changed>): void {
    if (changed.has('replicaSets') || changed.has('others')) this.fresh.hues = false;
    if (changed.has('lives')) this.fresh.layout = false;
    else this.side.lives.ask();
    this.fresh.words = false;
  }

  lookAt(change: Partial<TimelineLook>): void {
    const before = this.look;
    this.look = { ...before, ...change };
    const { namespace, compact, width, height, cursor } = this.look;
    if (namespace !== before.namespace || compact !== before.compact || width !== before.width || height !== before.height) this.fresh.layout = false;
    if (cursor !== before.cursor) this.fresh.words = false;
    this.urgent = true;
  }

  draw(now: number): boolean {
    const { side, look, last } = this;
    if (side.playing && !this.urgent && now - last.painted < PAINTING) return true;
    this.update();
    last.painted = now;
    const blank = this.sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, look);
    this.say(now);
    this.urgent = false;
    return !this.fresh.words;
  }

  record(): Stroke[] {
    this.update();
    return recorded((context) => this.paint(context, HATCH, this.look));
  }

  ready(): Promise<void> {
    return this.side.lives.fresh();
  }

  copy(now: number, sheet: Pick<Sheet, 'clear'>, ratio: number): boolean {
    this.urgent = true;
    this.update();
    const look = { ...this.look, ratio };
    const blank = sheet.clear(look);
    if (blank) this.paint(blank.context, blank.hatch, look);
    this.say(now);
    return blank !== undefined;
  }

  at(x: number, y: number): TimelineFound {
    this.update();
    const { layout, look, side } = this;
    const time = timeAt(layout, look.width, this.shown, x);
    // The axis stays while the rows scroll.
    const row = y - look.scrollTop < AXIS ? undefined : rowAt(layout, y);
    const life = row?.life;
    if (!life) return { pod: undefined, key: undefined, time, onBar: false, hint: undefined };
    const { name, start, end = this.until } = life;
    const slack = timeAt(layout, look.width, this.shown, x + NEAR) - time;
    const mark = nearestMark(life, time, slack);
    return {
      pod: life.key,
      key: life.key,
      time,
      onBar: x < layout.left || (time >= start && time <= end),
      hint: { name, at: (time - side.origin) / 1000, phase: phaseAt(life, time), revision: row.owner?.revision ?? 0, mark: mark && { ...mark } },
    };
  }

  answer(question: TimelineQuestion): TimelineAnswer {
    this.update();
    const { layout, side } = this;
    const { by } = question;
    if (question.ask === 'moment') {
      const all = moments(layout);
      return { moment: by === 1 ? (all.find((at) => at > side.time) ?? this.until) : all.findLast((at) => at < side.time - 1), row: undefined };
    }
    const rows = layout.rows.filter(({ life }) => life !== undefined);
    const here = rows.findIndex(({ life }) => life!.uid === question.from);
    const row = here < 0 ? rows.at(by === 1 ? 0 : -1) : rows[here + by];
    return { moment: undefined, row: row && { uid: row.life!.uid, key: row.life!.key, y: row.y, height: row.height } };
  }

  private get until(): number {
    return Math.max(this.side.lives.end, this.side.time);
  }

  private get shown(): TimeWindow {
    return shownWindow(this.fitted, this.look.other, this.look.zoomed);
  }

  private update(): void {
    const { fresh, look, side } = this;
    const { replicaSets, others } = side.tables;
    if (!fresh.hues) {
      fresh.hues = true;
      fresh.layout = false;
      this.hues = podHues(replicaSets.values(), others.values());
    }
    if (!fresh.layout) {
      fresh.layout = true;
      fresh.words = false;
      // Where a ReplicaSet is there now, its revision is the stage's: the hues agree.
      const owners = new Map<string, LifeOwner>(side.lives.owners);
      for (const { uid, revision } of replicaSets.values()) {
        const owner = owners.get(uid);
        if (owner && revision > 0) owners.set(uid, { ...owner, revision });
      }
      this.layout = layoutTimeline(side.lives.known.values(), owners, {
        namespace: look.namespace,
        width: look.width,
        hue: (life) => this.hues({ owner: life.owner, labels: { [TEMPLATE_LABEL]: life.template ?? '' } }),
        ...(look.compact && { within: look.height }),
      });
    }
    this.fitted = fitWindow(this.layout, this.until, side.origin);
  }

  private paint(context: CanvasRenderingContext2D, hatch: CanvasPattern | null, look: TimelineLook): void {
    const { palette, width, height, scrollTop, selected, cursor, brush, hover } = look;
    const { origin, time } = this.side;
    paintTimeline(context, this.layout, { palette, hatch, width, height, scrollTop, window: this.shown, origin, now: time, end: this.until, selected, cursor, brush, hover });
  }

  private say(now: number): void {
    const { side, fresh, layout, fitted, last, look } = this;
    const moved = this.saidWindow?.from !== fitted.from || this.saidWindow.to !== fitted.to;
    if (fresh.words && !moved) return;
    if (side.playing && !this.urgent && !moved && now - last.told < TELLING) return;
    fresh.words = true;
    last.told = now;
    this.saidWindow = fitted;
    const rows = layout.rows.filter(({ life }) => life !== undefined);
    const current = rows.find(({ life }) => life!.uid === look.cursor)?.life;
    this.tell({
      height: layout.height,
      left: layout.left,
      fitted,
      until: this.until,
      count: rows.length,
      current: current && lifeSentence(current, side.origin, side.time),
      listed: this.list(rows),
    });
  }

  /** What changed in the list of pods; nothing where it need not be told anew yet. */
  private list(rows: readonly TimelineRow[]): TimelineWords['listed'] {
    const { side, layout, listed } = this;
    const at = side.playing ? Math.floor(side.time / SLOW) * SLOW : side.time;
    if (at === listed.at && (side.playing || layout === listed.layout)) return undefined;
    this.listed = { at, layout };
    const all = rows.slice(0, LISTED).map(({ life, owner }) => ({
      key: life!.uid,
      text: `${owner && owner.revision > 0 ? `revision ${owner.revision}, ` : ''}${lifeSentence(life!, side.origin, at)}`,
    }));
    return { keys: all.map(({ key }) => key), put: this.told.changed(all) };
  }
}
