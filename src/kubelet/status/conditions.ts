/** The kubelet's own conditions of a pod (upstream: pkg/kubelet/status/generate.go). */
import type { ContainerStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod, PodCondition, PodStatus } from '../../api/kinds/pod/types.ts';
import { shared } from '../../base/shared.ts';
import { isSidecar } from '../containers.ts';

const OWN = new Set(['PodScheduled', 'Ready', 'Initialized', 'ContainersReady', 'PodReadyToStartContainers', 'PodResizePending', 'PodResizeInProgress']);
/** Conditions of these types are the kubelet's; all others it leaves as they are. */
export const isOwnCondition = (type: string): boolean => OWN.has(type);

type Verdict = Pick<PodCondition, 'status' | 'reason' | 'message'>;
type Phase = PodStatus['phase'];

const TRUE: Verdict = { status: 'True' };
const no = (reason: string, message?: string): Verdict => ({ status: 'False', reason, ...(message !== undefined && { message }) });
/** Go's `%s` of a list of strings. */
const listed = (names: readonly string[]) => `[${names.join(' ')}]`;

export const terminalVerdict = (phase: Phase): Verdict => no(phase === 'Failed' ? 'PodFailed' : 'PodCompleted');

export function containersReady(pod: Pod, statuses: readonly ContainerStatus[], phase: Phase): Verdict {
  const unknown: string[] = [];
  const unready: string[] = [];
  for (const { name } of [...(pod.spec.initContainers ?? []).filter(isSidecar), ...pod.spec.containers]) {
    const status = statuses.find((s) => s.name === name);
    if (!status) unknown.push(name);
    else if (!status.ready) unready.push(name);
  }
  if (phase === 'Failed' || (phase === 'Succeeded' && unknown.length === 0)) return terminalVerdict(phase);
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${listed(unknown)}`] : []),
    ...(unready.length > 0 ? [`containers with unready status: ${listed(unready)}`] : []),
  ];
  return messages.length > 0 ? no('ContainersNotReady', messages.join(', ')) : TRUE;
}

/** Ready is ContainersReady and all of the pod's readiness gates. */
export function podReady(pod: Pod, conditions: readonly PodCondition[], ofContainers: Verdict): Verdict {
  if (ofContainers.status !== 'True') return ofContainers;
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const gate = conditions.find((c) => c.type === conditionType);
    if (!gate) messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    else if (gate.status !== 'True') messages.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${gate.status}`);
  }
  return messages.length > 0 ? no('ReadinessGatesNotReady', messages.join(', ')) : TRUE;
}

export function podInitialized(pod: Pod, statuses: readonly ContainerStatus[], phase: Phase): Verdict {
  const unknown: string[] = [];
  const incomplete: string[] = [];
  for (const container of pod.spec.initContainers ?? []) {
    const status = statuses.find((s) => s.name === container.name);
    if (!status) unknown.push(container.name);
    else if (isSidecar(container) ? !status.started : !status.ready) incomplete.push(container.name);
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' };
  const started = pod.spec.containers.some(({ name }) => {
    const state = statuses.find((s) => s.name === name)?.state;
    return state?.running !== undefined || state?.terminated !== undefined;
  });
  if (started) return TRUE;
  const messages = [
    ...(unknown.length > 0 ? [`containers with unknown status: ${listed(unknown)}`] : []),
    ...(incomplete.length > 0 ? [`containers with incomplete status: ${listed(incomplete)}`] : []),
  ];
  return messages.length > 0 ? no('ContainersNotInitialized', messages.join(', ')) : TRUE;
}

/**
 * A condition as it is stored: with its generation, and the time of its last change of status.
 * `old`: the pod's conditions as they are.
 */
export function condition(type: string, { status, reason, message }: Verdict, generation: number | undefined, old: readonly PodCondition[], timestamp: string): PodCondition {
  const before = old.find((c) => c.type === type);
  const lastTransitionTime = before?.status === status ? before.lastTransitionTime! : timestamp;
  const same =
    before !== undefined &&
    before.observedGeneration === generation &&
    before.status === status &&
    before.lastProbeTime === null &&
    before.lastTransitionTime === lastTransitionTime &&
    before.reason === reason &&
    before.message === message;
  if (same) return before;
  const make = (): PodCondition => ({
    type,
    ...(generation !== undefined && { observedGeneration: generation }),
    status,
    lastProbeTime: null,
    lastTransitionTime,
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  });
  return reason === undefined && message === undefined ? known(`${type} ${generation} ${status} ${lastTransitionTime}`, make) : make();
}

/** Of the last seconds: pods that start together have the same. */
const known = shared<PodCondition>(256);
