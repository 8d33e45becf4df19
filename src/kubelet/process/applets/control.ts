/** Programs that run others, or wait. */
import type { Program, Step } from '../kernel.ts';
import type { ProgramError } from '../program-file.ts';
import { signalOf } from '../signals.ts';
import { OutOfMemory } from '../out-of-memory.ts';
import { errorText, SystemCalls } from '../system-calls.ts';
import type { Signal } from '../types.ts';
import { usage } from './files.ts';
import { millisecondsOf, options, sizeOf } from './options.ts';

/** A program made of steps over a memo of its own. */
export const steps =
  <M>(run: (system: SystemCalls, memo: M | undefined) => Step): Program =>
  (kernel, container, proc) =>
    run(new SystemCalls(kernel, container, proc), proc.memo as M | undefined);

const reasonOf = (error: ProgramError): string => (error === 'not found' ? errorText('ENOENT') : error === 'exec format error' ? 'Exec format error' : errorText('EACCES'));
const codeOf = (error: ProgramError): number => (error === 'not found' ? 127 : 126);

/** Says why a command cannot be run and gives the exit code for it. */
function cannotRun(system: SystemCalls, command: string, error: ProgramError): number {
  system.warn(system.gnu ? `failed to run command '${command}': ${reasonOf(error)}` : `can't execute '${command}': ${reasonOf(error)}`);
  return codeOf(error);
}

/** Becomes another program. */
function become(system: SystemCalls, argv: readonly string[], env?: Readonly<Record<string, string>>): Step {
  const done = system.exec(argv, env);
  return done.ok ? { again: true } : { exit: cannotRun(system, argv[0]!, done.error) };
}

export const sleep: Program = steps<true>((system, memo) => {
  if (memo !== undefined) return { exit: 0 };
  if (system.args.length === 0) return { exit: usage(system, 'sleep [N]...') };
  let total = 0;
  for (const arg of system.args) {
    const ms = millisecondsOf(arg);
    if (ms === undefined) {
      system.warn(system.gnu ? `invalid time interval '${arg}'\nTry 'sleep --help' for more information.` : `invalid number '${arg}'`);
      return { exit: 1 };
    }
    total += ms;
  }
  if (total === Number.POSITIVE_INFINITY) return { wait: { for: 'ever' }, memo: true };
  return total === 0 ? { exit: 0 } : { wait: { for: 'time', until: system.after(total) }, memo: true };
});

export const usleep: Program = steps<true>((system, memo) =>
  memo === undefined ? { wait: { for: 'time', until: system.after(Math.ceil(Number(system.args[0] ?? 0) / 1000)) }, memo: true } : { exit: 0 },
);

/** Waits for ever: what a pause container runs. */
export const pause: Program = () => ({ wait: { for: 'ever' } });

export const env: Program = steps((system) => {
  let variables: Record<string, string> = { ...system.env };
  const args = [...system.args];
  for (let arg = args[0]; arg !== undefined; arg = args[0]) {
    if (arg === '-i' || arg === '-' || arg === '--ignore-environment') variables = {};
    else if (arg === '-u') {
      args.shift();
      delete variables[args[0] ?? ''];
    } else if (/^[^=]+=/.test(arg)) variables = { ...variables, [arg.slice(0, arg.indexOf('='))]: arg.slice(arg.indexOf('=') + 1) };
    else break;
    args.shift();
  }
  if (args.length > 0) return become(system, args, variables);
  system.print(
    Object.entries(system.environ(variables))
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  );
  return { exit: 0 };
});

/** nohup, nice, setsid, ionice, chroot /: run the command as it is. */
export const plainly: Program = steps((system) => {
  const args = [...system.args];
  while (args[0]?.startsWith('-')) {
    if (/^-[nc]$/.test(args[0])) args.shift();
    args.shift();
  }
  return args.length === 0 ? { exit: usage(system, `${system.name} PROG ARGS`) } : become(system, args);
});

