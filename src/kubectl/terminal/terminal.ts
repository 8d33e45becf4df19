/**
 * The shell around kubectl: one machine with the filters that people use, where `kubectl` is a program that runs as a task. Between lines it is
 * plain data: files, working folder and (if wanted) variables.
 */
import { next, now, type Effect, type Handle, type Notice, type Reply, type Task } from '../../engine/client.ts';
import { BUSYBOX_FILES } from '../../kubelet/process/busybox-files.ts';
import { toBytes, toText } from '../../kubelet/process/bytes.ts';
import type { ContainerRun, Proc } from '../../kubelet/process/container-run.ts';
import { Kernel } from '../../kubelet/process/kernel.ts';
import { programNamed } from '../../kubelet/process/applets/index.ts';
import '../../controllers/admission/policies/install.ts';
import '../../api/schema/install.ts';
import '../../kubelet/process/applets/install.ts';
import { PROGRAM } from '../../kubelet/process/program-file.ts';
import { createSandbox, exec, startContainer, writeStdin } from '../../kubelet/process/sandbox.ts';
import { memoForLine, memoKept, type KeptShell } from '../../kubelet/process/shell/kept.ts';
import { SystemCalls } from '../../kubelet/process/system-calls.ts';
import { EMPTY_DIRECTORY, put } from '../../kubelet/process/tree.ts';
import type { DirectoryNode, ProcessHost, SandboxState, Session } from '../../kubelet/process/types.ts';
import type { Files, Io } from '../io.ts';
import { machineFiles } from './machine-files.ts';

/** Runs a program's words (without its name) on the streams and files given; ends with its exit code. */
export type Program = (argv: readonly string[], io: Io) => Task<number>;

export interface TerminalOptions {
  readonly kubectl: Program;
  /** Further programs that run as tasks, by name. */
  readonly programs?: Readonly<Record<string, Program>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The working folder at the start; made if it is not there. */
  readonly cwd?: string;
  /** Text files by path; relative ones lie in the working folder. */
  readonly files?: Readonly<Record<string, string>>;
  /** A line sees the variables, functions and working folder that the last one left. */
  readonly keepsState?: boolean;
  readonly hostname?: string;
  readonly seed?: number;
}

export interface LineStreams {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** What is typed into the line's standard input; without it there is nothing to read. */
  readonly stdin?: string;
}

const BOX = 'terminal';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A program that runs as a task beside the machine's own. */
interface Coroutine {
  readonly pid: number;
  readonly task: Task<number>;
  reply: Reply;
  blocked: { readonly handles: readonly Handle[]; readonly until: number | undefined } | undefined;
}

export class Terminal {
  private machine: SandboxState;
  private readonly image: DirectoryNode;
  private readonly env: Readonly<Record<string, string>>;
  private readonly programs: ReadonlyMap<string, Program>;
  private kept: KeptShell | undefined;

  constructor(options: TerminalOptions) {
    let image = BUSYBOX_FILES;
    this.programs = new Map([...Object.entries(options.programs ?? {}), ['kubectl', options.kubectl]]);
    for (const [name, program] of [...this.programs.keys()].map((own) => [own, own] as const).concat([['k', 'kubectl']]))
      image = put(image, `usr/local/bin/${name}`, { type: 'file', data: `${PROGRAM}${program}`, mode: 0o755 });
    const cwd = options.cwd ?? '/root';
    image = put(image, cwd, EMPTY_DIRECTORY);
    for (const [path, text] of Object.entries(options.files ?? {})) image = put(image, path.startsWith('/') ? path : `${cwd}/${path}`, { type: 'file', data: toBytes(text) });
    this.image = put(image, 'sbin/init', { type: 'file', data: `${PROGRAM}pause`, mode: 0o755 });
    this.env = { PATH, HOME: '/root', ...options.env };
    const sandbox = createSandbox({ hostname: options.hostname ?? 'terminal', seed: options.seed ?? 1 });
    const started = startContainer(sandbox, { name: BOX, argv: ['/sbin/init'], env: this.env, cwd, user: { uid: 0, gid: 0 }, image: BOX }, 0, this.host);
    if (!started.ok) throw new Error(started.error.message);
    this.machine = started.value;
    if (options.keepsState) this.kept = { cwd, env: this.env, memo: { variables: {}, functions: {}, parameters: [], options: '', status: 0, lastBackground: 0 } };
  }

  /** The working folder: of the line that ran last, where state is kept. */
  get cwd(): string {
    return this.kept?.cwd ?? this.machine.containers[BOX]!.cwd;
  }

