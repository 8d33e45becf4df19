/** Upstream: pkg/apis/networking/validation/validation.go ValidateNetworkPolicySpec. */
import { forbidden, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isValidPortName, isValidPortNumber } from '../../meta/names.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import { each } from '../checks.ts';
import { cidrWarnings, networkContains, parseAddress, parseNetwork, validateLegacyCidr, formatAddress } from '../ip.ts';
import type { IPBlock, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicySpec } from './types.ts';

const protocols = ['TCP', 'UDP', 'SCTP'];

function validatePort(path: string, { protocol, port, endPort }: NetworkPolicyPort): FieldError[] {
  const errors = protocol !== undefined && !protocols.includes(protocol) ? [notSupported(`${path}.protocol`, protocol, protocols)] : [];
  const end = `${path}.endPort`;
  if (typeof port === 'number') {
    errors.push(...each(`${path}.port`, port, isValidPortNumber(port)));
    if (endPort === undefined) return errors;
    if (endPort < port) errors.push(invalid(end, port, 'must be greater than or equal to `port`'));
    return [...errors, ...each(end, endPort, isValidPortNumber(endPort))];
  }
  if (port === undefined) return endPort === undefined ? errors : [...errors, invalid(end, endPort, 'may not be specified when `port` is not specified')];
  if (endPort !== undefined) errors.push(invalid(end, endPort, 'may not be specified when `port` is non-numeric'));
  return [...errors, ...each(`${path}.port`, port, isValidPortName(port))];
}

/** Networks that stand in the old policy already are not looked at again. */
function validateBlock(path: string, { cidr, except = [] }: IPBlock, known: ReadonlySet<string>): FieldError[] {
  if (!cidr) return [required(`${path}.cidr`)];
  const validateCidr = (at: string, text: string): FieldError[] => (known.has(text) ? [] : validateLegacyCidr(at, text));
  const errors = validateCidr(`${path}.cidr`, cidr);
  const network = parseNetwork(cidr);
  if (!network) return errors;
  except.forEach((text, i) => {
    const at = index(`${path}.except`, i);
    errors.push(...validateCidr(at, text));
    const excepted = parseNetwork(text);
    if (!excepted) return;
    const first = parseAddress(formatAddress(excepted.masked));
    if (!first || !networkContains(network, first) || network.prefix >= excepted.prefix) errors.push(invalid(at, text, 'must be a strict subset of `cidr`'));
  });
  return errors;
}

function validatePeer(path: string, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer, known: ReadonlySet<string>): FieldError[] {
  return [
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...(ipBlock ? validateBlock(`${path}.ipBlock`, ipBlock, known) : []),
    ...(!podSelector && !namespaceSelector && !ipBlock ? [required(path, 'must specify a peer')] : []),
    ...(ipBlock && (podSelector || namespaceSelector) ? [forbidden(path, 'may not specify both ipBlock and another peer')] : []),
  ];
}

interface Rule {
  readonly path: string;
  readonly ports: readonly NetworkPolicyPort[];
  readonly peers: readonly NetworkPolicyPeer[];
  readonly peersPath: string;
}

const rules = ({ ingress = [], egress = [] }: NetworkPolicySpec): readonly Rule[] => [
  ...ingress.map(({ ports = [], from = [] }, i) => ({ path: index('spec.ingress', i), ports, peers: from, peersPath: `${index('spec.ingress', i)}.from` })),
  ...egress.map(({ ports = [], to = [] }, i) => ({ path: index('spec.egress', i), ports, peers: to, peersPath: `${index('spec.egress', i)}.to` })),
];

const networksIn = (spec: NetworkPolicySpec | undefined): ReadonlySet<string> =>
  new Set(spec ? rules(spec).flatMap(({ peers }) => peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr, ...(ipBlock.except ?? [])] : []))) : []);

function validateTypes(path: string, types: readonly string[]): FieldError[] {
  const supported = ['Ingress', 'Egress'];
  if (types.length > supported.length) return [invalid(path, types, 'may not specify more than two policyTypes')];
  return types.flatMap((type, i) => (supported.includes(type) ? [] : [notSupported(index(path, i), type, supported)]));
}

export function validateNetworkPolicy({ spec }: NetworkPolicy, old?: NetworkPolicy): readonly FieldError[] {
  const known = networksIn(old?.spec);
  return [
    ...validateLabelSelector(spec.podSelector, 'spec.podSelector'),
    ...rules(spec).flatMap(({ path, ports, peers, peersPath }) => [
      ...ports.flatMap((port, i) => validatePort(index(`${path}.ports`, i), port)),
      ...peers.flatMap((peer, i) => validatePeer(index(peersPath, i), peer, known)),
    ]),
    ...validateTypes('spec.policyTypes', spec.policyTypes),
  ];
}

export const networkPolicyWarnings = ({ spec }: NetworkPolicy): readonly string[] =>
  rules(spec).flatMap(({ peers, peersPath }) =>
    peers.flatMap(({ ipBlock }, i) => {
      if (!ipBlock) return [];
      const path = `${index(peersPath, i)}.ipBlock`;
      return [...cidrWarnings(`${path}.cidr`, ipBlock.cidr), ...(ipBlock.except ?? []).flatMap((except, j) => cidrWarnings(index(`${path}.except`, j), except))];
    }),
  );
