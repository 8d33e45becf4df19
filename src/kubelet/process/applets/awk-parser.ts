/** awk programs as trees. */
import { err, ok, type Result } from '../../../base/result.ts';
import type { AwkFunction, AwkProgram, Expression, Rule, Statement } from './awk-program.ts';
import { AwkProblem, KEYWORDS, tokenize, type Token } from './awk-tokens.ts';

const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>=']);
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^=', '**=']);
const MAX_DEPTH = 200;

class Parser {
  private at = 0;
  private depth = 0;
  private readonly tokens: readonly Token[];
  private readonly rules: Rule[] = [];
  private readonly functions = new Map<string, AwkFunction>();
  /** In a print's list a bare `>` redirects; in a for's head `in` is not an operator. */
  private noGreater = false;
  private noIn = false;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  private get token(): Token {
    return this.tokens[this.at]!;
  }
  private is(...texts: string[]): boolean {
    return (this.token.type === 'op' || this.token.type === 'name') && texts.includes(this.token.text);
  }
  private take(...texts: string[]): string | undefined {
    if (!this.is(...texts)) return undefined;
    this.at += 1;
    return this.tokens[this.at - 1]!.text;
  }
  private expect(text: string): void {
    if (this.take(text) === undefined) throw new AwkProblem(this.token.type === 'end' || this.token.type === 'newline' ? 'unexpected token' : 'unexpected token');
  }
  private newlines(): void {
    while (this.token.type === 'newline' || this.is(';')) this.at += 1;
  }
  private skipNewlines(): void {
    while (this.token.type === 'newline') this.at += 1;
  }

  program(): AwkProgram {
    this.newlines();
    while (this.token.type !== 'end') {
      if (this.take('function', 'func') !== undefined) this.functionDefinition();
      else if (this.take('BEGIN') !== undefined) this.rules.push({ when: 'BEGIN', body: this.block() });
      else if (this.take('END') !== undefined) this.rules.push({ when: 'END', body: this.block() });
      else {
        const pattern = this.is('{') ? undefined : this.expression();
        let until: Expression | undefined;
        if (pattern !== undefined && this.take(',') !== undefined) {
          this.skipNewlines();
          until = this.expression();
        }
        const body = this.is('{') ? this.block() : undefined;
        this.rules.push({ when: 'record', ...(pattern === undefined ? {} : { pattern }), ...(until === undefined ? {} : { until }), body });
      }
      this.newlines();
    }
    return { rules: this.rules, functions: this.functions };
  }

  private functionDefinition(): void {
    const name = this.token.text;
    this.at += 1;
    this.expect('(');
    const parameters: string[] = [];
    while (!this.is(')')) {
      parameters.push(this.token.text);
      this.at += 1;
      if (this.take(',') === undefined) break;
      this.skipNewlines();
    }
    this.expect(')');
    this.skipNewlines();
    this.functions.set(name, { parameters, body: this.block() });
  }

  private block(): Statement {
    this.expect('{');
    const body: Statement[] = [];
    this.newlines();
    while (!this.is('}')) {
      if (this.token.type === 'end') throw new AwkProblem('unexpected end of program');
      body.push(this.statement());
      this.newlines();
    }
    this.expect('}');
    return { do: 'block', body };
  }

  private end(): void {
    if (this.token.type === 'newline' || this.is(';')) this.at += 1;
    else if (!this.is('}') && this.token.type !== 'end') throw new AwkProblem('unexpected token');
  }

  private body(): Statement {
    this.skipNewlines();
    if (this.take(';') !== undefined) return { do: 'block', body: [] };
    return this.statement();
  }

  private statement(): Statement {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new AwkProblem('nested too deeply');
    const statement = this.statementInside();
    this.depth -= 1;
    return statement;
  }

