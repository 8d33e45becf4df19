/** Expressions as trees, and what the compiler says of those that are none (upstream: cel-go parser/parser.go, with how ANTLR goes on after a mistake). */
import { expanded } from './macros.ts';
import { tokensOf, type Mistake, type Token } from './tokens.ts';
import type { Call, Literal, Tree } from './tree.ts';

const ORDER = ['[', ']', '{', '}', '(', ')', '.', ',', '-', '!', '?', ':', 'true', 'false', 'null'];
const BEGIN_SIGNS: ReadonlySet<string> = new Set(['[', '{', '(', '.', '-', '!', 'true', 'false', 'null']);
const RELATIONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);
/** What may come after an operand. */
const AFTER: ReadonlySet<string> = new Set([...RELATIONS, '+', '-', '*', '/', '%', '&&', '||', '?']);
/** What may come after a closed bracket. */
const AFTER_BRACKET: ReadonlySet<string> = new Set([...AFTER, '.', '[']);
const NOTHING: ReadonlySet<string> = new Set();
const RESERVED: ReadonlySet<string> = new Set('as break const continue else for function if import let loop package namespace return var void while'.split(' '));
const DEEPEST = 200;

/** How the compiler lists what may begin an operand, and what else may come. */
const beginnings = (others: readonly string[] = []): string =>
  `{${ORDER.filter((sign) => BEGIN_SIGNS.has(sign) || others.includes(sign))
    .map((sign) => `'${sign}'`)
    .join(', ')}, NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}`;
const begins = ({ kind, text }: Token): boolean => (kind === 'sign' ? BEGIN_SIGNS.has(text) : kind !== 'end' && kind !== 'quoted identifier');

export function parse(text: string): { readonly tree: Tree; readonly mistakes: readonly Mistake[] } {
  const read = tokensOf(text);
  const parser = new Parser(text, read.tokens, [...read.mistakes]);
  return { tree: parser.all(), mistakes: parser.mistakes };
}

const isDotted = (tree: Tree): boolean => tree.is === 'name' || (tree.is === 'select' && !tree.optional && !tree.test && isDotted(tree.of));

