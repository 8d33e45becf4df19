/**
 * Regular expressions in a definition's schema (`pattern`). They and the texts they are matched with come from users, so they are run as a
 * nondeterministic automaton, in time proportional to both lengths. The syntax is Go's as far as schemas use it (upstream: RE2); what is
 * not understood is said to be.
 */
import { err, ok, type Result } from '../../../base/result.ts';

type Test = (code: number) => boolean;
type Node =
  | { readonly kind: 'char'; readonly test: Test }
  | { readonly kind: 'start' | 'end' | 'word' | 'notWord' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number };

/** As in RE2. */
const mostRepeats = 1000;
const deepest = 1000;
/** Of one pattern: a repetition is written out. */
const mostStates = 20_000;

const isDigit: Test = (code) => code >= 48 && code <= 57;
const isWord: Test = (code) => isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
const isSpace: Test = (code) => code === 9 || code === 10 || code === 12 || code === 13 || code === 32;
const not =
  (test: Test): Test =>
  (code) =>
    !test(code);
const perlClasses: Readonly<Record<string, Test>> = { d: isDigit, D: not(isDigit), w: isWord, W: not(isWord), s: isSpace, S: not(isSpace) };
const controls: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, f: 12, v: 11, a: 7 };
const isLetter: Test = (code) => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const posixClasses: Readonly<Record<string, Test>> = {
  alnum: (code) => isLetter(code) || isDigit(code),
  alpha: isLetter,
  digit: isDigit,
  lower: (code) => code >= 97 && code <= 122,
  upper: (code) => code >= 65 && code <= 90,
  space: (code) => isSpace(code) || code === 11,
  punct: (code) => code > 32 && code < 127 && !isLetter(code) && !isDigit(code),
  word: isWord,
  xdigit: (code) => isDigit(code) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102),
};

class Parser {
  private readonly chars: readonly string[];
  private at = 0;
  private depth = 0;

  constructor(pattern: string) {
    this.chars = [...pattern];
  }

  parse(): Result<Node, string> {
    try {
      const node = this.choice();
      return this.at < this.chars.length ? err('unexpected )') : ok(node);
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      return err(error.message);
    }
  }

  private peek(): string | undefined {
    return this.chars[this.at];
  }

  private take(text: string): boolean {
    if (this.peek() !== text) return false;
    this.at += 1;
    return true;
  }

  private choice(): Node {
    const parts = [this.sequence()];
    while (this.take('|')) parts.push(this.sequence());
    return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
  }

  private sequence(): Node {
    const parts: Node[] = [];
    for (let next = this.peek(); next !== undefined && next !== '|' && next !== ')'; next = this.peek()) parts.push(this.repeated(this.atom()));
    return { kind: 'sequence', parts };
  }

  private repeated(part: Node): Node {
    const range = this.range();
    if (!range) return part;
    // Lazy or greedy: whether there is a match is the same.
    this.take('?');
    if (this.range()) throw new PatternError('invalid nested repetition operator');
    return { kind: 'repeat', part, ...range };
  }

  private range(): { readonly min: number; readonly max: number } | undefined {
    if (this.take('*')) return { min: 0, max: Infinity };
    if (this.take('+')) return { min: 1, max: Infinity };
    if (this.take('?')) return { min: 0, max: 1 };
    const braces = this.peek() === '{' ? /^\{(\d{1,5})(,(\d{0,5}))?\}/.exec(this.chars.slice(this.at, this.at + 14).join('')) : null;
    if (!braces) return undefined;
    const min = Number(braces[1]);
    const max = braces[2] === undefined ? min : braces[3] === '' ? Infinity : Number(braces[3]);
    if (min > mostRepeats || (max !== Infinity && (max > mostRepeats || max < min))) throw new PatternError('invalid repeat count');
    this.at += [...braces[0]].length;
    return { min, max };
  }

  private atom(): Node {
    const char = this.chars[this.at]!;
    this.at += 1;
    switch (char) {
      case '.':
        return { kind: 'char', test: (code) => code !== 10 };
      case '^':
        return { kind: 'start' };
      case '$':
        return { kind: 'end' };
      case '(':
        return this.group();
      case '[':
        return { kind: 'char', test: this.set() };
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
        throw new PatternError(`missing argument to repetition operator: ${char}`);
      default:
        return { kind: 'char', test: (code) => code === char.codePointAt(0) };
    }
  }

  private group(): Node {
    if (this.take('?')) {
      const named = /^P?<[A-Za-z_][A-Za-z0-9_]{0,60}>/.exec(this.chars.slice(this.at, this.at + 64).join(''));
      if (named) this.at += named[0].length;
      else if (!this.take(':')) throw new PatternError('invalid or unsupported Perl syntax');
    }
    this.depth += 1;
    if (this.depth > deepest) throw new PatternError('expression nests too deeply');
    const inner = this.choice();
    this.depth -= 1;
    if (!this.take(')')) throw new PatternError('missing closing )');
    return inner;
  }

  private escape(): Node {
    const char = this.chars[this.at];
    if (char === 'b' || char === 'B' || char === 'A' || char === 'z') {
      this.at += 1;
      return { kind: char === 'b' ? 'word' : char === 'B' ? 'notWord' : char === 'A' ? 'start' : 'end' };
    }
    return { kind: 'char', test: this.escaped() };
  }

