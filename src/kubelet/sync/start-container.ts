/**
 * Starting one container: back-off, image, configuration, process, postStart hook
 * (upstream: pkg/kubelet/kuberuntime/kuberuntime_container.go startContainer, kuberuntime_manager.go doBackOff).
 */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import { isInBackOff, nextBackOff, ofTries } from '../back-off.ts';
import { containerConfig, surelyConfigures } from '../container-config.ts';
import { backOffKey, findContainer, isSidecar, latest, podDescription } from '../containers.ts';
import { execFailure, hookEnd, runHook } from '../hooks.ts';
import { hexId } from '../../base/identifiers.ts';
import type { KnownImage } from '../image-source.ts';
import { beginPull, endPull, ensureImage } from '../image-pull.ts';
import { startProcess, take } from '../machine.ts';
import { forgetLog } from '../memory.ts';
import type { PodStep } from '../pod-step.ts';
import type { ContainerSpec } from '../process/types.ts';
import type { Op, RuntimeContainer } from '../record.ts';
import { TIMING } from '../timing.ts';
import { killOne } from './kill.ts';

type StartOp = Extract<Op, { op: 'start' }>;

export function startContainer(step: PodStep, op: StartOp): Op | undefined {
  const found = findContainer(step.pod, op.container)?.container;
  if (!found) return undefined;
  // What was begun goes on with the image it began with.
  const container = { ...found, image: op.image ?? found.image };
  switch (op.stage) {
    case 'begin':
      return begin(step, { ...op, image: container.image }, container);
    case 'pull': {
      const pulled = endPull(step, container, op.pull!);
      return pulled.ok ? create(step, op, container, pulled.value) : startFails(step, op, pulled.error);
    }
    case 'create':
      return created(step, op, container);
    case 'start':
      return start(step, op, container);
    case 'fail':
      return undefined;
    case 'postStart':
      return postStart(step, op, container);
    case 'killed': {
      const kill = killOne(step, { op: 'kill', container: op.container, message: 'FailedPostStartHook', reason: 'FailedPostStartHook', ...(op.kill && { kill: op.kill }) });
      if (kill?.op === 'kill') return { ...op, at: kill.at!, kill: kill.kill! };
      return failed(step, op, 'PostStartHookError', op.message ?? '');
    }
  }
}

function begin(step: PodStep, op: StartOp, container: Container): Op | undefined {
  const { pod, record } = step;
  const ended = record.sync!.observed.containers.find((c) => c.name === container.name && c.state === 'exited');
  if (ended) {
    const key = backOffKey(container);
    const backOff = record.crashes[key];
    if (isInBackOff(backOff, ended.finishedAt!, step.now)) {
      const delay = backOff!.delay;
      step.event('Warning', 'BackOff', `Back-off restarting failed container ${container.name} in pod ${podDescription(pod)}`, container.name);
      step.say(
        `waits ${delay / 1000} s from the end of container ${container.name} before it starts it again, ${seconds(ended.finishedAt! + delay - step.now)} more (${ofTries(delay)})`,
      );
      return failed(step, op, 'CrashLoopBackOff', `back-off ${goSeconds(delay)} restarting failed container=${container.name} pod=${podDescription(pod)}`);
    }
    step.update({ crashes: { ...record.crashes, [key]: nextBackOff(backOff, ended.finishedAt!, step.now) } });
  }
  const image = ensureImage(step, container);
  if (image.result === 'failed') return startFails(step, op, image);
  if (image.result === 'present') return create(step, op, container, image.image);
  const pull = beginPull(step, container, image.name);
  return { ...op, stage: 'pull', at: pull.at, pull };
}

/** The image could not be had: the container's own event, then the reason. */
function startFails(step: PodStep, op: StartOp, { reason, message }: { readonly reason: string; readonly message: string }): undefined {
  step.event('Warning', 'Failed', `Error: ${reason}`, op.container);
  return failed(step, op, reason, message);
}

/** Notes the failure; after an init container's nothing more is started in this sync. */
function failed(step: PodStep, op: StartOp, reason: string, message: string): undefined {
  const sync = step.record.sync!;
  const found = findContainer(step.pod, op.container);
  const stops = op.type === 'init' && found !== undefined && !isSidecar(found.container);
  step.update({ sync: { ...sync, results: { ...sync.results, [op.container]: { reason, message } }, ...(stops && { ops: [] }) } });
  return undefined;
}

