/** What is done to a custom object when it is read (upstream: apiextensions-apiserver pkg/apiserver/schema/{pruning,defaulting}). */
import { propertyOf, type JsonSchema } from '../custom-resource-definition/schema-types.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What every object has, whatever its schema says. */
const ownFields: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);
const anything: JsonSchema = { 'x-kubernetes-preserve-unknown-fields': true };

const ofMap = (schema: JsonSchema): JsonSchema | undefined =>
  typeof schema.additionalProperties === 'object' ? schema.additionalProperties : schema.additionalProperties === true ? anything : undefined;
const keepsUnknown = (schema: JsonSchema): boolean => schema['x-kubernetes-preserve-unknown-fields'] === true;
const isOpen = (schema: JsonSchema): boolean => keepsUnknown(schema) && !schema.properties && !schema.items && !schema.additionalProperties;

function mapFields(fields: Fields, step: (key: string, value: unknown) => unknown): Fields {
  let changed = false;
  const out = Object.entries(fields).flatMap(([key, value]) => {
    const next = step(key, value);
    if (next !== value) changed = true;
    return next === undefined ? [] : [[key, next] as const];
  });
  return changed ? Object.fromEntries(out) : fields;
}

function mapItems(items: readonly unknown[], step: (item: unknown, index: number) => unknown): readonly unknown[] {
  const out = items.map(step);
  return out.some((item, i) => item !== items[i]) ? out : items;
}

/** Drops fields that the schema does not have. `dropped` is told the path of each. */
export function prune(value: unknown, schema: JsonSchema, isObject: boolean, dropped?: (path: string) => void, path = ''): unknown {
  if (isOpen(schema)) return value;
  if (Array.isArray(value)) return mapItems(value, (item, i) => (schema.items ? prune(item, schema.items, false, dropped, `${path}[${i}]`) : item));
  if (!isFields(value)) return value;
  const embedded = isObject || schema['x-kubernetes-embedded-resource'] === true;
  return mapFields(value, (key, item) => {
    const at = path === '' ? key : `${path}.${key}`;
    const property = propertyOf(schema, key);
    if (embedded && ownFields.has(key)) return item;
    const of = property ?? ofMap(schema);
    if (of) return prune(item, of, false, dropped, at);
    if (keepsUnknown(schema)) return item;
    dropped?.(at);
    return undefined;
  });
}

/** Fills in defaults. A null where none may stand gives way to the default, or goes. */
export function applySchemaDefaults(value: unknown, schema: JsonSchema): unknown {
  if (Array.isArray(value))
    return schema.items
      ? mapItems(value, (item) =>
          item === null && !schema.items!.nullable && schema.items!.default !== undefined ? schema.items!.default : applySchemaDefaults(item, schema.items!),
        )
      : value;
  if (!isFields(value)) return value;
  const missing = Object.entries(schema.properties ?? {}).filter(
    ([key, property]) => property.default !== undefined && (!Object.hasOwn(value, key) || (value[key] === null && !property.nullable)),
  );
  const filled = missing.length === 0 ? value : { ...value, ...Object.fromEntries(missing.map(([key, property]) => [key, property.default])) };
  return mapFields(filled, (key, item) => {
    const of = propertyOf(schema, key) ?? ofMap(schema);
    if (!of || isOpen(of)) return item;
    return item === null && !of.nullable ? undefined : applySchemaDefaults(item, of);
  });
}
