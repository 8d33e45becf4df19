/** Names and addresses as pods reach them: other pods by their address. */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Context } from '../engine/component.ts';
import { hostFor } from './machine.ts';
import { KUBELET, machineOf, setMachine } from './memory.ts';
import type { KubeletOptions } from './pod-step.ts';
import { connect } from './process/sandbox.ts';
import type { Bytes, Exchange, Resolution } from './process/types.ts';

/** Without a name server no name is found, and looking for one takes until the resolver gives up. */
export function resolve(options: KubeletOptions, _name: string): Resolution {
  return { ok: false, reason: options.clusterDNS === undefined ? 'timeout' : 'not found' };
}

/** Sends `data` to an address and port, and takes what comes back. */
export function exchange(context: Context, options: KubeletOptions, address: string, port: number, data: Bytes | undefined, now: number): Exchange {
  const target = context.byIndex<Pod>('podsByIP', address).find((pod) => pod.status.phase === 'Running');
  const key = target && `${target.spec.nodeName}/${target.metadata.namespace}/${target.metadata.name}`;
  const machine = key === undefined ? undefined : machineOf(context.memoryOf(KUBELET), key);
  if (key === undefined || !machine) return { result: address.startsWith('10.') ? 'timeout' : 'unreachable', after: 0 };
  const reply = connect(machine, port, data ?? '', now, hostFor(context, options, key));
  setMachine(context.memoryOf(KUBELET), key, reply.state);
  context.wake(key, 0, KUBELET);
  return reply.result === 'reply' ? { result: 'reply', after: 1, reply: reply.reply } : { result: reply.result, after: 1 };
}