class Parser {
  readonly mistakes: Mistake[];
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #next = 0;
  /** What is open and must be closed, the innermost last. */
  readonly #open: string[] = [];
  /** Nothing more is said until a word fits again. */
  #lost = false;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], mistakes: Mistake[]) {
    this.#text = text;
    this.#tokens = tokens;
    this.mistakes = mistakes;
  }

  all(): Tree {
    const tree = this.#expression();
    const { kind, text, at } = this.#token;
    if (kind !== 'end') this.#complain(at, `${this.#tokens[this.#next + 1]?.kind === 'end' ? 'extraneous' : 'mismatched'} input '${text}' expecting <EOF>`);
    return tree;
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#next, this.#tokens.length - 1)]!;
  }

  #complain(at: number, message: string): void {
    if (!this.#lost) this.mistakes.push({ at, message: `Syntax error: ${message}` });
    this.#lost = true;
  }

  #take(): Token {
    const token = this.#token;
    this.#next += 1;
    this.#lost = false;
    return token;
  }

  #isAt(...signs: readonly string[]): boolean {
    return this.#token.kind === 'sign' && signs.includes(this.#token.text);
  }

  /** The sign that must come now. */
  #expect(sign: string, bare: boolean | 'closed', expecting = `'${sign}'`): boolean {
    if (this.#isAt(sign)) {
      this.#take();
      return true;
    }
    const { text, at } = this.#token;
    const after = this.#tokens[this.#next + 1];
    if (after?.kind === 'sign' && after.text === sign) {
      this.#complain(at, `extraneous input '${text}' expecting ${expecting}`);
      this.#next += 1;
      this.#take();
    } else if (expecting === `'${sign}'` && this.#mayFollow(sign)) this.#complain(at, `missing '${sign}' at '${text}'`);
    else {
      this.#complain(at, `mismatched input '${text}' expecting ${expecting}`);
      this.#skip(bare);
      return false;
    }
    return true;
  }

  /** Whether the word here would fit if the sign were there. */
  #mayFollow(sign: string): boolean {
    const { kind, text } = this.#token;
    if (sign === ':') return begins(this.#token);
    return kind === 'end' ? this.#open.length === 0 : kind === 'sign' && (AFTER_BRACKET.has(text) || text === this.#open.at(-1));
  }

  /** Whether an operand begins here, or one of the other signs is; what is too much is left out. */
  #begins(others: readonly string[], bare = false): boolean {
    const fits = (token: Token | undefined): boolean => token !== undefined && (begins(token) || (token.kind === 'sign' && others.includes(token.text)));
    if (fits(this.#token)) return true;
    const { kind, text, at } = this.#token;
    if (kind !== 'end' && fits(this.#tokens[this.#next + 1])) {
      this.#complain(at, `extraneous input '${text}' expecting ${beginnings(others)}`);
      this.#next += 1;
      this.#lost = false;
      return true;
    }
    this.#complain(at, `mismatched input '${text}' expecting ${beginnings(others)}`);
    this.#skip(bare);
    return false;
  }

  /** Goes on where something fits again. `bare`: what was being read may have parts of its own after it. */
  #skip(bare: boolean | 'closed' = false): void {
    const fitting = bare === 'closed' ? NOTHING : bare ? AFTER_BRACKET : AFTER;
    while (this.#token.kind !== 'end' && !(this.#token.kind === 'sign' && (fitting.has(this.#token.text) || this.#open.includes(this.#token.text)))) this.#next += 1;
  }

  #within<T>(closing: string, read: () => T): T {
    this.#open.push(closing);
    const made = read();
    this.#open.pop();
    return made;
  }

  #expression(): Tree {
    if (this.#depth > DEEPEST) {
      this.#complain(this.#token.at, 'expression recursion limit exceeded: 250');
      this.#next = this.#tokens.length - 1;
      return { is: 'unknown', at: this.#token.at };
    }
    this.#depth += 1;
    const condition = this.#either();
    this.#depth -= 1;
    if (!this.#isAt('?')) return condition;
    const { at } = this.#take();
    const yes = this.#within(':', () => this.#either());
    if (!this.#expect(':', 'closed')) return this.#unknown();
    const no = this.#expression();
    return { is: 'call', at, name: '_?_:_', args: [condition, yes, no] };
  }

  #binary(signs: ReadonlySet<string> | readonly string[], operand: () => Tree): Tree {
    const among = new Set(signs);
    let left = operand();
    while (this.#token.kind === 'sign' && among.has(this.#token.text)) {
      const { at, text } = this.#take();
      left = { is: 'call', at, name: text === 'in' ? '@in' : `_${text}_`, args: [left, operand()] };
    }
    return left;
  }

  #either(): Tree {
    return this.#binary(['||'], () =>
      this.#binary(['&&'], () => this.#binary(RELATIONS, () => this.#binary(['+', '-'], () => this.#binary(['*', '/', '%'], () => this.#unary())))),
    );
  }

  #unary(): Tree {
    const { kind, text, at } = this.#token;
    if (kind !== 'sign' || (text !== '!' && text !== '-')) return this.#member(this.#primary());
    let count = 0;
    const number = this.#tokens[this.#next + 1]?.kind;
    if (text === '-' && (number === 'int' || number === 'double')) {
      this.#take();
      const literal = this.#primary();
      return this.#member({ ...literal, at } as Literal);
    }
    while (this.#isAt(text)) {
      this.#take();
      count += 1;
    }
    if (this.#token.kind === 'end') {
      this.#complain(this.#token.at, text === '!' ? `extraneous input '<EOF>' expecting ${beginnings()}` : "no viable alternative at input '-'");
      // It tries once more.
      if (text === '-') this.#lost = false;
    }
    const operand = this.#member(this.#primary());
    return count % 2 === 0 ? operand : { is: 'call', at, name: `${text}_`, args: [operand] };
  }

  #member(first: Tree): Tree {
    let of = first;
    for (;;) {
      if (this.#isAt('[')) {
        const { at } = this.#take();
        if (!this.#begins(['?'])) {
          of = this.#unknown();
          continue;
        }
        const optional = this.#isAt('?');
        if (optional) this.#take();
        const key = this.#within(']', () => this.#expression());
        this.#expect(']', false);
        of = { is: 'call', at, name: optional ? '_[?_]' : '_[_]', args: [of, key] };
      } else if (this.#isAt('.')) {
        const dot = this.#take();
        const optional = this.#isAt('?');
        if (optional) this.#take();
        const { kind, text } = this.#token;
        if (kind !== 'identifier' && kind !== 'quoted identifier') {
          // What came before counts.
          this.#noName(dot, optional);
          continue;
        }
        this.#take();
        if (kind === 'identifier' && !optional && this.#isAt('(')) of = this.#call(text, of);
        else of = { is: 'select', at: dot.at, of, field: kind === 'identifier' ? text : text.slice(1, -1), optional, test: false };
      } else if (this.#isAt('{') && of.is === 'select' && isDotted(of)) of = this.#message();
      else return of;
    }
  }

  /** After a dot comes something else. */
  #noName(dot: Token, optional: boolean): void {
    const { kind, text, at } = this.#token;
    const after = this.#tokens[this.#next + 1]?.kind;
    if (optional) {
      const found = after === 'identifier' || after === 'quoted identifier';
      this.#complain(at, `${found ? 'extraneous' : 'mismatched'} input '${text}' expecting {IDENTIFIER, ESC_IDENTIFIER}`);
      if (found) {
        this.#next += 1;
        this.#take();
        return;
      }
      this.mistakes.push({ at, message: 'unsupported ident kind' });
    } else if (text === 'true' || text === 'false' || text === 'null') this.#complain(at, `mismatched input '${text}' expecting IDENTIFIER`);
    else this.#complain(at, `no viable alternative at input '${this.#text.slice(dot.at, kind === 'end' ? dot.at + 1 : at + text.length)}'`);
    this.#skip();
  }

  #call(name: string, target?: Tree): Tree {
    const { at } = this.#take();
    const args: Tree[] = [];
    if (!this.#isAt(')')) {
      if (!this.#begins([')'], target === undefined)) return this.#unknown();
      if (!this.#isAt(')'))
        this.#within(')', () => {
          args.push(this.#expression());
          while (this.#isAt(',')) {
            this.#take();
            args.push(this.#expression());
          }
        });
    }
    this.#expect(')', target === undefined);
    const call: Call = { is: 'call', at, name, ...(target ? { target } : {}), args };
    return expanded(call, this.mistakes);
  }

  #unknown(): Tree {
    return { is: 'unknown', at: this.#token.at };
  }

  #primary(): Tree {
    if (this.#isAt('!', '-')) {
      // Only one kind of these stands before an operand.
      this.#complain(this.#token.at, `mismatched input '${this.#token.text}' expecting ${beginnings()}`);
      this.#skip();
      return this.#unknown();
    }
    if (!this.#begins([])) return this.#unknown();
    const token = this.#token;
    if (token.text === '!' || token.text === '-') return this.#unary();
    this.#take();
    const { at, kind, text } = token;
    if (kind === 'int' || kind === 'uint' || kind === 'double' || kind === 'string' || kind === 'bytes') return { is: 'literal', at, type: kind, text };
    if (kind === 'identifier') return this.#named(token);
    switch (text) {
      case 'true':
      case 'false':
        return { is: 'literal', at, type: 'bool', text };
      case 'null':
        return { is: 'literal', at, type: 'null', text };
      case '(': {
        const inner = this.#within(')', () => this.#expression());
        this.#expect(')', true);
        return inner;
      }
      case '[':
        return { is: 'list', at, items: this.#elements(']', () => this.#element()) };
      case '{':
        return {
          is: 'map',
          at,
          entries: this.#elements('}', () => {
            const key = this.#within(':', () => this.#element());
            this.#expect(':', true);
            return [key, this.#expression()] as const;
          }),
        };
      default:
        // A leading dot.
        if (this.#token.kind === 'identifier') return this.#named(this.#take(), true);
        this.#noName(token, false);
        return this.#unknown();
    }
  }

  #element(): Tree {
    if (this.#isAt('?')) this.#take();
    return this.#expression();
  }

  #elements<T>(closing: string, element: () => T): readonly T[] {
    const items: T[] = [];
    if (!this.#isAt(closing) && !this.#begins([closing, ',', '?'], true)) return items;
    const trailing = this.#within(closing, () => {
      for (;;) {
        if (this.#isAt(closing)) return false;
        if (this.#isAt(',')) {
          // At the end of the list, or instead of one.
          this.#take();
          return true;
        }
        items.push(element());
        const after = this.#tokens[this.#next + 1];
        if (!this.#isAt(',')) return false;
        if (after && (begins(after) || (after.kind === 'sign' && after.text === '?'))) this.#take();
      }
    });
    const { kind, text, at } = this.#token;
    const after = this.#tokens[this.#next + 1];
    if (!trailing && !this.#isAt(closing) && kind !== 'end' && after?.kind === 'sign' && after.text === ',') {
      this.#complain(at, `extraneous input '${text}' expecting {'${closing}', ','}`);
      this.#next += 1;
      this.#take();
      this.#expect(closing, true);
      return items;
    }
    this.#expect(closing, true, trailing ? `'${closing}'` : `{'${closing}', ','}`);
    return items;
  }

  #named({ at, text }: Token, dotted = false): Tree {
    if (RESERVED.has(text)) this.mistakes.push({ at, message: `reserved identifier: ${text}` });
    if (this.#isAt('(')) return this.#call(text);
    return this.#isAt('{') ? this.#message() : { is: 'name', at, name: dotted ? `.${text}` : text };
  }

  /** `Kind{field: value}` */
  #message(): Tree {
    const { at } = this.#take();
    this.#elements('}', () => {
      if (this.#isAt('?')) this.#take();
      this.#take();
      this.#expect(':', true);
      return this.#expression();
    });
    return { is: 'unknown', at };
  }
}
