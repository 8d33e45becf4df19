/** Where the bars of the Timeline go: rows by owner and revision, and a window of virtual time. Pure. */
import type { LifeMark, LifeOwner, PodLife } from '../worker/history-protocol.ts';
import { hueOf } from './hues.ts';

export interface TimelineRow {
  readonly kind: 'head' | 'pod';
  readonly y: number;
  readonly height: number;
  readonly label: string;
  readonly hue: number;
  readonly life?: PodLife;
  readonly owner?: LifeOwner;
}

export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

export interface TimelineLayout {
  readonly rows: readonly TimelineRow[];
  readonly height: number;
  /** Left edge of the bars. */
  readonly left: number;
  readonly labelled: boolean;
}

export const AXIS = 26;
const HEAD = 26;
const ROW = 20;

export interface TimelineOptions {
  readonly namespace: string | undefined;
  /** Without headings, all rows in this height if they can. */
  readonly within?: number;
  readonly width: number;
  /** Of the ReplicaSets' pods by their revision, of others by their template. */
  readonly hue?: (life: PodLife) => number;
}

export function layoutTimeline(lives: Iterable<PodLife>, owners: ReadonlyMap<string, LifeOwner>, options: TimelineOptions): TimelineLayout {
  const groups = new Map<string, PodLife[]>();
  for (const life of lives) {
    if (options.namespace !== undefined && life.namespace !== options.namespace) continue;
    const key = life.owner ?? '';
    const group = groups.get(key);
    if (group) group.push(life);
    else groups.set(key, [life]);
  }
  const compact = options.within !== undefined;
  // By who was there first, not by revision: an undo gives an old ReplicaSet a new number, and nothing moves.
  const begun = new Map([...groups].map(([uid, group]) => [uid, group.reduce((first, { start }) => Math.min(first, start), Infinity)]));
  const sorted = [...groups].sort(([a], [b]) => compareOwners(owners, owners.get(a), owners.get(b), begun.get(a)! - begun.get(b)!));
  let count = 0;
  for (const [, group] of sorted) count += group.length;
  const rowHeight = compact ? Math.max(4, Math.min(18, Math.floor((options.within! - AXIS - 4) / Math.max(1, count)))) : ROW;
  const labelled = rowHeight >= 12;
  const rows: TimelineRow[] = [];
  let y = AXIS + 4;
  for (const [uid, group] of sorted) {
    const owner = owners.get(uid);
    const hue = owner?.kind === 'ReplicaSet' ? hueOf(owner.revision) : owner ? 2 : 7;
    if (!compact) {
      rows.push({ kind: 'head', y, height: HEAD, label: headOf(owner, owners, group.length), hue, owner });
      y += HEAD;
    }
    group.sort((a, b) => a.start - b.start || (a.name < b.name ? -1 : 1));
    for (const life of group) {
      rows.push({ kind: 'pod', y, height: rowHeight, label: shortName(life.name), hue: owner && owner.kind !== 'ReplicaSet' ? (options.hue?.(life) ?? hue) : hue, life, owner });
      y += rowHeight;
    }
    y += compact ? Math.min(4, rowHeight / 3) : 6;
  }
  return { rows, height: y + 8, left: labelled ? (options.width < 520 ? 62 : compact ? 72 : 88) : 12, labelled };
}

function compareOwners(owners: ReadonlyMap<string, LifeOwner>, a: LifeOwner | undefined, b: LifeOwner | undefined, before: number): number {
  if (!a || !b) return a ? -1 : b ? 1 : 0;
  const family = (owner: LifeOwner) => owners.get(owner.parent ?? '')?.name ?? owner.name;
  return compare(family(a), family(b)) || before || a.revision - b.revision || compare(a.name, b.name);
}

function headOf(owner: LifeOwner | undefined, owners: ReadonlyMap<string, LifeOwner>, count: number): string {
  const pods = `${count} pod${count === 1 ? '' : 's'}`;
  if (!owner) return `without an owner · ${pods}`;
  if (owner.revision > 0) return `${owners.get(owner.parent ?? '')?.name ?? owner.name} · revision ${owner.revision} · ${pods}`;
  return `${owner.kind} ${owner.name} · ${pods}`;
}

const shortName = (name: string): string => {
  const last = name.slice(name.lastIndexOf('-') + 1);
  return /^\d+$/.test(last) ? name.slice(-9) : last.slice(0, 9);
};

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

const SPANS = [10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 300, 450, 600, 900, 1200, 1800, 2700, 3600].map((seconds) => seconds * 1000);

