/**
 * What a write goes through, whoever makes it: metadata, defaults, admission, validation, generation, finalizers, graceful deletion
 * (upstream: apiserver `pkg/registry/generic/registry/store.go` and `pkg/registry/rest`). Knows kinds by their descriptors only.
 */
import type { Companion, KindDescriptor, StrategyContext } from '../api/descriptor.ts';
import { asSent } from '../api/meta/as-sent.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../api/meta/object-meta.ts';
import { alreadyExists, alreadyExistsDeleting, conflict, conflictOldVersion, invalid, invalidVersion, notFound, type Status } from '../api/meta/status.ts';
import { resourceKey, type GroupResource, type KubeObject, type ObjectMeta, type ResourceKey } from '../api/meta/types.ts';
import { deepEqual, equalBut } from '../base/equal.ts';
import { derivedUid, randomName, randomUid } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { AdmissionRequest, DeleteOptions } from './component.ts';
import { kindOfResource } from './kinds.ts';
import { recordComponent, recordWrite, storedEntries, withEntries, type ManagedFields, type Writer } from './managed-fields.ts';
import type { StepContext } from './step-context.ts';

export interface WriteOptions {
  /** Goes through everything and stores nothing. */
  readonly dryRun?: boolean;
  readonly warn?: (text: string) => void;
  /** The object came out of a patch. */
  readonly patched?: boolean;
  /** The subresource that admission is told of, where the write as such is one of the whole object. */
  readonly through?: 'scale' | 'finalize';
  /** The client that writes; components go without a record. */
  readonly writer?: Writer;
  /** The record after a server-side apply, instead of what `writer` would make of it. */
  readonly record?: ManagedFields;
}

const nothing = () => {};

const strategyContext = (context: StepContext, { dryRun }: WriteOptions): StrategyContext =>
  dryRun ? { timestamp: context.timestamp, list: (resource, namespace) => context.list(resource as ResourceKey, namespace), random: () => context.random(), dryRun } : context;

export function descriptorOf(context: StepContext, resource: ResourceKey): KindDescriptor {
  const descriptor = kindOfResource(context.world, context, resource);
  if (!descriptor) throw new Error(`no kind serves ${resource}`);
  return descriptor;
}

export const groupResource = (descriptor: KindDescriptor): GroupResource => ({ group: descriptor.group, resource: descriptor.plural });

/** Upstream: `Store.Create` after the handler's decoding and defaulting. */
export function create(context: StepContext, resource: ResourceKey, body: KubeObject, options: WriteOptions = {}): Result<KubeObject, Status> {
  const descriptor = descriptorOf(context, resource);
  const warn = options.warn ?? nothing;
  let object = named(context, descriptor, descriptor.applyDefaults(withType(descriptor, body)));
  const admission: Omit<AdmissionRequest, 'object'> = {
    operation: 'CREATE',
    resource,
    subresource: '',
    namespace: object.metadata.namespace,
    name: object.metadata.name,
    old: undefined,
    dryRun: options.dryRun ?? false,
    warn,
  };
  const record = options.record ?? (options.writer && recordWrite(descriptor, undefined, withEntries(object, undefined), options.writer));
  // What refuses here comes before the name is made, and knows the stem alone (upstream: the create handler, NewForbidden).
  const admitted = admit(context, { ...admission, object, name: body.metadata.name || (body.metadata.generateName ?? object.metadata.name) });
  if (!admitted.ok) return admitted;
  object = {
    ...admitted.value,
    metadata: freshMeta(context, descriptor, admitted.value.metadata),
  };
  const strategy = strategyContext(context, options);
  object = descriptor.prepareForCreate?.(object, strategy) ?? object;
  const taken = descriptor.validateAgainst?.(object, undefined, strategy) ?? [];
  const errors = taken.length > 0 ? taken : [...validateObjectMeta(object.metadata, descriptor), ...descriptor.validate(object)];
  if (errors.length > 0) return err(invalid(descriptor, object.metadata.name ?? '', asSent(errors, body)));
  for (const warning of descriptor.warnings?.(object, undefined) ?? []) warn(warning);
  const refusal = admitValidated(context, { ...admission, object });
  if (refusal) return err(refusal);
  const existing = context.get(resource, object.metadata.namespace, object.metadata.name);
  if (existing) return err((existing.metadata.deletionTimestamp === undefined ? alreadyExists : alreadyExistsDeleting)(groupResource(descriptor), object.metadata.name));
  object = withEntries(descriptor.completeStored?.(object) ?? object, record);
  return ok(options.dryRun ? object : put(context, descriptor, resource, object, undefined));
}

