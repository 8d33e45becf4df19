/**
 * Runs the processes of a sandbox: who is ready, in which order, what wakes whom. It works on a copy of the state and hands the next one out
 * with `finish`. Processes take turns; nothing takes virtual time but waiting and using up the processor (`CPU_RATE`).
 */
import { nextRandom } from '../../base/random.ts';
import { toText } from './bytes.ts';
import { ContainerRun, type Proc } from './container-run.ts';
import { isHole } from './holes.ts';
import { OutOfMemory } from './out-of-memory.ts';
import { defaultAction, SIGNALS } from './signals.ts';
import type { Connection, Descriptor, DirectoryNode, Output, Process, ProcessHost, SandboxState, SessionExit, Signal, Wait } from './types.ts';

/** Instructions that a container may run per millisecond, and how many it can save up. */
const CPU_RATE = 10;
const CPU_BURST = 100_000;
/** So little used is forgotten, to keep states small. */
const CPU_FORGIVEN = 20_000;
/** Having used all up, a container pauses until it has this many. */
const CPU_SLICE = 1000;
/** A process goes to the end of the queue after this many. */
export const QUANTUM = 2000;
export const PIPE_CAPACITY = 65_536;
const MAX_PROCESSES = 200;

export type Step =
  | { readonly exit: number; readonly signal?: Signal }
  | { readonly wait: Wait; readonly memo?: unknown }
  /** Not done, but others may run first. */
  | { readonly again: true; readonly memo?: unknown };

/** Runs one turn of a process. */
export type Program = (kernel: Kernel, container: ContainerRun, proc: Proc) => Step;

export class Kernel {
  clock: number;
  readonly host: ProcessHost;
  output: Output[] = [];
  exits: SessionExit[] = [];
  readonly containers = new Map<string, ContainerRun>();
  readonly connections = new Map<number, { -readonly [K in keyof Connection]: Connection[K] }>();
  volumes: SandboxState['volumes'];
  /** The first process of a session that ended last. */
  endedLeader: Proc | undefined;
  /** Instructions that the running step used. */
  spent = 0;
  /** Whether a process is having its turn. */
  inTurn = false;
  private readonly given: SandboxState;
  private readonly programs: (name: string) => Program;
  private nextConnection: number;
  private readonly generator: { random: number };
  private ready: { container: ContainerRun; pid: number }[] = [];

  constructor(state: SandboxState, clock: number, host: ProcessHost, programs: (name: string) => Program) {
    this.clock = clock;
    this.host = host;
    this.programs = programs;
    this.given = state;
    this.volumes = state.volumes;
    this.nextConnection = state.nextConnection;
    this.generator = { random: state.random };
    for (const [name, container] of Object.entries(state.containers)) this.containers.set(name, new ContainerRun(this, container));
    for (const [id, connection] of Object.entries(state.connections)) this.connections.set(Number(id), { ...connection });
  }

  get hostname(): string {
    return this.reveal(this.given.hostname);
  }
  get ip(): string {
    return this.reveal(this.given.ip);
  }

  /** A text as a program sees it: what belongs there, where it is a hole. */
  reveal(text: string): string {
    return isHole(text) ? this.host.rehearsing!.reveal(text) : text;
  }

  finish(): SandboxState {
    if (this.isUntouched()) return this.given;
    return {
      hostname: this.given.hostname,
      ip: this.given.ip,
      volumes: this.volumes,
      containers: Object.fromEntries([...this.containers].map(([name, container]) => [name, container.finish()])),
      connections: Object.fromEntries([...this.connections].map(([id, connection]) => [id, { ...connection }])),
      nextConnection: this.nextConnection,
      random: this.generator.random,
    };
  }

  private isUntouched(): boolean {
    for (const container of this.containers.values()) if (container.touched) return false;
    return this.connections.size === 0 && this.volumes === this.given.volumes && Object.keys(this.given.connections).length === 0 && this.generator.random === this.given.random;
  }

