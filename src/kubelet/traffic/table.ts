/**
 * Who stands behind a target, as a proxy would write it down (upstream: pkg/proxy). A source comes from outside of every pod and has a proxy of
 * its own, so it needs none on the nodes; it learns of changes as late as kube-proxy does.
 */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service, ServicePort } from '../../api/kinds/service/types.ts';
import type { View } from '../../engine/component.ts';
import { lookup, DEFAULT_DOMAIN } from '../network/dns.ts';
import { backendsOf, serviceAt } from '../network/service-routes.ts';
import type { KubeletOptions } from '../pod-step.ts';
import type { Backend, LossReason, SourceSpec, Target } from './types.ts';

export interface Table {
  readonly backends: readonly Backend[];
  /** Why there is none where not for want of endpoints. */
  readonly problem?: LossReason;
  /** The client stays with one backend for so long after its last request, in milliseconds. */
  readonly affinity?: number;
  /** Names are looked up: the client learns of changes only when it asks again. */
  readonly byName?: boolean;
}

const AFFINITY_SECONDS = 10_800;
const NOBODY: Table = { backends: [], problem: 'bad address' };

/** The Service that a target leads to, as far as it can be told from the target. */
export function serviceOf(
  context: View,
  options: KubeletOptions,
  target: Target,
  path: string,
): { readonly service: Service; readonly port?: ServicePort; readonly local?: string } | undefined {
  if (target.kind === 'pod') return undefined;
  if (target.kind === 'service') {
    const service = context.get<Service>('services', target.namespace, target.name);
    if (!service) return undefined;
    const ports = service.spec.ports ?? [];
    const port = target.port === undefined ? ports[0] : ports.find(({ name, port: number }) => name === target.port || String(number) === target.port);
    return { service, ...(port && { port }) };
  }
  const { host } = target;
  for (const route of options.hosts ?? []) {
    const to = route(context, host, target.port, path);
    if (to) return serviceOf(context, options, { kind: 'service', ...to }, path);
  }
  const address = addressOfNode(context, host) ?? host;
  const hit = serviceAt(context, address, target.port);
  if (hit) return { service: hit.service, port: hit.servicePort, ...(hit.local !== undefined && { local: hit.local }) };
  return named(context, options, target);
}

/** `web`, `web.shop`, `web.shop.svc.cluster.local`, as a pod of the source's namespace would find it. */
function named(
  context: View,
  options: KubeletOptions,
  { host, port, namespace: own }: Extract<Target, { kind: 'host' }>,
): { readonly service: Service; readonly port?: ServicePort } | undefined {
  const domain = options.clusterDomain ?? DEFAULT_DOMAIN;
  const short = host.endsWith(`.${domain}`) ? host.slice(0, -domain.length - 1) : host;
  const [name, namespace = own, svc = 'svc', more] = short.split('.');
  if (name === undefined || svc !== 'svc' || more !== undefined) return undefined;
  const service = context.get<Service>('services', namespace, name);
  if (!service) return undefined;
  const found = service.spec.ports?.find((p) => p.port === port && p.protocol === 'TCP');
  return { service, ...(found && { port: found }) };
}

export function tableOf(context: View, options: KubeletOptions, { target, path }: SourceSpec): Table {
  if (target.kind === 'pod') return podTable(context, target);
  const to = serviceOf(context, options, target, path);
  if (!to) return target.kind === 'host' ? hostTable(context, options, target) : NOBODY;
  const { service, port, local } = to;
  const { spec } = service;
  if (spec.type === 'ExternalName') return externalTable(context, options, service, target);
  if (!port) return { backends: [], problem: 'timeout' };
  const all = backendsOf(context, service, port);
  const here = local === undefined ? all : all.filter(({ node }) => node === local);
  const headless = spec.clusterIP === 'None';
  return {
    // A headless Service's name gives addresses; the port is the client's own.
    backends: here.map((backend) => described(context, headless && target.kind === 'host' ? { ...backend, port: target.port } : backend)),
    ...(headless && { byName: true, ...(here.length === 0 && { problem: 'bad address' as const }) }),
    ...(spec.sessionAffinity === 'ClientIP' && !headless && { affinity: (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS) * 1000 }),
  };
}

function podTable(context: View, target: Extract<Target, { kind: 'pod' }>): Table {
  const pod = context.get<Pod>('pods', target.namespace, target.name);
  if (!pod?.status.podIP) return NOBODY;
  const ports = pod.spec.containers.flatMap((container) => container.ports ?? []);
  const number = target.port !== undefined && /^\d+$/.test(target.port) ? Number(target.port) : undefined;
  const named = target.port === undefined ? ports[0] : ports.find(({ name }) => name === target.port);
  if (number === undefined && !named && target.port !== undefined) return NOBODY;
  return { backends: [described(context, { address: pod.status.podIP, port: number ?? named?.containerPort ?? 80 })] };
}

/** An ExternalName is followed while it stays within the cluster's own names. */
function externalTable(context: View, options: KubeletOptions, service: Service, target: Target): Table {
  const host = (service.spec.externalName ?? '').toLowerCase();
  const port = target.kind === 'host' ? target.port : (service.spec.ports?.[0]?.port ?? 80);
  const next: Target = { kind: 'host', host, port, namespace: service.metadata.namespace! };
  const to = serviceOf(context, options, next, '/');
  if (!to || to.service.spec.type === 'ExternalName') return NOBODY;
  return tableOf(context, options, { target: next, path: '/' } as SourceSpec);
}

/** An address that is no Service's, a node, or a name that the cluster's DNS has for a pod. */
function hostTable(context: View, options: KubeletOptions, { host, port, namespace }: Extract<Target, { kind: 'host' }>): Table {
  const address = addressOfNode(context, host) ?? (/^\d+\.\d+\.\d+\.\d+$/.test(host) ? host : undefined);
  if (address !== undefined) return { backends: [described(context, { address, port })] };
  const domain = options.clusterDomain ?? DEFAULT_DOMAIN;
  const found = [host, `${host}.${namespace}.svc.${domain}`, `${host}.svc.${domain}`, `${host}.${domain}`]
    .map((name) => lookup(context, domain, name))
    .find((addresses) => addresses);
  return found ? { backends: found.map((one) => described(context, { address: one, port })), byName: true } : NOBODY;
}

function addressOfNode(context: View, name: string): string | undefined {
  return context.get<Node>('nodes', undefined, name)?.status.addresses?.find(({ type }) => type === 'InternalIP')?.address;
}

/** With the pod that has the address, and its version. */
function described(context: View, backend: Pick<Backend, 'address' | 'port' | 'node'>): Backend {
  const pod = context.byIndex<Pod>('podsByIP', backend.address).find(({ status }) => status.phase === 'Running');
  if (!pod) return backend;
  const { name, namespace, ownerReferences } = pod.metadata;
  const owner = ownerReferences?.find(({ controller }) => controller)?.name ?? name;
  return {
    ...backend,
    pod: name,
    owner,
    image: pod.spec.containers[0]?.image ?? '',
    ...(pod.spec.nodeName && { node: pod.spec.nodeName, key: `${pod.spec.nodeName}/${namespace}/${name}` }),
  };
}
