/** Takes a generated status to the API server (upstream: pkg/kubelet/status/status_manager.go). */
import type { ContainerStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod, PodStatus } from '../../api/kinds/pod/types.ts';
import { rfc3339 } from '../containers.ts';
import type { PodRecord } from '../record.ts';
import { condition, terminalVerdict } from './conditions.ts';
import { isTerminal } from './generate.ts';

export interface Told {
  /** What is written. */
  readonly status: PodStatus;
  /** A terminal phase that has to wait until nothing runs any more. */
  readonly held: PodRecord['held'];
}

/**
 * What of `status` may be told: a terminal phase waits until no container can run (`mayRun`), and a terminal pod is not ready.
 * `undefined`: the change is illegal (a container that ended for good is said to wait), nothing is written.
 */
export function tell(pod: Pod, status: PodStatus, mayRun: boolean, now: number): Told | undefined {
  if (!legal(pod, status)) return undefined;
  const old = pod.status;
  const becomesTerminal = !isTerminal(old.phase) && isTerminal(status.phase);
  if (becomesTerminal && mayRun) {
    const { phase, reason, message, ...rest } = status;
    return {
      held: { phase: phase as 'Failed' | 'Succeeded', ...(reason !== undefined && { reason }), ...(message !== undefined && { message }) },
      status: { ...rest, phase: old.phase, ...(old.reason !== undefined && { reason: old.reason }), ...(old.message !== undefined && { message: old.message }) },
    };
  }
  if (!isTerminal(status.phase)) return { status, held: undefined };
  const conditions = status.conditions?.map((c) =>
    (c.type === 'Ready' || c.type === 'ContainersReady') && c.status === 'True'
      ? condition(c.type, terminalVerdict(status.phase), pod.metadata.generation, old.conditions ?? [], rfc3339(now))
      : c,
  );
  return { status: { ...status, conditions }, held: undefined };
}

/** Upstream: checkContainerStateTransition. */
function legal(pod: Pod, status: PodStatus): boolean {
  if (pod.spec.restartPolicy === 'Always') return true;
  const restartable = (old: ContainerStatus) => old.state.terminated!.exitCode !== 0 && pod.spec.restartPolicy === 'OnFailure';
  const back = (old: readonly ContainerStatus[] = [], next: readonly ContainerStatus[] = []) =>
    old.some((before) => before.state.terminated && !restartable(before) && next.some((after) => after.name === before.name && !after.state.terminated));
  if (back(pod.status.containerStatuses, status.containerStatuses)) return false;
  const regularInit = (pod.status.initContainerStatuses ?? []).filter((s) => pod.spec.initContainers?.find((c) => c.name === s.name)?.restartPolicy !== 'Always');
  return !back(regularInit, status.initContainerStatuses);
}

const LOST = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
  startedAt: null,
  finishedAt: null,
} as const;

/** The last status of a pod that is over: containers whose end nobody saw are said to be lost. Upstream: TerminatePod. */
export function terminated(pod: Pod, held: PodRecord['held']): PodStatus {
  const { status } = pod;
  const lost = (s: ContainerStatus): ContainerStatus => (s.state.terminated ? s : { ...s, state: { terminated: LOST } });
  const init = status.initContainerStatuses;
  const phase = isTerminal(status.phase) ? status.phase : (held?.phase ?? 'Failed');
  return {
    ...status,
    ...(held && !isTerminal(status.phase) && { ...(held.reason !== undefined && { reason: held.reason }), ...(held.message !== undefined && { message: held.message }) }),
    phase,
    ...(status.containerStatuses && hasInitialized(pod) && { containerStatuses: status.containerStatuses.map(lost) }),
    ...(init && { initContainerStatuses: init.map((s, i) => (i < begun(init) ? lost(s) : s)) }),
  };
}

function hasInitialized(pod: Pod): boolean {
  if (!pod.spec.initContainers?.length) return true;
  if (pod.status.containerStatuses?.some((s) => s.lastState.terminated || !s.state.waiting)) return true;
  const last = pod.status.initContainerStatuses?.at(-1);
  if (!last) return false;
  if (pod.spec.initContainers.find((c) => c.name === last.name)?.restartPolicy === 'Always') return last.state.running !== undefined && last.started;
  return last.lastState.terminated?.exitCode === 0 || last.state.terminated?.exitCode === 0;
}

/** How many init containers have tried to start; the first always counts. Upstream: initializedContainers. */
function begun(statuses: readonly ContainerStatus[]): number {
  for (let i = statuses.length - 1; i >= 0; i -= 1) if (!statuses[i]!.state.waiting || statuses[i]!.lastState.terminated) return i + 1;
  return Math.min(1, statuses.length);
}
