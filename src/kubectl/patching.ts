/** Patches as commands make them: strategic ones for kinds whose schema is published, JSON merge patches for others. */
import { jsonPatch } from '../api/patch/json-patch.ts';
import { createMergePatch as mergePatchBetween, createThreeWayJsonMergePatch, mergePatch } from '../api/patch/merge-patch.ts';
import { createThreeWayMergePatch, createTwoWayMergePatch } from '../api/patch/strategic-diff.ts';
import { strategicMergePatch } from '../api/patch/strategic-merge.ts';
import type { Unchecked } from '../api/meta/types.ts';
import { schemaNameOf, schemaOf, type Schema } from '../api/schema/schema.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { PatchType } from '../engine/client.ts';
import type { Mapping } from './rest-mapper.ts';

export interface MadePatch {
  readonly type: PatchType;
  readonly patch: Unchecked;
}

function schemaFor({ group, version, kind }: Mapping): Schema | undefined {
  // The types that kubectl itself was built with have no definitions among them.
  if (group === 'apiextensions.k8s.io') return undefined;
  const name = schemaNameOf(group, version, kind);
  return name === undefined ? undefined : schemaOf(name);
}

const made = (type: PatchType, patch: Result<Unchecked, string>): Result<MadePatch, string> => (patch.ok ? ok({ type, patch: patch.value }) : patch);

/** RFC 7386: what turns `before` into `after`. */
export const createMergePatch = (before: Unchecked, after: Unchecked): Unchecked => mergePatchBetween(before, after);

/** The patch that turns `before` into `after`. */
export function createPatch(mapping: Mapping, before: Unchecked, after: Unchecked): Result<MadePatch, string> {
  const schema = schemaFor(mapping);
  return schema ? made('strategic', createTwoWayMergePatch(before, after, schema)) : ok({ type: 'merge', patch: createMergePatch(before, after) });
}

/** The three-way patch of `apply`: `original` is what was applied last. */
export function createApplyPatch(mapping: Mapping, original: Unchecked | undefined, modified: Unchecked, current: Unchecked, overwrite: boolean): Result<MadePatch, string> {
  const schema = schemaFor(mapping);
  return schema
    ? made('strategic', createThreeWayMergePatch(original ?? {}, modified, current, schema, overwrite))
    : made('merge', createThreeWayJsonMergePatch(original ?? {}, modified, current));
}

/** Applies a patch on this side, for dry runs and local files. */
export function applyPatch(mapping: Mapping, type: PatchType, object: Unchecked, patch: unknown): Result<Unchecked, string> {
  if (type === 'merge') return ok(mergePatch(object, patch as Unchecked));
  if (type === 'json') {
    const patched = jsonPatch(object, patch);
    return patched.ok ? ok(patched.value as Unchecked) : err(patched.error.message);
  }
  const schema = schemaFor(mapping);
  if (!schema) return err(`strategic merge patch is not supported for ${mapping.group}/${mapping.version}, Kind=${mapping.kind} locally, try --type merge`);
  const merged = strategicMergePatch(object, patch, schema);
  return merged.ok ? ok(merged.value.object as Unchecked) : err(merged.error.message);
}
