/** Programs that tell about the system and its processes. */
import { toText } from '../bytes.ts';
import type { Proc } from '../container-run.ts';
import type { FileSystem } from '../file-system.ts';
import { signalOf, SIGNALS } from '../signals.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import type { Signal } from '../types.ts';
import { usage } from './files.ts';
import { humanSize } from './list.ts';
import { options } from './options.ts';
import { regular } from './regular.ts';
import { formatTime, parseTime } from './time.ts';
import { groupName, userId, userName } from './users.ts';

export function date(system: SystemCalls): number {
  const parsed = options(
    system,
    'd:D:r:s:uR-I:I',
    { date: 'd', utc: 'u', reference: 'r' },
    system.args.flatMap((arg) => (arg.startsWith('-I') && arg !== '-I' ? ['-I'] : [arg])),
  );
  if (parsed === undefined) return 1;
  const text = parsed.values.get('d');
  const at = text === undefined ? system.now : parseTime(text, system.now);
  if (at === undefined) {
    system.warn(`invalid date '${text}'`);
    return 1;
  }
  const iso = system.args.find((arg) => arg.startsWith('-I'));
  const format =
    parsed.rest.find((arg) => arg.startsWith('+'))?.slice(1) ??
    (iso === undefined
      ? parsed.flags.has('R')
        ? '%a, %d %b %Y %H:%M:%S +0000'
        : '%a %b %e %H:%M:%S UTC %Y'
      : iso.startsWith('-Is')
        ? '%FT%T+00:00'
        : iso.startsWith('-Im')
          ? '%FT%R+00:00'
          : '%F');
  system.print(`${formatTime(format, at)}\n`);
  return 0;
}

export function printenv(system: SystemCalls): number {
  if (system.args.length === 0)
    system.print(
      Object.entries(system.environ())
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    );
  let status = 0;
  for (const name of system.args) {
    const value = system.getenv(name);
    if (value === undefined) status = 1;
    else system.print(`${value}\n`);
  }
  return status;
}

export function id(system: SystemCalls): number {
  const parsed = options(system, 'ugGnr');
  if (parsed === undefined) return 1;
  const { files, proc } = system;
  const [name] = parsed.rest;
  const uid = name === undefined ? proc.user.uid : userId(files, name);
  if (uid === undefined) {
    system.warn(`unknown user ${name}`);
    return 1;
  }
  const gid = name === undefined ? proc.user.gid : 0;
  const groups = [...new Set([gid, ...(name === undefined ? (proc.user.groups ?? []) : [])])].sort((a, b) => a - b);
  const { flags } = parsed;
  if (flags.has('u')) system.print(`${flags.has('n') ? (userName(files, uid) ?? uid) : uid}\n`);
  else if (flags.has('g')) system.print(`${flags.has('n') ? (groupName(files, gid) ?? gid) : gid}\n`);
  else if (flags.has('G')) system.print(`${groups.map((group) => (flags.has('n') ? (groupName(files, group) ?? group) : group)).join(' ')}\n`);
  else {
    const show = (number: number, text: string | undefined): string => `${number}${text === undefined ? '' : `(${text})`}`;
    system.print(
      `uid=${show(uid, userName(files, uid))} gid=${show(gid, groupName(files, gid))} groups=${groups.map((group) => show(group, groupName(files, group))).join(',')}\n`,
    );
  }
  return 0;
}

export function whoami(system: SystemCalls): number {
  const { uid } = system.proc.user;
  const name = userName(system.files, uid);
  if (name === undefined) {
    system.warn(`unknown uid ${uid}`);
    return 1;
  }
  system.print(`${name}\n`);
  return 0;
}

/** Bytes of a tmpfs without a limit: half of the machine's memory. */
const TMPFS_SIZE = 2_059_532_288;

