/** The pod's processes as the kubelet handles them: what they print goes to the logs, what ends changes the runtime. */
import { quantity, quantityValue } from '../api/meta/quantity.ts';
import { nextRandom } from '../base/random.ts';
import { err, ok, type Result } from '../base/result.ts';
import { startRefusal } from './memory-floor.ts';
import { appendLog, inboxOf, logOf, nodeOf, openLineOf, rareKey, setInbox, setOpenLine } from './memory.ts';
import { hangId, leakKey, type ContainerFault } from './faults/records.ts';
import { terminationVolume } from './container-config.ts';
import { findContainer, latest } from './containers.ts';
import { kernelHostname } from './hostname.ts';
import { DEFAULT_DOMAIN } from './network/dns.ts';
import { hexId } from '../base/identifiers.ts';
import { hostOf, isolated } from './network/process-host.ts';
import { FAULTS, mended } from '../engine/broken.ts';
import type { MemoryView, StreamChunk } from '../engine/component.ts';
import type { PodStep } from './pod-step.ts';
import { beginPressure } from './pressure.ts';
import { advance, createSandbox, exec, killContainer, nextWake, signal, withVolume } from './process/sandbox.ts';
import { launch } from './process/rehearsal.ts';
import { EMPTY_DIRECTORY, fileAt, fileOf, put } from './process/tree.ts';
import { toText } from './process/bytes.ts';
import type { Advance, ContainerSpec, Process, SandboxState, Signal, StartError } from './process/types.ts';
import type { RuntimeContainer, SessionState } from './record.ts';
import { leakOf, memoryUsed } from './usage.ts';
import { storeVolumes, writableVolumes } from './volumes/mount.ts';
import { wakeTraffic } from './traffic/wake.ts';
import { fixSubPaths } from './volumes/sub-path.ts';

export function newMachine(step: PodStep, ip: string): SandboxState {
  const source = { random: Math.floor(step.context.random() * 4294967296) };
  return createSandbox({
    hostname: kernelHostname(step.pod, step.options.clusterDomain ?? DEFAULT_DOMAIN),
    ip,
    seed: Math.floor(nextRandom(source) * 4294967296),
    volumes: writableVolumes(step),
  });
}

export function stopMachine(step: PodStep): void {
  storeVolumes(step);
  step.machine = undefined;
}

/** Starts a container's command. What it comes to at once is to be taken over (`take`) when the runtime says that it runs. */
export function startProcess(step: PodStep, spec: ContainerSpec): Result<Advance, StartError> {
  const { machine } = step;
  if (!machine) return err({ message: 'the sandbox is gone', exitCode: 128, reason: 'StartError' });
  const refusal = startRefusal(spec.memoryLimit);
  if (refusal !== undefined) return err({ message: refusal, exitCode: 128, reason: 'StartError' });
  const fixed = fixSubPaths(step, withVolume(machine, terminationVolume(spec.name), EMPTY_LOG), spec);
  return launch(fixed.machine, fixed.spec, step.now, hostOf(step));
}
const EMPTY_LOG = put(EMPTY_DIRECTORY, 'log', fileOf('', { mode: 0o666 }));

/** Starts a command beside a container's own. Its output and its end are told by `sessionOf`. */
export function startSession(step: PodStep, container: string, argv: readonly string[]): Result<number, StartError> {
  const { machine } = step;
  const runs = latest(step.record, container);
  if (!machine || runs?.state !== 'running')
    return err({
      message: `rpc error: code = NotFound desc = failed to exec in container: failed to load task: no running task found: task ${runs?.id ?? ''} not found: not found`,
      exitCode: 126,
      reason: 'StartError',
    });
  const started = exec(machine, container, argv, {}, step.now, hostOf(step));
  if (!started.ok) return err({ ...started.error, message: `rpc error: code = Unknown desc = ${withExecId(step, started.error.message)}` });
  step.machine = started.value.state;
  const { session } = started.value;
  step.update({ sessions: { ...step.record.sessions, [`${container}/${session}`]: { output: '' } } });
  return ok(session);
}

/** The runtime names the command that it could not start. */
export const withExecId = (step: PodStep, message: string): string =>
  message.replace('failed to start exec: ', `failed to start exec "${hexId(`${step.record.uid}/exec/${step.now}`)}": `);

export const sessionOf = (step: PodStep, container: string, session: number): SessionState | undefined => step.record.sessions?.[`${container}/${session}`];

