/** Programs that make, move and remove files. */
import { modeOf } from '../file-system.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import { options, sizeOf } from './options.ts';
import { parseTime } from './time.ts';
import { groupId, userId } from './users.ts';

export function usage(system: SystemCalls, text: string): number {
  system.write(2, system.gnu ? `${system.name}: missing operand\nTry '${system.name} --help' for more information.\n` : `BusyBox v1.36.1 multi-call binary.\n\nUsage: ${text}\n`);
  return 1;
}

export const baseName = (path: string): string =>
  path
    .replace(/(.)\/+$/, '$1')
    .split('/')
    .at(-1) || '/';
const inside = (folder: string, name: string): string => `${folder.replace(/\/+$/, '')}/${name}`;
const isFolder = (system: SystemCalls, path: string): boolean => {
  const node = system.files.stat(path);
  return node.ok && node.value.type === 'directory';
};

export function mkdir(system: SystemCalls): number {
  const parsed = options(system, 'm:pv', { parents: 'p', mode: 'm' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'mkdir [-m MODE] [-p] DIRECTORY...');
  const mode = parsed.values.get('m') === undefined ? undefined : Number.parseInt(parsed.values.get('m')!, 8);
  let status = 0;
  for (const path of parsed.rest) {
    const parts = parsed.flags.has('p')
      ? path
          .split('/')
          .map((_, i, all) => all.slice(0, i + 1).join('/'))
          .filter((part) => part !== '')
      : [path];
    for (const [i, part] of parts.entries()) {
      const made = system.files.mkdir(part);
      if (made.ok) {
        if (i === parts.length - 1 && mode !== undefined) system.files.change(part, { mode });
      } else if (!(made.error === 'EEXIST' && parsed.flags.has('p') && isFolder(system, part))) {
        system.warn(system.gnu ? `cannot create directory '${part}': ${errorText(made.error)}` : `can't create directory '${part}': ${errorText(made.error)}`);
        status = 1;
        break;
      }
    }
  }
  return status;
}

export function rmdir(system: SystemCalls): number {
  const parsed = options(system, 'p', { parents: 'p', 'ignore-fail-on-non-empty': 'p' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'rmdir [-p] DIRECTORY...');
  let status = 0;
  for (const path of parsed.rest) {
    const removed = system.files.remove(path, true);
    if (removed.ok) continue;
    system.warn(system.gnu ? `failed to remove '${path}': ${errorText(removed.error)}` : `'${path}': ${errorText(removed.error)}`);
    status = 1;
  }
  return status;
}

export function rm(system: SystemCalls): number {
  const parsed = options(system, 'irRfv', { recursive: 'r', force: 'f', verbose: 'v' });
  if (parsed === undefined) return 1;
  const { flags, rest } = parsed;
  const force = flags.has('f');
  if (rest.length === 0 && !force) return usage(system, 'rm [-irf] FILE...');
  let status = 0;
  const cannot = (path: string, why: string): void => {
    status = 1;
    system.warn(system.gnu ? `cannot remove '${path}': ${why}` : `can't remove '${path}': ${why}`);
  };
  const remove = (path: string): void => {
    const node = system.files.stat(path, false);
    system.charge(5);
    if (!node.ok) {
      if (!(force && (node.error === 'ENOENT' || node.error === 'ENOTDIR'))) cannot(path, errorText(node.error));
      return;
    }
    if (node.value.type === 'directory') {
      if (!flags.has('r') && !flags.has('R')) {
        if (system.gnu) cannot(path, 'Is a directory');
        else {
          system.warn(`'${path}' is a directory`);
          status = 1;
        }
        return;
      }
      const names = system.files.list(path);
      for (const name of names.ok ? names.value : []) remove(inside(path, name));
    }
    const removed = system.files.remove(path, node.value.type === 'directory');
    if (!removed.ok) cannot(path, errorText(removed.error));
  };
  for (const path of rest) {
    if (['.', '..'].includes(baseName(path))) {
      system.warn("can't remove '.' or '..'");
      status = 1;
    } else remove(path);
  }
  return status;
}

export function touch(system: SystemCalls): number {
  const parsed = options(system, 'cahmr:d:t:', { 'no-create': 'c', date: 'd', reference: 'r' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...');
  const date = parsed.values.get('d');
  const mtime = date === undefined ? system.after(0) : parseTime(date, system.now);
  if (mtime === undefined) {
    system.warn(`invalid date '${date}'`);
    return 1;
  }
  let status = 0;
  for (const path of parsed.rest) {
    const exists = system.files.exists(path);
    if (!exists && parsed.flags.has('c')) continue;
    const done = exists ? system.files.change(path, { mtime }) : system.files.write(path, '');
    if (done.ok) {
      if (!exists && date !== undefined) system.files.change(path, { mtime });
      continue;
    }
    system.warn(system.gnu ? `cannot touch '${path}': ${errorText(done.error)}` : `${path}: ${errorText(done.error)}`);
    status = 1;
  }
  return status;
}

/** Where each source goes: into the target folder, or to the target itself. */
function destinations(system: SystemCalls, rest: readonly string[], target: string | undefined, noFolder: boolean): (readonly [from: string, to: string])[] | undefined {
  const sources = target === undefined ? rest.slice(0, -1) : rest;
  const to = target ?? rest.at(-1)!;
  if (!noFolder && isFolder(system, to)) return sources.map((from) => [from, inside(to, baseName(from))]);
  if (sources.length === 1 && target === undefined) return [[sources[0]!, to]];
  system.warn(`target '${to}' is not a directory`);
  return undefined;
}

export function cp(system: SystemCalls): number {
  const parsed = options(system, 'arRPLHpfinlsTudvt:', { archive: 'a', recursive: 'r', force: 'f', verbose: 'v', preserve: 'p', 'target-directory': 't' });
  if (parsed === undefined) return 1;
  const { flags } = parsed;
  const target = parsed.values.get('t');
  if (parsed.rest.length < (target === undefined ? 2 : 1)) return usage(system, 'cp [-arPLHpfinlsTu] SOURCE DEST\nor: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }');
  const pairs = destinations(system, parsed.rest, target, flags.has('T'));
  if (pairs === undefined) return 1;
  const recursive = flags.has('r') || flags.has('R') || flags.has('a');
  const keepsLinks = (recursive || flags.has('d') || flags.has('P')) && !flags.has('L');
  let status = 0;
  const fail = (text: string): void => {
    status = 1;
    system.warn(text);
  };
  const copy = (from: string, to: string, top: boolean): void => {
    const source = system.files.stat(from, !(keepsLinks && !(top && flags.has('H'))));
    system.charge(5);
    if (!source.ok) return fail(system.gnu ? `cannot stat '${from}': ${errorText(source.error)}` : `can't stat '${from}': ${errorText(source.error)}`);
    const node = source.value;
    const preserve = flags.has('p') || flags.has('a');
    if (node.type === 'directory') {
      if (!recursive) return fail(system.gnu ? `-r not specified; omitting directory '${from}'` : `omitting directory '${from}'`);
      const names = system.files.list(from);
      const made = system.files.mkdir(to, modeOf(node) | 0o700);
      if (!made.ok && made.error !== 'EEXIST') return fail(`can't create directory '${to}': ${errorText(made.error)}`);
      for (const name of names.ok ? names.value : []) copy(inside(from, name), inside(to, name), false);
      return;
    }
    if (flags.has('n') && system.files.exists(to)) return;
    if (node.type === 'link') {
      system.files.remove(to, false);
      const made = system.files.symlink(node.target, to);
      if (!made.ok) fail(`can't create symlink '${to}': ${errorText(made.error)}`);
      return;
    }
    const [a, b] = [system.files.find(from), system.files.find(to)];
    if (a.ok && b.ok && a.value.path === b.value.path) return fail(`'${from}' and '${to}' are the same file`);
    const data = system.files.read(from);
    if (!data.ok) return fail(`can't open '${from}': ${errorText(data.error)}`);
    const written = system.files.write(to, data.value, { mode: modeOf(node) & 0o777 });
    if (!written.ok) return fail(system.gnu ? `cannot create regular file '${to}': ${errorText(written.error)}` : `can't create '${to}': ${errorText(written.error)}`);
    if (preserve && node.type === 'file') system.files.change(to, { mode: modeOf(node), mtime: system.mtimeOf(node) });
  };
  for (const [from, to] of pairs) copy(from, to, true);
  return status;
}

export function mv(system: SystemCalls): number {
  const parsed = options(system, 'finTt:v', { force: 'f', 'no-clobber': 'n', verbose: 'v' });
  if (parsed === undefined) return 1;
  const target = parsed.values.get('t');
  if (parsed.rest.length < (target === undefined ? 2 : 1)) return usage(system, 'mv [-finT] SOURCE DEST\nor: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }');
  const pairs = destinations(system, parsed.rest, target, parsed.flags.has('T'));
  if (pairs === undefined) return 1;
  let status = 0;
  for (const [from, to] of pairs) {
    if (parsed.flags.has('n') && system.files.exists(to)) continue;
    let moved = system.files.rename(from, to);
    if (!moved.ok && moved.error === 'EXDEV') moved = moveAcross(system, from, to);
    if (moved.ok) continue;
    status = 1;
    const missing = !system.files.stat(from, false).ok;
    system.warn(
      system.gnu
        ? missing
          ? `cannot stat '${from}': ${errorText(moved.error)}`
          : `cannot move '${from}' to '${to}': ${errorText(moved.error)}`
        : `can't rename '${from}': ${errorText(moved.error)}`,
    );
  }
  return status;
}

/** To another volume: copied, then removed. */
function moveAcross(system: SystemCalls, from: string, to: string): ReturnType<SystemCalls['files']['rename']> {
  const node = system.files.stat(from, false);
  if (!node.ok) return node;
  if (node.value.type === 'directory') {
    const made = system.files.mkdir(to, modeOf(node.value));
    if (!made.ok && made.error !== 'EEXIST') return made;
    const names = system.files.list(from);
    for (const name of names.ok ? names.value : []) {
      const moved = moveAcross(system, inside(from, name), inside(to, name));
      if (!moved.ok) return moved;
    }
    return system.files.remove(from, true);
  }
  if (system.files.stat(to, false).ok) system.files.remove(to, false);
  const made = system.files.make(to, node.value);
  return made.ok ? system.files.remove(from, false) : made;
}

export function ln(system: SystemCalls): number {
  const parsed = options(system, 'sfnbtvTr', { symbolic: 's', force: 'f' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR');
  const { flags } = parsed;
  const targets = parsed.rest.length === 1 ? parsed.rest : parsed.rest.slice(0, -1);
  const last = parsed.rest.length === 1 ? '.' : parsed.rest.at(-1)!;
  let status = 0;
  for (const target of targets) {
    const at = system.files.stat(last, !flags.has('n'));
    const path = at.ok && at.value.type === 'directory' ? inside(last, baseName(target)) : last;
    if (flags.has('f')) system.files.remove(path, false);
    const node = flags.has('s') ? undefined : system.files.stat(target);
    if (node !== undefined && !node.ok) {
      system.warn(`${target}: ${errorText(node.error)}`);
      status = 1;
      continue;
    }
    // There are no shared inodes: a hard link is a copy.
    const made = node === undefined ? system.files.symlink(target, path) : system.files.make(path, node.value);
    if (made.ok) continue;
    system.warn(system.gnu ? `failed to create ${flags.has('s') ? 'symbolic' : 'hard'} link '${path}': ${errorText(made.error)}` : `${path}: ${errorText(made.error)}`);
    status = 1;
  }
  return status;
}

/** The mode that `chmod` asks for; `undefined`: it makes no sense. */
export function modeFrom(text: string, before: number, folder: boolean): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = before;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwxXst]*)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] === '' || match[1]!.includes('a') ? 'ugo' : match[1]!;
    let bits = 0;
    for (const letter of match[3]!) {
      const bit = letter === 'r' ? 4 : letter === 'w' ? 2 : letter === 'x' || (letter === 'X' && (folder || (before & 0o111) !== 0)) ? 1 : 0;
      if (who.includes('u')) bits |= bit << 6;
      if (who.includes('g')) bits |= bit << 3;
      if (who.includes('o')) bits |= bit;
      if (letter === 's') bits |= (who.includes('u') ? 0o4000 : 0) | (who.includes('g') ? 0o2000 : 0);
      if (letter === 't') bits |= 0o1000;
    }
    const cleared = (who.includes('u') ? 0o700 : 0) | (who.includes('g') ? 0o070 : 0) | (who.includes('o') ? 0o007 : 0);
    mode = match[2] === '+' ? mode | bits : match[2] === '-' ? mode & ~bits : (mode & ~cleared) | bits;
  }
  return mode;
}

function eachFile(system: SystemCalls, paths: readonly string[], recursive: boolean, change: (path: string) => ReturnType<SystemCalls['files']['change']>): number {
  let status = 0;
  const visit = (path: string): void => {
    const done = change(path);
    system.charge(5);
    if (!done.ok) {
      system.warn(system.gnu ? `cannot access '${path}': ${errorText(done.error)}` : `${path}: ${errorText(done.error)}`);
      status = 1;
    }
    const node = recursive ? system.files.stat(path, false) : undefined;
    const names = node?.ok && node.value.type === 'directory' ? system.files.list(path) : undefined;
    if (names?.ok) for (const name of names.value) visit(inside(path, name));
  };
  for (const path of paths) visit(path);
  return status;
}

export function chmod(system: SystemCalls): number {
  const args = system.args.filter((arg) => !/^-[Rvcf]+$/.test(arg));
  const recursive = system.args.some((arg) => /^-[Rvcf]*R/.test(arg));
  const [mode, ...paths] = args;
  if (mode === undefined || paths.length === 0) return usage(system, 'chmod [-Rcvf] MODE[,MODE]... FILE...');
  if (modeFrom(mode, 0, false) === undefined) {
    system.warn(system.gnu ? `invalid mode: '${mode}'\nTry 'chmod --help' for more information.` : `invalid mode '${mode}'`);
    return 1;
  }
  return eachFile(system, paths, recursive, (path) => {
    const node = system.files.stat(path);
    return node.ok ? system.files.change(path, { mode: modeFrom(mode, modeOf(node.value), node.value.type === 'directory')! }) : node;
  });
}

export function chown(system: SystemCalls): number {
  const parsed = options(system, 'RhLHPcvf', { recursive: 'R' });
  if (parsed === undefined || parsed.rest.length < 2) return usage(system, `${system.name} [-Rh]... USER[:[GRP]] FILE...`);
  const [owner, ...paths] = parsed.rest as [string, ...string[]];
  const [user, group] = system.name === 'chgrp' ? [undefined, owner] : (owner.split(/[:.]/) as [string, string | undefined]);
  const uid = user === undefined || user === '' ? undefined : userId(system.files, user);
  const gid = group === undefined || group === '' ? undefined : groupId(system.files, group);
  if ((user !== undefined && user !== '' && uid === undefined) || (group !== undefined && group !== '' && gid === undefined)) {
    system.warn(uid === undefined && user ? `unknown user ${user}` : `unknown group ${group}`);
    return 1;
  }
  return eachFile(system, paths, parsed.flags.has('R'), (path) => system.files.change(path, { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) }));
}

