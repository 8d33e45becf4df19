/**
 * JSON with Go's error sentences and offsets, several values in a row, and bounds on depth. Upstream: Go `encoding/json`.
 * What stands twice in an object: the last wins.
 */
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';

export interface JsonProblem {
  /** `invalid character '}' looking for beginning of value` */
  readonly message: string;
  /** How many characters Go had read. */
  readonly offset: number;
}

const MAX_DEPTH = 1000;

class Stop extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const END_OF_INPUT = 'unexpected end of JSON input';

function quoteChar(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  return `'${quote(char).slice(1, -1)}'`;
}

/** Go looks at bytes, and prints the first one of a character that has several. */
const firstByte = (text: string, at: number): string => String.fromCharCode(new TextEncoder().encode(String.fromCodePoint(text.codePointAt(at)!))[0]!);

class Parser {
  readonly text: string;
  at: number;
  private depth = 0;
  constructor(text: string, at: number) {
    this.text = text;
    this.at = at;
  }

  private invalid(context: string): never {
    if (this.at >= this.text.length) throw new Stop(END_OF_INPUT, this.at);
    throw new Stop(`invalid character ${quoteChar(firstByte(this.text, this.at))} ${context}`, this.at + 1);
  }
  space(): void {
    while (this.at < this.text.length && ' \t\r\n'.includes(this.text[this.at]!)) this.at++;
  }

  value(): unknown {
    this.space();
    const char = this.text[this.at];
    switch (char) {
      case '{':
        return this.nested(() => this.object());
      case '[':
        return this.nested(() => this.array());
      case '"':
        return this.string();
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case 'n':
        return this.word('null', null);
      default:
        return char !== undefined && (char === '-' || (char >= '0' && char <= '9')) ? this.number() : this.invalid('looking for beginning of value');
    }
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > MAX_DEPTH) throw new Stop('exceeded max depth', this.at);
    const value = read();
    this.depth--;
    return value;
  }

  private word<T>(word: string, value: T): T {
    for (let i = 0; i < word.length; i++, this.at++) {
      if (this.text[this.at] !== word[i]) this.invalid(`in literal ${word} (expecting ${quoteChar(word[i]!)})`);
    }
    return value;
  }

  private digits(context: string): void {
    const start = this.at;
    while (this.at < this.text.length && this.text[this.at]! >= '0' && this.text[this.at]! <= '9') this.at++;
    if (this.at === start) this.invalid(context);
  }
  private number(): number {
    const start = this.at;
    if (this.text[this.at] === '-') this.at++;
    if (this.text[this.at] === '0') this.at++;
    else this.digits('in numeric literal');
    if (this.text[this.at] === '.') {
      this.at++;
      this.digits('after decimal point in numeric literal');
    }
    if (this.text[this.at] === 'e' || this.text[this.at] === 'E') {
      this.at++;
      if (this.text[this.at] === '+' || this.text[this.at] === '-') this.at++;
      this.digits('in exponent of numeric literal');
    }
    return Number(this.text.slice(start, this.at));
  }

  private string(): string {
    const start = this.at++;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new Stop(END_OF_INPUT, this.at);
      if (char < ' ') this.invalid('in string literal');
      if (char === '"') break;
      this.at++;
      if (char !== '\\') continue;
      const escaped = this.text[this.at];
      if (escaped === undefined || !'"\\/bfnrtu'.includes(escaped)) this.invalid('in string escape code');
      this.at++;
      if (escaped !== 'u') continue;
      for (let i = 0; i < 4; i++, this.at++) {
        if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? '')) this.invalid('in \\u hexadecimal character escape');
      }
    }
    this.at++;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private array(): unknown[] {
    this.at++;
    const items: unknown[] = [];
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value());
      this.space();
      if (this.text[this.at] === ']') {
        this.at++;
        return items;
      }
      if (this.text[this.at] !== ',') this.invalid('after array element');
      this.at++;
    }
  }

  private object(): unknown {
    this.at++;
    const entries: [string, unknown][] = [];
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      return {};
    }
    for (;;) {
      this.space();
      if (this.text[this.at] !== '"') this.invalid('looking for beginning of object key string');
      const key = this.string();
      this.space();
      if (this.text[this.at] !== ':') this.invalid('after object key');
      this.at++;
      entries.push([key, this.value()]);
      this.space();
      if (this.text[this.at] === '}') {
        this.at++;
        return Object.fromEntries(entries);
      }
      if (this.text[this.at] !== ',') this.invalid('after object key:value pair');
      this.at++;
    }
  }
}

/** One value from `at` on, and where it ends; `undefined` where only white space is left. As `json.Decoder` reads a stream. */
export function readJson(text: string, at = 0): Result<{ readonly value: unknown; readonly end: number } | undefined, JsonProblem> {
  const parser = new Parser(text, at);
  try {
    parser.space();
    if (parser.at >= text.length) return ok(undefined);
    return ok({ value: parser.value(), end: parser.at });
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return err({ message: stop.message === END_OF_INPUT ? 'unexpected EOF' : stop.message, offset: stop.offset });
  }
}

/** The whole text as one value, as `json.Unmarshal` reads it. */
export function parseJson(text: string): Result<unknown, JsonProblem> {
  const parser = new Parser(text, 0);
  try {
    const value = parser.value();
    parser.space();
    if (parser.at < text.length) {
      return err({ message: `invalid character ${quoteChar(firstByte(text, parser.at))} after top-level value`, offset: parser.at + 1 });
    }
    return ok(value);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return err({ message: stop.message, offset: stop.offset });
  }
}
