/**
 * Stopping containers: the preStop hook, the turn of sidecars, SIGTERM, and SIGKILL when the grace period is over
 * (upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go killContainer, kuberuntime_termination_order.go).
 */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { earliest } from '../clock.ts';
import { findContainer, isSidecar } from '../containers.ts';
import { runHook, hookEnd } from '../hooks.ts';
import { killContainerProcess, signalContainer } from '../machine.ts';
import type { PodStep } from '../pod-step.ts';
import type { Kill, KillReason, Op, RuntimeContainer } from '../record.ts';
import { TIMING } from '../timing.ts';

/** Seconds that a container always gets after its hook (upstream: minimumGracePeriodInSeconds). */
const MINIMUM_GRACE = 2;

type KillPodOp = Extract<Op, { op: 'killPod' }>;
type KillOp = Extract<Op, { op: 'kill' }>;

/** All running containers of the pod at once. */
export function killPod(step: PodStep, op: KillPodOp): Op | undefined {
  const kills = op.kills ?? asStarted(step, running(step)).map((container) => beginKill(step, container, '', '', op.grace));
  const next = proceed(step, kills);
  return next.every((kill) => kill.stage === 'done') ? undefined : { ...op, kills: next, at: earliest(next.filter((k) => k.stage !== 'done').map((k) => k.at))! };
}

/** Init containers that run on were started first. */
function asStarted({ pod }: PodStep, containers: readonly RuntimeContainer[]): RuntimeContainer[] {
  const inits = new Map((pod.spec.initContainers ?? []).map(({ name }, i) => [name, i]));
  const rank = ({ name }: RuntimeContainer) => inits.get(name) ?? inits.size;
  return [...containers].sort((a, b) => rank(a) - rank(b));
}

/** One container, which the sync does not want any more. */
export function killOne(step: PodStep, op: KillOp): Op | undefined {
  const container = running(step).find((c) => c.name === op.container);
  const kill = op.kill ?? (container && beginKill(step, container, op.message, op.reason, undefined));
  if (!kill) return undefined;
  const [next] = proceed(step, [kill]) as [Kill];
  return next.stage === 'done' ? undefined : { ...op, kill: next, at: next.at };
}

function running(step: PodStep): RuntimeContainer[] {
  return step.record.containers.filter((c) => c.state === 'running');
}

function beginKill(step: PodStep, container: RuntimeContainer, message: string, reason: KillReason, grace: number | undefined): Kill {
  const { pod } = step;
  const spec = findContainer(pod, container.name)?.container;
  step.event('Normal', 'Killing', message || `Stopping container ${container.name}`, container.name);
  const seconds = grace ?? gracePeriod(pod, spec, reason);
  step.say(`stops container ${container.name}${message === '' ? '' : ` (${message})`}, at most ${seconds} s`);
  return { container: container.name, id: container.id, stage: 'waiting', since: step.now, deadline: step.now + seconds * 1000, at: step.now };
}

/** Upstream: setTerminationGracePeriod. */
function gracePeriod(pod: Pod, spec: Container | undefined, reason: KillReason): number {
  if (pod.metadata.deletionGracePeriodSeconds !== undefined) return pod.metadata.deletionGracePeriodSeconds;
  const probe = reason === 'LivenessProbe' ? spec?.livenessProbe : reason === 'StartupProbe' ? spec?.startupProbe : undefined;
  return probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? MINIMUM_GRACE;
}

function proceed(step: PodStep, kills: readonly Kill[]): Kill[] {
  let current = [...kills];
  for (;;) {
    const next = current.map((kill) => (kill.stage !== 'done' && (kill.at <= step.now || kill.stage === 'turn') ? stage(step, kill, current) : kill));
    if (next.every((kill, i) => kill === current[i])) return next;
    current = next;
  }
}

/** One stage further, or the kill as it is where it has to wait. */
function stage(step: PodStep, kill: Kill, all: readonly Kill[]): Kill {
  const spec = findContainer(step.pod, kill.container)?.container;
  const ended = step.record.containers.find((c) => c.id === kill.id)?.state !== 'running';
  const left = kill.deadline - step.now;
  switch (kill.stage) {
    case 'waiting': {
      const hook = spec?.lifecycle?.preStop;
      if (!hook || left <= 0) return { ...kill, stage: 'turn' };
      const run = runHook(step, kill.container, hook, kill.deadline);
      step.say(`runs the preStop hook of container ${kill.container}`);
      return {
        ...kill,
        stage: 'preStop',
        ...(run.session !== undefined && { session: run.session }),
        ...(run.end && { end: run.end }),
        hookAt: run.at,
        at: Math.min(run.at, kill.deadline),
      };
    }
    case 'preStop': {
      const end = hookEnd(step, { ...kill, at: kill.hookAt! });
      if (end === 'running' && left > 0) return { ...kill, at: Math.min(kill.hookAt!, kill.deadline) };
      if (end === 'failed') step.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', kill.container);
      const { session, ...rest } = kill;
      // What the hook took counts in whole seconds only.
      const used = Math.floor((step.now - kill.since) / 1000) * 1000;
      return { ...(end === 'running' && session !== undefined ? kill : rest), stage: 'turn', at: step.now, deadline: step.now + (kill.deadline - kill.since) - used };
    }
    case 'turn': {
      if (left > 0 && mustWait(step.pod, kill, all)) return kill.at === kill.deadline ? kill : { ...kill, at: kill.deadline };
      const deadline = Math.max(kill.deadline, step.now + MINIMUM_GRACE * 1000);
      if (ended) return done(step, kill);
      signalContainer(step, kill.container, 'TERM');
      return { ...kill, stage: 'term', deadline, at: step.now + TIMING.stopContainer };
    }
    case 'term':
      if (ended) return done(step, kill);
      if (left > 0) return { ...kill, at: kill.deadline };
      killContainerProcess(step, kill.container);
      step.say(`killed container ${kill.container}, which did not end within its grace period`);
      return { ...kill, stage: 'kill', at: step.now + TIMING.stopContainer };
    case 'kill':
      return ended ? done(step, kill) : { ...kill, at: step.now + TIMING.stopContainer };
    case 'done':
      return kill;
  }
}

/** A hook that still ran ended with the container. */
function done(step: PodStep, { session, ...kill }: Kill): Kill {
  if (session !== undefined) step.event('Warning', 'FailedPreStopHook', 'PreStopHook failed', kill.container);
  return { ...kill, stage: 'done' };
}

/** Sidecars go after all regular containers, and the later one before the earlier. */
function mustWait(pod: Pod, kill: Kill, all: readonly Kill[]): boolean {
  const { initContainers = [], containers } = pod.spec;
  const at = initContainers.findIndex((c) => c.name === kill.container);
  if (at < 0 || !isSidecar(initContainers[at]!)) return false;
  const before = new Set([...containers, ...initContainers.slice(at + 1).filter(isSidecar)].map((c) => c.name));
  return all.some((other) => other.stage !== 'done' && before.has(other.container));
}
