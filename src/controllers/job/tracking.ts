import type { Pod } from '../../api/kinds/pod/types.ts';

/** The finalizer that keeps an ended pod until its Job has counted it. */
export const TRACKING = 'batch.kubernetes.io/job-tracking';

export const isTracked = ({ metadata }: Pod): boolean => metadata.finalizers?.includes(TRACKING) ?? false;

export function withoutTracking(pod: Pod): Pod {
  const { finalizers = [], ...metadata } = pod.metadata;
  const kept = finalizers.filter((finalizer) => finalizer !== TRACKING);
  return { ...pod, metadata: { ...metadata, ...(kept.length > 0 && { finalizers: kept }) } };
}
