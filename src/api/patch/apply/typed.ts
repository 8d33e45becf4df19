/**
 * Objects by their schema, for server-side apply: which fields they set, how two differ, one merged into another, fields taken away.
 * Upstream: sigs.k8s.io/structured-merge-diff `typed`.
 */
import { compareStrings, quote } from '../../../base/go-format.ts';
import type { Schema } from '../../schema/schema.ts';
import { equal, goType, isList, isMap, keysOf, PatchProblem, printValue, type Draft, type DraftList } from '../values.ts';
import { FieldSetBuilder, NO_FIELDS, printPath, type FieldSet } from './field-set.ts';

const ANY: Schema = { kind: 'any', goType: 'interface {}' };

/** How a value is merged: as a whole, field by field, or element by element. */
type Shape = 'leaf' | 'map' | 'list';
function shapeOf(schema: Schema, value: unknown): Shape {
  if (schema.atomic) return 'leaf';
  if (schema.kind === 'struct' || schema.kind === 'map') return 'map';
  if (schema.kind === 'list') return schema.listType === 'map' || schema.listType === 'set' ? 'list' : 'leaf';
  // What has no schema is merged as what it looks like.
  return schema.kind === 'any' && isMap(value) ? 'map' : 'leaf';
}
const isEmpty = (value: unknown): boolean => value === undefined || value === null || (isList(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0);
const inside = (schema: Schema, key: string): Schema => schema.fields?.get(key)?.schema ?? schema.items ?? ANY;
const declared = (schema: Schema, key: string): boolean => schema.fields?.has(key) ?? false;

/** The path element of a list's element. Throws a PatchProblem where it has none. */
export function elementOf(schema: Schema, item: unknown): string {
  if (schema.listType !== 'map') {
    if (isMap(item)) throw new PatchProblem("associative list without keys has an element that's a map type");
    if (isList(item)) throw new PatchProblem('not supported: associative list with lists as elements');
    if (item === null) throw new PatchProblem("associative list without keys has an element that's an explicit null");
    return `v:${JSON.stringify(item)}`;
  }
  if (item === null) throw new PatchProblem('associative list with keys may not have a null element');
  if (!isMap(item)) throw new PatchProblem('associative list with keys may not have non-map elements');
  const keys = schema.listMapKeys ?? [];
  const entries = keys.map((key) => [key, item[key] ?? schema.items!.fields?.get(key)?.default] as const).filter(([, value]) => value !== undefined);
  if (entries.length === 0)
    throw new PatchProblem(
      `associative list with keys has an element that omits all key fields [${keys.map(quote).join(' ')}] (and doesn't have default values for any key fields)`,
    );
  return `k:${JSON.stringify(Object.fromEntries(entries.toSorted(([a], [b]) => compareStrings(a, b))))}`;
}

/** What is wrong with an applied object by its schema: `.spec.foo: field not declared in schema`. */
export function checkTyped(schema: Schema, value: unknown, path: readonly string[] = []): string[] {
  const fail = (message: string): string[] => [path.length === 0 ? message : `${printPath(path)}: ${message}`];
  if (value === null) return [];
  switch (schema.kind) {
    case 'struct':
    case 'map': {
      if (!isMap(value)) return fail(`expected map, got &{${printValue(value)}}`);
      const errors: string[] = [];
      for (const key of keysOf(value)) {
        const at = [...path, `f:${key}`];
        if (schema.kind === 'struct' && !schema.open && !declared(schema, key)) return [...errors, `${printPath(at)}: field not declared in schema`];
        errors.push(...checkTyped(inside(schema, key), value[key], at));
      }
      return errors;
    }
    case 'list': {
      if (!isList(value)) return fail(`expected list, got &{${printValue(value)}}`);
      if (shapeOf(schema, value) !== 'list')
        return value.flatMap((item, i) => checkTyped(schema.items!, item, [...path, `v:${i}`]).map((text) => text.replace(`[=${i}]`, `[${i}]`)));
      const seen = new Set<string>();
      const errors: string[] = [];
      for (const [i, item] of value.entries()) {
        let element: string;
        try {
          element = elementOf(schema, item);
        } catch (problem) {
          if (problem instanceof PatchProblem) return [...errors, ...fail(`element ${i}: ${problem.message}`)];
          throw problem;
        }
        if (seen.has(element)) errors.push(...fail(`duplicate entries for key ${printPath([element])}`));
        seen.add(element);
        errors.push(...checkTyped(schema.items!, item, [...path, element]));
      }
      return errors;
    }
    case 'integer':
    case 'number':
      return typeof value === 'number' ? [] : fail(`expected numeric (int or float), got ${goType(value)}`);
    case 'string':
    case 'bytes':
      return typeof value === 'string' ? [] : fail(`expected string, got &value.valueUnstructured{Value:${printValue(value)}}`);
    case 'boolean':
      return typeof value === 'boolean' ? [] : fail(`expected boolean, got &{${printValue(value)}}`);
    case 'any':
      return [];
    default:
      return isMap(value) || isList(value) ? fail(`expected any scalar, got &{${printValue(value)}}`) : [];
  }
}

/** The fields that an object sets. */
export function fieldsOf(schema: Schema, value: unknown): FieldSet {
  const builder = new FieldSetBuilder();
  const visit = (type: Schema, current: unknown, path: readonly string[]): void => {
    switch (current === null ? 'leaf' : shapeOf(type, current)) {
      case 'leaf':
        builder.insert(path);
        return;
      case 'map':
        if (!isMap(current)) return;
        for (const key of Object.keys(current)) {
          const at = [...path, `f:${key}`];
          visit(inside(type, key), current[key], at);
          if (current[key] === null || (isMap(current[key]) && isEmpty(current[key])) || !declared(type, key)) builder.insert(at);
        }
        return;
      case 'list':
        if (!isList(current)) return;
        for (const [element, items] of byElement(type, current)) {
          const at = [...path, element];
          if (items.length === 1) visit(type.items!, items[0], at);
          builder.insert(at);
        }
    }
  };
  visit(schema, value, []);
  return builder.build();
}

function byElement(schema: Schema, list: DraftList): Map<string, DraftList> {
  const out = new Map<string, DraftList>();
  for (const item of list) {
    const element = elementOf(schema, item);
    const known = out.get(element);
    if (known === undefined) out.set(element, [item]);
    else known.push(item);
  }
  return out;
}

const zeros = new WeakMap<Schema, Draft>();

/**
 * What Go writes of an object that nothing was set in: structs that are no pointers, and required lists. A new object is compared with it, so that
 * these have no owner of their own.
 */
export function zeroObject(schema: Schema): Draft {
  const known = zeros.get(schema);
  if (known !== undefined) return known;
  const out = Object.create(null) as Draft;
  zeros.set(schema, out);
  for (const [name, field] of schema.fields ?? []) {
    if (field.schema.kind === 'struct' && isMap(field.default)) out[name] = zeroObject(field.schema);
    else if (field.schema.kind === 'list' && field.required) out[name] = null;
  }
  return out;
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What changed from `before` to `after`. */
export function compareTyped(schema: Schema, before: unknown, after: unknown): Comparison {
  const added = new FieldSetBuilder();
  const modified = new FieldSetBuilder();
  const removed = new FieldSetBuilder();
  const visit = (type: Schema, left: unknown, right: unknown, path: readonly string[]): void => {
    const shape = shapeOf(type, right ?? left);
    const mark = (): void => {
      if (left === undefined) added.insert(path);
      else if (right === undefined) removed.insert(path);
    };
    if (shape === 'leaf' || (isEmpty(left) && isEmpty(right))) {
      mark();
      if (left !== undefined && right !== undefined && !equal(left, right)) modified.insert(path);
      return;
    }
    if (shape === 'map') {
      const [a, b] = [isMap(left) ? left : {}, isMap(right) ? right : {}] as [Draft, Draft];
      for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) visit(inside(type, key), a[key], b[key], [...path, `f:${key}`]);
    } else {
      const [a, b] = [byElement(type, isList(left) ? left : []), byElement(type, isList(right) ? right : [])];
      for (const element of new Set([...a.keys(), ...b.keys()])) {
        const [x, y] = [a.get(element) ?? [], b.get(element) ?? []];
        const at = [...path, element];
        if (x.length <= 1 && y.length <= 1) visit(type.items!, x[0], y[0], at);
        else if (x.length >= 2 && y.length >= 2) {
          if (!equal(x, y)) modified.insert(at);
        } else if (x.length >= 2) {
          if (y.length > 0) visit(type.items!, undefined, y[0], at);
          removed.insert(at);
        } else {
          if (x.length > 0) visit(type.items!, x[0], undefined, at);
          added.insert(at);
        }
      }
    }
    mark();
  };
  visit(schema, before, after, []);
  return { added: added.build(), modified: modified.build(), removed: removed.build() };
}

/** `config` laid over `live`. Elements of lists come in the order of `config`, with those that only `live` has where they were. */
export function mergeTyped(schema: Schema, live: unknown, config: unknown): unknown {
  if (config === undefined) return live;
  const shape = shapeOf(schema, config);
  if (shape === 'leaf' || (isEmpty(live) && isEmpty(config))) return config;
  if (shape === 'map') {
    const [left, right] = [isMap(live) ? live : {}, isMap(config) ? config : {}] as [Draft, Draft];
    const out = Object.create(null) as Draft;
    for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
      const merged = mergeTyped(inside(schema, key), left[key], right[key]);
      if (merged !== undefined) out[key] = merged;
    }
    return Object.keys(out).length > 0 ? out : undefined;
  }
  return mergeLists(schema, isList(live) ? live : [], isList(config) ? config : []);
}

