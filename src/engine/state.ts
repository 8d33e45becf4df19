/**
 * The whole of a cluster as data: `JSON.stringify` holds all of it, and nothing else decides what happens next.
 * Forking it costs a few small objects; what both sides leave alone stays shared.
 */
import type { KubeObject } from '../api/meta/types.ts';
import { SortedMap } from '../base/sorted-map.ts';
import type { ObjectKey } from './component.ts';

/** What waits on the agenda: a key of a component, or the next turn of a serial one. */
export interface AgendaItem {
  readonly component: string;
  /** Absent: the serial component's next turn. */
  readonly key?: string;
}

/** A key of a component's work queue: when it is due, what woke it, how often it failed in a row. */
export interface QueueEntry {
  /** The agenda's key of its wake; absent while it only remembers failures or stands in a serial component's line. */
  readonly due?: string;
  /** Its place in a serial component's line. */
  readonly ready?: string;
  /** The step that woke it. */
  readonly cause?: number;
  readonly because?: WakeReason;
  /** Later steps that would have woken it too, oldest first; a few at most. The reconcile sees what all of them wrote. */
  readonly joined?: readonly number[];
  readonly failures: number;
}

export type WakeReason = 'write' | 'timer' | 'retry' | 'call' | 'start';

export interface ClusterState {
  /** Virtual time, milliseconds since the epoch. */
  now: number;
  /** When the tape starts, likewise. */
  readonly start: number;
  /** How many steps were taken. */
  step: number;
  /** Breaks ties on the agenda: grows with every entry. */
  sequence: number;
  /** The last write's version. */
  resourceVersion: number;
  /** The random generator's state. */
  random: number;
  /** Components that stand still. */
  paused: readonly string[];
  /** Milliseconds that the API server takes beyond the usual. */
  apiDelay: number;
  /** `pods/default/web-1` → object. */
  objects: SortedMap<KubeObject>;
  /** `index ␀ value ␀ object key` → object key. */
  indexes: SortedMap<string>;
  /** `aggregate ␀ group` → sums, and under COUNT how many objects are in them. */
  aggregates: SortedMap<Readonly<Record<string, number>>>;
  /** time, priority, sequence → what is due. */
  agenda: SortedMap<AgendaItem>;
  /** `component ␀ key` → queue entry. */
  queues: SortedMap<QueueEntry>;
  /** Serial components' keys: `component ␀ w ␀ due` → key whose time has not come, `component ␀ r ␀ rank ␀ due` → key in line. */
  lines: SortedMap<string>;
  /** `component ␀ key` → what a component remembers. */
  memory: SortedMap<unknown>;
  /** Serial component → when it is free again (milliseconds since the epoch), and its next turn's agenda key. */
  turns: SortedMap<{ readonly freeAt: number; readonly turn?: string }>;
}

export const NUL = '\u0000';

export function newState(options: { readonly start: number; readonly seed: number }): ClusterState {
  return {
    now: options.start,
    start: options.start,
    step: 0,
    sequence: 0,
    resourceVersion: 0,
    random: options.seed >>> 0,
    paused: [],
    apiDelay: 0,
    objects: SortedMap.empty(),
    indexes: SortedMap.empty(),
    aggregates: SortedMap.empty(),
    agenda: SortedMap.empty(),
    queues: SortedMap.empty(),
    lines: SortedMap.empty(),
    memory: SortedMap.empty(),
    turns: SortedMap.empty(),
  };
}

const MAPS = ['objects', 'indexes', 'aggregates', 'agenda', 'queues', 'lines', 'memory', 'turns'] as const;

/** A state that goes its own way from here. */
export function forkState(state: ClusterState): ClusterState {
  const fork = { ...state };
  for (const map of MAPS) (fork as Record<string, unknown>)[map] = state[map].fork();
  return fork;
}

/** The state's bytes, the same however it was reached. Indexes and aggregates hold nothing of their own and are left out. */
export function serialize(state: ClusterState): string {
  return JSON.stringify({ ...state, indexes: undefined, aggregates: undefined });
}

/** Reads what `serialize` wrote; `index` files an object into the state's indexes again. */
export function deserialize(text: string, index: (state: ClusterState, key: ObjectKey, object: KubeObject) => void): ClusterState {
  const plain = JSON.parse(text) as Record<string, unknown>;
  const state = { ...newState({ start: 0, seed: 0 }), ...plain } as ClusterState;
  for (const map of MAPS) (state as unknown as Record<string, unknown>)[map] = SortedMap.from((plain[map] as [string, never][] | undefined) ?? []);
  for (const [key, object] of state.objects.entries()) index(state, key, object);
  return state;
}
