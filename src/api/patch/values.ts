/** JSON as the patch algorithms need it: own copies that may be changed, compared and printed as Go does. */
import { compareStrings, formatNumber } from '../../base/go-format.ts';

/** A working copy of an object. It has no prototype, so that any key may come. */
export type Draft = { [key: string]: unknown };
export type DraftList = unknown[];

/** Refuses a patch; caught where patching starts, and made a value there. */
export class PatchProblem extends Error {
  readonly kind: 'BadRequest' | 'Unprocessable' | 'Internal';
  constructor(message: string, kind: PatchProblem['kind'] = 'Internal') {
    super(message);
    this.kind = kind;
  }
}

export const isMap = (value: unknown): value is Draft => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isList = (value: unknown): value is DraftList => Array.isArray(value);
export const has = (map: Draft, key: string): boolean => Object.hasOwn(map, key);

/** A deep copy that may be changed. `undefined` is left out. */
export function draft(value: unknown): unknown {
  if (isList(value)) return value.map(draft);
  if (!isMap(value)) return value;
  const copy = Object.create(null) as Draft;
  for (const key of Object.keys(value)) if (value[key] !== undefined) copy[key] = draft(value[key]);
  return copy;
}
export const draftMap = (value: unknown): Draft => draft(isMap(value) ? value : {}) as Draft;
export const emptyMap = (): Draft => Object.create(null) as Draft;

/** Back to plain JSON. */
export function finished(value: unknown): unknown {
  if (isList(value)) return value.map(finished);
  return isMap(value) ? Object.fromEntries(Object.keys(value).map((key) => [key, finished(value[key])])) : value;
}

/** Keys in Go's order, so that the first of several problems is always the same one. */
export const keysOf = (map: Draft): string[] => Object.keys(map).sort(compareStrings);

/** What Go calls the type of a decoded value. */
export function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (isList(value)) return '[]interface {}';
  if (isMap(value)) return 'map[string]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  return typeof value === 'boolean' ? 'bool' : 'string';
}
/** Its kind: `map` and `slice` for the collections. */
export const goKind = (value: unknown): string => (isList(value) ? 'slice' : isMap(value) ? 'map' : goType(value));

/** `%v` */
export function printValue(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (isList(value)) return `[${value.map(printValue).join(' ')}]`;
  if (isMap(value))
    return `map[${keysOf(value)
      .map((key) => `${key}:${printValue(value[key])}`)
      .join(' ')}]`;
  return typeof value === 'number' ? formatNumber(value) : String(value);
}

/** `reflect.DeepEqual` */
export function equal(a: unknown, b: unknown): boolean {
  if (isList(a)) return isList(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
  if (isMap(a)) return isMap(b) && Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => has(b, key) && equal(a[key], b[key]));
  return a === b;
}

/** Sorts in place as Go's stable insertion sort does, also with a comparison that contradicts itself. */
export function insertionSort(list: DraftList, less: (a: unknown, b: unknown) => boolean): void {
  for (let i = 1; i < list.length; i++) {
    for (let j = i; j > 0 && less(list[j], list[j - 1]); j--) [list[j], list[j - 1]] = [list[j - 1], list[j]];
  }
}

export const sortedScalars = (list: DraftList): DraftList => list.toSorted((a, b) => compareStrings(printValue(a), printValue(b)));

/** Without repetitions; the last one fills each gap, as upstream does it. */
export function deduplicateScalars(list: DraftList): DraftList {
  const out = [...list];
  for (let i = 0; i < out.length - 1; i++) {
    for (let j = i + 1; j < out.length; j++) {
      if (out[i] !== out[j]) continue;
      out[j] = out.at(-1);
      out.pop();
      j--;
    }
  }
  return out;
}
