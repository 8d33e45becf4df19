import { describe, expect, it } from 'vitest';
import { formatDuration, humanDuration, parseDuration, shortHumanDuration } from './duration.ts';
import { err, ok } from './result.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['1h2m3.5s', 3_723_500],
    ['-1.5h', -5_400_000],
    ['.5s', 500],
    ['300ms', 300],
    ['1us', 0.001],
    ['1.9ns', 0.000001],
  ])('%s', (text, milliseconds) => expect(parseDuration(text)).toEqual(ok(milliseconds)));
  it.each([
    ['', 'time: invalid duration ""'],
    ['3', 'time: missing unit in duration "3"'],
    ['3d', 'time: unknown unit "d" in duration "3d"'],
    ['soon', 'time: invalid duration "soon"'],
    ['1é', 'time: unknown unit "\\xc3\\xa9" in duration "1\\xc3\\xa9"'],
    ['1constructor', 'time: unknown unit "constructor" in duration "1constructor"'],
  ])('refuses %s', (text, message) => expect(parseDuration(text)).toEqual(err(message)));
});

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [3_723_500, '1h2m3.5s'],
    [250, '250ms'],
    [1.5, '1.5ms'],
    [0.001, '1µs'],
    [-60_000, '-1m0s'],
    [86_400_000, '24h0m0s'],
  ])('%d', (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));
});

describe('ages', () => {
  const s = 1000;
  const m = 60 * s;
  const h = 60 * m;
  const d = 24 * h;
  it.each([
    [-5 * s, '<invalid>'],
    [-s, '0s'],
    [0, '0s'],
    [119 * s, '119s'],
    [2 * m, '2m'],
    [2 * m + 5 * s, '2m5s'],
    [10 * m + 5 * s, '10m'],
    [3 * h, '3h'],
    [3 * h + 5 * m, '3h5m'],
    [8 * h + 5 * m, '8h'],
    [47 * h, '47h'],
    [2 * d, '2d'],
    [2 * d + 3 * h, '2d3h'],
    [8 * d + 3 * h, '8d'],
    [3 * 365 * d, '3y'],
    [3 * 365 * d + 4 * d, '3y4d'],
    [9 * 365 * d, '9y'],
  ])('humanDuration(%d)', (milliseconds, text) => expect(humanDuration(milliseconds)).toBe(text));
  it.each([
    [59 * s, '59s'],
    [61 * s, '1m'],
    [25 * h, '1d'],
    [400 * d, '1y'],
  ])('shortHumanDuration(%d)', (milliseconds, text) => expect(shortHumanDuration(milliseconds)).toBe(text));
});
