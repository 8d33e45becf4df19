/** What a pod's status says to a controller (upstream: pkg/api/v1/pod/util.go, pkg/controller/controller_utils.go). */
import type { Pod, PodCondition } from '../../api/kinds/pod/types.ts';
import type { Change } from '../../engine/component.ts';

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions) {
    for (let i = 0; i < conditions.length; i += 1) if (conditions[i]!.type === type) return conditions[i];
  }
  return undefined;
}

export const isPodReady = (pod: Pod): boolean => podCondition(pod, 'Ready')?.status === 'True';

export const isPodTerminal = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

/** Neither finished nor being deleted: what counts as a replica. */
export const isPodActive = (pod: Pod): boolean => pod.metadata.deletionTimestamp === undefined && !isPodTerminal(pod);

/** Whether a change of a pod is one in what its owner counts by: that it is there, its phase, readiness, deletion or labels. */
export function changesPodState({ type, object, before }: Change): boolean {
  if (type !== 'MODIFIED') return true;
  const [pod, was] = [object as Pod, before as Pod];
  return (
    pod.status.phase !== was.status.phase ||
    isPodReady(pod) !== isPodReady(was) ||
    pod.metadata.deletionTimestamp !== was.metadata.deletionTimestamp ||
    pod.metadata.labels !== was.metadata.labels
  );
}

/** When the pod became ready, in milliseconds since the epoch; `undefined` where it is not. */
export function podReadySince(pod: Pod): number | undefined {
  const ready = podCondition(pod, 'Ready');
  return ready?.status === 'True' ? Date.parse(ready.lastTransitionTime ?? '') : undefined;
}

/** Ready for `minReadySeconds` or longer. `now` in milliseconds since the epoch. */
export function isPodAvailable(pod: Pod, minReadySeconds: number, now: number): boolean {
  const since = podReadySince(pod);
  return since !== undefined && (minReadySeconds === 0 || since + minReadySeconds * 1000 <= now);
}

/** The most restarts of any of the pod's containers, and of any of its native sidecars. */
export function maxRestarts(pod: Pod): { readonly containers: number; readonly sidecars: number } {
  let containers = 0;
  let sidecars = 0;
  for (const status of pod.status?.containerStatuses ?? []) containers = Math.max(containers, status.restartCount);
  for (const status of pod.status?.initContainerStatuses ?? []) {
    if (status.restartCount > sidecars && pod.spec.initContainers?.some((c) => c.name === status.name && c.restartPolicy === 'Always')) sidecars = status.restartCount;
  }
  return { containers, sidecars };
}