  private statementInside(): Statement {
    if (this.is('{')) return this.block();
    const word = this.take('if', 'while', 'do', 'for', 'break', 'continue', 'next', 'nextfile', 'exit', 'return', 'delete');
    switch (word) {
      case 'if': {
        this.expect('(');
        const test = this.expression();
        this.expect(')');
        const yes = this.body();
        const back = this.at;
        this.newlines();
        if (this.take('else') !== undefined) return { do: 'if', test, yes, no: this.body() };
        this.at = back;
        return { do: 'if', test, yes, no: undefined };
      }
      case 'while': {
        this.expect('(');
        const test = this.expression();
        this.expect(')');
        return { do: 'loop', start: undefined, test, step: undefined, body: this.body(), testLast: false };
      }
      case 'do': {
        const body = this.body();
        this.newlines();
        this.expect('while');
        this.expect('(');
        const test = this.expression();
        this.expect(')');
        this.end();
        return { do: 'loop', start: undefined, test, step: undefined, body, testLast: true };
      }
      case 'for':
        return this.forLoop();
      case 'break':
      case 'continue':
      case 'next':
      case 'nextfile':
        this.end();
        return { do: word };
      case 'exit':
      case 'return': {
        const value = this.token.type === 'newline' || this.is(';', '}') ? undefined : this.expression();
        this.end();
        return { do: word, value };
      }
      case 'delete': {
        const name = this.token.text;
        this.at += 1;
        const index = this.take('[') === undefined ? undefined : this.list(']');
        this.end();
        return { do: 'delete', name, index };
      }
      default: {
        const simple = this.simple();
        this.end();
        return simple;
      }
    }
  }

  private forLoop(): Statement {
    this.expect('(');
    const [name, keyword, array, close] = [0, 1, 2, 3].map((i) => this.tokens[this.at + i]);
    if (name?.type === 'name' && keyword?.text === 'in' && array?.type === 'name' && close?.text === ')') {
      this.at += 4;
      return { do: 'for-in', name: name.text, array: array.text, body: this.body() };
    }
    const start = this.is(';') ? undefined : this.simple();
    this.expect(';');
    this.skipNewlines();
    const test = this.is(';') ? undefined : this.expression();
    this.expect(';');
    this.skipNewlines();
    const step = this.is(')') ? undefined : this.simple();
    this.expect(')');
    return { do: 'loop', start, test, step, body: this.body(), testLast: false };
  }

  private simple(): Statement {
    const word = this.take('print', 'printf');
    if (word === undefined) return { do: 'expression', value: this.expression() };
    let values: Expression[] = [];
    if (this.token.type !== 'newline' && !this.is(';', '}', '>', '>>', '|')) {
      this.noGreater = true;
      values = [this.expression()];
      while (this.take(',') !== undefined) {
        this.skipNewlines();
        values.push(this.expression());
      }
      this.noGreater = false;
    }
    const [only] = values;
    if (values.length === 1 && only?.kind === 'group') values = [...only.values];
    if (this.is('|')) throw new AwkProblem('pipes to commands are not modelled');
    const direction = this.take('>', '>>');
    if (direction === undefined) return { do: 'print', format: word === 'printf', values };
    return { do: 'print', format: word === 'printf', values, to: { append: direction === '>>', file: this.concatenation() } };
  }

  private list(close: string): Expression[] {
    const [noGreater, noIn] = [this.noGreater, this.noIn];
    [this.noGreater, this.noIn] = [false, false];
    const values: Expression[] = [];
    this.skipNewlines();
    while (!this.is(close)) {
      values.push(this.expression());
      this.skipNewlines();
      if (this.take(',') === undefined) break;
      this.skipNewlines();
    }
    this.expect(close);
    [this.noGreater, this.noIn] = [noGreater, noIn];
    return values;
  }

  private expression(): Expression {
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new AwkProblem('nested too deeply');
    const left = this.ternary();
    let result = left;
    if (this.token.type === 'op' && ASSIGNMENTS.has(this.token.text) && (left.kind === 'variable' || left.kind === 'element' || left.kind === 'field')) {
      const operator = this.token.text;
      this.at += 1;
      this.skipNewlines();
      result = { kind: 'assign', operator: operator === '**=' ? '^=' : operator, target: left, value: this.expression() };
    }
    this.depth -= 1;
    return result;
  }

  private ternary(): Expression {
    const test = this.or();
    if (this.take('?') === undefined) return test;
    this.skipNewlines();
    const yes = this.expression();
    this.skipNewlines();
    this.expect(':');
    this.skipNewlines();
    return { kind: 'if', test, yes, no: this.expression() };
  }

  private binary(operators: readonly string[], next: () => Expression): Expression {
    let left = next();
    for (let operator = this.take(...operators); operator !== undefined; operator = this.take(...operators)) {
      this.skipNewlines();
      left = { kind: 'binary', operator: operator === '**' ? '^' : operator, left, right: next() };
    }
    return left;
  }

  private or(): Expression {
    return this.binary(['||'], () => this.and());
  }
  private and(): Expression {
    return this.binary(['&&'], () => this.membership());
  }

  private membership(): Expression {
    let left = this.matching();
    while (!this.noIn && this.is('in')) {
      this.at += 1;
      const name = this.token.text;
      this.at += 1;
      left = { kind: 'in', index: left.kind === 'group' ? left.values : [left], name };
    }
    return left;
  }