  /** The files as a program in the working folder sees them. Changes last. */
  get files(): Files {
    return machineFiles({
      cwd: () => this.cwd,
      use: (work) => {
        const kernel = new Kernel(this.machine, 0, this.host, programNamed);
        const result = work(kernel.containers.get(BOX)!);
        this.machine = kernel.finish();
        return result;
      },
    });
  }

  private get externals(): ReadonlySet<string> {
    return new Set(this.programs.keys());
  }

  private get host(): ProcessHost {
    const { image } = this;
    return {
      image: () => image,
      tree: () => EMPTY_DIRECTORY,
      resolve: () => ({ ok: false, reason: 'not found' }),
      exchange: () => ({ result: 'unreachable', after: 0 }),
      externals: this.externals,
      flavour: 'gnu',
    };
  }

  /**
   * Runs a command line until all of its programs have ended, those in the background too; gives the shell's exit code. Ctrl+C is the
   * task's `return()`: it ends them all.
   */
  *runLine(line: string, streams: LineStreams): Task<number> {
    const start = yield* now();
    const started = exec(this.machine, BOX, ['sh', '-c', line], { stdin: streams.stdin !== undefined }, start, this.host);
    if (!started.ok) throw new Error(started.error.message);
    const { session } = started.value;
    let { state } = started.value;
    if (streams.stdin !== undefined) state = writeStdin(state, BOX, session, streams.stdin, true, start, this.host);
    const kernel = new Kernel(state, start, this.host, programNamed);
    const run = new LineRun(kernel, session, streams, this.programs);
    if (this.kept !== undefined) {
      const proc = run.leader!;
      proc.cwd = this.kept.cwd;
      proc.env = this.kept.env;
      proc.memo = memoForLine(this.kept, line, proc.pid);
    }
    try {
      return yield* run.toTheEnd();
    } finally {
      run.endAll();
      if (this.kept !== undefined && kernel.endedLeader !== undefined) this.kept = memoKept(kernel.endedLeader) ?? this.kept;
      this.machine = kernel.finish();
    }
  }
}

class LineRun {
  private readonly kernel: Kernel;
  private readonly container: ContainerRun;
  private readonly session: Session;
  private readonly streams: LineStreams;
  private readonly programs: ReadonlyMap<string, Program>;
  private readonly coroutines = new Map<number, Coroutine>();

  constructor(kernel: Kernel, session: Session, streams: LineStreams, programs: ReadonlyMap<string, Program>) {
    this.kernel = kernel;
    this.container = kernel.containers.get(BOX)!;
    this.session = session;
    this.streams = streams;
    this.programs = programs;
  }

  get leader(): Proc | undefined {
    return this.procs().find((proc) => proc.leader);
  }

  private procs(): Proc[] {
    return [...this.container.procs.values()].filter((proc) => proc.session === this.session);
  }

  *toTheEnd(): Task<number> {
    for (;;) {
      this.kernel.run(yield* now());
      this.flush();
      this.adopt();
      if (yield* this.runCoroutines()) continue;
      if (this.procs().length === 0) return this.kernel.exits.find((exit) => exit.session === this.session)?.code ?? 0;
      const waiting = [...this.coroutines.values()].map(({ blocked }) => blocked!);
      const untils = [...waiting.map(({ until }) => until), this.kernel.nextDue()].filter((until) => until !== undefined);
      const notice = yield* next(
        waiting.flatMap(({ handles }) => handles.filter((handle) => handle > 0)),
        untils.length === 0 ? undefined : Math.min(...untils),
      );
      this.deliver(notice, yield* now());
    }
  }

  private flush(): void {
    for (const { stream, text } of this.kernel.output) this.streams[stream](text);
    this.kernel.output = [];
  }

  /** Takes up programs that were started for us, and lets go of those that were ended. */
  private adopt(): void {
    for (const [pid, { task }] of this.coroutines) {
      if (this.container.procs.has(pid)) continue;
      this.coroutines.delete(pid);
      task.return(0);
    }
    for (const proc of this.procs()) {
      if (proc.wait?.for !== 'external' || this.coroutines.has(proc.pid)) continue;
      this.coroutines.set(proc.pid, { pid: proc.pid, task: this.program(proc), reply: undefined, blocked: undefined });
    }
  }