function mergeLists(schema: Schema, live: DraftList, config: DraftList): unknown {
  const left = live.map((item) => [elementOf(schema, item), item] as const);
  const right = config.map((item) => [elementOf(schema, item), item] as const);
  const inLive = byElement(schema, live);
  const inConfig = new Map(right);
  const shared = right.map(([element]) => element).filter((element) => inLive.has(element));
  const merged = new Set<string>();
  const out: DraftList = [];
  const both = (element: string): void => {
    const items = inLive.get(element) ?? [];
    out.push(mergeTyped(schema.items!, items.length === 1 ? items[0] : undefined, inConfig.get(element)));
    merged.add(element);
    if (shared[0] === element) shared.shift();
  };
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [element, item] = left[i] ?? [];
    if (element !== undefined && j < right.length) {
      if (element === right[j]![0]) {
        both(element);
        i++;
        j++;
        continue;
      }
      // It comes later in the order of the config.
      if (inConfig.has(element) && shared.length > 0 && shared[0] !== element) {
        i++;
        continue;
      }
    }
    if (element !== undefined) {
      if (!inConfig.has(element)) {
        out.push(item);
        i++;
        continue;
      }
      if (merged.has(element)) i++;
    }
    if (j < right.length) both(right[j++]![0]);
  }
  return out.length > 0 ? out : undefined;
}

/** `value` without the fields of `remove`. What is left empty is `null`, which is not the same as removed. */
export function removeFields(schema: Schema, value: unknown, remove: FieldSet): unknown {
  if (value === null) return value;
  const shape = shapeOf(schema, value);
  if (shape === 'map' && isMap(value)) {
    const out = Object.create(null) as Draft;
    for (const key of Object.keys(value)) {
      const { member = false, children = NO_FIELDS } = remove.get(`f:${key}`) ?? {};
      if (member) continue;
      out[key] = children.size > 0 ? removeFields(inside(schema, key), value[key], children) : value[key];
    }
    return Object.keys(out).length > 0 ? out : null;
  }
  if (shape === 'list' && isList(value)) {
    const out: DraftList = [];
    for (const item of value) {
      const { member = false, children = NO_FIELDS } = remove.get(elementOf(schema, item)) ?? {};
      if (!member) out.push(children.size > 0 ? removeFields(schema.items!, item, children) : item);
    }
    return out.length > 0 ? out : null;
  }
  return value;
}