export function forgetSession(step: PodStep, container: string, session: number): void {
  const { [`${container}/${session}`]: _, ...sessions } = step.record.sessions ?? {};
  step.update({ sessions });
}

/** Ends a command that was started with `startSession`, if it runs still. */
export function endSession(step: PodStep, container: string, session: number): void {
  const { machine } = step;
  if (machine && Object.hasOwn(machine.containers, container) && sessionOf(step, container, session)?.exit === undefined)
    take(step, signal(machine, container, session, 'KILL', step.now, hostOf(step)));
  forgetSession(step, container, session);
}

export function signalContainer(step: PodStep, container: string, name: Signal): void {
  const { machine } = step;
  if (machine && Object.hasOwn(machine.containers, container)) take(step, signal(machine, container, 1, name, step.now, hostOf(step)));
}

export const killContainerProcess = (step: PodStep, container: string): void => signalContainer(step, container, 'KILL');

/** Takes over what came of requests of other pods since the last step. */
export function takeInbox(step: PodStep): void {
  const inbox = inboxOf(step.memory, step.key);
  if (!inbox) return;
  setInbox(step.memory, step.key, undefined);
  if (step.machine) take(step, { ...inbox, state: step.machine });
}

/** Runs what is due in the pod's processes. */
export function settle(step: PodStep): void {
  const { machine } = step;
  if (machine) take(step, advance(machine, step.now, hostOf(step)));
}

/** Takes over what the processes came to. */
export function take(step: PodStep, result: Advance): void {
  step.machine = result.state;
  for (const { at, container, session, stream, text } of result.output) {
    const chunk = stream === 'stdout' ? { stdout: text } : { stderr: text };
    if (session !== 1) {
      heard(step, container, session, { text }, chunk);
      continue;
    }
    const running = step.record.containers.find((c) => c.name === container);
    if (!running) continue;
    appendLog(step.memory, step.key, container, String(running.restartCount), { at, stream, text });
    followLog(step, container, stream, text);
    for (const client of step.record.attached ?? []) if (client.container === container) step.context.emit(client.stream, chunk);
  }
  for (const { container, session, code, oomKilled, at } of result.exits) {
    if (session !== 1) {
      heard(step, container, session, { exit: code }, { exit: code });
      pokeSync(step);
    } else containerEnded(step, container, code, oomKilled ?? false, at);
  }
}

/** Who follows a log gets whole lines; the rest comes when the stream ends. */
function followLog(step: PodStep, container: string, stream: 'stdout' | 'stderr', text: string, ends = false): void {
  const open = openLineOf(step.memory, step.key, container, stream) + text;
  const whole = ends ? open.length : open.lastIndexOf('\n') + 1;
  setOpenLine(step.memory, step.key, container, stream, open.slice(whole));
  if (whole > 0) step.context.emit(logStream(step.namespace, step.name, container), { stdout: open.slice(0, whole) });
}

export const logStream = (namespace: string, pod: string, container: string): string => `logs/${namespace}/${pod}/${container}`;

function heard(step: PodStep, container: string, session: number, what: { readonly text?: string; readonly exit?: number }, chunk: StreamChunk): void {
  const before = sessionOf(step, container, session);
  if (!before) return;
  if (before.stream !== undefined) {
    step.context.emit(before.stream, chunk);
    if (what.exit !== undefined) forgetSession(step, container, session);
    return;
  }
  const after = {
    ...before,
    ...(what.exit !== undefined && { exit: what.exit }),
    output: (before.output + (what.text ?? '')).slice(0, 10_240),
    ...('stderr' in chunk && { errors: ((before.errors ?? '') + chunk.stderr).slice(0, 10_240) }),
  };
  step.update({ sessions: { ...step.record.sessions, [`${container}/${session}`]: after } });
}

function containerEnded(step: PodStep, name: string, exitCode: number, oomKilled: boolean, at: number): void {
  const running = step.record.containers.find((c) => c.name === name && c.state === 'running');
  if (!running) return;
  const reason = oomKilled ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error';
  const message = terminationMessage(step, running, exitCode);
  step.changeContainer(running.id, (c) => ({ ...c, state: 'exited', finishedAt: at, exitCode, reason, ...(message !== '' && { message }) }));
  followLog(step, name, 'stdout', '', true);
  followLog(step, name, 'stderr', '', true);
  step.context.emit(logStream(step.namespace, step.name, name), { exit: 0 });
  endClients(step, name, exitCode);
  mended(step.context.memoryOf(FAULTS), hangId(step.key, name));
  step.say(`container ${name} ended with exit code ${exitCode}${oomKilled ? ', out of memory' : ''}`);
  pokeSync(step);
}

