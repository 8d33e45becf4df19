/** sed's scripts as data. */
import { err, ok, type Result } from '../../../base/result.ts';
import { regular } from './regular.ts';

export type Address =
  | { readonly by: 'line'; readonly line: number }
  | { readonly by: 'step'; readonly first: number; readonly step: number }
  | { readonly by: 'last' }
  | { readonly by: 'match'; readonly pattern: string; readonly ignoreCase: boolean };
/** The end of a range: an address, or so many lines further. */
export type RangeEnd = Address | { readonly by: 'more'; readonly lines: number };

export interface SedCommand {
  readonly from?: Address;
  readonly to?: RangeEnd;
  readonly not: boolean;
  readonly name: string;
  /** Text of a, i, c; label of b, t, T, `:`; file of r, w. */
  readonly text: string;
  readonly pattern: string;
  readonly replacement: readonly (string | number)[];
  readonly global: boolean;
  readonly print: boolean;
  readonly ignoreCase: boolean;
  readonly nth: number;
  /** Of y. */
  readonly map: Readonly<Record<string, string>>;
  /** Of `{`: the index behind its `}`; of b, t, T: where the label is. */
  target: number;
}

class Problem extends Error {}

class Reader {
  at = 0;
  readonly text: string;
  readonly extended: boolean;
  private lastPattern = '';
  constructor(text: string, extended: boolean) {
    this.text = text;
    this.extended = extended;
  }

  peek(): string {
    return this.text[this.at] ?? '';
  }

  skip(chars: string): void {
    while (this.peek() !== '' && chars.includes(this.peek())) this.at += 1;
  }

  /** Text up to a delimiter that is not escaped; the delimiter is consumed. In a pattern, brackets protect it. */
  until(delimiter: string, pattern: boolean): string {
    let out = '';
    for (;;) {
      const char = this.peek();
      if (char === '') throw new Problem(`unmatched '${delimiter}'`);
      if (char === '\n' && pattern) throw new Problem(`unmatched '${delimiter}'`);
      this.at += 1;
      if (char === delimiter) return out;
      if (char === '\\') {
        const next = this.peek();
        this.at += 1;
        if (next === delimiter && delimiter !== '&') out += pattern && !/[A-Za-z0-9]/.test(next) && '.*[]^$+?(){}|'.includes(next) ? `\\${next}` : next;
        else if (next === 'n' && pattern) out += '\\n';
        else out += `\\${next}`;
      } else if (char === '[' && pattern) {
        const end = /^\^?\]?(?:\[:[a-z]+:\]|[^\]])*\]/.exec(this.text.slice(this.at));
        out += char + (end?.[0] ?? '');
        this.at += end?.[0].length ?? 0;
      } else out += char;
    }
  }

  number(): number | undefined {
    const match = /^\d+/.exec(this.text.slice(this.at));
    if (match === null) return undefined;
    this.at += match[0].length;
    return Number(match[0]);
  }

  pattern(delimiter: string): string {
    const pattern = this.until(delimiter, true);
    if (pattern !== '') this.lastPattern = pattern;
    else if (this.lastPattern === '') throw new Problem('no previous regexp');
    return this.lastPattern;
  }

  checked(pattern: string, ignoreCase: boolean): string {
    const compiled = regular(pattern, { extended: this.extended, ignoreCase });
    if (!compiled.ok) throw new Problem(compiled.error);
    return pattern;
  }

  address(): Address | undefined {
    const line = this.number();
    if (line !== undefined) {
      if (this.peek() !== '~') return { by: 'line', line };
      this.at += 1;
      return { by: 'step', first: line, step: this.number() ?? 0 };
    }
    if (this.peek() === '$') {
      this.at += 1;
      return { by: 'last' };
    }
    if (this.peek() !== '/' && this.peek() !== '\\') return undefined;
    if (this.peek() === '\\') this.at += 1;
    const delimiter = this.peek();
    this.at += 1;
    const pattern = this.pattern(delimiter);
    const ignoreCase = this.peek() === 'I';
    if (ignoreCase) this.at += 1;
    return { by: 'match', pattern: this.checked(pattern, ignoreCase), ignoreCase };
  }

  /** To the end of the line or (with `semicolons`) of the command. */
  rest(semicolons: boolean): string {
    const start = this.at;
    while (this.peek() !== '' && this.peek() !== '\n' && !(semicolons && (this.peek() === ';' || this.peek() === '}'))) this.at += 1;
    return this.text.slice(start, this.at).trim();
  }

  /** The text of a, i and c: one line, or several that end in a backslash. */
  block(): string {
    this.skip(' \t');
    if (this.peek() === '\\') {
      this.at += 1;
      this.skip(' \t');
      if (this.peek() === '\n') this.at += 1;
    }
    let out = '';
    for (; this.peek() !== '' && this.peek() !== '\n'; this.at += 1) {
      if (this.peek() === '\\') {
        this.at += 1;
        out += this.peek() === 't' ? '\t' : this.peek();
      } else out += this.peek();
    }
    return out;
  }
}

/** `\1`, `&`, `\n` taken apart: texts and group numbers (0: the whole match). */
function replacementOf(text: string): (string | number)[] {
  const pieces: (string | number)[] = [];
  let plain = '';
  const flush = (): void => {
    if (plain !== '') pieces.push(plain);
    plain = '';
  };
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]!;
    if (char === '&') {
      flush();
      pieces.push(0);
    } else if (char === '\\' && i + 1 < text.length) {
      i += 1;
      const next = text[i]!;
      if (/[0-9]/.test(next)) {
        flush();
        pieces.push(Number(next));
      } else plain += next === 'n' ? '\n' : next === 't' ? '\t' : next === 'r' ? '\r' : next;
    } else plain += char;
  }
  flush();
  return pieces;
}