function create(step: PodStep, op: StartOp, container: Container, image: KnownImage): Op | undefined {
  const config = surelyConfigures(step.pod, container, image) ? undefined : containerConfig(step, container, image);
  if (config && !config.ok) {
    step.event('Warning', 'Failed', `Error: ${config.error.message}`, container.name);
    step.say(`could not create container ${container.name}: ${config.error.message}`);
    return failed(step, op, config.error.reason, config.error.message);
  }
  return { ...op, stage: 'create', at: step.now + TIMING.createContainer };
}

function imageOf(step: PodStep, container: Container): KnownImage {
  const name = step.options.images.normalize(container.image);
  const known = name.ok ? step.options.images.lookup(name.value) : undefined;
  if (!known || !('found' in known)) throw new Error(`the image ${container.image} was here a moment ago`);
  return known.found;
}

function created(step: PodStep, op: StartOp, container: Container): Op {
  const { record } = step;
  const image = imageOf(step, container);
  const before = latest(record.sync!.observed, container.name);
  const restartCount = before ? before.restartCount + 1 : 0;
  const fresh: RuntimeContainer = {
    id: hexId(`${record.uid}/${container.name}/${restartCount}/${step.now}`),
    name: container.name,
    restartCount,
    state: 'created',
    specImage: container.image,
    image: image.name,
    imageID: image.id,
    createdAt: step.now,
    ...(container.resources && { resources: record.resize?.allocated[container.name] ?? container.resources }),
  };
  const older = record.containers.filter((c) => c.name === container.name);
  for (const gone of older.slice(1)) forgetLog(step.memory, step.key, gone.name, String(gone.restartCount));
  step.changeRuntime({ containers: [fresh, ...record.containers.filter((c) => c.name !== container.name || c === older[0])] });
  step.event('Normal', 'Created', `Created container: ${container.name}`, container.name);
  step.say(`created container ${container.name}`);
  return { ...op, stage: 'start', at: step.now + TIMING.startContainer };
}

function start(step: PodStep, op: StartOp, container: Container): Op | undefined {
  const fresh = latest(step.record, container.name)!;
  const config = containerConfig(step, container, imageOf(step, container));
  const started = config.ok ? startProcess(step, config.value satisfies ContainerSpec) : config;
  if (!started.ok) {
    const { message } = started.error;
    step.changeContainer(fresh.id, (c) => ({ ...c, state: 'exited', startedAt: 0, finishedAt: step.now, exitCode: 128, reason: 'StartError', message }));
    step.event('Warning', 'Failed', `Error: ${message}`, container.name);
    step.say(`could not start container ${container.name}: ${message}`);
    return failed(step, op, 'RunContainerError', message);
  }
  step.changeContainer(fresh.id, (c) => ({ ...c, state: 'running', startedAt: step.now }));
  step.event('Normal', 'Started', `Started container ${container.name}`, container.name);
  step.say(`started container ${container.name}${fresh.restartCount > 0 ? ` (restart ${fresh.restartCount})` : ''}`);
  take(step, started.value);
  const hook = container.lifecycle?.postStart;
  if (!hook) return runs(step, container);
  const run = runHook(step, container.name, hook, Infinity);
  const endless = run.at === Infinity;
  return {
    ...op,
    stage: 'postStart',
    at: endless ? step.now + 3_600_000 : run.at,
    hookAt: run.at,
    ...(run.session !== undefined && { session: run.session }),
    ...(run.end && { end: run.end }),
    ...(run.message !== undefined && { message: run.message }),
  };
}

function runs(step: PodStep, container: Container): undefined {
  const sync = step.record.sync!;
  step.update({ sync: { ...sync, results: { ...sync.results, [container.name]: null } } });
  return undefined;
}

function postStart(step: PodStep, op: StartOp, container: Container): Op | undefined {
  const message = op.message ?? execFailure(step, container.name, container.lifecycle!.postStart!, op.session);
  const end = hookEnd(step, { container: container.name, at: op.hookAt!, ...(op.session !== undefined && { session: op.session }), ...(op.end && { end: op.end }) });
  if (end === 'running') return { ...op, at: step.now + 3_600_000 };
  if (end === 'ok') return runs(step, container);
  step.event('Warning', 'FailedPostStartHook', 'PostStartHook failed', container.name);
  return { ...op, stage: 'killed', at: step.now, ...(message !== undefined && { message }) };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
/** Go's text of whole seconds: `10s`, `1m20s`, `5m0s`. */
const goSeconds = (ms: number) => {
  const s = ms / 1000;
  return s < 60 ? `${s}s` : `${Math.floor(s / 60)}m${s % 60}s`;
};
