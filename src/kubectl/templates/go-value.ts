/** How Go prints decoded JSON. Whole numbers are `int64` in what kubectl decodes itself, `float64` in Go templates. */
import { compareStrings, marshalJson, quote } from '../../base/go-format.ts';

export type Numbers = 'int64' | 'float64';
type Tree = Readonly<Record<string, unknown>>;

export const isMap = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
/** A field that is `undefined` is none. */
export const mapKeys = (map: Tree): string[] =>
  Object.keys(map)
    .filter((key) => map[key] !== undefined)
    .sort(compareStrings);
/** An own property only: keys come from templates. */
export const entryOf = (map: Tree, key: string): unknown => (Object.hasOwn(map, key) ? map[key] : undefined);

/** `%v` of a float64: with an exponent below 1e-4 and from 1e+06 on. */
export function formatFloat(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return Number.isFinite(value) ? '0' : value > 0 ? '+Inf' : value < 0 ? '-Inf' : 'NaN';
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

/** `%v` */
export function goText(value: unknown, numbers: Numbers): string {
  if (value === null || value === undefined) return '<nil>';
  if (typeof value === 'number') return numbers === 'int64' && Number.isInteger(value) ? BigInt(value).toString() : formatFloat(value);
  if (Array.isArray(value)) return `[${value.map((item) => goText(item, numbers)).join(' ')}]`;
  if (isMap(value))
    return `map[${mapKeys(value)
      .map((key) => `${key}:${goText(value[key], numbers)}`)
      .join(' ')}]`;
  return String(value);
}

/** `%#v` */
export function goSyntax(value: unknown, numbers: Numbers): string {
  if (value === null || value === undefined) return 'interface {}(nil)';
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map((item) => goSyntax(item, numbers)).join(', ')}}`;
  if (isMap(value))
    return `map[string]interface {}{${mapKeys(value)
      .map((key) => `${quote(key)}:${goSyntax(value[key], numbers)}`)
      .join(', ')}}`;
  return goText(value, numbers);
}

/** Go's name of a value's type. */
export function goType(value: unknown, numbers: Numbers): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value === 'number') return numbers === 'int64' && Number.isInteger(value) ? 'int64' : 'float64';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

/** The value with the keys of all maps in order, as `json.Marshal` writes maps. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isMap(value)) return value;
  const sorted = Object.create(null) as Record<string, unknown>;
  for (const key of mapKeys(value)) sorted[key] = sortKeys(value[key]);
  return sorted;
}

/** `json.Marshal`, keys in order. */
export const goJson = (value: unknown): string => marshalJson(sortKeys(value));
