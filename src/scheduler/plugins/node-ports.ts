import type { Pod } from '../../api/kinds/pod/types.ts';
import type { FilterPlugin } from '../framework.ts';
import { refuse } from '../framework.ts';

export interface HostPort {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

export const hostPorts = (pod: Pod): HostPort[] =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')]
    .flatMap((container) => container.ports ?? [])
    .flatMap(({ hostPort, hostIP, protocol }) => (hostPort ? [{ ip: hostIP || '0.0.0.0', port: hostPort, protocol: protocol ?? 'TCP' }] : []));

export const clash = (a: HostPort, b: HostPort) => a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');

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