  private *program(proc: Proc): Task<number> {
    const system = new SystemCalls(this.kernel, this.container, proc);
    let input = '';
    if (readsInput(system.args)) {
      for (;;) {
        const read = system.read(0);
        if (read === 'end') break;
        if (read === 'blocked') yield { effect: 'next', handles: [INPUT] };
        else input += read.data;
      }
    }
    /** What there is to read by now: asked for by those who did not say before that they would. */
    const rest = (): string => {
      for (let read = system.read(0); typeof read !== 'string'; read = system.read(0)) input += read.data;
      return toText(input);
    };
    const io: Io = {
      stdout: (text) => this.write(system, 1, text),
      stderr: (text) => this.write(system, 2, text),
      get stdin() {
        return rest();
      },
      files: machineFiles({ cwd: () => proc.cwd, use: (work) => work(this.container) }),
      env: Object.fromEntries(Object.entries(proc.env).map(([name, value]) => [name, toText(value)])),
      shell: (commandLine) => this.shell(system, commandLine),
    };
    return yield* this.programs.get(proc.applet)!(system.args.map(toText), io);
  }

  private write(system: SystemCalls, fd: number, text: string): void {
    system.write(fd, toBytes(text));
    if (this.container.procs.get(system.proc.pid) === system.proc && system.proc.pending?.includes('PIPE')) this.container.end(system.proc, 141, 'PIPE');
    this.flush();
  }

  /** Runs a command line as a program's child, on the same streams. */
  private *shell(system: SystemCalls, commandLine: string): Task<number> {
    const pid = system.spawn(['sh', '-c', toBytes(commandLine)]);
    if (!pid.ok) return 127;
    while (this.container.procs.has(pid.value)) yield { effect: 'next', handles: [-pid.value] };
    return system.reap(pid.value) ?? 127;
  }

  /** Lets each program go on as far as it can. True: something was done. */
  private *runCoroutines(): Generator<Effect, boolean, Reply> {
    let any = false;
    for (const coroutine of [...this.coroutines.values()]) {
      if (coroutine.blocked !== undefined && !this.isLocallyReady(coroutine)) continue;
      any = true;
      coroutine.blocked = undefined;
      while (this.coroutines.get(coroutine.pid) === coroutine) {
        if (!this.container.procs.has(coroutine.pid)) {
          this.coroutines.delete(coroutine.pid);
          coroutine.task.return(0);
          break;
        }
        const { done, value } = coroutine.task.next(coroutine.reply);
        if (done) {
          this.coroutines.delete(coroutine.pid);
          const proc = this.container.procs.get(coroutine.pid);
          if (proc !== undefined) this.container.end(proc, (value as number) & 255, undefined);
        } else if ((value as Effect).effect === 'next') {
          const { handles, until } = value as Extract<Effect, { effect: 'next' }>;
          coroutine.blocked = { handles, until };
          break;
        } else coroutine.reply = yield value as Effect;
      }
    }
    return any;
  }

  /** It waits for something within the machine, which has come. */
  private isLocallyReady({ pid, blocked }: Coroutine): boolean {
    return blocked!.handles.some((handle) => {
      if (handle >= 0) return false;
      if (handle !== INPUT) return !this.container.procs.has(-handle);
      const proc = this.container.procs.get(pid);
      return proc === undefined || this.kernel.isReadable(this.container, proc.fds[0], 0);
    });
  }

  private deliver(notice: Notice, time: number): void {
    for (const coroutine of this.coroutines.values()) {
      const { blocked } = coroutine;
      if (blocked === undefined) continue;
      const mine = notice.notice === 'timeout' ? blocked.until !== undefined && blocked.until <= time : blocked.handles.includes(notice.handle);
      if (!mine) continue;
      coroutine.reply = notice;
      coroutine.blocked = undefined;
    }
  }

  /** Ends whatever still runs. */
  endAll(): void {
    for (const { task } of this.coroutines.values()) task.return(0);
    this.coroutines.clear();
    for (const proc of this.procs()) this.container.end(proc, 130, 'INT');
    this.flush();
  }
}

/** Waits for data on standard input. Handles below zero are a program's own: a child, by its pid. */
const INPUT = -0x7fff_ffff;

/** Whether kubectl's words say that it reads standard input: `-f -`, `set env … -`, `-i`. Others leave it to whom it is for. */
const readsInput = (args: readonly string[]): boolean => {
  const end = args.indexOf('--');
  return args
    .slice(0, end < 0 ? undefined : end)
    .some(
      (arg) =>
        arg === '-' ||
        /^(?:-f|--filename|-k|--patch-file|--from-file|--from-env-file)=?-$/.test(arg) ||
        /=(?:-|\/dev\/stdin)$/.test(arg) ||
        arg === '/dev/stdin' ||
        arg === '--stdin' ||
        /^-[it]*i[it]*$/.test(arg),
    );
};