interface Timeout {
  readonly pid: number;
  readonly signal: Signal;
  readonly killAfter: number | null;
  readonly fired: boolean;
  readonly until: number;
}
export const timeout: Program = steps<Timeout>((system, memo) => {
  if (memo === undefined) {
    const parsed = options(system, '+s:k:t:vp', { signal: 's', 'kill-after': 'k', 'preserve-status': 'p', foreground: 'v' });
    if (parsed === undefined) return { exit: 125 };
    const old = parsed.values.get('t');
    const [limit, ...command] = old === undefined ? parsed.rest : [old, ...parsed.rest];
    const ms = limit === undefined ? undefined : millisecondsOf(limit);
    const signal = signalOf(parsed.values.get('s') ?? 'TERM');
    if (command.length === 0) return { exit: usage(system, 'timeout [-s SIG] [-k KILL_SECS] SECS PROG ARGS') };
    if (ms === undefined || signal === undefined) {
      system.warn(
        signal === undefined
          ? `invalid signal '${parsed.values.get('s')}'`
          : system.gnu
            ? `invalid time interval '${limit}'\nTry 'timeout --help' for more information.`
            : `invalid number '${limit}'`,
      );
      return { exit: system.gnu ? 125 : 1 };
    }
    const pid = system.spawn(command);
    if (!pid.ok) return { exit: cannotRun(system, command[0]!, pid.error) };
    const until = ms === 0 || ms === Number.POSITIVE_INFINITY ? Number.MAX_SAFE_INTEGER : system.after(ms);
    return {
      wait: { for: 'child', pid: pid.value, until },
      memo: { pid: pid.value, signal, killAfter: millisecondsOf(parsed.values.get('k') ?? '') ?? null, fired: false, until },
    };
  }
  const end = system.reapEnd(memo.pid);
  // busybox's timeout goes on as the command itself: it ends as the command does.
  if (end !== undefined)
    return memo.fired && system.gnu ? { exit: end.signal === 'KILL' ? 137 : 124 } : { exit: end.code, ...(end.signal === undefined ? {} : { signal: end.signal }) };
  if (!system.container.procs.has(memo.pid)) return { exit: 127 };
  if (system.elapsed(memo.until) < 0) return { wait: { for: 'child', pid: memo.pid, until: memo.until }, memo };
  system.kill(memo.pid, memo.fired ? 'KILL' : memo.signal);
  const until = memo.killAfter === null || memo.fired ? Number.MAX_SAFE_INTEGER : system.after(memo.killAfter);
  return { wait: { for: 'child', pid: memo.pid, until }, memo: { ...memo, fired: true, until } };
});

interface Time {
  readonly pid: number;
  readonly start: number;
}
export const time: Program = steps<Time>((system, memo) => {
  if (memo === undefined) {
    const command = system.args.filter((arg, i) => !(i === 0 && /^-[vpf]$/.test(arg)));
    if (command.length === 0) return { exit: usage(system, 'time [-vpa] [-o FILE] PROG ARGS') };
    const pid = system.spawn(command);
    return pid.ok ? { wait: { for: 'child', pid: pid.value }, memo: { pid: pid.value, start: system.after(0) } } : { exit: cannotRun(system, command[0]!, pid.error) };
  }
  const status = system.reap(memo.pid);
  if (status === undefined) return { wait: { for: 'child', pid: memo.pid }, memo };
  const seconds = system.elapsed(memo.start) / 1000;
  system.write(2, `real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`);
  return { exit: status };
});

interface Watch {
  readonly pid: number | null;
  readonly every: number;
  readonly command: string;
  readonly title: boolean;
}
export const watch: Program = steps<Watch>((system, memo) => {
  let state = memo;
  if (state === undefined) {
    const parsed = options(system, '+n:t', { interval: 'n', 'no-title': 't' });
    if (parsed === undefined || parsed.rest.length === 0) return { exit: usage(system, 'watch [-n SEC] [-t] PROG ARGS') };
    state = { pid: null, every: millisecondsOf(parsed.values.get('n') ?? '2') ?? 2000, command: parsed.rest.join(' '), title: !parsed.flags.has('t') };
  }
  if (state.pid !== null) {
    if (system.reap(state.pid) === undefined && system.container.procs.has(state.pid)) return { wait: { for: 'child', pid: state.pid }, memo: state };
    return { wait: { for: 'time', until: system.after(state.every) }, memo: { ...state, pid: null } };
  }
  system.print(`\x1b[H\x1b[J${state.title ? `Every ${(state.every / 1000).toFixed(1)}s: ${state.command}\n\n` : ''}`);
  const pid = system.spawn(['sh', '-c', state.command]);
  return pid.ok ? { wait: { for: 'child', pid: pid.value }, memo: { ...state, pid: pid.value } } : { exit: 127 };
});

