/** Memory limits that are too low for what runc needs itself while it starts a container. Measured: runc on containerd 1.6, cgroup v2. */
import type { Pod } from '../api/kinds/pod/types.ts';
import { quantity, quantityValue } from '../api/meta/quantity.ts';
import { isSidecar } from './containers.ts';
import type { RuntimeContainer } from './record.ts';

const MI = 1 << 20;
/** The pod's own limit has to hold runc and the sandbox. */
const SANDBOX = 3 * MI;
/** What runc's first process uses when its limit is set, and has used at most. */
const [CURRENT, PEAK] = [2_629_632, 2_772_992];

const RUNC = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

/** Why a container does not start with this limit (bytes); `undefined`: it does. */
export const startRefusal = (limit: number | undefined): string | undefined =>
  limit === undefined || limit === 0 || limit >= CURRENT
    ? undefined
    : `${RUNC}error during container init: error setting cgroup config for procHooks process: unable to set memory limit to ${limit} (current usage: ${CURRENT}, peak usage: ${PEAK}): unknown`;

/** Why the pod's sandbox does not start; `undefined`: it does. */
export function sandboxRefusal(pod: Pod, allocated: Readonly<Record<string, RuntimeContainer['resources']>> = {}): string | undefined {
  const limit = podLimit(pod, allocated);
  return limit === undefined || limit === 0 || limit > SANDBOX ? undefined : `${RUNC}container init was OOM-killed (memory limit too low?): unknown`;
}

/** The memory limit of the pod's control group: there is one where each container has one (upstream: ResourceConfigForPod, PodLimits). */
function podLimit(pod: Pod, allocated: Readonly<Record<string, RuntimeContainer['resources']>>): number | undefined {
  const of = ({ name, resources }: Pod['spec']['containers'][number]): number | undefined => {
    const limit = allocated[name]?.limits?.['memory'] ?? resources?.limits?.['memory'];
    return limit === undefined ? undefined : quantityValue(quantity(limit));
  };
  const inits = pod.spec.initContainers ?? [];
  const all = [...pod.spec.containers, ...inits].map(of);
  if (all.some((limit) => !limit)) return undefined;
  const sum = (list: readonly (typeof inits)[number][]): number => list.reduce((total, container) => total + of(container)!, 0);
  const beside = sum(pod.spec.containers) + sum(inits.filter(isSidecar));
  let before = 0;
  let most = beside;
  for (const container of inits) {
    if (isSidecar(container)) before += of(container)!;
    else most = Math.max(most, before + of(container)!);
  }
  return most;
}
