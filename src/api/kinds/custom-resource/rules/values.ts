/** Objects as expressions see them: by their schema (upstream: apiserver pkg/cel/common/values.go, apiextensions-apiserver pkg/apiserver/schema/cel/model). */
import type { JsonSchema } from '../../custom-resource-definition/schema-types.ts';

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const RESERVED: ReadonlySet<string> = new Set('true false null in as break const continue else for function if import let loop package namespace return var void while'.split(' '));

/** How a field is called in an expression; `undefined` where it cannot be. */
export function escapedName(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`;
  if (!/^[A-Za-z_][\w./-]*$/.test(name)) return undefined;
  return name.replaceAll('__', '__underscores__').replaceAll('.', '__dot__').replaceAll('-', '__dash__').replaceAll('/', '__slash__');
}

const METADATA: JsonSchema = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };
const TEXT: JsonSchema = { type: 'string' };

/** Whole numbers are big integers there; fields that the schema does not name cannot be seen. */
export function toExpressionValue(value: unknown, schema: JsonSchema, root = false): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => (schema.items ? toExpressionValue(item, schema.items) : item));
  if (isFields(value)) {
    const properties = root ? { ...schema.properties, apiVersion: TEXT, kind: TEXT, metadata: METADATA } : schema.properties;
    const { additionalProperties } = schema;
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, item]) => {
        const property = properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
        if (property) {
          const name = escapedName(key);
          return name === undefined || item === null ? [] : [[name, toExpressionValue(item, property)]];
        }
        return typeof additionalProperties === 'object' ? [[key, toExpressionValue(item, additionalProperties)]] : [];
      }),
    );
  }
  if (typeof value === 'number' && (schema.type === 'integer' || (schema['x-kubernetes-int-or-string'] && Number.isInteger(value))))
    return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' && schema.type === 'string' && (schema.format === 'date-time' || schema.format === 'date')) {
    const time = new Date(value);
    return Number.isNaN(time.getTime()) ? value : time;
  }
  return value;
}