interface Xargs {
  readonly data: string;
  /** The words of the input, once it is all there. */
  readonly words: readonly string[] | null;
  readonly pid: number | null;
  readonly ran: boolean;
  readonly failed: boolean;
}
export const xargs: Program = steps<Xargs>((system, memo) => {
  const parsed = options(system, '+0rtpn:I:L:P:s:d:x', { null: '0', 'no-run-if-empty': 'r', 'max-args': 'n', 'max-procs': 'P', delimiter: 'd', verbose: 't' });
  if (parsed === undefined) return { exit: 1 };
  const command = parsed.rest.length === 0 ? ['echo'] : parsed.rest;
  const insert = parsed.values.get('I');
  let state: Xargs = memo ?? { data: '', words: null, pid: null, ran: false, failed: false };
  while (state.words === null) {
    const read = system.read(0);
    if (read === 'blocked') return { wait: { for: 'read', fd: 0 }, memo: state };
    if (read === 'end')
      state = {
        ...state,
        data: '',
        words: splitWords(state.data, parsed.flags.has('0') ? '\0' : (parsed.values.get('d') ?? (insert === undefined && !parsed.values.has('L') ? undefined : '\n'))),
      };
    else state = { ...state, data: state.data + read.data };
  }
  if (state.pid !== null) {
    const status = system.reap(state.pid);
    if (status === undefined && system.container.procs.has(state.pid)) return { wait: { for: 'child', pid: state.pid }, memo: state };
    if (status === 255 || status === 126 || status === 127) return { exit: status === 255 ? 124 : status };
    state = { ...state, pid: null, failed: state.failed || status !== 0 };
  }
  const { words } = state;
  if (words!.length === 0 && (state.ran || parsed.flags.has('r') || insert !== undefined)) return { exit: state.failed ? 123 : 0 };
  const count = insert === undefined ? Number(parsed.values.get('n') ?? parsed.values.get('L') ?? 5000) : 1;
  const taken = words!.slice(0, count);
  const argv = insert === undefined ? [...command, ...taken] : command.map((word) => word.replaceAll(insert, taken[0] ?? ''));
  if (parsed.flags.has('t')) system.write(2, `${argv.join(' ')}\n`);
  const pid = system.spawn(argv, { fds: { ...system.publicFds(), 0: ['null'] } });
  if (!pid.ok) {
    system.warn(`${argv[0]}: ${reasonOf(pid.error)}`);
    return { exit: codeOf(pid.error) };
  }
  return { wait: { for: 'child', pid: pid.value }, memo: { ...state, words: words!.slice(count), pid: pid.value, ran: true } };
});

/** Blanks separate, quotes and backslashes protect; with a delimiter only that separates. */
function splitWords(data: string, delimiter: string | undefined): string[] {
  if (delimiter !== undefined)
    return data
      .split(delimiter === '\\n' ? '\n' : delimiter)
      .map((word) => (delimiter === '\n' ? word.trimStart() : word))
      .filter((word) => word !== '');
  const words: string[] = [];
  let word = '';
  let exists = false;
  for (let i = 0; i < data.length; i += 1) {
    const char = data[i]!;
    if (' \t\n'.includes(char)) {
      if (exists) words.push(word);
      [word, exists] = ['', false];
    } else if (char === "'" || char === '"') {
      const end = data.indexOf(char, i + 1);
      word += data.slice(i + 1, end < 0 ? undefined : end);
      i = end < 0 ? data.length : end;
      exists = true;
    } else {
      if (char === '\\') i += 1;
      word += data[i] ?? '';
      exists = true;
    }
  }
  if (exists) words.push(word);
  return words;
}

