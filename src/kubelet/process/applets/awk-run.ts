/** Runs an awk program over records. */
import type { SystemCalls } from '../system-calls.ts';
import { callBuiltin, type Calls } from './awk-functions.ts';
import type { AwkProgram, Expression, Statement, Target } from './awk-program.ts';
import { compare, modulo, numberOf, paragraph, plainCut, regexBySeparator, splitBy, textOf, truthOf, type Cut, type Value } from './awk-text.ts';
import { formatOnce } from './print.ts';
import { regular, type Match } from './regular.ts';

export interface AwkState {
  readonly text: string;
  variables: Readonly<Record<string, Value>>;
  arrays: Readonly<Record<string, Readonly<Record<string, Value>>>>;
  record: string;
  /** Which range patterns (by rule) are open. */
  ranges: readonly number[];
  /** Input that is no whole record yet. */
  rest: string;
  file: number;
  /** How far getline has read each file. */
  readers: Readonly<Record<string, number>>;
  opened: readonly string[];
  /** What `exit` asked for. */
  code: number | null;
}

class Next extends Error {}
class Leave extends Error {
  readonly how: 'break' | 'continue';
  constructor(how: 'break' | 'continue') {
    super(how);
    this.how = how;
  }
}
class Return extends Error {
  readonly value: Value;
  constructor(value: Value) {
    super('return');
    this.value = value;
  }
}
class Exit extends Error {}

/** Steps that one record may take. */
const MAX_STEPS = 3_000_000;
const MAX_CALLS = 200;

type Local = { value: Value | undefined } | { array: string };

export class AwkRun implements Calls {
  readonly state: AwkState;
  readonly system: SystemCalls;
  private readonly program: AwkProgram;
  private fields: string[] | undefined;
  private scopes: Map<string, Local>[] = [];
  private steps = 0;
  private out = '';
  private temporary = 0;

  constructor(system: SystemCalls, program: AwkProgram, state: AwkState) {
    this.system = system;
    this.program = program;
    this.state = { ...state };
  }

  /** Runs BEGIN, END, or the rules for the current record. */
  rules(when: 'BEGIN' | 'END' | 'record'): void {
    this.steps = 0;
    try {
      this.program.rules.forEach((rule, i) => {
        if (rule.when !== when || (rule.pattern !== undefined && !this.matchesRule(rule.pattern, rule.until, i))) return;
        if (rule.body === undefined) this.out += `${this.state.record}${this.text(this.variable('ORS'))}`;
        else this.run(rule.body);
      });
    } catch (thrown) {
      if (!(thrown instanceof Next) && !(thrown instanceof Exit)) throw thrown;
    }
    this.flush();
    this.system.charge(this.steps >> 2);
  }

  flush(): void {
    this.system.print(this.out);
    this.out = '';
  }

  fail(text: string): never {
    this.flush();
    this.system.warn(`cmd. line:1: ${text}`);
    this.state.code = 2;
    throw new Exit();
  }

  private matchesRule(pattern: Expression, until: Expression | undefined, rule: number): boolean {
    if (until === undefined) return truthOf(this.evaluate(pattern));
    const open = this.state.ranges.includes(rule);
    if (!open && !truthOf(this.evaluate(pattern))) return false;
    const closes = truthOf(this.evaluate(until));
    const others = this.state.ranges.filter((other) => other !== rule);
    this.state.ranges = closes ? others : [...others, rule];
    return true;
  }

  /** Takes records off the input and runs the rules on each. `last`: what is left is a record too. */
  records(last: boolean): void {
    const separator = this.text(this.variable('RS'));
    while (this.state.code === null) {
      const { rest } = this.state;
      const cut =
        separator === '\n'
          ? plainCut(rest, '\n')
          : separator === ''
            ? paragraph(rest, last)
            : separator.length === 1
              ? plainCut(rest, separator)
              : this.regexCut(rest, separator, last);
      if (cut === undefined) {
        if (!last || rest === '') return;
        this.state.rest = '';
        const record = separator === '\n' ? rest : rest.replace(/\n+$/, '');
        if (record !== '' || separator === '\n') this.takeRecord(record);
        return;
      }
      this.state.rest = rest.slice(cut.end);
      if (cut.start >= 0) this.takeRecord(rest.slice(cut.from, cut.start));
    }
  }

  private regexCut(rest: string, separator: string, last: boolean): Cut | undefined {
    const match = this.regex(separator).find(rest);
    return match === undefined || match.end === match.start || (!last && match.end === rest.length) ? undefined : { from: 0, start: match.start, end: match.end };
  }

  private takeRecord(text: string): void {
    this.setVariable('NR', this.number(this.variable('NR')) + 1);
    this.setVariable('FNR', this.number(this.variable('FNR')) + 1);
    this.setRecord(text);
    this.rules('record');
  }

