/** Upstream: pkg/apis/core/validation/validation.go ValidatePersistentVolumeClaim, …Update, …StatusUpdate. */
import { forbidden, invalid, keyed, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isQualifiedName } from '../../meta/names.ts';
import { semanticallyEqual, validateImmutable } from '../../meta/object-meta.ts';
import { compareQuantities, quantity, quantityValue } from '../../meta/quantity.ts';
import { each } from '../checks.ts';
import { change } from '../fill.ts';
import { jsonDiff } from '../go-diff.ts';
import { isNativeResource, validateAmount } from '../resource-names.ts';
import { goValue } from '../shapes/go-value.ts';
import type { ResourceList } from '../shared-types.ts';
import { validateClaimSpec } from './spec-validation.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from './types.ts';
import { betaClassAnnotation } from './warnings.ts';

export const validatePersistentVolumeClaim = ({ spec }: PersistentVolumeClaim): readonly FieldError[] => validateClaimSpec('spec', spec);

const annotatedClass = ({ metadata: { annotations = {} } }: PersistentVolumeClaim): string | undefined =>
  Object.hasOwn(annotations, betaClassAnnotation) ? annotations[betaClassAnnotation] : undefined;

/** Whether the class moves from the old annotation into the field that took its place. */
function movesClass(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): boolean {
  const [now, before] = [annotatedClass(claim), annotatedClass(old)];
  return before !== undefined && old.spec.storageClassName === undefined && claim.spec.storageClassName === before && (now === undefined || now === before);
}

/** The spec with what may be changed put back. */
function comparedSpec(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): PersistentVolumeClaimSpec {
  let { spec } = claim;
  const { storageClassName } = spec;
  const before = annotatedClass(old);
  const classGiven = storageClassName !== undefined && old.spec.storageClassName === undefined && (before === undefined || before === storageClassName);
  if (classGiven) spec = change(spec, { storageClassName: undefined });
  if (claim.status.phase !== 'Bound') return spec;
  const { requests } = spec.resources;
  const oldStorage = old.spec.resources.requests?.['storage'];
  const resources = requests ? { ...spec.resources, requests: { ...requests, storage: oldStorage ?? '0' } } : spec.resources;
  return change(spec, { resources, volumeAttributesClassName: old.spec.volumeAttributesClassName });
}

function validateSize(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const size = (list: ResourceList | undefined) => quantity(list?.['storage']);
  const now = size(claim.spec.resources.requests);
  const shrinks = compareQuantities(now, size(old.spec.resources.requests)) < 0;
  return shrinks && compareQuantities(now, size(old.status.capacity)) <= 0 ? [forbidden('spec.resources.requests.storage', 'field can not be less than status.capacity')] : [];
}

function validateAttributes({ spec }: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const now = spec.volumeAttributesClassName;
  if (now === old.spec.volumeAttributesClassName || old.status.currentVolumeAttributesClassName === undefined || (now !== undefined && now !== '')) return [];
  return [
    forbidden('spec.volumeAttributesClassName', `update to ${now === undefined ? 'nil' : 'empty string'} is forbidden when status.currentVolumeAttributesClassName is not nil`),
  ];
}

function validateSpecUpdate(claim: PersistentVolumeClaim, old: PersistentVolumeClaim): FieldError[] {
  const oldSpec = old.spec.volumeName ? old.spec : change(old.spec, { volumeName: claim.spec.volumeName });
  const spec = comparedSpec(claim, old);
  const printed = (of: PersistentVolumeClaimSpec): unknown => goValue('core.v1.PersistentVolumeClaimSpec', of);
  return [
    ...(movesClass(claim, old) ? [] : validateImmutable(annotatedClass(claim) ?? '', annotatedClass(old) ?? '', keyed('metadata.annotations', betaClassAnnotation))),
    ...(semanticallyEqual(spec, oldSpec)
      ? []
      : [
          forbidden(
            'spec',
            `spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n${jsonDiff(printed(oldSpec), printed(spec))}`,
          ),
        ]),
    ...validateSize(claim, old),
    ...validateImmutable(claim.spec.volumeMode, old.spec.volumeMode, 'volumeMode'),
    ...validateAttributes(claim, old),
  ];
}

const basicAmounts = (path: string, list: ResourceList | undefined): FieldError[] =>
  Object.entries(list ?? {}).flatMap(([name, text]) => {
    const amount = quantityValue(quantity(text));
    return amount < 0 ? [invalid(keyed(path, name), amount, 'must be a valid resource quantity')] : [];
  });

function resourceKey(path: string, name: string): FieldError[] {
  const errors = each(path, name, isQualifiedName(name));
  return errors.length === 0 && isNativeResource(name) && name !== 'storage' ? [notSupported(path, name, ['storage'])] : errors;
}

const resizeStates = ['ControllerResizeInProgress', 'ControllerResizeInfeasible', 'NodeResizeInProgress', 'NodeResizeInfeasible', 'NodeResizePending'];

function validateStatus({ spec, status }: PersistentVolumeClaim): FieldError[] {
  const statesPath = 'status.allocatedResourceStatuses';
  const amountsPath = 'status.allocatedResources';
  return [
    ...((spec.accessModes ?? []).length === 0 ? [required('Spec.accessModes')] : []),
    ...basicAmounts('status.capacity', status.capacity),
    ...Object.entries(status.allocatedResourceStatuses ?? {}).flatMap(([name, state]) => [
      ...resourceKey(statesPath, name),
      ...(resizeStates.includes(state) ? [] : [notSupported(statesPath, name, resizeStates)]),
    ]),
    ...Object.entries(status.allocatedResources ?? {}).flatMap(([name, text]) => {
      const errors = [...resourceKey(amountsPath, name), ...basicAmounts(amountsPath, { [name]: text })];
      return errors.length > 0 ? errors : validateAmount(keyed(amountsPath, name), 'storage', text);
    }),
  ];
}

export const validatePersistentVolumeClaimUpdate = (claim: PersistentVolumeClaim, old: PersistentVolumeClaim, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status' ? validateStatus(claim) : validateSpecUpdate(claim, old);
