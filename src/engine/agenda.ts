/**
 * What is due when. The agenda has a total order (time, priority, sequence), so nothing depends on the order of maps; and a key of a
 * component has one pending wake at most, its earliest, as a rate-limited work queue collapses adds (upstream: client-go `util/workqueue`).
 */
import type { SortedMap } from '../base/sorted-map.ts';
import type { BackOff, Component } from './component.ts';
import { NUL, type ClusterState, type QueueEntry, type WakeReason } from './state.ts';

/** Upstream: `DefaultTypedControllerRateLimiter`. */
const DEFAULT_BACK_OFF: BackOff = { first: 5, most: 1_000_000 };

/** Milliseconds to wait after failures in a row: 5 doubling to 1000 s, where the component's queue has no limits of its own. */
export function backOff(failures: number, { first, most }: BackOff = DEFAULT_BACK_OFF): number {
  return Math.min(first * 2 ** failures, most);
}

const pad = (n: number, width: number) => n.toString(36).padStart(width, '0');

/** Two digits. */
const PAIRS = Array.from({ length: 36 ** 2 }, (_, n) => pad(n, 2));

/** The times that were written or read last: many keys are due at one instant, and what they write is seen at another. */
const times = [
  { time: -1, text: '-' },
  { time: -1, text: '-' },
];
let older = 0;

function remember(time: number, text: string): void {
  times[older]!.time = time;
  times[older]!.text = text;
  older = 1 - older;
}

function timeText(time: number): string {
  for (const known of times) if (known.time === time) return known.text;
  const text = pad(time, 9);
  remember(time, text);
  return text;
}

/** All of a sequence number but its last two digits, as it was written last. */
let lastHigh = -1;
let highText = '';

function sequenceText(sequence: number): string {
  const high = Math.floor(sequence / PAIRS.length);
  if (high !== lastHigh) {
    lastHigh = high;
    highText = pad(high, 6);
  }
  return highText + PAIRS[sequence - high * PAIRS.length]!;
}

function agendaKey(state: ClusterState, time: number, priority: number): string {
  state.sequence += 1;
  return timeText(time) + PAIRS[priority]! + sequenceText(state.sequence);
}

/** Virtual time of an agenda key. */
export function timeOf(agendaKey: string): number {
  for (const known of times) if (agendaKey.startsWith(known.text)) return known.time;
  const text = agendaKey.slice(0, 9);
  const time = Number.parseInt(text, 36);
  remember(time, text);
  return time;
}

/** When a component looks at a key next by itself, in milliseconds since the epoch; `undefined`: nothing wakes it. */
export function dueTime(state: ClusterState, component: string, key: string): number | undefined {
  const due = state.queues.get(queueKey(component, key))?.due;
  return due === undefined ? undefined : timeOf(due);
}

const queueKey = (component: string, key: string) => component + NUL + key;
/** Where a serial component's keys wait for their time, and where those whose time has come stand by rank. */
const waitingKey = (component: string, due: string) => `${component}${NUL}w${NUL}${due}`;
const readyPrefix = (component: string) => `${component}${NUL}r${NUL}`;

export const asideKey = (component: string, key: string): string => `paused${NUL}${component}${NUL}${key}`;

/** Keeps a wake of a component that stands still. */
export function putAside(state: ClusterState, component: string, key: string, time: number): void {
  const at = asideKey(component, key);
  const before = state.memory.get(at) as number | undefined;
  if (before === undefined || time < before) state.memory.set(at, time);
}

/** Causes that are kept beside the first: of those that change what is wanted the newest, of others the first few. */
const JOINED = 8;
const JOINED_OTHERS = 3;

/** A queue entry with a cause more. */
function join(entry: QueueEntry, cause: number, because: WakeReason, wanted: boolean): QueueEntry {
  const joined = entry.joined ?? [];
  // A timer's time has not come, whatever is done before.
  if (because === 'timer' || because === 'retry' || cause === (joined.at(-1) ?? entry.cause)) return entry;
  if (!wanted && joined.length >= JOINED_OTHERS) return entry;
  return { ...entry, joined: [...joined, cause].slice(-JOINED) };
}

/** Sees to it that `component` looks at `key` at `time` or before. `wanted`: the cause changed what is wanted, and is not only a status. */
export function wake(state: ClusterState, component: Component, key: string, time: number, cause: number, because: WakeReason, wanted = false): void {
  if (state.paused.includes(component.name)) return putAside(state, component.name, key, time);
  const at = queueKey(component.name, key);
  const entry = state.queues.get(at);
  if (entry && (entry.ready !== undefined || (entry.due !== undefined && timeOf(entry.due) <= time))) {
    const more = join(entry, cause, because, wanted);
    if (more !== entry) state.queues.set(at, more);
    return;
  }
  if (entry?.due !== undefined) {
    if (component.serial) state.lines.delete(waitingKey(component.name, entry.due));
    else state.agenda.delete(entry.due);
  }
  const due = agendaKey(state, time, component.priority);
  state.queues.set(at, { due, cause, because, failures: entry?.failures ?? 0 });
  if (component.serial) {
    state.lines.set(waitingKey(component.name, due), key);
    scheduleTurn(state, component);
  } else {
    state.agenda.set(due, { component: component.name, key });
  }
}

