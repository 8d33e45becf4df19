/** The change of a live object (upstream: kubectl `pkg/cmd/apply/patcher.go`). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { now, sleep, type RequestOptions, type Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { failed, hasReason, withSource, type Failure } from '../../failure.ts';
import { toCompactJson } from '../../../manifest/print-json.ts';
import { lastApplied } from '../../last-applied.ts';
import { parseManifests } from '../../../manifest/parse.ts';
import { createApplyPatch } from '../../patching.ts';
import { withMetadata, type Info } from '../../resources/info.ts';
import { waitUntilGone } from '../../deletion.ts';
import type { ApplyOptions } from './apply.ts';

const RETRIES = 5;

export interface Patched {
  /** What was sent; `{}` was not. */
  readonly patch?: Unchecked;
  readonly object?: Unchecked;
  readonly failure?: Failure;
}

export interface PatchOptions {
  /** Where the file and somebody else changed the same field, the file wins. */
  readonly overwrite: boolean;
  /** The patch is for this version of the object only. */
  readonly resourceVersion?: string;
  /** Deletes and creates where a patch cannot do it. */
  readonly force?: Pick<ApplyOptions, 'propagation' | 'gracePeriod'>;
}

/** Computes the three-way patch and sends it; again where somebody else was faster. */
export function* patchLive(call: Call, info: Info, modified: Unchecked, write: RequestOptions, options: PatchOptions): Task<Patched> {
  let current = info.object!;
  let outcome = yield* patchOnce(call, info, modified, current, write, options);
  for (let attempt = 1; attempt <= RETRIES && outcome.failure && hasReason(outcome.failure, 'Conflict'); attempt += 1) {
    if (attempt > 1) yield* sleep(1000);
    const again = yield* call.api.get(info.mapping, info.namespace, info.name);
    if (!again.ok) return { failure: again.error };
    current = again.value as unknown as Unchecked;
    outcome = yield* patchOnce(call, info, modified, current, write, options);
  }
  if (!outcome.failure) return outcome;
  if (options.force && (hasReason(outcome.failure, 'Conflict') || hasReason(outcome.failure, 'Invalid')))
    return yield* deleteAndCreate(call, info, modified, current, options.force, write);
  return { ...outcome, failure: withSource('patching', info.source, outcome.failure) };
}

function* patchOnce(call: Call, info: Info, modified: Unchecked, current: Unchecked, write: RequestOptions, { overwrite, resourceVersion }: PatchOptions): Task<Patched> {
  const annotation = lastApplied(current);
  const original = annotation === undefined ? undefined : (parseManifests(annotation).documents[0]?.value as Unchecked | undefined);
  const made = createApplyPatch(info.mapping, original, modified, current, overwrite);
  if (!made.ok)
    return {
      failure: failed(`creating patch with:\noriginal:\n${annotation ?? ''}\nmodified:\n${toCompactJson(modified)}\n\ncurrent:\n${toCompactJson(current)}\n\nfor: ${made.error}`),
    };
  const { type } = made.value;
  if (Object.keys(made.value.patch).length === 0) return { patch: made.value.patch, object: current };
  const patch = resourceVersion ? withMetadata(made.value.patch, { resourceVersion }) : made.value.patch;
  const patched = yield* call.api.patch(info.mapping, info.namespace, info.name, type, patch, write);
  return patched.ok ? { patch, object: patched.value as unknown as Unchecked } : { patch, failure: patched.error };
}

function* deleteAndCreate(
  call: Call,
  info: Info,
  modified: Unchecked,
  original: Unchecked,
  options: Pick<ApplyOptions, 'propagation' | 'gracePeriod'>,
  write: RequestOptions,
): Task<Patched> {
  const { mapping, namespace, name } = info;
  const deleted = yield* call.api.delete(mapping, namespace, name, {
    propagationPolicy: options.propagation,
    ...(options.gracePeriod >= 0 && { gracePeriodSeconds: options.gracePeriod }),
  });
  if (!deleted.ok) return { patch: modified, failure: deleted.error };
  const timeout = call.flags.number('timeout') || 168 * 3_600_000;
  const lingering = yield* waitUntilGone(call, info, undefined, (yield* now()) + timeout);
  if (lingering) return { patch: modified, failure: lingering };
  const created = yield* call.api.create(mapping, namespace, withMetadata(modified, { resourceVersion: undefined }), write);
  if (created.ok) return { patch: modified, object: created.value as unknown as Unchecked };
  yield* call.api.create(mapping, namespace, withMetadata(original, { resourceVersion: undefined, uid: undefined }), write);
  return { patch: modified, failure: created.error };
}
