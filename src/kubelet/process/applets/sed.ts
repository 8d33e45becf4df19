/** sed. */
import type { Program } from '../kernel.ts';
import { errorText, type SystemCalls } from '../system-calls.ts';
import { filter } from './input.ts';
import { options } from './options.ts';
import { regular } from './regular.ts';
import { parseSed, type Address, type SedCommand } from './sed-script.ts';

/** How many jumps one line may take. */
const MAX_STEPS = 100_000;

interface Sed {
  readonly commands: readonly SedCommand[];
  readonly silent: boolean;
  readonly extended: boolean;
  readonly inPlace: boolean;
  readonly suffix: string;
  /** Some address is `$`: a line is worked on only when the next has come. */
  readonly looksAhead: boolean;
  held: { text: string; newline: boolean } | null;
  file: number;
  line: number;
  space: string;
  hold: string;
  /** Of each command's range: where it is to end (0: open), or -1. */
  ranges: number[];
  appended: string[];
  /** n or N waits for a line, to go on behind this command. */
  waiting: { readonly name: string; readonly pc: number } | null;
  newline: boolean;
  output: string;
}

type Done = { readonly exit: number };

export const sed: Program = filter<Sed>({
  start: (system) => {
    const args = system.args.flatMap((arg) =>
      /^-i.+/.test(arg) ? [`-i`, `--suffix=${arg.slice(2)}`] : arg.startsWith('--in-place=') ? ['-i', `--suffix=${arg.slice(11)}`] : [arg],
    );
    const parsed = options(
      system,
      'inrEse:f:S:uz',
      { quiet: 'n', silent: 'n', expression: 'e', file: 'f', 'in-place': 'i', 'regexp-extended': 'r', suffix: 'S', separate: 's' },
      args,
    );
    if (parsed === undefined) return 1;
    const rest = [...parsed.rest];
    let script = '';
    for (const [option, value] of parsed.all) {
      if (option === 'S') continue;
      const data = option === 'f' ? system.files.read(value) : undefined;
      if (data !== undefined && !data.ok) {
        system.warn(`can't open '${value}': ${errorText(data.error)}`);
        return 1;
      }
      script += `${data === undefined ? value : data.value}\n`;
    }
    if (script === '') {
      const first = rest.shift();
      if (first === undefined) {
        system.write(2, 'Usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\n');
        return 1;
      }
      script = first;
    }
    const extended = parsed.flags.has('r') || parsed.flags.has('E');
    const commands = parseSed(script.replace(/\n$/, ''), extended, system.gnu);
    if (!commands.ok) {
      system.warn(commands.error);
      return 1;
    }
    const inPlace = parsed.flags.has('i');
    if (inPlace && rest.length === 0) {
      system.warn(system.gnu ? 'no input files' : '-i requires an argument');
      return system.gnu ? 4 : 1;
    }
    return {
      files: rest,
      state: {
        commands: commands.value,
        silent: parsed.flags.has('n'),
        extended,
        inPlace,
        suffix: parsed.values.get('S') ?? '',
        looksAhead: commands.value.some(({ from, to }) => from?.by === 'last' || to?.by === 'last'),
        held: null,
        file: 0,
        line: 0,
        space: '',
        hold: '',
        ranges: commands.value.map(() => -1),
        appended: [],
        waiting: null,
        newline: true,
        output: '',
      },
    };
  },
  unreadable: (system, name, why) => system.warn(system.gnu ? `can't read ${name}: ${why}` : `${name}: ${why}`),
  take: (system, before, text, source, newline) => {
    const state = thaw(before);
    if (state.inPlace && state.file !== source.index) [state.file, state.line] = [source.index, 0];
    if (!state.looksAhead) return work(system, state, text, newline, false) ?? state;
    const { held } = state;
    state.held = { text, newline };
    return held === null ? state : (work(system, state, held.text, held.newline, false) ?? state);
  },
  fileEnd: (system, before, source) => {
    if (!before.inPlace) return before;
    const state = thaw(before);
    const done = atEnd(system, state);
    if (state.suffix !== '') {
      const data = system.files.read(source.name);
      if (data.ok) system.files.write(source.name + state.suffix, data.value);
    }
    const written = system.files.write(source.name, state.output);
    if (!written.ok) system.warn(`can't create '${source.name}': ${errorText(written.error)}`);
    state.output = '';
    return done ?? state;
  },
  end: (system, before, failed) => {
    const state = thaw(before);
    const done = state.inPlace ? undefined : atEnd(system, state);
    return done?.exit ?? (failed ? (system.gnu ? 2 : 1) : 0);
  },
});

