/**
 * Making strategic merge patches: between two objects, and the three-way patch of `kubectl apply`.
 * Upstream: apimachinery `util/strategicpatch/patch.go`.
 */
import { compareStrings } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Schema } from '../schema/schema.ts';
import { DELETE_FROM_LIST, DIRECTIVE, ELEMENT_ORDER, elementKind, inOrder, mergeKeyOf, RETAIN_KEYS } from './lists.ts';
import { patchMeta, type PatchMeta } from './patch-meta.ts';
import { mergeMap } from './strategic-merge.ts';
import {
  deduplicateScalars,
  draft,
  draftMap,
  emptyMap,
  equal,
  finished,
  goType,
  has,
  insertionSort,
  isList,
  isMap,
  keysOf,
  PatchProblem,
  printValue,
  sortedScalars,
  type Draft,
  type DraftList,
} from './values.ts';

interface DiffOptions {
  readonly additions: boolean;
  readonly deletions: boolean;
  readonly elementOrder: boolean;
  readonly retainKeys?: boolean;
}

type Json = Readonly<Record<string, unknown>>;

function diffMaps(original: Draft, modified: Draft, schema: Schema, options: DiffOptions): Draft {
  const patch = emptyMap();
  const { retainKeys = false, ...inner } = options;
  for (const key of keysOf(modified)) {
    const after = modified[key];
    if (!has(original, key)) {
      if (options.additions) patch[key] = after;
      continue;
    }
    const before = original[key];
    if (key === DIRECTIVE) {
      if (typeof before !== 'string' || typeof after !== 'string') throw new PatchProblem(`invalid value for special key: ${DIRECTIVE}`);
      if (before !== after) patch[key] = after;
    } else if (goType(before) !== goType(after)) {
      if (options.additions) patch[key] = after;
    } else if (isMap(before) && isMap(after)) {
      diffMapField(key, before, after, patch, schema, inner);
    } else if (isList(before) && isList(after)) {
      diffListField(key, before, after, patch, schema, inner);
    } else if (options.additions && before !== after) {
      patch[key] = after;
    }
  }
  if (options.deletions) for (const key of Object.keys(original)) if (!has(modified, key)) patch[key] = null;

  const kept = keysOf(modified).filter((key) => modified[key] !== null);
  if (retainKeys && kept.length > 0) {
    const removes = Object.keys(original).some((key) => original[key] !== null && !has(modified, key));
    if (Object.keys(patch).length > 0 || removes) patch[RETAIN_KEYS] = kept;
  }
  return patch;
}

/** What the schema says, or `undefined` where it knows nothing and nothing differs. */
function metaUnlessEqual(schema: Schema, key: string, before: unknown, after: unknown): PatchMeta | undefined {
  try {
    return patchMeta(schema, key);
  } catch (problem) {
    if (problem instanceof PatchProblem && equal(before, after)) return undefined;
    throw problem;
  }
}

function diffMapField(key: string, before: Draft, after: Draft, patch: Draft, schema: Schema, options: DiffOptions): void {
  const meta = metaUnlessEqual(schema, key, before, after);
  if (meta === undefined) return;
  if (meta.strategy === 'replace') {
    if (options.additions) patch[key] = after;
    return;
  }
  const inner = diffMaps(before, after, meta.schema, { ...options, retainKeys: meta.retainKeys });
  if (Object.keys(inner).length > 0) patch[key] = inner;
}

function diffListField(key: string, before: DraftList, after: DraftList, patch: Draft, schema: Schema, options: DiffOptions): void {
  const meta = metaUnlessEqual(schema, key, before, after);
  if (meta === undefined) return;
  if (meta.strategy !== 'merge') {
    if (options.additions && !equal(before, after)) patch[key] = after;
    return;
  }
  const { changes, deletions, order } = diffLists(before, after, meta.schema, meta.mergeKey, { ...options, retainKeys: meta.retainKeys });
  if (changes.length > 0) patch[key] = changes;
  if (deletions.length > 0) patch[`${DELETE_FROM_LIST}/${key}`] = deletions;
  if (order.length > 0) patch[`${ELEMENT_ORDER}/${key}`] = order;
}

interface ListDiff {
  readonly changes: DraftList;
  readonly deletions: DraftList;
  readonly order: DraftList;
}

function diffLists(before: DraftList, after: DraftList, schema: Schema, mergeKey: string, options: DiffOptions): ListDiff {
  if (before.length === 0) return { changes: after.length === 0 || !options.additions ? [] : after, deletions: [], order: [] };
  const kind = elementKind(before, after);
  if (kind !== 'map') {
    // Upstream sorts the list itself, and compares with it afterwards: what is not sorted gets its order spelt out.
    before.splice(0, before.length, ...sortedScalars(before));
    const { changes, deletions } = diffScalars(before, after, options);
    const ordered = options.elementOrder && ((options.deletions && deletions.length > 0) || (options.additions && !equal(before, after)));
    return { changes: inOrder(changes, after, mergeKey, kind), deletions, order: ordered ? after : [] };
  }
  const { changes, deletions } = diffElements(before, after, schema, mergeKey, options);
  const all = [...inOrder(changes, after, mergeKey, kind), ...deletions];
  const sameOrder = before.length === after.length && after.every((item, i) => mergeKeyOf(before[i], mergeKey) === mergeKeyOf(item, mergeKey));
  const ordered = options.elementOrder && ((options.additions && (all.length > 0 || !sameOrder)) || (options.deletions && all.length > 0));
  const order = ordered ? after.map((item) => Object.assign(emptyMap(), { [mergeKey]: mergeKeyOf(item, mergeKey) })) : [];
  return { changes: all, deletions: [], order };
}