export function readlink(system: SystemCalls): number {
  const parsed = options(system, 'fnvem', { canonicalize: 'f', 'canonicalize-existing': 'f' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'readlink [-fnv] FILE');
  const resolves = parsed.flags.has('f') || system.name === 'realpath';
  let status = 0;
  for (const path of parsed.rest) {
    const found = system.files.find(path, resolves);
    if (!found.ok || (!resolves && found.value.node?.type !== 'link')) {
      if (system.name === 'realpath') system.warn(`${path}: ${errorText(found.ok ? 'EINVAL' : found.error)}`);
      status = 1;
    } else system.print(`${resolves ? found.value.path : (found.value.node as { target: string }).target}${parsed.flags.has('n') ? '' : '\n'}`);
  }
  return status;
}

export function basename(system: SystemCalls): number {
  const [path, suffix] = system.args;
  if (path === undefined) return usage(system, 'basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...');
  const name = baseName(path);
  system.print(`${suffix !== undefined && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name}\n`);
  return 0;
}

export function dirname(system: SystemCalls): number {
  const [path] = system.args;
  if (path === undefined) return usage(system, 'dirname FILENAME');
  const trimmed = path.replace(/(.)\/+$/, '$1');
  const at = trimmed.lastIndexOf('/');
  system.print(`${at < 0 ? '.' : trimmed.slice(0, at).replace(/\/+$/, '') || '/'}\n`);
  return 0;
}

export function mktemp(system: SystemCalls): number {
  const parsed = options(system, 'dqtp:u');
  if (parsed === undefined) return 1;
  const template = parsed.rest[0] ?? 'tmp.XXXXXX';
  const folder = parsed.values.get('p') ?? (parsed.rest[0] === undefined || parsed.flags.has('t') ? (system.getenv('TMPDIR') ?? '/tmp') : undefined);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  const name = template.replace(/X{3,}$/, (xs) => [...xs].map(() => letters[Math.floor(system.random() * letters.length)]).join(''));
  const path = folder === undefined ? name : inside(folder, name);
  const made = parsed.flags.has('u')
    ? { ok: true as const }
    : parsed.flags.has('d')
      ? system.files.mkdir(path, 0o700)
      : system.files.write(path, '', { exclusive: true, mode: 0o600 });
  if (!made.ok) {
    system.warn(`${parsed.flags.has('d') ? `can't create directory` : `can't create`} '${path}': ${errorText(made.error)}`);
    return 1;
  }
  system.print(`${path}\n`);
  return 0;
}

export function truncate(system: SystemCalls): number {
  const parsed = options(system, 'cs:', { size: 's' });
  if (parsed === undefined || parsed.rest.length === 0) return usage(system, 'truncate [-c] -s SIZE FILE...');
  const size = sizeOf(parsed.values.get('s') ?? '');
  if (size === undefined) {
    system.warn(`invalid number '${parsed.values.get('s') ?? ''}'`);
    return 1;
  }
  let status = 0;
  for (const path of parsed.rest) {
    if (size > 64 << 20) {
      system.warn(`${path}: truncate: No space left on device`);
      status = 1;
      continue;
    }
    const done = system.files.write(path, (data) => data.slice(0, size).padEnd(size, '\0'));
    if (done.ok) continue;
    system.warn(`${path}: open: ${errorText(done.error)}`);
    status = 1;
  }
  return status;
}
