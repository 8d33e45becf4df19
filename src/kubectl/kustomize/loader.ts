/** Files of a kustomization: nothing outside its folder, folders only as bases (upstream: kustomize api/internal/loader, kyaml/filesys). */
import type { Files } from '../io.ts';
import { trouble } from './trouble.ts';

/** Resolves `.` and `..` in an absolute path. */
function cleaned(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

const isWithin = (path: string, folder: string): boolean => folder === '/' || path === folder || path.startsWith(`${folder}/`);
const isRemote = (path: string): boolean => /^(https?|ssh|git|file):\/\/|^git@|^git::|^github\.com[/:]|\.git(\/|\?|$)/.test(path);
const REMOTE = 'this simulation reaches no other servers';

export class Loader {
  readonly root: string;
  private readonly files: Files;
  private readonly referrer: Loader | undefined;

  constructor(files: Files, root: string, referrer?: Loader) {
    this.files = files;
    this.root = root;
    this.referrer = referrer;
  }

  /** The folder that is built; `cwd` is absolute. */
  static at(files: Files, path: string, cwd: string): Loader {
    if (isRemote(path)) return trouble(`unable to build ${JSON.stringify(path)}: ${REMOTE}`);
    return new Loader(files, confirmed(files, path.startsWith('/') ? cleaned(path) : cleaned(`${cwd}/${path}`), path));
  }

  /** A base or a component, by its path from here. */
  enter(path: string): Loader {
    if (path === '') return trouble('new root cannot be empty');
    if (isRemote(path)) return trouble(`unable to load ${JSON.stringify(path)}: ${REMOTE}`);
    if (path.startsWith('/')) return trouble(`new root '${path}' cannot be absolute`);
    const root = confirmed(this.files, cleaned(`${this.root}/${path}`));
    for (const visited of this.way()) if (isWithin(visited, root)) trouble(`cycle detected: candidate root '${root}' contains visited root '${visited}'`);
    return new Loader(this.files, root, this);
  }

  /** This folder and those that led here. */
  private way(): readonly string[] {
    return [this.root, ...(this.referrer?.way() ?? [])];
  }

  /** The text of a file in or below this folder. */
  text(path: string): string {
    const full = this.within(path);
    return this.files.read(full) ?? '';
  }
  bytes(path: string): Uint8Array {
    const full = this.within(path);
    return this.files.readBytes(full) ?? new Uint8Array();
  }
  has(name: string): boolean {
    return this.files.kind(`${this.root}/${name}`) === 'file';
  }

  private within(path: string): string {
    if (isRemote(path)) return trouble(`unable to load ${JSON.stringify(path)}: ${REMOTE}`);
    const full = cleaned(path.startsWith('/') ? path : `${this.root}/${path}`);
    const kind = this.files.kind(full);
    if (kind === undefined) return trouble(missing(this.files, full));
    if (kind === 'directory') return trouble(`'${full}' must resolve to a file`);
    if (!isWithin(full.slice(0, full.lastIndexOf('/')) || '/', this.root)) return trouble(`security; file '${full}' is not in or below '${this.root}'`);
    return full;
  }
}

/** `shown` is the path as it was typed. */
function missing(files: Files, path: string, shown = path): string {
  // The system names the first part of the path that is not there.
  const parts = path.split('/');
  const at = parts.findIndex((_, length) => length > 0 && files.kind(parts.slice(0, length + 1).join('/')) === undefined);
  const parent = parts.slice(0, at).join('/');
  const reason = parent !== '' && files.kind(parent) === 'file' ? `lstat ${path}: not a directory` : `lstat ${parts.slice(0, at + 1).join('/')}: no such file or directory`;
  return `evalsymlink failure on '${shown}' : ${reason}`;
}

function confirmed(files: Files, path: string, shown = path): string {
  const kind = files.kind(path);
  if (kind === undefined) return trouble(`must build at directory: not a valid directory: ${missing(files, path, shown)}`);
  if (kind === 'file') return trouble(`must build at directory: '${shown}': file is not directory`);
  return path;
}
