import { describe, expect, it } from 'vitest';
import { scheduleError } from './schedule-error.ts';

describe('cron lines', () => {
  it.each(['*/5 1-3 * jan MON-FRI', '@hourly', '@every 1h30m', '0 0 1,15 * ?', '5/15 * * * *', '  1 2 3 4 5  ', 'CRON_TZ=UTC 0 4 * * *'])('%s', (line) =>
    expect(scheduleError(line)).toBeUndefined(),
  );

  it.each([
    ['* * *', 'expected exactly 5 fields, found 3: [* * *]'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['@often', 'unrecognized descriptor: @often'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ])('%s', (line, error) => expect(scheduleError(line)).toBe(error));
});
