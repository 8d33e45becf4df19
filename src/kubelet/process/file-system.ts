/** The files of one container as one of its processes sees them: paths, links, mounts and permissions over the layered trees. */
import { err, ok, type Result } from '../../base/result.ts';
import type { Errno } from './errno.ts';
import { isHole } from './holes.ts';
import { OutOfMemory } from './out-of-memory.ts';
import { namesAt, nodeAt, treeSize, withNode, EMPTY_DIRECTORY, type Layers } from './tree.ts';
import type { Bytes, DirectoryNode, FileNode, Mount, Node, User } from './types.ts';

/** Where the trees of a container live. */
export interface FileStore {
  readonly now: number;
  readonly readOnly: boolean;
  readonly mounts: readonly Mount[];
  readonly image: DirectoryNode;
  written: DirectoryNode;
  volume(name: string): DirectoryNode;
  setVolume(name: string, root: DirectoryNode): void;
  tree(key: string): DirectoryNode;
  /** Tells that a program looks at a time. */
  seenTime(time: number): number;
  /** What a file shows whose data is a hole. */
  reveal(node: FileNode): FileNode;
  /** Bytes that what is kept in memory may still grow by; beyond them the process that writes is ended. */
  memoryLeft(): number;
  /** The node at a path below /proc. */
  proc(path: readonly string[]): Node | undefined;
}

export const DEV: DirectoryNode = {
  type: 'directory',
  entries: {
    null: { type: 'device', device: 'null', mode: 0o666 },
    zero: { type: 'device', device: 'zero', mode: 0o666 },
    full: { type: 'device', device: 'full', mode: 0o666 },
    random: { type: 'device', device: 'random', mode: 0o666 },
    urandom: { type: 'device', device: 'random', mode: 0o666 },
    tty: { type: 'device', device: 'tty', mode: 0o666 },
    fd: { type: 'link', target: '/proc/self/fd' },
    stdin: { type: 'device', device: 'stdin', mode: 0o666 },
    stdout: { type: 'device', device: 'stdout', mode: 0o666 },
    stderr: { type: 'device', device: 'stderr', mode: 0o666 },
    shm: { type: 'directory', entries: {}, mode: 0o1777 },
    pts: EMPTY_DIRECTORY,
    mqueue: { type: 'directory', entries: {}, mode: 0o1777 },
  },
};

/** Bytes that one file may have. */
const FILE_LIMIT = 64 << 20;
const MAX_LINKS = 40;

export const modeOf = (node: Node): number => (node.type === 'whiteout' ? 0 : (node.mode ?? (node.type === 'directory' ? 0o755 : node.type === 'link' ? 0o777 : 0o644)));
export const splitPath = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');
export const joinPath = (parts: readonly string[]): string => `/${parts.join('/')}`;

/** Whether `user` may read (4), write (2) or execute (1) what `node` is. */
export function permits(node: Node, user: User, want: 4 | 2 | 1): boolean {
  if (node.type === 'whiteout') return false;
  const mode = modeOf(node);
  if (user.uid === 0) return want !== 1 || node.type === 'directory' || (mode & 0o111) !== 0;
  const group = node.gid ?? 0;
  const shift = (node.uid ?? 0) === user.uid ? 6 : group === user.gid || (user.groups?.includes(group) ?? false) ? 3 : 0;
  return ((mode >> shift) & want) !== 0;
}

export interface Found {
  /** Without links, `.` and `..`. */
  readonly path: string;
  /** `undefined`: the folder that would hold it exists, it does not. */
  readonly node: Node | undefined;
}

/** The parts of mounts' paths: the same few again and again. */
const mountParts = new Map<string, readonly string[]>();
function partsOfMount(path: string): readonly string[] {
  let parts = mountParts.get(path);
  if (parts === undefined) {
    if (mountParts.size > 10_000) mountParts.clear();
    parts = splitPath(path);
    mountParts.set(path, parts);
  }
  return parts;
}

interface Place {
  readonly layers: Layers;
  readonly inside: readonly string[];
  readonly readOnly: boolean;
  /** The volume is kept in memory. */
  readonly memory?: { readonly volume: DirectoryNode; readonly size: number };
  readonly root: string;
  readonly put: (root: DirectoryNode) => void;
}

export class FileSystem {
  private readonly store: FileStore;
  private readonly user: User;
  private readonly cwd: string;
  private readonly umask: number;

