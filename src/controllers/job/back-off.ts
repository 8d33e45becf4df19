/** How long a Job waits after failures: 10 s, doubling to 10 min (upstream: job/backoff_utils.go). Times are milliseconds since the epoch. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { podCondition } from '../common/pods.ts';

const FIRST = 10_000;
const LAST = 600_000;

export interface BackOff {
  /** Failures since the last success. */
  readonly failures: number;
  readonly lastFailure?: number;
}

/** The record after pods that newly succeeded or failed. */
export function nextBackOff(before: BackOff | undefined, succeeded: readonly Pod[], failed: readonly Pod[]): BackOff {
  const failures = failed.map(finishedAt);
  if (succeeded.length === 0) {
    if (failed.length === 0) return before ?? { failures: 0 };
    return { failures: (before?.failures ?? 0) + failed.length, lastFailure: Math.max(...failures) };
  }
  const lastSuccess = Math.max(...succeeded.map(finishedAt));
  const later = failures.filter((time) => time > lastSuccess);
  return later.length === 0 ? { failures: 0 } : { failures: later.length, lastFailure: Math.max(...later) };
}

/** Milliseconds until the next pod may be created. */
export function remaining({ failures, lastFailure }: BackOff, now: number): number {
  if (failures === 0 || lastFailure === undefined) return 0;
  const delay = Math.min(FIRST * 2 ** (failures - 1), LAST);
  return Math.max(0, lastFailure + delay - now);
}

/** When the pod came to its end. */
export function finishedAt(pod: Pod): number {
  const sidecars = new Set((pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always').map(({ name }) => name));
  const statuses = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name))];
  const ends = statuses.map((status) => status.state?.terminated?.finishedAt);
  if (ends.length > 0 && ends.every((end) => end)) return Math.max(...ends.map((end) => Date.parse(end!)));
  const ready = podCondition(pod, 'Ready');
  if (ready?.status === 'False' && ready.lastTransitionTime) return Date.parse(ready.lastTransitionTime);
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, creationTimestamp } = pod.metadata;
  return deletionTimestamp === undefined ? Date.parse(creationTimestamp) : Date.parse(deletionTimestamp) - deletionGracePeriodSeconds * 1000;
}
