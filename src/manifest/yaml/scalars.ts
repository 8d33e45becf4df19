/** Reading scalars: block (`|`, `>`), quoted and plain. Upstream: go.yaml.in/yaml/v2 `scannerc.go`. */
import { END, isBlank, isBlankOrBreakOrEnd, isBreak, isBreakOrEnd, isDigit, isHex, SPACE, TAB } from './characters.ts';
import type { Reader } from './reader.ts';
import { scannerProblem, type Mark } from './token.ts';

export interface Scalar {
  readonly value: string;
  readonly start: Mark;
  readonly end: Mark;
}

const code = (char: string): number => char.charCodeAt(0);
const PLUS = code('+');
const MINUS = code('-');
const HASH = code('#');
const ZERO = code('0');
const BACKSLASH = code('\\');

/** `indent` is the column of the enclosing collection, −1 at the top. */
export function scanBlockScalar(reader: Reader, literal: boolean, indent: number): Scalar {
  const start = reader.mark();
  const problem = (text: string): Error => scannerProblem(text, reader.mark(), start);
  reader.skip();

  let chomping = 0;
  let increment = 0;
  const readChomping = (): void => {
    if (reader.peek() !== PLUS && reader.peek() !== MINUS) return;
    chomping = reader.peek() === PLUS ? 1 : -1;
    reader.skip();
  };
  const readIncrement = (): void => {
    if (!isDigit(reader.peek())) return;
    if (reader.peek() === ZERO) throw problem('found an indentation indicator equal to 0');
    increment = reader.peek() - ZERO;
    reader.skip();
  };
  if (isDigit(reader.peek())) {
    readIncrement();
    readChomping();
  } else {
    readChomping();
    if (chomping !== 0) readIncrement();
  }
  reader.take(isBlank);
  if (reader.peek() === HASH) reader.take((c) => !isBreakOrEnd(c));
  if (!isBreakOrEnd(reader.peek())) throw problem('did not find expected comment or line break');
  reader.takeBreak();

  let blockIndent = increment === 0 ? 0 : indent >= 0 ? indent + increment : increment;
  let end = reader.mark();
  /** Eats indentation and empty lines; settles the indentation on the first call where it was not given. */
  const emptyLines = (): string => {
    let breaks = '';
    let widest = 0;
    end = reader.mark();
    for (;;) {
      const width = blockIndent === 0 ? Number.POSITIVE_INFINITY : blockIndent;
      while (reader.column < width && reader.peek() === SPACE) reader.skip();
      widest = Math.max(widest, reader.column);
      if (reader.column < width && reader.peek() === TAB) throw problem('found a tab character where an indentation space is expected');
      if (!isBreak(reader.peek())) break;
      breaks += reader.takeBreak();
      end = reader.mark();
    }
    if (blockIndent === 0) blockIndent = Math.max(widest, indent + 1, 1);
    return breaks;
  };

  const parts: string[] = [];
  let leadingBreak = '';
  let trailingBreaks = emptyLines();
  let leadingBlank = false;
  while (reader.column === blockIndent && reader.peek() !== END) {
    const trailingBlank = isBlank(reader.peek());
    const fold = !literal && !leadingBlank && !trailingBlank && leadingBreak === '\n';
    if (!fold) parts.push(leadingBreak);
    else if (trailingBreaks === '') parts.push(' ');
    parts.push(trailingBreaks);
    leadingBlank = isBlank(reader.peek());
    parts.push(reader.take((c) => !isBreakOrEnd(c)));
    leadingBreak = reader.takeBreak();
    trailingBreaks = emptyLines();
  }
  if (chomping !== -1) parts.push(leadingBreak);
  if (chomping === 1) parts.push(trailingBreaks);
  return { value: parts.join(''), start, end };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\u0007',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\u001b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
};
const CODE_LENGTHS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(reader: Reader, start: Mark): string {
  const problem = (text: string): Error => scannerProblem(text, reader.mark(), start);
  const char = reader.text[reader.index + 1] ?? '';
  if (Object.hasOwn(ESCAPES, char)) {
    reader.skip(2);
    return ESCAPES[char]!;
  }
  const length = Object.hasOwn(CODE_LENGTHS, char) ? CODE_LENGTHS[char]! : 0;
  if (length === 0) throw problem('found unknown escape character');
  reader.skip(2);
  let value = 0;
  for (let i = 0; i < length; i++) {
    if (!isHex(reader.peek(i))) throw problem('did not find expected hexdecimal number');
    value = value * 16 + Number.parseInt(String.fromCharCode(reader.peek(i)), 16);
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) throw problem('found invalid Unicode character escape code');
  reader.skip(length);
  return String.fromCodePoint(value);
}