  constructor(store: FileStore, user: User, cwd: string, umask = 0o022) {
    this.store = store;
    this.user = user;
    this.cwd = cwd;
    this.umask = umask;
  }

  /** The layers that hold a path without links. */
  private place(parts: readonly string[]): Place {
    let best: Mount | undefined;
    let length = -1;
    for (const mount of this.store.mounts) {
      const at = partsOfMount(mount.path);
      if (at.length > length && at.length <= parts.length && at.every((part, i) => part === parts[i])) {
        best = mount;
        length = at.length;
      }
    }
    if (best === undefined) {
      if (parts[0] === 'dev') {
        const upper = nodeAt({ upper: this.store.written, lower: undefined }, ['dev']);
        return {
          layers: { upper, lower: DEV },
          inside: parts.slice(1),
          readOnly: false,
          root: '/dev',
          put: (root) => {
            this.store.written = withNode({ upper: this.store.written, lower: undefined }, ['dev'], root) as DirectoryNode;
          },
        };
      }
      return {
        layers: { upper: this.store.written, lower: this.store.image },
        inside: parts,
        readOnly: this.store.readOnly,
        root: '/',
        put: (root) => {
          this.store.written = root;
        },
      };
    }
    const { from } = best;
    const inside = [...splitPath(best.subPath ?? ''), ...parts.slice(length)];
    if ('tree' in from) return { layers: { upper: undefined, lower: this.store.tree(from.tree) }, inside, readOnly: true, root: best.path, put: () => {} };
    return {
      layers: { upper: this.store.volume(from.volume), lower: undefined },
      inside,
      readOnly: best.readOnly === true,
      ...(best.memory && { memory: { volume: this.store.volume(from.volume), size: best.size ?? Number.POSITIVE_INFINITY } }),
      root: best.path,
      put: (root) => this.store.setVolume(from.volume, root),
    };
  }

  private nodeOf(parts: readonly string[]): Node | undefined {
    if (parts[0] === 'proc') return this.store.proc(parts.slice(1));
    const place = this.place(parts);
    const node = nodeAt(place.layers, place.inside);
    if (node !== undefined) return this.shown(node);
    if (parts.length === 0) return EMPTY_DIRECTORY;
    // The folders above a mount exist because of it.
    const prefix = `${joinPath(parts)}/`;
    return (parts[0] === 'sys' && parts.length === 1) || this.store.mounts.some((mount) => `${mount.path}/`.startsWith(prefix)) ? EMPTY_DIRECTORY : undefined;
  }

  /** The node at a path that runs straight through folders of the root's layers, or its absence there; otherwise undefined: `find` has to look. */
  private straight(parts: readonly string[]): Node | 'absent' | undefined {
    const first = parts[0];
    if (first === undefined || first === 'dev' || first === 'proc' || first === 'sys') return undefined;
    for (const mount of this.store.mounts) if (partsOfMount(mount.path)[0] === first) return undefined;
    let upper: Node | undefined = this.store.written;
    let lower: Node | undefined = this.store.image;
    for (const [i, part] of parts.entries()) {
      const shown: Node | undefined = upper ?? lower;
      if (shown?.type !== 'directory' || part === '..' || (this.user.uid !== 0 && !permits(shown, this.user, 1))) return undefined;
      const below: Node | undefined = upper?.type === 'directory' && Object.hasOwn(upper.entries, part) ? upper.entries[part] : undefined;
      const hides = below !== undefined ? below.type !== 'directory' || below.opaque : upper?.type === 'directory' && upper.opaque;
      lower = !hides && lower?.type === 'directory' && Object.hasOwn(lower.entries, part) ? lower.entries[part] : undefined;
      upper = below?.type === 'whiteout' ? undefined : below;
      if (upper === undefined && lower === undefined) return i === parts.length - 1 ? 'absent' : undefined;
    }
    const node = upper ?? lower;
    return node?.type === 'link' || node === undefined ? undefined : this.shown(node);
  }

  private shown(node: Node): Node {
    return node.type === 'file' && isHole(node.data) ? this.store.reveal(node) : node;
  }

