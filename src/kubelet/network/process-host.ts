/** What the processes of a pod see of the world: files, names and other pods. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Context } from '../../engine/component.ts';
import { countServed, KUBELET, machineOf, nodeOf, setInbox, setMachine, treeOf } from '../memory.ts';
import { podAt } from '../pod-key.ts';
import type { KubeletOptions, PodStep } from '../pod-step.ts';
import { connect, listeners } from '../process/sandbox.ts';
import { EMPTY_DIRECTORY } from '../process/tree.ts';
import type { Bytes, Exchange, ProcessHost } from '../process/types.ts';
import { resolve, reverse } from './dns.ts';
import { gatewayExchange, type Gateway } from './gateway.ts';
import { route } from './service-routes.ts';

/** Servers that ask each other in a circle are not followed further. */
const MAX_DEPTH = 4;
/** Where nothing answers at all, a connection is given up after the time that six repeats take (`tcp_syn_retries`). */
const NOTHING: Exchange = { result: 'timeout', after: 127_000 };

export const hostOf = (step: PodStep): ProcessHost => hostFor(step.context, step.options, step.key);

export function hostFor(context: Context, options: KubeletOptions, key: string, depth = 0): ProcessHost {
  const { nodeName: node, namespace, name } = podAt(key);
  return {
    image: (image) => options.images.files(image),
    tree: (volume) => treeOf(context.memoryOf(KUBELET), `${key}/${volume}`) ?? EMPTY_DIRECTORY,
    resolve: (host) => resolve(context, options, context.get<Pod>('pods', namespace, name), host),
    reverse: (address) => reverse(context, options, address),
    exchange: (address, port, data, now) => (depth >= MAX_DEPTH ? NOTHING : exchange(context, options, { node, client: key }, address, port, data, now, depth)),
  };
}

/** A host for looking ahead: nothing is asked of others. `asked` tells whether something would have been. */
export function isolated(host: ProcessHost): { readonly host: ProcessHost; readonly asked: () => boolean } {
  let asked = false;
  return {
    host: {
      ...host,
      resolve: () => {
        asked = true;
        return { ok: false, reason: 'timeout' };
      },
      reverse: () => {
        asked = true;
        return undefined;
      },
      exchange: () => {
        asked = true;
        return NOTHING;
      },
    },
    asked: () => asked,
  };
}

/** Who connects: from which node, and what stands for the client where a Service remembers it. */
export interface Client {
  readonly node: string;
  readonly client: string;
}

/** Connects to an address, sends `data` and takes what comes back: a pod's own address, a Service's, or a node's. */
export function exchange(context: Context, options: KubeletOptions, from: Client, address: string, port: number, data: Bytes | undefined, now: number, depth = 0): Exchange {
  if (nodeOf(context.memoryOf(KUBELET), from.node).unreachable) return NOTHING;
  const routed = route(context, from, address, port);
  if (routed === 'refused') return { result: 'refused', after: 1 };
  const to = routed ?? { address, port };
  const target = serverAt(context, to.address, to.port);
  if (target === undefined) return to.address.startsWith('10.') ? NOTHING : { result: 'unreachable', after: 0 };
  if (target === 'refused') return { result: 'refused', after: 1 };
  const gateway = gatewayAt(context, options, target);
  if (gateway && depth < MAX_DEPTH) {
    const at: Client = { node: target.key.split('/')[0]!, client: target.key };
    return gatewayExchange(gateway, context, data ?? '', (backend, backendPort, request) => exchange(context, options, at, backend, backendPort, request, now, depth + 1));
  }
  const memory = context.memoryOf(KUBELET);
  const { state, output, exits, ...reply } = connect(machineOf(memory, target.key)!, target.port, data ?? '', now, hostFor(context, options, target.key, depth + 1));
  setMachine(memory, target.key, state);
  if (output.length > 0 || exits.length > 0) setInbox(memory, target.key, { output, exits });
  if (reply.result === 'reply') countServed(memory, target.key);
  context.wake(target.key, 0, KUBELET);
  return reply.result === 'reply' ? { result: 'reply', after: 1, reply: reply.reply } : { result: reply.result, after: 1 };
}

/** Only where its process listens: one that is starting, or has crashed, is none. */
function gatewayAt(context: Context, { gateways = [] }: KubeletOptions, { key, port }: Server): Gateway | undefined {
  if (gateways.length === 0) return undefined;
  const { namespace, name } = podAt(key);
  const pod = context.get<Pod>('pods', namespace, name);
  const gateway = pod && gateways.find((candidate) => candidate.listensAt(pod, port));
  return gateway && listeners(machineOf(context.memoryOf(KUBELET), key)!).some((listener) => listener.port === port) ? gateway : undefined;
}

interface Server {
  readonly key: string;
  readonly port: number;
}
const keyOf = (pod: Pod): string => `${pod.spec.nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`;

/** The pod that has the address and runs, or one on a node's own network that listens there. `undefined`: nobody answers at all. */
export function serverAt(context: Context, address: string, port: number): Server | 'refused' | undefined {
  const memory = context.memoryOf(KUBELET);
  const pod = context.byIndex<Pod>('podsByIP', address).find((p) => p.status.phase === 'Running');
  if (pod) return machineOf(memory, keyOf(pod)) && !nodeOf(memory, pod.spec.nodeName!).unreachable ? { key: keyOf(pod), port } : undefined;
  const [node] = context.byIndex<Node>('nodesByIP', address);
  if (!node || nodeOf(memory, node.metadata.name).unreachable) return undefined;
  for (const candidate of context.byIndex<Pod>('podsByNode', node.metadata.name)) {
    const machine = machineOf(memory, keyOf(candidate));
    if (!machine) continue;
    if (candidate.spec.hostNetwork && listeners(machine).some((l) => l.port === port)) return { key: keyOf(candidate), port };
    const mapped = candidate.spec.containers.flatMap((c) => c.ports ?? []).find((p) => p.hostPort === port && p.protocol !== 'UDP');
    if (mapped && !candidate.spec.hostNetwork) return { key: keyOf(candidate), port: mapped.containerPort };
  }
  return 'refused';
}
