/** Upstream: pkg/apis/networking/validation/validation.go. */
import { invalid, required, type FieldError } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE, semanticallyEqual } from '../../meta/object-meta.ts';
import { dnsSubdomain, pathSegment } from '../checks.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import type { IPAddress } from './types.ts';

const PATH = 'spec.parentRef';

function validate({ spec: { parentRef } }: IPAddress): readonly FieldError[] {
  if (!parentRef) return [required(PATH)];
  const { group, resource, name, namespace } = parentRef;
  return [
    ...(group ? dnsSubdomain(`${PATH}.group`, group) : []),
    ...pathSegment(`${PATH}.resource`, resource),
    ...pathSegment(`${PATH}.name`, name),
    ...(namespace ? pathSegment(`${PATH}.namespace`, namespace) : []),
  ];
}

export const ipAddressChecks: Checks<IPAddress> = {
  validate,
  validateUpdate: ({ spec }, old) =>
    semanticallyEqual(spec.parentRef, old.spec.parentRef) ? [] : [invalid(PATH, goValue('networking.v1.ParentReference', spec.parentRef), FIELD_IMMUTABLE)],
};
