/** When a cron line is due (upstream: github.com/robfig/cron/v3 parser.go, spec.go). Times are milliseconds since the epoch. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEARS = 5;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const SHORTHANDS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};
const UNITS: Readonly<Record<string, number>> = { h: HOUR, m: MINUTE, s: 1000, ms: 1 };

interface Field {
  readonly values: ReadonlySet<number>;
  /** `*` or `?`: what the other of the two day fields says decides alone. */
  readonly any: boolean;
}

type Fields = Readonly<Record<'minute' | 'hour' | 'day' | 'month' | 'weekday', Field>>;

export interface Schedule {
  /** The first due time after `time`; `undefined` where there is none within five years. */
  readonly next: (time: number) => number | undefined;
}

/** Reads a cron line of five fields, or one of the `@…` words; `undefined` where it is neither. `timeZone`: an IANA name, default UTC. */
export function parseSchedule(text: string, timeZone: string | undefined): Schedule | undefined {
  const line = text.trim();
  const every = /^@every ((?:[0-9]+(?:\.[0-9]+)?(?:ms|h|m|s))+)$/.exec(line);
  if (every) {
    const parts = [...every[1]!.matchAll(/([0-9]+(?:\.[0-9]+)?)(ms|h|m|s)/g)];
    const delay = Math.max(1000, Math.floor(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit!]!, 0) / 1000) * 1000);
    return { next: (time) => Math.floor(time / 1000) * 1000 + delay };
  }
  const parts = (Object.hasOwn(SHORTHANDS, line) ? SHORTHANDS[line]! : line).split(/\s+/);
  if (parts.length !== 5) return undefined;
  const [minute, hour, day, month, weekday] = [
    field(parts[0]!, 0, 59),
    field(parts[1]!, 0, 23),
    field(parts[2]!, 1, 31),
    field(parts[3]!, 1, 12, MONTHS, 1),
    field(parts[4]!, 0, 6, DAYS),
  ];
  if (!minute || !hour || !day || !month || !weekday) return undefined;
  const fields: Fields = { minute, hour, day, month, weekday };
  const local = localClock(timeZone);
  return local && { next: (time) => next(fields, local, time) };
}

/** Whether the zone is known. */
export const isTimeZone = (timeZone: string): boolean => localClock(timeZone) !== undefined;

function field(text: string, min: number, max: number, names: readonly string[] = [], firstName = 0): Field | undefined {
  const values = new Set<number>();
  let any = false;
  const number = (part: string): number | undefined => {
    const named = names.indexOf(part.toLowerCase());
    if (named >= 0) return named + firstName;
    return /^[0-9]{1,3}$/.test(part) ? Number(part) : undefined;
  };
  for (const part of text.split(',')) {
    const match = /^([^/]+)(?:\/([0-9]{1,4}))?$/.exec(part);
    if (!match) return undefined;
    const [, range, stepText] = match;
    const step = Number(stepText ?? 1);
    if (step === 0) return undefined;
    let [from, to] = [min, max];
    if (range !== '*' && range !== '?') {
      const ends = range!.split('-').map(number);
      if (ends.length > 2 || ends.some((end) => end === undefined)) return undefined;
      from = ends[0]!;
      // `5/15` goes on to the end, `5` does not.
      to = ends[1] ?? (stepText === undefined ? from : max);
    } else if (stepText === undefined || step === 1) any = true;
    if (from < min || to > max || from > to) return undefined;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return { values, any };
}

interface LocalTime {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly weekday: number;
}

type Clock = (time: number) => LocalTime;

function localClock(timeZone: string | undefined): Clock | undefined {
  if (timeZone === undefined || timeZone === '' || timeZone === 'UTC' || timeZone === 'Etc/UTC') {
    return (time) => {
      const date = new Date(time);
      return { minute: date.getUTCMinutes(), hour: date.getUTCHours(), day: date.getUTCDate(), month: date.getUTCMonth() + 1, weekday: date.getUTCDay() };
    };
  }
  const format = zoneFormat(timeZone);
  if (!format) return undefined;
  return (time) => {
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return {
      minute: Number(parts['minute']),
      hour: Number(parts['hour']) % 24,
      day: Number(parts['day']),
      month: Number(parts['month']),
      weekday: DAYS.indexOf(parts['weekday']!.toLowerCase().slice(0, 3)),
    };
  };
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', minute: 'numeric', hour: 'numeric', day: 'numeric', month: 'numeric', weekday: 'short' });
  } catch {
    return undefined;
  }
}

/** With both day fields given, either of them is enough. */
function isDay({ day, weekday, month }: Fields, time: LocalTime): boolean {
  if (!month.values.has(time.month)) return false;
  const [byDay, byWeekday] = [day.values.has(time.day), weekday.values.has(time.weekday)];
  return day.any || weekday.any ? byDay && byWeekday : byDay || byWeekday;
}

/** The start of the next day, be this one of 23, 24 or 25 hours (then it is reached in two jumps). */
function midnightAfter(time: number, { hour, minute }: LocalTime, clock: Clock): number {
  const jumped = time + DAY - hour * HOUR - minute * MINUTE;
  const landed = clock(jumped);
  return landed.hour < 12 ? jumped - landed.hour * HOUR - landed.minute * MINUTE : jumped;
}

function next(fields: Fields, clock: Clock, after: number): number | undefined {
  const last = after + YEARS * 366 * DAY;
  let time = (Math.floor(after / MINUTE) + 1) * MINUTE;
  while (time <= last) {
    const local = clock(time);
    if (!isDay(fields, local)) time = midnightAfter(time, local, clock);
    else if (!fields.hour.values.has(local.hour)) time += HOUR - local.minute * MINUTE;
    else if (!fields.minute.values.has(local.minute)) time += MINUTE;
    else return time;
  }
  return undefined;
}