/** Upstream: `Store.Update`. `subresource` "status" replaces the status alone, as far as the kind's strategy has it so. */
export function update(context: StepContext, resource: ResourceKey, body: KubeObject, subresource: '' | 'status', options: WriteOptions = {}): Result<KubeObject, Status> {
  const descriptor = descriptorOf(context, resource);
  const { namespace, name } = body.metadata;
  const old = context.get(resource, namespace, name);
  if (!old) return err(notFound(groupResource(descriptor), name));
  const stale = checkVersions(descriptor, body.metadata, old, options.patched ?? false);
  if (stale) return err(stale);
  const warn = options.warn ?? nothing;
  let object = descriptor.applyDefaults(withType(descriptor, body));
  const { managedFields } = object.metadata;
  const kept = managedFields === undefined || managedFields === old.metadata.managedFields ? old.metadata.managedFields : storedEntries(descriptor, old, managedFields);
  object = withEntries({ ...object, metadata: keptMeta(object.metadata, old.metadata) }, kept);
  const admission = { operation: 'UPDATE', resource, subresource: options.through ?? subresource, namespace, name, old, dryRun: options.dryRun ?? false, warn } as const;
  const admitted = admit(context, { ...admission, object });
  if (!admitted.ok) return admitted;
  const strategy = strategyContext(context, options);
  const prepared =
    options.through === 'finalize' ? descriptor.prepareForFinalize?.(admitted.value, old) : descriptor.prepareForUpdate?.(admitted.value, old, subresource, strategy);
  object = prepared ?? admitted.value;
  object = withGeneration(descriptor, object, old);
  const updateErrors = descriptor.validateUpdate?.(object, old, subresource) ?? [];
  // What is wrong elsewhere does not keep a status from being written.
  const ownErrors = subresource === 'status' ? [] : descriptor.validate(object, old);
  const taken = descriptor.validateAgainst?.(object, old, strategy) ?? [];
  const errors =
    taken.length > 0
      ? taken
      : [
          ...validateObjectMetaUpdate(object.metadata, old.metadata, descriptor),
          ...(descriptor.updateErrorsFirst ? [...updateErrors, ...ownErrors] : [...ownErrors, ...updateErrors]),
        ];
  if (errors.length > 0) return err(invalid(descriptor, name, asSent(errors, body)));
  for (const warning of descriptor.warnings?.(object, old) ?? []) warn(warning);
  const refusal = admitValidated(context, { ...admission, object });
  if (refusal) return err(refusal);
  const recorded =
    options.record ?? (options.writer ? recordWrite(descriptor, old, object, options.writer) : recordComponent(descriptor, old, object, context.timestamp).metadata.managedFields);
  return store(context, descriptor, resource, withEntries(object, recorded), old, options);
}

/** A component's status write: nothing but the status of the current object changes. */
export function replaceStatus(context: StepContext, resource: ResourceKey, body: KubeObject): Result<KubeObject, Status> {
  const status = (body as { readonly status?: unknown }).status;
  return modify(context, resource, body.metadata.namespace, body.metadata.name, (current) => ({ ...current, status }) as KubeObject);
}

/** A component's own change of anything but the generation, without validation. */
export function modify(
  context: StepContext,
  resource: ResourceKey,
  namespace: string | undefined,
  name: string,
  change: (current: KubeObject) => KubeObject,
): Result<KubeObject, Status> {
  const descriptor = descriptorOf(context, resource);
  const old = context.get(resource, namespace, name);
  if (!old) return err(notFound(groupResource(descriptor), name));
  return store(context, descriptor, resource, recordComponent(descriptor, old, change(old), context.timestamp), old, {});
}

/** Upstream: `Store.Delete`: finalizers by propagation policy, the grace period, then gone. */
export function remove(
  context: StepContext,
  resource: ResourceKey,
  namespace: string | undefined,
  name: string,
  options: DeleteOptions & WriteOptions,
): Result<KubeObject, Status> {
  const descriptor = descriptorOf(context, resource);
  const old = context.get(resource, namespace, name);
  if (!old) return err(notFound(groupResource(descriptor), name));
  const stale = checkPreconditions(descriptor, old, options);
  if (stale) return err(stale);
  const admission = { operation: 'DELETE', resource, subresource: '', namespace, name, old, object: old, dryRun: options.dryRun ?? false, warn: options.warn ?? nothing } as const;
  const admitted = admit(context, admission);
  if (!admitted.ok) return admitted;
  const refusal = admitValidated(context, admission);
  if (refusal) return err(refusal);

  const finalizers = finalizersFor(old, options.propagationPolicy);
  const grace = descriptor.gracefulDeletion?.(old, options.gracePeriodSeconds) ?? 0;
  const deleting = old.metadata.deletionTimestamp !== undefined;
  const waits = grace > 0 || finalizers.length > 0 || (descriptor.heldBy?.(old).length ?? 0) > 0;
  if (!waits) return ok(options.dryRun ? old : drop(context, descriptor, resource, old));

  // Already going: a shorter grace period shortens it, anything else leaves it (upstream: rest.BeforeDelete).
  const left = old.metadata.deletionGracePeriodSeconds ?? 0;
  const shortened = !deleting || grace < left;
  const begin = deleting ? Date.parse(old.metadata.deletionTimestamp!) - left * 1000 : context.now;
  const metadata: { -readonly [Field in keyof ObjectMeta]: ObjectMeta[Field] } = { ...old.metadata };
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  if (shortened) {
    metadata.deletionTimestamp = rfc3339(begin + grace * 1000);
    metadata.deletionGracePeriodSeconds = grace;
  }
  if (!deleting && descriptor.generation !== false && old.metadata.generation !== undefined) metadata.generation = old.metadata.generation + 1;
  let object: KubeObject = { ...old, metadata };
  if (!deleting) object = descriptor.markDeleted?.(object) ?? object;
  if (deepEqual(object, old)) return ok(old);
  return ok(options.dryRun ? object : put(context, descriptor, resource, object, old));
}

