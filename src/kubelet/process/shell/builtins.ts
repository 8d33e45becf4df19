/** The shell's built-in commands. */
import { INSTANT } from '../applets/instant.ts';
import { programOf } from '../program-file.ts';
import { signalOf, SIGNALS } from '../signals.ts';
import { errorText, SystemCalls } from '../system-calls.ts';
import { splitPath, joinPath } from '../file-system.ts';
import type { Signal } from '../types.ts';
import { quoted } from './quote.ts';
import { newFrame, type Frame } from './memo.ts';
import { isReserved } from './parser.ts';
import { read } from './read.ts';
import type { Shell } from './shell.ts';
import { ShellError, Stop } from './stops.ts';

/** Gives the status, or a frame to run instead of it. */
type Builtin = (shell: Shell, args: readonly string[], name: string) => number | Frame;

export const SPECIAL_BUILTINS = new Set([
  ':',
  '.',
  'source',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'times',
  'trap',
  'unset',
  'break',
  'continue',
]);

/** A built-in that is an applet as well. */
const applet: Builtin = (shell, args, name) =>
  INSTANT[name]!(
    new SystemCalls(
      shell.system.kernel,
      shell.system.container,
      shell.system.proc,
      [name, ...args],
      shell.system.gnu ? `${shell.memo.arg0}: ${shell.frame.line || 1}: ${name}` : shell.memo.arg0,
    ),
  );

const numberOf = (text: string | undefined): number | undefined => (text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined);

function cd(shell: Shell, args: readonly string[]): number {
  const { system, variables } = shell;
  const options = args.filter((arg) => arg === '-P' || arg === '-L');
  const target = args.filter((arg) => !['-P', '-L'].includes(arg) && arg !== '--')[0] ?? variables.get('HOME') ?? '';
  const path = target === '-' ? (variables.get('OLDPWD') ?? '') : target;
  const parts: string[] = [];
  for (const part of splitPath(path.startsWith('/') ? path : `${system.proc.cwd}/${path}`)) {
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  const found = system.files.find(options.includes('-P') ? path : joinPath(parts));
  const problem =
    path === ''
      ? 'ENOENT'
      : !found.ok
        ? found.error
        : found.value.node === undefined
          ? 'ENOENT'
          : found.value.node.type !== 'directory'
            ? 'ENOTDIR'
            : system.files.may(found.value.path, 1)
              ? undefined
              : 'EACCES';
  if (problem !== undefined || !found.ok) {
    shell.complainBuiltin('cd', `can't cd to ${target}${shell.system.gnu ? '' : `: ${errorText(problem ?? 'ENOENT')}`}`);
    return 2;
  }
  variables.set('OLDPWD', system.proc.cwd);
  variables.mark('OLDPWD', 'x');
  system.proc.cwd = options.includes('-P') ? found.value.path : joinPath(parts);
  variables.set('PWD', system.proc.cwd);
  if (target === '-') system.print(`${system.proc.cwd}\n`);
  return 0;
}

function source(shell: Shell, args: readonly string[], name: string): number | Frame {
  const [file, ...parameters] = args;
  if (file === undefined) throw new ShellError(`${name}: filename argument required`);
  const found = file.includes('/') ? undefined : shell.system.lookUp(file);
  const path = found?.ok ? found.value : file;
  const text = shell.system.files.read(path);
  if (!text.ok) {
    if (shell.system.gnu) throw new ShellError(`${name}: cannot open ${file}: No such file`);
    shell.complainBuiltin(name, `can't open '${file}': ${errorText(text.error)}`);
    throw new ShellError('');
  }
  const saved = shell.memo.parameters;
  if (parameters.length > 0) shell.memo.parameters = parameters;
  return newFrame('source', text.value, false, 0, { file: path, ...(parameters.length > 0 ? { parameters: saved } : {}) });
}

function returnFrom(shell: Shell, args: readonly string[]): number {
  const status = numberOf(args[0]) ?? shell.memo.status;
  const at = shell.memo.frames.findLastIndex((frame) => frame.kind === 'function' || frame.kind === 'source');
  if (at < 0) shell.exit(status);
  while (shell.memo.frames.length > at) shell.popFrame();
  return status;
}

function declare(attribute: 'x' | 'r'): Builtin {
  return (shell, args, name) => {
    const names = args.filter((arg) => arg !== '-p' && arg !== '--');
    if (names.length === 0) {
      for (const variable of shell.variables.names()) {
        if (shell.variables.variable(variable)?.[1].includes(attribute)) shell.system.print(`${name} ${variable}='${shell.variables.get(variable)!.replaceAll("'", "'\\''")}'\n`);
      }
      return 0;
    }
    for (const arg of names) {
      const [, variable, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*))?$/.exec(arg) ?? [];
      if (variable === undefined) throw new ShellError(`${name}: ${arg.split('=')[0]}: bad variable name`);
      if (value !== undefined) shell.assign(variable, value);
      shell.variables.mark(variable, attribute);
    }
    return 0;
  };
}

