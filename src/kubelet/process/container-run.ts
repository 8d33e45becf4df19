/** One container while the kernel runs it: its tables, opened for writing. */
import { FileSystem, type FileStore } from './file-system.ts';
import { isHole, isRehearsedTime } from './holes.ts';
import type { Kernel } from './kernel.ts';
import { procNode } from './proc-files.ts';
import { SIGNALS } from './signals.ts';
import { treeSize } from './tree.ts';
import type { ContainerState, Descriptor, DirectoryNode, FileNode, Mount, Node, OpenFile, Pipe, Process, Signal } from './types.ts';

export type Proc = { -readonly [K in keyof Process]: Process[K] };

export class ContainerRun implements FileStore {
  readonly kernel: Kernel;
  readonly procs = new Map<number, Proc>();
  readonly openFiles = new Map<number, OpenFile>();
  readonly pipes = new Map<number, { -readonly [K in keyof Pipe]: Pipe[K] }>();
  cpu: ContainerState['cpu'];
  outOfMemory: boolean | undefined;
  exit: ContainerState['exit'];
  nextPid: number;
  nextSession: number;
  touched = false;
  /** Whose /proc/self it is. */
  self = 1;
  private readonly state: ContainerState;
  private nextId: number;
  private root: DirectoryNode;

  constructor(kernel: Kernel, state: ContainerState) {
    this.kernel = kernel;
    this.state = state;
    this.root = state.written;
    this.cpu = state.cpu;
    this.outOfMemory = state.outOfMemory;
    this.exit = state.exit;
    this.nextPid = state.nextPid;
    this.nextId = state.nextId;
    this.nextSession = state.nextSession;
    for (const process of Object.values(state.processes)) this.procs.set(process.pid, { ...process });
    for (const [id, file] of Object.entries(state.openFiles)) this.openFiles.set(Number(id), file);
    for (const [id, pipe] of Object.entries(state.pipes)) this.pipes.set(Number(id), { ...pipe });
  }

  get name(): string {
    return this.state.name;
  }
  get spec(): ContainerState {
    return this.state;
  }
  get memoryLimit(): number | undefined {
    return this.state.memoryLimit;
  }

  /** The instant that files written now carry. */
  get now(): number {
    return this.kernel.clock;
  }
  elapsed(since: number): number {
    if (!isRehearsedTime(since)) this.kernel.host.rehearsing?.refuse();
    return this.kernel.clock - since;
  }
  /** A time that a program looks at. */
  seenTime(time: number): number {
    if (isRehearsedTime(time)) this.kernel.host.rehearsing?.refuse();
    return time;
  }
  /** What a file shows of itself. */
  reveal(node: FileNode): FileNode {
    return { ...node, data: this.kernel.reveal(node.data) };
  }
  get readOnly(): boolean {
    return this.state.readOnly === true;
  }
  get mounts(): readonly Mount[] {
    return this.state.mounts ?? [];
  }
  get image(): DirectoryNode {
    return this.kernel.host.image(this.state.image);
  }
  get written(): DirectoryNode {
    return this.root;
  }
  set written(root: DirectoryNode) {
    this.root = root;
    this.touched = true;
  }
  volume(name: string): DirectoryNode {
    return this.kernel.volume(name);
  }
  setVolume(name: string, root: DirectoryNode): void {
    this.kernel.setVolume(name, root);
  }
  tree(key: string): DirectoryNode {
    return isHole(key) ? this.kernel.host.rehearsing!.tree(key) : this.kernel.host.tree(key);
  }
  /** Bytes of the volumes that it keeps in memory. What it only reads was put there by others, and counts for them. */
  filesInMemory(): number {
    let bytes = 0;
    const counted = new Set<string>();
    for (const { memory, from } of this.mounts) {
      if (!memory || !('volume' in from) || counted.has(from.volume)) continue;
      counted.add(from.volume);
      bytes += treeSize(this.volume(from.volume));
    }
    return bytes;
  }
  memoryLeft(): number {
    return this.kernel.inTurn ? Math.max(0, this.kernel.room(this)) : Number.POSITIVE_INFINITY;
  }
  proc(path: readonly string[]): Node | undefined {
    return procNode(this, path);
  }

