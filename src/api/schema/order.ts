/** Objects with their keys as Go writes a typed object: fields in the order of the struct, maps sorted. */
import { compareStrings } from '../../base/go-format.ts';
import type { Schema } from './schema.ts';

/**
 * The same value in that order: what an error sentence or a generator's `-o json` shows of it. Unknown fields come last.
 */
export function inGoOrder(schema: Schema | undefined, value: unknown): unknown {
  if (schema === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => inGoOrder(schema.items, item));
  const entries = Object.entries(value);
  if (schema.kind !== 'struct') return Object.fromEntries(entries.toSorted(([a], [b]) => compareStrings(a, b)).map(([key, item]) => [key, inGoOrder(schema.items, item)]));
  const place = new Map([...schema.fields!.keys()].map((name, i) => [name, i]));
  const placeOf = (key: string): number => place.get(key) ?? place.size;
  return Object.fromEntries(entries.toSorted(([a], [b]) => placeOf(a) - placeOf(b)).map(([key, item]) => [key, inGoOrder(schema.fields!.get(key)?.schema, item)]));
}
