/**
 * A pod's processes as plain data: the sandbox that its containers share (network, volumes), each container's files and processes.
 *
 * Everything here is immutable JSON. Functions of `sandbox.ts` take a state and give the next one; what did not change is shared. Times are
 * virtual, milliseconds since the epoch.
 */

import type { Rehearsing } from './holes.ts';

/** Bytes, one character (0 to 255) each. Plain ASCII text reads as itself; see `bytes.ts` for the rest. */
export type Bytes = string;

/** Left out where they are the usual: mode 0644 (files) or 0755 (folders), owner 0, modified at the epoch. */
interface Inode {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtime?: number;
}
export interface FileNode extends Inode {
  readonly type: 'file';
  readonly data: Bytes;
}
export interface DirectoryNode extends Inode {
  readonly type: 'directory';
  /** By name; read own properties only. */
  readonly entries: { readonly [name: string]: Node };
  /** In a written layer: hides what the layer below has at this place. */
  readonly opaque?: boolean;
}
export interface LinkNode extends Inode {
  readonly type: 'link';
  readonly target: string;
}
export interface DeviceNode extends Inode {
  readonly type: 'device';
  readonly device: 'null' | 'zero' | 'full' | 'random' | 'tty' | 'stdout' | 'stderr' | 'stdin';
}
/** In a written layer: the name was removed. */
export interface WhiteoutNode {
  readonly type: 'whiteout';
}
export type Node = FileNode | DirectoryNode | LinkNode | DeviceNode | WhiteoutNode;

/** Puts a volume (or a part of it, which may be one file) at a path of a container. */
export interface Mount {
  readonly path: string;
  /** A writable volume of the sandbox (`SandboxState.volumes`), or a read-only tree that the host knows by this key. */
  readonly from: { readonly volume: string } | { readonly tree: string };
  readonly subPath?: string;
  readonly readOnly?: boolean;
  /** Kept in memory (tmpfs), of at most `size` bytes where that is given. */
  readonly memory?: boolean;
  readonly size?: number;
}

export interface User {
  readonly uid: number;
  readonly gid: number;
  readonly groups?: readonly number[];
}

export type Signal = 'HUP' | 'INT' | 'QUIT' | 'ABRT' | 'KILL' | 'USR1' | 'SEGV' | 'USR2' | 'PIPE' | 'ALRM' | 'TERM' | 'CHLD' | 'CONT' | 'STOP' | 'TSTP' | 'WINCH';

/** What `startContainer` takes. */
export interface ContainerSpec {
  readonly name: string;
  /** The whole command line: entrypoint (or `command`) and arguments, `$(VAR)` expanded. */
  readonly argv: readonly string[];
  /** As the process gets it, in order: the image's, then the container's. PATH and HOSTNAME included. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: User;
  /** The key under which the host knows the image's files. */
  readonly image: string;
  readonly mounts?: readonly Mount[];
  /** Text files written over the image's: `/etc/hosts`, `/etc/hostname`, `/etc/resolv.conf`. */
  readonly files?: Readonly<Record<string, string>>;
  readonly readOnlyRootFilesystem?: boolean;
  /** Keeps standard input open (fed by `writeStdin`); otherwise it is /dev/null. */
  readonly stdin?: boolean;
  /** Memory limit in bytes; a program that needs more is OOM-killed. */
  readonly memoryLimit?: number;
  /** Its processes live in a process namespace that is not their own: the first of them is no init, and signals end it as any other. */
  readonly sharesProcesses?: boolean;
}

/** Why the runtime could not start a process. */
export interface StartError {
  /** The runtime's text: `failed to create containerd task: … exec: "x": executable file not found in $PATH: unknown`. */
  readonly message: string;
  /** What the kubelet puts into the terminated state: 128 (containers), or 126/127 as kubectl exec gives it. */
  readonly exitCode: number;
  readonly reason: 'StartError';
}

export interface Exit {
  /** 0 to 255; 128 + the signal's number where a signal ended it. */
  readonly code: number;
  readonly signal?: Signal;
  readonly oomKilled?: boolean;
  readonly at: number;
}

/** Numbers a container's sessions: 1 is the container's own command, each exec gets the next. */
export type Session = number;

export interface Output {
  readonly at: number;
  readonly container: string;
  readonly session: Session;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}
/** The first process of a session ended: session 1 ends the container with all its processes, another one an exec. */
export interface SessionExit extends Exit {
  readonly container: string;
  readonly session: Session;
}
export interface Advance {
  readonly state: SandboxState;
  readonly output: readonly Output[];
  readonly exits: readonly SessionExit[];
}

export interface SandboxState {
  readonly hostname: string;
  /** Empty until the pod has one. */
  readonly ip: string;
  /** Writable volumes that containers share, by volume name. */
  readonly volumes: { readonly [name: string]: DirectoryNode };
  readonly containers: { readonly [name: string]: ContainerState };
  /** Open connections between processes of this sandbox. */
  readonly connections: { readonly [id: string]: Connection };
  readonly nextConnection: number;
  /** State of the generator behind $RANDOM and /dev/urandom. */
  readonly random: number;
}

export interface ContainerState {
  readonly name: string;
  readonly image: string;
  readonly startedAt: number;
  readonly mounts?: readonly Mount[];
  readonly readOnly?: boolean;
  readonly memoryLimit?: number;
  readonly sharesProcesses?: boolean;
  /** What was written over the image's files. */
  readonly written: DirectoryNode;
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: User;
  readonly nextPid: number;
  readonly nextId: number;
  readonly nextSession: Session;
  /** By pid. Empty once the container ended. */
  readonly processes: { readonly [pid: string]: Process };
  readonly openFiles: { readonly [id: string]: OpenFile };
  readonly pipes: { readonly [id: string]: Pipe };
  /** Set when the container's first process ended. */
  readonly exit?: Exit;
  /** Processor time left at an instant, in instructions; absent: all that a container may have saved up. */
  readonly cpu?: { readonly credit: number; readonly at: number };
  /** A process was killed for want of memory. */
  readonly outOfMemory?: boolean;
}

