/** A patch request's body applied to an object as it is served. */
import { invalid as invalidField, required } from '../api/meta/field-error.ts';
import { badRequest, failure, invalid, type Status } from '../api/meta/status.ts';
import type { KubeObject, Unchecked } from '../api/meta/types.ts';
import { applyPatch, type Patched } from '../api/patch/apply-patch.ts';
import { serverSideApply, type Writer } from '../api/patch/apply/server-side-apply.ts';
import type { KindDescriptor } from '../api/descriptor.ts';
import { schemaOf } from '../api/schema/schema.ts';
import { err, ok, type Result } from '../base/result.ts';
import { fromStored, type ServedVersion } from './bodies.ts';
import type { ApiRequest } from './client.ts';
import { recordOf, storedEntries, structureOf, withEntries, type ManagedFields } from './managed-fields.ts';

/** `schema` names the schema of the version that is served. The object comes out decoded, in that version. */
export function patchObject(schema: string | undefined, current: KubeObject, { patchType, body, options }: ApiRequest): Result<Patched, Status> {
  if (patchType === 'apply' || patchType === undefined) return err(failure(415, 'UnsupportedMediaType', 'this subresource takes no server-side apply in this simulation'));
  return applyPatch(patchType, current, body, schema, options?.fieldValidation ?? 'Warn');
}

/** What the kind's strategy resets is nobody's: the status but for writes of the status, and then the spec (upstream: each strategy's GetResetFields). */
function withoutReset(descriptor: KindDescriptor, { ...config }: Unchecked, subresource: string | undefined): Unchecked {
  if (!descriptor.hasStatus) return config;
  const { [subresource === 'status' ? 'spec' : 'status']: _, ...kept } = config;
  return kept;
}

export interface AppliedConfig {
  readonly object: Unchecked;
  readonly record: ManagedFields;
}

/** A server-side apply, in the version that is served, over the stored object or over nothing (upstream: apiserver `endpoints/handlers/patch.go` applyPatcher). */
export function applyConfig(served: ServedVersion, live: KubeObject | undefined, { body, options, subresource }: ApiRequest, writer: Writer): Result<AppliedConfig, Status> {
  const { descriptor } = served;
  const field = options?.fieldManager;
  const problems = [
    ...(field ? [] : [required('fieldManager', 'is required for apply patch')]),
    ...(field && field.length > 128 ? [invalidField('fieldManager', field, 'may not be more than 128 bytes')] : []),
  ];
  if (problems.length > 0) return err(invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', problems));
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return err(badRequest(`error decoding YAML: the body of an apply patch is an object`));
  const schema = served.conversion && served.schema !== undefined ? schemaOf(served.schema) : structureOf(descriptor);
  if (!schema) return err(failure(415, 'UnsupportedMediaType', `server-side apply is not modelled for ${descriptor.plural}`));
  const known = live && withEntries(fromStored(served, withEntries(live, undefined)), recordOf(descriptor, live));
  const applied = serverSideApply(schema, known as unknown as Unchecked | undefined, withoutReset(descriptor, body as Unchecked, subresource), writer, options?.force ?? false);
  if (!applied.ok) return applied;
  const { metadata } = applied.value.object as unknown as KubeObject;
  const record = metadata.managedFields ?? [];
  return ok({
    object: withEntries(applied.value.object as unknown as KubeObject, undefined) as unknown as Unchecked,
    record: live ? storedEntries(descriptor, live, record) : record,
  });
}
