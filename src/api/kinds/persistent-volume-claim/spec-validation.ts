/** Claims' specs, which templates contain as well (upstream: validation.go ValidatePersistentVolumeClaimSpec). */
import { forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Subdomain, nameIsDnsLabel } from '../../meta/names.ts';
import { validateAnnotations, validateLabels } from '../../meta/object-meta.ts';
import { compareQuantities, quantity, ZERO } from '../../meta/quantity.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import type { ObjectMeta } from '../../meta/types.ts';
import { each, requiredText } from '../checks.ts';
import { validateAmount } from '../resource-names.ts';
import type { PersistentVolumeClaimSpec } from './types.ts';

export const accessModes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

export function validateAccessModes(path: string, modes: readonly string[] | undefined): FieldError[] {
  const errors = (modes ?? []).filter((mode) => !accessModes.includes(mode)).map((mode) => notSupported(path, mode, accessModes));
  const known = (modes ?? []).filter((mode) => accessModes.includes(mode));
  return known.includes('ReadWriteOncePod') && known.some((mode) => mode !== 'ReadWriteOncePod')
    ? [...errors, forbidden(path, 'may not use ReadWriteOncePod with other access modes')]
    : errors;
}

interface Source {
  readonly apiGroup?: string | null;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

const validateSource = (path: string, source: Source): FieldError[] => [
  ...requiredText(`${path}.name`, source.name),
  ...requiredText(`${path}.kind`, source.kind),
  ...(!source.apiGroup && source.kind !== 'PersistentVolumeClaim'
    ? [invalid(path, source.kind ?? '', "must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
    : []),
  ...(source.apiGroup ? each(`${path}.apiGroup`, source.apiGroup, isDns1123Subdomain(source.apiGroup)) : []),
  ...(source.namespace ? each(`${path}.namespace`, source.namespace, nameIsDnsLabel(source.namespace)) : []),
];

export function validateClaimSpec(path: string, spec: PersistentVolumeClaimSpec): FieldError[] {
  const errors: FieldError[] = (spec.accessModes ?? []).length === 0 ? [required(`${path}.accessModes`, 'at least 1 access mode is required')] : [];
  errors.push(...validateLabelSelector(spec.selector, `${path}.selector`), ...validateAccessModes(`${path}.accessModes`, spec.accessModes));
  const storage = spec.resources?.requests?.['storage'];
  const storagePath = keyed(`${path}.resources`, 'storage');
  if (storage === undefined) errors.push(required(storagePath));
  else if (compareQuantities(quantity(storage), ZERO) <= 0) errors.push(invalid(storagePath, storage, 'must be greater than zero'));
  else errors.push(...validateAmount(storagePath, 'storage', storage));
  if (spec.storageClassName) errors.push(...each(`${path}.storageClassName`, spec.storageClassName, isDns1123Subdomain(spec.storageClassName)));
  const modes = ['Block', 'Filesystem'];
  if (spec.volumeMode !== undefined && !modes.includes(spec.volumeMode)) errors.push(notSupported(`${path}.volumeMode`, spec.volumeMode, modes));
  const { dataSource, dataSourceRef } = spec;
  if (dataSource) errors.push(...validateSource(`${path}.dataSource`, dataSource));
  if (dataSourceRef) errors.push(...validateSource(`${path}.dataSourceRef`, dataSourceRef));
  if (dataSource && dataSourceRef) {
    if (dataSourceRef.namespace) errors.push(invalid(path, {}, 'may not be specified when dataSourceRef.namespace is specified'));
    else if (dataSource.apiGroup !== dataSourceRef.apiGroup || dataSource.kind !== dataSourceRef.kind || dataSource.name !== dataSourceRef.name)
      errors.push(invalid(path, {}, 'must match dataSourceRef'));
  }
  if (spec.volumeAttributesClassName) errors.push(...each(`${path}.volumeAttributesClassName`, spec.volumeAttributesClassName, isDns1123Subdomain(spec.volumeAttributesClassName)));
  return errors;
}

const metaFields = [
  'name',
  'generateName',
  'namespace',
  'selfLink',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const;

/** The claim of an ephemeral volume. */
export function validateClaimTemplate(path: string, template: { readonly metadata?: Partial<ObjectMeta>; readonly spec: PersistentVolumeClaimSpec }): FieldError[] {
  const meta = template.metadata ?? {};
  const set = metaFields.filter((name) => (meta as Readonly<Record<string, unknown>>)[name] !== undefined);
  return [
    ...validateAnnotations(meta.annotations, `${path}.metadata.annotations`),
    ...validateLabels(meta.labels, `${path}.metadata.labels`),
    ...set.map((name) => forbidden(`${path}.metadata.${name === 'uid' ? 'uID' : name}`, 'cannot be set')),
    ...validateClaimSpec(`${path}.spec`, template.spec),
  ];
}
