/** What `kubectl get pods` prints (upstream: pkg/printers/internalversion/printers.go printPod). */
import type { TableColumn } from '../../descriptor.ts';
import { ageColumn, since } from '../printing.ts';
import type { ContainerStateTerminated, ContainerStatus } from './container-types.ts';
import { isSidecar } from './containers.ts';
import type { Pod } from './types.ts';

export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, … */
  readonly status: string;
  readonly restarts: number;
  /** When the last container that was restarted had ended. */
  readonly lastRestart: string | undefined;
}

const hasCondition = (pod: Pod, type: string): boolean => (pod.status.conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');

const later = (a: string | undefined, b: string | null | undefined): string | undefined => (b && (a === undefined || Date.parse(b) > Date.parse(a)) ? b : a);

const endedWithoutReason = (state: ContainerStateTerminated): string => (state.signal ? `Signal:${state.signal}` : `ExitCode:${state.exitCode ?? 0}`);

/** What holds up an init container, or `undefined` where it is done (or, as a sidecar, started). */
function initBlock(pod: Pod, at: number, status: ContainerStatus, sidecar: boolean): string | undefined {
  const { terminated, waiting } = status.state ?? {};
  if (terminated && (terminated.exitCode ?? 0) === 0) return undefined;
  if (sidecar && status.started) return undefined;
  if (terminated) return `Init:${terminated.reason ? terminated.reason : endedWithoutReason(terminated)}`;
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${at}/${(pod.spec.initContainers ?? []).length}`;
}

/** The figures behind READY, STATUS and RESTARTS. */
export function summarizePod(pod: Pod): PodSummary {
  const { status, spec } = pod;
  const initContainers = new Map((spec.initContainers ?? []).map((container) => [container.name, container]));
  const total = (spec.containers ?? []).length + [...initContainers.values()].filter(isSidecar).length;
  let reason: string = status.reason ? status.reason : (status.phase ?? '');
  for (const condition of status.conditions ?? []) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') reason = 'SchedulingGated';
  }
  let ready = 0;
  let restarts = 0;
  let lastRestart: string | undefined;
  let sidecarRestarts = 0;
  let lastSidecarRestart: string | undefined;
  let initializing = false;
  for (const [at, container] of (status.initContainerStatuses ?? []).entries()) {
    const ended = container.lastState?.terminated?.finishedAt;
    restarts += container.restartCount ?? 0;
    lastRestart = later(lastRestart, ended);
    const sidecar = isSidecar(initContainers.get(container.name));
    if (sidecar) {
      sidecarRestarts += container.restartCount ?? 0;
      lastSidecarRestart = later(lastSidecarRestart, ended);
    }
    const block = initBlock(pod, at, container, sidecar);
    if (block !== undefined) {
      reason = block;
      initializing = true;
      break;
    }
    const done = container.state?.terminated !== undefined && (container.state.terminated.exitCode ?? 0) === 0;
    if (!done && container.ready) ready += 1;
  }
  if (!initializing || hasCondition(pod, 'Initialized')) {
    restarts = sidecarRestarts;
    lastRestart = lastSidecarRestart;
    let hasRunning = false;
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts += container.restartCount ?? 0;
      lastRestart = later(lastRestart, container.lastState?.terminated?.finishedAt);
      const { waiting, terminated, running } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) reason = terminated.reason ? terminated.reason : endedWithoutReason(terminated);
      else if (container.ready && running) {
        hasRunning = true;
        ready += 1;
      }
    }
    if (reason === 'Completed' && hasRunning) reason = hasCondition(pod, 'Ready') ? 'Running' : 'NotReady';
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded') reason = 'Terminating';
  }
  return { ready, total, status: reason, restarts, lastRestart };
}

function restartsCell(pod: Pod, now: number): string {
  const { restarts, lastRestart } = summarizePod(pod);
  return restarts !== 0 && lastRestart !== undefined ? `${restarts} (${since(lastRestart, now)} ago)` : String(restarts);
}

function gatesCell(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter((gate) => (pod.status.conditions ?? []).find((condition) => condition.type === gate.conditionType)?.status === 'True');
  return `${met.length}/${gates.length}`;
}

const orNone = (text: string | undefined): string => (text ? text : '<none>');

export const podColumns: readonly TableColumn<Pod>[] = [
  {
    name: 'Ready',
    priority: 0,
    cell: (pod) => {
      const { ready, total } = summarizePod(pod);
      return `${ready}/${total}`;
    },
  },
  { name: 'Status', priority: 0, cell: (pod) => summarizePod(pod).status },
  { name: 'Restarts', priority: 0, cell: restartsCell },
  ageColumn,
  { name: 'IP', priority: 1, cell: (pod) => orNone(pod.status.podIPs?.[0]?.ip) },
  { name: 'Node', priority: 1, cell: (pod) => orNone(pod.spec.nodeName) },
  { name: 'Nominated Node', priority: 1, cell: (pod) => orNone(pod.status.nominatedNodeName) },
  { name: 'Readiness Gates', priority: 1, cell: gatesCell },
];
