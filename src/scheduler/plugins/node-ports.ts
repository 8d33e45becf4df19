import { clash, hostPorts, type HostPort } from '../../api/kinds/pod/host-ports.ts';
import type { FilterPlugin } from '../framework.ts';
import { refuse } from '../framework.ts';

/** Host ports that are taken (upstream: plugins/nodeports). */
export const nodePorts: FilterPlugin = {
  name: 'NodePorts',
  prepare: ({ pod }) => {
    const wanted = hostPorts(pod);
    return wanted.length === 0 ? { skip: true } : { state: wanted };
  },
  filter: (_, { pods }, wanted: readonly HostPort[]) =>
    pods().some((other) => hostPorts(other).some((taken) => wanted.some((port) => clash(port, taken))))
      ? refuse("node(s) didn't have free ports for the requested pod ports")
      : undefined,
};
