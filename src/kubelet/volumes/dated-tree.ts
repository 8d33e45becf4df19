/** The files of a ConfigMap, a Secret or the like in a pod, as the atomic writer lays them out. */
import { hexId } from '../../base/identifiers.ts';
import { EMPTY_DIRECTORY, fileOf, put } from '../process/tree.ts';
import type { DirectoryNode, Node } from '../process/types.ts';
import { serviceAccountToken, type Claims } from './token.ts';

export interface Payload {
  readonly path: string;
  /** A token is written out when the file is read. */
  readonly text: string | Claims;
  readonly mode: number;
}

/** Whose files they are, and when they were written (milliseconds since the epoch). */
export interface Origin {
  /** Of the pod, as the kubelets' memory has it. */
  readonly key: string;
  readonly uid: string;
  readonly mtime: number;
  readonly gid: number | undefined;
}

/**
 * A dated folder, `..data` that points to it, and a link for each first path component. Every pod has a volume with its token, and hardly
 * any reads it: the tree (1.7 kB of a pod, and 3 % of its start) is made when somebody looks. In JSON it is the tree.
 */
export class DatedTree {
  private readonly files: readonly Payload[];
  private readonly origin: Origin;
  #tree: DirectoryNode | undefined;

  constructor(files: readonly Payload[], origin: Origin) {
    this.files = files;
    this.origin = origin;
  }

  get tree(): DirectoryNode {
    return (this.#tree ??= treeOf(this.files, this.origin));
  }

  toJSON(): DirectoryNode {
    return this.tree;
  }

  /** The same files of another pod: its texts, put through `rename`. */
  renamed(rename: (text: string) => string): DatedTree {
    const { key, uid, ...when } = this.origin;
    const files = this.files.map((file) => (typeof file.text === 'string' ? file : { ...file, text: renamedClaims(file.text, rename) }));
    return new DatedTree(files, { key: rename(key), uid: rename(uid), ...when });
  }
}

const renamedClaims = (claims: Claims, rename: (text: string) => string): Claims => ({
  ...claims,
  node: rename(claims.node),
  pod: rename(claims.pod),
  podUid: rename(claims.podUid),
});

function treeOf(files: readonly Payload[], { key, uid, mtime, gid }: Origin): DirectoryNode {
  const seconds = new Date(mtime).toISOString().slice(0, 19).replace('T', '_').replace(/[-:]/g, '_');
  const dated = `..${seconds}.${Number.parseInt(hexId(`${key}/${uid}/${mtime}`).slice(0, 8), 16)}`;
  const group = gid === undefined ? {} : { gid };
  const payload: Record<string, Node> = {};
  for (const { path, text, mode } of files) {
    const file = fileOf(typeof text === 'string' ? text : serviceAccountToken(text), { mode: gid === undefined ? mode : mode | 0o440, mtime, ...group });
    const [first = '', ...rest] = path.split('/');
    const folder = rest.length > 0 && Object.hasOwn(payload, first) ? payload[first] : undefined;
    payload[first] = rest.length === 0 ? file : put(folder?.type === 'directory' ? folder : { ...EMPTY_DIRECTORY, mtime, ...group }, rest.join('/'), file);
  }
  const entries: Record<string, Node> = { [dated]: { type: 'directory', entries: payload, mtime, ...group }, '..data': { type: 'link', target: dated, mtime } };
  for (const name of Object.keys(payload)) entries[name] = { type: 'link', target: `..data/${name}`, mtime };
  return { type: 'directory', entries, mode: gid === undefined ? 0o777 : 0o3777, mtime, ...group };
}
