/** Strategic merge as kustomize does it: new elements of lists come first (upstream: kustomize kyaml/yaml/{merge2,walk}). */
import type { Field, Schema } from '../../api/schema/schema.ts';
import { put } from './field-path.ts';
import { isFields, type Fields } from './resource.ts';
import { trouble } from './trouble.ts';

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** Marks what a patch deletes. */
const DELETED = Symbol('deleted');

/** The object with the patch merged in; `undefined` where the patch deletes it. */
export function strategicMerge(target: Fields, patch: Fields, schema: Schema | undefined): Fields | undefined {
  const merged = mergeMaps(target, patch, schema);
  return merged === DELETED ? undefined : (merged as Fields);
}

/** `$patch` of a map, which goes from it. */
function directive(patch: Fields): 'merge' | 'replace' | 'delete' {
  const text = patch['$patch'];
  if (text === undefined) return 'merge';
  delete patch['$patch'];
  return text === 'replace' || text === 'delete' || text === 'merge' ? text : trouble(`unknown patch strategy '${String(text)}'`);
}

function mergeMaps(target: Fields, patch: Fields, schema: Schema | undefined): unknown {
  switch (directive(patch)) {
    case 'delete':
      return DELETED;
    case 'replace':
      return withoutNulls(patch);
    case 'merge':
  }
  const valueSchema = schema?.kind === 'map' ? schema.items : undefined;
  for (const [key, value] of Object.entries(patch)) {
    const field = schema?.fields?.get(key);
    const merged = mergeValues(Object.hasOwn(target, key) ? target[key] : undefined, value, field, field?.schema ?? valueSchema);
    if (merged === DELETED || merged === undefined) delete target[key];
    else put(target, key, merged);
  }
  return target;
}

const typeName = (value: unknown): string => (Array.isArray(value) ? 'SequenceNode' : isFields(value) ? 'MappingNode' : 'ScalarNode');

function mergeValues(target: unknown, patch: unknown, field: Field | undefined, schema: Schema | undefined): unknown {
  if (patch === null) return DELETED;
  if (target === undefined || target === null) return isFields(patch) ? added(patch) : Array.isArray(patch) ? addedList(patch) : patch;
  if (typeName(target) !== typeName(patch)) return trouble(`wrong node kind: expected ${typeName(target)} but got ${typeName(patch)}: node contents:\n${text(patch)}\n`);
  if (isFields(patch)) return mergeMaps(target as Fields, patch, schema);
  if (!Array.isArray(patch)) return patch;
  if (!field?.patchStrategy.includes('merge')) return patch.map((item) => (isFields(item) ? withoutNulls(item) : item));
  return mergeLists(target as unknown[], patch, keysOf(field), schema?.items);
}

const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const keysOf = (field: Field): readonly string[] => field.schema.listMapKeys ?? (field.patchMergeKey === undefined ? [] : [field.patchMergeKey]);

function added(patch: Fields): unknown {
  return directive(patch) === 'delete' ? DELETED : withoutNulls(patch);
}
const addedList = (patch: unknown[]): unknown =>
  patch.filter((item) => !(isFields(item) && item['$patch'] === 'delete')).map((item) => (isFields(item) ? withoutNulls(item) : item));

/** What is new keeps none of its nulls. */
function withoutNulls(fields: Fields): Fields {
  for (const [key, value] of Object.entries(fields)) {
    if (value === null) delete fields[key];
    else if (isFields(value)) {
      const inner = added(value);
      if (inner === DELETED) delete fields[key];
    }
  }
  return fields;
}

function mergeLists(target: unknown[], patch: unknown[], keys: readonly string[], items: Schema | undefined): unknown {
  const whole = patch.findIndex((item) => isFields(item) && Object.keys(item).length === 1 && item['$patch'] !== undefined);
  if (whole >= 0) {
    const asked = directive(patch[whole] as Fields);
    patch.splice(whole, 1);
    if (asked === 'delete') return DELETED;
    if (asked === 'replace') return patch;
  }
  if (keys.length === 0) return [...patch, ...target.filter((item) => !patch.some((other) => same(other, item)))];
  const used = usedKeys([...target, ...patch], keys);
  const left = [...target];
  const front: unknown[] = [];
  for (const item of patch) {
    const at = left.findIndex((other) => matches(other, item, used));
    if (at < 0) {
      const fresh = isFields(item) ? added(item) : item;
      if (fresh !== DELETED) front.push(fresh);
      continue;
    }
    const merged = isFields(item) && isFields(left[at]) ? mergeMaps(left[at], item, items) : item;
    left.splice(at, 1);
    if (merged !== DELETED) front.push(merged);
  }
  // Those that the patch names come in its order before those that it does not.
  return [...front, ...left];
}

/** Of several keys those that any element has: a protocol that nobody wrote tells nothing apart. */
function usedKeys(elements: readonly unknown[], keys: readonly string[]): readonly string[] {
  const used = keys.filter((key) => elements.some((element) => isFields(element) && element[key] !== undefined));
  return used.length === 0 ? keys : used;
}
const matches = (a: unknown, b: unknown, keys: readonly string[]): boolean => {
  if (!isFields(a) || !isFields(b)) return false;
  const told = keys.filter((key) => a[key] !== undefined && b[key] !== undefined);
  return told.length > 0 && told.every((key) => same(a[key], b[key]));
};
