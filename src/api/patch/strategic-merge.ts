/**
 * Applying a strategic merge patch: maps are merged, lists too where the schema names a merge key, and directives
 * (`$patch`, `$retainKeys`, `$setElementOrder/…`, `$deleteFromPrimitiveList/…`) say otherwise.
 * Upstream: apimachinery `util/strategicpatch/patch.go`.
 */
import { err, ok, type Result } from '../../base/result.ts';
import type { Schema } from '../schema/schema.ts';
import {
  asList,
  asMap,
  badOrderList,
  checkOrderList,
  DELETE_FROM_LIST,
  DIRECTIVE,
  ELEMENT_ORDER,
  elementKind,
  findByKey,
  mergedOrder,
  mergeKeyOf,
  noMergeKey,
  partition,
  RETAIN_KEYS,
} from './lists.ts';
import { patchMeta } from './patch-meta.ts';
import { deduplicateScalars, draftMap, emptyMap, equal, finished, goType, has, isList, isMap, keysOf, PatchProblem, printValue, type Draft, type DraftList } from './values.ts';

export interface MergeOptions {
  /** The result is an object, not another patch: directives take effect and go. */
  readonly final: boolean;
}

const badRetainKeys = (): PatchProblem => new PatchProblem('invalid patch format of retainKeys', 'BadRequest');

/** Merges `patch` into `original`; both are changed. Throws a PatchProblem. */
export function mergeMap(original: Draft, patch: Draft, schema: Schema, options: MergeOptions): Draft {
  if (has(patch, DIRECTIVE)) return directed(patch);
  retainKeys(original, patch, options);
  orderElements(original, patch, schema, options);

  for (const key of keysOf(patch)) {
    const value = patch[key];
    let target = key;
    let deletesElements = false;
    if (key.startsWith(DELETE_FROM_LIST)) {
      if (!options.final) {
        original[key] = value;
        continue;
      }
      target = nameBehind(key, DELETE_FROM_LIST);
      deletesElements = true;
    }
    if (value === null) {
      delete original[target];
      if (options.final) continue;
    }
    const before = has(original, target) ? original[target] : undefined;
    if (before === undefined || goType(before) !== goType(value)) {
      if (!deletesElements) put(original, target, value, options);
    } else if (isMap(before)) {
      const meta = patchMeta(schema, target);
      original[target] = meta.strategy === 'replace' ? value : mergeMap(before, asMap(value), meta.schema, options);
    } else if (isList(before)) {
      const meta = patchMeta(schema, target);
      const list = asList(value);
      original[target] = meta.strategy === 'merge' || deletesElements ? mergeList(before, list, meta.schema, meta.mergeKey, options, deletesElements) : list;
    } else {
      put(original, target, value, { final: false });
    }
  }
  return original;
}

/** Sets what was not there, or was of another type: without directives, and without nulls in a final object. */
function put(original: Draft, key: string, value: unknown, { final }: MergeOptions): void {
  if (final) discardNulls(value);
  const { keep, value: kept } = withoutDirectives(value);
  if (keep) original[key] = kept;
  else delete original[key];
}

function directed(patch: Draft): Draft {
  const directive = patch[DIRECTIVE];
  if (directive === 'replace') {
    delete patch[DIRECTIVE];
    return patch;
  }
  if (directive === 'delete') return emptyMap();
  throw unknownDirective(directive, patch);
}

const unknownDirective = (directive: unknown, patch: Draft): PatchProblem =>
  new PatchProblem(
    `unknown patch type: ${typeof directive === 'string' ? directive : directive === null ? '%!s(<nil>)' : `%!s(${goType(directive)}=${printValue(directive)})`} in map: ${printValue(patch)}`,
  );

function nameBehind(key: string, prefix: string): string {
  const slash = key.indexOf('/');
  if (slash >= 0 && key.slice(0, slash) === prefix) return key.slice(slash + 1);
  throw prefix === ELEMENT_ORDER ? badOrderList() : new PatchProblem('invalid patch format of primitive list', 'BadRequest');
}

function discardNulls(value: unknown): void {
  if (isList(value)) value.forEach(discardNulls);
  else if (isMap(value)) {
    for (const key of Object.keys(value)) {
      if (value[key] === null) delete value[key];
      else discardNulls(value[key]);
    }
  }
}

function withoutDirectives(value: unknown): { readonly keep: boolean; readonly value?: unknown } {
  if (isList(value))
    return {
      keep: true,
      value: value
        .map(withoutDirectives)
        .filter(({ keep }) => keep)
        .map((item) => item.value),
    };
  if (!isMap(value)) return { keep: true, value };
  if (has(value, DIRECTIVE)) return { keep: false };
  for (const key of Object.keys(value)) {
    const inner = withoutDirectives(value[key]);
    if (inner.keep) value[key] = inner.value;
    else delete value[key];
  }
  return { keep: true, value };
}

/** `$retainKeys`: what the list does not name goes. */
function retainKeys(original: Draft, patch: Draft, { final }: MergeOptions): void {
  if (!has(patch, RETAIN_KEYS)) return;
  const wanted = patch[RETAIN_KEYS];
  delete patch[RETAIN_KEYS];
  if (!final) {
    if (!has(original, RETAIN_KEYS)) original[RETAIN_KEYS] = wanted;
    else if (!equal(original[RETAIN_KEYS], wanted)) {
      throw new PatchProblem(`${printValue(original[RETAIN_KEYS])} and ${printValue(wanted)} are not deep equal: this may happen when calculating the 3-way diff patch`);
    }
    return;
  }
  if (!isList(wanted)) throw badRetainKeys();
  for (const key of keysOf(patch)) {
    if (patch[key] === null || key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER)) continue;
    if (!wanted.includes(key)) throw badRetainKeys();
  }
  for (const key of Object.keys(original)) if (!wanted.includes(key)) delete original[key];
}

