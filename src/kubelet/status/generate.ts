/** A pod's status as the kubelet would have it now (upstream: pkg/kubelet/kubelet_pods.go generateAPIPodStatus). */
import type { ContainerStatus } from '../../api/kinds/pod/container-types.ts';
import type { Pod, PodStatus } from '../../api/kinds/pod/types.ts';
import { isSidecar, rfc3339 } from '../containers.ts';
import type { Observed, PodRecord } from '../record.ts';
import { condition, containersReady, isOwnCondition, podInitialized, podReady } from './conditions.ts';
import { containerStatuses } from './container-statuses.ts';
import { podPhase } from './phase.ts';

const TRUE = { status: 'True' } as const;
const FALSE = { status: 'False' } as const;
type Draft<T> = { -readonly [Field in keyof T]: T[Field] };

const DISRUPTED = 'DisruptionTarget';

export interface Generated {
  readonly status: PodStatus;
  /** Containers whose readiness probe is to run at once, so that their state is known soon. */
  readonly probeNow: readonly string[];
}

export const isTerminal = (phase: PodStatus['phase'] | undefined): boolean => phase === 'Failed' || phase === 'Succeeded';

/**
 * `terminal`: its containers will not be started again, whatever the restart policy.
 * `evict`: what an internal check (the active deadline) ends the pod with.
 */
export function generateStatus(
  pod: Pod,
  record: PodRecord,
  observed: Observed,
  hostIP: string,
  now: number,
  options: { readonly terminal: boolean; readonly evict?: { readonly reason: string; readonly message: string } },
): Generated {
  const old = pod.status;
  const { initContainers = [], containers, ephemeralContainers = [] } = pod.spec;
  const probeNow: string[] = [];
  const withProbes = (status: ContainerStatus): ContainerStatus => {
    const started = isStarted(record, status);
    if (!started) return { ...status, started: false, ready: false };
    const ready = readiness(record, status);
    if (ready === undefined) probeNow.push(status.name);
    return { ...status, started: true, ready: ready ?? false };
  };
  const regular = containerStatuses(pod, record, observed, containers, old.containerStatuses ?? [], 'regular').map(withProbes);
  const init = containerStatuses(pod, record, observed, initContainers, old.initContainerStatuses ?? [], 'init').map((status, i) => {
    if (isSidecar(initContainers[i]!)) return withProbes(status);
    return { ...status, started: status.state.running !== undefined, ready: status.state.terminated?.exitCode === 0 };
  });
  const ephemeral = containerStatuses(pod, record, observed, ephemeralContainers, old.ephemeralContainerStatuses ?? [], 'ephemeral').map(
    ({ started: _, ...status }) => status as ContainerStatus,
  );

  const all = [...regular, ...init];
  const initialized = observed.containers.some((seen) => containers.some((c) => c.name === seen.name));
  let phase = podPhase(pod, all, options.terminal, initialized);
  const known = record.held?.phase ?? old.phase;
  if (!isTerminal(phase) && isTerminal(known)) phase = known;
  let reason: string | undefined;
  let message: string | undefined;
  if (phase === known) {
    reason = record.held?.reason ?? old.reason;
    message = record.held?.message ?? old.message;
  }
  if (options.evict) ({ phase, reason, message } = { phase: 'Failed', ...options.evict });
  if (isTerminal(old.phase)) phase = old.phase;

  const timestamp = rfc3339(now);
  const before = old.conditions ?? [];
  const generation = pod.metadata.generation;
  const own = (type: string, verdict: Parameters<typeof condition>[1]) => condition(type, verdict, generation, before, timestamp);
  const disrupted = record.evict && !record.evict.ownDoing && !isTerminal(old.phase);
  const others = [
    ...before.filter((c) => !isOwnCondition(c.type) && !(disrupted && c.type === DISRUPTED)),
    ...(disrupted ? [own(DISRUPTED, { status: 'True', reason: 'TerminationByKubelet', message: record.evict!.message })] : []),
  ];
  const ofContainers = containersReady(pod, all, phase);
  const hasSandbox = observed.sandbox?.ready === true;
  const { podIP, podIPs } = addresses(pod, observed, hostIP);

  // Field by field, in the order in which they are told: one spread for each that may be missing took a third of the time.
  const status = (generation === undefined ? { phase } : { observedGeneration: generation, phase }) as Draft<PodStatus>;
  status.conditions = [
    ...others,
    ...resizeConditions(record),
    own('PodReadyToStartContainers', hasSandbox ? TRUE : FALSE),
    own('Initialized', podInitialized(pod, all, phase)),
    own('Ready', podReady(pod, others, ofContainers)),
    own('ContainersReady', ofContainers),
    own('PodScheduled', TRUE),
  ];
  if (message !== undefined) status.message = message;
  if (reason !== undefined) status.reason = reason;
  status.hostIP = hostIP;
  status.hostIPs = isOnly(hostIP, old.hostIPs) ? old.hostIPs : [{ ip: hostIP }];
  if (podIP !== '') {
    status.podIP = podIP;
    status.podIPs = isOnly(podIP, old.podIPs) ? old.podIPs : podIPs;
  }
  status.startTime = old.startTime ?? timestamp;
  if (init.length > 0) status.initContainerStatuses = init;
  if (regular.length > 0) status.containerStatuses = regular;
  if (old.qosClass !== undefined) status.qosClass = old.qosClass;
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral;
  if (old.resourceClaimStatuses) status.resourceClaimStatuses = old.resourceClaimStatuses;
  return { status, probeNow };
}

/** Upstream: prober manager's isContainerStarted. */
function isStarted(record: PodRecord, status: ContainerStatus): boolean {
  if (!status.state.running) return false;
  const worker = record.probes[`${status.name}/startup`];
  if (!worker) return true;
  return worker.id !== undefined && status.containerID === `containerd://${worker.id}` && worker.result === 'success';
}

/** `undefined`: there is a probe, and it has not said yes. */
function readiness(record: PodRecord, status: ContainerStatus): boolean | undefined {
  if (!status.state.running) return false;
  const worker = record.probes[`${status.name}/readiness`];
  if (!worker) return true;
  if (worker.id !== undefined && status.containerID === `containerd://${worker.id}` && worker.result === 'success') return true;
  return undefined;
}

const isOnly = <T extends { readonly ip: string }>(address: string, list: readonly T[] | undefined): list is readonly [T] => list?.length === 1 && list[0]!.ip === address;

function addresses(pod: Pod, observed: Observed, hostIP: string): { podIP: string; podIPs: { ip: string }[] } {
  const podIP = pod.spec.hostNetwork ? hostIP : observed.sandbox?.ip || pod.status.podIP || '';
  return { podIP, podIPs: [{ ip: podIP }] };
}

function resizeConditions(record: PodRecord): NonNullable<PodStatus['conditions']> {
  const { pending, inProgress } = record.resize ?? {};
  const one = (type: string, { since, generation, reason, message }: { since: number; generation: number; reason?: string; message?: string }) => ({
    type,
    observedGeneration: generation,
    status: 'True',
    lastProbeTime: rfc3339(since),
    lastTransitionTime: rfc3339(since),
    ...(reason !== undefined && { reason }),
    ...(message !== undefined && { message }),
  });
  return [...(pending ? [one('PodResizePending', pending)] : []), ...(inProgress ? [one('PodResizeInProgress', inProgress)] : [])];
}
