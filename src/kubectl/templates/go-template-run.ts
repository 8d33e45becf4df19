/** Runs a Go template over decoded JSON (upstream: Go's text/template/exec.go). */
import { quote } from '../../base/go-format.ts';
import { asInteger, FUNCTIONS, truth, type Value } from './go-template-functions.ts';
import type { Command, Operand, Pipe, Template, TemplateNode } from './go-template-parser.ts';
import { entryOf, goText, isMap, mapKeys } from './go-value.ts';

/** What was written, and why it ended if it did not come to its end. */
export interface Rendering {
  readonly text: string;
  readonly error?: string;
}

/** Carries an execution error out of the walk; never leaves this file. */
class Stop extends Error {}
class LoopExit extends Error {
  readonly word: 'break' | 'continue';
  constructor(word: 'break' | 'continue') {
    super(word);
    this.word = word;
  }
}

/** Go's own limit is 100000; no template that ends comes near either. */
const MAX_DEPTH = 1000;
/** Templates can loop over what they make; real ones write far less. */
const MAX_OUTPUT = 10_000_000;
const MAX_ROUNDS = 2_000_000;

export function renderTemplate(template: Template, data: Value, missingKeyFails: boolean): Rendering {
  const run = new Run(template, missingKeyFails);
  try {
    run.list(template.body, data, new Map([['$', { value: data }]]), 'output', 0);
    return { text: run.text };
  } catch (stop) {
    if (stop instanceof Stop) return { text: run.text, error: stop.message };
    throw stop;
  }
}

type Variables = ReadonlyMap<string, { value: Value }>;

class Run {
  #rounds = 0;
  text = '';
  readonly #template: Template;
  readonly #missingKeyFails: boolean;
  #name = 'output';

  constructor(template: Template, missingKeyFails: boolean) {
    this.#template = template;
    this.#missingKeyFails = missingKeyFails;
  }

