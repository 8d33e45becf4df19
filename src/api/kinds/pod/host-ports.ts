/** The ports of their node that pods ask for (upstream: pkg/scheduler/framework/types.go HostPortInfo, pkg/scheduler/util GetHostPorts). */
import type { Pod } from './types.ts';

export interface HostPort {
  readonly ip: string;
  readonly port: number;
  readonly protocol: string;
}

export const hostPorts = (pod: Pod): HostPort[] =>
  [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')]
    .flatMap((container) => container.ports ?? [])
    .flatMap(({ hostPort, hostIP, protocol }) => (hostPort ? [{ ip: hostIP || '0.0.0.0', port: hostPort, protocol: protocol ?? 'TCP' }] : []));

export const clash = (a: HostPort, b: HostPort): boolean => a.port === b.port && a.protocol === b.protocol && (a.ip === b.ip || a.ip === '0.0.0.0' || b.ip === '0.0.0.0');