  private matching(): Expression {
    return this.binary(['~', '!~'], () => this.comparison());
  }

  private comparison(): Expression {
    const left = this.concatenation();
    if (this.token.type !== 'op' || !COMPARISONS.has(this.token.text) || (this.noGreater && this.token.text === '>')) return left;
    const operator = this.token.text;
    this.at += 1;
    return { kind: 'binary', operator, left, right: this.concatenation() };
  }

  private startsOperand(): boolean {
    const { type, text } = this.token;
    return (
      type === 'number' ||
      type === 'string' ||
      type === 'regex' ||
      type === 'call' ||
      (type === 'name' && !KEYWORDS.has(text)) ||
      (type === 'op' && ['$', '!', '(', '-', '+', '++', '--'].includes(text))
    );
  }

  private concatenation(): Expression {
    let left = this.sum();
    while (this.startsOperand() && !this.is('-', '+')) left = { kind: 'binary', operator: ' ', left, right: this.sum() };
    return left;
  }

  private sum(): Expression {
    return this.binary(['+', '-'], () => this.product());
  }
  private product(): Expression {
    return this.binary(['*', '/', '%'], () => this.unary());
  }

  private unary(): Expression {
    const operator = this.take('!', '-', '+');
    if (operator === undefined) return this.power();
    this.depth += 1;
    if (this.depth > MAX_DEPTH) throw new AwkProblem('nested too deeply');
    const value = this.unary();
    this.depth -= 1;
    return { kind: 'unary', operator: operator as '!', value };
  }

  private power(): Expression {
    const base = this.postfix();
    if (this.take('^', '**') === undefined) return base;
    return { kind: 'binary', operator: '^', left: base, right: this.is('-', '+', '!') ? this.unary() : this.power() };
  }

  private postfix(): Expression {
    const value = this.primary();
    if (value.kind !== 'variable' && value.kind !== 'element' && value.kind !== 'field') return value;
    const operator = this.take('++', '--');
    return operator === undefined ? value : { kind: 'step', target: value, by: operator === '++' ? 1 : -1, prefix: false };
  }

  private primary(): Expression {
    const { type, text } = this.token;
    this.at += 1;
    switch (type) {
      case 'number':
        return { kind: 'number', value: Number(text) };
      case 'string':
        return { kind: 'string', value: text };
      case 'regex':
        return { kind: 'regex', pattern: text };
      case 'call':
        this.expect('(');
        return { kind: 'call', name: text, args: this.list(')') };
      case 'name':
        if (text === 'getline') return this.getline();
        if (KEYWORDS.has(text)) break;
        if (this.take('[') !== undefined) return { kind: 'element', name: text, index: this.list(']') };
        return text === 'length' ? { kind: 'call', name: 'length', args: [] } : { kind: 'variable', name: text };
      case 'op': {
        if (text === '(') {
          const values = this.list(')');
          if (values.length === 0) break;
          return values.length === 1 ? { kind: 'group', values } : { kind: 'group', values };
        }
        if (text === '$') {
          const operator = this.take('++', '--');
          const index = operator === undefined ? this.primary() : this.stepOf(operator);
          return { kind: 'field', index };
        }
        if (text === '++' || text === '--') return this.stepOf(text);
        if (text === '-') return { kind: 'unary', operator: '-', value: this.primary() };
        break;
      }
      default:
    }
    throw new AwkProblem('unexpected token');
  }

  private stepOf(operator: string): Expression {
    const target = this.primary();
    if (target.kind !== 'variable' && target.kind !== 'element' && target.kind !== 'field') throw new AwkProblem('unexpected token');
    return { kind: 'step', target, by: operator === '++' ? 1 : -1, prefix: true };
  }

  private getline(): Expression {
    const operand = (this.token.type === 'name' && !KEYWORDS.has(this.token.text)) || this.is('$') ? this.primary() : undefined;
    const target = operand?.kind === 'variable' || operand?.kind === 'element' || operand?.kind === 'field' ? operand : undefined;
    if (this.take('<') === undefined) throw new AwkProblem('getline from the main input is not modelled');
    return { kind: 'getline', target, file: this.postfix() };
  }
}

export function parseAwk(text: string): Result<AwkProgram, string> {
  try {
    return ok(new Parser(tokenize(text)).program());
  } catch (problem) {
    if (problem instanceof AwkProblem) return err(problem.message);
    throw problem;
  }
}