/** `$setElementOrder/…`: merges the list it is about, and puts it in order. */
function orderElements(original: Draft, patch: Draft, schema: Schema, options: MergeOptions): void {
  for (const key of keysOf(patch)) {
    if (!key.startsWith(ELEMENT_ORDER)) continue;
    const wanted = patch[key];
    if (!options.final) {
      if (!has(original, key)) original[key] = wanted;
      else if (!equal(original[key], wanted)) throw badOrderList();
    }
    delete patch[key];

    const order = asList(wanted);
    const name = nameBehind(key, ELEMENT_ORDER);
    const originalList = has(original, name) ? asList(original[name]) : undefined;
    const patchList = has(patch, name) ? asList(patch[name]) : undefined;
    const meta = patchMeta(schema, name);
    checkOrderList(patchList, order, meta.mergeKey);
    let merged: DraftList;
    if (originalList !== undefined && patchList !== undefined) {
      merged = meta.strategy === 'merge' ? mergeList(originalList, patchList, meta.schema, meta.mergeKey, options, false) : patchList;
    } else if (originalList !== undefined) {
      merged = originalList;
    } else if (patchList !== undefined) {
      merged = withoutDirectives(patchList).value as DraftList;
    } else {
      continue;
    }
    const { inList, rest } = partition(merged, order, meta.mergeKey);
    // After a merge this is no longer the server's order; see `Backed`.
    const serverOrder = originalList ?? [];
    const kind = elementKind(serverOrder, patchList ?? []);
    original[name] = mergedOrder(inList, rest, order, serverOrder, meta.mergeKey, kind);
    delete patch[name];
  }
}

/** Merges `patch` into `original`, which is overwritten on the way. */
function mergeList(original: DraftList, patch: DraftList, schema: Schema, mergeKey: string, options: MergeOptions, deletes: boolean): DraftList {
  if (original.length === 0 && patch.length === 0) return original;
  const kind = elementKind(original, patch);
  let merged: DraftList;
  let server = original;
  let changes = patch;
  if (kind !== 'map') {
    if (options.final && deletes) return original.filter((item) => !patch.includes(item));
    merged = deduplicateScalars([...original, ...patch]);
  } else {
    if (mergeKey === '') throw new PatchProblem(`cannot merge lists without merge key for ${schema.goType.split('.').at(-1)}`);
    const list = new Backed(original);
    const special = specialElements(list, patch, mergeKey);
    changes = special.changes;
    server = special.replaced ? changes : [...list.items];
    if (special.replaced) {
      merged = changes;
      changes = [];
    } else {
      mergeElements(list, changes, schema, mergeKey, options);
      merged = list.items;
    }
  }
  const { inList, rest } = partition(merged, changes, mergeKey);
  return mergedOrder(inList, rest, changes, server, mergeKey, kind);
}

/**
 * A list that changes as Go's slices do: in place. Upstream orders the result by the list it began with, after deletions have moved its
 * elements up and additions have filled the places that became free; so what is new can come behind what others added.
 */
class Backed {
  readonly items: DraftList;
  private readonly backing: DraftList;
  constructor(backing: DraftList) {
    this.backing = backing;
    this.items = [...backing];
  }
  deleteAt(at: number): void {
    this.items.splice(at, 1);
    for (let i = at; i < this.items.length; i++) this.backing[i] = this.items[i];
  }
  push(item: unknown): void {
    if (this.items.length < this.backing.length) this.backing[this.items.length] = item;
    this.items.push(item);
  }
}

/** Carries out `$patch: delete` and `$patch: replace` of elements; gives what is left of the patch. */
function specialElements(list: Backed, patch: DraftList, mergeKey: string): { readonly changes: DraftList; readonly replaced: boolean } {
  const changes: DraftList = [];
  let replaced = false;
  for (const item of patch) {
    const map = asMap(item);
    if (!has(map, DIRECTIVE)) {
      changes.push(map);
      continue;
    }
    switch (map[DIRECTIVE]) {
      case 'delete': {
        if (!has(map, mergeKey)) throw noMergeKey(map, mergeKey);
        for (let at = findByKey(list.items, mergeKey, map[mergeKey]); at >= 0; at = findByKey(list.items, mergeKey, map[mergeKey])) list.deleteAt(at);
        break;
      }
      case 'replace':
        replaced = true;
        break;
      case 'merge':
        throw new PatchProblem('merging lists cannot yet be specified in the patch');
      default:
        throw unknownDirective(map[DIRECTIVE], map);
    }
  }
  return { changes, replaced };
}

function mergeElements(list: Backed, changes: DraftList, schema: Schema, mergeKey: string, options: MergeOptions): void {
  for (const change of changes) {
    const at = findByKey(list.items, mergeKey, mergeKeyOf(change, mergeKey));
    if (at >= 0) list.items[at] = mergeMap(asMap(list.items[at]), asMap(change), schema, options);
    else list.push(change);
  }
}

export interface StrategicMergeResult {
  readonly object: Readonly<Record<string, unknown>>;
  /** The patch as the merge leaves it: error sentences show it so. */
  readonly patch: Readonly<Record<string, unknown>>;
}

/** Applies `patch` to `original` by `schema`. */
export function strategicMergePatch(original: unknown, patch: unknown, schema: Schema): Result<StrategicMergeResult, PatchProblem> {
  const patchDraft = draftMap(patch);
  try {
    const object = mergeMap(draftMap(original), patchDraft, schema, { final: true });
    return ok({ object: finished(object) as StrategicMergeResult['object'], patch: patchDraft });
  } catch (problem) {
    if (problem instanceof PatchProblem) return err(problem);
    throw problem;
  }
}
