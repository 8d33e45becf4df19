/**
 * What somebody else wrote into a pod's status is put right by the status manager's next round (upstream: status_manager.go syncBatch, needsReconcile).
 * Conditions that are not the kubelet's own stay.
 */
import type { Pod, PodStatus } from '../../api/kinds/pod/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { seenBy } from '../containers.ts';
import type { PodStep } from '../pod-step.ts';
import { TIMING } from '../timing.ts';
import { generateStatus } from './generate.ts';

/** Whether a client wrote the status, rather than a component: only clients' writes are recorded in `managedFields`. */
export const isWrittenByClient = ({ metadata }: Pod): boolean => metadata.managedFields?.some(({ subresource }) => subresource === 'status') ?? false;

/** Whether this change of a pod is such a write. */
export const isStatusWrite = (before: Pod, after: Pod): boolean =>
  before.status !== after.status && before.metadata.managedFields !== after.metadata.managedFields && isWrittenByClient(after);

/** The status as this kubelet would tell it, whatever is written there. */
function ownStatus(step: PodStep, pod: Pod): PodStatus {
  const { record } = step;
  const { reason, message, ...status } = pod.status;
  // A finished pod's reason is as old as its end; before, a kubelet gives none but those that it ends the pod with.
  const kept = record.work === 'finished' ? { ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) } : {};
  const options = { terminal: record.work !== 'sync', ...(record.evict && { evict: record.evict }) };
  return generateStatus({ ...pod, status: { ...status, ...kept } }, record, seenBy(record), step.hostIP, step.now, options).status;
}

/** A round is due some time after somebody else wrote: on average half a period later. */
export function noticeStatusWrite(step: PodStep): void {
  const pod = step.stored;
  if (!pod || step.record.repairAt !== undefined || step.record.lastSync === 0 || !isWrittenByClient(pod)) return;
  if (!deepEqual(ownStatus(step, pod), pod.status)) step.update({ repairAt: step.now + TIMING.statusRound / 2 });
}

export function repairStatus(step: PodStep): void {
  step.update({ repairAt: undefined });
  const pod = step.stored;
  if (pod && step.setStatus(ownStatus(step, pod), step.record.work === 'sync')) step.say('puts right what somebody else had written into the status');
}