  random(): number {
    this.host.rehearsing?.refuse();
    return nextRandom(this.generator);
  }

  volume(name: string): DirectoryNode {
    return this.volumes[name] ?? { type: 'directory', entries: {} };
  }

  setVolume(name: string, root: DirectoryNode): void {
    this.volumes = { ...this.volumes, [name]: root };
  }

  /** Runs all that is due at or before `until`. */
  run(until: number): void {
    for (const container of this.containers.values()) for (const proc of container.procs.values()) if (proc.wait === undefined) this.ready.push({ container, pid: proc.pid });
    for (;;) {
      this.wake();
      const next = this.takeReady();
      if (next !== undefined) {
        this.step(next.container, next.proc);
        continue;
      }
      const due = this.nextDue();
      if (due === undefined || due > until) break;
      this.clock = Math.max(this.clock, due);
    }
    this.ready = [];
    this.clock = Math.max(this.clock, until);
  }

  private takeReady(): { container: ContainerRun; proc: Proc } | undefined {
    for (let i = 0; i < this.ready.length; i += 1) {
      const { container, pid } = this.ready[i]!;
      const proc = container.procs.get(pid);
      if (proc === undefined || proc.wait !== undefined || proc.stopped) {
        this.ready.splice(i, 1);
        i -= 1;
      } else if (this.credit(container) > 0) {
        this.ready.splice(i, 1);
        return { container, proc };
      }
    }
    return undefined;
  }

  private credit(container: ContainerRun): number {
    const { cpu } = container;
    if (cpu === undefined) return CPU_BURST;
    const credit = Math.min(CPU_BURST, cpu.credit + (this.clock - cpu.at) * CPU_RATE);
    // Used up: pauses until there is a slice to run.
    return cpu.credit <= 0 && credit < CPU_SLICE ? 0 : credit;
  }

  private charge(container: ContainerRun, instructions: number): void {
    container.cpu = { credit: this.credit(container) - instructions, at: this.clock };
  }

  /** What a container's state keeps of its processor time: nothing where hardly any was used. */
  cpuLeft(container: ContainerRun): ContainerRun['cpu'] {
    return this.credit(container) >= CPU_BURST - CPU_FORGIVEN ? undefined : container.cpu;
  }

  /** When something is due next, if ever. */
  nextDue(): number | undefined {
    let due: number | undefined;
    const earliest = (at: number): void => {
      due = due === undefined ? at : Math.min(due, at);
    };
    for (const container of this.containers.values()) {
      for (const proc of container.procs.values()) {
        if (proc.stopped) continue;
        if (proc.wait === undefined)
          earliest(container.cpu === undefined || container.cpu.credit > 0 ? this.clock : container.cpu.at + Math.ceil((CPU_SLICE - container.cpu.credit) / CPU_RATE));
        else {
          const at = this.dueOf(container, proc, proc.wait);
          if (at !== undefined) earliest(at);
        }
      }
    }
    return due;
  }

  /** When a waiting process is to run by the clock alone. */
  private dueOf(container: ContainerRun, proc: Proc, wait: Wait): number | undefined {
    switch (wait.for) {
      case 'time':
        return wait.until;
      case 'read':
      case 'child':
        return this.isMet(container, proc, wait) ? this.clock : wait.until;
      case 'file':
        return container.fileSize(proc, wait.path) === wait.size ? undefined : wait.since + Math.max(1, Math.ceil((this.clock - wait.since) / 1000)) * 1000;
      case 'ever':
      case 'external':
        return undefined;
      default:
        return this.isMet(container, proc, wait) ? this.clock : undefined;
    }
  }

  private isMet(container: ContainerRun, proc: Proc, wait: Wait): boolean {
    switch (wait.for) {
      case 'read':
        return this.isReadable(container, proc.fds[wait.fd], wait.beyond ?? 0);
      case 'write':
        return !this.writesToFullPipe(container, proc);
      case 'child':
        return wait.pid === 0 ? Object.keys(proc.ended ?? {}).length > 0 || !container.hasChildren(proc.pid) : !container.procs.has(wait.pid);
      case 'connection':
        return [...this.connections.values()].some((connection) => connection.port === wait.port && !connection.accepted);
      default:
        return false;
    }
  }

