/**
 * From client-side to server-side apply: what kubectl applied on its side before becomes what it applies on the server's
 * (upstream: kubectl `pkg/cmd/apply/apply.go` migrateToSSAIfNecessary, client-go `util/csaupgrade`).
 */
import type { KubeObject, ManagedFieldsEntry } from '../../../api/meta/types.ts';
import { fromFieldsV1, toFieldsV1, union } from '../../../api/patch/apply/field-set.ts';
import { ok, type Result } from '../../../base/result.ts';
import type { RequestOptions, Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import { errorText, hasReason, type Failure } from '../../failure.ts';
import { LAST_APPLIED } from '../../last-applied.ts';
import { apiVersionOf } from '../../rest-mapper.ts';
import type { Info } from '../../resources/info.ts';

/** Upstream: maxPatchRetry. */
const MOST_TRIES = 5;

/** The manager that server-side apply has by itself; under another name the annotation is not kept. */
const KUBECTL = 'kubectl';

const ownsAnnotation = ({ fieldsV1 }: ManagedFieldsEntry): boolean =>
  fromFieldsV1(fieldsV1).get('f:metadata')?.children.get('f:annotations')?.children.has(`f:${LAST_APPLIED}`) ?? false;

/** `applied` is the server's answer to the first apply. Gives the object as it is in the end; failures are warnings. */
export function* migrate(call: Call, info: Info, applied: KubeObject, options: RequestOptions): Task<KubeObject> {
  let object = applied;
  const { mapping, namespace, name } = info;
  const config = info.object;
  const annotation = object.metadata.annotations?.[LAST_APPLIED];
  const owners = (operation: ManagedFieldsEntry['operation']) => (object.metadata.managedFields ?? []).filter((entry) => entry.operation === operation && ownsAnnotation(entry));
  if (options.fieldManager === KUBECTL && annotation !== undefined && owners('Apply').length === 0) {
    const only = {
      apiVersion: apiVersionOf(mapping),
      kind: mapping.kind,
      metadata: { name, ...(mapping.namespaced && { namespace }), annotations: { [LAST_APPLIED]: annotation } },
    };
    const saved = yield* call.api.patch(mapping, namespace, name, 'apply', only, { ...options, force: false, fieldManager: 'kubectl-last-applied' });
    if (!saved.ok) {
      call.err(
        `Warning: failed to migrate kubectl.kubernetes.io/last-applied-configuration for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${errorText(saved.error)}\n`,
      );
      return object;
    }
    object = saved.value;
  }
  const clients = new Set(owners('Update').map(({ manager }) => manager));
  let moved: Result<KubeObject, Failure> = ok(object);
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const before = object.metadata.managedFields ?? [];
    const after = upgraded(before, clients, options.fieldManager ?? KUBECTL);
    if (after === before) return object;
    const patch = [
      { op: 'replace', path: '/metadata/managedFields', value: after },
      { op: 'replace', path: '/metadata/resourceVersion', value: object.metadata.resourceVersion },
    ];
    moved = yield* call.api.patch(mapping, namespace, name, 'json', patch, options.dryRun ? { dryRun: true } : {});
    if (moved.ok || !hasReason(moved.error, 'Conflict')) break;
    // Somebody else wrote meanwhile: the same again with what is there now.
    const current = yield* call.api.get(mapping, namespace, name);
    if (!current.ok) break;
    object = current.value;
  }
  if (!moved.ok) {
    call.err(`Warning: failed to migrate field managers to Server-Side Apply: ${errorText(moved.error)}\n`);
    return object;
  }
  // Fields that the file dropped can go only now.
  const again = yield* call.api.patch(mapping, namespace, name, 'apply', config, options);
  return again.ok ? again.value : moved.value;
}

function upgraded(entries: readonly ManagedFieldsEntry[], clients: ReadonlySet<string>, manager: string): readonly ManagedFieldsEntry[] {
  let out = entries;
  for (const client of clients) {
    const isOld = (entry: ManagedFieldsEntry): boolean => entry.manager === client && entry.operation === 'Update' && entry.subresource === undefined;
    const old = out.find(isOld);
    if (!old) continue;
    const known = out.find((entry) => entry.manager === manager && entry.operation === 'Apply' && entry.subresource === undefined);
    const target = known ?? old;
    const fieldsV1 = toFieldsV1(union(fromFieldsV1(target.fieldsV1), fromFieldsV1(old.fieldsV1)));
    out = out.map((entry) => (entry === target ? { ...entry, manager, operation: 'Apply' as const, fieldsV1 } : entry)).filter((entry) => !isOld(entry));
  }
  return out;
}