/** Walks two sorted lists side by side. */
function walk<T>(left: readonly T[], right: readonly T[], nameOf: (item: T) => string, visit: (a: T | undefined, b: T | undefined) => void): void {
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const order = i >= left.length ? 1 : j >= right.length ? -1 : compareStrings(nameOf(left[i]!), nameOf(right[j]!));
    visit(order <= 0 ? left[i] : undefined, order >= 0 ? right[j] : undefined);
    if (order <= 0) i++;
    if (order >= 0) j++;
  }
}

function diffScalars(before: DraftList, after: DraftList, options: DiffOptions): { changes: DraftList; deletions: DraftList } {
  const changes: DraftList = [];
  const deletions: DraftList = [];
  walk(before, sortedScalars(after), printValue, (a, b) => {
    if (b === undefined && options.deletions) deletions.push(a);
    if (a === undefined && options.additions) changes.push(b);
  });
  return { changes, deletions: deduplicateScalars(deletions) };
}

function diffElements(before: DraftList, after: DraftList, schema: Schema, mergeKey: string, options: DiffOptions): { changes: DraftList; deletions: DraftList } {
  const changes: DraftList = [];
  const deletions: DraftList = [];
  const nameOf = (item: unknown): string => printValue(mergeKeyOf(item, mergeKey));
  const sorted = (list: DraftList): Draft[] => {
    const copy = [...list];
    // Upstream's comparison says of equals, too, that they go the other way round: duplicates come out reversed.
    if (copy.length <= 12) insertionSort(copy, (a, b) => compareStrings(nameOf(a), nameOf(b)) <= 0);
    else copy.sort((a, b) => compareStrings(nameOf(a), nameOf(b)));
    return copy as Draft[];
  };
  walk(sorted(before), sorted(after), nameOf, (a, b) => {
    if (a !== undefined && b !== undefined) {
      const change = diffMaps(a, b, schema, options);
      if (Object.keys(change).length === 0) return;
      change[mergeKey] = b[mergeKey];
      changes.push(change);
    } else if (a === undefined) {
      if (options.additions) changes.push(b);
    } else if (options.deletions) {
      deletions.push(Object.assign(emptyMap(), { [mergeKey]: a[mergeKey], [DIRECTIVE]: 'delete' }));
    }
  });
  return { changes, deletions };
}

function attempt(make: () => Draft): Result<Json, string> {
  try {
    return ok(finished(make()) as Json);
  } catch (problem) {
    if (problem instanceof PatchProblem) return err(problem.message);
    throw problem;
  }
}

/** The patch that turns `original` into `modified`. */
export function createTwoWayMergePatch(original: unknown, modified: unknown, schema: Schema): Result<Json, string> {
  return attempt(() => diffMaps(draftMap(original), draftMap(modified), schema, { additions: true, deletions: true, elementOrder: true }));
}

/**
 * The patch of `kubectl apply`: adds and changes what `modified` has over `current`, deletes what `original` (the last applied) had and
 * `modified` has not. Without `overwrite`, what others changed meanwhile is a conflict, whose sentence shows both sides by `show` (kubectl: YAML).
 */
export function createThreeWayMergePatch(
  original: unknown,
  modified: unknown,
  current: unknown,
  schema: Schema,
  overwrite = true,
  show: (value: unknown) => string = printValue,
): Result<Json, string> {
  const [before, after, now] = [draftMap(original), draftMap(modified), draftMap(current)];
  return attempt(() => {
    const delta = diffMaps(now, after, schema, { additions: true, deletions: false, elementOrder: true });
    const deletions = diffMaps(before, after, schema, { additions: false, deletions: true, elementOrder: true });
    const patch = mergeMap(draft(deletions) as Draft, draft(delta) as Draft, schema, { final: false });
    if (!overwrite) {
      const changed = diffMaps(before, now, schema, { additions: true, deletions: true, elementOrder: false });
      if (fieldsConflict(patch, changed, schema, '', '')) {
        throw new PatchProblem(`patch:\n${show(patch)}\nconflicts with changes made from original to current:\n${show(changed)}\n`);
      }
    }
    return patch;
  });
}

function fieldsConflict(left: unknown, right: unknown, schema: Schema, strategy: string, mergeKey: string): boolean {
  if (isMap(left)) {
    if (!isMap(right) || left[DIRECTIVE] !== right[DIRECTIVE]) return true;
    if (strategy === 'replace') return false;
    return keysOf(left).some((key) => {
      if (key === DIRECTIVE || key === RETAIN_KEYS || !has(right, key)) return false;
      const collection = isMap(left[key]) || isList(left[key]);
      const meta = collection ? patchMeta(schema, key) : undefined;
      return fieldsConflict(left[key], right[key], meta?.schema ?? schema, meta?.strategy ?? '', meta?.mergeKey ?? '');
    });
  }
  if (!isList(left)) return !equal(left, right);
  if (!isList(right)) return true;
  const kind = elementKind(left, right);
  if (strategy === 'merge') {
    if (kind !== 'map') return false;
    return left.some((item) => {
      const other = right.find((candidate) => mergeKeyOf(candidate, mergeKey) === mergeKeyOf(item, mergeKey));
      return other !== undefined && fieldsConflict(item, other, schema, '', '');
    });
  }
  if (left.length !== right.length) return true;
  const [a, b] = kind === 'map' ? [left, right] : [sortedScalars(left), sortedScalars(right)];
  return a.some((item, i) => fieldsConflict(item, b[i], schema, '', ''));
}
