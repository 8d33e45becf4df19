/**
 * Plain JSON → YAML, byte for byte as kubectl's `-o yaml` prints it: block style, keys in natural order, lists not indented in maps,
 * long plain and double-quoted text broken at spaces after column 80. Upstream: go.yaml.in/yaml/v2 `emitterc.go`, `encode.go`, `sorter.go`.
 */
import { byteLength, formatFloat } from '../../base/go-format.ts';
import { resolvePlain } from './resolve.ts';

const BEST_WIDTH = 80;
const INDENT = 2;
/** A longer key is written with `? `. In bytes. */
const MAX_SIMPLE_KEY = 128;

const isBreak = (char: string): boolean => char === '\n' || char === '\r' || char === '\u0085' || char === '\u2028' || char === '\u2029';
const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';
function isPrintable(char: string): boolean {
  const code = char.codePointAt(0)!;
  return code === 0x0a || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xd7ff) || (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff);
}

interface Analysis {
  readonly chars: readonly string[];
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly blockAllowed: boolean;
}

/** Which styles can hold `text`. Upstream: `yaml_emitter_analyze_scalar`, block context only: flow is written for empty collections alone. */
function analyze(text: string): Analysis {
  const chars = [...text];
  if (chars.length === 0) return { chars, multiline: false, plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  let indicators = text.startsWith('---') || text.startsWith('...');
  let lineBreaks = false;
  let special = false;
  let breakThenSpace = false;
  let spaceThenBreak = false;
  let afterSpace = false;
  let afterBreak = false;
  let afterWhitespace = true;
  chars.forEach((char, i) => {
    const blankNext = i + 1 >= chars.length || isBlank(chars[i + 1]);
    if (i === 0) {
      if ('#,[]{}&*!|>\'"%@`'.includes(char) || ('?:-'.includes(char) && blankNext)) indicators = true;
    } else if ((char === ':' && blankNext) || (char === '#' && afterWhitespace)) {
      indicators = true;
    }
    if (!isPrintable(char)) special = true;
    if (char === ' ') {
      if (afterBreak) breakThenSpace = true;
    } else if (isBreak(char)) {
      lineBreaks = true;
      if (afterSpace) spaceThenBreak = true;
    }
    afterSpace = char === ' ';
    afterBreak = isBreak(char);
    afterWhitespace = isBlank(char) || afterBreak || char === '\0';
  });
  const edge = (char: string): boolean => char === ' ' || isBreak(char);
  const trailingSpace = chars.at(-1) === ' ';
  const unfit = spaceThenBreak || special;
  return {
    chars,
    multiline: lineBreaks,
    plainAllowed: !(edge(chars[0]!) || edge(chars.at(-1)!) || breakThenSpace || unfit || lineBreaks || indicators),
    singleQuotedAllowed: !breakThenSpace && !unfit,
    blockAllowed: !trailingSpace && !unfit,
  };
}

const BASE_60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
/** Whether text would be read back as text without quotes. */
const readsAsText = (text: string): boolean => resolvePlain(text).tag === 'str' && !BASE_60.test(text);

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u00a0': '_',
  '\u2028': 'L',
  '\u2029': 'P',
};
function escape(char: string): string {
  const short = ESCAPES[char];
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

const isLetter = (char: string): boolean => /^\p{L}$/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && /^\p{Nd}$/u.test(char);

/** The order of keys: numbers inside them by their value, letters after everything else. Upstream: `keyList.Less`. */
export function compareKeys(a: string, b: string): number {
  const x = [...a];
  const y = [...b];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const p = x[i]!;
    const q = y[i]!;
    if (p === q) continue;
    const letters = [isLetter(p), isLetter(q)];
    if (letters[0] && letters[1]) return p.codePointAt(0)! - q.codePointAt(0)!;
    if (letters[0] || letters[1]) return letters[1] ? -1 : 1;
    let m = 0;
    let n = 0;
    if (p === '0' || q === '0') {
      for (let j = i - 1; j >= 0 && isDigit(x[j]); j--) {
        if (x[j] !== '0') {
          m = 1;
          n = 1;
          break;
        }
      }
    }
    let mEnd = i;
    let nEnd = i;
    for (; isDigit(x[mEnd]); mEnd++) m = m * 10 + (x[mEnd]!.codePointAt(0)! - 48);
    for (; isDigit(y[nEnd]); nEnd++) n = n * 10 + (y[nEnd]!.codePointAt(0)! - 48);
    if (m !== n) return m - n;
    if (mEnd !== nEnd) return mEnd - nEnd;
    return p.codePointAt(0)! - q.codePointAt(0)!;
  }
  return x.length - y.length;
}

