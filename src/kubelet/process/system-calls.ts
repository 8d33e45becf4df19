/** What a running program may ask of the kernel: descriptors, files, processes, the network. */
import { err, ok, type Result } from '../../base/result.ts';
import type { ContainerRun, Proc } from './container-run.ts';
import { errorText, type Errno } from './errno.ts';
import type { FileSystem } from './file-system.ts';
import type { Kernel } from './kernel.ts';
import { programOf, type ProgramError } from './program-file.ts';
import { SIGNALS } from './signals.ts';
import type { Bytes, Descriptor, Exchange, Node, Resolution, Signal } from './types.ts';
import { MEMORY_BOUND, NOTED_FROM, OutOfMemory } from './out-of-memory.ts';

export type Read = { readonly data: Bytes } | 'end' | 'blocked';
export type Fds = Readonly<Record<number, Descriptor>>;
/** Descriptors from here on are a shell's own; programs that it starts do not get them. */
export const PRIVATE_FD = 1000;
const DEVICE_CHUNK = 16_384;
/** Bytes that may wait in a pipe at all: a program that writes more at once is killed for want of memory. */
const PIPE_LIMIT = 64 << 20;

export class SystemCalls {
  readonly kernel: Kernel;
  readonly container: ContainerRun;
  readonly proc: Proc;
  /** Without the name. */
  readonly args: readonly string[];
  /** The name it was called by. */
  readonly name: string;
  /** How it calls itself in messages. */
  private readonly label: string;

  constructor(kernel: Kernel, container: ContainerRun, proc: Proc, argv: readonly string[] = proc.argv, label?: string) {
    this.kernel = kernel;
    this.container = container;
    this.proc = proc;
    this.name = (argv[0] ?? '').split('/').at(-1) ?? '';
    this.label = label ?? this.name;
    this.args = argv.slice(1);
  }

