import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { KUBELET, recordOf } from '../../kubelet/memory.ts';
import type { PodRecord } from '../../kubelet/record.ts';
import type { Countdown } from './protocol.ts';

/** What the pod's kubelet remembers of it. */
export function kubeletRecord(simulation: Simulation, pod: Pod): PodRecord | undefined {
  const { nodeName } = pod.spec;
  if (nodeName === undefined || nodeName === '') return undefined;
  return recordOf(simulation.view.memoryOf(KUBELET), `${nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`);
}

/** When something happens to a pod by itself: its image is pulled again, its container is started again, it counts as available. */
export function podCountdown(simulation: Simulation, pod: Pod): Countdown | undefined {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const waiting = statuses.some(({ state }) => state?.waiting !== undefined || state?.terminated !== undefined);
  if (!waiting) return undefined;
  const record = kubeletRecord(simulation, pod);
  if (!record) return undefined;
  const { now } = simulation.state;
  const pulls = ends(record.pulls, record, now);
  if (pulls !== undefined && statuses.some(({ state }) => /ImagePull/.test(state?.waiting?.reason ?? ''))) return { what: 'pull again', until: pulls };
  const crashes = ends(record.crashes, record, now);
  return crashes === undefined || pod.status.phase === 'Succeeded' ? undefined : { what: 'restart', until: crashes };
}

/** When the first back-off is over and the pod is looked at again, which is what starts the next try. */
function ends(backOffs: PodRecord['crashes'], { requeueAt = 0 }: PodRecord, now: number): number | undefined {
  let first: number | undefined;
  for (const { since, delay } of Object.values(backOffs)) {
    const next = Math.max(since + delay, requeueAt);
    if (next > now) first = Math.min(first ?? Infinity, next);
  }
  return first;
}
