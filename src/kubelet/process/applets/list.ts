/** ls, stat, du, find's printing: showing what files are. */
import { modeOf } from '../file-system.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Node } from '../types.ts';
import { options } from './options.ts';
import { formatTime } from './time.ts';
import { groupName, userName } from './users.ts';

const BLOCK = 4096;

export const sizeOfNode = (node: Node): number => (node.type === 'file' ? node.data.length : node.type === 'directory' ? BLOCK : node.type === 'link' ? node.target.length : 0);
/** In 1 kB blocks. */
export const blocksOf = (node: Node): number => (node.type === 'file' ? Math.ceil(node.data.length / BLOCK) * 4 : node.type === 'directory' ? 4 : 0);
const ownerOf = (node: Node): { uid: number; gid: number } => (node.type === 'whiteout' ? { uid: 0, gid: 0 } : { uid: node.uid ?? 0, gid: node.gid ?? 0 });

export function modeText(node: Node): string {
  const mode = modeOf(node);
  const type = node.type === 'directory' ? 'd' : node.type === 'link' ? 'l' : node.type === 'device' ? 'c' : '-';
  const bits = [...'rwxrwxrwx'].map((letter, i) => ((mode >> (8 - i)) & 1 ? letter : '-'));
  const special = (at: number, bit: number, letter: string): void => {
    if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return type + bits.join('');
}

export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  let value = bytes;
  for (const unit of 'KMGTP') {
    value /= 1024;
    if (value < 1024) return `${value.toFixed(1)}${unit}`;
  }
  return `${value.toFixed(1)}E`;
}

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly node: Node;
}