/** From the first bar to a round length after it that `until` fits in: the window moves in jumps, not with every second. */
export function fitWindow(layout: TimelineLayout, until: number, origin: number): TimeWindow {
  let from = Infinity;
  for (const { life } of layout.rows) if (life) from = Math.min(from, life.start);
  if (from === Infinity) from = Math.max(origin, until - 10_000);
  from = Math.floor((Math.min(from, until) - origin) / 1000) * 1000 + origin;
  const need = (until - from) * 1.03;
  const span = SPANS.find((one) => one >= need) ?? Math.ceil(need / 3_600_000) * 3_600_000;
  return { from, to: from + span };
}

/** Free at the right end of the bars, in pixels. */
export const RIGHT = 18;

/** The moment at a distance from the left edge of a picture that is so wide. */
export function timeAt({ left }: Pick<TimelineLayout, 'left'>, width: number, { from, to }: TimeWindow, x: number): number {
  return from + ((x - left) / Math.max(40, width - RIGHT - left)) * (to - from);
}

/** What is shown: what was zoomed to, else all bars, those of the branch beside too. */
export const shownWindow = (fitted: TimeWindow, other: TimeWindow | undefined, zoomed: TimeWindow | undefined): TimeWindow =>
  zoomed ?? (other ? { from: Math.min(fitted.from, other.from), to: Math.max(fitted.to, other.to) } : fitted);

/** The window zoomed by `factor` about the moment `at`, kept between 200 ms and a week. */
export function zoomWindow({ from, to }: TimeWindow, at: number, factor: number): TimeWindow {
  const span = Math.min(Math.max((to - from) * factor, 200), 7 * 86_400_000);
  const share = (at - from) / (to - from);
  return { from: at - share * span, to: at + (1 - share) * span };
}

/** The row at a height, by halving. */
export function rowAt(layout: TimelineLayout, y: number): TimelineRow | undefined {
  let low = 0;
  let high = layout.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const row = layout.rows[middle]!;
    if (row.y + row.height <= y) low = middle + 1;
    else high = middle;
  }
  const row = layout.rows[low];
  return row && row.y <= y ? row : undefined;
}

/** The moments at which something changed, in order: where the arrow keys go. */
export function moments(layout: TimelineLayout): number[] {
  const found = new Set<number>();
  for (const { life } of layout.rows) {
    if (!life) continue;
    for (const { at } of life.segments) found.add(at);
    for (const { at, warning } of life.marks) if (warning) found.add(at);
    if (life.end !== undefined) found.add(life.end);
  }
  return [...found].sort((a, b) => a - b);
}

/** `12 s`, `3:20`, `1:02:00` since the start. */
export function axisLabel(seconds: number, step: number): string {
  if (Math.abs(seconds) < 100 && step < 60) return `${Number(seconds.toFixed(step < 1 ? 1 : 0))} s`;
  const whole = Math.floor(seconds);
  const two = (n: number) => String(n).padStart(2, '0');
  return whole >= 3600 ? `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}` : `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}

const words = { pending: 'waits for a node', pulling: 'pulls its image', starting: 'starts', ready: 'ready', failing: 'fails', going: 'is going', done: 'finished' } as const;

/** What happened to a pod, in a sentence; times since `origin`. */
export function lifeSentence(life: PodLife, origin: number, now: number): string {
  const at = (time: number) => `${((time - origin) / 1000).toFixed(1)} s`;
  const parts = life.segments.filter((segment) => segment.at <= now).map(({ phase, at: from }) => `${words[phase]} from ${at(from)}`);
  if (life.end !== undefined && life.end <= now) parts.push(`gone at ${at(life.end)}`);
  return `${life.name}: ${parts.length === 0 ? 'not there yet' : parts.slice(-8).join(', ')}`;
}

/** How the pod was at a moment. */
export function phaseAt(life: PodLife, time: number): string {
  if (life.start > time) return 'not there yet';
  if (life.end !== undefined && life.end <= time) return 'gone';
  let phase: string = 'pending';
  for (const segment of life.segments) if (segment.at <= time) phase = words[segment.phase];
  return phase;
}

export function nearestMark(life: PodLife, time: number, slack: number): LifeMark | undefined {
  let best: LifeMark | undefined;
  for (const mark of life.marks) if (Math.abs(mark.at - time) <= slack && (!best || Math.abs(mark.at - time) <= Math.abs(best.at - time))) best = mark;
  return best;
}
