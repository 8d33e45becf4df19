/** Upstream: pkg/apis/networking/validation/validation.go; apimachinery `util/validation/ip.go` IsValidCIDR. */
import { quote } from '../../../base/go-format.ts';
import { index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { FIELD_IMMUTABLE } from '../../meta/object-meta.ts';
import { formatNetwork, parseNetwork, validateLegacyCidr } from '../ip.ts';
import type { Checks } from '../late-checks.ts';
import { goValue } from '../shapes/go-value.ts';
import type { ServiceCIDR } from './types.ts';

const PATH = 'spec.cidrs';

function checkCidr(path: string, value: string): FieldError[] {
  const network = parseNetwork(value);
  if (!network) return validateLegacyCidr(path, value);
  const { address, masked } = network;
  if (network.leadingZeros) return [invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  if (address.mapped) return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  if (address.groups.some((group, at) => group !== masked.groups[at])) return [invalid(path, value, 'must not have bits set beyond the prefix length')];
  return formatNetwork(network) === value ? [] : [invalid(path, value, `must be in canonical form (${quote(formatNetwork(network))})`)];
}

const familyOf = (cidr: string): string | undefined => parseNetwork(cidr)?.masked.family;

function checkSpec(spec: ServiceCIDR['spec']): readonly FieldError[] {
  const cidrs = spec.cidrs ?? [];
  if (cidrs.length === 0) return [required(PATH, 'at least one CIDR required')];
  if (cidrs.length > 2) return [invalid(PATH, goValue('networking.v1.ServiceCIDRSpec', spec), 'may only hold up to 2 values')];
  const [first, second] = cidrs.map(familyOf);
  return [
    ...cidrs.flatMap((cidr, i) => checkCidr(index(PATH, i), cidr)),
    ...(cidrs.length === 2 && first !== undefined && first === second
      ? [invalid(PATH, cidrs, 'may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64')]
      : []),
  ];
}

/** A second family may be added, and nothing else. */
function checkUpdate({ spec }: ServiceCIDR, old: ServiceCIDR, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return [];
  const [now, before] = [spec.cidrs ?? [], old.spec.cidrs ?? []];
  const changed = before.flatMap((cidr, i) => (now[i] === cidr ? [] : [invalid(index(PATH, i), now[i], FIELD_IMMUTABLE)]));
  if (now.length === before.length) return changed;
  if (before.length === 1 && now.length === 2) return [...changed, ...checkSpec(spec)];
  return [invalid(PATH, now, FIELD_IMMUTABLE)];
}

export const serviceCidrChecks: Checks<ServiceCIDR> = { validate: (object, old) => (old ? [] : checkSpec(object.spec)), validateUpdate: checkUpdate };
