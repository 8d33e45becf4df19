import { describe, expect, it } from 'vitest';
import { isInBackOff, nextBackOff, ofTries } from './back-off.ts';
import type { BackOff } from './record.ts';

describe('back-off', () => {
  it('doubles up to five minutes', () => {
    const delays: number[] = [];
    let backOff: BackOff | undefined;
    for (let now = 0; delays.length < 7; now += backOff!.delay) {
      backOff = nextBackOff(backOff, now, now);
      delays.push(backOff.delay / 1000);
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300]);
  });

  it.each([
    [0, true],
    [39_999, true],
    [40_000, false],
  ])('holds %i ms after an event: %s', (after, held) => {
    expect(isInBackOff({ delay: 40_000, since: 0 }, 0, after)).toBe(held);
  });

  it('is forgotten after ten minutes of peace', () => {
    expect(nextBackOff({ delay: 160_000, since: 0 }, 600_001, 600_001).delay).toBe(10_000);
  });

  it.each([
    [10_000, 'try 1; doubles to 5 min'],
    [40_000, 'try 3; doubles to 5 min'],
    [300_000, '5 min is the most'],
  ])('says which try %i ms follow', (delay, text) => {
    expect(ofTries(delay)).toBe(text);
  });
});