interface Tail {
  readonly files: readonly string[];
  readonly sizes: readonly number[];
  readonly since: number;
  readonly data: string;
  readonly last: string;
}
/** tail; `-f` looks at each whole second whether a file has grown, as busybox does. */
export const tail: Program = steps<Tail>((system, memo) => {
  const args = system.args.flatMap((arg, i) =>
    /^-[nc]$/.test(system.args[i - 1] ?? '')
      ? [arg]
      : /^-\d+[fF]?$/.test(arg)
        ? ['-n', /\d+/.exec(arg)![0], ...(/[fF]$/.test(arg) ? ['-f'] : [])]
        : /^\+\d+$/.test(arg)
          ? ['-n', arg]
          : [arg],
  );
  const parsed = options(
    system,
    'fFqvn:c:s:',
    { follow: 'f', lines: 'n', bytes: 'c', quiet: 'q', retry: 'F' },
    args.map((arg) => (arg.startsWith('--follow=') ? '--follow' : arg)),
  );
  if (parsed === undefined) return { exit: 1 };
  const follows = parsed.flags.has('f') || parsed.flags.has('F');
  const count = parsed.values.get('c') ?? parsed.values.get('n') ?? '10';
  const lastOf = (data: string): string => {
    const number = Number(count.replace(/^[-+]/, ''));
    if (parsed.values.has('c')) return count.startsWith('+') ? data.slice(Math.max(0, number - 1)) : number === 0 ? '' : data.slice(-number);
    const lines = data.match(/[^\n]*\n|[^\n]+$/g) ?? [];
    return (count.startsWith('+') ? lines.slice(Math.max(0, number - 1)) : number === 0 ? [] : lines.slice(-number)).join('');
  };
  let state = memo;
  if (state === undefined) state = { files: parsed.rest, sizes: [], since: system.after(0), data: '', last: '' };
  if (state.files.length === 0 || (state.files.length === 1 && state.files[0] === '-')) return tailInput(system, state, lastOf);
  const headed = (state.files.length > 1 || parsed.flags.has('v')) && !parsed.flags.has('q');
  const header = (name: string): string => `${state!.last === '' ? '' : '\n'}==> ${name} <==\n`;
  if (memo === undefined) {
    let failed = false;
    const sizes: number[] = [];
    for (const name of state.files) {
      const data = system.files.read(name);
      const node = system.files.stat(name);
      if (node.ok && node.value.type === 'device' && node.value.device === 'zero') return endless();
      if (!data.ok) {
        system.warn(system.gnu ? `cannot open '${name}' for reading: ${errorText(data.error)}` : `can't open '${name}': ${errorText(data.error)}`);
        failed = true;
        sizes.push(-1);
        continue;
      }
      if (headed) system.print(header(name));
      state = { ...state, last: name };
      system.print(lastOf(data.value));
      sizes.push(data.value.length);
    }
    if (sizes.every((size) => size < 0)) {
      if (!parsed.flags.has('F')) {
        if (!system.gnu) system.warn('no files');
        return { exit: 1 };
      }
    } else if (!follows) return { exit: failed ? 1 : 0 };
    state = { ...state, sizes };
  } else {
    const sizes = state.files.map((name, i) => {
      const data = system.files.read(name);
      const before = state!.sizes[i]!;
      if (!data.ok) return before;
      const grown = data.value.length >= before ? data.value.slice(Math.max(0, before)) : data.value;
      if (grown !== '') {
        if (headed && state!.last !== name) system.print(header(name));
        state = { ...state!, last: name };
        system.print(grown);
      }
      return data.value.length;
    });
    state = { ...state, sizes };
  }
  const followed = state.files.flatMap((name, i) => (state!.sizes[i]! >= 0 || parsed.flags.has('F') ? [{ name, size: state!.sizes[i]! }] : []));
  if (followed.length === 1) {
    const node = system.files.stat(followed[0]!.name);
    if (node.ok && node.value.type === 'device') return { wait: { for: 'ever' }, memo: state };
    return { wait: { for: 'file', path: followed[0]!.name, size: followed[0]!.size, since: state.since }, memo: state };
  }
  return { wait: { for: 'time', until: state.since + (Math.floor(system.elapsed(state.since) / 1000) + 1) * 1000 }, memo: state };
});

