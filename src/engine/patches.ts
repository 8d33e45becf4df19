/** A patch request's body applied to an object as it is served. */
import { failure, type Status } from '../api/meta/status.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { applyPatch, type Patched } from '../api/patch/apply-patch.ts';
import { err, type Result } from '../base/result.ts';
import type { ApiRequest } from './client.ts';

/** `schema` names the schema of the version that is served. The object comes out decoded, in that version. */
export function patchObject(schema: string | undefined, current: KubeObject, { patchType, body, options }: ApiRequest): Result<Patched, Status> {
  // Managed fields are not kept, so there is nothing that a server-side apply could be merged by.
  if (patchType === 'apply' || patchType === undefined) return err(failure(415, 'UnsupportedMediaType', 'server-side apply is not modelled: this simulation keeps no managed fields. Apply without --server-side.'));
  return applyPatch(patchType, current, body, schema, options?.fieldValidation ?? 'Warn');
}