const thaw = (state: Sed): Sed => ({ ...state, ranges: [...state.ranges], appended: [...state.appended] });

/** The input is at its end: the line held back is the last, and what waits for another gets none. */
function atEnd(system: SystemCalls, state: Sed): Done | undefined {
  const { held } = state;
  state.held = null;
  const done = held === null ? undefined : work(system, state, held.text, held.newline, true);
  if (done !== undefined) return done;
  if (state.waiting !== null) {
    // Without a next line `n` and `N` end the script; the line is printed still.
    if (!state.silent) print(system, state, state.space, state.newline);
    flushAppended(system, state);
    state.waiting = null;
  }
  return undefined;
}

function print(system: SystemCalls, state: Sed, text: string, newline = true): void {
  const line = newline ? `${text}\n` : text;
  if (state.inPlace) state.output += line;
  else system.print(line);
}

function flushAppended(system: SystemCalls, state: Sed): void {
  for (const text of state.appended) print(system, state, text, false);
  state.appended = [];
}

function work(system: SystemCalls, state: Sed, text: string, newline: boolean, last: boolean): Done | undefined {
  state.line += 1;
  const { waiting } = state;
  state.newline = newline;
  if (waiting === null) return run(system, state, text, 0, last);
  state.waiting = null;
  if (waiting.name === 'n' && !state.silent) print(system, state, state.space);
  flushAppended(system, state);
  return run(system, state, waiting.name === 'N' ? `${state.space}\n${text}` : text, waiting.pc, last);
}

function finish(system: SystemCalls, state: Sed): void {
  if (!state.silent) print(system, state, state.space, state.newline);
  flushAppended(system, state);
}

function run(system: SystemCalls, state: Sed, text: string, from: number, last: boolean): Done | undefined {
  state.space = text;
  let replaced = false;
  let steps = 0;
  for (let pc = from; pc < state.commands.length; pc += 1) {
    const command = state.commands[pc]!;
    steps += 1;
    system.charge(1);
    if (steps > MAX_STEPS) {
      system.warn('too many jumps for one line');
      return { exit: 1 };
    }
    if (!applies(state, command, pc, last)) {
      if (command.name === '{') pc = command.target;
      continue;
    }
    switch (command.name) {
      case 's':
        if (substitute(state, command)) {
          replaced = true;
          if (command.print) print(system, state, state.space);
          if (command.text !== '') writeTo(system, command.text, state.space);
        }
        break;
      case 'y':
        state.space = [...state.space].map((char) => (Object.hasOwn(command.map, char) ? command.map[char]! : char)).join('');
        break;
      case 'p':
        print(system, state, state.space);
        break;
      case 'P':
        print(system, state, state.space.split('\n')[0]!);
        break;
      case 'd':
        flushAppended(system, state);
        return undefined;
      case 'D': {
        const newline = state.space.indexOf('\n');
        flushAppended(system, state);
        if (newline < 0) return undefined;
        state.space = state.space.slice(newline + 1);
        pc = -1;
        break;
      }
      case 'n':
      case 'N':
        state.waiting = { name: command.name, pc: pc + 1 };
        return undefined;
      case 'g':
        state.space = state.hold;
        break;
      case 'G':
        state.space += `\n${state.hold}`;
        break;
      case 'h':
        state.hold = state.space;
        break;
      case 'H':
        state.hold += `\n${state.space}`;
        break;
      case 'x':
        [state.space, state.hold] = [state.hold, state.space];
        break;
      case 'z':
        state.space = '';
        break;
      case '=':
        print(system, state, String(state.line));
        break;
      case 'l':
        print(system, state, `${state.space.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$`);
        break;
      case 'a':
        state.appended.push(`${command.text}\n`);
        break;
      case 'i':
        print(system, state, command.text);
        break;
      case 'c':
        if (command.to === undefined || command.not || state.ranges[pc] === -1) print(system, state, command.text);
        flushAppended(system, state);
        return undefined;
      case 'r': {
        const data = system.files.read(command.text);
        if (data.ok) state.appended.push(data.value);
        break;
      }
      case 'w':
        writeTo(system, command.text, state.space);
        break;
      case 'q':
        finish(system, state);
        return { exit: command.nth };
      case 'Q':
        return { exit: command.nth };
      case 'b':
        pc = command.target - (command.text === '' ? 1 : 0);
        break;
      case 't':
        if (replaced) {
          replaced = false;
          pc = command.target - (command.text === '' ? 1 : 0);
        }
        break;
      case 'T':
        if (!replaced) pc = command.target - (command.text === '' ? 1 : 0);
        replaced = false;
        break;
      default:
    }
  }
  finish(system, state);
  return undefined;
}

