/** Patches as commands make them. */
import type { PatchType } from '../engine/client.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { Unchecked } from '../api/meta/types.ts';
import type { Mapping } from './rest-mapper.ts';

/** RFC 7386: what turns `before` into `after`. */
export function createMergePatch(before: Unchecked, after: Unchecked): Unchecked {
  const patch: Record<string, unknown> = {};
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (isRecord(value) && isRecord(old)) {
      const inner = createMergePatch(old, value);
      if (Object.keys(inner).length > 0) patch[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(value)) patch[key] = value;
  }
  return patch;
}
const isRecord = (value: unknown): value is Unchecked => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The strategic merge patch (of kinds without a schema: the merge patch) that turns `before` into `after`. */
export function createPatch(_mapping: Mapping, before: Unchecked, after: Unchecked): Result<{ readonly type: PatchType; readonly patch: Unchecked }, string> {
  return ok({ type: 'merge', patch: createMergePatch(before, after) });
}

/** The three-way patch of `apply`. */
export function createApplyPatch(_mapping: Mapping, _original: Unchecked | undefined, modified: Unchecked, current: Unchecked, _overwrite: boolean): Result<{ readonly type: PatchType; readonly patch: Unchecked }, string> {
  return ok({ type: 'merge', patch: createMergePatch(current, modified) });
}

/** Applies a patch on this side, for dry runs and local files. */
export function applyPatch(_mapping: Mapping, _type: PatchType, _object: Unchecked, _patch: unknown): Result<Unchecked, string> {
  return err('not there yet');
}
