/**
 * The container runtime's surface: what a kubelet calls. Every function takes a sandbox's state and gives the next one.
 *
 * A call only changes who runs when; `advance` is what runs them. Processes started or signalled at `now` run when `advance` reaches `now`.
 */
import { err, ok, type Result } from '../../base/result.ts';
import { formatRequest, parseReply, parseRequest } from './applets/http.ts';
import { toBytes, toText } from './bytes.ts';
import { FileSystem } from './file-system.ts';
import { isHole } from './holes.ts';
import { Kernel } from './kernel.ts';
import { programOf, type ProgramError } from './program-file.ts';
import { programs } from './programs.ts';
import { SystemCalls } from './system-calls.ts';
import { put } from './tree.ts';
import type {
  Advance,
  Bytes,
  ContainerSpec,
  ContainerState,
  Descriptor,
  DirectoryNode,
  FileNode,
  HttpAnswer,
  Listener,
  Output,
  ProcessHost,
  SandboxState,
  Session,
  SessionExit,
  Signal,
  StartError,
} from './types.ts';

export type * from './types.ts';

/** A sandbox without containers. `volumes`: the writable ones, by name; a new emptyDir is an empty folder. */
export function createSandbox(options: { readonly hostname: string; readonly ip?: string; readonly seed: number; readonly volumes?: SandboxState['volumes'] }): SandboxState {
  return { hostname: options.hostname, ip: options.ip ?? '', volumes: options.volumes ?? {}, containers: {}, connections: {}, nextConnection: 1, random: options.seed >>> 0 };
}

/** The same sandbox with another address or other volumes. */
export const withAddress = (state: SandboxState, ip: string): SandboxState => ({ ...state, ip });
export const withVolume = (state: SandboxState, name: string, root: DirectoryNode): SandboxState => ({ ...state, volumes: { ...state.volumes, [name]: root } });

const RUNC = 'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ';

/** runc's text for a command that cannot be started (upstream: opencontainers/runc `libcontainer/init_linux.go`, Go's os/exec). */
function startProblem(command: string, error: ProgramError): string {
  if (error === 'not found' && !command.includes('/')) return `exec: ${JSON.stringify(command)}: executable file not found in $PATH`;
  if (error === 'not found') return `exec: ${JSON.stringify(command)}: stat ${command}: no such file or directory`;
  if (error === 'is a directory') return `exec: ${JSON.stringify(command)}: is a directory`;
  if (error === 'exec format error') return `exec ${command}: exec format error`;
  return `exec: ${JSON.stringify(command)}: permission denied`;
}

/** A hole stays one. */
const givenBytes = (text: string): Bytes => (isHole(text) ? text : toBytes(text));
const bytesOf = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [toBytes(name), givenBytes(value)]));

/**
 * Makes a container and its first process; a container of that name is replaced. The error is what containerd reports where the command is not
 * to be found or run: the kubelet puts it into the terminated state with reason StartError and exit code 128.
 */
export function startContainer(state: SandboxState, spec: ContainerSpec, now: number, host: ProcessHost): Result<SandboxState, StartError> {
  let written: DirectoryNode = { type: 'directory', entries: {}, mtime: now };
  // The termination log is for everybody to write.
  for (const [path, text] of Object.entries(spec.files ?? {}))
    written = put(written, path, { type: 'file', data: givenBytes(text), ...(path.startsWith('/dev/') ? { mode: 0o666 } : {}) });
  const env = bytesOf(spec.env);
  const container: ContainerState = {
    name: spec.name,
    image: spec.image,
    startedAt: now,
    written,
    env,
    cwd: spec.cwd,
    user: spec.user,
    nextPid: 1,
    nextId: 1,
    nextSession: 2,
    processes: {},
    openFiles: {},
    pipes: {},
    ...(spec.mounts === undefined || spec.mounts.length === 0
      ? {}
      : {
          mounts: spec.mounts.map((mount) => ({
            ...mount,
            path: `/${mount.path
              .split('/')
              .filter((part) => part !== '')
              .join('/')}`,
          })),
        }),
    ...(spec.readOnlyRootFilesystem ? { readOnly: true } : {}),
    ...(spec.memoryLimit === undefined ? {} : { memoryLimit: spec.memoryLimit }),
    ...(spec.sharesProcesses ? { sharesProcesses: true } : {}),
  };
  const kernel = kernelOf({ ...state, containers: { ...state.containers, [spec.name]: container } }, now, host);
  // The runtime makes the working folder where the image has none.
  const run = kernel.containers.get(spec.name)!;
  const root = new FileSystem(run, { uid: 0, gid: 0 }, '/');
  if (!root.exists(spec.cwd) && !run.readOnly)
    for (const [i] of spec.cwd.split('/').entries())
      root.mkdir(
        spec.cwd
          .split('/')
          .slice(0, i + 1)
          .join('/') || '/',
      );
  const started = startSession(kernel, spec.name, spec.argv, { env, session: 1, stdin: spec.stdin === true }, now);
  return started.ok ? ok(kernel.finish()) : err({ message: `${RUNC}${started.error}: unknown`, exitCode: 128, reason: 'StartError' });
}

