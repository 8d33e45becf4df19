/** awk's built-in functions. */
import type { SystemCalls } from '../system-calls.ts';
import type { Expression, Target } from './awk-program.ts';
import { regexBySeparator, splitBy, type Value } from './awk-text.ts';
import type { Match } from './regular.ts';
import { formatTime } from './time.ts';

/** What a function needs of the program that calls it. */
export interface Calls {
  readonly system: SystemCalls;
  evaluate(expression: Expression): Value;
  assign(target: Target, value: Value): Value;
  text(value: Value): string;
  number(value: Value): number;
  regex(pattern: string): { find(text: string, from?: number): Match | undefined };
  /** An argument that is a pattern: a regular expression as it stands, or a text that is one. */
  patternOf(expression: Expression): string;
  variable(name: string): Value;
  setVariable(name: string, value: Value): void;
  /** The elements of an array of that name; `undefined`: it is none. */
  arrayNamed(name: string): Readonly<Record<string, Value>> | undefined;
  setArray(name: string, array: Readonly<Record<string, Value>>): void;
  readonly record: string;
  format(values: readonly Value[]): string;
  flush(): void;
  closeReader(file: string): void;
  fail(text: string): never;
}

const RECORD: Target = { kind: 'field', index: { kind: 'number', value: 0 } };

export function callBuiltin(run: Calls, name: string, args: readonly Expression[]): Value {
  const value = (i: number): Value => (args[i] === undefined ? { input: '' } : run.evaluate(args[i]!));
  const text = (i: number): string => run.text(value(i));
  const number = (i: number): number => run.number(value(i));
  const [first] = args;
  switch (name) {
    case 'length': {
      const array = first?.kind === 'variable' ? run.arrayNamed(first.name) : undefined;
      return array !== undefined ? Object.keys(array).length : first === undefined ? run.record.length : text(0).length;
    }
    case 'substr': {
      const source = text(0);
      const start = Math.round(number(1));
      // busybox moves a start before the text to its beginning; others count what lies before it.
      const from = run.system.gnu ? start : Math.max(1, start);
      const end = args[2] === undefined ? source.length + 1 : from + Math.round(number(2));
      return source.slice(Math.max(0, from - 1), Math.max(0, end - 1));
    }
    case 'index':
      return text(0).indexOf(text(1)) + 1;
    case 'split':
      return split(run, text(0), args[1], args[2]);
    case 'sub':
    case 'gsub':
      return substitute(run, run.patternOf(args[0] ?? { kind: 'string', value: '' }), text(1), args[2], name === 'gsub');
    case 'match': {
      const found = run.regex(run.patternOf(args[1] ?? { kind: 'string', value: '' })).find(text(0));
      run.setVariable('RSTART', found === undefined ? 0 : found.start + 1);
      run.setVariable('RLENGTH', found === undefined ? -1 : found.end - found.start);
      return found === undefined ? 0 : found.start + 1;
    }
    case 'sprintf':
      return run.format(args.map((arg) => run.evaluate(arg)));
    case 'toupper':
      return text(0).toUpperCase();
    case 'tolower':
      return text(0).toLowerCase();
    case 'int':
      return Math.trunc(number(0));
    case 'sqrt':
      return Math.sqrt(number(0));
    case 'exp':
      return Math.exp(number(0));
    case 'log':
      return Math.log(number(0));
    case 'sin':
      return Math.sin(number(0));
    case 'cos':
      return Math.cos(number(0));
    case 'atan2':
      return Math.atan2(number(0), number(1));
    case 'rand':
      return run.system.random();
    case 'srand':
      return 0;
    case 'systime':
      return Math.floor(run.system.now / 1000);
    case 'strftime':
      return formatTime(first === undefined ? '%a %b %e %H:%M:%S UTC %Y' : text(0), args[1] === undefined ? run.system.now : number(1) * 1000);
    case 'and':
      return Number(BigInt.asUintN(64, BigInt(Math.trunc(number(0))) & BigInt(Math.trunc(number(1)))));
    case 'or':
      return Number(BigInt.asUintN(64, BigInt(Math.trunc(number(0))) | BigInt(Math.trunc(number(1)))));
    case 'fflush':
    case 'close':
      run.flush();
      run.closeReader(text(0));
      return 0;
    case 'system':
      return run.fail('system() is not modelled');
    default:
      return run.fail(`call to undefined function ${name}`);
  }
}

function split(run: Calls, source: string, array: Expression | undefined, by: Expression | undefined): number {
  const separator = by === undefined ? run.text(run.variable('FS')) : run.patternOf(by);
  const pattern = separator.length === 1 && by?.kind !== 'regex' ? regexBySeparator(separator) : separator;
  const parts = source === '' ? [] : separator === ' ' ? source.trim().split(/[ \t\n]+/) : separator === '' ? [...source] : splitBy(run.regex(pattern), source);
  if (array?.kind === 'variable') run.setArray(array.name, Object.fromEntries(parts.map((part, i) => [String(i + 1), { input: part }])));
  return parts.length;
}

function substitute(run: Calls, pattern: string, replacement: string, target: Expression | undefined, all: boolean): number {
  const place = target?.kind === 'variable' || target?.kind === 'element' || target?.kind === 'field' ? target : RECORD;
  const source = run.text(run.evaluate(place));
  const matcher = run.regex(pattern);
  let out = '';
  let copied = 0;
  let count = 0;
  for (let at = 0; at <= source.length;) {
    const match = matcher.find(source, at);
    if (match === undefined) break;
    // An empty match right behind the last one is none.
    if (!(match.start === match.end && match.start === copied && count > 0)) {
      count += 1;
      out += source.slice(copied, match.start) + filledIn(replacement, source.slice(match.start, match.end));
      copied = match.end;
      if (!all) break;
    }
    at = match.end > match.start ? match.end : match.end + 1;
  }
  if (count > 0) run.assign(place, out + source.slice(copied));
  return count;
}

/** `&` is what was matched, unless a backslash stands before it. */
function filledIn(replacement: string, matched: string): string {
  let out = '';
  for (let i = 0; i < replacement.length; i += 1) {
    if (replacement[i] === '\\' && '&\\'.includes(replacement[i + 1] ?? ' ')) {
      i += 1;
      out += replacement[i];
    } else out += replacement[i] === '&' ? matched : replacement[i];
  }
  return out;
}
