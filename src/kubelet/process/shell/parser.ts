/** Shell text → commands, with busybox ash's texts for what it refuses. */
import type { AndOr, Command, Item, Pipeline, Program, Redirect, Word } from './ast.ts';
import { Lexer, SyntaxError, type Token } from './lexer.ts';

const RESERVED = new Set(['if', 'then', 'else', 'elif', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac', '{', '}', '!', 'in', 'function']);
const ENDS_LIST = new Set(['then', 'else', 'elif', 'fi', 'do', 'done', 'esac', '}']);
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=/;
/** Deeper nesting of commands than this is refused: the parser calls itself. */
const MAX_DEPTH = 200;

export const isReserved = (word: string): boolean => RESERVED.has(word);

function tokenName(token: Token): string {
  switch (token.type) {
    case 'end':
      return 'end of file';
    case 'newline':
      return 'newline';
    case 'redirect':
      return 'redirection';
    case 'operator':
      return `"${token.operator}"`;
    case 'word':
      return token.bare !== undefined && RESERVED.has(token.bare) ? `"${token.bare}"` : 'word';
  }
}

const WITHIN_BRACKETS = new Set(['&&', '||', '(', ')']);

/** A leading `~` is the home folder, where there is one. */
function home(word: Word): Word {
  const [first] = word;
  if (first?.part !== 'text' || first.quoted || !/^~(?:\/|$)/.test(first.text) || (first.text === '~' && word.length > 1)) return word;
  return [
    { part: 'parameter', name: 'HOME', quoted: true, operation: { kind: 'default', operator: '-', colon: false, word: [{ part: 'text', text: '~', quoted: true }] } },
    { ...first, text: first.text.slice(1) },
    ...word.slice(1),
  ];
}

class Parser {
  private readonly lexer: Lexer;
  private depth = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  private unexpected(expecting?: string): never {
    const token = this.lexer.peek();
    throw new SyntaxError(`unexpected ${tokenName(token)}${expecting === undefined ? '' : ` (expecting "${expecting}")`}`, token.type === 'end');
  }

  private operator(): string | undefined {
    const token = this.lexer.peek();
    return token.type === 'operator' ? token.operator : undefined;
  }

  private reserved(): string | undefined {
    const token = this.lexer.peek();
    return token.type === 'word' && token.bare !== undefined && RESERVED.has(token.bare) ? token.bare : undefined;
  }

  private expect(word: string): void {
    if (this.reserved() !== word && this.operator() !== word) this.unexpected(word);
    this.lexer.next();
  }

  private newlines(): void {
    while (this.lexer.peek().type === 'newline') this.lexer.next();
  }

  /** One command line: items up to a newline or the end. */
  line(): Item[] {
    const items: Item[] = [];
    for (;;) {
      const token = this.lexer.peek();
      if (token.type === 'end') return items;
      if (token.type === 'newline') {
        this.lexer.next();
        if (items.length > 0) return items;
        continue;
      }
      items.push(this.item());
      const after = this.lexer.peek();
      if (after.type === 'end') return items;
      if (after.type === 'newline') {
        this.lexer.next();
        return items;
      }
      if (!this.separated) this.unexpected();
    }
  }

  private separated = false;

  private item(): Item {
    const list = this.andOr();
    const operator = this.operator();
    this.separated = operator === ';' || operator === '&';
    if (this.separated) this.lexer.next();
    return { list, background: operator === '&' };
  }

  /** A list inside a compound command, up to (not including) what ends it. */
  body(): Item[] {
    const items: Item[] = [];
    for (;;) {
      this.newlines();
      const word = this.reserved();
      const operator = this.operator();
      if ((word !== undefined && ENDS_LIST.has(word)) || operator === ')' || operator === ';;' || operator === ';&' || this.lexer.peek().type === 'end') return items;
      items.push(this.item());
      if (!this.separated && this.lexer.peek().type !== 'newline') return items;
    }
  }

  /** A list that must not be empty. */
  private someBody(expecting: string): Item[] {
    const items = this.body();
    if (items.length === 0) this.unexpected(this.lexer.peek().type === 'end' ? expecting : undefined);
    return items;
  }

  private andOr(): AndOr {
    const first = this.pipeline();
    const rest: AndOr['rest'][number][] = [];
    for (;;) {
      const operator = this.operator();
      if (operator !== '&&' && operator !== '||') return { first, rest };
      this.lexer.next();
      this.newlines();
      rest.push({ operator, pipeline: this.pipeline() });
    }
  }

  private pipeline(): Pipeline {
    let negated = false;
    while (this.reserved() === '!') {
      this.lexer.next();
      negated = !negated;
    }
    const commands = [this.command()];
    while (this.operator() === '|') {
      this.lexer.next();
      this.newlines();
      commands.push(this.command());
    }
    return { negated, commands };
  }

  private redirects(): Redirect[] {
    const redirects: Redirect[] = [];
    for (let token = this.lexer.peek(); token.type === 'redirect'; token = this.lexer.peek()) {
      this.lexer.next();
      redirects.push(this.redirect(token));
    }
    return redirects;
  }

  private redirect(token: Token & { type: 'redirect' }): Redirect {
    const target = this.lexer.peek();
    if (target.type !== 'word') this.unexpected();
    this.lexer.next();
    if (token.operator !== '<<' && token.operator !== '<<-') return { fd: token.fd, operator: token.operator, target: target.parts };
    const redirect = { fd: token.fd, operator: '<<' as const, target: [] as Word };
    this.lexer.hereDocument(target.parts, token.operator === '<<-', (body) => {
      redirect.target = body;
    });
    return redirect;
  }

  private command(): Command {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new SyntaxError('commands nested too deeply', false);
    const command = this.commandInside();
    this.depth -= 1;
    return command;
  }

  private commandInside(): Command {
    const token = this.lexer.peek();
    if (token.type === 'operator' && token.operator === '(') {
      this.lexer.next();
      const body = this.someBody(')');
      this.expect(')');
      return { command: 'subshell', body, redirects: this.redirects() };
    }
    switch (this.reserved()) {
      case '{': {
        this.lexer.next();
        const body = this.someBody('}');
        this.expect('}');
        return { command: 'group', body, redirects: this.redirects() };
      }
      case 'if':
        return this.conditional();
      case 'while':
      case 'until': {
        const until = this.reserved() === 'until';
        this.lexer.next();
        const test = this.someBody('do');
        return { command: 'loop', until, test, body: this.doGroup(), redirects: this.redirects() };
      }
      case 'for':
        return this.forLoop();
      case 'case':
        return this.caseOf();
      case 'function': {
        this.lexer.next();
        const name = this.lexer.peek();
        if (name.type !== 'word' || name.bare === undefined) this.unexpected();
        this.lexer.next();
        if (this.operator() === '(') {
          this.lexer.next();
          this.expect(')');
        }
        this.newlines();
        return { command: 'function', name: name.bare, body: this.command() };
      }
      case undefined:
        return this.simple();
      default:
        this.unexpected();
    }
  }

  private doGroup(): Item[] {
    this.expect('do');
    const body = this.someBody('done');
    this.expect('done');
    return body;
  }

  private conditional(): Command {
    const branches: { test: Item[]; body: Item[] }[] = [];
    let otherwise: Item[] | undefined;
    this.lexer.next();
    for (;;) {
      const test = this.someBody('then');
      this.expect('then');
      branches.push({ test, body: this.someBody('fi') });
      if (this.reserved() !== 'elif') break;
      this.lexer.next();
    }
    if (this.reserved() === 'else') {
      this.lexer.next();
      otherwise = this.someBody('fi');
    }
    this.expect('fi');
    return { command: 'if', branches, otherwise, redirects: this.redirects() };
  }

  private forLoop(): Command {
    this.lexer.next();
    const name = this.lexer.peek();
    if (name.type !== 'word' || name.bare === undefined || !NAME.test(name.bare)) throw new SyntaxError('bad for loop variable', false);
    this.lexer.next();
    this.newlines();
    let words: Word[] | undefined;
    if (this.reserved() === 'in') {
      this.lexer.next();
      words = [];
      for (let token = this.lexer.peek(); token.type === 'word'; token = this.lexer.peek()) {
        words.push(token.parts);
        this.lexer.next();
      }
      if (this.lexer.peek().type !== 'newline' && this.operator() !== ';') this.unexpected();
      this.lexer.next();
    } else if (this.operator() === ';') this.lexer.next();
    this.newlines();
    return { command: 'for', name: name.bare, words, body: this.doGroup(), redirects: this.redirects() };
  }

  private caseOf(): Command {
    this.lexer.next();
    const word = this.lexer.peek();
    if (word.type !== 'word') this.unexpected();
    this.lexer.next();
    this.newlines();
    this.expect('in');
    const items: { patterns: Word[]; body: Item[]; fallThrough: boolean }[] = [];
    for (;;) {
      this.newlines();
      if (this.reserved() === 'esac') break;
      if (this.operator() === '(') this.lexer.next();
      const patterns: Word[] = [];
      for (;;) {
        const pattern = this.lexer.peek();
        if (pattern.type !== 'word') this.unexpected(pattern.type === 'end' ? 'esac' : undefined);
        patterns.push(pattern.parts);
        this.lexer.next();
        if (this.operator() !== '|') break;
        this.lexer.next();
      }
      this.expect(')');
      const body = this.body();
      const operator = this.operator();
      items.push({ patterns, body, fallThrough: operator === ';&' });
      if (operator === ';;' || operator === ';&') this.lexer.next();
      else if (this.reserved() !== 'esac') this.unexpected(this.lexer.peek().type === 'end' ? 'esac' : ';;');
    }
    this.lexer.next();
    return { command: 'case', word: word.parts, items, redirects: this.redirects() };
  }

  /** `[[` without its `]]` yet: there `&&` and `(` are words. */
  private inBrackets(words: readonly Word[]): boolean {
    const [first] = words;
    const isText = (word: Word | undefined, text: string): boolean => word?.length === 1 && word[0]?.part === 'text' && !word[0].quoted && word[0].text === text;
    return isText(first, '[[') && !isText(words.at(-1), ']]');
  }

  private simple(): Command {
    const assignments: { name: string; value: Word }[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    const { line } = this.lexer.peek();
    for (;;) {
      const token = this.lexer.peek();
      if (this.inBrackets(words) && (token.type === 'operator' || token.type === 'redirect') && WITHIN_BRACKETS.has(token.operator)) {
        this.lexer.next();
        words.push([{ part: 'text', text: token.operator, quoted: true }]);
      } else if (token.type === 'redirect') {
        this.lexer.next();
        redirects.push(this.redirect(token));
      } else if (token.type === 'word') {
        this.lexer.next();
        const first = token.parts[0];
        const match = words.length === 0 && first?.part === 'text' && !first.quoted ? ASSIGNMENT.exec(first.text) : null;
        if (match !== null && first?.part === 'text')
          assignments.push({ name: match[1]!, value: home([{ ...first, text: first.text.slice(match[0].length) }, ...token.parts.slice(1)]) });
        else words.push(home(token.parts));
      } else if (token.type === 'operator' && token.operator === '(' && words.length === 1 && assignments.length === 0 && redirects.length === 0) {
        return this.functionNamed(words[0]!);
      } else break;
    }
    if (assignments.length + words.length + redirects.length === 0) this.unexpected();
    return { command: 'simple', line, assignments, words, redirects };
  }

  private functionNamed(word: Word): Command {
    this.lexer.next();
    this.expect(')');
    const [name] = word;
    if (word.length !== 1 || name?.part !== 'text' || name.quoted || !NAME.test(name.text.replace(/[-.]/g, '_'))) throw new SyntaxError('bad function name', false);
    this.newlines();
    return { command: 'function', name: name.text, body: this.command() };
  }
}

/** Parses command lines up to the first that is wrong. */
export function parse(text: string): Program {
  const lexer = new Lexer(text, { body: (inner) => new Parser(inner).body(), program: parse });
  const parser = new Parser(lexer);
  const items: Item[] = [];
  try {
    for (;;) {
      if (lexer.peek().type === 'end') return { items };
      items.push(...parser.line());
    }
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return { items, error: { message: problem.message, line: lexer.line, incomplete: problem.incomplete } };
  }
}
