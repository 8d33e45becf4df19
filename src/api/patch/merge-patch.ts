/** JSON merge patch (RFC 7386), and the three-way patch that `kubectl apply` makes of it for custom objects. */
import { err, ok, type Result } from '../../base/result.ts';
import { draft, draftMap, emptyMap, equal, finished, has, isList, isMap, keysOf, printValue, type Draft } from './values.ts';

type Json = Readonly<Record<string, unknown>>;

function withoutNulls(value: unknown): unknown {
  if (isList(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const out = emptyMap();
  for (const key of Object.keys(value)) if (value[key] !== null) out[key] = withoutNulls(value[key]);
  return out;
}

function merge(target: Draft, patch: Draft): Draft {
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    const before = has(target, key) ? target[key] : undefined;
    if (value === null) delete target[key];
    else target[key] = isMap(before) && isMap(value) ? merge(before, value) : withoutNulls(value);
  }
  const sorted = emptyMap();
  for (const key of keysOf(target)) sorted[key] = target[key];
  return sorted;
}

/** `target` with `patch` merged in: `null` deletes, lists are replaced. Maps that the patch goes into come out with their keys sorted. */
export function mergePatch(target: Json, patch: Json): Json {
  return finished(merge(draftMap(target), draftMap(patch))) as Json;
}

function diff(before: Draft, after: Draft): Draft {
  const patch = emptyMap();
  for (const key of Object.keys(after)) {
    const old = has(before, key) ? before[key] : undefined;
    const value = after[key];
    if (old === undefined) {
      patch[key] = value;
    } else if (isMap(old) && isMap(value)) {
      const inner = diff(old, value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (!equal(old, value)) {
      patch[key] = value;
    }
  }
  for (const key of Object.keys(before)) if (!has(after, key)) patch[key] = null;
  return patch;
}

/** The patch that turns `before` into `after`. */
export const createMergePatch = (before: Json, after: Json): Json => finished(diff(draftMap(before), draftMap(after))) as Json;

/** Only the nulls of a patch, or everything but them. An empty map that stands for itself counts as a value. */
function filterNulls(patch: Draft, keep: boolean): Draft {
  const out = emptyMap();
  for (const key of Object.keys(patch)) {
    const value = patch[key];
    if (value === null) {
      if (keep) out[key] = null;
    } else if (isMap(value) && Object.keys(value).length > 0) {
      const inner = filterNulls(value, keep);
      if (Object.keys(inner).length > 0) out[key] = inner;
    } else if (!keep) {
      out[key] = value;
    }
  }
  return out;
}

function conflict(left: unknown, right: unknown): boolean {
  if (isMap(left)) return !isMap(right) || Object.keys(left).some((key) => has(right, key) && conflict(left[key], right[key]));
  if (isList(left)) return !isList(right) || left.length !== right.length || left.some((item, i) => conflict(item, right[i]));
  return left !== right;
}

/** For kinds without a schema. Upstream: apimachinery `util/jsonmergepatch/patch.go`. */
export function createThreeWayJsonMergePatch(original: Json, modified: Json, current: Json): Result<Json, string> {
  const after = draftMap(modified);
  const additions = filterNulls(diff(draftMap(current), after), false);
  const deletions = filterNulls(diff(draftMap(original), after), true);
  if (conflict(additions, deletions)) return err(`patch:\n${printValue(additions)}\nconflicts with changes made from original to current:\n${printValue(deletions)}\n`);
  const patch = overlay(draft(deletions) as Draft, additions);
  const metadata = patch.metadata;
  if (has(patch, 'apiVersion') || has(patch, 'kind') || (isMap(metadata) && has(metadata, 'name'))) return err(`precondition failed for: ${printValue(patch)}`);
  return ok(finished(patch) as Json);
}

/** Unlike `merge`, keeps the nulls of the patch below. */
function overlay(target: Draft, patch: Draft): Draft {
  for (const key of Object.keys(patch)) {
    const before = target[key];
    const value = patch[key];
    target[key] = isMap(before) && isMap(value) ? overlay(before, value) : value;
  }
  return target;
}

/** What `apply` does to a manifest before it creates it: nulls go, as they would in an update. Upstream: kubectl `pkg/cmd/apply/apply.go` pruneNullsFromMap. */
export function pruneNulls(value: Json): Json {
  return finished(withoutNulls(draft(value))) as Json;
}
