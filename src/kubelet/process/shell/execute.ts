/** Runs a simple command whose words, redirections and assignments are ready. */
import type { ProgramError } from '../program-file.ts';
import { BUILTINS, SPECIAL_BUILTINS } from './builtins.ts';
import { newFrame, type Frame, type SavedFd } from './memo.ts';
import { quoted } from './quote.ts';
import { keep, restore } from './redirects.ts';
import type { Shell } from './shell.ts';
import { ShellError, Stop } from './stops.ts';

export function execute(shell: Shell, last: boolean): void {
  const { frame, memo } = shell;
  if (memo.pending === undefined && shell.has('x') && !frame.failed) trace(shell, frame);
  const [name] = frame.fields;
  if (frame.failed) {
    restore(shell, frame.saved);
    if (name !== undefined && SPECIAL_BUILTINS.has(name)) throw new ShellError('', shell.system.gnu ? 2 : 1);
    finish(frame);
    memo.status = shell.system.gnu ? 2 : 1;
    return;
  }
  if (name === undefined) {
    restore(shell, frame.saved);
    if (!frame.substituted) memo.status = 0;
    finish(frame);
    return;
  }
  dispatch(shell, frame, frame.fields, last, true);
}

/** The frame is done with its command. */
function finish(frame: Frame): SavedFd[] {
  const { saved } = frame;
  frame.pc += 1;
  [frame.fields, frame.assignments, frame.saved, frame.failed, frame.substituted] = [[], [], [], false, false];
  return saved;
}

function dispatch(shell: Shell, frame: Frame, argv: readonly string[], last: boolean, functions: boolean): void {
  const [name, ...args] = argv as [string, ...string[]];
  const special = SPECIAL_BUILTINS.has(name);
  if (name === 'command' && args[0] !== undefined && !args[0].startsWith('-')) return dispatch(shell, frame, args, last, false);
  if (name === 'exec') return replaceShell(shell, frame, args);
  if (!special && functions && Object.hasOwn(shell.memo.functions, name)) return callFunction(shell, frame, name, args);
  if (Object.hasOwn(BUILTINS, name)) return callBuiltin(shell, frame, name, args, special);
  external(shell, frame, argv, last);
}

function trace(shell: Shell, frame: Frame): void {
  // dash shows words as they are.
  const shown = (word: string): string => (shell.system.gnu ? word : quoted(word));
  const words = [...frame.assignments.map(([name, value]) => `${name}=${value === '' ? '' : shown(value)}`), ...frame.fields.map(shown)];
  if (words.length > 0) shell.system.write(2, `${shell.variables.get('PS4') ?? '+ '}${words.join(' ')}\n`);
}

function callFunction(shell: Shell, frame: Frame, name: string, args: readonly string[]): void {
  const { text, last, pc } = shell.memo.functions[name]!;
  const locals = temporary(shell, frame.assignments);
  const file = shell.memo.frames.findLast((other) => other.file !== undefined)?.file;
  shell.call(
    newFrame('function', text, last, pc, {
      parameters: shell.memo.parameters,
      locals,
      tested: shell.memo.tested,
      scopes: [finish(frame)],
      ...(file === undefined ? {} : { file }),
    }),
  );
  shell.memo.parameters = args;
}

/** Makes assignments that last for one command; gives what they replace. */
function temporary(shell: Shell, assignments: Frame['assignments']): NonNullable<Frame['locals']> {
  const before: NonNullable<Frame['locals']> = {};
  for (const [name, value] of assignments) {
    before[name] = Object.hasOwn(shell.memo.variables, name) ? shell.memo.variables[name]! : null;
    shell.assign(name, value);
    shell.variables.mark(name, 'x');
  }
  return before;
}

function callBuiltin(shell: Shell, frame: Frame, name: string, args: readonly string[], special: boolean): void {
  let before: NonNullable<Frame['locals']> = {};
  if (special) for (const [variable, value] of frame.assignments) shell.assign(variable, value);
  else before = temporary(shell, frame.assignments);
  let result: number | Frame;
  try {
    result = BUILTINS[name]!(shell, args, name);
  } finally {
    shell.variables.leaveFunction(before);
  }
  shell.memo.pending = undefined;
  // `return` has taken the frame away, redirections and all.
  if (!shell.memo.frames.includes(frame)) {
    shell.memo.status = result as number;
    return;
  }
  const saved = finish(frame);
  if (typeof result === 'number') {
    restore(shell, saved);
    shell.memo.status = result;
  } else shell.call({ ...result, scopes: [saved] });
}

const STATUS: Readonly<Record<ProgramError, number>> = { 'not found': 127, 'permission denied': 126, 'is a directory': 126, 'exec format error': 126, 'too many processes': 1 };

function refuse(shell: Shell, name: string, error: ProgramError, builtin?: string): number {
  const text = `${name}: ${error === 'not found' ? 'not found' : error === 'too many processes' ? "can't fork: Resource temporarily unavailable" : 'Permission denied'}`;
  if (builtin === undefined) shell.complain(text);
  else shell.complainBuiltin(builtin, text);
  return STATUS[error];
}

function replaceShell(shell: Shell, frame: Frame, args: readonly string[]): void {
  if (args.length === 0) {
    for (const [variable, value] of frame.assignments) shell.assign(variable, value);
    keep(shell, finish(frame));
    shell.memo.status = 0;
    return;
  }
  const env = shell.variables.environment(frame.assignments);
  const done = shell.system.exec(args, env);
  if (done.ok) throw new Stop({ again: true });
  throw new Stop({ exit: refuse(shell, args[0]!, done.error, 'exec') });
}

/** Programs of busybox that its shell runs in a fork of itself, without starting them anew (upstream: NOEXEC), of those that go on for long enough to be seen. */
const WITHIN_THE_SHELL: ReadonlySet<string> = new Set(['awk', 'dd', 'find', 'ps', 'sort', 'xargs', 'yes']);

function external(shell: Shell, frame: Frame, argv: readonly string[], last: boolean): void {
  const { system, memo } = shell;
  const name = argv[0]!;
  const env = shell.variables.environment(frame.assignments);
  const seenAs = WITHIN_THE_SHELL.has(name) && !system.gnu ? (system.proc.seenAs ?? system.proc.argv) : undefined;
  if (last && memo.frames.length === 1 && Object.keys(memo.traps).length === 0) {
    const done = system.exec(argv, env, seenAs);
    if (done.ok) throw new Stop({ again: true });
  }
  const ignored = Object.entries(memo.traps).flatMap(([signal, text]) => (text === '' && signal !== 'EXIT' ? [signal as 'TERM'] : []));
  let pid = system.spawn(argv, { env, ignored, seenAs });
  if (!pid.ok && pid.error === 'exec format error') {
    const file = system.lookUp(name, env);
    if (file.ok) pid = system.fork('sh', { argv: ['sh', file.value, ...argv.slice(1)], env, fds: system.publicFds(), cwd: system.proc.cwd, ignored });
  }
  const status = pid.ok ? 0 : refuse(shell, name, pid.error);
  restore(shell, finish(frame));
  memo.status = status;
  if (pid.ok) shell.waitFor([pid.value]);
}
