/** Lists of completion indexes as text: `0-2,4` (upstream: pkg/apis/batch/validation/validation.go validateIndexesFormat). */
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { parseInteger } from '../../meta/int-or-string.ts';

type Interval = readonly [first: number, last: number];

function parseIndex(text: string, completions: number): Result<number, string> {
  const parsed = parseInteger(text);
  if (!parsed.ok) return err(`cannot convert string to integer for index: ${quote(text)}`);
  return parsed.value >= completions ? err(`too large index: ${quote(text)}`) : parsed;
}

function parseInterval(text: string, completions: number): Result<Interval, string> {
  const parts = text.split('-');
  if (parts.length > 2) return err(`the fragment ${quote(text)} violates the requirement that an index interval can have at most two parts separated by '-'`);
  const first = parseIndex(parts[0]!, completions);
  if (!first.ok) return first;
  if (parts.length === 1) return ok([first.value, first.value]);
  const last = parseIndex(parts[1]!, completions);
  if (!last.ok) return last;
  return first.value >= last.value ? err(`non-increasing order, previous: ${first.value}, current: ${last.value}`) : ok([first.value, last.value]);
}

/** How many indexes `text` lists, or what is wrong with it. */
export function countIndexes(text: string, completions: number): Result<number, string> {
  let total = 0;
  let previous: number | undefined;
  for (const part of text === '' ? [] : text.split(',')) {
    const interval = parseInterval(part, completions);
    if (!interval.ok) return interval;
    const [first, last] = interval.value;
    if (previous !== undefined && previous >= first) return err(`non-increasing order, previous: ${previous}, current: ${first}`);
    total += last - first + 1;
    previous = last;
  }
  return ok(total);
}

/** The first index that both list. Both are in order; parts that can not be read are passed over. */
export function commonIndex(one: string, other: string, completions: number): number | undefined {
  const intervals = (text: string): Interval[] =>
    text.split(',').flatMap((part) => {
      const interval = parseInterval(part, completions);
      return interval.ok ? [interval.value] : [];
    });
  const [a, b] = [intervals(one), intervals(other)];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const [[firstA, lastA], [firstB, lastB]] = [a[i]!, b[j]!];
    if (firstA <= lastB && firstB <= lastA) return Math.max(firstA, firstB);
    if (firstA <= firstB) i += 1;
    else j += 1;
  }
  return undefined;
}
