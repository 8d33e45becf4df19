/**
 * Cluster IPs and node ports of Services (upstream: pkg/registry/core/service/storage/{storage,alloc}.go, strategy.go).
 * The cluster has one service network, for IPv4.
 */
import type { StrategyContext } from '../../descriptor.ts';
import { index, invalid, type FieldError } from '../../meta/field-error.ts';
import { change } from '../fill.ts';
import { networkContains, parseAddress, parseNetwork } from '../ip.ts';
import { SERVICE_CIDRS } from '../service-cidr/ready.ts';
import type { ServiceCIDR } from '../service-cidr/types.ts';
import { isExternallyAccessible } from './defaults.ts';
import type { Service, ServicePort, ServiceSpec } from './types.ts';

/** The network of cluster IPs: 10.96.0.0/16. Its first address is the API server's. */
const serviceNetwork = { prefix: '10.96.', size: 65536 };
/** Addresses below are left to those who ask for one by name. */
const firstDynamicAddress = 256;
export const nodePortRange = { first: 30000, last: 32767 } as const;
const firstDynamicPort = 30086;

export const needsClusterIp = (spec: ServiceSpec): boolean => spec.type !== 'ExternalName';
export const isHeadless = (spec: ServiceSpec): boolean => spec.clusterIP === 'None' || spec.clusterIPs?.[0] === 'None';
const mayHaveNodePort = (spec: ServiceSpec): boolean => spec.type === 'NodePort' || spec.type === 'LoadBalancer';
const wantsNodePort = (spec: ServiceSpec): boolean => spec.type === 'NodePort' || (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
export const needsHealthCheckPort = (spec: ServiceSpec): boolean => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';

const addressAt = (offset: number): string => `${serviceNetwork.prefix}${offset >> 8}.${offset & 255}`;

/** Where `address` lies in the service network; `undefined` outside of it. */
export function serviceAddressOffset(address: string): number | undefined {
  const match = /^10\.96\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (!match) return undefined;
  const offset = Number(match[1]) * 256 + Number(match[2]);
  return offset > 0 && offset < serviceNetwork.size - 1 ? offset : undefined;
}

/** Whether a range that was added to the cluster, and is ready, has the address. */
function inOtherRange(context: StrategyContext, text: string): boolean {
  const address = parseAddress(text);
  return (
    address !== undefined &&
    (context.list(SERVICE_CIDRS) as readonly ServiceCIDR[]).some(
      ({ metadata, spec, status }) =>
        metadata.deletionTimestamp === undefined &&
        status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') &&
        (spec.cidrs ?? []).some((cidr) => {
          const network = parseNetwork(cidr);
          return network !== undefined && networkContains(network, address);
        }),
    )
  );
}

const others = (context: StrategyContext, service: Service): readonly Service[] =>
  (context.list('services') as readonly Service[]).filter(({ metadata }) => metadata.name !== service.metadata.name || metadata.namespace !== service.metadata.namespace);

function takenAddresses(services: readonly Service[]): Set<string> {
  return new Set(services.flatMap(({ spec }) => spec.clusterIPs ?? []).filter((address) => address !== 'None'));
}

function takenPorts(services: readonly Service[]): Set<number> {
  const taken = new Set<number>();
  for (const { spec } of services) {
    for (const { nodePort } of spec.ports ?? []) if (nodePort) taken.add(nodePort);
    if (spec.healthCheckNodePort) taken.add(spec.healthCheckNodePort);
  }
  return taken;
}

/** A free number from `first` to `last`, found from a random one on; `undefined` where all are taken. */
function freeNumber(first: number, last: number, isTaken: (candidate: number) => boolean, random: () => number): number | undefined {
  const count = last - first + 1;
  const start = Math.floor(random() * count);
  for (let step = 0; step < count; step += 1) {
    const candidate = first + ((start + step) % count);
    if (!isTaken(candidate)) return candidate;
  }
  return undefined;
}

function withFamilies(spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  const selectorless = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  const policy = spec.ipFamilyPolicy ?? old?.ipFamilyPolicy ?? (selectorless ? 'RequireDualStack' : 'SingleStack');
  let families = spec.ipFamilies ?? [];
  if (families.length === 0) families = (spec.clusterIPs ?? []).filter((address) => address !== 'None').map((address) => (address.includes(':') ? 'IPv6' : 'IPv4'));
  if (families.length === 0) families = ['IPv4'];
  if (selectorless && families.length < 2 && policy !== 'SingleStack') families = [families[0]!, families[0] === 'IPv4' ? 'IPv6' : 'IPv4'];
  return { ...spec, ipFamilyPolicy: policy, ipFamilies: families };
}

function withAddress(spec: ServiceSpec, taken: ReadonlySet<string>, random: () => number): ServiceSpec {
  if (spec.ipFamilies?.[0] === 'IPv6' || isHeadless(spec) || spec.clusterIP || (spec.clusterIPs ?? []).length > 0) return spec;
  const offset =
    freeNumber(firstDynamicAddress, serviceNetwork.size - 2, (candidate) => taken.has(addressAt(candidate)), random) ??
    freeNumber(1, firstDynamicAddress - 1, (candidate) => taken.has(addressAt(candidate)), random);
  if (offset === undefined) return spec;
  const address = addressAt(offset);
  return { ...spec, clusterIP: address, clusterIPs: [address] };
}

/** Node ports for the ports that lack one; ports with the same number (TCP and UDP) share theirs. */
function withNodePorts(spec: ServiceSpec, taken: ReadonlySet<number>, random: () => number, share: boolean): ServiceSpec {
  const used = new Set(taken);
  for (const { nodePort } of spec.ports ?? []) if (nodePort) used.add(nodePort);
  const allocate = (): number | undefined => {
    const found =
      freeNumber(firstDynamicPort, nodePortRange.last, (candidate) => used.has(candidate), random) ??
      freeNumber(nodePortRange.first, firstDynamicPort - 1, (candidate) => used.has(candidate), random);
    if (found !== undefined) used.add(found);
    return found;
  };
  let next = spec;
  if (mayHaveNodePort(spec)) {
    const byPort = new Map<number, number>();
    if (share) for (const { port, nodePort } of spec.ports ?? []) if (nodePort && !byPort.has(port)) byPort.set(port, nodePort);
    const ports = (spec.ports ?? []).map((port): ServicePort => {
      if (port.nodePort || !wantsNodePort(spec)) return port;
      const nodePort = byPort.get(port.port) ?? allocate();
      if (nodePort !== undefined && share) byPort.set(port.port, nodePort);
      return { ...port, nodePort };
    });
    next = { ...next, ports: spec.ports && ports };
  }
  return needsHealthCheckPort(next) && !next.healthCheckNodePort ? change(next, { healthCheckNodePort: allocate() }) : next;
}

/** Upstream: beginCreate, then PrepareForCreate. */
export function prepareServiceForCreate(service: Service, context: StrategyContext): Service {
  let { spec } = service;
  if (spec.clusterIP && (spec.clusterIPs ?? []).length === 0) spec = { ...spec, clusterIPs: [spec.clusterIP] };
  if (needsClusterIp(spec)) {
    const services = others(context, service);
    spec = withAddress(withFamilies(spec, undefined), takenAddresses(services), context.random);
    spec = withNodePorts(spec, takenPorts(services), context.random, true);
  }
  return { ...service, spec: change(spec, { ports: spec.ports }), status: { loadBalancer: {} } };
}

const same = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => (a ?? []).join() === (b ?? []).join();

/** Upstream: patchAllocatedValues, normalizeClusterIPs: a client need not repeat what was allocated for it. */
function withOldValues(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let next = spec;
  if (needsClusterIp(old) && needsClusterIp(next)) {
    if (!next.clusterIP && old.clusterIP) next = { ...next, clusterIP: old.clusterIP };
    if ((next.clusterIPs ?? []).length === 0 && old.clusterIPs) next = { ...next, clusterIPs: old.clusterIPs };
  }
  if (wantsNodePort(old) && wantsNodePort(next)) {
    const kept = new Set((next.ports ?? []).map((port) => port.nodePort));
    const byName = new Map((old.ports ?? []).map((port) => [port.name ?? '', port.nodePort]));
    next = change(next, {
      ports: next.ports?.map((port) => {
        const nodePort = byName.get(port.name ?? '');
        return port.nodePort || !nodePort || kept.has(nodePort) ? port : { ...port, nodePort };
      }),
    });
  }
  if (needsHealthCheckPort(old) && needsHealthCheckPort(next) && !next.healthCheckNodePort) next = change(next, { healthCheckNodePort: old.healthCheckNodePort });
  if ((old.clusterIP ?? '') !== (next.clusterIP ?? '') && same(next.clusterIPs, old.clusterIPs)) {
    next = change(next, { clusterIPs: next.clusterIP ? [next.clusterIP] : undefined });
  }
  return next;
}

/** Upstream: dropTypeDependentFields: what a new type has no use for goes, unless the client changed it as well. */
function withoutUnused(spec: ServiceSpec, old: ServiceSpec): ServiceSpec {
  let next = spec;
  if (needsClusterIp(old) && !needsClusterIp(next)) {
    if ((old.clusterIP ?? '') === (next.clusterIP ?? '') && same(old.clusterIPs, next.clusterIPs)) next = change(next, { clusterIP: undefined, clusterIPs: undefined });
    if (same(old.ipFamilies, next.ipFamilies)) next = change(next, { ipFamilies: undefined });
    if (old.ipFamilyPolicy === next.ipFamilyPolicy) next = change(next, { ipFamilyPolicy: undefined });
  }
  const oldPorts = new Set((old.ports ?? []).map((port) => port.nodePort));
  if (mayHaveNodePort(old) && !mayHaveNodePort(next) && (next.ports ?? []).every((port) => !port.nodePort || oldPorts.has(port.nodePort))) {
    next = change(next, { ports: next.ports?.map((port) => change(port, { nodePort: undefined })) });
  }
  if (needsHealthCheckPort(old) && !needsHealthCheckPort(next) && old.healthCheckNodePort === next.healthCheckNodePort) next = change(next, { healthCheckNodePort: undefined });
  if (old.type === 'LoadBalancer' && next.type !== 'LoadBalancer') {
    if (old.allocateLoadBalancerNodePorts === next.allocateLoadBalancerNodePorts) next = change(next, { allocateLoadBalancerNodePorts: undefined });
    if (old.loadBalancerClass === next.loadBalancerClass) next = change(next, { loadBalancerClass: undefined });
  }
  if (isExternallyAccessible(old) && !isExternallyAccessible(next) && old.externalTrafficPolicy === next.externalTrafficPolicy)
    next = change(next, { externalTrafficPolicy: undefined });
  return next;
}

/** Upstream: beginUpdate, then PrepareForUpdate. */
export function prepareServiceForUpdate(service: Service, old: Service, subresource: '' | 'status', context: StrategyContext): Service {
  if (subresource === 'status') return { ...service, spec: old.spec };
  let spec = withOldValues(service.spec, old.spec);
  if (needsClusterIp(spec)) {
    spec = withFamilies(spec, old.spec);
    const cameFromName = !needsClusterIp(old.spec);
    const lacksPort = (wantsNodePort(spec) && (spec.ports ?? []).some((port) => !port.nodePort)) || (needsHealthCheckPort(spec) && !spec.healthCheckNodePort);
    if (cameFromName || lacksPort) {
      const services = others(context, service);
      if (cameFromName) spec = withAddress(spec, takenAddresses(services), context.random);
      spec = withNodePorts(spec, takenPorts(services), context.random, false);
    }
  }
  spec = withoutUnused(spec, old.spec);
  const status = spec.type === 'LoadBalancer' ? old.status : { ...old.status, loadBalancer: {} };
  return { ...service, spec, status };
}

/** What the allocators refuse: addresses and ports out of range or taken, and what only a dual-stack cluster has. */
export function validateAllocation(service: Service, old: Service | undefined, context: StrategyContext): readonly FieldError[] {
  const { spec } = service;
  if (!needsClusterIp(spec)) return [];
  const errors: FieldError[] = [];
  const headlessSelectorless = spec.clusterIP === 'None' && Object.keys(spec.selector ?? {}).length === 0;
  if (!headlessSelectorless) {
    if (spec.ipFamilyPolicy === 'RequireDualStack') errors.push(invalid('spec.ipFamilyPolicy', spec.ipFamilyPolicy, 'this cluster is not configured for dual-stack services'));
    for (const [at, family] of (spec.ipFamilies ?? []).entries()) {
      if (family === 'IPv6') errors.push(invalid(index('spec.ipFamilies', at), family, 'not configured on this cluster'));
    }
    if (errors.length > 0) return errors;
  }
  const services = others(context, service);
  const address = spec.clusterIP;
  if (address && address !== 'None' && address !== old?.spec.clusterIP) {
    const fail = (why: string): FieldError => invalid('spec.clusterIPs', spec.clusterIPs, `failed to allocate IP ${address}: ${why}`);
    if (serviceAddressOffset(address) === undefined && !inOtherRange(context, address)) {
      // A dry run asks the allocator alone, and does not look for who has the address.
      errors.push(
        fail(
          context.dryRun
            ? `the provided IP (${address}) is not in the valid range. The range of valid IPs is 10.96.0.0/16`
            : `the provided network does not match the current range`,
        ),
      );
    } else if (!context.dryRun && takenAddresses(services).has(address)) {
      errors.push(fail('provided IP is already allocated'));
    }
    if (errors.length > 0) return errors;
  }
  if (!mayHaveNodePort(spec)) return [];
  const taken = context.dryRun ? new Set<number>() : takenPorts(services);
  const before = new Set((old?.spec.ports ?? []).map((port) => port.nodePort));
  // Ports of the same number share a node port; no others do.
  const own = new Map<number, number>();
  for (const [at, { port, nodePort }] of (spec.ports ?? []).entries()) {
    if (!nodePort || before.has(nodePort) || own.get(port) === nodePort) continue;
    const path = `${index('spec.ports', at)}.nodePort`;
    if (!context.dryRun && (nodePort < nodePortRange.first || nodePort > nodePortRange.last)) {
      errors.push(invalid(path, nodePort, `provided port is not in the valid range. The range of valid ports is ${nodePortRange.first}-${nodePortRange.last}`));
    } else if (taken.has(nodePort)) {
      errors.push(invalid(path, nodePort, 'provided port is already allocated'));
    }
    if (errors.length > 0) return errors;
    own.set(port, own.get(port) ?? nodePort);
    // Of an update twice the same is a matter of validation.
    if (!old) taken.add(nodePort);
  }
  return errors;
}
