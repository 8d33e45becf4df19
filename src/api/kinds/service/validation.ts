/** Upstream: pkg/apis/core/validation/validation.go validateService, ValidateServiceUpdate; pkg/api/service/warnings.go. */
import { duplicate, forbidden, index, invalid, keyed, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { isValidPortNumber } from '../../meta/names.ts';
import { validateLabels } from '../../meta/object-meta.ts';
import { dnsLabel, dnsSubdomain, each, oneOf, portNumberOrName, qualifiedName, requiredOneOf } from '../checks.ts';
import { validateEndpointIp } from '../endpoints/address-validation.ts';
import { cidrWarnings, ipWarnings, parseAddress, validateLegacyCidr, validateLegacyIp } from '../ip.ts';
import { BALANCER_ADDRESSES, validateBalancerAddresses } from '../load-balancer-status.ts';
import { goValue } from '../shapes/go-value.ts';
import { needsHealthCheckPort } from './allocation.ts';
import { isExternallyAccessible } from './defaults.ts';
import type { Service, ServicePort, ServiceSpec } from './types.ts';

const topologyHints = 'service.kubernetes.io/topology-aware-hints';
const topologyMode = 'service.kubernetes.io/topology-mode';
const sourceRangesAnnotation = 'service.beta.kubernetes.io/load-balancer-source-ranges';

const isHeadless = ({ clusterIPs }: ServiceSpec): boolean => clusterIPs?.length === 1 && clusterIPs[0] === 'None';

function typeRules(spec: ServiceSpec): FieldError[] {
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec)) {
    return [invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`)];
  }
  if (spec.type !== 'ExternalName') return [];
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const unset = (field: string, set: boolean): FieldError[] => (set ? [forbidden(`spec.${field}`, 'may not be set for ExternalName services')] : []);
  return [
    ...unset('clusterIPs', (spec.clusterIPs ?? []).length > 0),
    ...unset('ipFamilies', (spec.ipFamilies ?? []).length > 0),
    ...unset('ipFamilyPolicy', spec.ipFamilyPolicy !== undefined),
    ...(name === '' ? [required('spec.externalName')] : dnsSubdomain('spec.externalName', name)),
  ];
}

function validatePort(path: string, port: ServicePort, several: boolean, names: Set<string>): FieldError[] {
  const errors: FieldError[] = [];
  if (!port.name) {
    if (several) errors.push(required(`${path}.name`));
  } else {
    errors.push(...dnsLabel(`${path}.name`, port.name));
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  }
  return [
    ...errors,
    ...each(`${path}.port`, port.port, isValidPortNumber(port.port)),
    ...requiredOneOf(`${path}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']),
    ...portNumberOrName(`${path}.targetPort`, port.targetPort),
    ...(port.appProtocol === undefined ? [] : qualifiedName(`${path}.appProtocol`, port.appProtocol)),
  ];
}

function affinity(spec: ServiceSpec): FieldError[] {
  const path = 'spec.sessionAffinityConfig';
  const errors = requiredOneOf('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None']);
  if (spec.sessionAffinity === 'None' && spec.sessionAffinityConfig) errors.push(forbidden(path, 'must not be set when session affinity is None'));
  const seconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  if (spec.sessionAffinity === 'ClientIP' && seconds !== undefined && (seconds <= 0 || seconds > 86400)) {
    errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, 'must be greater than 0 and less than 86400'));
  }
  return errors;
}

function families(spec: ServiceSpec): FieldError[] {
  const seen = new Set<string>();
  const errors = (spec.ipFamilies ?? []).flatMap((family, i) => {
    const at = index('spec.ipFamilies', i);
    const own: FieldError[] = family === 'IPv4' || family === 'IPv6' ? [] : [notSupported(at, family, ['IPv4', 'IPv6'])];
    if (seen.has(family)) own.push(duplicate(at, family));
    seen.add(family);
    return own;
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy)) errors.push(notSupported('spec.ipFamilyPolicy', spec.ipFamilyPolicy, policies));
  return errors;
}

