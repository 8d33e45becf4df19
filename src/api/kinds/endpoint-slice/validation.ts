/** Upstream: pkg/apis/discovery/validation/validation.go; pkg/registry/discovery/endpointslice/strategy.go. */
import { duplicate, index, invalid, notSupported, required, tooMany, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Label, isDns1123Subdomain, isValidLabelValue } from '../../meta/names.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import { dnsLabel, each, qualifiedName } from '../checks.ts';
import { validateEndpointIp } from '../endpoints/address-validation.ts';
import { ipWarnings, parseAddress, validateIp, validateLegacyIp } from '../ip.ts';
import type { Endpoint, EndpointHints, EndpointSlice, EndpointSlicePort } from './types.ts';

function validatePorts(ports: readonly EndpointSlicePort[]): FieldError[] {
  if (ports.length > 20000) return [tooMany('ports', ports.length, 20000)];
  const names = new Set<string>();
  const protocols = ['SCTP', 'TCP', 'UDP'];
  return ports.flatMap(({ name = '', protocol, appProtocol }, i) => {
    const at = index('ports', i);
    const errors: FieldError[] = name === '' ? [] : dnsLabel(`${at}.name`, name);
    if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
    names.add(name);
    if (!protocols.includes(protocol)) errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    return appProtocol === undefined ? errors : [...errors, ...qualifiedName(`${at}.appProtocol`, appProtocol)];
  });
}

function fullyQualified(path: string, name: string): FieldError[] {
  if (name === '') return [required(path)];
  const trimmed = name.replace(/\.$/, '');
  const messages = isDns1123Subdomain(trimmed);
  if (messages.length > 0) return each(path, trimmed, messages);
  const labels = trimmed.split('.');
  if (labels.length < 2) return [invalid(path, trimmed, 'should be a domain with at least two segments separated by dots')];
  return labels.flatMap((label) => each(path, label, isDns1123Label(label)));
}

function validateAddress(path: string, at: string, address: string, type: string): FieldError[] {
  if (type === 'FQDN') return fullyQualified(at, address);
  if (type !== 'IPv4' && type !== 'IPv6') return [];
  const errors = type === 'IPv4' ? validateLegacyIp(at, address) : validateIp(at, address);
  if (errors.length > 0) return errors;
  return [...(parseAddress(address)?.family === type ? [] : [invalid(path, address, `must be an ${type} address`)]), ...validateEndpointIp(at, address)];
}

function validateHints(path: string, { forZones = [], forNodes = [] }: EndpointHints): FieldError[] {
  const names = (list: string, items: readonly { readonly name: string }[], check: (name: string) => readonly string[]): FieldError[] => {
    const seen = new Set<string>();
    return items.flatMap(({ name = '' }, i) => {
      const at = `${index(`${path}.${list}`, i)}.name`;
      const errors: FieldError[] = seen.has(name) ? [duplicate(at, name)] : [];
      seen.add(name);
      return [...errors, ...each(at, name, check(name))];
    });
  };
  if (forZones.length > 8) return [tooMany(`${path}.forZones`, forZones.length, 8)];
  const zones = names('forZones', forZones, isValidLabelValue);
  return forNodes.length > 8 ? [...zones, tooMany(`${path}.forNodes`, forNodes.length, 8)] : [...zones, ...names('forNodes', forNodes, isDns1123Subdomain)];
}

function validateEndpoint(path: string, endpoint: Endpoint, type: string): FieldError[] {
  const addresses = endpoint.addresses ?? [];
  const at = `${path}.addresses`;
  return [
    ...(addresses.length === 0 ? [required(at, 'must contain at least 1 address')] : addresses.length > 100 ? [tooMany(at, addresses.length, 100)] : []),
    ...addresses.flatMap((address, i) => validateAddress(at, index(at, i), address, type)),
    ...(endpoint.nodeName === undefined ? [] : each(`${path}.nodeName`, endpoint.nodeName, isDns1123Subdomain(endpoint.nodeName))),
    ...(endpoint.hostname === undefined ? [] : dnsLabel(`${path}.hostname`, endpoint.hostname)),
    ...(endpoint.hints ? validateHints(`${path}.hints`, endpoint.hints) : []),
  ];
}

export function validateEndpointSlice({ addressType, endpoints, ports }: EndpointSlice): readonly FieldError[] {
  const types = ['FQDN', 'IPv4', 'IPv6'];
  const all = endpoints ?? [];
  return [
    ...(!addressType ? [required('addressType')] : types.includes(addressType) ? [] : [notSupported('addressType', addressType, types)]),
    ...validatePorts(ports ?? []),
    ...(all.length > 1000 ? [tooMany('endpoints', all.length, 1000)] : all.flatMap((endpoint, i) => validateEndpoint(index('endpoints', i), endpoint, addressType))),
  ];
}

export const validateEndpointSliceUpdate = (object: EndpointSlice, old: EndpointSlice): readonly FieldError[] =>
  validateImmutable(object.addressType, old.addressType, 'addressType');

const controllers = ['endpointslice-controller.k8s.io', 'endpointslicemirroring-controller.k8s.io'];

export const endpointSliceWarnings = ({ metadata, addressType, endpoints }: EndpointSlice, old: EndpointSlice | undefined): readonly string[] => [
  ...(addressType === 'FQDN' && !old ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  ...(controllers.includes(metadata.labels?.['endpointslice.kubernetes.io/managed-by'] ?? '') || addressType === 'FQDN'
    ? []
    : (endpoints ?? []).flatMap((endpoint, i) => (endpoint.addresses ?? []).flatMap((address, j) => ipWarnings(index(`${index('endpoints', i)}.addresses`, j), address)))),
];
