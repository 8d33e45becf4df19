import type { Countdown } from '../worker/protocol.ts';
import { remaining } from './labels.ts';

const RADIUS = 8;
const ROUND = 2 * Math.PI * RADIUS;

/** A clock on the thing itself: a ring that fills, and what happens when, in words. Nothing once it is over. */
export function ClockRing({ countdown, now }: { countdown: Countdown | undefined; now: number }) {
  if (!countdown || countdown.until <= now) return null;
  const { since = now, until, what } = countdown;
  const share = Math.min(1, Math.max(0, (now - since) / Math.max(1, until - since)));
  return (
    <span className="clock-ring">
      <svg viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r={RADIUS} className="ring-rest" />
        <circle cx="10" cy="10" r={RADIUS} className="ring-past" strokeDasharray={`${share * ROUND} ${ROUND}`} transform="rotate(-90 10 10)" />
      </svg>
      <span className="num">
        {what} in {remaining(until, now)}
      </span>
    </span>
  );
}
