/** Upstream: pkg/apis/admissionregistration/v1/defaults.go, pkg/registry/admissionregistration/validatingadmissionpolicy/strategy.go. */
import type { KindDescriptor } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { change, each, fill, given } from '../fill.ts';
import { ageColumn } from '../printing.ts';
import { canonical } from '../shapes/shape.ts';
import { defaultOperationRule } from '../webhook-configuration/defaults.ts';
import { admissionChecks } from './checks.ts';
import type { AdmissionPolicy, AdmissionPolicyBinding, MatchResources } from './types.ts';

const defaultMatch = (match: MatchResources): MatchResources =>
  change(fill(match, { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} }), {
    resourceRules: each(match.resourceRules, defaultOperationRule),
    excludeResourceRules: each(match.excludeResourceRules, defaultOperationRule),
  });

function defaultPolicy(object: AdmissionPolicy): AdmissionPolicy {
  const policy = canonical('admissionregistration.v1.ValidatingAdmissionPolicy', object);
  const spec = fill(policy.spec, { failurePolicy: 'Fail' });
  return change(policy, { spec: change(spec, { matchConstraints: given(spec.matchConstraints, defaultMatch) }) });
}

function defaultBinding(object: AdmissionPolicyBinding): AdmissionPolicyBinding {
  const binding = canonical('admissionregistration.v1.ValidatingAdmissionPolicyBinding', object);
  return change(binding, { spec: change(binding.spec, { matchResources: given(binding.spec.matchResources, defaultMatch) }) });
}

const shared = { group: 'admissionregistration.k8s.io', version: 'v1', shortNames: [], categories: ['api-extensions'], namespaced: false } as const;

export const validatingAdmissionPolicy: KindDescriptor<AdmissionPolicy> = {
  ...shared,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  hasStatus: true,
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy',
  applyDefaults: defaultPolicy,
  prepareForCreate: (object) => ({ ...object, status: {} }),
  prepareForUpdate: (object, old, subresource) => (subresource === 'status' ? { ...object, spec: old.spec } : change(object, { status: old.status })),
  validate: (policy) => admissionChecks().policy(policy),
  warnings: (policy) => admissionChecks().warnings(policy),
  columns: [
    { name: 'Validations', priority: 0, cell: ({ spec }) => spec.validations?.length ?? 0 },
    { name: 'ParamKind', priority: 0, cell: ({ spec: { paramKind } }) => (paramKind ? `${paramKind.apiVersion ?? ''}/${paramKind.kind ?? ''}` : '<unset>') },
    ageColumn,
  ],
};

function paramsText({ spec: { paramRef } }: AdmissionPolicyBinding): string {
  if (paramRef?.name) return `${paramRef.namespace ?? '*'}/${paramRef.name}`;
  return paramRef?.selector ? formatLabelSelector(paramRef.selector) : '<unset>';
}

export const validatingAdmissionPolicyBinding: KindDescriptor<AdmissionPolicyBinding> = {
  ...shared,
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  hasStatus: false,
  schema: 'io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding',
  applyDefaults: defaultBinding,
  validate: (binding) => admissionChecks().binding(binding),
  columns: [{ name: 'PolicyName', priority: 0, cell: ({ spec }) => spec.policyName ?? '' }, { name: 'ParamRef', priority: 0, cell: paramsText }, ageColumn],
};
