/** One request of a traffic source: whether a backend can be reached, and what it answers. */
import type { Context } from '../../engine/component.ts';
import { KUBELET, machineOf, setInbox, setMachine } from '../memory.ts';
import { hostFor, serverAt } from '../network/process-host.ts';
import type { KubeletOptions } from '../pod-step.ts';
import { httpGet, listeners } from '../process/sandbox.ts';
import type { Backend, Reach } from './types.ts';

/** Whether somebody listens there now. Asks nobody. */
export function reachOf(context: Context, backend: Backend): Reach {
  const server = serverAt(context, backend.address, backend.port);
  if (server === undefined) return 'timeout';
  if (server === 'refused') return 'refused';
  const machine = machineOf(context.memoryOf(KUBELET), server.key)!;
  return listeners(machine).some(({ port }) => port === server.port) ? 'open' : 'refused';
}

/** An HTTP status, or why there is none. What the server does about the request, it does. */
export function ask(context: Context, options: KubeletOptions, backend: Backend, host: string, path: string): number | 'connection refused' | 'timeout' | 'not HTTP' {
  const server = serverAt(context, backend.address, backend.port);
  if (server === undefined) return 'timeout';
  if (server === 'refused') return 'connection refused';
  const memory = context.memoryOf(KUBELET);
  const machine = machineOf(memory, server.key)!;
  const answer = httpGet(machine, { port: server.port, path, host, headers: { 'User-Agent': 'kubetick-traffic' } }, context.now, hostFor(context, options, server.key, 1));
  if (answer.state !== machine || answer.output.length > 0 || answer.exits.length > 0) {
    setMachine(memory, server.key, answer.state);
    if (answer.output.length > 0 || answer.exits.length > 0) setInbox(memory, server.key, { output: answer.output, exits: answer.exits });
    context.wake(server.key, 0, KUBELET);
  }
  switch (answer.result) {
    case 'answer':
      return answer.status;
    case 'refused':
      return 'connection refused';
    case 'timeout':
      return 'timeout';
    case 'malformed':
      return 'not HTTP';
  }
}
