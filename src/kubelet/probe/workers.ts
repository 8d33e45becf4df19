/** Probe workers: when they ask, and what their answers do (upstream: pkg/kubelet/prober/worker.go, prober_manager.go). */
import type { Container, ContainerStatus, Probe } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { earliest, tickAt } from '../clock.ts';
import { findContainer, isSidecar, rfc3339 } from '../containers.ts';
import { expand } from '../expansion.ts';
import { endSession, forgetSession, sessionOf, settle, startSession } from '../machine.ts';
import { hostOf } from '../network/process-host.ts';
import type { PodStep } from '../pod-step.ts';
import { nextWake } from '../process/sandbox.ts';
import { NONE, type PodRecord, type ProbeResult, type ProbeType, type ProbeWorker } from '../record.ts';
import { condition, containersReady, podReady } from '../status/conditions.ts';
import { isTerminal } from '../status/generate.ts';
import { requestSync } from '../worker-queue.ts';
import { grpcProbe, httpProbe, tcpProbe, type Answer } from './prober.ts';

const TYPES: readonly ProbeType[] = ['startup', 'readiness', 'liveness'];
const INITIAL: Readonly<Record<ProbeType, ProbeResult>> = { readiness: 'failure', liveness: 'success', startup: 'unknown' };
const TITLE: Readonly<Record<ProbeType, string>> = { readiness: 'Readiness', liveness: 'Liveness', startup: 'Startup' };

const specOf = (container: Container, type: ProbeType): Probe | undefined =>
  type === 'readiness' ? container.readinessProbe : type === 'liveness' ? container.livenessProbe : container.startupProbe;

/** Makes the workers of a pod whose volumes are there. */
export function startProbes(step: PodStep): void {
  if (step.record.probing) return;
  const probes: Record<string, ProbeWorker> = {};
  const { initContainers = [], containers } = step.pod.spec;
  for (const container of [...containers, ...initContainers.filter(isSidecar)]) {
    for (const type of TYPES) if (specOf(container, type)) probes[`${container.name}/${type}`] = { nextAt: step.now, run: 0 };
  }
  step.update({ probing: true, probes: Object.keys(probes).length === 0 ? NONE : probes });
}

export const probeDue = ({ probes }: PodRecord): number | undefined =>
  probes === NONE ? undefined : earliest(Object.values(probes).map((w) => (w.running ? w.running.until : w.parked ? undefined : w.nextAt)));

const put = (step: PodStep, name: string, worker: ProbeWorker | undefined): void => {
  const { [name]: _, ...others } = step.record.probes;
  step.update({ probes: worker ? { ...others, [name]: worker } : others });
};

/** Runs what is due, and takes the answers of commands that ended. */
export function runProbes(step: PodStep): void {
  for (const name of Object.keys(step.record.probes)) {
    const worker = step.record.probes[name];
    if (!worker) continue;
    if (worker.running) finishCommand(step, name, worker);
    else if (!worker.parked && worker.nextAt <= step.now) tick(step, name, worker);
  }
}

/** Something of the pod changed: answers may be others now. */
export function unparkProbes(step: PodStep): void {
  if (step.record.probes === NONE) return;
  for (const [name, worker] of Object.entries(step.record.probes)) {
    if (!worker.parked && worker.skipsFrom === undefined) continue;
    const probe = probeOf(step.pod, name)?.probe;
    const { skipsFrom, ...rest } = worker;
    put(step, name, { ...rest, parked: false, nextAt: tickAt(skipsFrom ?? worker.nextAt, (probe?.periodSeconds ?? 10) * 1000, step.now) });
  }
}

function probeOf(pod: Pod, name: string): { container: Container; type: ProbeType; probe: Probe } | undefined {
  const slash = name.lastIndexOf('/');
  const type = name.slice(slash + 1) as ProbeType;
  const container = findContainer(pod, name.slice(0, slash))?.container;
  const probe = container && specOf(container, type);
  return probe ? { container: container!, type, probe } : undefined;
}