  private setRecord(text: string): void {
    this.state.record = text;
    this.fields = undefined;
    this.state.variables = { ...this.state.variables, NF: this.fieldList().length };
  }

  private fieldList(): string[] {
    if (this.fields !== undefined) return this.fields;
    const separator = this.text(this.variable('FS'));
    const { record } = this.state;
    let fields: string[];
    if (separator === ' ') fields = record.split(/[ \t\n]+/).filter((field, i, all) => field !== '' || (i !== 0 && i !== all.length - 1));
    else if (record === '') fields = [];
    else if (separator === '') fields = [...record];
    else if (separator.length === 1 && separator !== '\\') fields = (this.text(this.variable('RS')) === '' ? record.replaceAll('\n', separator) : record).split(separator);
    else fields = splitBy(this.regex(regexBySeparator(separator)), record);
    this.fields = fields;
    return fields;
  }

  regex(pattern: string): { find(text: string, from?: number): Match | undefined } {
    const compiled = regular(pattern, { extended: true });
    return compiled.ok ? compiled.value : this.fail(compiled.error);
  }

  private local(name: string): Local | undefined {
    return this.scopes.at(-1)?.get(name);
  }

  variable(name: string): Value {
    const local = this.local(name);
    if (local !== undefined) return 'value' in local ? (local.value ?? { input: '' }) : '';
    return Object.hasOwn(this.state.variables, name) ? this.state.variables[name]! : { input: '' };
  }

  setVariable(name: string, value: Value): void {
    const local = this.local(name);
    if (local !== undefined && 'value' in local) {
      local.value = value;
      return;
    }
    this.state.variables = { ...this.state.variables, [name]: value };
    if (name === 'NF') this.resize(this.number(value));
  }

  private resize(count: number): void {
    const fields = this.fieldList().slice(0, Math.max(0, Math.min(count, 100_000)));
    while (fields.length < Math.min(count, 100_000)) fields.push('');
    this.fields = fields;
    this.state.record = fields.join(this.text(this.variable('OFS')));
  }

  /** The name under which an array is kept: a parameter's stands for its caller's. */
  private arrayName(name: string): string {
    const local = this.local(name);
    if (local === undefined) return name;
    if ('array' in local) return local.array;
    this.temporary += 1;
    const made = `${name} ${this.temporary}`;
    this.scopes.at(-1)!.set(name, { array: made });
    return made;
  }

  private array(name: string): Readonly<Record<string, Value>> {
    const real = this.arrayName(name);
    return Object.hasOwn(this.state.arrays, real) ? this.state.arrays[real]! : {};
  }

  setArray(name: string, array: Readonly<Record<string, Value>>): void {
    this.state.arrays = { ...this.state.arrays, [this.arrayName(name)]: array };
  }

  private mutable = new WeakSet<object>();
  private setElement(name: string, key: string, value: Value): void {
    let array = this.array(name) as Record<string, Value>;
    // Copied once for a record, then written in place: nobody else has this copy.
    if (!this.mutable.has(array)) {
      array = Object.assign(Object.create(null) as Record<string, Value>, array);
      this.mutable.add(array);
      this.setArray(name, array);
    }
    array[key] = value;
  }

  private key(index: readonly Expression[]): string {
    return index.map((value) => this.text(this.evaluate(value))).join(this.text(this.variable('SUBSEP')));
  }

  text(value: Value): string {
    return textOf(value, String(this.state.variables.CONVFMT));
  }

  number(value: Value): number {
    return numberOf(value);
  }

  get record(): string {
    return this.state.record;
  }

  arrayNamed(name: string): Readonly<Record<string, Value>> | undefined {
    const local = this.local(name);
    const real = local === undefined ? name : 'array' in local ? local.array : undefined;
    return real !== undefined && Object.hasOwn(this.state.arrays, real) ? this.state.arrays[real] : undefined;
  }

  closeReader(file: string): void {
    const { [file]: _, ...others } = this.state.readers;
    this.state.readers = others;
  }

  private tick(): void {
    this.steps += 1;
    if (this.steps > MAX_STEPS) this.fail('too many steps for one record');
  }

