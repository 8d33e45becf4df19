/** What waits for a pod's worker. */
import type { PodStep } from './pod-step.ts';

/** An update for the worker; a further one behind an update that it has taken. */
export function requestSync(step: PodStep): void {
  if (step.record.work !== 'finished') step.update({ pending: true });
}
