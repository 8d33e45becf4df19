/**
 * Who is recorded as the owner of which fields. Clients' writes are recorded as they are made. Components write far more often, and nobody
 * reads of it but who asks for `managedFields`: what they own is told from the object when it is asked for, namely what no client set.
 * Upstream: apiserver `pkg/endpoints/handlers/fieldmanager`.
 */
import type { KindDescriptor } from '../api/descriptor.ts';
import { canonical, hasShape } from '../api/kinds/shapes/shape.ts';
import { type KubeObject, type ManagedFieldsEntry, type ObjectMeta } from '../api/meta/types.ts';
import { difference, fromFieldsV1, isEmptySet, NO_FIELDS, toFieldsV1, union, type FieldNode, type FieldSet } from '../api/patch/apply/field-set.ts';
import { NEVER_OWNED, recordScale, recordUpdate, type Writer } from '../api/patch/apply/server-side-apply.ts';
import { compareTyped, zeroObject } from '../api/patch/apply/typed.ts';
import { PatchProblem } from '../api/patch/values.ts';
import { formatGroupVersion } from '../api/registry.ts';
import { schemaOf, type Schema } from '../api/schema/schema.ts';
import { compareStrings } from '../base/go-format.ts';
import { deepEqual } from '../base/equal.ts';

export type ManagedFields = readonly ManagedFieldsEntry[];
export type { Writer };

const CONTROLLERS = 'kube-controller-manager';

type Json = Readonly<Record<string, unknown>>;

const statusOf = (object: KubeObject): unknown => (object as { readonly status?: unknown }).status;
const specOf = (object: KubeObject): unknown => (object as { readonly spec?: unknown }).spec;

export const structureOf = (descriptor: KindDescriptor): Schema | undefined => descriptor.structure ?? schemaOf(descriptor.schema);

/** Objects that cannot be told apart by their keys go without a record, as upstream has it. */
function orElse<T>(make: () => T, otherwise: T): T {
  try {
    return make();
  } catch (problem) {
    if (problem instanceof PatchProblem) return otherwise;
    throw problem;
  }
}

/** What is stored after a client's write. `before` is absent on a create, whose status nobody sets. */
export function recordWrite(descriptor: KindDescriptor, before: KubeObject | undefined, after: KubeObject, writer: Writer): ManagedFields | undefined {
  const schema = structureOf(descriptor);
  if (!schema) return before?.metadata.managedFields;
  const given = before ? after : descriptor.hasStatus ? { ...after, status: undefined } : after;
  const base = before && { ...before, metadata: { ...before.metadata, managedFields: after.metadata.managedFields } };
  // The replicas of a custom kind can be anywhere: what of it changed says where.
  if (base && writer.subresource === 'scale' && descriptor.structure === undefined)
    return (recordScale(base as unknown as Json, after as unknown as Json, writer, !deepEqual(specOf(before), specOf(after))) as unknown as KubeObject).metadata.managedFields;
  const record = (): ManagedFields | undefined =>
    (recordUpdate(schema, base as unknown as Json | undefined, given as unknown as Json, writer) as unknown as KubeObject).metadata.managedFields;
  return orElse(record, before?.metadata.managedFields);
}

/** What a client set of a status is its own no more once a component has changed it or left it out. */
function withoutLostStatus(descriptor: KindDescriptor, before: KubeObject, after: KubeObject): KubeObject {
  const { managedFields } = after.metadata;
  const schema = structureOf(descriptor);
  if (!schema || !managedFields?.some(({ subresource }) => subresource === 'status') || statusOf(before) === statusOf(after)) return after;
  const lost = orElse(() => {
    const { added, modified, removed } = compareTyped(schema, { status: statusOf(before) }, { status: statusOf(after) });
    return union(union(added, modified), removed);
  }, NO_FIELDS);
  const entries = managedFields.flatMap((entry) => {
    if (entry.subresource !== 'status') return [entry];
    const set = difference(fromFieldsV1(entry.fieldsV1), lost);
    return isEmptySet(set) ? [] : [{ ...entry, fieldsV1: toFieldsV1(set) }];
  });
  return withEntries(after, entries);
}

/** A component's write: only where it takes over what a client set. */
export function recordComponent(descriptor: KindDescriptor, before: KubeObject, written: KubeObject, timestamp: string): KubeObject {
  const after = withoutLostStatus(descriptor, before, written);
  const { managedFields } = after.metadata;
  // Binding and resizing of pods is not recorded.
  if (managedFields === undefined || specOf(before) === specOf(after) || unrecordedOf(descriptor, after).some(([first, second]) => first === 'f:spec' && second === 'f:nodeName'))
    return after;
  if (deepEqual(specOf(before), specOf(after))) return after;
  return withEntries(after, recordWrite(descriptor, before, after, { manager: CONTROLLERS, apiVersion: formatGroupVersion(descriptor.group, descriptor.version), timestamp }));
}

export function withEntries(object: KubeObject, entries: ManagedFields | undefined): KubeObject {
  if (object.metadata.managedFields === entries) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: entries === undefined || entries.length === 0 ? metadata : { ...metadata, managedFields: entries } };
}