class Emitter {
  private readonly out: string[] = [];
  private column = 0;
  private indent = -1;
  /** What was written last was white space, so that none is due. */
  private whitespace = true;
  /** Only indentation and indicators stand on this line. */
  private indention = true;

  text(): string {
    this.writeIndent();
    return this.out.join('');
  }

  private put(text: string, columns = 1): void {
    this.out.push(text);
    this.column += columns;
  }
  private putBreak(): void {
    this.out.push('\n');
    this.column = 0;
  }
  private writeIndent(): void {
    const indent = Math.max(this.indent, 0);
    if (!this.indention || this.column > indent || (this.column === indent && !this.whitespace)) this.putBreak();
    if (this.column < indent) this.put(' '.repeat(indent - this.column), indent - this.column);
    this.whitespace = true;
    this.indention = true;
  }
  private indicator(text: string, needsSpace: boolean, isSpace = false, isIndention = false): void {
    if (needsSpace && !this.whitespace) this.put(' ');
    this.put(text, text.length);
    this.whitespace = isSpace;
    this.indention = this.indention && isIndention;
  }
  private indented(flow: boolean, indentless: boolean, write: () => void): void {
    const outer = this.indent;
    if (this.indent < 0) this.indent = flow ? INDENT : 0;
    else if (!indentless) this.indent += INDENT;
    write();
    this.indent = outer;
  }

  value(value: unknown, inMapping: boolean): void {
    if (Array.isArray(value)) {
      if (value.length === 0) this.indicator('[]', true);
      else this.sequence(value, inMapping);
    } else if (typeof value === 'object' && value !== null) {
      const entries = Object.entries(value).filter(([, item]) => item !== undefined);
      if (entries.length === 0) this.indicator('{}', true);
      else this.mapping(entries);
    } else {
      this.scalar(value, false);
    }
  }

  private sequence(items: readonly unknown[], inMapping: boolean): void {
    this.indented(false, inMapping && !this.indention, () => {
      for (const item of items) {
        this.writeIndent();
        this.indicator('-', true, false, true);
        this.value(item, false);
      }
    });
  }

  private mapping(entries: readonly [string, unknown][]): void {
    this.indented(false, false, () => {
      for (const [key, value] of entries.toSorted(([a], [b]) => compareKeys(a, b))) {
        this.writeIndent();
        const simple = byteLength(key) <= MAX_SIMPLE_KEY && ![...key].some(isBreak);
        if (simple) {
          this.scalar(key, true);
          this.indicator(':', false);
        } else {
          this.indicator('?', true, false, true);
          this.scalar(key, false);
          this.writeIndent();
          this.indicator(':', true, false, true);
        }
        this.value(value, true);
      }
    });
  }

  private scalar(value: unknown, asKey: boolean): void {
    this.indented(true, false, () => {
      if (typeof value === 'string') this.string(value, asKey);
      else if (typeof value === 'number') this.plain([...(Number.isInteger(value) && Math.abs(value) < 1e21 ? String(value) : formatFloat(value))], !asKey);
      else this.plain([...String(value ?? null)], !asKey);
    });
  }