export interface Pipe {
  readonly data: Bytes;
  /** Kept open from outside (a session's standard input). */
  readonly fed?: boolean;
}
export interface OpenFile {
  readonly path: string;
  readonly offset: number;
  readonly append?: boolean;
}
export interface Connection {
  readonly port: number;
  readonly accepted?: boolean;
  readonly request: Bytes;
  readonly reply: Bytes;
  /** No more comes from this side, though it still listens. */
  readonly requestEnded?: boolean;
  readonly replyEnded?: boolean;
  readonly clientClosed?: boolean;
  readonly serverClosed?: boolean;
}

/** `out:3:stdout`-like descriptors are small arrays to keep a state small: kind and number. */
export type Descriptor =
  | readonly ['null']
  | readonly ['device', DeviceNode['device']]
  | readonly ['out', Session, 'stdout' | 'stderr']
  /** An entry of `openFiles`. */
  | readonly ['file', number]
  /** An end of a pipe: an entry of `pipes`. */
  | readonly ['read', number]
  | readonly ['write', number]
  /** An entry of the sandbox's connections. */
  | readonly ['client', number]
  | readonly ['server', number];

/** What a process waits for. */
export type Wait =
  | { readonly for: 'time'; readonly until: number }
  /** Data on a descriptor: more than `beyond` bytes of it (default 0), or its end. */
  | { readonly for: 'read'; readonly fd: number; readonly beyond?: number; readonly until?: number }
  /** Room in a pipe that it writes to. */
  | { readonly for: 'write' }
  /** The end of a child: this one, or any where 0. */
  | { readonly for: 'child'; readonly pid: number; readonly until?: number }
  | { readonly for: 'connection'; readonly port: number }
  /** A file that grows over `size` (seen at the next whole second since `since`). */
  | { readonly for: 'file'; readonly path: string; readonly size: number; readonly since: number }
  /** A program outside (`external`) to end. */
  | { readonly for: 'external' }
  | { readonly for: 'ever' };

export interface Process {
  readonly pid: number;
  readonly ppid: number;
  readonly session: Session;
  readonly argv: readonly string[];
  /** The command line that others see where that is not `argv`: a shell's, which became one of its own programs without a new start. */
  readonly seenAs?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user: User;
  readonly umask?: number;
  readonly startedAt: number;
  /** By file descriptor number. */
  readonly fds: { readonly [fd: string]: Descriptor };
  readonly wait?: Wait;
  /** Signals that arrived and were not acted upon yet. */
  readonly pending?: readonly Signal[];
  readonly ignored?: readonly Signal[];
  readonly caught?: readonly Signal[];
  /** The first process of its session. */
  readonly leader?: boolean;
  readonly stopped?: boolean;
  /** Ended children that nobody waited for yet: pid to exit status, or to minus the signal that ended it. */
  readonly ended?: { readonly [pid: string]: number };
  readonly memory?: number;
  /** Ports it listens on. */
  readonly listens?: readonly number[];
  /** The applet that runs (its name in the registry) and what it keeps between steps. */
  readonly applet: string;
  readonly memo?: unknown;
}

/** What the processes of a sandbox see of the world outside. Pure: same arguments and same world, same answer. */
export interface ProcessHost {
  /** Set while a start is rehearsed. */
  readonly rehearsing?: Rehearsing;
  /** The files of an image. */
  image(key: string): DirectoryNode;
  /** A read-only tree (a ConfigMap's, a Secret's, a projected volume's). */
  tree(key: string): DirectoryNode;
  /** Looks a host name up that `/etc/hosts` does not have. */
  resolve(name: string): Resolution;
  /** The name of an address, where the name server knows one. */
  reverse?(address: string): string | undefined;
  /** Connects to an address outside the sandbox, sends `data` if given, and takes what comes back until the other side closes. */
  exchange(address: string, port: number, data: Bytes | undefined, now: number): Exchange;
  /** Names of programs that the host runs itself (kubectl in the terminal). Such a process waits `for: 'external'` until `endExternal`. */
  readonly externals?: ReadonlySet<string>;
  /** Whose error texts: busybox (the default), or GNU tools with dash. */
  readonly flavour?: 'busybox' | 'gnu';
}
export type Resolution =
  | { readonly ok: true; readonly addresses: readonly string[]; readonly name?: string; /** The name that it stands for. */ readonly canonical?: string }
  | { readonly ok: false; readonly reason: 'not found' | 'timeout' };
export type Exchange =
  /** Accepted; `reply` came `after` milliseconds. */
  { readonly result: 'reply'; readonly after: number; readonly reply: Bytes } | { readonly result: 'refused' | 'unreachable' | 'timeout' | 'reset'; readonly after: number };

export interface Listener {
  readonly container: string;
  readonly pid: number;
  readonly port: number;
}
export type HttpAnswer =
  | {
      readonly result: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
      readonly state: SandboxState;
      readonly output: readonly Output[];
      readonly exits: readonly SessionExit[];
    }
  | { readonly result: 'refused' | 'timeout' | 'malformed'; readonly state: SandboxState; readonly output: readonly Output[]; readonly exits: readonly SessionExit[] };