export interface DueItem {
  readonly component: string;
  readonly key: string;
  readonly entry: QueueEntry;
}

/** The time of the next thing on the agenda. */
export function nextDue(state: ClusterState): number | undefined {
  const first = state.agenda.first();
  return first && timeOf(first[0]);
}

/**
 * Takes the next key whose turn it is, and moves the clock to it. `undefined` where nothing is due at or before `until`; the state then
 * stays as it is to the byte.
 */
export function takeNext(
  state: ClusterState,
  components: ReadonlyMap<string, Component>,
  rank: (component: Component, key: string) => string,
  until = Infinity,
): DueItem | undefined {
  const first = state.agenda.first();
  if (!first) return undefined;
  const [due, item] = first;
  const time = timeOf(due);
  if (time > until) return undefined;
  state.agenda.delete(due);
  state.now = Math.max(state.now, time);
  if (item.key !== undefined) return take(state, item.component, item.key);
  const component = components.get(item.component)!;
  return take(state, component.name, nextInLine(state, component, rank));
}

/** A serial component's turn: who is due stands in line by rank; the first is taken, and the next turn comes when this one is over. */
function nextInLine(state: ClusterState, component: Component, rank: (component: Component, key: string) => string): string {
  for (const [waiting, due, key] of whoIsDue(state, component.name)) {
    state.lines.delete(waiting);
    const ready = readyPrefix(component.name) + rank(component, key) + NUL + due;
    state.lines.set(ready, key);
    const at = queueKey(component.name, key);
    state.queues.set(at, { ...state.queues.get(at)!, due: undefined, ready });
  }
  const [ready, key] = firstUnder(state, readyPrefix(component.name))!;
  state.lines.delete(ready);
  state.turns.set(component.name, { freeAt: state.now + component.serial!.duration });
  scheduleTurn(state, component);
  return key;
}

function whoIsDue(state: ClusterState, component: string): (readonly [waiting: string, due: string, key: string])[] {
  const prefix = `${component}${NUL}w${NUL}`;
  const found: [string, string, string][] = [];
  for (const [waiting, key] of state.lines.entries(prefix)) {
    const due = waiting.slice(prefix.length);
    if (!waiting.startsWith(prefix) || timeOf(due) > state.now) break;
    found.push([waiting, due, key]);
  }
  return found;
}

/** Puts a serial component's next turn on the agenda: when the current one is over and a key is due. */
function scheduleTurn(state: ClusterState, component: Component): void {
  const { freeAt, turn } = state.turns.get(component.name) ?? { freeAt: 0, turn: undefined };
  const waiting = firstUnder(state, `${component.name}${NUL}w${NUL}`)?.[0];
  let time = waiting === undefined ? Infinity : Math.max(freeAt, timeOf(waiting.slice(waiting.lastIndexOf(NUL) + 1)));
  if (firstUnder(state, readyPrefix(component.name))) time = freeAt;
  if (turn !== undefined) {
    if (timeOf(turn) <= time) return;
    state.agenda.delete(turn);
  }
  if (time === Infinity) return;
  const next = agendaKey(state, time, component.priority);
  state.agenda.set(next, { component: component.name });
  state.turns.set(component.name, { freeAt, turn: next });
}

function firstUnder<V>(state: { readonly lines: SortedMap<V> }, prefix: string): readonly [string, V] | undefined {
  const first = state.lines.first(prefix);
  return first?.[0].startsWith(prefix) ? first : undefined;
}

function take(state: ClusterState, component: string, key: string): DueItem {
  const at = queueKey(component, key);
  const entry = state.queues.get(at)!;
  state.queues.delete(at);
  return { component, key, entry };
}

/** Puts a key back after a failure, with the rate limiter's delay. Gives the delay in milliseconds. */
export function retry(state: ClusterState, component: Component, item: DueItem, cause: number): number {
  const delay = backOff(item.entry.failures, component.backOff);
  wake(state, component, item.key, state.now + delay, cause, 'retry');
  const at = queueKey(component.name, item.key);
  state.queues.set(at, { ...state.queues.get(at)!, failures: item.entry.failures + 1 });
  return delay;
}

/** Whether a key waits anywhere, and until when: what clocks in the page count down to. */
export function pendingWake(
  state: ClusterState,
  component: string,
  key: string,
): { readonly at: number; readonly because: WakeReason | undefined; readonly cause: number | undefined } | undefined {
  const entry = state.queues.get(queueKey(component, key));
  if (!entry) return undefined;
  return { at: entry.due === undefined ? state.now : timeOf(entry.due), because: entry.because, cause: entry.cause };
}
