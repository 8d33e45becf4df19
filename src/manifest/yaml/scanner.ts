/**
 * Text → tokens, one at a time. Keys need a look ahead: a `:` may turn what was read before into a key, so tokens wait in a queue while a
 * possible key is among them. Upstream: go.yaml.in/yaml/v2 `scannerc.go` (YAML 1.1 as libyaml reads it).
 */
import { END, isBlank, isBlankOrBreakOrEnd, isBreak, isBreakOrEnd, isDigit, isHex, isWord } from './characters.ts';
import { Reader } from './reader.ts';
import { scanBlockScalar, scanPlainScalar, scanQuotedScalar, type Scalar } from './scalars.ts';
import { scannerProblem, type Mark, type Token, type TokenType } from './token.ts';

interface SimpleKey {
  possible: boolean;
  required: boolean;
  tokenNumber: number;
  mark: Mark;
  /** The library loses sight of a key that is an empty flow collection: tokens do not wait for its colon. */
  forgotten: boolean;
}

/** A key and its colon stand on one line, at most this many characters apart. */
const MAX_KEY_LENGTH = 1024;
/** Deeper nesting than any manifest has, and little enough for recursion over the result. */
export const MAX_DEPTH = 1000;
const BYTE_ORDER_MARK = 0xfeff;
const TOO_DEEP = `exceeded max depth of ${MAX_DEPTH}`;

export class Scanner {
  private readonly reader: Reader;
  private readonly queue: Token[] = [];
  private head = 0;
  private taken = 0;
  private started = false;
  private flowLevel = 0;
  private indent = -1;
  private readonly indents: number[] = [];
  private keyAllowed = true;
  private readonly keys: SimpleKey[] = [];

  constructor(text: string) {
    this.reader = new Reader(text);
  }

  /** The next token, which stays. Throws a YamlProblem. */
  peek(): Token {
    while (this.needsMore()) this.fetch();
    return this.queue[this.head]!;
  }
  /** Takes the token that `peek` gave. */
  skip(): void {
    this.head++;
    this.taken++;
    if (this.head > 1024) {
      this.queue.splice(0, this.head);
      this.head = 0;
    }
  }

  private needsMore(): boolean {
    if (this.head === this.queue.length) return true;
    for (const key of this.keys) if (key.possible && key.tokenNumber === this.taken && !key.forgotten) return this.isValid(key);
    return false;
  }

  private problem(text: string, context: Mark = this.reader.mark()): Error {
    return scannerProblem(text, this.reader.mark(), context);
  }
  private push(type: TokenType, start: Mark, end: Mark, value = '', suffix = '', plain = false): void {
    this.queue.push({ type, start, end, value, suffix, plain });
  }
  private insert(tokenNumber: number, type: TokenType, mark: Mark): void {
    this.queue.splice(this.head + tokenNumber - this.taken, 0, { type, start: mark, end: mark, value: '', suffix: '', plain: false });
  }
  private indicator(type: TokenType, length = 1): void {
    const start = this.reader.mark();
    this.reader.skip(length);
    this.push(type, start, this.reader.mark());
  }