  /** After a backslash, inside brackets or out of them. */
  private escaped(): Test {
    const char = this.chars[this.at];
    if (char === undefined) throw new PatternError('trailing backslash at end of expression');
    this.at += 1;
    if (Object.hasOwn(perlClasses, char)) return perlClasses[char]!;
    if (char === 'x') {
      const hex = /^(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{2}))/.exec(this.chars.slice(this.at, this.at + 8).join(''));
      if (!hex) throw new PatternError('invalid escape sequence: \\x');
      this.at += hex[0].length;
      const wanted = Number.parseInt(hex[1] ?? hex[2]!, 16);
      return (code) => code === wanted;
    }
    if (/[A-Za-z0-9]/.test(char) && !Object.hasOwn(controls, char)) throw new PatternError(`invalid escape sequence: \\${char}`);
    const wanted = Object.hasOwn(controls, char) ? controls[char]! : char.codePointAt(0)!;
    return (code) => code === wanted;
  }

  private set(): Test {
    const negated = this.take('^');
    const tests: Test[] = [];
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.peek() === undefined) throw new PatternError('missing closing ]');
      tests.push(this.setItem());
    }
    this.at += 1;
    const any: Test = (code) => tests.some((test) => test(code));
    return negated ? not(any) : any;
  }

  private setItem(): Test {
    const posix = /^\[:(\^?)([a-z]{1,10}):\]/.exec(this.chars.slice(this.at, this.at + 16).join(''));
    if (posix && Object.hasOwn(posixClasses, posix[2]!)) {
      this.at += posix[0].length;
      const test = posixClasses[posix[2]!]!;
      return posix[1] ? not(test) : test;
    }
    if (this.take('\\')) {
      const test = this.escaped();
      // A range may begin with an escaped character; classes begin none.
      if (this.peek() !== '-' || this.chars[this.at + 1] === ']' || this.chars[this.at + 1] === undefined) return test;
      let low = 0;
      while (low < 128 && !test(low)) low += 1;
      return low < 128 && !test(low + 1) ? this.rangeFrom(low) : test;
    }
    const code = this.chars[this.at]!.codePointAt(0)!;
    this.at += 1;
    return this.peek() === '-' && this.chars[this.at + 1] !== ']' && this.chars[this.at + 1] !== undefined ? this.rangeFrom(code) : (other) => other === code;
  }

  private rangeFrom(low: number): Test {
    this.at += 1;
    const char = this.take('\\') ? this.chars[this.at] : this.peek();
    this.at += 1;
    const high = char!.codePointAt(0)!;
    if (high < low) throw new PatternError('invalid character class range');
    return (code) => code >= low && code <= high;
  }
}

class PatternError extends Error {}

/** A state takes one character (`test`), or goes on without one where `when` holds. */
interface State {
  readonly test?: Test;
  readonly when?: 'start' | 'end' | 'word' | 'notWord';
  next: readonly number[];
}

class Automaton {
  readonly states: State[] = [];

  /** Adds `node` before `next`; gives the state it begins with, or `undefined` where there would be too many. */
  build(node: Node, next: number): number | undefined {
    if (this.states.length > mostStates) return undefined;
    switch (node.kind) {
      case 'char':
        return this.add({ test: node.test, next: [next] });
      case 'sequence':
        return [...node.parts].reverse().reduce<number | undefined>((after, part) => (after === undefined ? undefined : this.build(part, after)), next);
      case 'choice': {
        const starts = node.parts.map((part) => this.build(part, next));
        return starts.includes(undefined) ? undefined : this.add({ next: starts as number[] });
      }
      case 'repeat':
        return this.repeat(node.part, node.min, node.max, next);
      default:
        return this.add({ when: node.kind, next: [next] });
    }
  }

  private repeat(part: Node, min: number, max: number, next: number): number | undefined {
    let start: number | undefined = next;
    if (max === Infinity) {
      const loop: State = { next: [next] };
      start = this.add(loop);
      const body = this.build(part, start);
      if (body === undefined) return undefined;
      loop.next = [body, next];
    }
    for (let optional = max === Infinity ? min : max; optional > min && start !== undefined; optional -= 1) {
      const body: number | undefined = this.build(part, start);
      start = body === undefined ? undefined : this.add({ next: [body, next] });
    }
    for (let left = min; left > 0 && start !== undefined; left -= 1) start = this.build(part, start);
    return start;
  }

  add(state: State): number {
    this.states.push(state);
    return this.states.length - 1;
  }
}

export interface Pattern {
  /** Whether the expression matches somewhere in `text`. */
  readonly matches: (text: string) => boolean;
}

export function compilePattern(pattern: string): Result<Pattern, string> {
  const parsed = new Parser(pattern).parse();
  if (!parsed.ok) return parsed;
  const automaton = new Automaton();
  const accept = automaton.add({ next: [] });
  const start = automaton.build(parsed.value, accept);
  if (start === undefined) return err('expression too large');
  return ok({ matches: (text) => run(automaton.states, start, accept, text) });
}

function run(states: readonly State[], start: number, accept: number, text: string): boolean {
  const codes = Array.from(text, (char) => char.codePointAt(0)!);
  const marks = new Int32Array(states.length).fill(-1);
  let current: number[] = [];
  for (let at = 0; at <= codes.length; at += 1) {
    const atWord = (codes[at - 1] !== undefined && isWord(codes[at - 1]!)) !== (codes[at] !== undefined && isWord(codes[at]!));
    const holds = { start: at === 0, end: at === codes.length, word: atWord, notWord: !atWord };
    // A match may begin anywhere.
    const pending = [...current, start];
    const reached: number[] = [];
    for (let index = pending.pop(); index !== undefined; index = pending.pop()) {
      if (marks[index] === at) continue;
      marks[index] = at;
      if (index === accept) return true;
      const state = states[index]!;
      if (state.test) reached.push(index);
      else if (!state.when || holds[state.when]) pending.push(...state.next);
    }
    const code = codes[at];
    if (code === undefined) return false;
    current = reached.flatMap((index) => (states[index]!.test!(code) ? states[index]!.next : []));
  }
  return false;
}