const NOTHING = { not: false, text: '', pattern: '', replacement: [], global: false, print: false, ignoreCase: false, nth: 0, map: {}, target: 0 } as const;

function command(reader: Reader): SedCommand | undefined {
  reader.skip(' \t\n;');
  if (reader.peek() === '') return undefined;
  if (reader.peek() === '#') {
    while (reader.peek() !== '' && reader.peek() !== '\n') reader.at += 1;
    return command(reader);
  }
  const from = reader.address();
  let to: RangeEnd | undefined;
  reader.skip(' \t');
  if (from !== undefined && reader.peek() === ',') {
    reader.at += 1;
    reader.skip(' \t');
    if (reader.peek() === '+') {
      reader.at += 1;
      to = { by: 'more', lines: reader.number() ?? 0 };
    } else to = reader.address();
    if (to === undefined) throw new Problem('unexpected ,');
    reader.skip(' \t');
  }
  let not = false;
  while (reader.peek() === '!') {
    not = true;
    reader.at += 1;
    reader.skip(' \t');
  }
  const name = reader.peek();
  reader.at += 1;
  const base: SedCommand = { ...NOTHING, name, not, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  switch (name) {
    case 's':
      return substitution(reader, base);
    case 'y': {
      const delimiter = reader.peek();
      reader.at += 1;
      const [source, target] = [reader.until(delimiter, false), reader.until(delimiter, false)].map((text) => text.replace(/\\n/g, '\n').replace(/\\(.)/g, '$1')) as [
        string,
        string,
      ];
      if (source.length !== target.length) throw new Problem("strings for 'y' command are different lengths");
      return { ...base, map: Object.fromEntries([...source].map((char, i) => [char, target[i]!])) };
    }
    case 'a':
    case 'i':
    case 'c':
      return { ...base, text: reader.block() };
    case ':':
    case 'b':
    case 't':
    case 'T':
      return { ...base, text: reader.rest(true) };
    case 'r':
    case 'w':
      return { ...base, text: reader.rest(false) };
    case 'q':
    case 'Q':
      reader.skip(' \t');
      return { ...base, nth: reader.number() ?? 0 };
    case '{':
    case '}':
    case 'd':
    case 'D':
    case 'p':
    case 'P':
    case 'n':
    case 'N':
    case 'g':
    case 'G':
    case 'h':
    case 'H':
    case 'x':
    case '=':
    case 'l':
    case 'z':
      return base;
    default:
      throw new Problem(name === '' ? 'missing command' : `unsupported command ${name}`);
  }
}

function substitution(reader: Reader, base: SedCommand): SedCommand {
  const delimiter = reader.peek();
  reader.at += 1;
  if (delimiter === '' || delimiter === '\n' || delimiter === '\\') throw new Problem('bad format in substitution expression');
  const pattern = reader.pattern(delimiter);
  const replacement = replacementOf(reader.until(delimiter, false));
  let [global, print, ignoreCase, nth, text] = [false, false, false, 0, ''];
  for (;;) {
    const flag = reader.peek();
    const number = reader.number();
    if (number !== undefined) {
      nth = number;
      continue;
    }
    if (flag === 'g') global = true;
    else if (flag === 'p') print = true;
    else if (flag === 'i' || flag === 'I') ignoreCase = true;
    else if (flag === 'w') {
      reader.at += 1;
      text = reader.rest(false);
      break;
    } else break;
    reader.at += 1;
  }
  reader.skip(' \t');
  if (reader.peek() !== '' && !';\n}#'.includes(reader.peek())) throw new Problem('bad option in substitution expression');
  return { ...base, pattern: reader.checked(pattern, ignoreCase), replacement, global, print, ignoreCase, nth, text };
}

/** GNU sed's words for the same, with the place where reading stopped. */
function gnuText(message: string, at: number): string {
  const unknown = /^unsupported command (.)/.exec(message);
  const text =
    unknown !== null
      ? `unknown command: \`${unknown[1]}'`
      : message.startsWith("unmatched '")
        ? "unterminated `s' command"
        : message === 'bad option in substitution expression'
          ? "unknown option to `s'"
          : message;
  return `-e expression #1, char ${at}: ${text}`;
}

/** `gnu`: whose error texts. */
export function parseSed(text: string, extended: boolean, gnu = false): Result<SedCommand[], string> {
  const reader = new Reader(text, extended);
  const commands: SedCommand[] = [];
  const open: number[] = [];
  try {
    for (let next = command(reader); next !== undefined; next = command(reader)) {
      if (next.name === '{') open.push(commands.length);
      if (next.name === '}') {
        const start = open.pop();
        if (start === undefined) return err("unexpected '}'");
        commands[start]!.target = commands.length;
      }
      commands.push(next);
    }
  } catch (problem) {
    if (problem instanceof Problem)
      return err(gnu ? gnuText(problem.message, Math.min(reader.at + (problem.message.startsWith('bad option') ? 1 : 0), text.length)) : problem.message);
    throw problem;
  }
  if (open.length > 0) return err('unmatched {');
  for (const jump of commands.filter(({ name }) => 'btT'.includes(name))) {
    const label = commands.findIndex(({ name, text: named }) => name === ':' && named === jump.text);
    if (jump.text !== '' && label < 0) return err(`can't find label for jump to '${jump.text}'`);
    jump.target = jump.text === '' ? commands.length : label;
  }
  return ok(commands);
}