function put(context: StepContext, descriptor: KindDescriptor, resource: ResourceKey, object: KubeObject, old: KubeObject | undefined): KubeObject {
  if (descriptor.companions) keepCompanions(context, descriptor.companions(object), old ? descriptor.companions(old) : []);
  return old ? context.put(resource, object, old) : context.putNew(resource, object);
}

function drop(context: StepContext, descriptor: KindDescriptor, resource: ResourceKey, last: KubeObject): KubeObject {
  const gone = context.drop(resource, last);
  if (descriptor.companions) keepCompanions(context, [], descriptor.companions(last));
  return gone;
}

/** Makes the companions that are new, and takes away those that there is no use for any more. */
function keepCompanions(context: StepContext, wanted: readonly Companion[], before: readonly Companion[]): void {
  const has = (list: readonly Companion[], { resource, object }: Companion): boolean =>
    list.some((one) => one.resource === resource && one.object.metadata.name === object.metadata.name);
  for (const companion of before) {
    const existing = has(wanted, companion) ? undefined : context.get(companion.resource, undefined, companion.object.metadata.name);
    if (existing) context.drop(companion.resource, existing);
  }
  for (const companion of wanted) {
    const { resource, object } = companion;
    if (has(before, companion) || context.get(resource, undefined, object.metadata.name)) continue;
    const metadata = {
      ...object.metadata,
      uid: derivedUid(`${resource}/${object.metadata.name}/${context.state.resourceVersion}`),
      creationTimestamp: context.timestamp,
      resourceVersion: '',
    };
    context.putNew(resource, { ...object, metadata } as KubeObject);
  }
}

function store(context: StepContext, descriptor: KindDescriptor, resource: ResourceKey, object: KubeObject, old: KubeObject, options: WriteOptions): Result<KubeObject, Status> {
  if (sameButVersion(object, old)) return ok(old);
  if (options.dryRun) return ok(object);
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  // The last finalizer of a deleted object takes the object with it (upstream: ShouldDeleteDuringUpdate).
  if (deletionTimestamp !== undefined && !deletionGracePeriodSeconds && !finalizers?.length && !descriptor.heldBy?.(object).length)
    return ok(drop(context, descriptor, resource, object));
  return ok(put(context, descriptor, resource, object, old));
}

/** Whether a write changes nothing: the version of the object it was made from does not count. */
function sameButVersion(object: KubeObject, old: KubeObject): boolean {
  return object === old || (equalBut('metadata', object, old) && (object.metadata === old.metadata || equalBut('resourceVersion', object.metadata, old.metadata)));
}

const rfc3339 = (ms: number) => `${new Date(Math.floor(ms / 1000) * 1000).toISOString().slice(0, 19)}Z`;

function withType(descriptor: KindDescriptor, object: KubeObject): KubeObject {
  const apiVersion = descriptor.group === '' ? descriptor.version : `${descriptor.group}/${descriptor.version}`;
  return object.kind === descriptor.kind && object.apiVersion === apiVersion ? object : { ...object, apiVersion, kind: descriptor.kind };
}

/** Upstream: `names.SimpleNameGenerator`: the stem is cut so that five characters fit. */
function named(context: StepContext, { nameIsStem }: KindDescriptor, object: KubeObject): KubeObject {
  const { name, generateName } = object.metadata;
  if (name || !generateName) return object;
  return { ...object, metadata: { ...object.metadata, name: nameIsStem ? generateName : generateName.slice(0, 58) + randomName(context.random, 5) } };
}

function freshMeta(context: StepContext, descriptor: KindDescriptor, given: ObjectMeta): ObjectMeta {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation, resourceVersion, managedFields, selfLink, ...rest } = given as ObjectMeta & { readonly selfLink?: string };
  return {
    ...rest,
    uid: randomUid(context.random),
    resourceVersion: '',
    // A kind that does not count its generations keeps what it was given.
    ...(descriptor.generation !== false ? { generation: 1 } : generation ? { generation } : {}),
    creationTimestamp: context.timestamp,
  };
}