  #fail(at: { readonly pos: number; readonly text: string }, message: string): never {
    const before = this.#template.text.slice(0, at.pos);
    const line = before.split('\n').length;
    const column = new TextEncoder().encode(before.slice(before.lastIndexOf('\n') + 1)).length;
    throw new Stop(`template: output:${line}:${column}: executing ${quote(this.#name)} at <${at.text}>: ${message}`);
  }

  list(nodes: readonly TemplateNode[], dot: Value, variables: Variables, name: string, depth: number): void {
    let scope = variables;
    for (const node of nodes) scope = this.#node(node, dot, scope, name, depth);
  }

  /** Gives the variables for the nodes behind it. */
  #node(node: TemplateNode, dot: Value, variables: Variables, name: string, depth: number): Variables {
    this.#name = name;
    switch (node.node) {
      case 'text':
        this.#write(node.text);
        return variables;
      case 'break':
      case 'continue':
        throw new LoopExit(node.node);
      case 'action': {
        const { value, scope } = this.#pipe(node.pipe, dot, variables);
        if (node.pipe.variables.length === 0) this.#write(value === undefined || value === null ? '<no value>' : goText(value, 'int64'));
        return scope;
      }
      case 'if':
      case 'with': {
        const { value, scope } = this.#pipe(node.pipe, dot, variables);
        if (truth(value)) this.list(node.body, node.node === 'with' ? value : dot, scope, name, depth);
        else this.list(node.otherwise, dot, scope, name, depth);
        return variables;
      }
      case 'range':
        this.#range(node, dot, variables, name, depth);
        return variables;
      case 'template': {
        const body = this.#template.named.get(node.name);
        const at = { pos: node.pos, text: `{{template ${quote(node.name)}}}` };
        if (!body) return this.#fail(at, `template ${quote(node.name)} not defined`);
        if (depth > MAX_DEPTH) return this.#fail(at, 'exceeded maximum template depth (100000)');
        const value = node.pipe ? this.#pipe(node.pipe, dot, variables).value : undefined;
        this.list(body, value, new Map([['$', { value }]]), node.name, depth + 1);
        this.#name = name;
        return variables;
      }
    }
  }

  #write(text: string): void {
    this.text += text;
    if (this.text.length > MAX_OUTPUT) throw new Stop('template: output: more than 10 MB of output');
  }

  #range(node: TemplateNode & { node: 'if' | 'with' | 'range' }, dot: Value, variables: Variables, name: string, depth: number): void {
    const { value } = this.#pipe({ ...node.pipe, variables: [] }, dot, variables);
    const [first] = node.pipe.commands;
    const at = { pos: first!.pos, text: node.pipe.commands.map((command) => command.text).join(' | ') };
    const items = itemsOf(value) ?? this.#fail(at, `range can't iterate over ${goText(value, 'int64')}`);
    if (items.length === 0) this.list(node.otherwise, dot, variables, name, depth);
    const [keyName, valueName] = node.pipe.variables.length === 2 ? node.pipe.variables : [undefined, node.pipe.variables[0]];
    if (keyName !== undefined && typeof value === 'bigint') this.#fail(at, `can't use ${value} to iterate over more than one variable`);
    for (const [key, item] of items) {
      this.#rounds += 1;
      if (this.#rounds > MAX_ROUNDS) throw new Stop('template: output: more than 2000000 rounds of range');
      const scope = new Map(variables);
      if (keyName !== undefined) scope.set(keyName, { value: key });
      if (valueName !== undefined) scope.set(valueName, { value: item });
      try {
        this.list(node.body, item, scope, name, depth);
      } catch (exit) {
        if (!(exit instanceof LoopExit)) throw exit;
        if (exit.word === 'break') break;
      }
    }
  }

  #pipe(pipe: Pipe, dot: Value, variables: Variables): { readonly value: Value; readonly scope: Variables } {
    let value: Value;
    pipe.commands.forEach((command, i) => {
      value = this.#command(command, dot, variables, i > 0 ? [value] : []);
    });
    if (pipe.variables.length === 0) return { value, scope: variables };
    const [name] = pipe.variables as [string];
    if (pipe.assigns) {
      const known = variables.get(name);
      if (known) known.value = value;
      return { value, scope: variables };
    }
    return { value, scope: new Map([...variables, [name, { value }]]) };
  }

  #command(command: Command, dot: Value, variables: Variables, piped: readonly Value[]): Value {
    const [first, ...rest] = command.args as [Operand, ...Operand[]];
    if (first.operand === 'function') return this.#function(first, rest, dot, variables, piped, command);
    if (first.operand === 'pipe' && rest.length === 0 && piped.length === 0) return this.#operand(first, dot, variables);
    if (rest.length > 0 || piped.length > 0) {
      if (first.operand === 'field' || first.operand === 'chain' || first.operand === 'variable') {
        const { fields } = first;
        return this.#fail(first, fields.length === 0 ? `can't give argument to non-function ${first.text}` : `${fields.at(-1)} is not a method but has arguments`);
      }
      return this.#fail(first, `can't give argument to non-function ${first.text}`);
    }
    if (first.operand === 'nil') return this.#fail(first, 'nil is not a command');
    return this.#operand(first, dot, variables);
  }

  #function(name: Operand & { operand: 'function' }, args: readonly Operand[], dot: Value, variables: Variables, piped: readonly Value[], command: Command): Value {
    if (name.name === 'and' || name.name === 'or') {
      const total = args.length + piped.length;
      if (total === 0) return this.#fail(command, `wrong number of args for ${name.name}: want at least 1 got 0`);
      let value: Value;
      for (const arg of [...args.map((operand) => () => this.#operand(operand, dot, variables)), ...piped.map((given) => () => given)]) {
        value = arg();
        if (truth(value) === (name.name === 'or')) return value;
      }
      return value;
    }
    const definition = FUNCTIONS.get(name.name);
    if (!definition) return this.#fail(name, `${quote(name.name)} is not a defined function`);
    const [fewest, most] = definition.args;
    const count = args.length + piped.length;
    if (count < fewest || count > most) return this.#fail(command, `wrong number of args for ${name.name}: want ${fewest === most ? fewest : `at least ${fewest}`} got ${count}`);
    const result = definition.call([...args.map((operand) => this.#operand(operand, dot, variables)), ...piped]);
    return result.ok ? result.value : this.#fail(command, `error calling ${name.name}: ${result.error}`);
  }

  #operand(operand: Operand, dot: Value, variables: Variables): Value {
    switch (operand.operand) {
      case 'dot':
        return dot;
      case 'nil':
        return undefined;
      case 'constant':
        return operand.value;
      case 'field':
        return this.#fields(operand, dot, operand.fields);
      case 'variable':
        return this.#fields(operand, variables.get(operand.name)?.value, operand.fields);
      case 'chain':
        return this.#fields(operand, this.#operand(operand.of, dot, variables), operand.fields);
      case 'pipe':
        return this.#pipe(operand.pipe, dot, variables).value;
      case 'function':
        return this.#function(operand, [], dot, variables, [], { args: [operand], pos: operand.pos, text: operand.text });
    }
  }

  #fields(at: Operand, receiver: Value, fields: readonly string[]): Value {
    let value = receiver;
    for (const field of fields) {
      if (value === undefined || value === null) {
        if (this.#missingKeyFails) this.#fail(at, `nil data; no entry for key ${quote(field)}`);
        return undefined;
      }
      if (!isMap(value)) return this.#fail(at, `can't evaluate field ${field} in type interface {}`);
      if (!Object.hasOwn(value, field) && this.#missingKeyFails) return this.#fail(at, `map has no entry for key ${quote(field)}`);
      value = asInteger(entryOf(value, field));
    }
    return value;
  }
}

/** What `range` goes through; `undefined` where it cannot. */
function itemsOf(value: Value): readonly (readonly [Value, Value])[] | undefined {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.map((item, i) => [BigInt(i), asInteger(item)] as const);
  if (isMap(value)) return mapKeys(value).map((key) => [key, asInteger(value[key])] as const);
  if (typeof value === 'bigint') return value > 100_000n ? undefined : Array.from({ length: Math.max(0, Number(value)) }, (_, i) => [BigInt(i), BigInt(i)] as const);
  return undefined;
}
