import { expect, it } from 'vitest';
import { ceilingText, floorText } from './limits.ts';

it.each([
  [3, '25%', 1, '25%', 0, '4 = 3 + 1: maxSurge 25 % of 3 = 0.75, rounded up', '3 = 3 − 0: maxUnavailable 25 % of 3 = 0.75, rounded down'],
  [4, '25%', 1, '25%', 1, '5 = 4 + 1: maxSurge 25 % of 4 = 1', '3 = 4 − 1: maxUnavailable 25 % of 4 = 1'],
  [10, '3', 3, '2', 2, '13 = 10 + 3: maxSurge 3', '8 = 10 − 2: maxUnavailable 2'],
  [3, '0', 0, '25%', 1, '3 = 3 + 0: maxSurge 0', '2 = 3 − 1: maxUnavailable 25 % of 3 = 0.75, rounded down; but 1, as with both at 0 nothing could move'],
])('%d replicas, maxSurge %s, maxUnavailable %s', (replicas, maxSurgeText, maxSurge, maxUnavailableText, maxUnavailable, ceiling, floor) => {
  const limits = { replicas, maxSurge, maxSurgeText, maxUnavailable, maxUnavailableText };
  expect(ceilingText(limits)).toBe(ceiling);
  expect(floorText(limits)).toBe(floor);
});