  /** Follows a path. `follow`: also a link in its last place. */
  find(path: string, follow = true): Result<Found, Errno> {
    if (path === '') return err('ENOENT');
    const queue = splitPath(path.startsWith('/') ? path : `${this.cwd}/${path}`);
    const straight = path.endsWith('/') ? undefined : this.straight(queue);
    if (straight !== undefined) return ok({ path: joinPath(queue), node: straight === 'absent' ? undefined : straight });
    let at: string[] = [];
    let links = 0;
    let node: Node | undefined = this.nodeOf([]);
    for (let i = 0; i < queue.length; i += 1) {
      const part = queue[i]!;
      if (node === undefined) return err('ENOENT');
      if (node.type !== 'directory') return err('ENOTDIR');
      if (!permits(node, this.user, 1)) return err('EACCES');
      if (part === '..') {
        at = at.slice(0, -1);
        node = this.nodeOf(at);
        continue;
      }
      const next: Node | undefined = this.nodeOf([...at, part]);
      const last = i === queue.length - 1;
      if (next?.type === 'link' && (!last || follow || path.endsWith('/'))) {
        links += 1;
        if (links > MAX_LINKS) return err('ELOOP');
        queue.splice(i + 1, 0, ...splitPath(next.target));
        if (next.target.startsWith('/')) {
          at = [];
          node = this.nodeOf(at);
        }
        continue;
      }
      at = [...at, part];
      node = next;
    }
    if (path.endsWith('/') && node !== undefined && node.type !== 'directory') return err('ENOTDIR');
    return ok({ path: joinPath(at), node });
  }

  /** The node at a path; ENOENT where there is none. */
  stat(path: string, follow = true): Result<Node, Errno> {
    const found = this.find(path, follow);
    if (!found.ok) return found;
    return found.value.node === undefined ? err('ENOENT') : ok(found.value.node);
  }

  /** Whether this user may read (4), write (2) or execute (1) a node. */
  permits(node: Node, want: 4 | 2 | 1): boolean {
    return permits(node, this.user, want);
  }

  /** When the node at a path was changed last, milliseconds since the epoch; -1 where there is none. */
  mtime(path: string): number {
    const node = this.stat(path);
    return node.ok && 'mtime' in node.value ? this.store.seenTime(node.value.mtime ?? 0) : -1;
  }

  exists(path: string): boolean {
    return this.stat(path).ok;
  }

  may(path: string, want: 4 | 2 | 1): boolean {
    const found = this.find(path);
    if (!found.ok || found.value.node === undefined) return false;
    return permits(found.value.node, this.user, want) && (want !== 2 || !this.place(splitPath(found.value.path)).readOnly);
  }