function tick(step: PodStep, name: string, before: ProbeWorker): void {
  const pod = step.stored;
  const found = pod && probeOf(pod, name);
  if (!pod || !found || isTerminal(pod.status.phase)) return put(step, name, undefined);
  const { container, type, probe } = found;
  const period = probe.periodSeconds * 1000;
  const { triggered, skipsFrom: _, ...rest } = before;
  let worker: ProbeWorker = { ...rest, nextAt: (triggered ? step.now : before.nextAt) + period };
  const status = [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])].find((s) => s.name === container.name);
  if (!status?.containerID) return put(step, name, { ...worker, parked: true });
  const id = status.containerID.slice('containerd://'.length);
  if (worker.id !== id) {
    const { result: __, onHold: ___, ...fresh } = worker;
    worker = { ...fresh, id };
    put(step, name, worker);
    worker = setResult(step, name, type, worker, INITIAL[type]);
  }
  if (worker.onHold) return put(step, name, { ...worker, parked: true });
  if (!status.state.running) {
    worker = setResult(step, name, type, worker, 'failure');
    const over = status.state.terminated && pod.spec.restartPolicy === 'Never' && !isSidecar(container);
    return put(step, name, over ? undefined : { ...worker, parked: true });
  }
  if (pod.metadata.deletionTimestamp !== undefined && type !== 'readiness') return put(step, name, undefined);
  // Between a container's end and that of its pod lies a fraction of a second. Who connects in it is refused; a command is not begun (upstream it fails with one text or another, by how far the runtime is).
  if (probe.exec && step.record.work !== 'sync' && step.record.containers.find((c) => c.id === id)?.state !== 'running') return put(step, name, { ...worker, parked: true });
  const age = Math.floor((step.now - Date.parse(status.state.running.startedAt!)) / 1000);
  if (age < (probe.initialDelaySeconds ?? 0)) {
    // Rounds within the initial delay ask nothing; the first that does is gone to at once.
    const from = Date.parse(status.state.running.startedAt!) + (probe.initialDelaySeconds ?? 0) * 1000;
    return put(step, name, { ...worker, nextAt: tickAt(worker.nextAt, period, from) });
  }
  if (status.started ? type === 'startup' : type !== 'startup') return put(step, name, { ...worker, parked: true });
  put(step, name, worker);
  ask(step, name, container, type, probe);
}

function ask(step: PodStep, name: string, container: Container, type: ProbeType, probe: Probe): void {
  const timeout = probe.timeoutSeconds * 1000;
  if (probe.exec) {
    const values = new Map((container.env ?? []).map((e) => [e.name, e.value]));
    const command = (probe.exec.command ?? []).map((word) => expand(word, (key) => values.get(key)));
    const files = filesOf(step, container.name);
    const started = startSession(step, container.name, command);
    if (!started.ok) return errs(step, type, container, started.error.message);
    put(step, name, { ...step.record.probes[name]!, running: { session: started.value, until: step.now + timeout } });
    settle(step);
    const now = step.record.probes[name];
    if (now?.running) finishCommand(step, name, now, files);
    return;
  }
  const answer = probe.httpGet
    ? httpProbe(step, container, probe.httpGet)
    : probe.tcpSocket
      ? tcpProbe(step, container, probe.tcpSocket)
      : probe.grpc
        ? grpcProbe(step, probe.grpc, timeout)
        : undefined;
  if (!answer) return;
  if (answer.impossible) {
    return errs(step, type, container, answer.output);
  }
  const { host = '' } = probe.httpGet ?? probe.tcpSocket ?? {};
  conclude(step, name, answer, host === '');
}

/** The question could not be asked: nothing follows from it. */
function errs(step: PodStep, type: ProbeType, container: Container, error: string): void {
  step.event('Warning', 'Unhealthy', `${TITLE[type]} probe errored and resulted in unknown state: ${error}`, container.name);
  step.say(`the ${type} probe of container ${container.name} could not be made: ${error}`);
}

/** Files that a command could have changed, to see whether it did. */
const filesOf = (step: PodStep, container: string): readonly unknown[] | undefined => {
  const { machine } = step;
  return machine && Object.hasOwn(machine.containers, container) ? [machine.containers[container]!.written, machine.volumes] : undefined;
};

/** Commands whose answers may differ without anything changing in the pod. */
const RESTLESS = /\b(date|mmin|uptime|wget|curl|nc|nslookup|ping|RANDOM|urandom|expr|ps)\b/;

function finishCommand(step: PodStep, name: string, worker: ProbeWorker, files?: readonly unknown[]): void {
  const found = probeOf(step.pod, name);
  if (!found) return put(step, name, undefined);
  const { container, probe } = found;
  const { session, until } = worker.running!;
  const state = sessionOf(step, container.name, session);
  const { running: _, ...idle } = worker;
  if (state?.exit !== undefined || !state) {
    forgetSession(step, container.name, session);
    put(step, name, idle);
    const after = filesOf(step, container.name);
    const steady = files !== undefined && after !== undefined && files.every((f, i) => f === after[i]) && !RESTLESS.test((probe.exec?.command ?? []).join(' '));
    return conclude(step, name, { healthy: state?.exit === 0, output: state?.output ?? '' }, steady);
  }
  if (step.now < until) return;
  endSession(step, container.name, session);
  put(step, name, idle);
  conclude(step, name, { healthy: false, output: `command timed out: ${quoteCommand(probe)} timed out after ${probe.timeoutSeconds}s` }, false);
}