  private nextNumber(): number {
    return this.taken + this.queue.length - this.head;
  }
  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false;
    if (key.mark.line < this.reader.line || key.mark.index + MAX_KEY_LENGTH < this.reader.index) {
      if (key.required) throw this.problem("could not find expected ':'", key.mark);
      key.possible = false;
      return false;
    }
    return true;
  }
  private saveKey(): void {
    if (!this.keyAllowed) return;
    this.removeKey();
    this.keys[this.keys.length - 1] = {
      possible: true,
      required: this.flowLevel === 0 && this.indent === this.reader.column,
      tokenNumber: this.nextNumber(),
      mark: this.reader.mark(),
      forgotten: false,
    };
  }
  private removeKey(): void {
    const key = this.keys.at(-1)!;
    if (key.possible && key.required) throw this.problem("could not find expected ':'", key.mark);
    key.possible = false;
  }

  private roll(column: number, type: TokenType, mark: Mark, tokenNumber?: number): void {
    if (this.flowLevel > 0 || this.indent >= column) return;
    this.indents.push(this.indent);
    this.indent = column;
    if (this.indents.length > MAX_DEPTH) throw this.problem(TOO_DEEP);
    if (tokenNumber === undefined) this.push(type, mark, mark);
    else this.insert(tokenNumber, type, mark);
  }
  private unroll(column: number): void {
    if (this.flowLevel > 0) return;
    while (this.indent > column) {
      const mark = this.reader.mark();
      this.push('block-end', mark, mark);
      this.indent = this.indents.pop()!;
    }
  }

  private fetch(): void {
    const reader = this.reader;
    if (!this.started) {
      this.started = true;
      if (reader.peek() === BYTE_ORDER_MARK) reader.index++;
      this.keys.push({ possible: false, required: false, tokenNumber: 0, mark: reader.mark(), forgotten: false });
      this.push('stream-start', reader.mark(), reader.mark());
      return;
    }
    this.skipToToken();
    this.unroll(reader.column);
    const code = reader.peek();
    if (code === END) return this.fetchEnd();
    const char = String.fromCharCode(code);
    if (reader.column === 0 && char === '%') return this.fetchDirective();
    if (reader.atDocumentIndicator()) {
      this.unroll(-1);
      this.removeKey();
      this.keyAllowed = false;
      return this.indicator(char === '-' ? 'document-start' : 'document-end', 3);
    }
    const blankNext = isBlankOrBreakOrEnd(reader.peek(1));
    switch (char) {
      case '[':
        return this.fetchFlowStart('flow-sequence-start');
      case '{':
        return this.fetchFlowStart('flow-mapping-start');
      case ']':
        return this.fetchFlowEnd('flow-sequence-end');
      case '}':
        return this.fetchFlowEnd('flow-mapping-end');
      case ',':
        this.removeKey();
        this.keyAllowed = true;
        return this.indicator('flow-entry');
      case '-':
        if (blankNext) return this.fetchBlockEntry();
        break;
      case '?':
        if (this.flowLevel > 0 || blankNext) return this.fetchKey();
        break;
      case ':':
        if (this.flowLevel > 0 || blankNext) return this.fetchValue();
        break;
      case '*':
        return this.fetchAnchor('alias');
      case '&':
        return this.fetchAnchor('anchor');
      case '!':
        return this.fetchTag();
      case '|':
      case '>':
        if (this.flowLevel > 0) break;
        this.removeKey();
        this.keyAllowed = true;
        return this.pushScalar(scanBlockScalar(reader, char === '|', this.indent), false);
      case "'":
      case '"':
        this.saveKey();
        this.keyAllowed = false;
        return this.pushScalar(scanQuotedScalar(reader, char === "'"), false);
    }
    const startsPlain = !isBlankOrBreakOrEnd(code) && !'-?:,[]{}#&*!|>\'"%@`'.includes(char);
    if (startsPlain || (char === '-' && !isBlank(reader.peek(1))) || (this.flowLevel === 0 && (char === '?' || char === ':') && !blankNext)) {
      this.saveKey();
      this.keyAllowed = false;
      const scalar = scanPlainScalar(reader, this.flowLevel > 0, this.indent);
      this.pushScalar(scalar, true);
      if (scalar.newLine) this.keyAllowed = true;
      return;
    }
    throw this.problem('found character that cannot start any token');
  }

  private pushScalar({ value, start, end }: Scalar, plain: boolean): void {
    this.push('scalar', start, end, value, '', plain);
  }

  private skipToToken(): void {
    const reader = this.reader;
    for (;;) {
      // Tabs may separate tokens, but not where they would be indentation.
      const tabs = this.flowLevel > 0 || !this.keyAllowed;
      reader.take((code) => code === 32 || (tabs && code === 9));
      if (reader.char() === '#') reader.take((code) => !isBreakOrEnd(code));
      if (!isBreak(reader.peek())) return;
      reader.takeBreak();
      if (this.flowLevel === 0) this.keyAllowed = true;
    }
  }

  private fetchEnd(): void {
    const reader = this.reader;
    if (reader.column !== 0) {
      reader.column = 0;
      reader.line++;
    }
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    this.push('stream-end', reader.mark(), reader.mark());
  }

  private fetchFlowStart(type: TokenType): void {
    this.saveKey();
    this.keys.push({ possible: false, required: false, tokenNumber: this.nextNumber(), mark: this.reader.mark(), forgotten: false });
    this.flowLevel++;
    if (this.flowLevel > MAX_DEPTH) throw this.problem(TOO_DEEP);
    this.keyAllowed = true;
    this.indicator(type);
  }
  private fetchFlowEnd(type: TokenType): void {
    this.removeKey();
    if (this.flowLevel > 0) {
      this.flowLevel--;
      const inner = this.keys.pop()!;
      for (const key of this.keys) if (key.tokenNumber === inner.tokenNumber) key.forgotten = true;
    }
    this.keyAllowed = false;
    this.indicator(type);
  }

  private fetchBlockEntry(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw this.problem('block sequence entries are not allowed in this context');
      this.roll(this.reader.column, 'block-sequence-start', this.reader.mark());
    }
    this.removeKey();
    this.keyAllowed = true;
    this.indicator('block-entry');
  }
  private fetchKey(): void {
    if (this.flowLevel === 0) {
      if (!this.keyAllowed) throw this.problem('mapping keys are not allowed in this context');
      this.roll(this.reader.column, 'block-mapping-start', this.reader.mark());
    }
    this.removeKey();
    this.keyAllowed = this.flowLevel === 0;
    this.indicator('key');
  }
  private fetchValue(): void {
    const key = this.keys.at(-1)!;
    if (this.isValid(key)) {
      this.insert(key.tokenNumber, 'key', key.mark);
      this.roll(key.mark.column, 'block-mapping-start', key.mark, key.tokenNumber);
      key.possible = false;
      this.keyAllowed = false;
    } else {
      if (this.flowLevel === 0) {
        if (!this.keyAllowed) throw this.problem('mapping values are not allowed in this context');
        this.roll(this.reader.column, 'block-mapping-start', this.reader.mark());
      }
      this.keyAllowed = this.flowLevel === 0;
    }
    this.indicator('value');
  }

  private fetchAnchor(type: 'anchor' | 'alias'): void {
    this.saveKey();
    this.keyAllowed = false;
    const start = this.reader.mark();
    this.reader.skip();
    const value = this.reader.take(isWord);
    const after = this.reader.peek();
    if (value === '' || !(isBlankOrBreakOrEnd(after) || '?:,]}%@`'.includes(String.fromCharCode(after)))) {
      throw this.problem('did not find expected alphabetic or numeric character', start);
    }
    this.push(type, start, this.reader.mark(), value);
  }

  private fetchTag(): void {
    this.saveKey();
    this.keyAllowed = false;
    const reader = this.reader;
    const start = reader.mark();
    let handle = '';
    let suffix: string;
    if (reader.text[reader.index + 1] === '<') {
      reader.skip(2);
      suffix = this.scanUri('', start);
      if (reader.char() !== '>') throw this.problem("did not find the expected '>'", start);
      reader.skip();
    } else {
      handle = this.scanHandle(false, start);
      if (handle.length > 1 && handle.endsWith('!')) {
        suffix = this.scanUri('', start);
      } else {
        suffix = this.scanUri(handle, start);
        handle = '!';
        if (suffix === '') [handle, suffix] = ['', '!'];
      }
    }
    if (!isBlankOrBreakOrEnd(reader.peek())) throw this.problem('did not find expected whitespace or line break', start);
    this.push('tag', start, reader.mark(), handle, suffix);
  }
  private scanHandle(directive: boolean, start: Mark): string {
    const reader = this.reader;
    if (reader.char() !== '!') throw this.problem("did not find expected '!'", start);
    reader.skip();
    let handle = `!${reader.take(isWord)}`;
    if (reader.char() === '!') {
      handle += '!';
      reader.skip();
    } else if (directive && handle !== '!') {
      throw this.problem("did not find expected '!'", start);
    }
    return handle;
  }
  /** `head` is what was read for a handle and was none; its `!` is not part of the tag. */
  private scanUri(head: string, start: Mark): string {
    const reader = this.reader;
    const from = reader.index;
    let uri = head.slice(1);
    for (;;) {
      uri += reader.take((code) => isWord(code) || ";/?:@&=+$,.!~*'()[]".includes(String.fromCharCode(code)));
      if (reader.char() !== '%') break;
      const octets: number[] = [];
      do {
        if (!isHex(reader.peek(1)) || !isHex(reader.peek(2)) || reader.char() !== '%') throw this.problem('did not find URI escaped octet', start);
        octets.push(Number.parseInt(reader.text.slice(reader.index + 1, reader.index + 3), 16));
        reader.skip(3);
      } while (octets.length < utf8Length(octets[0]!));
      if (utf8Length(octets[0]!) === 0) throw this.problem('found an incorrect leading UTF-8 octet', start);
      if (octets.slice(1).some((octet) => (octet & 0xc0) !== 0x80)) throw this.problem('found an incorrect trailing UTF-8 octet', start);
      uri += new TextDecoder().decode(new Uint8Array(octets));
    }
    if (reader.index === from && head === '') throw this.problem('did not find expected tag URI', start);
    return uri;
  }

  private fetchDirective(): void {
    this.unroll(-1);
    this.removeKey();
    this.keyAllowed = false;
    const reader = this.reader;
    const start = reader.mark();
    reader.skip();
    const name = reader.take(isWord);
    if (name === '') throw this.problem('could not find expected directive name', start);
    if (!isBlankOrBreakOrEnd(reader.peek())) throw this.problem('found unexpected non-alphabetical character', start);
    if (name === 'YAML') {
      reader.take(isBlank);
      const major = this.scanVersionNumber(start);
      if (reader.char() !== '.') throw this.problem("did not find expected digit or '.' character", start);
      reader.skip();
      const minor = this.scanVersionNumber(start);
      this.push('version-directive', start, reader.mark(), `${Number(major)}.${Number(minor)}`);
    } else if (name === 'TAG') {
      reader.take(isBlank);
      const handle = this.scanHandle(true, start);
      if (!isBlank(reader.peek())) throw this.problem('did not find expected whitespace', start);
      reader.take(isBlank);
      const prefix = this.scanUri('', start);
      if (!isBlankOrBreakOrEnd(reader.peek())) throw this.problem('did not find expected whitespace or line break', start);
      this.push('tag-directive', start, reader.mark(), handle, prefix);
    } else {
      throw this.problem('found unknown directive name', start);
    }
    reader.take(isBlank);
    if (reader.char() === '#') reader.take((code) => !isBreakOrEnd(code));
    if (!isBreakOrEnd(reader.peek())) throw this.problem('did not find expected comment or line break', start);
    reader.takeBreak();
  }
  private scanVersionNumber(start: Mark): string {
    const digits = this.reader.take(isDigit);
    if (digits.length > 2) throw this.problem('found extremely long version number', start);
    if (digits === '') throw this.problem('did not find expected version number', start);
    return digits;
  }
}

function utf8Length(octet: number): number {
  if (octet < 0x80) return 1;
  if ((octet & 0xe0) === 0xc0) return 2;
  if ((octet & 0xf0) === 0xe0) return 3;
  return (octet & 0xf8) === 0xf0 ? 4 : 0;
}
