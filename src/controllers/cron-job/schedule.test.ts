import { describe, expect, it } from 'vitest';
import { isTimeZone, parseSchedule } from './schedule.ts';

const at = (text: string) => Date.parse(text);
const next = (line: string, from: string, zone?: string) => {
  const time = parseSchedule(line, zone)?.next(at(from));
  return time === undefined ? undefined : new Date(time).toISOString();
};

describe('parseSchedule', () => {
  it.each([
    ['* * * * *', '2026-11-22T05:48:28Z', '2026-11-22T05:49:00.000Z'],
    ['*/5 * * * *', '2026-11-22T05:45:00Z', '2026-11-22T05:50:00.000Z'],
    ['0 0 13 * 5', '2026-11-01T00:00:00Z', '2026-11-06T00:00:00.000Z'],
    ['30 4 1 jan-mar *', '2026-11-22T05:48:28Z', '2027-01-01T04:30:00.000Z'],
    ['0 12 29 2 *', '2026-11-22T05:48:28Z', '2028-02-29T12:00:00.000Z'],
    ['15,45 8-10/2 * * mon', '2026-11-22T05:48:28Z', '2026-11-23T08:15:00.000Z'],
    ['@hourly', '2026-11-22T05:48:28Z', '2026-11-22T06:00:00.000Z'],
    ['@every 90s', '2026-11-22T05:48:28.400Z', '2026-11-22T05:49:58.000Z'],
    ['0 0 31 2 *', '2026-11-22T05:48:28Z', undefined],
  ])('%s after %s', (line, from, expected) => {
    expect(next(line, from)).toBe(expected);
  });

  it('goes by the clock of a zone', () => {
    expect(next('30 9 * * *', '2026-07-01T00:00:00Z', 'America/New_York')).toBe('2026-07-01T13:30:00.000Z');
    expect(next('30 9 * * *', '2026-12-01T00:00:00Z', 'America/New_York')).toBe('2026-12-01T14:30:00.000Z');
    expect(isTimeZone('Nowhere/Else')).toBe(false);
  });

  it.each(['', '* * * *', '60 * * * *', '* * * * 8', '*/0 * * * *', 'a b c d e', '5-1 * * * *'])('refuses %j', (line) => {
    expect(parseSchedule(line, undefined)).toBeUndefined();
  });
});