/** What a client can't change: it is taken from the stored object. */
function keptMeta(given: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const { generation: _, selfLink: __, ...rest } = given as ObjectMeta & { readonly selfLink?: string };
  return {
    ...rest,
    uid: given.uid || old.uid,
    resourceVersion: old.resourceVersion,
    creationTimestamp: old.creationTimestamp,
    ...(old.generation !== undefined && { generation: old.generation }),
    ...(old.deletionTimestamp !== undefined && {
      deletionTimestamp: old.deletionTimestamp,
      deletionGracePeriodSeconds: given.deletionGracePeriodSeconds ?? old.deletionGracePeriodSeconds,
    }),
  };
}

function withGeneration(descriptor: KindDescriptor, object: KubeObject, old: KubeObject): KubeObject {
  if (descriptor.generation === false) return object;
  const bumps = descriptor.generation ?? changedOutsideStatus;
  if (!bumps(object, old)) return object;
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

function changedOutsideStatus(object: KubeObject, old: KubeObject): boolean {
  const rest = (o: KubeObject) => ({ ...o, metadata: undefined, status: undefined });
  return !deepEqual(rest(object), rest(old));
}

/** Resources that are stored under another name than their own (upstream: kubeapiserver `SpecialDefaultResourcePrefixes`). */
const STORED_AS: Readonly<Record<string, string>> = {
  replicationcontrollers: 'controllers',
  endpoints: 'services/endpoints',
  services: 'services/specs',
  nodes: 'minions',
  'ingresses.networking.k8s.io': 'ingress',
};

/** Under which key etcd has an object, which some errors name. */
function storageKey(descriptor: KindDescriptor, { namespace, name }: ObjectMeta): string {
  const resource = resourceKey({ group: descriptor.group, resource: descriptor.plural });
  // Groups that are not built in are part of the key.
  const own = descriptor.structure || descriptor.group === 'apiextensions.k8s.io' ? `${descriptor.group}/${descriptor.plural}` : descriptor.plural;
  return `/registry/${[STORED_AS[resource] ?? own, ...(namespace ? [namespace] : []), name].join('/')}`;
}

function checkVersions(descriptor: KindDescriptor, given: ObjectMeta, old: KubeObject, patched: boolean): Status | undefined {
  // A replacement names the object it is for by its uid; in a patch the uid is a field like others, and refused as one.
  if (!patched && given.uid && given.uid !== old.metadata.uid) {
    return conflict(
      groupResource(descriptor),
      old.metadata.name,
      `StorageError: invalid object, Code: 4, Key: ${storageKey(descriptor, old.metadata)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (given.resourceVersion && !/^\d+$/.test(given.resourceVersion)) return invalidVersion(given.resourceVersion);
  if (given.resourceVersion && given.resourceVersion !== old.metadata.resourceVersion) {
    return conflictOldVersion(groupResource(descriptor), old.metadata.name);
  }
  return undefined;
}

function checkPreconditions(descriptor: KindDescriptor, old: KubeObject, { preconditions }: DeleteOptions): Status | undefined {
  if (preconditions?.uid !== undefined && preconditions.uid !== old.metadata.uid) {
    return conflict(groupResource(descriptor), old.metadata.name, `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${old.metadata.uid}`);
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== old.metadata.resourceVersion) {
    return conflict(
      groupResource(descriptor),
      old.metadata.name,
      `Precondition failed: ResourceVersion in precondition: ${preconditions.resourceVersion}, ResourceVersion in object meta: ${old.metadata.resourceVersion}`,
    );
  }
  return undefined;
}

/** Upstream: `deletionFinalizersForGarbageCollection`: the request's policy replaces what stood there. */
function finalizersFor(object: KubeObject, policy: DeleteOptions['propagationPolicy']): string[] {
  const now = object.metadata.finalizers ?? [];
  if (policy === undefined) return [...now];
  const kept = now.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
  if (policy === 'Orphan') return [...kept, 'orphan'];
  if (policy === 'Foreground') return [...kept, 'foregroundDeletion'];
  return kept;
}

function admit(context: StepContext, request: AdmissionRequest): Result<KubeObject, Status> {
  let current = request;
  for (const plugin of context.world.admission) {
    const result = plugin.admit?.(current, context);
    if (!result) continue;
    if (!result.ok) return result;
    if (result.value !== current.object) current = { ...current, object: result.value };
  }
  return ok(current.object);
}

function admitValidated(context: StepContext, request: AdmissionRequest): Status | undefined {
  for (const plugin of context.world.admission) {
    const refusal = plugin.validate?.(request, context);
    if (refusal) return refusal;
  }
  return undefined;
}
