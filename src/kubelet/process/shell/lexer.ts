/** Shell text → tokens; words come with their quotes, parameters and substitutions taken apart. */
import type { Item, Operation, Part, Program, Redirect, Word } from './ast.ts';

export type Token =
  | { readonly type: 'word'; readonly parts: Word; /** The text, where nothing of it is quoted or expanded. */ readonly bare?: string; readonly line: number }
  | { readonly type: 'operator'; readonly operator: string; readonly line: number }
  | { readonly type: 'redirect'; readonly fd: number; readonly operator: Redirect['operator'] | '<<-'; readonly line: number }
  | { readonly type: 'newline' | 'end'; readonly line: number };

/** Thrown and caught within this folder. */
export class SyntaxError extends Error {
  /** More text could make it right: an interactive shell asks for it. */
  readonly incomplete: boolean;
  constructor(message: string, incomplete: boolean) {
    super(message);
    this.incomplete = incomplete;
  }
}

const OPERATORS = ['&&', '||', ';;', ';&', '&>', '<<-', '<<', '<&', '<>', '>>', '>&', '>|', ';', '&', '|', '(', ')', '<', '>'].sort((a, b) => b.length - a.length);
const REDIRECTS = new Set(['<', '>', '>>', '>|', '<>', '<&', '>&', '<<', '<<-', '&>']);
const ENDS_WORD = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')']);
/** What may mean something within a word, in any mode. */
const STOPS = /[\s;&|<>()\\$`'"}]/;
const SPECIAL = '@*#?-$!0123456789';

/** How a run of text is read: plain words, inside double quotes, a here-document, arithmetic, or the word after an operator in `${…}`. */
type Mode = 'word' | 'double' | 'here' | 'arithmetic' | 'brace' | 'brace-double';

interface Pending {
  readonly delimiter: string;
  readonly quoted: boolean;
  readonly stripTabs: boolean;
  readonly done: (body: Word) => void;
}

/** How commands within words are parsed. */
export interface Grammar {
  /** Up to the closing parenthesis, which is left. */
  readonly body: (lexer: Lexer) => Item[];
  readonly program: (text: string) => Program;
}

class PartList {
  readonly parts: Part[] = [];
  text(text: string, quoted: boolean): void {
    const last = this.parts.at(-1);
    if (last?.part === 'text' && last.quoted === quoted) this.parts[this.parts.length - 1] = { part: 'text', text: last.text + text, quoted };
    else this.parts.push({ part: 'text', text, quoted });
  }
}

export class Lexer {
  line = 1;
  private readonly text: string;
  private readonly grammar: Grammar;
  private at = 0;
  private ahead: Token | undefined;
  private pending: Pending[] = [];

  constructor(text: string, grammar: Grammar) {
    this.text = text;
    this.grammar = grammar;
  }

  peek(): Token {
    this.ahead ??= this.read();
    return this.ahead;
  }

  next(): void {
    this.ahead = this.peek().type === 'end' ? this.ahead : undefined;
  }

  /** Takes the body from after the current line. */
  hereDocument(delimiter: Word, stripTabs: boolean, done: (body: Word) => void): void {
    const text = delimiter.map((part) => (part.part === 'text' ? part.text : part.part === 'parameter' ? `$${part.name}` : '')).join('');
    this.pending.push({ delimiter: text, quoted: delimiter.some((part) => part.quoted), stripTabs, done });
  }

  private startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at);
  }

  private read(): Token {
    for (;;) {
      const char = this.text[this.at];
      if (char === ' ' || char === '\t' || char === '\r') this.at += 1;
      else if (this.startsWith('\\\n')) {
        this.at += 2;
        this.line += 1;
      } else if (char === '#') while (this.at < this.text.length && this.text[this.at] !== '\n') this.at += 1;
      else break;
    }
    const { line } = this;
    const char = this.text[this.at];
    if (char === undefined) {
      this.readHereDocuments();
      return { type: 'end', line };
    }
    if (char === '\n') {
      this.at += 1;
      this.line += 1;
      this.readHereDocuments();
      return { type: 'newline', line };
    }
    let digits = '';
    while (/[0-9]/.test(this.text[this.at + digits.length] ?? '')) digits += this.text[this.at + digits.length];
    const sign = this.text[this.at + digits.length];
    const fd = digits !== '' && digits.length < 5 && (sign === '<' || sign === '>') ? Number(digits) : undefined;
    if (fd !== undefined) this.at += digits.length;
    const operator = OPERATORS.find((candidate) => this.startsWith(candidate));
    if (operator !== undefined) {
      this.at += operator.length;
      if (REDIRECTS.has(operator)) return { type: 'redirect', fd: fd ?? (operator.startsWith('<') ? 0 : 1), operator: operator as Redirect['operator'], line };
      return { type: 'operator', operator, line };
    }
    const parts = this.parts('word');
    const [only] = parts;
    return { type: 'word', parts, line, ...(parts.length === 1 && only?.part === 'text' && !only.quoted ? { bare: only.text } : {}) };
  }

  private readHereDocuments(): void {
    const { pending } = this;
    this.pending = [];
    for (const { delimiter, quoted, stripTabs, done } of pending) {
      let body = '';
      const first = this.line;
      while (this.at < this.text.length) {
        const end = this.text.indexOf('\n', this.at);
        let line = this.text.slice(this.at, end < 0 ? undefined : end);
        this.at = end < 0 ? this.text.length : end + 1;
        this.line += 1;
        if (stripTabs) line = line.replace(/^\t+/, '');
        if (line === delimiter) break;
        body += end < 0 ? line : `${line}\n`;
      }
      if (quoted) done([{ part: 'text', text: body, quoted: true }]);
      else {
        const inner = new Lexer(body, this.grammar);
        inner.line = first;
        done(inner.parts('here'));
      }
    }
  }

  /** Reads parts up to what ends the mode; the closing quote, `}` or `))` is consumed. */
  private parts(mode: Mode): Part[] {
    const list = new PartList();
    const quoted = mode === 'double' || mode === 'here' || mode === 'arithmetic' || mode === 'brace-double';
    let parentheses = 0;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) {
        if (mode === 'word' || mode === 'here') return list.parts;
        throw new SyntaxError(mode === 'double' ? 'unterminated quoted string' : mode === 'arithmetic' ? "missing '))'" : "missing '}'", true);
      }
      if (mode === 'word' && ENDS_WORD.has(char)) return list.parts;
      if (mode === 'double' && char === '"') {
        this.at += 1;
        return list.parts;
      }
      if ((mode === 'brace' || mode === 'brace-double') && char === '}') {
        this.at += 1;
        return list.parts;
      }
      if (mode === 'arithmetic') {
        if (char === ')' && parentheses === 0 && this.text[this.at + 1] === ')') {
          this.at += 2;
          return list.parts;
        }
        if (char === '(') parentheses += 1;
        if (char === ')') parentheses -= 1;
      }
      if (char === '\n') this.line += 1;
      this.at += 1;
      if (char === '\\') this.backslash(mode, list);
      else if (char === '$') this.dollar(quoted, mode, list);
      else if (char === '`') this.backquote(quoted, list);
      else if (char === "'" && (mode === 'word' || mode === 'brace')) list.text(this.until("'"), true);
      else if (char === '"' && mode !== 'here' && mode !== 'double') {
        if (mode === 'arithmetic') continue;
        const inner = this.parts('double');
        if (inner.length === 0) list.text('', true);
        for (const part of inner) {
          if (part.part === 'text') list.text(part.text, true);
          else list.parts.push(part);
        }
      } else {
        const start = this.at;
        while (this.at < this.text.length && !STOPS.test(this.text[this.at]!)) this.at += 1;
        list.text(char + this.text.slice(start, this.at), quoted);
      }
    }
  }

  /** Text up to a closing quote, which is consumed. */
  private until(quote: string): string {
    const end = this.text.indexOf(quote, this.at);
    if (end < 0) throw new SyntaxError('unterminated quoted string', true);
    const text = this.text.slice(this.at, end);
    this.line += text.split('\n').length - 1;
    this.at = end + 1;
    return text;
  }

  private backslash(mode: Mode, list: PartList): void {
    const char = this.text[this.at];
    if (char === '\n') {
      this.at += 1;
      this.line += 1;
      return;
    }
    const escapes = mode === 'word' || mode === 'brace' ? undefined : mode === 'here' ? '$`\\' : mode === 'brace-double' ? '$`\\"}' : '$`\\"';
    if (char === undefined || (escapes !== undefined && !escapes.includes(char))) {
      list.text('\\', true);
      return;
    }
    this.at += 1;
    list.text(char, true);
  }

  private backquote(quoted: boolean, list: PartList): void {
    let text = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new SyntaxError('EOF in backquote substitution', true);
      this.at += 1;
      if (char === '`') break;
      if (char === '\n') this.line += 1;
      const next = this.text[this.at];
      if (char === '\\' && next !== undefined && (next === '$' || next === '`' || next === '\\' || (quoted && next === '"'))) {
        text += next;
        this.at += 1;
      } else text += char;
    }
    const program = this.grammar.program(text);
    if (program.error !== undefined) throw new SyntaxError(program.error.message, false);
    list.parts.push({ part: 'command', body: program.items, quoted });
  }

  private dollar(quoted: boolean, mode: Mode, list: PartList): void {
    if (this.startsWith('((')) {
      this.at += 2;
      list.parts.push({ part: 'arithmetic', expression: this.parts('arithmetic'), quoted });
    } else if (this.startsWith('(')) {
      this.at += 1;
      const body = this.grammar.body(this);
      const token = this.peek();
      if (token.type !== 'operator' || token.operator !== ')')
        throw new SyntaxError(`unexpected ${token.type === 'end' ? 'end of file' : 'word'} (expecting ")")`, token.type === 'end');
      this.next();
      list.parts.push({ part: 'command', body, quoted });
    } else if (this.startsWith('{')) {
      this.at += 1;
      list.parts.push(this.braces(quoted));
    } else if (this.startsWith("'") && mode === 'word') {
      this.at += 1;
      list.text(this.ansiQuoted(), true);
    } else {
      const char = this.text[this.at] ?? '';
      const name = SPECIAL.includes(char) && char !== '' ? char : this.name();
      if (name === '') list.text('$', quoted);
      else {
        if (name === char && SPECIAL.includes(char)) this.at += 1;
        list.parts.push({ part: 'parameter', name, quoted });
      }
    }
  }

  private name(): string {
    const start = this.at;
    if (/[A-Za-z_]/.test(this.text[this.at] ?? '')) while (/[A-Za-z0-9_]/.test(this.text[this.at] ?? '')) this.at += 1;
    const name = this.text.slice(start, this.at);
    return name;
  }

  private ansiQuoted(): string {
    const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', e: '\x1b', '\\': '\\', "'": "'", '"': '"', '?': '?' };
    let text = '';
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) throw new SyntaxError('unterminated quoted string', true);
      this.at += 1;
      if (char === "'") return text;
      const code = char === '\\' ? /^(?:x([0-9a-fA-F]{1,2})|([0-7]{1,3}))/.exec(this.text.slice(this.at, this.at + 3)) : null;
      if (code !== null) {
        text += String.fromCharCode(Number.parseInt(code[1] ?? code[2]!, code[1] === undefined ? 8 : 16) & 255);
        this.at += code[0].length;
      } else if (char === '\\') {
        const next = this.text[this.at] ?? '';
        text += Object.hasOwn(ESCAPES, next) ? ESCAPES[next]! : `\\${next}`;
        this.at += 1;
      } else text += char;
    }
  }

  private braces(quoted: boolean): Part {
    const inner: Mode = quoted ? 'brace-double' : 'brace';
    const take = (text: string): boolean => {
      if (!this.startsWith(text)) return false;
      this.at += text.length;
      return true;
    };
    const parameter = (): string => {
      const char = this.text[this.at] ?? '';
      if (/[0-9]/.test(char)) {
        const start = this.at;
        while (/[0-9]/.test(this.text[this.at] ?? '')) this.at += 1;
        return this.text.slice(start, this.at);
      }
      if (char !== '' && SPECIAL.includes(char)) {
        this.at += 1;
        return char;
      }
      return this.name();
    };
    const part = (name: string, operation?: Operation): Part => ({ part: 'parameter', name, quoted, ...(operation === undefined ? {} : { operation }) });
    if (this.startsWith('#') && !this.startsWith('#}') && !/^#[-=+?:%#]/.test(this.text.slice(this.at, this.at + 2))) {
      this.at += 1;
      const name = parameter();
      return take('}') && name !== '' ? part(name, { kind: 'length' }) : this.badSubstitution(part);
    }
    const name = parameter();
    if (name === '') return this.badSubstitution(part);
    if (take('}')) return part(name);
    const colon = take(':');
    const operator = this.text[this.at];
    if (operator === '-' || operator === '=' || operator === '+' || operator === '?') {
      this.at += 1;
      return part(name, { kind: 'default', operator, colon, word: this.parts(inner) });
    }
    if (colon) {
      const words = splitAt(this.parts('brace-double'), ':');
      return part(name, { kind: 'slice', offset: words[0], length: words[1] });
    }
    if (operator === '%' || operator === '#') {
      this.at += 1;
      const twice = take(operator);
      return part(name, { kind: 'trim', operator: (twice ? operator + operator : operator) as '%', pattern: this.parts('brace') });
    }
    if (operator === '/') {
      this.at += 1;
      const all = take('/');
      const words = splitAt(this.parts('brace'), '/');
      return part(name, { kind: 'replace', all, pattern: words[0], replacement: words[1] ?? [] });
    }
    return this.badSubstitution(part);
  }

  private badSubstitution(part: (name: string, operation: Operation) => Part): Part {
    this.parts('brace');
    return part('', { kind: 'bad' });
  }
}

/** Cuts a word at the first such character that is not quoted (in words read as quoted: the first one). */
function splitAt(word: Word, separator: string): [Word, Word | undefined] {
  for (const [i, part] of word.entries()) {
    if (part.part !== 'text') continue;
    const at = part.text.indexOf(separator);
    if (at < 0 || (part.quoted && separator === '/')) continue;
    return [
      [...word.slice(0, i), { ...part, text: part.text.slice(0, at) }],
      [{ ...part, text: part.text.slice(at + 1) }, ...word.slice(i + 1)],
    ];
  }
  return [word, undefined];
}
