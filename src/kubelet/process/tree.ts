/** File trees: a written layer over a layer that is only read. Trees are immutable; a change gives a new root that shares the rest. */
import { toBytes } from './bytes.ts';
import type { DirectoryNode, FileNode, Node } from './types.ts';

export const EMPTY_DIRECTORY: DirectoryNode = { type: 'directory', entries: {} };

export interface Layers {
  readonly upper: Node | undefined;
  readonly lower: Node | undefined;
}

const own = (directory: DirectoryNode, name: string): Node | undefined => (Object.hasOwn(directory.entries, name) ? directory.entries[name] : undefined);

function child(layers: Layers, name: string): Layers {
  const upper = layers.upper?.type === 'directory' ? own(layers.upper, name) : undefined;
  const hidden =
    (layers.upper !== undefined && (layers.upper.type !== 'directory' || layers.upper.opaque === true)) ||
    upper?.type === 'whiteout' ||
    (upper !== undefined && upper.type !== 'directory');
  const lower = !hidden && layers.lower?.type === 'directory' ? own(layers.lower, name) : undefined;
  return { upper: upper?.type === 'whiteout' ? undefined : upper, lower };
}

/** The node at `path` (component names below the roots), as both layers together show it. */
export function nodeAt(roots: Layers, path: readonly string[]): Node | undefined {
  const at = path.reduce(child, roots);
  return at.upper ?? at.lower;
}

/** The names in a folder, in byte order. */
export function namesAt(roots: Layers, path: readonly string[]): string[] {
  const at = path.reduce(child, roots);
  const names = new Set<string>();
  if (at.lower?.type === 'directory' && !(at.upper?.type === 'directory' && at.upper.opaque)) for (const name of Object.keys(at.lower.entries)) names.add(name);
  if (at.upper?.type === 'directory') {
    for (const [name, node] of Object.entries(at.upper.entries)) {
      if (node.type === 'whiteout') names.delete(name);
      else names.add(name);
    }
  }
  return [...names].sort();
}

/** The upper root with `node` at `path`; `undefined` removes what is there. The folder that holds it must exist in one of the layers. */
export function withNode(roots: Layers, path: readonly string[], node: Node | undefined): Node | undefined {
  const name = path[0];
  if (name === undefined) return node;
  const shown = roots.upper ?? roots.lower;
  if (shown?.type !== 'directory') return roots.upper;
  const base: DirectoryNode = roots.upper?.type === 'directory' ? roots.upper : { ...shown, entries: {} };
  const below = child(roots, name);
  const inner = path.length === 1 ? node : withNode(below, path.slice(1), node);
  if (inner !== undefined) {
    // A folder made where the lower layer has one that was removed must not let that one shine through.
    const covers =
      path.length === 1 &&
      inner.type === 'directory' &&
      inner !== below.upper &&
      roots.lower?.type === 'directory' &&
      own(roots.lower, name) !== undefined &&
      below.lower === undefined;
    return { ...base, entries: { ...base.entries, [name]: covers ? { ...inner, opaque: true } : inner } };
  }
  const entries = { ...base.entries };
  delete entries[name];
  const lower = roots.lower?.type === 'directory' && base.opaque !== true ? own(roots.lower, name) : undefined;
  return { ...base, entries: lower === undefined ? entries : { ...entries, [name]: { type: 'whiteout' } } };
}

/** A folder of text files by relative path (`conf.d/a.conf`), with the folders between. `mode` is the files'. */
export function directoryOf(files: Readonly<Record<string, string>>, options: { readonly mode?: number; readonly mtime?: number; readonly gid?: number } = {}): DirectoryNode {
  let root: DirectoryNode = { ...EMPTY_DIRECTORY, ...(options.mtime === undefined ? {} : { mtime: options.mtime }), ...(options.gid === undefined ? {} : { gid: options.gid }) };
  for (const [path, text] of Object.entries(files)) root = put(root, path, fileOf(text, options));
  return root;
}

export const fileOf = (text: string, options: { readonly mode?: number; readonly mtime?: number; readonly gid?: number } = {}): FileNode => ({
  type: 'file',
  data: toBytes(text),
  ...options,
});

/** `root` with `node` at a relative or absolute path, making the folders between. */
export function put(root: DirectoryNode, path: string, node: Node): DirectoryNode {
  const [name, ...rest] = path.split('/').filter((part) => part !== '');
  if (name === undefined) return root;
  const inner = Object.hasOwn(root.entries, name) ? root.entries[name] : undefined;
  const next = rest.length === 0 ? node : put(inner?.type === 'directory' ? inner : EMPTY_DIRECTORY, rest.join('/'), node);
  return { ...root, entries: { ...root.entries, [name]: next } };
}

/** The text of the file at a path of one tree; for hosts that look into a volume. */
export function fileAt(root: DirectoryNode, path: string): FileNode | undefined {
  const node = nodeAt(
    { upper: root, lower: undefined },
    path.split('/').filter((part) => part !== ''),
  );
  return node?.type === 'file' ? node : undefined;
}

/** Bytes of all files below a folder. */
export function treeSize(directory: DirectoryNode): number {
  let bytes = 0;
  for (const node of Object.values(directory.entries)) bytes += node.type === 'file' ? node.data.length : node.type === 'directory' ? treeSize(node) : 0;
  return bytes;
}