  /** Whether a read of a descriptor would not block, with more than `beyond` bytes or its end there. */
  isReadable(container: ContainerRun, descriptor: Descriptor | undefined, beyond: number): boolean {
    if (descriptor?.[0] === 'read') return (container.pipes.get(descriptor[1])?.data.length ?? 0) > beyond || !container.hasWriter(descriptor[1]);
    if (descriptor?.[0] === 'client' || descriptor?.[0] === 'server') {
      const connection = this.connections.get(descriptor[1]);
      if (connection === undefined) return true;
      return descriptor[0] === 'client'
        ? connection.reply.length > beyond || connection.serverClosed === true || connection.replyEnded === true
        : connection.request.length > beyond || connection.clientClosed === true || connection.requestEnded === true;
    }
    return true;
  }

  private writesToFullPipe(container: ContainerRun, proc: Proc): boolean {
    return [proc.fds[1], proc.fds[2]].some(
      (descriptor) => descriptor?.[0] === 'write' && (container.pipes.get(descriptor[1])?.data.length ?? 0) >= PIPE_CAPACITY && container.hasReader(descriptor[1]),
    );
  }

  /** Makes ready whoever waits for what has come. */
  private wake(): void {
    for (const container of this.containers.values()) {
      for (const proc of container.procs.values()) {
        const { wait } = proc;
        if (wait === undefined || proc.stopped) continue;
        const due = this.dueOf(container, proc, wait);
        if (due !== undefined && due <= this.clock) this.makeReady(container, proc);
      }
    }
  }

  makeReady(container: ContainerRun, proc: Proc): void {
    proc.wait = undefined;
    container.touched = true;
    this.ready.push({ container, pid: proc.pid });
  }

  private step(container: ContainerRun, proc: Proc): void {
    container.touched = true;
    if (this.writesToFullPipe(container, proc)) {
      proc.wait = { for: 'write' };
      return;
    }
    this.spent = 5;
    const step = this.turn(container, proc);
    this.charge(container, this.spent);
    if (container.procs.get(proc.pid) !== proc) return;
    if (step === 'out of memory') return this.killForMemory(container, proc);
    if ('exit' in step) {
      container.end(proc, step.exit & 255, step.signal);
      return;
    }
    proc.memo = step.memo;
    if (this.room(container) < 0) return this.killForMemory(container, proc);
    if (proc.pending?.includes('PIPE') && this.deliver(container, proc, 'PIPE')) return;
    proc.wait = 'wait' in step ? step.wait : undefined;
    if (proc.wait === undefined) this.ready.push({ container, pid: proc.pid });
  }

  /** One turn of a process; it may find on its way that there is no memory for what it does. */
  private turn(container: ContainerRun, proc: Proc): Step | 'out of memory' {
    this.inTurn = true;
    try {
      return this.programs(proc.applet)(this, container, proc);
    } catch (thrown) {
      if (thrown instanceof OutOfMemory) return 'out of memory';
      throw thrown;
    } finally {
      this.inTurn = false;
    }
  }

  /** Bytes that the container's processes and its files in memory may still grow by; below 0: they are too many. */
  room(container: ContainerRun): number {
    if (container.memoryLimit === undefined) return Number.POSITIVE_INFINITY;
    let used = container.filesInMemory();
    for (const { memory } of container.procs.values()) used += memory ?? 0;
    return container.memoryLimit - used;
  }

  /** The kernel ends the one that asked for more; the rest of the container goes on, unless it was its first (memory.oom.group is off). */
  private killForMemory(container: ContainerRun, proc: Proc): void {
    container.outOfMemory = true;
    container.end(proc, 137, 'KILL');
  }

