/** Back-offs of crashes and image pulls: 10 s doubling to 5 min, forgotten after 10 min (upstream: client-go util/flowcontrol/backoff.go). */
import type { BackOff } from './record.ts';
import { TIMING } from './timing.ts';

const expired = (backOff: BackOff, at: number) => at - backOff.since > TIMING.backOffMax * 2;

/** Whether less than the delay has passed since `event`. */
export function isInBackOff(backOff: BackOff | undefined, event: number, now: number): boolean {
  return backOff !== undefined && !expired(backOff, event) && now - event < backOff.delay;
}

export function nextBackOff(backOff: BackOff | undefined, event: number, now: number): BackOff {
  return { delay: backOff === undefined || expired(backOff, event) ? TIMING.backOff : Math.min(backOff.delay * 2, TIMING.backOffMax), since: now };
}

/** Which try the delay follows, and where it leads to. */
export function ofTries(delay: number): string {
  const most = TIMING.backOffMax / 60_000;
  return delay >= TIMING.backOffMax ? `${most} min is the most` : `try ${Math.log2(delay / TIMING.backOff) + 1}; doubles to ${most} min`;
}
