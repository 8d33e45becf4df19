/** The kubelet's periodic loops, without stepping through every round: when the round comes that matters. */
import { TIMING } from './timing.ts';
import type { PodRecord } from './record.ts';

/** The first of `base`, `base + period`, … that is not before `time`. */
export function tickAt(base: number, period: number, time: number): number {
  return time <= base ? base : base + Math.ceil((time - base) / period) * period;
}

/** The relist that sees what happened at `time`: relists go round every second, for each pod with a phase of its own. */
export const relistAfter = (record: PodRecord, time: number): number => tickAt(record.seenAt + TIMING.relistPhase + spread(record.uid), TIMING.relist, time + 1);

const spread = (uid: string): number => Number.parseInt(uid.slice(0, 4), 16) % TIMING.relistSpread;

/** The sync loop's round at or after `time`. */
export const syncTickAt = (record: PodRecord, time: number): number => tickAt(record.seenAt, TIMING.syncTick, time);

export const earliest = (times: readonly (number | undefined)[]): number | undefined => {
  let first: number | undefined;
  for (const time of times) if (time !== undefined && (first === undefined || time < first)) first = time;
  return first;
};
