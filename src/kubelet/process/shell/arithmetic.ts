/** `$((…))`: C's integer arithmetic in 64 bits, with shell variables. */
import { err, ok, type Result } from '../../../base/result.ts';

export interface Variables {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
}

class Problem extends Error {}

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);
const truth = (value: boolean): bigint => (value ? 1n : 0n);

const BINARY: readonly (readonly string[])[] = [['||'], ['&&'], ['|'], ['^'], ['&'], ['==', '!='], ['<=', '>=', '<', '>'], ['<<', '>>'], ['+', '-'], ['*', '/', '%']];
const ASSIGNS = ['<<=', '>>=', '*=', '/=', '%=', '+=', '-=', '&=', '^=', '|=', '='];
const TOKEN = /\s*(<<=|>>=|\*\*|\+\+|--|&&|\|\||<<|>>|<=|>=|==|!=|[-+*/%&^|]=|[-+*/%&^|<>=!~?:(),]|0[xX][0-9a-fA-F]+|[0-9]+#[0-9a-zA-Z]+|[0-9]+|[A-Za-z_][A-Za-z0-9_]*)/y;
const MAX_DEPTH = 60;

class Evaluation {
  private readonly tokens: string[] = [];
  private readonly variables: Variables;
  private readonly depth: number;
  private at = 0;
  private nesting = 0;
  /** Above 0: what is read is not evaluated (`0 && x++`). */
  private skipping = 0;

  constructor(text: string, variables: Variables, depth: number) {
    this.variables = variables;
    this.depth = depth;
    TOKEN.lastIndex = 0;
    const end = text.trimEnd().length;
    for (let at = 0; at < end; at = TOKEN.lastIndex) {
      TOKEN.lastIndex = at;
      const match = TOKEN.exec(text);
      if (match === null) throw new Problem('arithmetic syntax error');
      this.tokens.push(match[1]!);
    }
  }

  run(): bigint {
    if (this.tokens.length === 0) return 0n;
    const value = this.comma();
    if (this.at < this.tokens.length) throw new Problem('arithmetic syntax error');
    return value;
  }

  private take(...tokens: string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token === undefined || !tokens.includes(token)) return undefined;
    this.at += 1;
    return token;
  }

  private skip<T>(when: boolean, read: () => T): T {
    this.skipping += when ? 1 : 0;
    const value = read();
    this.skipping -= when ? 1 : 0;
    return value;
  }

  private comma(): bigint {
    let value = this.assignment();
    while (this.take(',') !== undefined) value = this.assignment();
    return value;
  }

  private assignment(): bigint {
    this.nesting += 1;
    if (this.nesting > MAX_DEPTH) throw new Problem('expression recursion loop detected');
    const name = this.tokens[this.at];
    const operator = this.tokens[this.at + 1];
    let value: bigint;
    if (name !== undefined && operator !== undefined && /^[A-Za-z_]/.test(name) && ASSIGNS.includes(operator)) {
      this.at += 2;
      const right = this.assignment();
      value = operator === '=' ? right : this.apply(operator.slice(0, -1), this.value(name), right);
      this.store(name, value);
    } else value = this.conditional();
    this.nesting -= 1;
    return value;
  }

  private conditional(): bigint {
    const test = this.binary(0);
    if (this.take('?') === undefined) return test;
    const yes = this.skip(test === 0n, () => this.assignment());
    if (this.take(':') === undefined) throw new Problem('malformed ?: operator');
    const no = this.skip(test !== 0n, () => this.assignment());
    return test === 0n ? no : yes;
  }

  private binary(level: number): bigint {
    const operators = BINARY[level];
    if (operators === undefined) return this.power();
    let left = this.binary(level + 1);
    for (let operator = this.take(...operators); operator !== undefined; operator = this.take(...operators)) {
      const shortcut = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n);
      const right = this.skip(shortcut, () => this.binary(level + 1));
      left = operator === '&&' ? truth(left !== 0n && right !== 0n) : operator === '||' ? truth(left !== 0n || right !== 0n) : this.apply(operator, left, right);
    }
    return left;
  }

  private apply(operator: string, a: bigint, b: bigint): bigint {
    switch (operator) {
      case '+':
        return wrap(a + b);
      case '-':
        return wrap(a - b);
      case '*':
        return wrap(a * b);
      case '/':
      case '%':
        if (b === 0n) {
          if (this.skipping > 0) return 0n;
          throw new Problem('divide by zero');
        }
        return wrap(operator === '/' ? a / b : a % b);
      case '<<':
        return wrap(a << (b & 63n));
      case '>>':
        return a >> (b & 63n);
      case '<':
        return truth(a < b);
      case '>':
        return truth(a > b);
      case '<=':
        return truth(a <= b);
      case '>=':
        return truth(a >= b);
      case '==':
        return truth(a === b);
      case '!=':
        return truth(a !== b);
      case '&':
        return a & b;
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      default:
        throw new Problem('arithmetic syntax error');
    }
  }

  private power(): bigint {
    const base = this.unary();
    if (this.take('**') === undefined) return base;
    const exponent = this.power();
    if (exponent < 0n) throw new Problem('exponent less than 0');
    let result = 1n;
    // 64 bits: beyond this only the low bits of repeated squaring matter.
    for (let e = exponent, square = base; e > 0n; e >>= 1n, square = wrap(square * square)) if ((e & 1n) === 1n) result = wrap(result * square);
    return result;
  }

  private unary(): bigint {
    const operator = this.take('-', '+', '!', '~', '++', '--');
    if (operator === undefined) return this.postfix();
    if (operator === '++' || operator === '--') {
      const name = this.tokens[this.at];
      if (name === undefined || !/^[A-Za-z_]/.test(name)) throw new Problem('arithmetic syntax error');
      this.at += 1;
      const value = wrap(this.value(name) + (operator === '++' ? 1n : -1n));
      this.store(name, value);
      return value;
    }
    this.nesting += 1;
    if (this.nesting > MAX_DEPTH) throw new Problem('expression recursion loop detected');
    const value = this.unary();
    this.nesting -= 1;
    return operator === '-' ? wrap(-value) : operator === '!' ? truth(value === 0n) : operator === '~' ? ~value : value;
  }

  private postfix(): bigint {
    const token = this.tokens[this.at];
    this.at += 1;
    if (token === '(') {
      const value = this.comma();
      if (this.take(')') === undefined) throw new Problem('arithmetic syntax error');
      return value;
    }
    if (token === undefined) throw new Problem('arithmetic syntax error');
    if (/^[A-Za-z_]/.test(token)) {
      const value = this.value(token);
      const operator = this.take('++', '--');
      if (operator !== undefined) this.store(token, wrap(value + (operator === '++' ? 1n : -1n)));
      return value;
    }
    return number(token);
  }

  private value(name: string): bigint {
    const text = this.variables.get(name)?.trim() ?? '';
    if (text === '' || this.skipping > 0) return 0n;
    if (/^-?[0-9]/.test(text)) return text.startsWith('-') ? wrap(-number(text.slice(1))) : number(text);
    if (this.depth > 20) throw new Problem('expression recursion loop detected');
    return new Evaluation(text, this.variables, this.depth + 1).run();
  }

  private store(name: string, value: bigint): void {
    if (this.skipping === 0) this.variables.set(name, value.toString());
  }
}