/** Starts a command in a running container as `kubectl exec` and probes do. `stdin`: keeps standard input open for `writeStdin`. */
export function exec(
  state: SandboxState,
  container: string,
  argv: readonly string[],
  options: { readonly env?: Readonly<Record<string, string>>; readonly stdin?: boolean },
  now: number,
  host: ProcessHost,
): Result<{ readonly state: SandboxState; readonly session: Session }, StartError> {
  const kernel = kernelOf(state, now, host);
  const run = kernel.containers.get(container);
  if (run === undefined || run.procs.size === 0) return err({ message: `container not found ("${container}")`, exitCode: 1, reason: 'StartError' });
  const session = run.nextSession;
  const started = startSession(kernel, container, argv, { env: { ...run.spec.env, ...bytesOf(options.env ?? {}) }, session, stdin: options.stdin === true }, now);
  if (!started.ok)
    return err({
      message: `failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${started.error}: unknown`,
      exitCode: started.code,
      reason: 'StartError',
    });
  run.nextSession = session + 1;
  return ok({ state: kernel.finish(), session });
}

/** Numbers that the runtime's own threads use up between a process of its making and the next. */
const RUNTIME_THREADS = 5;

function startSession(
  kernel: Kernel,
  name: string,
  given: readonly string[],
  options: { readonly env: Readonly<Record<string, string>>; readonly session: Session; readonly stdin: boolean },
  now: number,
): { readonly ok: true } | { readonly ok: false; readonly error: string; readonly code: number } {
  const container = kernel.containers.get(name)!;
  const { cwd, user } = container.spec;
  const argv = given.map(toBytes);
  const [command] = argv;
  if (command === undefined) return { ok: false, error: 'exec: no command', code: 128 };
  const stdin: Descriptor = options.stdin ? ['read', container.newPipe(true)] : ['null'];
  const pid = container.takePid();
  container.nextPid += RUNTIME_THREADS;
  const { session } = options;
  const files = new FileSystem(container, { uid: 0, gid: 0 }, '/');
  const env = Object.hasOwn(options.env, 'HOME') ? options.env : { ...options.env, HOME: homeOf(files, user.uid) };
  const proc = {
    pid,
    ppid: 0,
    session,
    leader: true,
    argv,
    env,
    cwd,
    user,
    fds: { 0: stdin, 1: ['out', session, 'stdout'], 2: ['out', session, 'stderr'] } as const,
    startedAt: now,
    applet: '',
    wait: { for: 'time', until: now } as const,
  };
  const system = new SystemCalls(kernel, container, { ...proc });
  const file = system.lookUp(command);
  const program = file.ok ? programOf(system.files, file.value, argv) : file;
  if (!program.ok) return { ok: false, error: startProblem(toText(command), program.error), code: program.error === 'not found' ? 127 : 126 };
  container.procs.set(pid, { ...proc, argv: program.value.argv, applet: program.value.applet });
  container.touched = true;
  return { ok: true };
}

/** runc's HOME: the user's in /etc/passwd, else the root folder. */
function homeOf(files: FileSystem, uid: number): string {
  const passwd = files.read('/etc/passwd');
  return (
    (passwd.ok
      ? passwd.value
          .split('\n')
          .map((line) => line.split(':'))
          .find((fields) => fields[2] === String(uid))?.[5]
      : undefined) ?? '/'
  );
}