/** Sessions end with their container, and so do attached clients. */
function endClients(step: PodStep, container: string, exitCode: number): void {
  for (const [name, session] of Object.entries(step.record.sessions ?? {})) {
    if (!name.startsWith(`${container}/`)) continue;
    if (session.stream !== undefined) step.context.emit(session.stream, { exit: 137 });
    forgetSession(step, container, Number(name.slice(container.length + 1)));
  }
  for (const [name, worker] of Object.entries(step.record.probes))
    if (worker.running && name.startsWith(`${container}/`))
      step.update({ probes: { ...step.record.probes, [name]: { ...worker, running: { ...worker.running, until: step.now } } } });
  const attached = step.record.attached ?? [];
  if (!attached.some((client) => client.container === container)) return;
  for (const client of attached) if (client.container === container) step.context.emit(client.stream, { exit: exitCode });
  step.update({ attached: attached.filter((client) => client.container !== container) });
}

/**
 * Upstream: getTerminationMessage, tail.ReadAtMost: the end of the file, or of the log where the policy says so; normalizeStatus shares what a pod may say
 * among its containers.
 */
function terminationMessage(step: PodStep, container: RuntimeContainer, exitCode: number): string {
  const { initContainers = [], containers, ephemeralContainers = [] } = step.pod.spec;
  const spec = [...initContainers, ...containers].find((c) => c.name === container.name);
  const share = Math.floor(12_288 / (initContainers.length + containers.length + ephemeralContainers.length));
  const volume = terminationVolume(container.name);
  const { volumes = {} } = step.machine ?? {};
  const file = Object.hasOwn(volumes, volume) ? fileAt(volumes[volume]!, 'log') : undefined;
  const text = file ? toText(file.data.slice(-4096).slice(0, share)) : '';
  if (text !== '' || spec?.terminationMessagePolicy !== 'FallbackToLogsOnError' || exitCode === 0) return text;
  const log = logOf(step.memory, step.key, container.name, String(container.restartCount))
    .map((chunk) => chunk.text)
    .join('');
  return log.split('\n').slice(-81).join('\n').slice(-2048).slice(0, share);
}

/** A sync that waits for an end looks again. */
export function pokeSync(step: PodStep): void {
  const { sync } = step.record;
  const [op, ...rest] = sync?.ops ?? [];
  if (!sync || !op || step.inOp) return;
  const { now } = step;
  if (op.op === 'killPod' && op.kills) step.update({ sync: { ...sync, ops: [{ ...op, at: now, kills: op.kills.map((kill) => ({ ...kill, at: now })) }, ...rest] } });
  else if (op.op === 'kill' && op.kill) step.update({ sync: { ...sync, ops: [{ ...op, at: now, kill: { ...op.kill, at: now } }, ...rest] } });
  else if (op.op === 'start' && (op.stage === 'postStart' || op.stage === 'killed'))
    step.update({ sync: { ...sync, ops: [{ ...op, at: now, ...(op.kill && { kill: { ...op.kill, at: now } }) }, ...rest] } });
}

/** Takes up what was done to containers from outside. Gives whether there was something. */
export function applyFaults(step: PodStep): boolean {
  const faults = step.memory.entries<ContainerFault>(rareKey('fault', `${step.key}/`));
  for (const [name, { container, fault, exitCode = 1 }] of faults) {
    step.memory.delete(name);
    if (fault === 'reboot') {
      afterReboot(step);
      continue;
    }
    const { machine } = step;
    if (!machine || !Object.hasOwn(machine.containers, container)) continue;
    wakeTraffic(step.context, step.key);
    if (fault === 'hang') {
      step.machine = stopped(machine, container, true);
      continue;
    }
    if (fault === 'resume') {
      step.machine = stopped(machine, container, false);
      settle(step);
      continue;
    }
    const result = killContainer(machine, container, { oom: fault === 'oom' }, step.now, hostOf(step));
    take(step, { ...result, exits: result.exits.map((exit) => (fault === 'crash' && exit.container === container && exit.session === 1 ? { ...exit, code: exitCode } : exit)) });
  }
  return overflow(step) || faults.length > 0;
}