const quoteCommand = (probe: Probe) => JSON.stringify((probe.exec?.command ?? []).join(' '));

/** `steady`: the same question would be answered alike until something of the pod changes. */
function conclude(step: PodStep, name: string, answer: Answer, steady: boolean): void {
  const found = probeOf(step.pod, name);
  const worker = step.record.probes[name];
  if (!found || !worker) return;
  const { container, type, probe } = found;
  if (!answer.healthy) {
    step.event('Warning', 'Unhealthy', `${TITLE[type]} probe failed: ${answer.output}`, container.name);
    step.say(`${type} probe of container ${container.name} failed${answer.output === '' ? '' : `: ${answer.output.trimEnd()}`}`);
  }
  const result: ProbeResult = answer.healthy ? 'success' : 'failure';
  const run = worker.lastResult === result ? worker.run + 1 : 1;
  let next: ProbeWorker = { ...worker, lastResult: result, run };
  const threshold = answer.healthy ? probe.successThreshold : probe.failureThreshold;
  if (run < threshold) {
    step.saw.push(`${type} probe of ${container.name}: ${run} of ${threshold} ${answer.healthy ? 'successes' : 'failures'}`);
    return put(step, name, next);
  }
  put(step, name, next);
  next = setResult(step, name, type, next, result);
  if ((type === 'liveness' && result === 'failure') || type === 'startup') next = { ...next, onHold: true, run: 0 };
  put(step, name, answer.healthy && steady ? parked(step, next, probe.periodSeconds * 1000) : next);
}

/** A healthy, steady answer is asked for again only when the pod's processes next do something. */
function parked(step: PodStep, worker: ProbeWorker, period: number): ProbeWorker {
  if (worker.onHold) return worker;
  const wake = step.machine && nextWake(step.machine, step.now, hostOf(step));
  if (wake === undefined) return { ...worker, parked: true };
  return wake <= worker.nextAt ? worker : { ...worker, skipsFrom: worker.nextAt, nextAt: tickAt(worker.nextAt, period, wake) };
}

/** Upstream: results.Manager.Set, and what the sync loop does with the update. */
function setResult(step: PodStep, name: string, type: ProbeType, worker: ProbeWorker, result: ProbeResult): ProbeWorker {
  if (worker.result === result) return worker;
  const next = { ...worker, result };
  put(step, name, next);
  const container = name.slice(0, name.lastIndexOf('/'));
  if (type === 'readiness') {
    setReadiness(step, container, next.id!, result === 'success');
    requestSync(step);
  } else if (type === 'startup') {
    setStarted(step, container, next.id!, result === 'success');
    requestSync(step);
  } else if (result === 'failure') requestSync(step);
  return step.record.probes[name] ?? next;
}

/** Tells a container's readiness at once, before the pod is synced (upstream: status manager's SetContainerReadiness). */
function setReadiness(step: PodStep, name: string, id: string, ready: boolean): void {
  const pod = step.stored;
  if (!pod || !changeStatus(step, pod, name, id, (s) => (s.ready === ready ? s : { ...s, ready }))) return;
  step.say(`container ${name} is ${ready ? 'ready' : 'not ready any more'}`);
}

function setStarted(step: PodStep, name: string, id: string, started: boolean): void {
  const pod = step.stored;
  if (!pod || !changeStatus(step, pod, name, id, (s) => (s.started === started ? s : { ...s, started }))) return;
  step.say(`container ${name} has started, says its startup probe`);
}

function changeStatus(step: PodStep, pod: Pod, name: string, id: string, change: (status: ContainerStatus) => ContainerStatus): boolean {
  const { status } = pod;
  const each = (list: readonly ContainerStatus[] | undefined) => list?.map((s) => (s.name === name && s.containerID === `containerd://${id}` ? change(s) : s));
  const containerStatuses = each(status.containerStatuses);
  const initContainerStatuses = each(status.initContainerStatuses);
  const all = [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])];
  if (all.every((s) => status.containerStatuses?.includes(s) || status.initContainerStatuses?.includes(s))) return false;
  const old = status.conditions ?? [];
  const ofContainers = containersReady(pod, all, status.phase);
  const verdicts = { Ready: podReady(pod, old, ofContainers), ContainersReady: ofContainers };
  const conditions = old.map((c) =>
    c.type === 'Ready' || c.type === 'ContainersReady' ? condition(c.type, verdicts[c.type], pod.metadata.generation, old, rfc3339(step.now)) : c,
  );
  step.setStatus({ ...status, conditions, ...(containerStatuses && { containerStatuses }), ...(initContainerStatuses && { initContainerStatuses }) }, true);
  return true;
}
