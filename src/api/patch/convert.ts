/**
 * Whether a patched object still has the shape of its kind, in the words of the converter that patches go through, which are others than
 * those of the decoder. Upstream: apimachinery `runtime/converter.go`.
 */
import { formatNumber } from '../../base/go-format.ts';
import { decodeBase64 } from '../schema/base64.ts';
import { parseQuantity } from '../meta/quantity.ts';
import { parseTime } from '../meta/time.ts';
import type { Schema } from '../schema/schema.ts';
import { goKind, goType, has, isList, isMap, keysOf } from './values.ts';

const jsonName = (value: unknown): string => (isList(value) ? 'array' : isMap(value) ? 'object' : typeof value === 'boolean' ? 'bool' : typeof value);

function scalarError(schema: Schema, value: unknown): string | undefined {
  const kind = schema.kind === 'integer' ? (schema.bits === 32 ? 'int32' : 'int64') : schema.kind === 'number' ? 'float64' : schema.kind === 'boolean' ? 'bool' : 'string';
  if (typeof value === 'number') {
    if (kind === 'string' && Number.isInteger(value)) return `cannot convert ${goType(value)} to ${schema.goType}`;
    if (kind === 'int32' || kind === 'int64') return Number.isInteger(value) ? undefined : `cannot convert ${goType(value)} to ${schema.goType}`;
    return kind === 'float64' ? undefined : `unrecognized type: ${kind}`;
  }
  return (kind === 'string' && typeof value === 'string') || (kind === 'bool' && typeof value === 'boolean') ? undefined : `unrecognized type: ${kind}`;
}

/** The types that read themselves from JSON. */
function ownError(schema: Schema, value: unknown): string | undefined {
  switch (schema.kind) {
    case 'quantity': {
      const parsed = parseQuantity(typeof value === 'string' ? value.trim() : typeof value === 'number' ? formatNumber(value) : JSON.stringify(value));
      return parsed.ok ? undefined : parsed.error;
    }
    case 'int-or-string': {
      if (typeof value === 'string' || (typeof value === 'number' && Number.isInteger(value) && value >= -2147483648 && value <= 2147483647)) return undefined;
      return `json: cannot unmarshal ${typeof value === 'number' ? `number ${formatNumber(value)}` : jsonName(value)} into Go value of type int32`;
    }
    default: {
      if (typeof value !== 'string') return `json: cannot unmarshal ${jsonName(value)} into Go value of type string`;
      const parsed = parseTime(value, schema.kind === 'micro-time');
      return parsed.ok ? undefined : parsed.error;
    }
  }
}

class Converter {
  readonly unknown: string[] = [];

  check(schema: Schema, value: unknown, path: string): string | undefined {
    if (value === null || value === undefined) return undefined;
    switch (schema.kind) {
      case 'any':
        return undefined;
      case 'quantity':
      case 'int-or-string':
      case 'time':
      case 'micro-time':
        return ownError(schema, value);
      case 'struct':
        return this.struct(schema, value, path);
      case 'map':
        if (!isMap(value)) return `cannot restore map from ${goKind(value)}`;
        // Upstream does not add a map's keys to the path.
        return first(keysOf(value), (key) => this.check(schema.items!, value[key], path));
      case 'list':
        if (!isList(value)) return `cannot restore slice from ${goKind(value)}`;
        return first(
          value.map((_, i) => i),
          (i) => this.check(schema.items!, value[i], `${path}[${i}]`),
        );
      case 'bytes': {
        if (typeof value !== 'string') return isList(value) ? undefined : `cannot restore slice from ${goKind(value)}`;
        const decoded = decodeBase64(value);
        return decoded.ok ? undefined : `error decoding from json: ${decoded.error}`;
      }
      default:
        return scalarError(schema, value);
    }
  }

  private struct(schema: Schema, value: unknown, path: string): string | undefined {
    if (!isMap(value)) return `cannot restore struct from: ${goKind(value)}`;
    const pathOf = (key: string): string => (path === '' ? key : `${path}.${key}`);
    for (const key of Object.keys(value)) if (!schema.fields!.has(key)) this.unknown.push(`unknown field "${pathOf(key)}"`);
    return first([...schema.fields!.keys()], (key) => (has(value, key) ? this.check(schema.fields!.get(key)!.schema, value[key], pathOf(key)) : undefined));
  }
}

function first<T>(items: readonly T[], check: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const error = check(item);
    if (error !== undefined) return error;
  }
  return undefined;
}

/** What is wrong with `value` as an object of `schema`, and which fields nobody knows (sorted). */
export function checkConversion(schema: Schema, value: unknown): { readonly error?: string; readonly unknown: readonly string[] } {
  const converter = new Converter();
  const error = converter.check(schema, value, '');
  return { ...(error !== undefined && { error }), unknown: converter.unknown.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)) };
}
