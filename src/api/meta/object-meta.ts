/** What holds for the metadata of every kind (upstream: apimachinery `api/validation/objectmeta.go`). */
import { byteLength, compareStrings, quote } from '../../base/go-format.ts';
import { child, forbidden, invalid, required, tooLong, type FieldError } from './field-error.ts';
import { isQualifiedName, isValidLabelValue, nameIsDnsLabel, nameIsDnsSubdomain, type NameValidation } from './names.ts';
import type { ObjectMeta, OwnerReference } from './types.ts';

export const FIELD_IMMUTABLE = 'field is immutable';
export const MUST_NOT_BE_NEGATIVE = 'must be greater than or equal to 0';
const ANNOTATIONS_LIMIT = 256 * 1024;

const entries = (map: Readonly<Record<string, string>> | undefined): [string, string][] => Object.entries(map ?? {}).sort(([a], [b]) => compareStrings(a, b));

export function validateNonnegative(value: number | undefined, path: string): FieldError[] {
  return value !== undefined && value < 0 ? [invalid(path, value, MUST_NOT_BE_NEGATIVE)] : [];
}

/** Compares plain JSON by value; absent and `null` are the same, and so are absent and empty lists and maps. */
export function validateImmutable(value: unknown, old: unknown, path: string): FieldError[] {
  return semanticallyEqual(value, old) ? [] : [invalid(path, value, FIELD_IMMUTABLE)];
}

/** `apiequality.Semantic.DeepEqual` on JSON: nil and empty lists or maps are equal. */
export function semanticallyEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const isEmpty = (value: unknown): boolean => value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === (b as unknown[]).length && a.every((item, i) => semanticallyEqual(item, (b as unknown[])[i]));
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  const own = (object: Record<string, unknown>, key: string): unknown => (Object.hasOwn(object, key) ? object[key] : undefined);
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => semanticallyEqual(own(left, key), own(right, key)));
}

export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  return entries(labels).flatMap(([key, value]) => [
    ...isQualifiedName(key).map((message) => invalid(path, key, message)),
    ...isValidLabelValue(value).map((message) => invalid(path, value, message)),
  ]);
}

export function validateAnnotations(annotations: Readonly<Record<string, string>> | undefined, path: string): FieldError[] {
  const all = entries(annotations);
  const errors = all.flatMap(([key]) => isQualifiedName(key.toLowerCase()).map((message) => invalid(path, key, message)));
  const size = all.reduce((sum, [key, value]) => sum + byteLength(key) + byteLength(value), 0);
  return size > ANNOTATIONS_LIMIT ? [...errors, tooLong(path, ANNOTATIONS_LIMIT)] : errors;
}

/** A reference with its keys as Go prints them. */
const inGoOrder = ({ apiVersion, kind, name, uid, controller, blockOwnerDeletion }: OwnerReference): OwnerReference => ({
  apiVersion,
  kind,
  name,
  uid,
  ...(controller !== undefined && { controller }),
  ...(blockOwnerDeletion !== undefined && { blockOwnerDeletion }),
});

export function validateOwnerReferences(references: readonly OwnerReference[] | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  let controller = '';
  for (const reference of references ?? []) {
    // Upstream names no index here.
    const version = (reference.apiVersion ?? '').split('/').at(-1)!;
    if (version === '') errors.push(invalid(child(path, 'apiVersion'), reference.apiVersion ?? '', 'version must not be empty'));
    for (const field of ['kind', 'name', 'uid'] as const) if (!reference[field]) errors.push(invalid(child(path, field), '', 'must not be empty'));
    if (reference.apiVersion === 'v1' && reference.kind === 'Event') errors.push(invalid(path, inGoOrder(reference), '/v1, Kind=Event is disallowed from being an owner'));
    if (reference.controller === true) {
      const current = `${reference.kind}/${reference.name}`;
      if (controller !== '') {
        errors.push(invalid(path, references?.map(inGoOrder), `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${current}`));
      } else {
        controller = current;
      }
    }
  }
  return errors;
}

/** The finalizers that need no domain before their name (upstream: core `helper.standardFinalizers`). */
const STANDARD_FINALIZERS: ReadonlySet<string> = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

