/** Reads JSONPath templates as kubectl does, with its mistakes and its sentences (upstream: client-go `util/jsonpath/parser.go`). */
import { err, ok, type Result } from '../../base/result.ts';

/** A number of a slice such as `[1:3]`. */
export interface SliceParam {
  readonly known: boolean;
  readonly value: number;
  /** The end that `[1]` implies. */
  readonly derived?: boolean;
}

export type PathNode =
  | { readonly node: 'text'; readonly text: string }
  | { readonly node: 'literal'; readonly value: number | boolean }
  | { readonly node: 'field'; readonly name: string }
  | { readonly node: 'identifier'; readonly name: string }
  | { readonly node: 'array'; readonly params: readonly [SliceParam, SliceParam, SliceParam] }
  | { readonly node: 'filter'; readonly left: PathList; readonly right: PathList; readonly operator: string }
  | { readonly node: 'wildcard' }
  | { readonly node: 'recursive' }
  | { readonly node: 'union'; readonly paths: readonly PathList[] }
  | PathList;
/** The nodes of one `{…}`, each applied to what the one before gave. */
export interface PathList {
  readonly node: 'list';
  readonly nodes: readonly PathNode[];
}

const EOF = '';
const isTerminator = (c: string): boolean => c === EOF || ' \t\r\n.,[]$@{}'.includes(c);
const isAlphaNumeric = (c: string): boolean => /^[_\p{L}\p{Nd}]$/u.test(c);
const isDigit = (c: string): boolean => /^\p{Nd}$/u.test(c);

/** The texts and actions of a template in order; the error is upstream's. */
export function parseJsonPath(template: string): Result<readonly PathNode[], string> {
  const root: PathNode[] = [];
  let at = 0;
  while (at < template.length) {
    const open = template.indexOf('{', at);
    const end = open < 0 ? template.length : open;
    if (end > at) root.push({ node: 'text', text: template.slice(at, end) });
    if (open < 0) break;
    const action = new ActionParser(template, open + 1);
    const wrong = action.parse();
    if (wrong !== undefined) return err(wrong);
    root.push({ node: 'list', nodes: action.nodes });
    at = action.at;
  }
  return ok(root);
}

/** The nodes of one expression, as if it stood in braces by itself. */
function parseExpression(text: string): Result<PathList, string> {
  const parsed = parseJsonPath(`{${text}}`);
  if (!parsed.ok) return parsed;
  const [first] = parsed.value;
  return first?.node === 'list' ? ok(first) : err('unclosed action');
}

class ActionParser {
  readonly nodes: PathNode[] = [];
  at: number;
  readonly #text: string;

  constructor(text: string, at: number) {
    this.#text = text;
    this.at = at;
  }