function without(set: FieldSet, pattern: readonly string[]): FieldSet {
  const [first, ...rest] = pattern;
  if (first === undefined) return set;
  const matches = (key: string): boolean => (first.endsWith('*') ? key.startsWith(first.slice(0, -1)) : key === first);
  const out = new Map<string, FieldNode>();
  for (const [key, node] of set) {
    if (!matches(key)) out.set(key, node);
    else if (rest.length > 0) {
      const children = without(node.children, rest);
      // A list that held nothing else is not there either.
      if (children.size > 0 || node.children.size === 0) out.set(key, { member: node.member, children });
    }
  }
  return out;
}

/** What components own of an object, by rule. */
function componentEntries(descriptor: KindDescriptor, object: KubeObject): ManagedFields {
  const schema = structureOf(descriptor);
  if (!schema) return [];
  const recorded = object.metadata.managedFields ?? [];
  const { managedFields: _, ...metadata } = object.metadata;
  const added = orElse(() => compareTyped(schema, zeroObject(schema), { ...object, metadata }).added, NO_FIELDS);
  const owned = recorded.reduce((sum, entry) => union(sum, fromFieldsV1(entry.fieldsV1)), NO_FIELDS);
  const rest = unrecordedOf(descriptor, object).reduce(without, difference(difference(added, NEVER_OWNED), owned));
  const status = new Map(
    [...rest]
      .filter(([key]) => descriptor.hasStatus && key === 'f:status')
      .map(([key, node]) => [key, { ...node, children: withoutFirstZeros(descriptor, object, node.children) }]),
  );
  const main = new Map([...rest].filter(([key]) => !status.has(key)));
  const made = recorded.length === 0 || (object.metadata.ownerReferences?.some(({ controller }) => controller) ?? false);
  if (!made) {
    // Of what a client made, the server filled in the rest; controllers leave annotations beside the status.
    const annotations = main.get('f:metadata')?.children.get('f:annotations');
    // Who added to the map by an update and does not own it found it there; who applied never owns it.
    const annotationsOf = (set: FieldSet): FieldNode | undefined => set.get('f:metadata')?.children.get('f:annotations');
    const others = annotationsOf(owned)?.member || recorded.some(({ operation, fieldsV1 }) => operation === 'Apply' && annotationsOf(fromFieldsV1(fieldsV1)) !== undefined);
    if (annotations && status.size > 0)
      status.set('f:metadata', { member: false, children: new Map([['f:annotations', { ...annotations, member: annotations.member && !others }]]) });
    main.clear();
  }
  const common = { apiVersion: formatGroupVersion(descriptor.group, descriptor.version), fieldsType: 'FieldsV1', operation: 'Update' } as const;
  return [
    ...(isEmptySet(main) ? [] : [{ ...common, manager: CONTROLLERS, time: object.metadata.creationTimestamp, fieldsV1: toFieldsV1(main) }]),
    ...(isEmptySet(status) ? [] : [{ ...common, manager: statusWriterOf(descriptor, object), subresource: 'status', time: newest(object), fieldsV1: toFieldsV1(status) }]),
  ];
}

/** Fields of a status that stand at the zero which every new object has: nobody had to set them. */
function withoutFirstZeros({ group, version, kind }: KindDescriptor, object: KubeObject, fields: FieldSet): FieldSet {
  const shape = `${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}Status`;
  if (!hasShape(shape)) return fields;
  const first = canonical<Json>(shape, {});
  const now = canonical<Json>(shape, (statusOf(object) ?? {}) as Json);
  return new Map([...fields].filter(([key]) => now[key.slice(2)] !== undefined && now[key.slice(2)] !== first[key.slice(2)]));
}

const unrecordedOf = ({ unrecorded = [] }: KindDescriptor, object: KubeObject): readonly (readonly string[])[] =>
  typeof unrecorded === 'function' ? unrecorded(object) : unrecorded;

const statusWriterOf = ({ statusWriter = CONTROLLERS }: KindDescriptor, object: KubeObject): string => (typeof statusWriter === 'string' ? statusWriter : statusWriter(object));

/** The last time that the status tells of. */
function newest(object: KubeObject): string {
  let last = object.metadata.creationTimestamp;
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (value.length === 20 && value > last && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) last = value;
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit((object as { readonly status?: unknown }).status);
  return last;
}

/** All entries of an object in the server's order. */
export function recordOf(descriptor: KindDescriptor, object: KubeObject): ManagedFields {
  const entries = [...(object.metadata.managedFields ?? []), ...componentEntries(descriptor, object)];
  return entries.toSorted(
    (a, b) =>
      compareStrings(a.operation, b.operation) ||
      compareStrings(a.time ?? '', b.time ?? '') ||
      compareStrings(a.manager, b.manager) ||
      compareStrings(a.subresource ?? '', b.subresource ?? ''),
  );
}

/** Entries as a client sends them back, without those that are told from the object. */
export function storedEntries(descriptor: KindDescriptor, object: KubeObject, entries: ManagedFields): ManagedFields {
  const told = componentEntries(descriptor, object);
  return entries.filter((entry) => !told.some((known) => deepEqual(known, entry)));
}

/** The object as clients see it: its record is worked out when somebody looks at it. */
export function withRecord(descriptor: KindDescriptor, object: KubeObject, shown: KubeObject = object): KubeObject {
  let entries: ManagedFields | undefined;
  const metadata = Object.defineProperty({ ...shown.metadata }, 'managedFields', {
    enumerable: true,
    configurable: true,
    get: (): ManagedFields | undefined => {
      entries ??= recordOf(descriptor, object);
      return entries.length === 0 ? undefined : entries;
    },
  }) as ObjectMeta;
  return { ...shown, metadata };
}