function writeTo(system: SystemCalls, path: string, text: string): void {
  if (path === '/dev/stdout') system.print(`${text}\n`);
  else if (path === '/dev/stderr') system.write(2, `${text}\n`);
  else system.files.write(path, (data) => `${data}${text}\n`);
}

function isAt(state: Sed, address: Address, last: boolean): boolean {
  switch (address.by) {
    case 'line':
      return state.line === address.line;
    case 'step':
      return address.step === 0 ? state.line === address.first : state.line >= address.first && (state.line - address.first) % address.step === 0;
    case 'last':
      return last;
    case 'match':
      return matcherOf(state, address.pattern, address.ignoreCase).find(state.space) !== undefined;
  }
}

function matcherOf(
  state: Sed,
  pattern: string,
  ignoreCase: boolean,
): { find: (text: string, from?: number) => { start: number; end: number; groups: readonly (string | undefined)[] } | undefined } {
  const compiled = regular(pattern, { extended: state.extended, ignoreCase });
  return compiled.ok ? compiled.value : { find: () => undefined };
}

function applies(state: Sed, command: SedCommand, pc: number, last: boolean): boolean {
  if (command.name === '}' || command.name === ':') return false;
  const { from, to } = command;
  if (from === undefined) return !command.not;
  if (to === undefined) return isAt(state, from, last) !== command.not;
  return inRange(state, from, to, pc, last) !== command.not;
}

function inRange(state: Sed, from: Address, to: NonNullable<SedCommand['to']>, pc: number, last: boolean): boolean {
  const open = state.ranges[pc]!;
  if (open === -1) {
    // `0,/x/` may end on the first line already.
    const fromZero = from.by === 'line' && from.line === 0 && state.line === 1;
    if (!fromZero && !isAt(state, from, last)) return false;
    if (fromZero && to.by === 'match') {
      if (!isAt(state, to, last)) state.ranges[pc] = 0;
      return true;
    }
    if (to.by === 'line') state.ranges[pc] = to.line <= state.line ? -1 : to.line;
    else if (to.by === 'more') state.ranges[pc] = to.lines === 0 ? -1 : state.line + to.lines;
    else if (to.by === 'last') state.ranges[pc] = last ? -1 : 0;
    else state.ranges[pc] = 0;
    return true;
  }
  if (open > 0) {
    if (state.line >= open) state.ranges[pc] = -1;
    return state.line <= open;
  }
  if (to.by !== 'more' && isAt(state, to, last)) state.ranges[pc] = -1;
  return true;
}

function substitute(state: Sed, command: SedCommand): boolean {
  const matcher = matcherOf(state, command.pattern, command.ignoreCase);
  const text = state.space;
  let out = '';
  let copied = 0;
  let count = 0;
  let done = false;
  for (let at = 0; at <= text.length;) {
    const match = matcher.find(text, at);
    if (match === undefined) break;
    // An empty match right behind the last one is none.
    const counts = !(match.start === match.end && match.start === copied && count > 0 && match.start === at && copied > 0 && text.slice(copied, match.start) === '' && done);
    if (counts) count += 1;
    if (counts && (command.nth === 0 || count === command.nth || (command.global && count > command.nth))) {
      out += text.slice(copied, match.start);
      for (const piece of command.replacement) out += typeof piece === 'string' ? piece : piece === 0 ? text.slice(match.start, match.end) : (match.groups[piece - 1] ?? '');
      copied = match.end;
      done = true;
      if (!command.global) break;
    }
    at = match.end > match.start ? match.end : match.end + 1;
  }
  if (!done) return false;
  state.space = out + text.slice(copied);
  return true;
}