function number(token: string): bigint {
  const based = /^([0-9]+)#([0-9a-zA-Z]+)$/.exec(token);
  if (based !== null) {
    const base = Number(based[1]);
    let value = 0n;
    for (const digit of based[2]!) {
      const digitValue = Number.parseInt(digit, 36);
      if (base < 2 || base > 36 || digitValue >= base) throw new Problem('arithmetic syntax error');
      value = wrap(value * BigInt(base) + BigInt(digitValue));
    }
    return value;
  }
  if (/^0[xX][0-9a-fA-F]+$/.test(token)) return wrap(BigInt(token));
  if (/^0[0-7]+$/.test(token)) return wrap(BigInt(`0o${token.slice(1)}`));
  if (/^[0-9]+$/.test(token)) return wrap(BigInt(token.replace(/^0+(?=\d)/, '')));
  throw new Problem('arithmetic syntax error');
}

/** Evaluates an expression; assignments in it go to `variables`. The error is ash's text. */
export function evaluate(text: string, variables: Variables): Result<bigint, string> {
  if (text.length > 10_000) return err('arithmetic syntax error');
  try {
    return ok(new Evaluation(text, variables, 0).run());
  } catch (problem) {
    if (problem instanceof Problem) return err(problem.message);
    throw problem;
  }
}