/** `'…'` or `"…"`. */
export function scanQuotedScalar(reader: Reader, single: boolean): Scalar {
  const quoteCode = single ? code("'") : code('"');
  const start = reader.mark();
  reader.skip();
  const parts: string[] = [];
  for (;;) {
    if (reader.atDocumentIndicator()) throw scannerProblem('found unexpected document indicator', reader.mark(), start);
    if (reader.peek() === END) throw scannerProblem('found unexpected end of stream', reader.mark(), start);

    let leadingBlanks = false;
    while (!isBlankOrBreakOrEnd(reader.peek())) {
      const current = reader.peek();
      if (current === quoteCode) {
        if (!single || reader.peek(1) !== quoteCode) break;
        parts.push("'");
        reader.skip(2);
      } else if (!single && current === BACKSLASH) {
        if (isBreak(reader.peek(1))) {
          reader.skip();
          reader.takeBreak();
          leadingBlanks = true;
          break;
        }
        parts.push(readEscape(reader, start));
      } else {
        parts.push(reader.take((c) => c !== quoteCode && (single || c !== BACKSLASH) && !isBlankOrBreakOrEnd(c)));
      }
    }
    if (reader.peek() === quoteCode) break;

    let whitespace = '';
    let leadingBreak = '';
    let trailingBreaks = '';
    while (isBlank(reader.peek()) || isBreak(reader.peek())) {
      if (isBlank(reader.peek())) {
        const blanks = reader.take(isBlank);
        if (!leadingBlanks) whitespace += blanks;
      } else if (!leadingBlanks) {
        whitespace = '';
        leadingBreak = reader.takeBreak();
        leadingBlanks = true;
      } else {
        trailingBreaks += reader.takeBreak();
      }
    }
    if (!leadingBlanks) parts.push(whitespace);
    else if (leadingBreak === '\n') parts.push(trailingBreaks === '' ? ' ' : trailingBreaks);
    else parts.push(leadingBreak, trailingBreaks);
  }
  reader.skip();
  return { value: parts.join(''), start, end: reader.mark() };
}

const FLOW_INDICATORS: ReadonlySet<number> = new Set([...',?[]{}'].map(code));
const COLON = code(':');

/** An unquoted scalar; `newLine` says that it ended on a line of its own, where a key may follow. */
export function scanPlainScalar(reader: Reader, inFlow: boolean, indent: number): Scalar & { readonly newLine: boolean } {
  const start = reader.mark();
  let end = start;
  let value = '';
  let whitespace = '';
  let leadingBreak = '';
  let trailingBreaks = '';
  let leadingBlanks = false;
  for (;;) {
    if (reader.atDocumentIndicator() || reader.peek() === HASH) break;
    let length = 0;
    for (;;) {
      const current = reader.peek(length);
      if (isBlankOrBreakOrEnd(current) || (current === COLON && isBlankOrBreakOrEnd(reader.peek(length + 1))) || (inFlow && FLOW_INDICATORS.has(current))) break;
      length++;
    }
    if (length > 0) {
      if (leadingBlanks) {
        value += leadingBreak !== '\n' ? leadingBreak + trailingBreaks : trailingBreaks === '' ? ' ' : trailingBreaks;
        leadingBreak = '';
        trailingBreaks = '';
        leadingBlanks = false;
      } else {
        value += whitespace;
      }
      whitespace = '';
      value += reader.text.slice(reader.index, reader.index + length);
      reader.skip(length);
      end = reader.mark();
    }
    if (!isBlank(reader.peek()) && !isBreak(reader.peek())) break;
    while (isBlank(reader.peek()) || isBreak(reader.peek())) {
      if (isBlank(reader.peek())) {
        if (leadingBlanks && reader.column <= indent && reader.peek() === TAB) throw scannerProblem('found a tab character that violates indentation', reader.mark(), start);
        if (!leadingBlanks) whitespace += reader.char();
        reader.skip();
      } else if (!leadingBlanks) {
        whitespace = '';
        leadingBreak = reader.takeBreak();
        leadingBlanks = true;
      } else {
        trailingBreaks += reader.takeBreak();
      }
    }
    if (!inFlow && reader.column <= indent) break;
  }
  return { value, start, end, newLine: leadingBlanks };
}