  /** Takes a pending signal off a process and does what it does by default. True: the process ended. */
  private deliver(container: ContainerRun, proc: Proc, signal: Signal): boolean {
    proc.pending = proc.pending?.filter((other) => other !== signal);
    if (proc.ignored?.includes(signal)) return false;
    container.end(proc, 128 + SIGNALS[signal], signal);
    return true;
  }

  /** Sends a signal. `outside`: not from within the container, so that KILL and STOP reach its first process. */
  signal(container: ContainerRun, proc: Proc, signal: Signal, outside: boolean): void {
    container.touched = true;
    if (signal === 'CONT' && proc.stopped) {
      proc.stopped = undefined;
      if (proc.wait === undefined) this.ready.push({ container, pid: proc.pid });
    }
    const unstoppable = signal === 'KILL' || signal === 'STOP';
    if (!unstoppable && proc.ignored?.includes(signal)) return;
    if (!unstoppable && proc.caught?.includes(signal)) {
      if (!proc.pending?.includes(signal)) proc.pending = [...(proc.pending ?? []), signal];
      if (proc.wait !== undefined && proc.wait.for !== 'write') this.makeReady(container, proc);
      return;
    }
    // The first process of a process namespace gets only what it asked for, unless it comes from outside.
    if (proc.pid === 1 && !container.spec.sharesProcesses && !(unstoppable && outside)) return;
    const action = defaultAction(signal);
    if (action === 'stop') proc.stopped = true;
    else if (action === 'end') container.end(proc, 128 + SIGNALS[signal], signal);
  }

  listener(port: number): { container: ContainerRun; proc: Proc } | undefined {
    for (const container of this.containers.values()) for (const proc of container.procs.values()) if (proc.listens?.includes(port)) return { container, proc };
    return undefined;
  }

  /** Opens a connection to a port of this sandbox; `undefined`: refused. */
  connect(port: number): number | undefined {
    if (this.listener(port) === undefined) return undefined;
    const id = this.nextConnection;
    this.nextConnection += 1;
    this.connections.set(id, { port, request: '', reply: '' });
    return id;
  }

  accept(port: number): number | undefined {
    for (const [id, connection] of this.connections) {
      if (connection.port !== port || connection.accepted) continue;
      connection.accepted = true;
      return id;
    }
    return undefined;
  }

  /** Called when a descriptor was let go: ends what nobody holds any more. */
  released(descriptor: Descriptor): void {
    if (descriptor[0] !== 'client' && descriptor[0] !== 'server') return;
    const [side, id] = descriptor;
    const connection = this.connections.get(id);
    if (connection === undefined) return;
    for (const container of this.containers.values()) if (container.holds(side, id)) return;
    if (side === 'client') connection.clientClosed = true;
    else connection.serverClosed = true;
    if (connection.clientClosed && connection.serverClosed) this.connections.delete(id);
  }

  /** A listener is gone: whoever was not accepted yet is turned away. */
  closePort(port: number): void {
    if (this.listener(port) !== undefined) return;
    for (const connection of this.connections.values()) if (connection.port === port && !connection.accepted) [connection.accepted, connection.serverClosed] = [true, true];
  }

  print(container: string, session: number, stream: 'stdout' | 'stderr', data: string): void {
    const text = toText(data);
    const last = this.output.at(-1);
    if (last !== undefined && last.container === container && last.session === session && last.stream === stream && last.at === this.clock)
      this.output[this.output.length - 1] = { ...last, text: last.text + text };
    else this.output.push({ at: this.clock, container, session, stream, text });
  }

  /** Adds a process that runs `applet` from now on. */
  start(container: ContainerRun, process: Omit<Process, 'startedAt'>): Proc | undefined {
    if (container.procs.size >= MAX_PROCESSES) return undefined;
    const proc: Proc = { ...process, startedAt: this.clock };
    container.procs.set(proc.pid, proc);
    container.touched = true;
    this.ready.push({ container, pid: proc.pid });
    // The more there are, the more it is to look after them.
    this.spent += 50 + container.procs.size * 10;
    return proc;
  }
}
