/** Names as a pod finds them: by the search list of its resolv.conf, answered as CoreDNS does (its `kubernetes` plugin, and no other zone). */
import type { EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { Context, View } from '../../engine/component.ts';
import { resolvFile } from '../hostname.ts';
import { KUBELET, nodeOf } from '../memory.ts';
import type { KubeletOptions } from '../pod-step.ts';
import type { Resolution } from '../process/types.ts';
import { slicesOf } from './service-routes.ts';

export const DEFAULT_DOMAIN = 'cluster.local';
const NOT_FOUND: Resolution = { ok: false, reason: 'not found' };
const MAX_ALIASES = 8;

/** Where kubelets are told the name server is, whether or not there is one. */
const CLUSTER_DNS = '10.96.0.10';

const dnsService = (context: Context): Service | undefined => context.get<Service>('services', 'kube-system', 'kube-dns');

/** The cluster's name server, for pods' resolv.conf. */
export function nameServer(context: Context): string {
  const address = dnsService(context)?.spec.clusterIP ?? '';
  return address === 'None' || address === '' ? CLUSTER_DNS : address;
}

const isAnswering = (context: Context): boolean => {
  const service = dnsService(context);
  return service !== undefined && slicesOf(context, service).some(({ endpoints }) => endpoints?.some(({ conditions }) => conditions.ready !== false));
};

export function resolve(context: Context, options: KubeletOptions, pod: Pod | undefined, name: string): Resolution {
  const domain = options.clusterDomain ?? DEFAULT_DOMAIN;
  const server = nameServer(context);
  const config = pod ? resolvFile(pod, server, domain) : '';
  const cutOff = pod?.spec.nodeName !== undefined && nodeOf(context.memoryOf(KUBELET), pod.spec.nodeName).unreachable === true;
  if (cutOff || !config.includes(`nameserver ${server}\n`) || !isAnswering(context)) return { ok: false, reason: 'timeout' };
  for (const candidate of candidates(name, config)) {
    const found = lookup(context, domain, candidate);
    if (found) {
      const canonical = aliasOf(context, domain, candidate);
      return { ok: true, addresses: found, name: candidate, ...(canonical !== undefined && { canonical }) };
    }
  }
  return NOT_FOUND;
}

/** Upstream: resolv.conf(5), `search` and `ndots`. */
function candidates(name: string, config: string): string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const search = /^search (.*)$/m.exec(config)?.[1]?.split(' ') ?? [];
  const ndots = Number(/\bndots:(\d+)/.exec(config)?.[1] ?? 1);
  const expanded = search.map((suffix) => `${name}.${suffix}`);
  return name.split('.').length - 1 >= ndots ? [name, ...expanded] : [...expanded, name];
}

/** The name that an ExternalName Service stands for. */
function aliasOf(context: View, domain: string, name: string): string | undefined {
  const [service, namespace, svc, ...rest] = name.toLowerCase().split('.');
  if (svc !== 'svc' || rest.join('.') !== domain) return undefined;
  const { type, externalName } = context.get<Service>('services', namespace, service!)?.spec ?? {};
  return type === 'ExternalName' ? externalName : undefined;
}

/** The name of a Service's address. */
export function reverse(context: Context, options: KubeletOptions, address: string): string | undefined {
  if (!isAnswering(context)) return undefined;
  const [service] = context.byIndex<Service>('servicesByIP', address).filter(({ spec }) => spec.clusterIPs?.includes(address));
  return service && `${service.metadata.name}.${service.metadata.namespace}.svc.${options.clusterDomain ?? DEFAULT_DOMAIN}`;
}

/** The addresses of a whole name of the cluster's zone. */
export function lookup(context: View, domain: string, name: string, aliases = 0): readonly string[] | undefined {
  const lower = name.toLowerCase();
  if (!lower.endsWith(`.${domain}`) || aliases > MAX_ALIASES) return undefined;
  const parts = lower.slice(0, -domain.length - 1).split('.');
  const zone = parts.pop();
  const namespace = parts.pop();
  if (namespace === undefined || !context.get('namespaces', undefined, namespace)) return undefined;
  if (zone === 'pod') return parts.length === 1 ? addressOf(parts[0]!) : undefined;
  if (zone !== 'svc') return undefined;
  const service = parts.length > 0 ? context.get<Service>('services', namespace, parts.pop()!) : undefined;
  if (!service || parts.length > 1) return undefined;
  if (service.spec.type === 'ExternalName') return parts.length === 0 ? lookup(context, domain, service.spec.externalName ?? '', aliases + 1) : undefined;
  const [host] = parts;
  if (host === undefined && service.spec.clusterIP !== 'None') return service.spec.clusterIPs ?? [];
  const addresses = slicesOf(context, service).flatMap((slice) => endpointAddresses(slice, host));
  return addresses.length > 0 ? addresses : undefined;
}

/** `10-244-0-7` */
function addressOf(dashed: string): readonly string[] | undefined {
  const parts = dashed.split('-');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256) ? [parts.join('.')] : undefined;
}

/** Of one name, or all; an endpoint without a host name goes by its dashed address. */
const endpointAddresses = ({ endpoints }: EndpointSlice, host: string | undefined): readonly string[] =>
  (endpoints ?? [])
    .filter(({ conditions, hostname, addresses }) => conditions.ready !== false && (host === undefined || (hostname ?? addresses[0]!.replaceAll('.', '-')) === host))
    .flatMap(({ addresses }) => addresses);
