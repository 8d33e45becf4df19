/** What kube-proxy does with connections to Services (upstream: pkg/proxy/iptables). Without its pod on the node, nobody does it. */
import type { EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service, ServicePort } from '../../api/kinds/service/types.ts';
import type { Context, View } from '../../engine/component.ts';
import { KUBELET } from '../memory.ts';
import type { Client } from './process-host.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const SERVICE_NAME = 'kubernetes.io/service-name';
const AFFINITY_SECONDS = 10_800;

export interface Backend {
  readonly address: string;
  readonly port: number;
  readonly node?: string;
}

/** Whether Services work for who connects from this node. */
export const isProxied = (context: Context, node: string): boolean =>
  context.list<Pod>('pods', 'kube-system').some((pod) => pod.metadata.labels?.['k8s-app'] === 'kube-proxy' && pod.spec.nodeName === node && pod.status.phase === 'Running');

/** Where a connection goes instead; `refused`: to a Service that has nobody behind it; `undefined`: the address is no Service's. */
export function route(context: Context, from: Client, address: string, port: number): Backend | 'refused' | undefined {
  const hit = serviceAt(context, address, port);
  if (!hit || !isProxied(context, hit.node ?? from.node)) return undefined;
  const { service, servicePort, local } = hit;
  const all = backendsOf(context, service, servicePort);
  const here = local === undefined ? all : all.filter(({ node }) => node === local);
  return here.length === 0 ? 'refused' : choose(context, service, here, from);
}

export interface Hit {
  readonly service: Service;
  readonly servicePort: ServicePort;
  /** The node that was asked for, where one was. */
  readonly node?: string;
  /** Only backends of this node. */
  readonly local?: string;
}

/** The Service, and the port of it, that has an address: its own, or that of a node with its node port. */
export function serviceAt(context: View, address: string, port: number): Hit | undefined {
  for (const service of context.byIndex<Service>('servicesByIP', address)) {
    const servicePort = service.spec.ports?.find((p) => p.port === port && p.protocol === 'TCP');
    if (servicePort) return { service, servicePort };
  }
  if (port < 1024) return undefined;
  const [node] = context.byIndex<Node>('nodesByIP', address);
  const [service] = node ? context.byIndex<Service>('servicesByNodePort', String(port)) : [];
  const servicePort = service?.spec.ports?.find((p) => p.nodePort === port && p.protocol === 'TCP');
  if (!node || !service || !servicePort) return undefined;
  return { service, servicePort, node: node.metadata.name, ...(service.spec.externalTrafficPolicy === 'Local' && { local: node.metadata.name }) };
}

/** Ready endpoints of one port; those that only still serve where no other is left. */
export function backendsOf(context: View, service: Service, port: ServicePort): Backend[] {
  const ready: Backend[] = [];
  const leaving: Backend[] = [];
  for (const slice of slicesOf(context, service)) {
    const target = slice.ports?.find((p) => p.name === (port.name ?? '') && p.protocol === port.protocol);
    if (!target) continue;
    for (const { addresses, conditions, nodeName } of slice.endpoints ?? []) {
      const backend = { address: addresses[0]!, port: target.port, ...(nodeName !== undefined && { node: nodeName }) };
      if (conditions.ready !== false) ready.push(backend);
      else if (conditions.serving && conditions.terminating) leaving.push(backend);
    }
  }
  return ready.length > 0 ? ready : leaving;
}

export const slicesOf = (context: View, { metadata }: Service): EndpointSlice[] =>
  context.list<EndpointSlice>(SLICES, metadata.namespace).filter((slice) => slice.metadata.labels?.[SERVICE_NAME] === metadata.name && slice.addressType === 'IPv4');

function choose(context: Context, { metadata, spec }: Service, backends: readonly Backend[], { client }: Client): Backend {
  const drawn = backends[Math.floor(context.random() * backends.length)]!;
  if (spec.sessionAffinity !== 'ClientIP') return drawn;
  const memory = context.memoryOf(KUBELET);
  const key = `affinity/${metadata.uid}/${client}`;
  const before = memory.get<Backend & { readonly at: number }>(key);
  const fresh = before !== undefined && context.now - before.at < (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? AFFINITY_SECONDS) * 1000;
  const kept = fresh ? backends.find(({ address, port }) => address === before.address && port === before.port) : undefined;
  memory.set(key, { ...(kept ?? drawn), at: context.now });
  return kept ?? drawn;
}