export function ls(system: SystemCalls): number {
  const parsed = options(system, 'aA1CdFhilLnpqQrRsStuUxXcgGkow:', {
    all: 'a',
    color: 'q',
    'full-time': 'l',
    'group-directories-first': 'q',
    human: 'h',
    recursive: 'R',
    reverse: 'r',
  });
  if (parsed === undefined) return 1;
  const { flags } = parsed;
  const { files } = system;
  const long = flags.has('l') || flags.has('n') || flags.has('o') || flags.has('g');
  const names = parsed.rest.length === 0 ? ['.'] : parsed.rest;
  let failed = false;
  const complain = (path: string, why: string): void => {
    failed = true;
    if (system.gnu) system.warn(`cannot access '${path}': ${why}`);
    else system.warn(`${path}: ${why}`);
  };
  const sort = (entries: Entry[]): Entry[] => {
    const sorted = entries.sort(
      (a, b) =>
        (flags.has('t') ? system.mtimeOf(b.node) - system.mtimeOf(a.node) : flags.has('S') ? sizeOfNode(b.node) - sizeOfNode(a.node) : 0) ||
        (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
    );
    return flags.has('r') ? sorted.reverse() : sorted;
  };
  const print = (entries: readonly Entry[]): void => {
    const owners = long
      ? entries.map(
          ({ node }) =>
            [
              flags.has('n') ? String(ownerOf(node).uid) : (userName(files, ownerOf(node).uid) ?? String(ownerOf(node).uid)),
              flags.has('n') ? String(ownerOf(node).gid) : (groupName(files, ownerOf(node).gid) ?? String(ownerOf(node).gid)),
            ] as const,
        )
      : [];
    const width = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
    const sizes = entries.map(({ node }) => (flags.has('h') ? humanSize(sizeOfNode(node)) : String(sizeOfNode(node))));
    entries.forEach((entry, i) => {
      const { node } = entry;
      let line = flags.has('i') ? '      1 ' : '';
      if (flags.has('s')) line += `${String(blocksOf(node)).padStart(4)} `;
      if (long) {
        const mtime = system.mtimeOf(node);
        const recent = Math.abs(system.now - mtime) < 15_768_000_000;
        const date = formatTime(recent ? '%b %e %H:%M' : '%b %e  %Y', mtime);
        const links = node.type === 'directory' ? files.links(entry.path) : 1;
        if (system.gnu)
          line += `${modeText(node)} ${links} ${owners[i]![0].padEnd(width(owners.map(([user]) => user)))} ${owners[i]![1].padEnd(width(owners.map(([, group]) => group)))} ${sizes[i]!.padStart(width(sizes))} ${date} `;
        else
          line += `${modeText(node)} ${String(links).padStart(4)} ${owners[i]![0].slice(0, 8).padEnd(8)} ${owners[i]![1].slice(0, 8).padEnd(8)} ${sizes[i]!.padStart(9)} ${date} `;
      }
      line += entry.name;
      if (flags.has('F') || flags.has('p'))
        line += node.type === 'directory' ? '/' : flags.has('F') && node.type === 'link' ? '@' : flags.has('F') && node.type === 'file' && (modeOf(node) & 0o111) !== 0 ? '*' : '';
      if (long && node.type === 'link') line += ` -> ${node.target}`;
      system.print(`${line}\n`);
    });
  };
  const plain: Entry[] = [];
  const folders: Entry[] = [];
  for (const name of names) {
    const node = files.stat(name, !long || flags.has('L') || name.endsWith('/'));
    if (!node.ok) complain(name, errorText(node.error));
    else if (node.value.type === 'directory' && !flags.has('d')) folders.push({ name, path: name, node: node.value });
    else plain.push({ name, path: name, node: node.value });
  }
  print(sort(plain));
  let first = plain.length === 0;
  const headed = names.length > 1 || flags.has('R');
  const queue = sort(folders);
  while (queue.length > 0) {
    const folder = queue.shift()!;
    const listed = files.list(folder.path);
    if (!listed.ok) {
      if (system.gnu) {
        failed = true;
        system.warn(`cannot open directory '${folder.path}': ${errorText(listed.error)}`);
      } else system.warn(`can't open '${folder.path}': ${errorText(listed.error)}`);
      failed = true;
      continue;
    }
    const shown = listed.value.filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'));
    const entries: Entry[] = [...(flags.has('a') ? ['.', '..'] : []), ...shown].flatMap((name) => {
      const path = `${folder.path.replace(/\/$/, '')}/${name}`;
      const node = files.stat(path, flags.has('L'));
      return node.ok ? [{ name, path, node: node.value }] : [];
    });
    if (headed) system.print(`${first ? '' : '\n'}${folder.path}:\n`);
    first = false;
    if (long || flags.has('s')) system.print(`total ${entries.reduce((sum, { node }) => sum + blocksOf(node), 0)}\n`);
    const sorted = sort(entries);
    print(sorted);
    if (flags.has('R'))
      queue.unshift(...sorted.filter(({ name, node }) => node.type === 'directory' && name !== '.' && name !== '..').map((entry) => ({ ...entry, name: entry.path })));
  }
  return failed ? (system.gnu ? 2 : 1) : 0;
}

export function stat(system: SystemCalls): number {
  const parsed = options(system, 'c:fLt', { format: 'c' });
  if (parsed === undefined) return 1;
  let status = 0;
  const format = parsed.values.get('c');
  for (const path of parsed.rest) {
    const found = system.files.stat(path, parsed.flags.has('L'));
    if (!found.ok) {
      system.warn(system.gnu ? `cannot statx '${path}': ${errorText(found.error)}` : `can't stat '${path}': ${errorText(found.error)}`);
      status = 1;
      continue;
    }
    const node = found.value;
    const { uid, gid } = ownerOf(node);
    const mtime = system.mtimeOf(node);
    const [user, group] = [userName(system.files, uid) ?? 'UNKNOWN', groupName(system.files, gid) ?? 'UNKNOWN'];
    const kind =
      node.type === 'file'
        ? node.data === ''
          ? 'regular empty file'
          : 'regular file'
        : node.type === 'link'
          ? 'symbolic link'
          : node.type === 'device'
            ? 'character special file'
            : 'directory';
    const time = `${formatTime('%F %T', mtime)}.${String(mtime % 1000).padStart(3, '0')}000000 +0000`;
    const links = node.type === 'directory' ? system.files.links(path) : 1;
    const octal = modeOf(node).toString(8);
    if (format !== undefined) {
      const values: Readonly<Record<string, string | number>> = {
        n: path,
        N: node.type === 'link' ? `'${path}' -> '${node.target}'` : `'${path}'`,
        s: sizeOfNode(node),
        a: octal,
        A: modeText(node),
        u: uid,
        g: gid,
        U: user,
        G: group,
        F: kind,
        h: links,
        i: 1,
        b: blocksOf(node) * 2,
        B: 512,
        o: BLOCK,
        y: time,
        Y: Math.floor(mtime / 1000),
        x: time,
        X: Math.floor(mtime / 1000),
        z: time,
        Z: Math.floor(mtime / 1000),
        '%': '%',
      };
      system.print(`${format.replace(/%([a-zA-Z%])/g, (all, letter: string) => (Object.hasOwn(values, letter) ? String(values[letter]) : all))}\n`);
      continue;
    }
    system.print(
      `  File: ${path}${node.type === 'link' ? ` -> ${node.target}` : ''}\n  Size: ${String(sizeOfNode(node)).padEnd(10)}\tBlocks: ${String(blocksOf(node) * 2).padEnd(10)} IO Block: ${String(BLOCK).padEnd(6)} ${kind}\nDevice: fe00h/65024d\tInode: ${'1'.padEnd(11)} Links: ${links}\n` +
        `Access: (${octal.padStart(4, '0')}/${modeText(node)})  Uid: (${String(uid).padStart(5)}/${user.padStart(8)})   Gid: (${String(gid).padStart(5)}/${group.padStart(8)})\nAccess: ${time}\nModify: ${time}\nChange: ${time}\n`,
    );
  }
  return status;
}

export function du(system: SystemCalls): number {
  const parsed = options(system, 'aHLd:clsxhmk', { 'max-depth': 'd' });
  if (parsed === undefined) return 1;
  const { flags } = parsed;
  const depth = flags.has('s') ? 0 : Number(parsed.values.get('d') ?? Number.POSITIVE_INFINITY);
  const show = (blocks: number): string => (flags.has('h') ? humanSize(blocks * 1024) : flags.has('m') ? String(Math.ceil(blocks / 1024)) : String(blocks));
  let status = 0;
  let total = 0;
  const walk = (path: string, level: number): number => {
    const node = system.files.stat(path, false);
    if (!node.ok) {
      system.warn(`${path}: ${errorText(node.error)}`);
      status = 1;
      return 0;
    }
    let blocks = blocksOf(node.value);
    system.charge(5);
    const isFolder = node.value.type === 'directory';
    const names = isFolder ? system.files.list(path) : undefined;
    if (names?.ok && level < 100) for (const name of names.value) blocks += walk(`${path.replace(/\/$/, '')}/${name}`, level + 1);
    if (level <= depth && (isFolder || flags.has('a') || level === 0)) system.print(`${show(blocks)}\t${path}\n`);
    return blocks;
  };
  for (const path of parsed.rest.length === 0 ? ['.'] : parsed.rest) total += walk(path, 0);
  if (flags.has('c')) system.print(`${show(total)}\ttotal\n`);
  return status;
}
