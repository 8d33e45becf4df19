/** Upstream: pkg/apis/coordination/validation/validation.go ValidateLeaseSpec, pkg/registry/coordination/lease/strategy.go. */
import type { KindDescriptor } from '../../descriptor.ts';
import { invalid, type FieldError } from '../../meta/field-error.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { change } from '../fill.ts';
import { ageColumn } from '../printing.ts';
import { defaultLease } from './defaults.ts';
import type { Lease } from './types.ts';

const validateLease = ({ spec }: Lease): readonly FieldError[] => [
  ...(spec.leaseDurationSeconds !== undefined && spec.leaseDurationSeconds <= 0 ? [invalid('spec.leaseDurationSeconds', spec.leaseDurationSeconds, 'must be greater than 0')] : []),
  ...validateNonnegative(spec.leaseTransitions, 'spec.leaseTransitions'),
];

/** The feature of elections by strategy is switched off. */
const withoutDisabledFields = (object: Lease): Lease => change(object, { spec: change(object.spec, { strategy: undefined, preferredHolder: undefined }) });

export const lease: KindDescriptor<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.coordination.v1.Lease',
  applyDefaults: defaultLease,
  prepareForCreate: withoutDisabledFields,
  prepareForUpdate: withoutDisabledFields,
  generation: false,
  validate: validateLease,
  plainFinalizers: true,
  columns: [{ name: 'Holder', priority: 0, cell: ({ spec }) => spec.holderIdentity ?? '' }, ageColumn],
};
