/** Programs that read files or standard input piece by piece. */
import type { Program, Step } from '../kernel.ts';
import { NOTED_FROM } from '../out-of-memory.ts';
import { errorText, SystemCalls } from '../system-calls.ts';
import type { Bytes } from '../types.ts';

export interface Source {
  /** As it was named; `-` for standard input. */
  readonly name: string;
  readonly index: number;
}

/** A program that takes its input as it comes. `state` is plain data. */
export interface Filter<S> {
  /** Reads the options. A number: the exit code at once. */
  readonly start: (system: SystemCalls) => { readonly files: readonly string[]; readonly state: S } | number;
  /** Takes a piece: a line without its newline, or (with `pieces`) what there is. `{exit}` ends the program. */
  readonly take: (system: SystemCalls, state: S, text: Bytes, source: Source, newline: boolean) => S | { readonly exit: number };
  readonly pieces?: boolean;
  /** A file ended. */
  readonly fileEnd?: (system: SystemCalls, state: S, source: Source) => S | { readonly exit: number };
  readonly end: (system: SystemCalls, state: S, failed: boolean) => number;
  /** What it says of a file that cannot be read; default: `name: can't open 'x': …`. */
  readonly unreadable?: (system: SystemCalls, name: string, why: string) => void;
}

/** 1 where a file could not be read, else 0. */
export const failedStatus = (_system: SystemCalls, _state: unknown, failed: boolean): number => (failed ? 1 : 0);

interface Memo<S> {
  readonly files: readonly string[];
  readonly index: number;
  readonly fd: number | null;
  readonly rest: Bytes;
  readonly failed: boolean;
  readonly state: S;
}

const isExit = (value: unknown): value is { readonly exit: number } => typeof value === 'object' && value !== null && Object.hasOwn(value, 'exit');

export function cannotOpen(system: SystemCalls, name: string, why: string): void {
  system.warn(system.gnu ? `${name}: ${why}` : `can't open '${name}': ${why}`);
}

export function filter<S>(spec: Filter<S>): Program {
  return (kernel, container, proc): Step => {
    const system = new SystemCalls(kernel, container, proc);
    let memo = proc.memo as Memo<S> | undefined;
    if (memo === undefined) {
      const started = spec.start(system);
      if (typeof started === 'number') return { exit: started };
      memo = { files: started.files.length === 0 ? ['-'] : started.files, index: 0, fd: null, rest: '', failed: false, state: started.state };
    }
    for (;;) {
      const name: string | undefined = memo.files[memo.index];
      if (name === undefined) return { exit: spec.end(system, memo.state, memo.failed) };
      if (memo.fd === null) {
        memo = open(system, spec, memo, name);
        continue;
      }
      const read = system.read(memo.fd, 1 << 20);
      if (read === 'blocked') return { wait: { for: 'read', fd: memo.fd }, memo };
      const next: Memo<S> | { readonly exit: number } = read === 'end' ? finishFile(system, spec, memo) : takeAll(system, spec, memo, read.data);
      if (isExit(next)) return next;
      memo = next;
      if (kernel.spent > 2000) return { again: true, memo };
    }
  };
}

function open<S>(system: SystemCalls, spec: Filter<S>, memo: Memo<S>, name: string): Memo<S> {
  if (name === '-') return { ...memo, fd: 0 };
  const opened = system.open(name, 'read');
  if (opened.ok) return { ...memo, fd: system.addFd(opened.value) };
  // A folder can be opened; reading it fails.
  if (opened.error === 'EISDIR') system.warn(system.gnu ? `${name}: Is a directory` : 'read error: Is a directory');
  else (spec.unreadable ?? cannotOpen)(system, name, errorText(opened.error));
  return { ...memo, index: memo.index + 1, failed: true };
}

function takeAll<S>(system: SystemCalls, spec: Filter<S>, memo: Memo<S>, data: Bytes): Memo<S> | { readonly exit: number } {
  const source = { name: memo.files[memo.index]!, index: memo.index };
  if (spec.pieces) {
    const state = spec.take(system, memo.state, data, source, false);
    return isExit(state) ? state : { ...memo, state };
  }
  const lines = data.split('\n');
  lines[0] = memo.rest + lines[0]!;
  const rest = lines.pop()!;
  if (rest.length >= NOTED_FROM) system.hold(rest.length);
  let { state } = memo;
  for (const line of lines) {
    system.charge(2);
    const next = spec.take(system, state, line, source, true);
    if (isExit(next)) return next;
    state = next;
  }
  return { ...memo, rest, state };
}

function finishFile<S>(system: SystemCalls, spec: Filter<S>, memo: Memo<S>): Memo<S> | { readonly exit: number } {
  const source = { name: memo.files[memo.index]!, index: memo.index };
  let { state } = memo;
  if (memo.rest !== '') {
    const next = spec.take(system, state, memo.rest, source, false);
    if (isExit(next)) return next;
    state = next;
  }
  if (spec.fileEnd !== undefined) {
    const next = spec.fileEnd(system, state, source);
    if (isExit(next)) return next;
    state = next;
  }
  if (memo.fd !== null && memo.fd !== 0) system.close(memo.fd);
  return { ...memo, index: memo.index + 1, fd: null, rest: '', state };
}

/** A program that wants all of its inputs before it does anything. */
export function whole<O>(spec: {
  readonly start: (system: SystemCalls) => { readonly files: readonly string[]; readonly options: O } | number;
  readonly run: (system: SystemCalls, inputs: readonly { readonly name: string; readonly data: Bytes }[], options: O, failed: boolean) => number;
  readonly unreadable?: Filter<unknown>['unreadable'];
}): Program {
  return filter<{ readonly options: O; readonly done: readonly { readonly name: string; readonly data: Bytes }[]; readonly data: Bytes }>({
    pieces: true,
    start: (system) => {
      const started = spec.start(system);
      return typeof started === 'number' ? started : { files: started.files, state: { options: started.options, done: [], data: '' } };
    },
    take: (system, state, text) => {
      const data = state.data + text;
      system.hold(state.done.reduce((sum, input) => sum + input.data.length, data.length));
      return { ...state, data };
    },
    fileEnd: (_system, state, source) => ({ ...state, done: [...state.done, { name: source.name, data: state.data }], data: '' }),
    end: (system, state, failed) => spec.run(system, state.done, state.options, failed),
    ...(spec.unreadable === undefined ? {} : { unreadable: spec.unreadable }),
  });
}

/** Lines of a text; the last one counts with or without its newline. */
export function linesOf(data: Bytes): string[] {
  const lines = data.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