  #next(): string {
    const code = this.#text.codePointAt(this.at);
    if (code === undefined) return EOF;
    const char = String.fromCodePoint(code);
    this.at += char.length;
    return char;
  }

  /** Up to and with the closing brace. */
  parse(): string | undefined {
    for (;;) {
      let wrong: string | undefined;
      if (this.#text.startsWith('}', this.at)) {
        this.at += 1;
        return undefined;
      }
      if (this.#text.startsWith('[?(', this.at)) wrong = this.#filter();
      else if (this.#text.startsWith('..', this.at)) wrong = this.#recursive();
      else {
        const start = this.at;
        const char = this.#next();
        if (char === EOF || char === '\r' || char === '\n') return 'unclosed action';
        if (char === ' ' || char === '@' || char === '$') continue;
        if (char === '[') wrong = this.#array(start);
        else if (char === '"' || char === "'") wrong = this.#quoted(start, char);
        else if (char === '.') this.#field();
        else if (char === '+' || char === '-' || isDigit(char)) wrong = this.#number(start);
        else if (isAlphaNumeric(char)) this.#identifier(start);
        else return `unrecognized character in action: ${unicodeName(char)}`;
      }
      if (wrong !== undefined) return wrong;
    }
  }

  #identifier(start: number): void {
    while (!isTerminator(this.#text.charAt(this.at))) this.at += 1;
    const name = this.#text.slice(start, this.at);
    if (name === 'true' || name === 'false') this.nodes.push({ node: 'literal', value: name === 'true' });
    else this.nodes.push({ node: 'identifier', name });
  }

  #recursive(): string | undefined {
    if (this.nodes.at(-1)?.node === 'recursive') return 'invalid multiple recursive descent';
    this.at += 2;
    this.nodes.push({ node: 'recursive' });
    if (isAlphaNumeric(this.#text.charAt(this.at))) this.#field();
    return undefined;
  }

  #number(start: number): string | undefined {
    while (this.#text.charAt(this.at) === '.' || isDigit(this.#text.charAt(this.at))) this.at += 1;
    const text = this.#text.slice(start, this.at);
    if (!/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return `cannot parse number ${text}`;
    this.nodes.push({ node: 'literal', value: Number(text) });
    return undefined;
  }

  #field(): void {
    const start = this.at;
    while (!isTerminator(this.#text.charAt(this.at))) this.at += this.#text.charAt(this.at) === '\\' ? 2 : 1;
    this.at = Math.min(this.at, this.#text.length);
    const name = this.#text.slice(start, this.at);
    this.nodes.push(name === '*' ? { node: 'wildcard' } : { node: 'field', name: name.replaceAll('\\', '') });
  }

  #quoted(start: number, quote: string): string | undefined {
    for (;;) {
      const char = this.#next();
      if (char === EOF || char === '\n') return 'unterminated quoted string';
      if (char === quote && this.#text.charAt(this.at - 2) !== '\\') break;
    }
    const raw = this.#text.slice(start, this.at);
    const text = unquote(raw.slice(1, -1), quote);
    if (text === undefined) return `unquote string ${raw} error invalid syntax`;
    this.nodes.push({ node: 'text', text });
    return undefined;
  }

  #array(start: number): string | undefined {
    for (;;) {
      const char = this.#next();
      if (char === EOF || char === '\n') return 'unterminated array';
      if (char === ']') break;
    }
    let text = this.#text.slice(start + 1, this.at - 1);
    if (text === '*') text = ':';
    const parts = text.split(',');
    if (parts.length > 1) {
      const paths: PathList[] = [];
      for (const part of parts) {
        const parsed = parseExpression(`[${part.replace(/^ +| +$/g, '')}]`);
        if (!parsed.ok) return parsed.error;
        paths.push(parsed.value);
      }
      this.nodes.push({ node: 'union', paths });
      return undefined;
    }
    const key = /^'([^']*)'$/.exec(text);
    if (key) {
      const parsed = parseExpression(`.${key[1]}`);
      if (!parsed.ok) return parsed.error;
      this.nodes.push(...parsed.value.nodes);
      return undefined;
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text);
    if (!slice) return `invalid array index ${text}`;
    return this.#slice(slice.slice(1, 4));
  }

  #slice([first = '', second, third]: readonly (string | undefined)[]): string | undefined {
    const read = (digits: string): SliceParam => (digits === '' ? { known: false, value: 0 } : { known: true, value: Number(digits) });
    for (const digits of [first, second?.slice(1), third?.slice(1)]) if (digits === '-') return 'array index - is not a number';
    const from = read(first);
    const to: SliceParam = second === undefined ? { known: true, value: from.value + 1, derived: true } : read(second.slice(1));
    this.nodes.push({ node: 'array', params: [from, to, read(third?.slice(1) ?? '')] });
    return undefined;
  }

  #filter(): string | undefined {
    const start = this.at + 3;
    this.at = start;
    let begin = false;
    let end = false;
    let pair = '';
    for (;;) {
      const char = this.#next();
      if (char === EOF || char === '\n') return 'unterminated filter';
      if (char === '"' || char === "'") {
        if (!begin) {
          begin = true;
          pair = char;
        } else if (this.#text.charAt(this.at - 2) !== '\\' && char === pair) {
          end = true;
        }
      } else if (char === ')' && begin === end) {
        break;
      }
    }
    if (this.#next() !== ']') return 'unclosed array expect ]';
    const text = this.#text.slice(start, this.at - 2);
    const comparison = /^([^!<>=]+)([!<>=]+)(.+)$/.exec(text);
    const left = parseExpression(comparison?.[1] ?? text);
    if (!left.ok) return left.error;
    const right = comparison ? parseExpression(comparison[3]!) : ok<PathList>({ node: 'list', nodes: [] });
    if (!right.ok) return right.error;
    this.nodes.push({ node: 'filter', left: left.value, right: right.value, operator: comparison?.[2] ?? 'exists' });
    return undefined;
  }
}

/** Go's `%#U`. */
const unicodeName = (char: string): string => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;

const ESCAPES: Readonly<Record<string, string>> = { a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** The inside of a string in quotes, its escapes resolved; `undefined` where Go's strconv.UnquoteChar refuses. */
export function unquote(text: string, quote: string): string | undefined {
  let out = '';
  for (let at = 0; at < text.length;) {
    const char = text.charAt(at);
    if (char === quote && quote !== '`') return undefined;
    if (char !== '\\') {
      out += char;
      at += 1;
      continue;
    }
    const letter = text.charAt(at + 1);
    const coded = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3}))/.exec(text.slice(at + 1, at + 10));
    if (coded) {
      const code = coded[4] === undefined ? parseInt((coded[1] ?? coded[2] ?? coded[3])!, 16) : parseInt(coded[4], 8);
      if (code > 0x10ffff) return undefined;
      out += String.fromCodePoint(code);
      at += 1 + coded[0].length;
      continue;
    }
    const simple = letter === quote && (quote === '"' || quote === "'") ? letter : Object.hasOwn(ESCAPES, letter) ? ESCAPES[letter] : undefined;
    if (simple === undefined) return undefined;
    out += simple;
    at += 2;
  }
  return out;
}