/** The first name of the host's own line in /etc/hosts. */
function fullName(system: SystemCalls, name: string): string {
  const hosts = system.files.read('/etc/hosts');
  const lines = hosts.ok ? toText(hosts.value).split('\n') : [];
  const own = lines.map((line: string) => line.replace(/#.*/, '').trim().split(/\s+/).slice(1)).find((names) => names.includes(name));
  return own?.[0] ?? name;
}

export function hostname(system: SystemCalls): number {
  const [flag] = system.args;
  const { hostname: name, ip } = system.kernel;
  if (flag === undefined || flag === '-s') system.print(`${name}\n`);
  else if (flag === '-f') system.print(`${fullName(system, name)}\n`);
  else if (flag === '-i' || flag === '-I') system.print(`${ip}\n`);
  else if (!flag.startsWith('-')) {
    system.warn('sethostname: Operation not permitted');
    return 1;
  }
  return 0;
}

export function arch(system: SystemCalls): number {
  system.print('x86_64\n');
  return 0;
}

export function uname(system: SystemCalls): number {
  const parsed = options(system, 'amnrspviom');
  if (parsed === undefined) return 1;
  const values = { s: 'Linux', n: system.kernel.hostname, r: '6.1.0', v: '#1 SMP', m: 'x86_64', o: 'GNU/Linux' };
  const wanted = parsed.flags.has('a')
    ? Object.values(values)
    : Object.entries(values).flatMap(([flag, value]) => (parsed.flags.has(flag) || (flag === 's' && parsed.flags.size === 0) ? [value] : []));
  system.print(`${wanted.join(' ')}\n`);
  return 0;
}

/** A process's command line, in brackets where it has none. */
const commandOf = (proc: Proc): string => (proc.seenAs ?? proc.argv).join(' ');
const nameOf = (proc: Proc): string => (proc.argv[0] ?? '').split('/').at(-1)!.slice(0, 15);
/** A program that goes by another's command line is named before it. */
function shownCommand(proc: Proc): string {
  return proc.seenAs ? `{${nameOf(proc)}} ${commandOf(proc)}` : commandOf(proc);
}

/** The columns of `ps`: title, width, whether they are numbers (upstream: busybox procps/ps.c out_spec). */
const COLUMNS: Readonly<Record<string, readonly [title: string, width: number, isNumber: boolean, of: (proc: Proc, files: FileSystem) => string]>> = {
  user: ['USER', 8, false, (proc, files) => userName(files, proc.user.uid) ?? String(proc.user.uid)],
  group: ['GROUP', 8, false, (proc, files) => groupName(files, proc.user.gid) ?? String(proc.user.gid)],
  comm: ['COMMAND', 16, false, nameOf],
  args: ['COMMAND', 0, false, shownCommand],
  pid: ['PID', 5, true, (proc) => String(proc.pid)],
  ppid: ['PPID', 5, true, (proc) => String(proc.ppid)],
  pgid: ['PGID', 5, true, (proc) => String(proc.pid)],
  nice: ['NI', 5, true, () => '0'],
  rgroup: ['RGROUP', 8, false, (proc, files) => groupName(files, proc.user.gid) ?? String(proc.user.gid)],
  ruser: ['RUSER', 8, false, (proc, files) => userName(files, proc.user.uid) ?? String(proc.user.uid)],
  tty: ['TT', 6, false, () => '?'],
  vsz: ['VSZ', 4, true, () => '2268'],
  sid: ['SID', 5, true, (proc) => String(proc.pid)],
  stat: ['STAT', 4, false, (proc) => (proc.stopped ? 'T' : proc.wait === undefined ? 'R' : 'S')],
  rss: ['RSS', 4, true, () => '1400'],
};

export function ps(system: SystemCalls): number {
  const chosen: string[] = [];
  for (const [i, arg] of system.args.entries()) {
    if (!arg.startsWith('-')) continue;
    const [, flags = '', columns] = /^-([^o]*)(?:o(.*))?$/.exec(arg)!;
    const unknown = [...flags].find((flag) => !'ZaAdeflT'.includes(flag));
    if (unknown !== undefined) return usage(system, `invalid option -- '${unknown}'`);
    if (columns !== undefined) chosen.push(...(columns === '' ? (system.args[i + 1] ?? '') : columns).split(','));
  }
  if (chosen.length === 0) chosen.push('pid', 'user', 'args');
  const columns: { readonly title: string; readonly width: number; readonly isNumber: boolean; readonly of: (proc: Proc, files: FileSystem) => string }[] = [];
  for (const [name = '', header] of chosen.map((column) => column.split('='))) {
    if (!Object.hasOwn(COLUMNS, name)) {
      system.warn(`bad -o argument '${name}', supported arguments: ${Object.keys(COLUMNS).join()}`);
      return 1;
    }
    const [title, width, isNumber, of] = COLUMNS[name]!;
    columns.push({ title: header ?? title, width: Math.max(width, (header ?? '').length), isNumber, of });
  }
  const row = (cell: (column: (typeof columns)[number]) => string, isTitle: boolean): string =>
    `${columns
      .map((column, i) => {
        const text = cell(column);
        return column.isNumber && !isTitle ? text.padStart(column.width) : i === columns.length - 1 ? text : text.padEnd(column.width).slice(0, column.width || undefined);
      })
      .join(' ')}\n`;
  if (columns.some(({ title }) => title !== '')) system.print(row(({ title }) => title, true));
  for (const proc of [...system.container.procs.values()].sort((a, b) => a.pid - b.pid)) system.print(row(({ of }) => of(proc, system.files), false));
  return 0;
}

const bySpecification = (text: string): Signal | 0 | undefined => (text === '0' ? 0 : signalOf(text));

/** The signal an option names, and the other arguments. */
function signalAndRest(system: SystemCalls, given: readonly string[] = system.args): { readonly signal: Signal | 0; readonly rest: readonly string[] } | number {
  const args = [...given];
  const first = args[0];
  if (first === '-l') {
    const names = Object.entries(SIGNALS);
    if (args[1] === undefined) system.print(names.map(([name, number]) => `${String(number).padStart(2)}) ${name}\n`).join(''));
    else
      system.print(
        `${/^\d+$/.test(args[1]) ? (names.find(([, number]) => number === Number(args[1]) % 128)?.[0] ?? args[1]) : (SIGNALS[signalOf(args[1]) ?? 'TERM'] ?? args[1])}\n`,
      );
    return 0;
  }
  if (first === '-s' || first === '-n') {
    const signal = bySpecification(args[1] ?? '');
    if (signal !== undefined) return { signal, rest: args.slice(2) };
    system.warn(`bad signal name '${args[1] ?? ''}'`);
    return 1;
  }
  if (first !== undefined && /^-./.test(first) && first !== '--') {
    const signal = bySpecification(first.slice(1));
    if (signal !== undefined) return { signal, rest: args.slice(1) };
    system.warn(`bad signal name '${first.slice(1)}'`);
    return 1;
  }
  return { signal: 'TERM', rest: first === '--' ? args.slice(1) : args };
}

export function kill(system: SystemCalls): number {
  const parsed = signalAndRest(system);
  if (typeof parsed === 'number') return parsed;
  const { signal, rest } = parsed;
  if (rest.length === 0) {
    system.warn('you need to specify whom to kill');
    return 1;
  }
  let status = 0;
  for (const text of rest) {
    if (!/^-?\d+$/.test(text)) {
      system.warn(`invalid number '${text}'`);
      status = 1;
      continue;
    }
    const pid = Number(text);
    const targets = pid === -1 ? [...system.container.procs.keys()].filter((other) => other !== 1 && other !== system.proc.pid) : [pid === 0 ? system.proc.pid : Math.abs(pid)];
    for (const target of targets) {
      const sent = signal === 0 ? { ok: system.container.procs.has(target), error: 'ESRCH' as const } : system.kill(target, signal);
      if (sent.ok) continue;
      system.warn(`can't kill pid ${pid}: ${errorText('error' in sent ? sent.error : 'ESRCH')}`);
      status = 1;
    }
  }
  return status;
}

export function killall(system: SystemCalls): number {
  const quiet = system.args.includes('-q');
  const parsed = signalAndRest(system);
  if (typeof parsed === 'number') return parsed;
  let status = 0;
  for (const name of parsed.rest.filter((arg) => arg !== '-q')) {
    const targets = [...system.container.procs.values()].filter((proc) => nameOf(proc) === name && proc.pid !== system.proc.pid);
    if (targets.length === 0) {
      if (!quiet) system.warn(`${name}: no process killed`);
      status = 1;
    }
    for (const target of targets) if (parsed.signal !== 0) system.kill(target.pid, parsed.signal);
  }
  return status;
}

/** pkill and pgrep: by name, or by the whole command line with -f. */
export function pkill(system: SystemCalls): number {
  const parsed = signalAndRest(
    system,
    system.args.filter((arg) => !/^-[flxoanv]+$/.test(arg)),
  );
  if (typeof parsed === 'number') return parsed;
  const full = system.args.some((arg) => /^-[lxoanv]*f/.test(arg));
  const exact = system.args.some((arg) => /^-[lfoanv]*x/.test(arg));
  const [pattern] = parsed.rest;
  if (pattern === undefined) return usage(system, `${system.name} [-flx] PATTERN`);
  const targets = [...system.container.procs.values()].filter(
    (proc) => proc.pid !== system.proc.pid && (exact ? nameOf(proc) === pattern : (full ? commandOf(proc) : nameOf(proc)).includes(pattern)),
  );
  for (const target of targets) {
    if (system.name === 'pgrep') system.print(`${target.pid}\n`);
    else if (parsed.signal !== 0) system.kill(target.pid, parsed.signal);
  }
  return targets.length > 0 ? 0 : 1;
}

export function pidof(system: SystemCalls): number {
  const names = system.args.filter((arg) => !arg.startsWith('-'));
  const pids = [...system.container.procs.values()]
    .filter((proc) => proc.pid !== system.proc.pid && names.includes(nameOf(proc)))
    .map((proc) => proc.pid)
    .reverse();
  if (pids.length > 0) system.print(`${(system.args.includes('-s') ? pids.slice(0, 1) : pids).join(' ')}\n`);
  return pids.length > 0 ? 0 : 1;
}

export function which(system: SystemCalls): number {
  let status = 0;
  for (const name of system.args.filter((arg) => !arg.startsWith('-'))) {
    const file = system.lookUp(name);
    if (file.ok && system.files.may(file.value, 1)) system.print(`${file.value}\n`);
    else status = 1;
  }
  return status;
}

export function nproc(system: SystemCalls): number {
  system.print('2\n');
  return 0;
}

export function free(system: SystemCalls): number {
  const parsed = options(system, 'bkmghtw');
  if (parsed === undefined) return 1;
  const [total, used, available] = [4_022_524, 1_006_000, 3_017_000];
  const show = (kilobytes: number): string =>
    (parsed.flags.has('h')
      ? humanSize(kilobytes * 1024)
      : String(
          parsed.flags.has('b') ? kilobytes * 1024 : parsed.flags.has('m') ? Math.floor(kilobytes / 1024) : parsed.flags.has('g') ? Math.floor(kilobytes / 1_048_576) : kilobytes,
        )
    ).padStart(12);
  system.print(
    `              total        used        free      shared  buff/cache   available\nMem:   ${show(total)}${show(used)}${show(total - used - 589_824)}${show(0)}${show(589_824)}${show(available)}\nSwap:  ${show(0)}${show(0)}${show(0)}\n`,
  );
  return 0;
}

export function df(system: SystemCalls): number {
  const parsed = options(system, 'PkmhTai', { human: 'h' });
  if (parsed === undefined) return 1;
  const human = parsed.flags.has('h');
  const rows = [
    ['overlay', 51_474_912, 12_868_728, '/'],
    ['tmpfs', 65_536, 0, '/dev'],
    ...system.container.mounts.map((mount) =>
      mount.memory ? (['tmpfs', Math.ceil((mount.size ?? TMPFS_SIZE) / 1024), 0, mount.path] as const) : (['/dev/vda1', 51_474_912, 12_868_728, mount.path] as const),
    ),
  ] as const;
  system.print(human ? 'Filesystem                Size      Used Available Use% Mounted on\n' : 'Filesystem           1K-blocks      Used Available Use% Mounted on\n');
  for (const [name, size, used, at] of rows) {
    if (parsed.rest.length > 0 && !parsed.rest.some((path) => path === at || (at === '/' && !rows.some((row) => row[3] !== '/' && path.startsWith(row[3]))))) continue;
    const show = (kilobytes: number): string => (human ? humanSize(kilobytes * 1024) : String(kilobytes)).padStart(9);
    system.print(`${name.padEnd(20)} ${show(size)} ${show(used)} ${show(size - used)} ${String(Math.ceil((used / size) * 100)).padStart(3)}% ${at}\n`);
  }
  return 0;
}

export function mount(system: SystemCalls): number {
  if (system.args.some((arg) => !arg.startsWith('-'))) {
    system.warn('permission denied (are you root?)');
    return 1;
  }
  const mounts = system.files.read('/proc/mounts');
  for (const line of mounts.ok ? mounts.value.trimEnd().split('\n') : []) {
    const [device, at, type, flags] = line.split(' ');
    system.print(`${device} on ${at} type ${type} (${flags})\n`);
  }
  return 0;
}

export function uptime(system: SystemCalls): number {
  const minutes = Math.floor((system.now - system.container.spec.startedAt) / 60_000);
  const up = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
  system.print(` ${formatTime('%T', system.now)} up ${up},  load average: 0.00, 0.00, 0.00\n`);
  return 0;
}

export function tty(system: SystemCalls): number {
  system.print('not a tty\n');
  return 1;
}

export function stty(system: SystemCalls): number {
  system.warn('standard input: Inappropriate ioctl for device');
  return 1;
}

/** expr: by precedence `|`, `&`, comparisons, `+ -`, `* / %`, `:` and the string functions. */
export function expr(system: SystemCalls): number {
  const words = system.args;
  let at = 0;
  const fail = (text: string): never => {
    throw new RangeError(text);
  };
  const isNumber = (text: string): boolean => /^-?\d+$/.test(text);
  const numberOf = (text: string): bigint => (isNumber(text) ? BigInt(text) : fail('non-integer argument'));
  const truth = (text: string): boolean => text !== '' && !/^-?0+$/.test(text);
  const match = (text: string, pattern: string): string => {
    const compiled = regular(pattern);
    if (!compiled.ok) return fail(compiled.error);
    const found = compiled.value.find(text);
    const held = found?.start === 0 ? found : undefined;
    return pattern.includes('\\(') ? (held?.groups[0] ?? '') : String(held?.end ?? 0);
  };
  const primary = (): string => {
    const word = words[at] ?? fail('syntax error');
    at += 1;
    if (word === '(') {
      const value = or();
      if (words[at] !== ')') fail('syntax error');
      at += 1;
      return value;
    }
    if (word === 'length' && words[at] !== undefined) return String(primary().length);
    if (word === 'index' && words.length >= at + 2) {
      const [text, chars] = [primary(), primary()];
      return String([...text].findIndex((char) => chars.includes(char)) + 1);
    }
    if (word === 'substr' && words.length >= at + 3) {
      const [text, from, count] = [primary(), Number(primary()), Number(primary())];
      return text.slice(from - 1, from - 1 + count);
    }
    if (word === 'match' && words.length >= at + 2) {
      const text = primary();
      return match(text, primary());
    }
    return word;
  };
  const level = (operators: readonly string[], next: () => string, apply: (a: string, operator: string, b: string) => string) => (): string => {
    let left = next();
    for (let operator = words[at]; operator !== undefined && operators.includes(operator); operator = words[at]) {
      at += 1;
      left = apply(left, operator, next());
    }
    return left;
  };
  const colon = level([':'], primary, (a, _, b) => match(a, b));
  const product = level(['*', '/', '%'], colon, (a, operator, b) => {
    const [x, y] = [numberOf(a), numberOf(b)];
    if (operator === '*') return String(x * y);
    if (y === 0n) fail('division by zero');
    return String(operator === '/' ? x / y : x % y);
  });
  const sum = level(['+', '-'], product, (a, operator, b) => String(operator === '+' ? numberOf(a) + numberOf(b) : numberOf(a) - numberOf(b)));
  const compare = level(['<', '<=', '=', '==', '!=', '>=', '>'], sum, (a, operator, b) => {
    const order = isNumber(a) && isNumber(b) ? Number(BigInt(a) - BigInt(b)) : a < b ? -1 : a > b ? 1 : 0;
    const holds = { '<': order < 0, '<=': order <= 0, '=': order === 0, '==': order === 0, '!=': order !== 0, '>=': order >= 0, '>': order > 0 }[operator];
    return holds ? '1' : '0';
  });
  const and = level(['&'], compare, (a, _, b) => (truth(a) && truth(b) ? a : '0'));
  const or: () => string = level(['|'], and, (a, _, b) => (truth(a) ? a : b));
  if (words.length === 0) {
    system.warn(system.gnu ? 'missing operand' : 'too few arguments');
    return 2;
  }
  try {
    const value = or();
    if (at < words.length) fail('syntax error');
    system.print(`${value}\n`);
    return truth(value) ? 0 : 1;
  } catch (problem) {
    if (!(problem instanceof RangeError)) throw problem;
    system.warn(problem.message);
    return 2;
  }
}