/** What most kinds ask of finalizers beyond their syntax (upstream: core `validation.validateKubeFinalizerName`). */
function validateFinalizerDomains(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  return (finalizers ?? []).flatMap((finalizer, i) =>
    finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
      ? []
      : [invalid(`${path}[${i}]`, finalizer, 'name is neither a standard finalizer name nor is it fully qualified')],
  );
}

function validateFinalizers(finalizers: readonly string[] | undefined, path: string): FieldError[] {
  const all = finalizers ?? [];
  const errors = all.flatMap((finalizer) => isQualifiedName(finalizer).map((message) => invalid(path, finalizer, message)));
  if (all.includes('orphan') && all.includes('foregroundDeletion')) {
    errors.push(invalid(path, all, 'finalizer foregroundDeletion and orphan cannot be both set'));
  }
  return errors;
}

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly validateName?: NameValidation;
  /** Finalizers need no domain. */
  readonly plainFinalizers?: boolean | undefined;
}

/** For a create, after a name has been generated. */
export function validateObjectMeta(meta: ObjectMeta, { namespaced, validateName = nameIsDnsSubdomain, plainFinalizers }: ObjectMetaRules, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  if (meta.generateName) errors.push(...validateName(meta.generateName, true).map((message) => invalid(child(path, 'generateName'), meta.generateName, message)));
  if (!meta.name) errors.push(required(child(path, 'name'), 'name or generateName is required'));
  else errors.push(...validateName(meta.name, false).map((message) => invalid(child(path, 'name'), meta.name, message)));
  if (!namespaced) {
    if (meta.namespace) errors.push(forbidden(child(path, 'namespace'), 'not allowed on this type'));
  } else if (!meta.namespace) {
    errors.push(required(child(path, 'namespace')));
  } else {
    errors.push(...nameIsDnsLabel(meta.namespace).map((message) => invalid(child(path, 'namespace'), meta.namespace, message)));
  }
  return [
    ...errors,
    ...validateNonnegative(meta.generation, child(path, 'generation')),
    ...validateLabels(meta.labels, child(path, 'labels')),
    ...validateAnnotations(meta.annotations, child(path, 'annotations')),
    ...validateOwnerReferences(meta.ownerReferences, child(path, 'ownerReferences')),
    ...validateFinalizers(meta.finalizers, child(path, 'finalizers')),
    ...(plainFinalizers ? [] : validateFinalizerDomains(meta.finalizers, child(path, 'finalizers'))),
  ];
}

/** For an update; comes before the kind's own `validate`. */
export function validateObjectMetaUpdate(meta: ObjectMeta, old: ObjectMeta, { plainFinalizers }: Pick<ObjectMetaRules, 'plainFinalizers'> = {}, path = 'metadata'): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    const extra = (meta.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer)).toSorted(compareStrings);
    if (extra.length > 0) {
      const list = `[]string{${[...new Set(extra)].map(quote).join(', ')}}`;
      errors.push(forbidden(child(path, 'finalizers'), `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`));
    }
  }
  if (!meta.resourceVersion) errors.push(invalid(child(path, 'resourceVersion'), '', 'must be specified for an update'));
  if ((meta.generation ?? 0) < (old.generation ?? 0)) errors.push(invalid(child(path, 'generation'), meta.generation ?? 0, 'must not be decremented'));
  for (const field of ['name', 'namespace', 'uid', 'creationTimestamp', 'deletionTimestamp', 'deletionGracePeriodSeconds'] as const) {
    if ((meta[field] ?? '') !== (old[field] ?? ''))
      errors.push(invalid(child(path, field), meta[field] ?? (field === 'name' || field === 'namespace' || field === 'uid' ? '' : null), FIELD_IMMUTABLE));
  }
  return [
    ...errors,
    ...validateLabels(meta.labels, child(path, 'labels')),
    ...validateAnnotations(meta.annotations, child(path, 'annotations')),
    ...validateOwnerReferences(meta.ownerReferences, child(path, 'ownerReferences')),
    ...validateFinalizers(meta.finalizers, child(path, 'finalizers')),
    ...(plainFinalizers ? [] : validateFinalizerDomains(meta.finalizers, child(path, 'finalizers'))),
  ];
}

/** The reference that is the controller, if there is one. */
export const controllerOf = (meta: Pick<ObjectMeta, 'ownerReferences'>): OwnerReference | undefined => meta.ownerReferences?.find((reference) => reference.controller === true);