function local(shell: Shell, args: readonly string[]): number {
  const frame = shell.memo.frames.findLast((other) => other.kind === 'function');
  if (frame === undefined) {
    shell.complainBuiltin('local', 'not in a function');
    throw new ShellError('');
  }
  const locals = { ...frame.locals };
  for (const arg of args) {
    const [, name, value] = /^([A-Za-z_][A-Za-z0-9_]*)(?:=([\s\S]*))?$/.exec(arg) ?? [];
    if (name === undefined) throw new ShellError(`local: ${arg}: bad variable name`);
    if (!Object.hasOwn(locals, name)) locals[name] = Object.hasOwn(shell.memo.variables, name) ? shell.memo.variables[name]! : null;
    if (value !== undefined) shell.assign(name, value);
    else shell.variables.put(name, [null, '']);
  }
  frame.locals = locals;
  return 0;
}

const OPTIONS: Readonly<Record<string, string>> = {
  errexit: 'e',
  noglob: 'f',
  nounset: 'u',
  xtrace: 'x',
  noclobber: 'C',
  allexport: 'a',
  noexec: 'n',
  verbose: 'v',
  monitor: 'm',
  pipefail: 'p',
  ignoreeof: 'I',
  interactive: 'i',
};

function set(shell: Shell, args: readonly string[]): number {
  const { memo, variables } = shell;
  if (args.length === 0) {
    for (const name of variables.names()) shell.system.print(`${name}='${variables.get(name)!.replaceAll("'", "'\\''")}'\n`);
    return 0;
  }
  const rest = [...args];
  const turn = (flag: string, on: boolean): void => {
    memo.options = memo.options.replace(flag, '') + (on ? flag : '');
  };
  while (rest[0] !== undefined && /^[-+]/.test(rest[0])) {
    const arg = rest.shift()!;
    if (arg === '--') {
      memo.parameters = rest;
      return 0;
    }
    if (arg === '-' || arg === '+') break;
    for (const flag of arg.slice(1)) {
      if (flag === 'o') {
        const name = rest.shift();
        if (name === undefined) for (const [option, letter] of Object.entries(OPTIONS)) shell.system.print(`${option.padEnd(16)}${shell.has(letter) ? 'on' : 'off'}\n`);
        else if (!Object.hasOwn(OPTIONS, name)) throw new ShellError(`set: illegal option ${arg[0]}o ${name}`);
        else turn(OPTIONS[name]!, arg.startsWith('-'));
      } else if ('aefnuvxCmb'.includes(flag)) turn(flag, arg.startsWith('-'));
      else throw new ShellError(`set: illegal option ${arg[0]}${flag}`);
    }
  }
  if (rest.length > 0) memo.parameters = rest;
  return 0;
}

function trap(shell: Shell, args: readonly string[]): number {
  const { memo, system } = shell;
  const rest = args[0] === '--' ? args.slice(1) : [...args];
  const keyOf = (name: string): Signal | 'EXIT' | undefined => (name === '0' || name.toUpperCase() === 'EXIT' ? 'EXIT' : signalOf(name));
  if (rest.length === 0) {
    for (const [key, text] of Object.entries(memo.traps)) system.print(`trap -- ${quoted(text)} ${key}\n`);
    return 0;
  }
  const resets = rest[0] === '-' || ((rest.length === 1 || /^\d+$/.test(rest[0]!)) && keyOf(rest[0]!) !== undefined);
  const names = rest[0] === '-' || !resets ? rest.slice(1) : rest;
  const text = resets ? undefined : rest[0]!;
  let status = 0;
  for (const name of names) {
    const key = keyOf(name);
    if (key === undefined) {
      shell.complainBuiltin('trap', `${name}: invalid signal specification`);
      status = 1;
      continue;
    }
    const { [key]: _, ...others } = memo.traps;
    memo.traps = text === undefined ? others : { ...others, [key]: text };
  }
  const keys = Object.keys(memo.traps).filter((key) => key !== 'EXIT') as Signal[];
  system.proc.caught = keys.filter((key) => memo.traps[key] !== '');
  system.proc.ignored = keys.filter((key) => memo.traps[key] === '');
  return status;
}

