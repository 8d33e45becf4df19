/** Objects as Go marshals maps: keys sorted, compact. */
import { compareStrings, marshalJson } from '../base/go-format.ts';

/** The same value with all keys in order. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).sort(([a], [b]) => compareStrings(a, b)).map(([key, v]) => [key, sortKeys(v)]));
}

/** Compact JSON with sorted keys. */
export const encodeJson = (value: unknown): string => marshalJson(sortKeys(value));

export const sameJson = (a: unknown, b: unknown): boolean => encodeJson(a) === encodeJson(b);
