/** IP addresses and CIDRs as the API server reads them (upstream: apimachinery `util/validation/ip.go`, utils `net/parse.go`). */
import { quote } from '../../base/go-format.ts';
import { invalid, type FieldError } from '../meta/field-error.ts';

/** An address's 16-bit groups: two for IPv4, eight for IPv6. */
export interface Address {
  readonly family: 'IPv4' | 'IPv6';
  readonly groups: readonly number[];
  /** IPv4 octets with leading zeros: read, but frowned upon. */
  readonly leadingZeros: boolean;
  /** An IPv4 address written as an IPv6 one (`::ffff:1.2.3.4`). */
  readonly mapped: boolean;
}

function parseV4(text: string): { readonly octets: readonly number[]; readonly leadingZeros: boolean } | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^[0-9]{1,8}$/.test(part) && Number(part) <= 255)) return undefined;
  return { octets: parts.map(Number), leadingZeros: parts.some((part) => part.length > 1 && part.startsWith('0')) };
}

function parseV6Groups(text: string): readonly number[] | undefined {
  let rest = text;
  const tail: number[] = [];
  const dot = rest.indexOf('.');
  if (dot >= 0) {
    const colon = rest.lastIndexOf(':');
    const v4 = parseV4(rest.slice(colon + 1));
    if (colon < 0 || !v4 || v4.leadingZeros) return undefined;
    tail.push(v4.octets[0]! * 256 + v4.octets[1]!, v4.octets[2]! * 256 + v4.octets[3]!);
    rest = rest.slice(0, colon + 1);
    rest = rest.endsWith('::') ? rest : rest.slice(0, -1);
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const groups = (half: string): readonly number[] | undefined => {
    if (half === '') return [];
    const parts = half.split(':');
    return parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part)) ? parts.map((part) => parseInt(part, 16)) : undefined;
  };
  const head = groups(halves[0]!);
  const end = halves.length === 2 ? groups(halves[1]!) : [];
  if (!head || !end) return undefined;
  const count = head.length + end.length + tail.length;
  if (halves.length === 1) return count === 8 ? [...head, ...tail] : undefined;
  return count < 8 ? [...head, ...Array.from({ length: 8 - count }, () => 0), ...end, ...tail] : undefined;
}

/** Reads an address leniently: leading zeros and mapped addresses pass. */
export function parseAddress(text: string): Address | undefined {
  if (text.length > 64) return undefined;
  const v4 = text.includes(':') ? undefined : parseV4(text);
  if (v4) return { family: 'IPv4', groups: [v4.octets[0]! * 256 + v4.octets[1]!, v4.octets[2]! * 256 + v4.octets[3]!], leadingZeros: v4.leadingZeros, mapped: false };
  const groups = text.includes(':') ? parseV6Groups(text) : undefined;
  if (!groups) return undefined;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  return mapped ? { family: 'IPv4', groups: groups.slice(6), leadingZeros: false, mapped } : { family: 'IPv6', groups, leadingZeros: false, mapped };
}

function formatV6(groups: readonly number[]): string {
  let [start, length] = [-1, 1];
  for (let at = 0; at < 8; at += 1) {
    let end = at;
    while (end < 8 && groups[end] === 0) end += 1;
    if (end - at > length) [start, length] = [at, end - at];
  }
  const text = (of: readonly number[]): string => of.map((group) => group.toString(16)).join(':');
  return start < 0 ? text(groups) : `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** In canonical form (RFC 5952). */
export const formatAddress = ({ family, groups }: Pick<Address, 'family' | 'groups'>): string =>
  family === 'IPv4' ? groups.flatMap((group) => [group >> 8, group & 255]).join('.') : formatV6(groups);

/** For fields that were checked leniently from the start; most are. */
export const validateLegacyIp = (path: string, value: string): FieldError[] =>
  parseAddress(value) ? [] : [invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];

/** For newer fields: canonical form only. */
export function validateIp(path: string, value: string): FieldError[] {
  const address = parseAddress(value);
  if (!address) return validateLegacyIp(path, value);
  if (address.leadingZeros) return [invalid(path, value, 'must not have leading 0s')];
  if (address.mapped) return [invalid(path, value, 'must not be an IPv4-mapped IPv6 address')];
  return formatAddress(address) === value ? [] : [invalid(path, value, `must be in canonical form (${quote(formatAddress(address))})`)];
}

export function ipWarnings(path: string, value: string): string[] {
  const address = parseAddress(value);
  if (!address) return [];
  const canonical = formatAddress(address);
  if (address.leadingZeros || address.mapped) {
    return [`${path}: non-standard IP address ${quote(value)} will be considered invalid in a future Kubernetes release: use ${quote(canonical)}`];
  }
  return address.family === 'IPv6' && canonical !== value ? [`${path}: IPv6 address ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`] : [];
}

export interface Network {
  readonly address: Address;
  readonly prefix: number;
  /** The address with all bits beyond the prefix cleared. */
  readonly masked: Pick<Address, 'family' | 'groups'>;
  readonly leadingZeros: boolean;
}

export function parseNetwork(text: string): Network | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const prefixText = text.slice(slash + 1);
  if (!address || !/^[0-9]{1,8}$/.test(prefixText)) return undefined;
  let prefix = Number(prefixText);
  if (address.mapped) prefix -= 96;
  const bits = address.groups.length * 16;
  if (prefix < 0 || prefix > bits) return undefined;
  const groups = address.groups.map((group, at) => group & (0xffff << Math.max(0, Math.min(16, 16 * (at + 1) - prefix))) & 0xffff);
  return { address, prefix, masked: { family: address.family, groups }, leadingZeros: address.leadingZeros || (prefixText.length > 1 && prefixText.startsWith('0')) };
}

export const formatNetwork = ({ masked, prefix }: Pick<Network, 'masked' | 'prefix'>): string => `${formatAddress(masked)}/${prefix}`;

/** Whether `address` lies in `network`. */
export function networkContains(network: Network, address: Address): boolean {
  if (network.masked.family !== address.family) return false;
  return network.masked.groups.every((group, at) => (address.groups[at]! & (0xffff << Math.max(0, Math.min(16, 16 * (at + 1) - network.prefix))) & 0xffff) === group);
}

export const validateLegacyCidr = (path: string, value: string): FieldError[] =>
  parseNetwork(value) ? [] : [invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];

export function cidrWarnings(path: string, value: string): string[] {
  const network = parseNetwork(value);
  if (!network) return [];
  const warnings: string[] = [];
  const { address, masked } = network;
  if (address.groups.some((group, at) => group !== masked.groups[at])) {
    const single = `${formatAddress(address)}/${address.groups.length * 16}`;
    warnings.push(`${path}: CIDR value ${quote(value)} is ambiguous in this context (should be ${quote(formatNetwork(network))} or ${quote(single)}?)`);
  }
  if (network.leadingZeros || address.mapped) {
    warnings.push(`${path}: non-standard CIDR value ${quote(value)} will be considered invalid in a future Kubernetes release: use ${quote(formatNetwork(network))}`);
  }
  const canonical = `${formatAddress(address)}/${network.prefix}`;
  if (warnings.length === 0 && address.family === 'IPv6' && canonical !== value) {
    warnings.push(`${path}: IPv6 CIDR value ${quote(value)} should be in RFC 5952 canonical format (${quote(canonical)})`);
  }
  return warnings;
}