  private run(statement: Statement): void {
    this.tick();
    switch (statement.do) {
      case 'expression':
        this.evaluate(statement.value);
        return;
      case 'print':
        return this.print(statement);
      case 'if':
        if (truthOf(this.evaluate(statement.test))) this.run(statement.yes);
        else if (statement.no !== undefined) this.run(statement.no);
        return;
      case 'loop':
        if (statement.start !== undefined) this.run(statement.start);
        for (let first = true; (first && statement.testLast) || statement.test === undefined || truthOf(this.evaluate(statement.test)); first = false) {
          if (!this.turn(statement.body)) break;
          if (statement.step !== undefined) this.run(statement.step);
        }
        return;
      case 'for-in':
        for (const key of Object.keys(this.array(statement.array))) {
          this.setVariable(statement.name, { input: key });
          if (!this.turn(statement.body)) break;
        }
        return;
      case 'block':
        for (const inner of statement.body) this.run(inner);
        return;
      case 'delete': {
        if (statement.index === undefined) this.setArray(statement.name, {});
        else {
          const { [this.key(statement.index)]: _, ...others } = this.array(statement.name);
          this.setArray(statement.name, others);
        }
        return;
      }
      case 'next':
      case 'nextfile':
        throw new Next();
      case 'break':
      case 'continue':
        throw new Leave(statement.do);
      case 'exit':
        this.state.code = statement.value === undefined ? (this.state.code ?? 0) : this.number(this.evaluate(statement.value)) & 255;
        throw new Exit();
      case 'return':
        throw new Return(statement.value === undefined ? { input: '' } : this.evaluate(statement.value));
    }
  }

  /** One turn of a loop; false: it was left. */
  private turn(body: Statement): boolean {
    this.tick();
    try {
      this.run(body);
    } catch (thrown) {
      if (!(thrown instanceof Leave)) throw thrown;
      return thrown.how === 'continue';
    }
    return true;
  }

  private print(statement: Statement & { do: 'print' }): void {
    const values = statement.values.map((value) => this.evaluate(value));
    const text = statement.format
      ? this.format(values)
      : `${values.length === 0 ? this.state.record : values.map((value) => this.outputText(value)).join(this.text(this.variable('OFS')))}${this.text(this.variable('ORS'))}`;
    if (statement.to === undefined) {
      this.out += text;
      return;
    }
    const file = this.text(this.evaluate(statement.to.file));
    if (file === '/dev/stderr' || file === '/dev/stdout') {
      this.flush();
      this.system.write(file === '/dev/stdout' ? 1 : 2, text);
      return;
    }
    const fresh = !statement.to.append && !this.state.opened.includes(file);
    if (fresh) this.state.opened = [...this.state.opened, file];
    const written = this.system.files.write(file, (data) => (fresh ? '' : data) + text);
    if (!written.ok) this.fail(`can't redirect to '${file}'`);
  }

  private outputText(value: Value): string {
    return textOf(value, this.text(this.variable('OFMT')));
  }