  finish(): ContainerState {
    if (!this.touched) return this.state;
    const cpu = this.kernel.cpuLeft(this);
    const { cpu: _cpu, exit: _exit, outOfMemory: _outOfMemory, ...rest } = this.state;
    return {
      ...rest,
      written: this.root,
      nextPid: this.nextPid,
      nextId: this.nextId,
      nextSession: this.nextSession,
      processes: Object.fromEntries([...this.procs].map(([pid, proc]) => [pid, compact(proc)])),
      openFiles: Object.fromEntries(this.openFiles),
      pipes: Object.fromEntries([...this.pipes].map(([id, pipe]) => [id, { ...pipe }])),
      ...(this.exit === undefined ? {} : { exit: this.exit }),
      ...(cpu === undefined ? {} : { cpu }),
      ...(this.outOfMemory ? { outOfMemory: true } : {}),
    };
  }

  files(proc: Proc): FileSystem {
    this.self = proc.pid;
    return new FileSystem(this, proc.user, proc.cwd, proc.umask);
  }

  fileSize(proc: Proc, path: string): number {
    const found = this.files(proc).stat(path);
    return found.ok && found.value.type === 'file' ? found.value.data.length : -1;
  }

  /** The next free pid. */
  takePid(): number {
    const pid = this.nextPid;
    this.nextPid += 1;
    return pid;
  }

  newPipe(fed = false): number {
    const id = this.takeId();
    this.pipes.set(id, fed ? { data: '', fed } : { data: '' });
    return id;
  }

  newOpenFile(file: OpenFile): number {
    const id = this.takeId();
    this.openFiles.set(id, file);
    return id;
  }

  private takeId(): number {
    const id = this.nextId;
    this.nextId += 1;
    return id;
  }

  hasChildren(pid: number): boolean {
    for (const proc of this.procs.values()) if (proc.ppid === pid) return true;
    return false;
  }

  /** Whether some process has a descriptor of this kind and number. */
  holds(kind: Descriptor[0], id: number): boolean {
    for (const { fds } of this.procs.values()) for (const key in fds) if (fds[key]![0] === kind && fds[key]![1] === id) return true;
    return false;
  }

  hasWriter(pipe: number): boolean {
    return this.pipes.get(pipe)?.fed === true || this.holds('write', pipe);
  }

  hasReader(pipe: number): boolean {
    return this.holds('read', pipe);
  }

  /** Called after a descriptor went from a process's table: ends what nobody holds any more. */
  released(descriptor: Descriptor): void {
    const [kind, id] = descriptor;
    if (kind === 'file' && !this.holds('file', id)) this.openFiles.delete(id);
    if ((kind === 'read' || kind === 'write') && !this.holds('read', id) && !this.holds('write', id)) this.pipes.delete(id);
    this.kernel.released(descriptor);
  }

  /** Ends a process; with the first one, all. */
  end(proc: Proc, code: number, signal: Signal | undefined): void {
    this.touched = true;
    this.procs.delete(proc.pid);
    for (const descriptor of Object.values(proc.fds)) this.released(descriptor);
    for (const port of proc.listens ?? []) this.kernel.closePort(port);
    for (const child of this.procs.values()) if (child.ppid === proc.pid) child.ppid = 1;
    const parent = this.procs.get(proc.ppid);
    // Statuses that nobody asks for are forgotten in the end.
    if (parent !== undefined) parent.ended = { ...Object.fromEntries(Object.entries(parent.ended ?? {}).slice(-32)), [proc.pid]: signal === undefined ? code : -SIGNALS[signal] };
    if (proc.leader) this.kernel.endedLeader = proc;
    if (proc.leader)
      this.kernel.exits.push({
        container: this.name,
        session: proc.session,
        code,
        at: this.kernel.clock,
        ...(signal === undefined ? {} : { signal }),
        ...(this.outOfMemory && proc.pid === 1 ? { oomKilled: true } : {}),
      });
    if (proc.pid !== 1) return;
    this.exit = { code, at: this.kernel.clock, ...(signal === undefined ? {} : { signal }), ...(this.outOfMemory ? { oomKilled: true } : {}) };
    for (const other of [...this.procs.values()]) this.end(other, 137, 'KILL');
    this.pipes.clear();
    this.openFiles.clear();
  }
}

/** A process without the fields that say nothing. */
function compact(proc: Proc): Process {
  const process: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(proc)) {
    if (value === undefined || (Array.isArray(value) && value.length === 0 && (key === 'pending' || key === 'caught' || key === 'ignored' || key === 'listens'))) continue;
    process[key] = value;
  }
  return process as unknown as Process;
}