function unset(shell: Shell, args: readonly string[]): number {
  const functions = args[0] === '-f';
  for (const name of args.filter((arg) => arg !== '-f' && arg !== '-v')) {
    if (functions) {
      const { [name]: _, ...others } = shell.memo.functions;
      shell.memo.functions = others;
    } else if (!shell.variables.unset(name)) throw new ShellError(`unset: ${name}: is read only`);
  }
  return 0;
}

/** The process that `%1`, `%%` or a number names. */
const jobOf = (shell: Shell, text: string): number | undefined =>
  text.startsWith('%') ? shell.memo.jobs.at(/^%\d+$/.test(text) ? Number(text.slice(1)) - 1 : -1) : numberOf(text);

function reapJob(shell: Shell, pid: number): number {
  const end = shell.system.reapEnd(pid);
  if (end?.signal !== undefined) shell.announce(end.signal);
  return end?.code ?? 127;
}

function wait(shell: Shell, args: readonly string[]): number {
  const { memo, system } = shell;
  const waited = memo.pending?.on === 'builtin';
  memo.pending = undefined;
  if (waited && shell.hasTrappedSignal) return 128 + SIGNALS[system.proc.pending!.find((signal) => Object.hasOwn(memo.traps, signal))!];
  const alive = (pid: number): boolean => system.container.procs.get(pid)?.ppid === system.proc.pid;
  const pause = (pid: number): never => {
    memo.pending = { on: 'builtin', memo: true };
    throw new Stop({ wait: { for: 'child', pid } });
  };
  if (args[0] === '-n') {
    const ended = memo.jobs.find((pid) => !alive(pid));
    if (ended === undefined) return memo.jobs.length === 0 ? 127 : pause(0);
    memo.jobs = memo.jobs.filter((pid) => pid !== ended);
    return reapJob(shell, ended);
  }
  if (args.length === 0) {
    const open = memo.jobs.find(alive);
    if (open !== undefined) pause(open);
    for (const pid of memo.jobs) system.reap(pid);
    memo.jobs = [];
    return 0;
  }
  let status = 0;
  for (const arg of args) {
    const pid = jobOf(shell, arg);
    if (pid === undefined) {
      shell.complainBuiltin('wait', `bad number: ${arg}`);
      return 2;
    }
    if (alive(pid)) pause(pid);
    // Asked again for the same child, a shell still knows.
    const end = system.endOf(pid);
    status = end?.code ?? 127;
    if (end?.signal !== undefined && memo.jobs.includes(pid)) shell.announce(end.signal);
  }
  for (const arg of args) memo.jobs = memo.jobs.filter((pid) => pid !== jobOf(shell, arg));
  return status;
}

function kill(shell: Shell, args: readonly string[]): number {
  const pids = args.map((arg) => (arg.startsWith('%') ? String(jobOf(shell, arg) ?? '') : arg));
  return applet(shell, pids, 'kill') as number;
}

function getopts(shell: Shell, args: readonly string[]): number {
  const { variables, memo } = shell;
  const [spec = '', name = 'opt', ...given] = args;
  const words = given.length > 0 ? given : memo.parameters;
  let index = Number(variables.get('OPTIND') ?? '1');
  let place = Number(variables.get('OPTPOS') || '1');
  const done = (option: string, status: number, value?: string): number => {
    variables.set('OPTIND', String(index));
    variables.put('OPTPOS', [String(place), '']);
    if (value === undefined) variables.unset('OPTARG');
    else variables.set('OPTARG', value);
    shell.assign(name, option);
    return status;
  };
  const word = words[index - 1];
  if (word === undefined || word === '-' || !word.startsWith('-') || word === '--') {
    if (word === '--') index += 1;
    place = 1;
    return done('?', 1);
  }
  const option = word[place]!;
  place += 1;
  if (place >= word.length) [index, place] = [index + 1, 1];
  const at = option === ':' ? -1 : spec.indexOf(option, spec.startsWith(':') ? 1 : 0);
  if (at < 0) {
    if (spec.startsWith(':')) return done('?', 0, option);
    shell.system.write(2, `Illegal option -${option}\n`);
    return done('?', 0);
  }
  if (spec[at + 1] !== ':') return done(option, 0);
  if (place > 1) {
    const value = word.slice(place);
    [index, place] = [index + 1, 1];
    return done(option, 0, value);
  }
  const value = words[index - 1];
  if (value === undefined) {
    if (spec.startsWith(':')) return done(':', 0, option);
    shell.system.write(2, `No arg for -${option} option\n`);
    return done('?', 0);
  }
  index += 1;
  return done(option, 0, value);
}