  format(values: readonly Value[]): string {
    const [format, ...rest] = values;
    let used = 0;
    // %c of a number is the character with that code.
    const asText = (value: Value | undefined): string | undefined => (value === undefined ? undefined : this.text(value));
    const formatText = format === undefined ? '' : this.text(format);
    const kinds = [...formatText.matchAll(/%[-+ #0]*(\*|\d*)(?:\.(\*|\d*))?([a-zA-Z%])/g)]
      .filter((match) => match[3] !== '%')
      .flatMap((match) => [...(match[1] === '*' ? ['d'] : []), ...(match[2] === '*' ? ['d'] : []), match[3]!]);
    return formatOnce(
      formatText,
      () => {
        const value = rest[used];
        const isCharacter = kinds[used] === 'c' && typeof value === 'number';
        used += 1;
        return isCharacter ? String.fromCharCode(value & 255) : asText(value);
      },
      (text) => this.number({ input: text }),
      () => {},
    ).text;
  }

  assign(target: Target, value: Value): Value {
    if (target.kind === 'variable') this.setVariable(target.name, value);
    else if (target.kind === 'element') this.setElement(target.name, this.key(target.index), value);
    else {
      const index = this.number(this.evaluate(target.index));
      if (index < 0 || index > 100_000) this.fail(`access to negative field`);
      if (index === 0) this.setRecord(this.text(value));
      else {
        const fields = this.fieldList();
        if (index > fields.length) this.resize(index);
        this.fields = [...this.fieldList()];
        this.fields[index - 1] = this.text(value);
        this.state.variables = { ...this.state.variables, NF: this.fields.length };
        this.state.record = this.fields.join(this.text(this.variable('OFS')));
      }
    }
    return value;
  }

  evaluate(expression: Expression): Value {
    this.tick();
    switch (expression.kind) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return this.regex(expression.pattern).find(this.state.record) === undefined ? 0 : 1;
      case 'variable':
        return this.variable(expression.name);
      case 'element': {
        const key = this.key(expression.index);
        const array = this.array(expression.name);
        if (Object.hasOwn(array, key)) return array[key]!;
        // Asking makes an element.
        this.setElement(expression.name, key, { input: '' });
        return { input: '' };
      }
      case 'field': {
        const index = this.number(this.evaluate(expression.index));
        if (index < 0) this.fail('access to negative field');
        return { input: index === 0 ? this.state.record : (this.fieldList()[Math.trunc(index) - 1] ?? '') };
      }
      case 'assign': {
        if (expression.operator === '=') return this.assign(expression.target, this.evaluate(expression.value));
        const right = this.number(this.evaluate(expression.value));
        return this.assign(expression.target, this.arithmetic(expression.operator.slice(0, -1), this.number(this.evaluate(expression.target)), right));
      }
      case 'step': {
        const before = this.number(this.evaluate(expression.target));
        this.assign(expression.target, before + expression.by);
        return expression.prefix ? before + expression.by : before;
      }
      case 'unary': {
        const value = this.evaluate(expression.value);
        return expression.operator === '!' ? (truthOf(value) ? 0 : 1) : expression.operator === '-' ? -this.number(value) : this.number(value);
      }
      case 'binary':
        return this.binary(expression);
      case 'if':
        return this.evaluate(truthOf(this.evaluate(expression.test)) ? expression.yes : expression.no);
      case 'in':
        return Object.hasOwn(this.array(expression.name), this.key(expression.index)) ? 1 : 0;
      case 'group':
        return expression.values.map((value) => this.evaluate(value)).at(-1) ?? '';
      case 'getline':
        return this.getline(expression);
      case 'call':
        return this.call(expression.name, expression.args);
    }
  }

  private arithmetic(operator: string, a: number, b: number): number {
    switch (operator) {
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return a * b;
      case '^':
        return a ** b;
      default:
        if (b === 0) this.fail('division by zero');
        return operator === '/' ? a / b : modulo(a, b);
    }
  }

  private binary(expression: Expression & { kind: 'binary' }): Value {
    const { operator } = expression;
    if (operator === '&&') return truthOf(this.evaluate(expression.left)) && truthOf(this.evaluate(expression.right)) ? 1 : 0;
    if (operator === '||') return truthOf(this.evaluate(expression.left)) || truthOf(this.evaluate(expression.right)) ? 1 : 0;
    const left = this.evaluate(expression.left);
    if (operator === '~' || operator === '!~') return (this.regex(this.patternOf(expression.right)).find(this.text(left)) !== undefined) === (operator === '~') ? 1 : 0;
    const right = this.evaluate(expression.right);
    if (operator === ' ') return this.text(left) + this.text(right);
    if (!['<', '<=', '==', '!=', '>', '>='].includes(operator)) return this.arithmetic(operator, this.number(left), this.number(right));
    const order = compare(left, right, String(this.state.variables.CONVFMT));
    const holds = { '<': order < 0, '<=': order <= 0, '==': order === 0, '!=': order !== 0, '>': order > 0, '>=': order >= 0 }[operator];
    return holds ? 1 : 0;
  }

  patternOf(expression: Expression): string {
    const inner = expression.kind === 'group' && expression.values.length === 1 ? expression.values[0]! : expression;
    return inner.kind === 'regex' ? inner.pattern : this.text(this.evaluate(inner));
  }

  private getline(expression: Expression & { kind: 'getline' }): Value {
    const file = this.text(this.evaluate(expression.file));
    const data = this.system.files.read(file);
    if (!data.ok) return -1;
    const from = Object.hasOwn(this.state.readers, file) ? this.state.readers[file]! : 0;
    if (from >= data.value.length) return 0;
    const end = data.value.indexOf('\n', from);
    const line = data.value.slice(from, end < 0 ? undefined : end);
    this.state.readers = { ...this.state.readers, [file]: end < 0 ? data.value.length : end + 1 };
    if (expression.target === undefined) this.setRecord(line);
    else this.assign(expression.target, { input: line });
    return 1;
  }

  private call(name: string, args: readonly Expression[]): Value {
    const defined = this.program.functions.get(name);
    if (defined !== undefined) {
      if (this.scopes.length >= MAX_CALLS) this.fail('function calls nested too deeply');
      const scope = new Map<string, Local>();
      defined.parameters.forEach((parameter, i) => {
        const arg = args[i];
        // A bare name that is no variable yet may be an array: it is handed on by name.
        if (arg?.kind === 'variable' && (this.arrayNamed(arg.name) !== undefined || (!Object.hasOwn(this.state.variables, arg.name) && this.local(arg.name) === undefined)))
          scope.set(parameter, { array: this.local(arg.name) === undefined ? arg.name : this.arrayName(arg.name) });
        else scope.set(parameter, { value: arg === undefined ? undefined : this.evaluate(arg) });
      });
      this.scopes.push(scope);
      try {
        this.run(defined.body);
      } catch (thrown) {
        if (!(thrown instanceof Return)) throw thrown;
        return thrown.value;
      } finally {
        this.scopes.pop();
      }
      return { input: '' };
    }
    return callBuiltin(this, name, args);
  }
}
