/** Timestamps of objects. Inside, instants are milliseconds since the epoch; outside, RFC 3339 in UTC. */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

/** `2026-11-22T05:48:28Z`: `metav1.Time`, whole seconds. */
export const formatTime = (milliseconds: number): string => `${new Date(Math.floor(milliseconds / 1000) * 1000).toISOString().slice(0, 19)}Z`;
/** `2026-11-22T05:48:28.123000Z`: `metav1.MicroTime`. */
export const formatMicroTime = (milliseconds: number): string => {
  const whole = Math.floor(milliseconds);
  return `${new Date(whole).toISOString().slice(0, 23)}${pad(Math.floor((milliseconds - whole) * 1000), 3)}Z`;
};
/** `Sun, 22 Nov 2026 05:48:28 +0000`: RFC 1123 with a numeric zone, as `kubectl describe` prints. */
export function formatRfc1123(milliseconds: number): string {
  const date = new Date(milliseconds);
  const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}:${pad(date.getUTCSeconds())}`;
  return `${DAYS[date.getUTCDay()]}, ${pad(date.getUTCDate())} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()} ${clock} +0000`;
}

const LAYOUTS = { seconds: '2006-01-02T15:04:05Z07:00', micro: '2006-01-02T15:04:05.000000Z07:00' };
type Part = readonly [layout: string, pattern: RegExp, max: number];
const upTo = (seconds: readonly Part[]): readonly Part[] => [
  ['2006', /^\d{4}/, 9999],
  ['-', /^-/, 0],
  ['01', /^\d{2}/, 12],
  ['-', /^-/, 0],
  ['02', /^\d{2}/, 31],
  ['T', /^T/, 0],
  ['15', /^\d{2}/, 23],
  [':', /^:/, 0],
  ['04', /^\d{2}/, 59],
  [':', /^:/, 0],
  ...seconds,
  ['Z07:00', /^(?:Z|[+-]\d{2}:\d{2})/, 0],
];
/** The parts of the layouts, as Go's error texts name them. A fraction is welcome after the seconds, and a must in a MicroTime. */
const PARTS = {
  seconds: upTo([['05', /^\d{2}(?:[.,]\d+)?/, 59.9999999999]]),
  micro: upTo([
    ['05', /^\d{2}/, 59],
    ['.000000', /^[.,]\d{6}/, 0],
  ]),
};
const RANGE_NAMES: Readonly<Record<string, string>> = { '01': 'month', '02': 'day', '15': 'hour', '04': 'minute', '05': 'second' };

/** Reads RFC 3339 (fractions and zones too) into milliseconds; the error is Go's `time.Parse` sentence. `micro`: six digits after the seconds are due. */
export function parseTime(text: string, micro = false): Result<number, string> {
  const layout = micro ? 'micro' : 'seconds';
  const fail = (message: string): Result<never, string> => err(`parsing time ${quote(text)}${message}`);
  let rest = text;
  const values: Record<string, string> = {};
  for (const [part, pattern, max] of PARTS[layout]) {
    const match = pattern.exec(rest);
    if (match === null) return fail(` as ${quote(LAYOUTS[layout])}: cannot parse ${quote(rest)} as ${quote(part)}`);
    if (max > 0 && Number(match[0].replace(',', '.')) > max) return fail(`: ${RANGE_NAMES[part]} out of range`);
    values[part] = match[0];
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') return fail(`: extra text: ${quote(rest)}`);
  const year = Number(values['2006']);
  const month = Number(values['01']);
  const day = Number(values['02']);
  if (month < 1) return fail(': month out of range');
  if (day < 1 || day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return fail(': day out of range');
  const zone = values['Z07:00']!;
  const offset = zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  const seconds = Number(`${values['05']!}${values['.000000'] ?? ''}`.replace(',', '.'));
  // Date.UTC drops fractions of a millisecond, which MicroTime needs.
  return ok(Date.UTC(year, month - 1, day, Number(values['15']), Number(values['04'])) + Math.round(seconds * 1e6) / 1e3 - offset * 60_000);
}

/** For timestamps of stored objects, which are well-formed; `undefined` where there is none. */
export function timeOf(timestamp: string | undefined): number | undefined {
  if (timestamp === undefined) return undefined;
  const parsed = parseTime(timestamp);
  return parsed.ok ? parsed.value : undefined;
}