/** Reading /dev/zero for its last line takes all the memory there is. */
function endless(): never {
  throw new OutOfMemory();
}

function tailInput(system: SystemCalls, before: Tail, lastOf: (data: string) => string): Step {
  let state = before;
  for (;;) {
    const read = system.read(0);
    if (read === 'blocked') return { wait: { for: 'read', fd: 0 }, memo: state };
    if (read === 'end') break;
    state = { ...state, data: state.data + read.data };
    system.hold(state.data.length);
  }
  system.print(lastOf(state.data));
  return { exit: 0 };
}

/** stress: takes the memory that it is told to take, and keeps it. */
export const stress: Program = steps<true>((system, memo) => {
  if (memo !== undefined) {
    system.print(`stress: info: [${system.proc.pid}] successful run completed\n`);
    return { exit: 0 };
  }
  const valueOf = (...names: string[]): string | undefined => {
    const at = system.args.findIndex((arg) => names.includes(arg));
    return at < 0 ? undefined : system.args[at + 1];
  };
  const count = (...names: string[]): number => Number(valueOf(...names) ?? 0) || 0;
  const workers = count('--vm', '-m');
  system.print(`stress: info: [${system.proc.pid}] dispatching hogs: ${count('--cpu', '-c')} cpu, ${count('--io', '-i')} io, ${workers} vm, ${count('--hdd', '-d')} hdd\n`);
  system.proc.memory = workers * (sizeOf(valueOf('--vm-bytes') ?? '256M') ?? 0);
  const limit = millisecondsOf(valueOf('--timeout', '-t') ?? '');
  return { wait: limit === undefined ? { for: 'ever' } : { for: 'time', until: system.after(limit) }, memo: true };
});

export const yes: Program = steps((system) => {
  const line = `${system.args.length === 0 ? 'y' : system.args.join(' ')}\n`;
  system.print(line.repeat(Math.max(1, Math.floor(8192 / line.length))));
  system.charge(500);
  return { again: true };
});

interface Seq {
  readonly next: number;
}
export const seq: Program = steps<Seq>((system, memo) => {
  const parsed = options(
    system,
    '+ws:f:',
    {},
    system.args.map((arg) => (/^-[\d.]/.test(arg) ? ` ${arg}` : arg)),
  );
  if (parsed === undefined) return { exit: 1 };
  const words = parsed.rest.map((arg) => arg.trim());
  const bad = words.find((word) => Number.isNaN(Number(word)) || word === '');
  if (words.length === 0 || words.length > 3) return { exit: usage(system, 'seq [-w] [-s SEP] [FIRST [INC]] LAST') };
  if (bad !== undefined) {
    system.warn(`invalid number '${bad}'`);
    return { exit: 1 };
  }
  const [first, increment, last] =
    words.length === 1 ? [1, 1, Number(words[0])] : words.length === 2 ? [Number(words[0]), 1, Number(words[1])] : (words.map(Number) as [number, number, number]);
  const decimals = Math.max(0, ...words.slice(0, words.length === 1 ? 0 : -1).map((word) => word.split('.')[1]?.length ?? 0));
  const width = parsed.flags.has('w') ? Math.max(...[first, last].map((value) => value.toFixed(decimals).length)) : 0;
  const separator = parsed.values.get('s') ?? '\n';
  const count = increment === 0 ? Number.POSITIVE_INFINITY : Math.floor((last - first) / increment + 1e-9) + 1;
  if (count <= 0) return { exit: 0 };
  const start = memo?.next ?? 0;
  const end = Math.min(count, start + 1000);
  let text = '';
  for (let i = start; i < end; i += 1) {
    const value = first + i * increment;
    const shown = value.toFixed(decimals);
    text += `${value < 0 ? `-${shown.slice(1).padStart(width - 1, '0')}` : shown.padStart(width, '0')}${i === count - 1 ? '\n' : separator}`;
  }
  system.print(text);
  system.charge(end - start);
  return end >= count ? { exit: 0 } : { again: true, memo: { next: end } };
});
