import { describe, expect, it } from 'vitest';
import { commonIndex, countIndexes } from './indexes.ts';

describe('lists of indexes', () => {
  it.each([
    ['', 0],
    ['0', 1],
    ['0-2,4', 4],
    ['1,3-4', 3],
  ])('%s', (text, count) => expect(countIndexes(text, 5)).toEqual({ ok: true, value: count }));

  it.each([
    ['5', 'too large index: "5"'],
    ['0-7', 'too large index: "7"'],
    ['2,1', 'non-increasing order, previous: 2, current: 1'],
    ['2-2', 'non-increasing order, previous: 2, current: 2'],
    ['a', 'cannot convert string to integer for index: "a"'],
    ['1-2-3', 'the fragment "1-2-3" violates the requirement that an index interval can have at most two parts separated by \'-\''],
  ])('%s', (text, error) => expect(countIndexes(text, 5)).toEqual({ ok: false, error }));

  it('share an index or do not', () => {
    expect(commonIndex('0-2,4', '3,5', 9)).toBeUndefined();
    expect(commonIndex('0-2,4', '3-5', 9)).toBe(4);
  });
});