function describe(shell: Shell, name: string, brief: boolean): string | undefined {
  if (isReserved(name)) return brief ? name : `${name} is a shell keyword`;
  if (Object.hasOwn(shell.memo.functions, name)) return brief ? name : `${name} is a function`;
  if (Object.hasOwn(BUILTINS, name) || name === 'exec')
    return brief ? name : `${name} is a ${SPECIAL_BUILTINS.has(name) ? 'special ' : ''}shell builtin`.replace('special ', shell.system.gnu ? 'special ' : '');
  const { system } = shell;
  const file = system.lookUp(name, shell.variables.environment());
  if (!file.ok) return undefined;
  const program = programOf(system.files, file.value, [name]);
  // The shell of busybox runs the programs beside it in the same file without looking for them.
  const where = !system.gnu && program.ok && program.value.applet === name ? name : file.value;
  return brief ? where : `${name} is ${where}`;
}

function command(shell: Shell, args: readonly string[]): number {
  const brief = args[0] === '-v';
  let status = 0;
  for (const name of args.slice(1, 2)) {
    const text = describe(shell, name, brief);
    if (text !== undefined) shell.system.print(`${text}\n`);
    else {
      if (!brief) shell.system.write(2, `${name}: not found\n`);
      status = 127;
    }
  }
  return status;
}

function type(shell: Shell, args: readonly string[]): number {
  let status = 0;
  for (const name of args) {
    const text = describe(shell, name, false);
    shell.system.print(`${text ?? `${name}: not found`}\n`);
    if (text === undefined) status = 127;
  }
  return status;
}

function shift(shell: Shell, args: readonly string[]): number {
  const count = numberOf(args[0]) ?? 1;
  if (count > shell.memo.parameters.length) {
    if (!shell.system.gnu) return 1;
    throw new ShellError("shift: can't shift that many");
  }
  shell.memo.parameters = shell.memo.parameters.slice(count);
  return 0;
}

function umask(shell: Shell, args: readonly string[]): number {
  const { proc } = shell.system;
  if (args[0] === undefined || args[0].startsWith('-')) shell.system.print(`${(proc.umask ?? 0o022).toString(8).padStart(4, '0')}\n`);
  else if (/^[0-7]{1,4}$/.test(args[0])) proc.umask = Number.parseInt(args[0], 8);
  else throw new ShellError(`umask: illegal mode: ${args[0]}`);
  return 0;
}

function exit(shell: Shell, args: readonly string[]): number {
  const status = args[0] === undefined ? (shell.memo.exiting ?? shell.memo.status) : numberOf(args[0]);
  if (status === undefined) throw new ShellError(shell.system.gnu ? `exit: Illegal number: ${args[0]}` : `exit: line 0: Illegal number: ${args[0]}`);
  if (shell.memo.frames.some((frame) => frame.kind === 'exit-trap')) throw new Stop({ exit: status });
  return shell.exit(status);
}

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  '.': source,
  source,
  '[': applet,
  '[[': applet,
  test: applet,
  echo: applet,
  printf: applet,
  alias: () => 0,
  unalias: () => 0,
  bg: () => 0,
  break: () => 0,
  cd,
  chdir: cd,
  command,
  continue: () => 0,
  eval: (_shell, args) => (args.join(' ').trim() === '' ? 0 : newFrame('eval', args.join(' '), false, 0)),
  exit,
  export: declare('x'),
  fg: () => 0,
  getopts,
  hash: () => 0,
  help: () => 0,
  jobs: (shell) => {
    shell.memo.jobs.forEach((pid, i) => {
      const proc = shell.system.container.procs.get(pid);
      if (proc !== undefined) shell.system.print(`[${i + 1}]${i === shell.memo.jobs.length - 1 ? '+' : ' '}  Running                    \n`);
    });
    return 0;
  },
  kill,
  let: (shell, args) => (args.map((arg) => shell.arithmetic(arg)).at(-1) === 0n ? 1 : 0),
  local,
  pwd: (shell) => {
    shell.system.print(`${shell.system.proc.cwd}\n`);
    return 0;
  },
  read,
  readonly: declare('r'),
  return: returnFrom,
  set,
  shift,
  times: (shell) => {
    shell.system.print('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
    return 0;
  },
  trap,
  type,
  ulimit: (shell) => {
    shell.system.print('unlimited\n');
    return 0;
  },
  umask,
  unset,
  wait,
};
