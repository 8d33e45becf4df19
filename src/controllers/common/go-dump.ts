/**
 * A pod template as Go prints it with all its types: what upstream hashes for `pod-template-hash`, so that the names of ReplicaSets and pods come
 * out as on a real cluster (upstream: apimachinery `util/dump` ForHash, davecgh/go-spew `format.go` with `%#v`).
 * `go-layout.json` has the structs' fields in their order: Go name, JSON name (empty: inlined), type.
 */
import type { PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import layout from './go-layout.json' with { type: 'json' };

type Fields = readonly (readonly [name: string, json: string, type: string])[];
const STRUCTS = new Map(Object.entries(layout as unknown as Readonly<Record<string, Fields>>));

export const dumpTemplate = (template: PodTemplateSpec): string => typed('v1.PodTemplateSpec', template);

function typed(type: string, value: unknown): string {
  if (!type.startsWith('*')) return `(${type})${plain(type, value)}`;
  return value === undefined || value === null ? `(${type})<nil>` : `(${type})${plain(type.slice(1), value)}`;
}

function plain(type: string, value: unknown): string {
  if (type.startsWith('[]')) return Array.isArray(value) && value.length > 0 ? `[${value.map((item) => plain(type.slice(2), item)).join(' ')}]` : '<nil>';
  if (type === 'v1.ResourceList') return map('map[v1.ResourceName]resource.Quantity', value);
  if (type.startsWith('map[')) return map(type, value);
  const fields = STRUCTS.get(type);
  if (fields) return struct(fields, (value ?? {}) as Readonly<Record<string, unknown>>);
  switch (type) {
    case 'resource.Quantity':
      return quantity(String(value ?? '0'));
    case 'intstr.IntOrString':
      return typeof value === 'string' ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}` : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`;
    case 'v1.Time':
      return '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';
    case 'bool':
      return String(value ?? false);
    case 'int32':
    case 'int64':
      return String(value ?? 0);
    default:
      return String(value ?? '');
  }
}

function struct(fields: Fields, value: Readonly<Record<string, unknown>>): string {
  return `{${fields.map(([name, json, type]) => `${name}:${typed(type, json === '' ? value : own(value, json))}`).join(' ')}}`;
}

const own = (value: Readonly<Record<string, unknown>>, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

function map(type: string, value: unknown): string {
  const entries = Object.entries((value ?? {}) as object);
  if (entries.length === 0) return '<nil>';
  const of = type.slice(type.indexOf(']') + 1);
  return `map[${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${key}:${plain(of, item)}`)
    .join(' ')}]`;
}

const POWERS: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 };

/** The inside of a Quantity after parsing: it keeps its text where that is canonical beyond doubt (upstream: `ParseQuantity`). */
function quantity(text: string): string {
  const inside = (amount: bigint, scale: number, kept: string, format: string) =>
    `{i:(resource.int64Amount){value:(int64)${amount} scale:(resource.Scale)${scale}} d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} s:(string)${kept} Format:(resource.Format)${format}}`;
  const [, sign = '', whole = '0', fraction = '', suffix = ''] = /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z]*(?:[+-]?\d+)?)$/.exec(text) ?? [];
  if (text === '0') return inside(0n, 0, '0', 'DecimalSI');
  const digits = BigInt(whole + fraction || '0');
  const negate = sign === '-' ? -1n : 1n;
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix]! : undefined;
  if (binary !== undefined) return inside(negate * (digits << BigInt(binary)), 0, (digits & 7n) === 0n ? '' : text, 'BinarySI');
  const exponent = Object.hasOwn(POWERS, suffix) ? POWERS[suffix]! : Number(suffix.slice(1));
  const scale = exponent - fraction.length;
  const shifted = whole + fraction;
  const canonical = scale % 3 === 0 && !shifted.endsWith('000') && !shifted.startsWith('0');
  return inside(negate * digits, scale, canonical ? text : '', Object.hasOwn(POWERS, suffix) ? 'DecimalSI' : 'DecimalExponent');
}