const kernelOf = (state: SandboxState, now: number, host: ProcessHost): Kernel => new Kernel(state, now, host, programs().named);

/** Runs everything that is due at or before `now`, until all processes wait. Output and exits carry the instant at which they happened. */
export function advance(state: SandboxState, now: number, host: ProcessHost): Advance {
  const kernel = kernelOf(state, earliest(state, now), host);
  kernel.run(now);
  return { state: kernel.finish(), output: kernel.output, exits: kernel.exits };
}

/** Where the clock of a sandbox stands at the latest: time does not go back for what was due before. */
function earliest(state: SandboxState, now: number): number {
  let clock = now;
  for (const container of Object.values(state.containers)) {
    for (const { wait } of Object.values(container.processes)) {
      const at = wait === undefined ? container.cpu?.at : 'until' in wait ? wait.until : wait.for === 'file' ? undefined : undefined;
      if (at !== undefined) clock = Math.min(clock, at);
    }
  }
  return clock;
}

/** What `nextWake` gives, where it can be told at a glance: when nobody waits for anything but time, another's end or a caller. */
export function quietUntil(state: SandboxState): number | undefined | 'unclear' {
  let due: number | undefined;
  for (const name in state.containers) {
    const { processes } = state.containers[name]!;
    for (const pid in processes) {
      const { wait, stopped } = processes[pid]!;
      if (stopped || wait?.for === 'ever' || wait?.for === 'external') continue;
      if (wait?.for === 'time') due = due === undefined ? wait.until : Math.min(due, wait.until);
      else if (wait?.for === 'child' && wait.until === undefined && Object.hasOwn(processes, wait.pid)) continue;
      else if (wait?.for === 'connection') {
        for (const _ in state.connections) return 'unclear';
      } else return 'unclear';
    }
  }
  return due;
}

/** When `advance` has something to do next, if nothing comes from outside. */
export function nextWake(state: SandboxState, now: number, host: ProcessHost): number | undefined {
  return kernelOf(state, now, host).nextDue();
}

/** Sends a signal to a session's first process, from outside the container: KILL reaches process 1 too. KILL to session 1 ends the container. */
export function signal(state: SandboxState, container: string, session: Session, name: Signal, now: number, host: ProcessHost): Advance {
  const kernel = kernelOf(state, now, host);
  const run = kernel.containers.get(container);
  const proc = [...(run?.procs.values() ?? [])].find((candidate) => candidate.leader && candidate.session === session);
  if (run !== undefined && proc !== undefined) {
    kernel.signal(run, proc, name, true);
    kernel.run(now);
  }
  return { state: kernel.finish(), output: kernel.output, exits: kernel.exits };
}

/** Ends a container at once with a code of the caller's (a node that went away, memory that ran out). */
export function killContainer(state: SandboxState, container: string, how: { readonly oom?: boolean }, now: number, host: ProcessHost): Advance {
  const kernel = kernelOf(state, now, host);
  const run = kernel.containers.get(container);
  const first = run?.procs.get(1);
  if (run !== undefined && first !== undefined) {
    if (how.oom) run.outOfMemory = true;
    run.end(first, 137, 'KILL');
  }
  return { state: kernel.finish(), output: kernel.output, exits: kernel.exits };
}

/** Feeds a session's standard input; `end` closes it. */
export function writeStdin(state: SandboxState, container: string, session: Session, text: string, end: boolean, now: number, host: ProcessHost): SandboxState {
  const kernel = kernelOf(state, now, host);
  const run = kernel.containers.get(container);
  const proc = [...(run?.procs.values() ?? [])].find((candidate) => candidate.leader && candidate.session === session);
  const descriptor = proc?.fds[0];
  const pipe = descriptor?.[0] === 'read' ? run!.pipes.get(descriptor[1]) : undefined;
  if (run === undefined || pipe === undefined) return state;
  pipe.data += toBytes(text);
  if (end) delete pipe.fed;
  run.touched = true;
  return kernel.finish();
}

/** Forgets a container: its files and its processes. */
export function removeContainer(state: SandboxState, container: string): SandboxState {
  const { [container]: _, ...containers } = state.containers;
  return { ...state, containers };
}

