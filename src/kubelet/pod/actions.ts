/** What a sync has to do to a pod's containers (upstream: pkg/kubelet/kuberuntime/kuberuntime_manager.go computePodActions). */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isSidecar, latest, shouldBeRestarted } from '../containers.ts';
import type { KillReason, Observed, PodRecord, ProbeResult, ProbeType, RuntimeContainer } from '../record.ts';

export interface KillAction {
  readonly container: string;
  readonly message: string;
  readonly reason: KillReason;
}

export interface PodActions {
  readonly killPod: boolean;
  /** The attempt of the new sandbox; absent: the one there is will do. */
  readonly createSandbox?: number;
  readonly kill: readonly KillAction[];
  readonly startEphemeral: readonly string[];
  readonly startInit: readonly string[];
  readonly start: readonly string[];
}

const NOTHING: PodActions = { killPod: false, kill: [], startEphemeral: [], startInit: [], start: [] };

export function computePodActions(pod: Pod, record: PodRecord, observed: Observed): PodActions {
  const { restartPolicy, containers, ephemeralContainers = [] } = pod.spec;
  const { sandbox } = observed;
  if (!sandbox?.ready) return withNewSandbox(pod, observed);

  const startEphemeral = ephemeralContainers.filter((c) => !latest(observed, c.name)).map((c) => c.name);
  const init = initActions(pod, record, observed);
  if (init.killPod || !init.initialized) return { ...NOTHING, killPod: init.killPod, kill: init.kill, startEphemeral, startInit: init.start };

  const kill = [...init.kill];
  const start: string[] = [];
  let kept = 0;
  for (const container of containers) {
    const status = latest(observed, container.name);
    if (status?.state !== 'running') {
      if (shouldBeRestarted(container, pod, observed)) start.push(container.name);
      continue;
    }
    let restart = restartPolicy !== 'Never';
    let message: string;
    let reason: KillReason = '';
    if (status.specImage !== container.image) {
      message = `Container ${container.name} definition changed`;
      restart = true;
    } else if (resultOf(record, status, 'liveness') === 'failure') {
      message = `Container ${container.name} failed liveness probe`;
      reason = 'LivenessProbe';
    } else if (resultOf(record, status, 'startup') === 'failure') {
      message = `Container ${container.name} failed startup probe`;
      reason = 'StartupProbe';
    } else {
      kept += 1;
      continue;
    }
    if (restart) {
      message += ', will be restarted';
      start.push(container.name);
    }
    kill.push({ container: container.name, message, reason });
  }
  if (kept === 0 && start.length === 0) return { ...NOTHING, killPod: true, startEphemeral };
  return { ...NOTHING, kill, startEphemeral, startInit: init.start, start };
}

function withNewSandbox(pod: Pod, observed: Observed): PodActions {
  const { restartPolicy, initContainers = [], containers } = pod.spec;
  const attempt = observed.sandbox ? observed.sandbox.attempt + 1 : 0;
  if (restartPolicy === 'Never' && attempt !== 0 && observed.containers.length > 0) return { ...NOTHING, killPod: true };
  const succeeded = (c: Container) => {
    const status = latest(observed, c.name);
    return status?.state === 'exited' && status.exitCode === 0;
  };
  const start = containers.filter((c) => !(restartPolicy === 'OnFailure' && succeeded(c))).map((c) => c.name);
  if (start.length === 0 && containers.some((c) => latest(observed, c.name))) return { ...NOTHING, killPod: true };
  if (initContainers.length > 0) return { ...NOTHING, killPod: true, createSandbox: attempt, startInit: [initContainers[0]!.name] };
  return { ...NOTHING, killPod: true, createSandbox: attempt, start };
}

interface InitActions {
  readonly initialized: boolean;
  readonly killPod: boolean;
  readonly kill: readonly KillAction[];
  readonly start: readonly string[];
}

/** Upstream: computeInitContainerActions: from the last init container back, the first that has run says how far it has come. */
function initActions(pod: Pod, record: PodRecord, observed: Observed): InitActions {
  const { initContainers = [], containers, restartPolicy } = pod.spec;
  if (initContainers.length === 0) return { initialized: true, killPod: false, kill: [], start: [] };
  let initialized = containers.some((c) => {
    const state = latest(observed, c.name)?.state;
    return state === 'created' || state === 'running';
  });
  let previously = initialized;
  const start: number[] = [];
  const kill: KillAction[] = [];
  const restart = (i: number, message: string, reason: KillReason) => {
    kill.push({ container: initContainers[i]!.name, message, reason });
    start.push(i);
  };
  for (let i = initContainers.length - 1; i >= 0; i -= 1) {
    const container = initContainers[i]!;
    const sidecar = isSidecar(container);
    const status = latest(observed, container.name);
    if (!status) {
      if (previously && sidecar) start.push(i);
      continue;
    }
    if (previously && !sidecar) continue;
    const done = () => {
      if (i === initContainers.length - 1) initialized = true;
      else if (!sidecar || !previously) start.push(i + 1);
    };
    if (status.state === 'created') start.push(i);
    else if (status.state === 'running') {
      if (sidecar) sidecarRunning(container, status, record, done, (message, reason) => restart(i, message, reason));
    } else if (sidecar) start.push(i);
    else if (status.exitCode !== 0) {
      if (restartPolicy === 'Never' || !shouldBeRestarted(container, pod, observed)) return { initialized: false, killPod: true, kill, start: [] };
      start.push(i);
    } else done();
    previously = true;
  }
  if (!previously) start.push(0);
  return { initialized, killPod: false, kill, start: start.reverse().map((i) => initContainers[i]!.name) };
}

function sidecarRunning(container: Container, status: RuntimeContainer, record: PodRecord, done: () => void, restart: (message: string, reason: KillReason) => void): void {
  if (container.startupProbe) {
    const startup = resultOf(record, status, 'startup');
    if (startup === 'failure') restart(`Init container ${container.name} failed startup probe`, 'StartupProbe');
    if (startup !== 'success') return;
  }
  done();
  if (status.specImage !== container.image) restart(`Init container ${container.name} definition changed`, '');
  else if (container.livenessProbe && resultOf(record, status, 'liveness') === 'failure') restart(`Init container ${container.name} failed liveness probe`, 'LivenessProbe');
}

/** A probe's result that holds for this very container. */
function resultOf(record: PodRecord, container: RuntimeContainer, type: ProbeType): ProbeResult | undefined {
  const worker = record.probes[`${container.name}/${type}`];
  return worker?.id === container.id ? worker.result : undefined;
}
