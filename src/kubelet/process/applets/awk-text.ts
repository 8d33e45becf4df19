/** Small rules of awk's language: values, records, fields. */
import { general } from './print.ts';
import type { Match } from './regular.ts';

/** Text from input counts as a number where it looks like one. */
export type Value = number | string | { readonly input: string };

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/;

export function numberOf(value: Value): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : value.input;
  const match = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text.slice(0, 400));
  return match === null ? 0 : Number(match[0]);
}

/** `format`: CONVFMT or OFMT. Whole numbers are printed as such. */
export function textOf(value: Value, format: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return value.input;
  if (Number.isInteger(value)) return Math.abs(value) < 1e16 ? String(value) : general(value, 6);
  return general(value, Number(/^%\.(\d+)g$/.exec(format)?.[1] ?? 6));
}

export function truthOf(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  return NUMBER.test(value.input) ? Number(value.input) !== 0 : value.input !== '';
}

/** Numbers compare as numbers, and so does input that looks like one; everything else as text. */
export function compare(left: Value, right: Value, format: string): number {
  const isNumber = (value: Value): boolean => typeof value === 'number' || (typeof value === 'object' && NUMBER.test(value.input));
  const isBlank = (value: Value): boolean => typeof value === 'object' && value.input === '';
  if ((isNumber(left) && (isNumber(right) || (typeof left === 'number' && isBlank(right)))) || (typeof right === 'number' && isBlank(left)))
    return Math.sign(numberOf(left) - numberOf(right));
  const [a, b] = [textOf(left, format), textOf(right, format)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A one-character separator as a pattern: it stands for itself, but for the blank. */
export const regexBySeparator = (separator: string): string => (separator.length === 1 && separator !== ' ' ? separator.replace(/[\\^$.*+?()[\]{}|]/, '\\$&') : separator);

/** C's fmod. */
export const modulo = (a: number, b: number): number => a % b;

/** A record at the head of the input: where it begins, where it ends, and where the next one begins. A `start` below 0: none. */
export interface Cut {
  readonly from: number;
  readonly start: number;
  readonly end: number;
}

export function plainCut(rest: string, separator: string): Cut | undefined {
  const at = rest.indexOf(separator);
  return at < 0 ? undefined : { from: 0, start: at, end: at + 1 };
}

/** RS="": blank lines separate. */
export function paragraph(rest: string, last: boolean): Cut | undefined {
  let from = 0;
  while (rest[from] === '\n') from += 1;
  const at = rest.indexOf('\n\n', from);
  if (at < 0) return last && from > 0 && from === rest.length ? { from, start: -1, end: from } : undefined;
  let end = at;
  while (rest[end] === '\n') end += 1;
  return { from, start: at, end };
}

export function splitBy(matcher: { find(text: string, from?: number): Match | undefined }, text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length;) {
    const match = matcher.find(text, at);
    if (match === undefined) break;
    if (match.end > match.start) {
      parts.push(text.slice(from, match.start));
      from = match.end;
    }
    at = Math.max(match.end, at + 1);
  }
  return [...parts, text.slice(from)];
}