  list(path: string): Result<string[], Errno> {
    const found = this.find(path);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node === undefined) return err('ENOENT');
    if (node.type !== 'directory') return err('ENOTDIR');
    if (!permits(node, this.user, 4)) return err('EACCES');
    const parts = splitPath(found.value.path);
    if (parts[0] === 'proc') return ok(Object.keys(node.entries).sort());
    const place = this.place(parts);
    const names = new Set(namesAt(place.layers, place.inside));
    const prefix = parts.length === 0 ? '/' : `${joinPath(parts)}/`;
    for (const mount of this.store.mounts) if (mount.path.startsWith(prefix) && mount.path !== prefix) names.add(mount.path.slice(prefix.length).split('/')[0]!);
    if (parts.length === 0) for (const name of ['dev', 'proc', 'sys']) names.add(name);
    return ok([...names].sort());
  }

  read(path: string): Result<Bytes, Errno> {
    const found = this.find(path);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node === undefined) return err('ENOENT');
    if (!permits(node, this.user, 4)) return err('EACCES');
    if (node.type === 'directory') return err('EISDIR');
    return ok(node.type === 'file' ? node.data : '');
  }

  /** Puts a node where `find` said; the caller has checked what it replaces. */
  private put(path: string, node: Node | undefined): Result<undefined, Errno> {
    const parts = splitPath(path);
    if (parts[0] === 'proc') return err('EPERM');
    const place = this.place(parts);
    if (place.readOnly) return err('EROFS');
    if (place.inside.length === 0) {
      if (node?.type !== 'directory') return err('EBUSY');
      place.put(node);
      return ok(undefined);
    }
    place.put(withNode(place.layers, place.inside, node) as DirectoryNode);
    return ok(undefined);
  }

  private mayChangeFolderOf(path: string): Result<undefined, Errno> {
    const parts = splitPath(path);
    const folder = this.nodeOf(parts.slice(0, -1));
    if (folder === undefined) return err('ENOENT');
    if (this.place(parts).readOnly) return err('EROFS');
    if (!permits(folder, this.user, 2)) return err('EACCES');
    return ok(undefined);
  }

  /** A node just made at `path`: who owns it, and when. What is made in a folder that sets the group has the folder's. */
  private fresh<T extends Node>(path: string, node: T, wanted: number): T {
    const { uid } = this.user;
    const folder = this.nodeOf(splitPath(path).slice(0, -1));
    const inherits = folder?.type === 'directory' && ((folder.mode ?? 0) & 0o2000) !== 0;
    const gid = inherits ? (folder.gid ?? 0) : this.user.gid;
    const mode = inherits && node.type === 'directory' ? wanted | 0o2000 : wanted;
    const usual = node.type === 'directory' ? 0o755 : node.type === 'link' ? 0o777 : 0o644;
    const masked = node.type === 'link' ? mode : mode & ~this.umask;
    return { ...node, ...(masked === usual ? {} : { mode: masked }), ...(uid === 0 ? {} : { uid }), ...(gid === 0 ? {} : { gid }), mtime: this.store.now };
  }

  /** How many names a folder has, as `ls -l` tells: its own, `.`, and the `..` of each folder in it. Folders of both layers of a container's own files have 1. */
  links(path: string): number {
    const found = this.find(path);
    if (!found.ok || found.value.node?.type !== 'directory') return 1;
    const { layers, inside } = this.place(splitPath(found.value.path));
    const only = (layer: Layers['upper']) => nodeAt({ upper: layer, lower: undefined }, inside)?.type === 'directory';
    if (only(layers.upper) && only(layers.lower)) return 1;
    return 2 + namesAt(layers, inside).filter((name) => nodeAt(layers, [...inside, name])?.type === 'directory').length;
  }

  /** Writes a whole file, or what `change` makes of its data; makes it where it is not. */
  write(path: string, change: Bytes | ((data: Bytes) => Bytes), options: { readonly exclusive?: boolean; readonly mode?: number } = {}): Result<string, Errno> {
    const found = this.find(path);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node?.type === 'directory') return err('EISDIR');
    if (node?.type === 'device') return ok(found.value.path);
    if (node !== undefined && options.exclusive) return err('EEXIST');
    const before = node?.type === 'file' ? node : undefined;
    if (before === undefined) {
      const allowed = this.mayChangeFolderOf(found.value.path);
      if (!allowed.ok) return allowed;
    } else if (this.place(splitPath(found.value.path)).readOnly) return err('EROFS');
    else if (!permits(before, this.user, 2)) return err('EACCES');
    const data = typeof change === 'string' ? change : change(before?.data ?? '');
    if (data.length > FILE_LIMIT) return err('ENOSPC');
    const fits = this.inMemory(found.value.path, before?.data.length ?? 0, data.length);
    const kept = data.slice(0, fits.bytes);
    const next: FileNode =
      before === undefined ? this.fresh(found.value.path, { type: 'file', data: kept }, options.mode ?? 0o666) : { ...before, data: kept, mtime: this.store.now };
    const done = this.put(found.value.path, next);
    if (!done.ok || kept.length === data.length) return done.ok ? ok(found.value.path) : done;
    if (fits.limit === 'memory') throw new OutOfMemory();
    return err('ENOSPC');
  }

  /** How much of a file that grows from `before` to `after` bytes is written: a volume in memory has a size, and counts as its container's memory. */
  private inMemory(path: string, before: number, after: number): { readonly bytes: number; readonly limit: 'size' | 'memory' } {
    const { memory } = this.place(splitPath(path));
    if (memory === undefined || after <= before) return { bytes: after, limit: 'size' };
    const bySize = memory.size === Number.POSITIVE_INFINITY ? after : memory.size - treeSize(memory.volume) + before;
    const byMemory = before + this.store.memoryLeft();
    return { bytes: Math.max(0, Math.min(after, bySize, byMemory)), limit: byMemory < bySize ? 'memory' : 'size' };
  }

  mkdir(path: string, mode = 0o777): Result<undefined, Errno> {
    const found = this.find(path.replace(/\/+$/, '') || '/', false);
    if (!found.ok) return found;
    if (found.value.node !== undefined) return err('EEXIST');
    const allowed = this.mayChangeFolderOf(found.value.path);
    return allowed.ok ? this.put(found.value.path, this.fresh(found.value.path, EMPTY_DIRECTORY, mode)) : allowed;
  }

  symlink(target: string, path: string): Result<undefined, Errno> {
    return this.make(path, this.fresh(path, { type: 'link', target }, 0o777));
  }

  /** Puts a copy of a node at a new place. */
  make(path: string, node: Node): Result<undefined, Errno> {
    const found = this.find(path, false);
    if (!found.ok) return found;
    if (found.value.node !== undefined) return err('EEXIST');
    const allowed = this.mayChangeFolderOf(found.value.path);
    return allowed.ok ? this.put(found.value.path, node) : allowed;
  }

  /** Removes a file, link, or empty folder. */
  remove(path: string, folder: boolean): Result<undefined, Errno> {
    const found = this.find(path.replace(/\/+$/, '') || '/', false);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node === undefined) return err('ENOENT');
    if (folder && node.type !== 'directory') return err('ENOTDIR');
    if (!folder && node.type === 'directory') return err('EISDIR');
    if (this.store.mounts.some((mount) => mount.path === found.value.path)) return err('EBUSY');
    const allowed = this.mayChangeFolderOf(found.value.path);
    if (!allowed.ok) return allowed;
    const sticky = this.nodeOf(splitPath(found.value.path).slice(0, -1));
    if (sticky !== undefined && (modeOf(sticky) & 0o1000) !== 0 && this.user.uid !== 0 && 'uid' in node && (node.uid ?? 0) !== this.user.uid) return err('EPERM');
    if (folder) {
      const names = this.list(found.value.path);
      if (names.ok && names.value.length > 0) return err('ENOTEMPTY');
    }
    return this.put(found.value.path, undefined);
  }

  rename(from: string, to: string): Result<undefined, Errno> {
    const source = this.find(from, false);
    if (!source.ok) return source;
    if (source.value.node === undefined) return err('ENOENT');
    const target = this.find(to, false);
    if (!target.ok) return target;
    if (source.value.path === target.value.path) return ok(undefined);
    if (`${target.value.path}/`.startsWith(`${source.value.path}/`)) return err('EINVAL');
    const [a, b] = [this.place(splitPath(source.value.path)), this.place(splitPath(target.value.path))];
    if (a.root !== b.root) return err('EXDEV');
    const before = target.value.node;
    if (before?.type === 'directory' && source.value.node.type !== 'directory') return err('EISDIR');
    if (before?.type === 'directory') {
      const gone = this.remove(target.value.path, true);
      if (!gone.ok) return gone;
    }
    for (const path of [source.value.path, target.value.path]) {
      const allowed = this.mayChangeFolderOf(path);
      if (!allowed.ok) return allowed;
    }
    const node = this.whole(source.value.path, source.value.node);
    const removed = this.put(source.value.path, undefined);
    return removed.ok ? this.put(target.value.path, node) : removed;
  }

  /** A node with everything under it, both layers merged. */
  private whole(path: string, node: Node): Node {
    if (node.type !== 'directory') return node;
    const names = this.list(path);
    const entries: Record<string, Node> = Object.fromEntries(
      (names.ok ? names.value : []).flatMap((name) => {
        const inner = this.nodeOf(splitPath(`${path}/${name}`));
        return inner === undefined ? [] : [[name, this.whole(`${path}/${name}`, inner)]];
      }),
    );
    return { ...node, entries };
  }

  /** Changes mode, owner or time of what is at a path. Only its owner (or root) may. */
  change(path: string, to: { readonly mode?: number; readonly uid?: number; readonly gid?: number; readonly mtime?: number }, follow = true): Result<undefined, Errno> {
    const found = this.find(path, follow);
    if (!found.ok) return found;
    const { node } = found.value;
    if (node === undefined || node.type === 'whiteout') return err('ENOENT');
    if (
      this.user.uid !== 0 &&
      ((node.uid ?? 0) !== this.user.uid || (to.uid !== undefined && to.uid !== this.user.uid)) &&
      !(to.mtime !== undefined && permits(node, this.user, 2))
    )
      return err('EPERM');
    const place = this.place(splitPath(found.value.path));
    // A folder's entries stay in their layers: only its own attributes are written up.
    const upper = nodeAt({ upper: place.layers.upper, lower: undefined }, place.inside);
    const base = node.type === 'directory' ? (upper?.type === 'directory' ? upper : { ...node, entries: {} }) : node;
    return this.put(found.value.path, { ...base, ...to });
  }
}
