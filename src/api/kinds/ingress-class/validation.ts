/** Upstream: pkg/apis/networking/validation/validation.go ValidateIngressClass, ValidateIngressClassUpdate. */
import { forbidden, notSupported, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { nameIsDnsLabel } from '../../meta/names.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import { dnsSubdomain, domainPath, each, isLongerThan, pathSegment } from '../checks.ts';
import type { IngressClass, IngressClassParametersReference } from './types.ts';

const longestController = 250;

interface TypedReference {
  readonly apiGroup?: string | null;
  readonly kind: string;
  readonly name: string;
}

/** A reference to any kind in the same namespace. */
export const validateTypedReference = (path: string, { apiGroup, kind, name }: TypedReference): FieldError[] => [
  ...(apiGroup === undefined || apiGroup === null ? [] : dnsSubdomain(`${path}.apiGroup`, apiGroup)),
  ...pathSegment(`${path}.kind`, kind),
  ...pathSegment(`${path}.name`, name),
];

function validateScope(path: string, { scope, namespace }: IngressClassParametersReference): FieldError[] {
  const scopes = ['Cluster', 'Namespace'];
  if (scope === null || !scopes.includes(scope)) return [notSupported(`${path}.scope`, scope, scopes)];
  if (scope === 'Cluster') return namespace === undefined ? [] : [forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'")];
  return namespace === undefined ? [required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'")] : each(`${path}.namespace`, namespace, nameIsDnsLabel(namespace));
}

export function validateIngressClass({ spec: { controller = '', parameters } }: IngressClass): readonly FieldError[] {
  return [
    ...(isLongerThan(controller, longestController) ? [tooLong('spec.controller', longestController)] : []),
    ...domainPath('spec.controller', controller),
    ...(parameters ? [...validateTypedReference('spec.parameters', parameters), ...validateScope('spec.parameters', parameters)] : []),
  ];
}

export const validateIngressClassUpdate = ({ spec }: IngressClass, old: IngressClass): readonly FieldError[] =>
  validateImmutable(spec.controller ?? '', old.spec.controller ?? '', 'spec.controller');