/** The node was off: nothing of the pod runs, and nobody saw how it ended. */
function afterReboot(step: PodStep): void {
  const { record } = step;
  if (!record.sandbox && record.containers.length === 0) return;
  stopMachine(step);
  for (const { name, state } of record.containers) if (state === 'running') endClients(step, name, 255);
  const ended = (c: RuntimeContainer): RuntimeContainer => (c.state === 'running' ? { ...c, state: 'exited', finishedAt: step.now, exitCode: 255, reason: 'Unknown' } : c);
  step.changeRuntime({ ...(record.sandbox && { sandbox: { ...record.sandbox, ready: false } }), containers: record.containers.map(ended) });
  step.update({ wakeAt: undefined, sessions: {}, attached: [], ...(record.sync && record.work === 'sync' && { sync: undefined, lastSync: step.now, pending: true }) });
  step.say('the node was off: nothing of the pod runs any more');
}

/** Containers whose leak has come to their limit are ended; without a limit, the node gets short of memory. Gives whether one was. */
function overflow(step: PodStep): boolean {
  let any = false;
  for (const { container, at, limited } of leaks(step)) {
    if (at > step.now) continue;
    any = true;
    if (limited) {
      step.say(`container ${container} has used all the memory that it may`);
      take(step, killContainer(step.machine!, container, { oom: true }, step.now, hostOf(step)));
    } else {
      const { pressure } = nodeOf(step.memory, step.nodeName);
      if (pressure?.short.memory) continue;
      step.say(`container ${container} has used up the memory of ${step.nodeName}`);
      beginPressure(step.context, step.nodeName, 'memory', step.key);
    }
  }
  return any;
}

/** When leaks have to be looked at again. */
export function leakDue(step: PodStep): number | undefined {
  const due = leaks(step).flatMap(({ at, limited }) => (at > step.now ? [at] : limited ? [step.now + 1] : []));
  return due.length === 0 ? undefined : Math.min(...due);
}

interface LeakEnd {
  readonly container: string;
  /** When the limit, or the node's memory, is used up. */
  readonly at: number;
  readonly limited: boolean;
}

/** Of containers that leak and run. */
function leaks(step: PodStep): LeakEnd[] {
  if (!step.rare) return [];
  const prefix = leakKey(step.key, '');
  return step.memory.entries(prefix).flatMap(([name]) => {
    const container = name.slice(prefix.length);
    const leak = leakOf(withRecord(step), step.key, container);
    if (!leak) return [];
    const spec = findContainer(step.pod, container)?.container;
    const limit = spec?.resources?.limits?.['memory'];
    const room = quantityValue(quantity(limit ?? step.node?.status.allocatable?.['memory'])) - memoryUsed(step.memory, step.key, container, leak.from);
    return [{ container, at: Math.ceil(leak.from + (Math.max(0, room) * 1000) / leak.rate), limited: limit !== undefined }];
  });
}

/** The memory as it will be when this step is saved. */
const withRecord = (step: PodStep): MemoryView => ({
  get: <T>(key: string) => (key === `pod/${step.key}` ? (step.record as T) : step.memory.get<T>(key)),
  entries: (prefix) => step.memory.entries(prefix),
  hasUnder: (prefix) => step.memory.hasUnder(prefix),
});

/** No process of the container goes on, or all do. */
function stopped(machine: SandboxState, container: string, hangs: boolean): SandboxState {
  const run = machine.containers[container]!;
  const processes = Object.fromEntries(Object.entries(run.processes).map(([pid, process]) => [pid, hangs ? { ...process, stopped: true } : goingOn(process)]));
  return { ...machine, containers: { ...machine.containers, [container]: { ...run, processes } } };
}

function goingOn(process: Process): Process {
  const { stopped: _, ...rest } = process;
  return rest;
}

/** How many turns of a quiet process are looked ahead, and how far in time. */
const TURNS = 40;
const HORIZON = 30_000;

/**
 * When the processes do something that can be seen: print, or end. Turns in between that nobody sees are run when somebody looks, not
 * as steps of their own.
 */
export function visibleWake(step: PodStep): number | undefined {
  const quiet = step.quietUntil;
  if (quiet === 'absent') return undefined;
  if (quiet !== 'unclear' && (quiet === undefined || quiet <= step.now || quiet > step.now + HORIZON)) return quiet;
  let state = step.machine!;
  const { host, asked } = isolated(hostOf(step));
  for (let turn = 0; turn < TURNS; turn += 1) {
    const at = nextWake(state, step.now, host);
    if (at === undefined || at <= step.now || at > step.now + HORIZON) return at;
    const next: Advance = advance(state, at, host);
    if (next.output.length > 0 || next.exits.length > 0 || asked()) return at;
    state = next.state;
  }
  return nextWake(state, step.now, host);
}
