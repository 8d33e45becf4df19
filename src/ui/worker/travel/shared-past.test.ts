import { describe, expect, it } from 'vitest';
import { sharedUntil } from './shared-past.ts';

const branches = [
  { id: 0 },
  { id: 1, from: { branch: 0, step: 40 } },
  { id: 2, from: { branch: 1, step: 60 } },
  { id: 3, from: { branch: 1, step: 20 } },
  { id: 5, from: { branch: 4, step: 9 } },
];

describe('the past that two branches share', () => {
  it.each([
    [0, 1, 40],
    [1, 0, 40],
    [2, 0, 40],
    [2, 1, 60],
    // It left before the other had left the first.
    [3, 0, 20],
    [2, 3, 20],
    // What it left is removed.
    [5, 0, -1],
  ])('of %i and %i ends at step %i', (a, b, until) => {
    const of = (id: number) => branches.find((one) => one.id === id)!;
    expect(sharedUntil(branches, of(a), of(b))).toBe(until);
  });
});