  get now(): number {
    this.kernel.host.rehearsing?.refuse();
    return this.kernel.clock;
  }
  /** The instant `ms` milliseconds from now, to wait until: what is not looked at itself. */
  after(ms: number): number {
    return this.kernel.clock + ms;
  }
  /** Milliseconds since an instant of `after`; negative before it. */
  elapsed(since: number): number {
    return this.container.elapsed(since);
  }
  /** When a node was changed last, milliseconds since the epoch. */
  mtimeOf(node: Node): number {
    return this.container.seenTime(node.type === 'whiteout' ? 0 : (node.mtime ?? 0));
  }
  /** The environment, to hand on; its values are for `getenv` and `environ` to read. */
  get env(): Readonly<Record<string, string>> {
    return this.proc.env;
  }
  /** The whole environment, to look at. */
  environ(env: Readonly<Record<string, string>> = this.proc.env): Record<string, string> {
    return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, this.kernel.reveal(value)]));
  }
  get files(): FileSystem {
    return this.container.files(this.proc);
  }
  get gnu(): boolean {
    return this.kernel.host.flavour === 'gnu';
  }

  getenv(name: string): string | undefined {
    return Object.hasOwn(this.proc.env, name) ? this.kernel.reveal(this.proc.env[name]!) : undefined;
  }

  /** Counts work against the container's processor time. */
  charge(instructions: number): void {
    this.kernel.spent += instructions;
  }

  /**
   * Notes how many bytes the process holds. Where they are more than its container may have, or than this simulation keeps, the turn ends here and the
   * process with it.
   */
  hold(bytes: number): void {
    this.proc.memory = bytes < NOTED_FROM ? undefined : bytes;
    if (bytes > MEMORY_BOUND || this.kernel.room(this.container) < 0) throw new OutOfMemory();
  }

  random(): number {
    return this.kernel.random();
  }

  /** In [0, 256). */
  private randomBytes(count: number): Bytes {
    let bytes = '';
    for (let i = 0; i < count; i += 1) bytes += String.fromCharCode(Math.floor(this.random() * 256));
    return bytes;
  }

  read(fd: number, max = Number.POSITIVE_INFINITY): Read {
    const descriptor = this.proc.fds[fd];
    if (descriptor === undefined || max === 0) return 'end';
    switch (descriptor[0]) {
      case 'null':
      case 'out':
      case 'write':
        return 'end';
      case 'device':
        return this.readDevice(descriptor[1], Math.min(max, DEVICE_CHUNK));
      case 'file': {
        const data = this.restOfFile(descriptor[1]).slice(0, max);
        return data === '' ? 'end' : this.taken(descriptor, data);
      }
      default: {
        const { data, open } = this.buffer(descriptor);
        if (data === '') return open ? 'blocked' : 'end';
        return this.taken(descriptor, data.slice(0, max));
      }
    }
  }

  private readDevice(device: string, max: number): Read {
    if (device === 'zero' || device === 'full') {
      this.charge(max >> 9);
      return { data: '\0'.repeat(max) };
    }
    if (device === 'random') {
      const count = Math.min(max, 4096);
      this.charge(count);
      return { data: this.randomBytes(count) };
    }
    return 'end';
  }

  /** Reads up to and with the next newline; what is left of the input where it ends without one. */
  readLine(fd: number): Read {
    const descriptor = this.proc.fds[fd];
    if (descriptor === undefined) return 'end';
    const { data, open } = descriptor[0] === 'file' ? { data: this.restOfFile(descriptor[1]), open: false } : this.buffer(descriptor);
    const end = data.indexOf('\n');
    if (end < 0 && open) return 'blocked';
    const line = end < 0 ? data : data.slice(0, end + 1);
    return line === '' ? 'end' : this.taken(descriptor, line);
  }

  /** How much there is to read without waiting; see `Wait.beyond`. */
  available(fd: number): number {
    const descriptor = this.proc.fds[fd];
    return descriptor === undefined ? 0 : this.buffer(descriptor).data.length;
  }

  private restOfFile(id: number): Bytes {
    const file = this.container.openFiles.get(id);
    if (file === undefined) return '';
    const node = this.files.stat(file.path);
    return node.ok && node.value.type === 'file' ? node.value.data.slice(file.offset) : '';
  }

  private buffer(descriptor: Descriptor): { data: Bytes; open: boolean } {
    if (descriptor[0] === 'read') return { data: this.container.pipes.get(descriptor[1])?.data ?? '', open: this.container.hasWriter(descriptor[1]) };
    if (descriptor[0] !== 'client' && descriptor[0] !== 'server') return { data: '', open: false };
    const connection = this.kernel.connections.get(descriptor[1]);
    if (connection === undefined) return { data: '', open: false };
    return descriptor[0] === 'client'
      ? { data: connection.reply, open: !connection.serverClosed && !connection.replyEnded }
      : { data: connection.request, open: !connection.clientClosed && !connection.requestEnded };
  }

  private taken(descriptor: Descriptor, data: Bytes): Read {
    this.charge(data.length >> 8);
    const { length } = data;
    if (descriptor[0] === 'file') {
      const file = this.container.openFiles.get(descriptor[1])!;
      this.container.openFiles.set(descriptor[1], { ...file, offset: file.offset + length });
    } else if (descriptor[0] === 'read') {
      const pipe = this.container.pipes.get(descriptor[1])!;
      pipe.data = pipe.data.slice(length);
    } else if (descriptor[0] === 'client' || descriptor[0] === 'server') {
      const connection = this.kernel.connections.get(descriptor[1])!;
      if (descriptor[0] === 'client') connection.reply = connection.reply.slice(length);
      else connection.request = connection.request.slice(length);
    }
    return { data };
  }

  /** Where nobody reads any more the process gets PIPE, which it feels when its turn ends. */
  write(fd: number, data: Bytes): Result<undefined, Errno> {
    const descriptor = this.proc.fds[fd];
    if (descriptor === undefined) return err('EBADF');
    if (data === '') return ok(undefined);
    this.charge(1 + (data.length >> 8));
    switch (descriptor[0]) {
      case 'null':
        return ok(undefined);
      case 'device':
        return descriptor[1] === 'full' ? err('ENOSPC') : ok(undefined);
      case 'out':
        this.kernel.print(this.container.name, descriptor[1], descriptor[2], data);
        return ok(undefined);
      case 'file':
        return this.writeFile(descriptor[1], data);
      case 'write': {
        const pipe = this.container.pipes.get(descriptor[1]);
        if (pipe === undefined || !this.container.hasReader(descriptor[1])) return this.broken();
        if (pipe.data.length + data.length > PIPE_LIMIT) return this.broken();
        pipe.data += data;
        return ok(undefined);
      }
      case 'client':
      case 'server': {
        const connection = this.kernel.connections.get(descriptor[1]);
        if (connection === undefined || (descriptor[0] === 'client' ? connection.serverClosed : connection.clientClosed)) return this.broken();
        if (descriptor[0] === 'client') connection.request += data;
        else connection.reply += data;
        return ok(undefined);
      }
      case 'read':
        return err('EBADF');
    }
  }

  private broken(): Result<undefined, Errno> {
    this.proc.pending = [...(this.proc.pending ?? []), 'PIPE'];
    return ok(undefined);
  }

  private writeFile(id: number, data: Bytes): Result<undefined, Errno> {
    const file = this.container.openFiles.get(id);
    if (file === undefined) return err('EBADF');
    let end = file.offset + data.length;
    const done = this.files.write(file.path, (before) => {
      if (file.append || file.offset === before.length) {
        end = before.length + data.length;
        return before + data;
      }
      return before.slice(0, file.offset).padEnd(file.offset, '\0') + data + before.slice(file.offset + data.length);
    });
    if (!done.ok) return done;
    this.container.openFiles.set(id, { ...file, offset: end });
    return ok(undefined);
  }

  print(data: Bytes): void {
    this.write(1, data);
  }

  /** `name: text` on standard error. */
  warn(text: string): void {
    this.write(2, `${this.label}: ${text}\n`);
  }

  open(path: string, how: 'read' | 'write' | 'append' | 'update' | 'exclusive'): Result<Descriptor, Errno> {
    const through = /^\/(?:dev\/(stdin|stdout|stderr)|(?:dev|proc\/self)\/fd\/(\d+)|proc\/(\d+)\/fd\/(\d+))$/.exec(path);
    if (through !== null) {
      const owner = through[3] === undefined ? this.proc : this.container.procs.get(Number(through[3]));
      const fd = through[1] === undefined ? Number(through[2] ?? through[4]) : ['stdin', 'stdout', 'stderr'].indexOf(through[1]);
      const descriptor = owner?.fds[fd];
      return descriptor === undefined ? err('ENOENT') : ok(descriptor);
    }
    const found = this.files.find(path);
    if (!found.ok) return found;
    const { node, path: real } = found.value;
    if (node?.type === 'device') return ok(node.device === 'null' ? ['null'] : ['device', node.device]);
    if (how === 'read') {
      const data = this.files.read(path);
      if (!data.ok && data.error !== 'EISDIR') return data;
      if (!data.ok) return data;
    } else {
      const done = this.files.write(path, how === 'write' || how === 'exclusive' ? '' : (data) => data, { exclusive: how === 'exclusive' });
      if (!done.ok) return done;
    }
    return ok(['file', this.container.newOpenFile({ path: real, offset: 0, ...(how === 'append' ? { append: true } : {}) })]);
  }

  /** Puts a descriptor at a number, letting go what was there. */
  setFd(fd: number, descriptor: Descriptor | undefined): void {
    const before = this.proc.fds[fd];
    const { [fd]: _, ...others } = this.proc.fds as Record<number, Descriptor>;
    this.proc.fds = descriptor === undefined ? others : { ...others, [fd]: descriptor };
    if (before !== undefined) this.container.released(before);
  }

  /** Says that nothing more will be written to a connection. */
  shutDown(fd: number): void {
    const descriptor = this.proc.fds[fd];
    const connection = descriptor?.[0] === 'client' || descriptor?.[0] === 'server' ? this.kernel.connections.get(descriptor[1]) : undefined;
    if (connection === undefined) return;
    if (descriptor![0] === 'client') connection.requestEnded = true;
    else connection.replyEnded = true;
  }

  /** Puts a descriptor at the lowest free number from `from` on. */
  addFd(descriptor: Descriptor, from = 3): number {
    let fd = from;
    while (this.proc.fds[fd] !== undefined) fd += 1;
    this.setFd(fd, descriptor);
    return fd;
  }

  close(fd: number): void {
    this.setFd(fd, undefined);
  }

  pipe(): { readonly read: Descriptor; readonly write: Descriptor } {
    const id = this.container.newPipe();
    return { read: ['read', id], write: ['write', id] };
  }

  /** Finds what a command name means: a path as it is, a bare name along PATH. */
  lookUp(name: string, env: Readonly<Record<string, string>> = this.proc.env): Result<string, ProgramError> {
    if (name.includes('/')) {
      const found = this.files.stat(name);
      return found.ok ? ok(name) : err('not found');
    }
    let problem: ProgramError = 'not found';
    const { files } = this;
    const path = Object.hasOwn(env, 'PATH') ? this.kernel.reveal(env.PATH!) : '/sbin:/usr/sbin:/bin:/usr/bin';
    for (const folder of path.split(':')) {
      const file = `${folder === '' ? '.' : folder}/${name}`;
      const found = files.stat(file);
      if (!found.ok || found.value.type !== 'file') continue;
      if (files.permits(found.value, 1)) return ok(file);
      problem = 'permission denied';
    }
    return err(problem);
  }

  /** Starts a child that runs a command. The error is why it cannot. */
  spawn(
    argv: readonly string[],
    options: {
      readonly env?: Readonly<Record<string, string>>;
      readonly fds?: Fds;
      readonly cwd?: string;
      readonly ignored?: readonly Signal[];
      readonly seenAs?: readonly string[] | undefined;
    } = {},
  ): Result<number, ProgramError> {
    const env = options.env ?? this.proc.env;
    const file = this.lookUp(argv[0] ?? '', env);
    if (!file.ok) return file;
    const program = programOf(this.files, file.value, argv);
    if (!program.ok) return program;
    return this.fork(program.value.applet, {
      argv: program.value.argv,
      env,
      fds: options.fds ?? this.publicFds(),
      cwd: options.cwd ?? this.proc.cwd,
      ignored: options.ignored ?? this.proc.ignored,
      seenAs: options.seenAs,
    });
  }

  publicFds(): Fds {
    return Object.fromEntries(Object.entries(this.proc.fds).filter(([fd]) => Number(fd) < PRIVATE_FD));
  }

  /** Starts a child that runs an applet with a memo of its own. */
  fork(
    applet: string,
    child: {
      readonly argv: readonly string[];
      readonly env: Readonly<Record<string, string>>;
      readonly fds: Fds;
      readonly cwd: string;
      readonly ignored?: readonly Signal[] | undefined;
      readonly seenAs?: readonly string[] | undefined;
      readonly memo?: unknown;
    },
  ): Result<number, ProgramError> {
    const { session, user, umask } = this.proc;
    const pid = this.container.takePid();
    const proc = this.kernel.start(this.container, {
      pid,
      ppid: this.proc.pid,
      session,
      user,
      applet,
      argv: child.argv,
      env: child.env,
      fds: child.fds,
      cwd: child.cwd,
      ...(umask === undefined ? {} : { umask }),
      ...(child.ignored === undefined ? {} : { ignored: child.ignored }),
      ...(child.seenAs === undefined ? {} : { seenAs: child.seenAs }),
      ...(child.memo === undefined ? {} : { memo: child.memo }),
    });
    return proc === undefined ? err('too many processes') : ok(pid);
  }

  /** Becomes another program. */
  exec(argv: readonly string[], env: Readonly<Record<string, string>> = this.proc.env, seenAs?: readonly string[]): Result<undefined, ProgramError> {
    const file = this.lookUp(argv[0] ?? '', env);
    if (!file.ok) return file;
    const program = programOf(this.files, file.value, argv);
    if (!program.ok) return program;
    Object.assign(this.proc, { applet: program.value.applet, argv: program.value.argv, env, memo: undefined, caught: undefined, seenAs });
    for (const fd of Object.keys(this.proc.fds)) if (Number(fd) >= PRIVATE_FD) this.close(Number(fd));
    return ok(undefined);
  }

  /** How a child ended that has; without forgetting it. */
  endOf(pid: number): { readonly code: number; readonly signal?: Signal } | undefined {
    const status = this.proc.ended?.[pid];
    if (status === undefined) return undefined;
    if (status >= 0) return { code: status };
    const signal = (Object.keys(SIGNALS) as Signal[]).find((name) => SIGNALS[name] === -status);
    return { code: 128 - status, ...(signal === undefined ? {} : { signal }) };
  }

  /** How a child ended, which is thereby forgotten. */
  reapEnd(pid: number): ReturnType<SystemCalls['endOf']> {
    const end = this.endOf(pid);
    if (end === undefined) return undefined;
    const { [pid]: _, ...others } = this.proc.ended as Record<number, number>;
    this.proc.ended = Object.keys(others).length === 0 ? undefined : others;
    return end;
  }

  reap(pid: number): number | undefined {
    return this.reapEnd(pid)?.code;
  }

  kill(pid: number, signal: Signal): Result<undefined, Errno> {
    const target = this.container.procs.get(pid);
    if (target === undefined) return err('ESRCH');
    if (this.proc.user.uid !== 0 && target.user.uid !== this.proc.user.uid) return err('EPERM');
    this.kernel.signal(this.container, target, signal, false);
    return ok(undefined);
  }

  listen(port: number): Result<undefined, Errno> {
    if (this.kernel.listener(port) !== undefined) return err('EADDRINUSE');
    this.proc.listens = [...(this.proc.listens ?? []), port];
    return ok(undefined);
  }

  stopListening(port: number): void {
    this.proc.listens = this.proc.listens?.filter((other) => other !== port);
    this.kernel.closePort(port);
  }

  /** A connection that waits at a port. */
  accept(port: number): Descriptor | undefined {
    const id = this.kernel.accept(port);
    return id === undefined ? undefined : ['server', id];
  }

  /** An address that means this sandbox itself. */
  isLocal(address: string): boolean {
    return address.startsWith('127.') || address === '::1' || address === '0.0.0.0' || (address !== '' && address === this.kernel.ip);
  }

  connect(port: number): Result<Descriptor, Errno> {
    const id = this.kernel.connect(port);
    return id === undefined ? err('ECONNREFUSED') : ok(['client', id]);
  }

  exchange(address: string, port: number, data: Bytes | undefined): Exchange {
    return this.kernel.host.exchange(address, port, data, this.now);
  }

  resolve(name: string): Resolution {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(name) || name.includes(':')) return { ok: true, addresses: [name] };
    const hosts = this.files.read('/etc/hosts');
    for (const line of hosts.ok ? hosts.value.split('\n') : []) {
      const [address, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
      if (address !== undefined && !address.includes(':') && names.includes(name)) return { ok: true, addresses: [address], name };
    }
    if (name === 'localhost') return { ok: true, addresses: ['127.0.0.1'], name };
    if (name === this.kernel.hostname && this.kernel.ip !== '') return { ok: true, addresses: [this.kernel.ip], name };
    return this.kernel.host.resolve(name);
  }
}

export { errorText };
