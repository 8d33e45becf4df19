/** Lists that are sets or maps have no two items alike (upstream: apiextensions-apiserver pkg/apiserver/schema/listtype/validation.go). */
import { deepEqual } from '../../../base/equal.ts';
import { duplicate, index, keyed, type FieldError } from '../../meta/field-error.ts';
import { propertyOf, type JsonSchema } from '../custom-resource-definition/schema-types.ts';

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function keyOf(item: unknown, keys: readonly string[]): unknown {
  return isFields(item) ? Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(item, key) ? [[key, item[key]]] : []))) : item;
}

function duplicates(path: string, items: readonly unknown[], schema: JsonSchema): FieldError[] {
  const type = schema['x-kubernetes-list-type'];
  if (type !== 'set' && type !== 'map') return [];
  const keys = items.map((item) => (type === 'map' ? keyOf(item, schema['x-kubernetes-list-map-keys'] ?? []) : item));
  return keys.flatMap((key, i) => (keys.findIndex((other) => deepEqual(other, key)) < i ? [duplicate(index(path, i), key)] : []));
}

export function validateLists(path: string, value: unknown, schema: JsonSchema): FieldError[] {
  if (Array.isArray(value)) {
    const items = schema.items;
    return [...duplicates(path, value, schema), ...(items ? value.flatMap((item, i) => validateLists(index(path, i), item, items)) : [])];
  }
  if (!isFields(value)) return [];
  const ofMap = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
  return Object.entries(value).flatMap(([name, item]) => {
    const property = propertyOf(schema, name);
    if (property) return validateLists(path === '' ? name : `${path}.${name}`, item, property);
    return ofMap ? validateLists(keyed(path, name), item, ofMap) : [];
  });
}