/** Upstream: ValidateServiceClusterIPsRelatedFields. */
export function validateClusterIps(spec: ServiceSpec): FieldError[] {
  if (spec.type === 'ExternalName') return [];
  const path = 'spec.clusterIPs';
  const ips = spec.clusterIPs ?? [];
  const errors: FieldError[] = [];
  if (spec.clusterIP) {
    if (ips.length === 0) errors.push(required(path));
    else if (ips[0] !== spec.clusterIP) errors.push(invalid(path, ips, 'first value must match `clusterIP`'));
  } else if (ips.length > 0) {
    errors.push(invalid(path, ips, 'must be empty when `clusterIP` is not specified'));
  }
  errors.push(...families(spec));
  let unreadable = false;
  for (const [i, ip] of ips.entries()) {
    const own = i === 0 && ip === 'None' ? (ips.length > 1 ? [invalid(path, ips, "'None' must be the first and only value")] : []) : validateLegacyIp(index(path, i), ip);
    unreadable ||= own.length > 0;
    errors.push(...own);
  }
  if (ips.length > 2) errors.push(invalid(path, ips, 'may only hold up to 2 values'));
  if (unreadable) return errors;
  const kinds = ips.map((ip) => parseAddress(ip)?.family);
  if (ips.length > 1 && new Set(kinds).size < 2) errors.push(invalid(path, ips, 'may specify no more than one IP for each IP family'));
  if (!isHeadless(spec)) {
    for (const [i, family] of (spec.ipFamilies ?? []).entries()) {
      const kind = kinds[i];
      if (kind === undefined) break;
      if ((family === 'IPv4' || family === 'IPv6') && kind !== family)
        errors.push(invalid(index(path, i), ips[i], `expected an ${family} value as indicated by \`ipFamilies[${i}]\``));
    }
  }
  return errors;
}

function repeated(ports: readonly ServicePort[]): FieldError[] {
  const nodePorts = new Set<string>();
  const numbers = new Set<string>();
  const errors: FieldError[] = [];
  for (const [i, { nodePort, protocol }] of ports.entries()) {
    if (!nodePort) continue;
    const key = `${protocol}/${nodePort}`;
    if (nodePorts.has(key)) errors.push(duplicate(`${index('spec.ports', i)}.nodePort`, nodePort));
    nodePorts.add(key);
  }
  for (const [i, { port, protocol }] of ports.entries()) {
    const key = `${protocol}/${port}`;
    if (numbers.has(key)) errors.push(duplicate(index('spec.ports', i), goValue('core.v1.ServicePort', { protocol, port })));
    numbers.add(key);
  }
  return errors;
}

