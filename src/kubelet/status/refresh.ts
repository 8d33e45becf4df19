/** Makes a pod's status anew and tells it. */
import type { PodStatus } from '../../api/kinds/pod/types.ts';
import type { PodStep } from '../pod-step.ts';
import { unparkProbes } from '../probe/workers.ts';
import type { Observed } from '../record.ts';
import { generateStatus } from './generate.ts';

const DEADLINE = { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' } as const;

/**
 * `terminal`: nothing will be started any more; `stopped`: and nothing runs, so that a terminal phase may be told.
 * Gives the phase that the pod is in by the kubelet's own reckoning.
 */
export function refreshStatus(step: PodStep, observed: Observed, options: { readonly terminal: boolean; readonly stopped?: boolean }): PodStatus['phase'] {
  const pod = step.stored;
  if (!pod) return 'Pending';
  const late = isPastDeadline(step);
  if (late && !step.record.evict) step.event('Normal', DEADLINE.reason, DEADLINE.message);
  const evict = step.record.evict ?? (late ? DEADLINE : undefined);
  const { status, probeNow } = generateStatus(pod, step.record, observed, step.hostIP, step.now, { terminal: options.terminal, ...(evict && { evict }) });
  const mayRun = !options.stopped && step.record.work !== 'terminated';
  if (step.setStatus(status, mayRun)) unparkProbes(step);
  for (const name of probeNow) triggerReadiness(step, name);
  return status.phase;
}

/** Upstream: activeDeadlineHandler. */
export function isPastDeadline(step: PodStep): boolean {
  const pod = step.stored;
  const { activeDeadlineSeconds } = pod?.spec ?? {};
  const startTime = pod?.status.startTime;
  return activeDeadlineSeconds !== undefined && startTime !== undefined && step.now - Date.parse(startTime) >= activeDeadlineSeconds * 1000;
}

/** A container whose readiness is not known is asked at once; the probe's period starts anew. */
function triggerReadiness(step: PodStep, container: string): void {
  const name = `${container}/readiness`;
  const worker = step.record.probes[name];
  if (worker && !worker.running) step.update({ probes: { ...step.record.probes, [name]: { ...worker, nextAt: step.now, triggered: true, parked: false } } });
}
