/** Addresses that a load balancer gave a Service or an Ingress (upstream: validation.go ValidateLoadBalancerStatus, ValidateIngressLoadBalancerStatus). */
import { index, invalid, type FieldError } from '../meta/field-error.ts';
import { isDns1123Subdomain } from '../meta/names.ts';
import { each } from './checks.ts';
import { parseAddress, validateLegacyIp } from './ip.ts';
import type { LoadBalancerIngress } from './shared-types.ts';

export const BALANCER_ADDRESSES = 'status.loadBalancer.ingress';

/** `more`: what else is wrong with an address, said after its IP. */
export function validateBalancerAddresses<T extends Pick<LoadBalancerIngress, 'ip' | 'hostname'>>(
  addresses: readonly T[] | undefined,
  old: readonly T[] | undefined,
  more: (path: string, address: T) => readonly FieldError[] = () => [],
): readonly FieldError[] {
  const known = new Set((old ?? []).map(({ ip }) => ip));
  return (addresses ?? []).flatMap((address, i) => {
    const path = index(BALANCER_ADDRESSES, i);
    const { ip, hostname } = address;
    return [
      ...(ip && !known.has(ip) ? validateLegacyIp(`${path}.ip`, ip) : []),
      ...more(path, address),
      ...(hostname ? each(`${path}.hostname`, hostname, isDns1123Subdomain(hostname)) : []),
      ...(hostname && parseAddress(hostname) ? [invalid(`${path}.hostname`, hostname, 'must be a DNS name, not an IP address')] : []),
    ];
  });
}