function loadBalancer({ spec, metadata }: Service): FieldError[] {
  const only = "may only be used when `type` is 'LoadBalancer'";
  const errors: FieldError[] = [];
  const ranges = spec.loadBalancerSourceRanges ?? [];
  const annotation = metadata.annotations?.[sourceRangesAnnotation];
  if (ranges.length > 0) {
    if (spec.type !== 'LoadBalancer') errors.push(forbidden('spec.LoadBalancerSourceRanges', only));
    errors.push(...ranges.flatMap((range, i) => validateLegacyCidr(index('spec.LoadBalancerSourceRanges', i), range.trim())));
  } else if (annotation !== undefined) {
    const path = keyed('metadata.annotations', sourceRangesAnnotation);
    if (spec.type !== 'LoadBalancer') errors.push(forbidden(path, only));
    if (annotation.trim() !== '') errors.push(...annotation.split(',').flatMap((range) => validateLegacyCidr(path, range.trim())));
  }
  if (spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer') errors.push(forbidden('spec.allocateLoadBalancerNodePorts', only));
  return errors;
}

function balancerClass({ spec }: Service, old: Service | undefined): FieldError[] {
  const path = 'spec.loadBalancerClass';
  const errors: FieldError[] = [];
  if (old?.spec.type === 'LoadBalancer' && spec.type === 'LoadBalancer' && old.spec.loadBalancerClass !== spec.loadBalancerClass)
    errors.push(invalid(path, spec.loadBalancerClass, 'may not change once set'));
  if (spec.loadBalancerClass === undefined) return errors;
  return [...errors, ...(spec.type === 'LoadBalancer' ? qualifiedName(path, spec.loadBalancerClass) : [forbidden(path, "may only be used when `type` is 'LoadBalancer'")])];
}

function trafficPolicies(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = [];
  const external = 'spec.externalTrafficPolicy';
  if (isExternallyAccessible(spec)) errors.push(...requiredOneOf(external, spec.externalTrafficPolicy, ['Cluster', 'Local']));
  else if (spec.externalTrafficPolicy) errors.push(invalid(external, spec.externalTrafficPolicy, 'may only be set for externally-accessible services'));
  const health = 'spec.healthCheckNodePort';
  const port = spec.healthCheckNodePort;
  if (!needsHealthCheckPort(spec)) {
    if (port) errors.push(invalid(health, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (!port) {
    errors.push(required(health));
  } else {
    errors.push(...each(health, port, isValidPortNumber(port)));
  }
  if (spec.internalTrafficPolicy !== undefined) errors.push(...oneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']));
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  if (spec.trafficDistribution !== undefined && !distributions.includes(spec.trafficDistribution))
    errors.push(notSupported('spec.trafficDistribution', spec.trafficDistribution, distributions));
  return errors;
}

export function validateService(service: Service): readonly FieldError[] {
  const { spec, metadata } = service;
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  const [hints, mode] = [metadata.annotations?.[topologyHints], metadata.annotations?.[topologyMode]];
  return [
    ...(hints !== undefined && mode !== undefined && hints !== mode
      ? [invalid(keyed('metadata.annotations', topologyMode), mode, `must match annotations[${topologyHints}] when both are specified`)]
      : []),
    ...(ports.length === 0 && !isHeadless(spec) && spec.type !== 'ExternalName' ? [required('spec.ports')] : []),
    ...typeRules(spec),
    ...ports.flatMap((port, i) => validatePort(index('spec.ports', i), port, ports.length > 1, names)),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...affinity(spec),
    ...validateClusterIps(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, i) => {
      const errors = validateLegacyIp(index('spec.externalIPs', i), ip);
      return errors.length > 0 ? errors : validateEndpointIp(index('spec.externalIPs', i), ip);
    }),
    ...requiredOneOf('spec.type', spec.type, ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']),
    ...(spec.type === 'ClusterIP'
      ? ports.flatMap(({ nodePort }, i) => (nodePort ? [forbidden(`${index('spec.ports', i)}.nodePort`, "may not be used when `type` is 'ClusterIP'")] : []))
      : []),
    ...repeated(ports),
    ...loadBalancer(service),
    ...balancerClass(service, undefined),
    ...trafficPolicies(spec),
  ];
}

/** Addresses stay: the first may not change, and only going back to one family releases the second. */
function listUpdate(field: 'clusterIPs' | 'ipFamilies', service: Service, old: Service): FieldError[] {
  const path = `spec.${field}`;
  const next: readonly string[] = service.spec[field] ?? [];
  const before: readonly string[] = old.spec[field] ?? [];
  const shown = field === 'clusterIPs' || before.length === next.length ? next : service.spec.clusterIPs;
  const errors: FieldError[] = [];
  if (before.length === next.length) {
    for (const [i, value] of before.entries()) if (value !== next[i]) errors.push(invalid(index(path, field === 'clusterIPs' ? i : 0), next, 'may not change once set'));
    return errors;
  }
  if (before.length > next.length && (service.spec.clusterIPs ?? []).length === 0)
    errors.push(invalid(index(path, 0), next.length === 0 ? null : next, `primary ${field === 'clusterIPs' ? 'clusterIP' : 'ipFamily'} can not be unset`));
  if (before.length > 0 && next.length > 0 && before[0] !== next[0]) errors.push(invalid(index(path, 0), shown, 'may not change once set'));
  if (before.length > next.length && next.length === 1 && service.spec.ipFamilyPolicy !== 'SingleStack') {
    errors.push(
      invalid('spec.ipFamilyPolicy', service.spec.ipFamilyPolicy, `must be set to 'SingleStack' when releasing the secondary ${field === 'clusterIPs' ? 'clusterIP' : 'ipFamily'}`),
    );
  }
  return errors;
}

export function validateClusterIpsUpdate(service: Service, old: Service): FieldError[] {
  if (service.spec.type === 'ExternalName' || old.spec.type === 'ExternalName') return [];
  const [headless, wasHeadless] = [isHeadless(service.spec), isHeadless(old.spec)];
  return [...(headless && wasHeadless ? [] : listUpdate('clusterIPs', service, old)), ...(headless || wasHeadless ? [] : listUpdate('ipFamilies', service, old))];
}

export function validateServiceUpdate(service: Service, old: Service, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return validateAddresses(service, old);
  const moved = needsHealthCheckPort(old.spec) && needsHealthCheckPort(service.spec) && old.spec.healthCheckNodePort !== service.spec.healthCheckNodePort;
  return [...validateClusterIpsUpdate(service, old), ...balancerClass(service, old), ...(moved ? [forbidden('spec.healthCheckNodePort', 'field is immutable')] : [])];
}

function validateAddresses({ spec, status }: Service, old: Service): readonly FieldError[] {
  const { ingress } = status.loadBalancer;
  if (spec.type !== 'LoadBalancer' && ingress?.length) return [forbidden(BALANCER_ADDRESSES, "may only be used when `spec.type` is 'LoadBalancer'")];
  return validateBalancerAddresses(ingress, old.status.loadBalancer.ingress, (path, { ip, ipMode }) => {
    if (ipMode === undefined) return ip ? [required(`${path}.ipMode`, 'must be specified when `ip` is set')] : [];
    if (!ip) return [forbidden(`${path}.ipMode`, 'may not be specified when `ip` is not set')];
    return ['Proxy', 'VIP'].includes(ipMode) ? [] : [notSupported(`${path}.ipMode`, ipMode, ['Proxy', 'VIP'])];
  });
}

export function serviceWarnings({ metadata, spec }: Service): readonly string[] {
  const headless = spec.type === 'ClusterIP' && spec.clusterIP === 'None';
  const ips = spec.clusterIP && spec.clusterIP !== 'None' ? (spec.clusterIPs ?? []) : [];
  return [
    ...(metadata.annotations?.[topologyHints] === undefined ? [] : [`annotation ${topologyHints} is deprecated, please use ${topologyMode} instead`]),
    ...ips.flatMap((ip, i) => ipWarnings(index('spec.clusterIPs', i), ip)),
    ...(headless && spec.loadBalancerIP ? ['spec.loadBalancerIP is ignored for headless services'] : []),
    ...(headless && (spec.externalIPs ?? []).length > 0 ? ['spec.externalIPs is ignored for headless services'] : []),
    ...(headless && spec.sessionAffinity !== 'None' ? ['spec.SessionAffinity is ignored for headless services'] : []),
    ...(spec.externalIPs ?? []).flatMap((ip, i) => ipWarnings(index('spec.externalIPs', i), ip)),
    ...(spec.loadBalancerIP ? ipWarnings('spec.loadBalancerIP', spec.loadBalancerIP) : []),
    ...(spec.loadBalancerSourceRanges ?? []).flatMap((range, i) => cidrWarnings(index('spec.loadBalancerSourceRanges', i), range)),
    ...(spec.type === 'ExternalName' && (spec.externalIPs ?? []).length > 0 ? ['spec.externalIPs is ignored when spec.type is "ExternalName"'] : []),
    ...(spec.type !== 'ExternalName' && spec.externalName ? ['spec.externalName is ignored when spec.type is not "ExternalName"'] : []),
  ];
}