  private string(text: string, asKey: boolean): void {
    const { chars, multiline, plainAllowed, singleQuotedAllowed, blockAllowed } = analyze(text);
    if (text.includes('\n')) {
      if (blockAllowed && !asKey) this.literal(chars);
      else this.doubleQuoted(chars, !asKey);
    } else if (!readsAsText(text) || (asKey && multiline)) {
      this.doubleQuoted(chars, !asKey);
    } else if (plainAllowed) {
      this.plain(chars, !asKey);
    } else if (singleQuotedAllowed) {
      this.singleQuoted(chars, !asKey);
    } else {
      this.doubleQuoted(chars, !asKey);
    }
  }

  /** A line may be broken at a single space once it is longer than the width. */
  private breaksHere(chars: readonly string[], i: number, mayBreak: boolean, afterSpace: boolean): boolean {
    return mayBreak && !afterSpace && this.column > BEST_WIDTH && chars[i + 1] !== ' ';
  }

  private plain(chars: readonly string[], mayBreak: boolean): void {
    if (!this.whitespace) this.put(' ');
    let afterSpace = false;
    chars.forEach((char, i) => {
      if (char === ' ') {
        if (this.breaksHere(chars, i, mayBreak, afterSpace)) this.writeIndent();
        else this.put(char);
      } else {
        this.put(char);
        this.indention = false;
      }
      afterSpace = char === ' ';
    });
    this.whitespace = false;
    this.indention = false;
  }

  private singleQuoted(chars: readonly string[], mayBreak: boolean): void {
    this.indicator("'", true);
    let afterSpace = false;
    let afterBreak = false;
    chars.forEach((char, i) => {
      if (char === ' ') {
        const inside = i > 0 && i < chars.length - 1;
        if (inside && this.breaksHere(chars, i, mayBreak, afterSpace)) this.writeIndent();
        else this.put(char);
        afterSpace = true;
      } else if (isBreak(char)) {
        // Line feeds never get here: text with one is a block or double-quoted.
        this.out.push(char);
        this.column = 0;
        this.indention = true;
        afterBreak = true;
      } else {
        if (afterBreak) this.writeIndent();
        this.put(char === "'" ? "''" : char, char === "'" ? 2 : 1);
        this.indention = false;
        afterSpace = false;
        afterBreak = false;
      }
    });
    this.indicator("'", false);
    this.whitespace = false;
    this.indention = false;
  }

  private doubleQuoted(chars: readonly string[], mayBreak: boolean): void {
    this.indicator('"', true);
    let afterSpace = false;
    chars.forEach((char, i) => {
      if (!isPrintable(char) || isBreak(char) || char === '"' || char === '\\') {
        const escaped = escape(char);
        this.put(escaped, escaped.length);
        afterSpace = false;
      } else if (char === ' ') {
        if (mayBreak && !afterSpace && this.column > BEST_WIDTH && i > 0 && i < chars.length - 1) {
          this.writeIndent();
          if (chars[i + 1] === ' ') this.put('\\');
        } else {
          this.put(char);
        }
        afterSpace = true;
      } else {
        this.put(char);
        afterSpace = false;
      }
    });
    this.indicator('"', false);
    this.whitespace = false;
    this.indention = false;
  }

  private literal(chars: readonly string[]): void {
    this.indicator('|', true);
    if (chars[0] === ' ' || isBreak(chars[0]!)) this.indicator(String(INDENT), false);
    const last = chars.at(-1)!;
    if (!isBreak(last)) this.indicator('-', false);
    else if (chars.length === 1 || isBreak(chars.at(-2)!)) this.indicator('+', false);
    this.putBreak();
    this.indention = true;
    this.whitespace = true;
    let afterBreak = true;
    for (const char of chars) {
      if (isBreak(char)) {
        this.out.push(char);
        this.column = 0;
        this.indention = true;
        afterBreak = true;
      } else {
        if (afterBreak) this.writeIndent();
        this.put(char);
        this.indention = false;
        afterBreak = false;
      }
    }
  }
}

/** `value` as `kubectl -o yaml` prints it, with the line break at the end. */
export function toYaml(value: unknown): string {
  const emitter = new Emitter();
  emitter.value(value, false);
  return emitter.text();
}
