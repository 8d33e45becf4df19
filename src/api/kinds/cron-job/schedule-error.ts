/** What is wrong with a cron line (upstream: github.com/robfig/cron/v3 parser.go ParseStandard). */
import { parseDuration } from '../../../base/duration.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { parseInteger } from '../../meta/int-or-string.ts';

interface Bounds {
  readonly min: number;
  readonly max: number;
  /** Words for numbers; the first stands for `min`. */
  readonly names?: readonly string[];
}

const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] },
  { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];
const descriptors: ReadonlySet<string> = new Set(['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly']);
const every = '@every ';

function number(text: string): Result<number, string> {
  const parsed = parseInteger(text);
  if (!parsed.ok) return err(`failed to parse int from ${text}: ${parsed.error}`);
  return parsed.value < 0 ? err(`negative number (${parsed.value}) not allowed: ${text}`) : parsed;
}

function numberOrName(text: string, { min, names }: Bounds): Result<number, string> {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  return named >= 0 ? ok(named + min) : number(text);
}

/** `5`, `1-5`, `*`, each perhaps with `/2`. */
function rangeError(text: string, of: Bounds): string | undefined {
  const parts = text.split('/');
  const ends = parts[0]!.split('-');
  let [start, end] = [of.min, of.max];
  if (ends[0] !== '*' && ends[0] !== '?') {
    const first = numberOrName(ends[0]!, of);
    if (!first.ok) return first.error;
    start = first.value;
    end = start;
    if (ends.length > 2) return `too many hyphens: ${text}`;
    if (ends.length === 2) {
      const last = numberOrName(ends[1]!, of);
      if (!last.ok) return last.error;
      end = last.value;
    }
  }
  if (parts.length > 2) return `too many slashes: ${text}`;
  let step = 1;
  if (parts.length === 2) {
    const parsed = number(parts[1]!);
    if (!parsed.ok) return parsed.error;
    step = parsed.value;
    if (ends.length === 1) end = of.max;
  }
  if (start < of.min) return `beginning of range (${start}) below minimum (${of.min}): ${text}`;
  if (end > of.max) return `end of range (${end}) above maximum (${of.max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return step === 0 ? `step of range should be a positive number: ${text}` : undefined;
}

function descriptorError(text: string): string | undefined {
  if (descriptors.has(text)) return undefined;
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const duration = parseDuration(text.slice(every.length));
  return duration.ok ? undefined : `failed to parse duration ${text}: ${duration.error}`;
}

/** `undefined` where the line can be read. A zone at its front is not looked at: it is refused anyway. */
export function scheduleError(schedule: string): string | undefined {
  const line = /^(?:CRON_)?TZ=\S* /.test(schedule) ? schedule.slice(schedule.indexOf(' ')).trim() : schedule;
  if (line.startsWith('@')) return descriptorError(line);
  const fields = line.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== bounds.length) return `expected exactly ${bounds.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  for (const [i, field] of fields.entries()) {
    for (const range of field.split(',')) {
      const error = range === '' ? undefined : rangeError(range, bounds[i]!);
      if (error !== undefined) return error;
    }
  }
  return undefined;
}