/** Who listens on which port of the sandbox. */
export function listeners(state: SandboxState): readonly Listener[] {
  return Object.values(state.containers).flatMap((container) =>
    Object.values(container.processes).flatMap((process) => (process.listens ?? []).map((port) => ({ container: container.name, pid: process.pid, port }))),
  );
}

export interface Conversation extends Advance {
  readonly result: 'reply' | 'refused' | 'timeout';
  readonly reply: Bytes;
}

/**
 * Connects to a port from outside the sandbox, sends `data`, closes its side, and takes what has come back when all processes wait again.
 * `timeout`: the server neither answered nor closed.
 */
export function connect(state: SandboxState, port: number, data: Bytes, now: number, host: ProcessHost): Conversation {
  const kernel = kernelOf(state, now, host);
  const id = kernel.connect(port);
  if (id === undefined) return { state, output: [], exits: [], result: 'refused', reply: '' };
  const connection = kernel.connections.get(id)!;
  connection.request = data;
  connection.requestEnded = true;
  kernel.run(now);
  const { reply, serverClosed } = connection;
  const answered = serverClosed === true || reply !== '';
  kernel.connections.delete(id);
  return { state: kernel.finish(), output: kernel.output, exits: kernel.exits, result: answered ? 'reply' : 'timeout', reply };
}

/** An HTTP GET from outside: a probe, a lifecycle hook, another pod. A static file server that waits for work is asked without running it. */
export function httpGet(
  state: SandboxState,
  request: { readonly port: number; readonly path: string; readonly host?: string; readonly headers?: Readonly<Record<string, string>> },
  now: number,
  host: ProcessHost,
): HttpAnswer {
  const quick = staticAnswer(state, request.port, request.path, now, host);
  const conversation: Conversation =
    quick === undefined
      ? connect(
          state,
          request.port,
          formatRequest('GET', request.host ?? state.ip, request.path, { 'User-Agent': 'kube-probe/1.34', Accept: '*/*', ...request.headers }, ''),
          now,
          host,
        )
      : { state, output: [], exits: [], result: 'reply', reply: quick };
  const { state: next, output, exits, result } = conversation;
  if (result !== 'reply') return { result, state: next, output, exits };
  const reply = parseReply(conversation.reply);
  if (reply === undefined) return { result: 'malformed', state: next, output, exits };
  return { result: 'answer', status: reply.status, headers: reply.headers, body: toText(reply.body), state: next, output, exits };
}

function staticAnswer(state: SandboxState, port: number, path: string, now: number, host: ProcessHost): Bytes | undefined {
  const listener = listeners(state).find((candidate) => candidate.port === port);
  const process = listener === undefined ? undefined : state.containers[listener.container]!.processes[listener.pid];
  const memo = process?.memo as { readonly home?: string; readonly open?: readonly unknown[] } | undefined;
  if (listener === undefined || process?.applet !== 'httpd' || process.wait?.for !== 'connection' || process.stopped || memo?.home === undefined) return undefined;
  const kernel = kernelOf(state, now, host);
  const run = kernel.containers.get(listener.container)!;
  return programs().serve(new SystemCalls(kernel, run, run.procs.get(listener.pid)!), memo.home, 'GET', path);
}

/** What another sandbox's request (as bytes) is about, for those who route by it. */
export const requestOf = (data: Bytes): ReturnType<typeof parseRequest> => parseRequest(data);

/** Reads a file of a running container (`kubectl cp`, termination messages); bytes. `undefined`: there is none. */
export function readFile(state: SandboxState, container: string, path: string, host: ProcessHost): FileNode | undefined {
  const kernel = kernelOf(state, 0, host);
  const run = kernel.containers.get(container);
  const node = run === undefined ? undefined : new FileSystem(run, { uid: 0, gid: 0 }, '/').stat(path);
  return node?.ok && node.value.type === 'file' ? node.value : undefined;
}

/** Joins the text of one stream of one session. */
export const textOf = (output: readonly Output[], container: string, session: Session, stream?: Output['stream']): string =>
  output
    .filter((chunk) => chunk.container === container && chunk.session === session && (stream === undefined || chunk.stream === stream))
    .map((chunk) => chunk.text)
    .join('');
export const exitOf = (exits: readonly SessionExit[], container: string, session: Session): SessionExit | undefined =>
  exits.find((exit) => exit.container === container && exit.session === session);
