/** Reads a Go template (upstream: Go's text/template/parse/parse.go). Errors are Go's sentences behind `template: output:LINE: `. */
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { lexTemplate, type Token, type TokenType } from './go-template-lexer.ts';
import { unquote } from './jsonpath-parser.ts';

/** Something with a value. `text` is how errors show it. */
export type Operand = { readonly pos: number; readonly text: string } & (
  | { readonly operand: 'dot' | 'nil' }
  | { readonly operand: 'field'; readonly fields: readonly string[] }
  | { readonly operand: 'variable'; readonly name: string; readonly fields: readonly string[] }
  | { readonly operand: 'function'; readonly name: string }
  /** Whole numbers are bigint, others number. */
  | { readonly operand: 'constant'; readonly value: string | boolean | number | bigint }
  | { readonly operand: 'chain'; readonly of: Operand; readonly fields: readonly string[] }
  | { readonly operand: 'pipe'; readonly pipe: Pipe }
);
export interface Command {
  readonly args: readonly Operand[];
  readonly pos: number;
  readonly text: string;
}
export interface Pipe {
  /** Variables that take the value. */
  readonly variables: readonly string[];
  /** `=`, not `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}
export type TemplateNode =
  | { readonly node: 'text'; readonly text: string }
  | { readonly node: 'action'; readonly pipe: Pipe }
  | { readonly node: 'if' | 'with' | 'range'; readonly pipe: Pipe; readonly body: readonly TemplateNode[]; readonly otherwise: readonly TemplateNode[] }
  | { readonly node: 'template'; readonly name: string; readonly pos: number; readonly pipe: Pipe | undefined }
  | { readonly node: 'break' | 'continue' };

export interface Template {
  readonly text: string;
  readonly body: readonly TemplateNode[];
  readonly named: ReadonlyMap<string, readonly TemplateNode[]>;
}

/** Carries a parse error out of the descent; never leaves this file. */
class Stop extends Error {}

export function parseTemplate(text: string, functions: ReadonlySet<string>): Result<Template, string> {
  try {
    return ok(new TemplateParser(text, functions).parse());
  } catch (stop) {
    if (stop instanceof Stop) return err(stop.message);
    throw stop;
  }
}

const MAX_DEPTH = 500;

class TemplateParser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  readonly #functions: ReadonlySet<string>;
  readonly #named = new Map<string, readonly TemplateNode[]>();
  #variables: string[] = ['$'];
  #at = 0;
  #depth = 0;
  #loops = 0;

  constructor(text: string, functions: ReadonlySet<string>) {
    this.#text = text;
    this.#tokens = lexTemplate(text);
    this.#functions = functions;
  }

  parse(): Template {
    const { nodes, end } = this.#list('');
    if (end !== undefined) this.#fail(`unexpected {{${end}}}`);
    return { text: this.#text, body: nodes, named: this.#named };
  }

  #fail(message: string, token: Token = this.#tokens[Math.min(Math.max(this.#at - 1, 0), this.#tokens.length - 1)]!): never {
    throw new Stop(`template: output:${token.line}: ${message}`);
  }

  #next(): Token {
    return this.#tokens[this.#at++] ?? this.#tokens.at(-1)!;
  }
  #peek(): Token {
    return this.#tokens[this.#at] ?? this.#tokens.at(-1)!;
  }
  #nextNonSpace(): Token {
    let token = this.#next();
    while (token.type === 'space') token = this.#next();
    return token;
  }
  #peekNonSpace(): Token {
    while (this.#peek().type === 'space') this.#at += 1;
    return this.#peek();
  }
  #unexpected(token: Token, context: string): never {
    if (token.type === 'error') this.#fail(token.text, token);
    const shown = token.type === 'eof' ? 'EOF' : token.type === 'keyword' ? `<${token.text}>` : token.text.length > 10 ? `${quote(token.text.slice(0, 10))}...` : quote(token.text);
    this.#fail(`unexpected ${shown} in ${context}`, token);
  }
  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  /** Nodes up to `{{end}}` or `{{else}}`, or to the end of the text at the top. */
  #list(inside: string): { readonly nodes: readonly TemplateNode[]; readonly end: 'end' | 'else' | undefined } {
    if (++this.#depth > MAX_DEPTH) this.#fail('template is nested too deeply');
    const nodes: TemplateNode[] = [];
    for (;;) {
      const token = this.#nextNonSpaceOutside();
      if (token.type === 'eof') {
        if (inside !== '') this.#fail('unexpected EOF', token);
        this.#depth -= 1;
        return { nodes, end: undefined };
      }
      if (token.type === 'text') nodes.push({ node: 'text', text: token.text });
      else if (token.type === 'leftDelim') {
        const made = this.#action();
        if (made === 'end' || made === 'else') {
          this.#depth -= 1;
          return { nodes, end: made };
        }
        if (made) nodes.push(made);
      } else this.#unexpected(token, 'input');
    }
  }
  #nextNonSpaceOutside(): Token {
    return this.#next();
  }

  #action(): TemplateNode | 'end' | 'else' | undefined {
    const token = this.#peekNonSpace();
    if (token.type !== 'keyword') {
      return { node: 'action', pipe: this.#pipeline('command', 'rightDelim') };
    }
    this.#at += 1;
    switch (token.text) {
      case 'end':
        this.#expect('rightDelim', 'end');
        return 'end';
      case 'else': {
        const after = this.#peekNonSpace();
        if (after.type !== 'keyword' || (after.text !== 'if' && after.text !== 'with')) this.#expect('rightDelim', 'else');
        return 'else';
      }
      case 'if':
      case 'with':
      case 'range':
        return this.#control(token.text);
      case 'break':
      case 'continue':
        if (this.#loops === 0) this.#fail(`{{${token.text}}} outside {{range}}`, token);
        this.#expect('rightDelim', `{{${token.text}}}`);
        return { node: token.text };
      case 'define':
        return this.#define();
      case 'template':
        return this.#template();
      default:
        return this.#block();
    }
  }

  #control(word: 'if' | 'with' | 'range'): TemplateNode {
    const kept = this.#variables.length;
    const pipe = this.#pipeline(word, 'rightDelim');
    if (word === 'range') this.#loops += 1;
    const first = this.#list(word);
    if (word === 'range') this.#loops -= 1;
    let otherwise: readonly TemplateNode[] = [];
    if (first.end === 'else') {
      const after = this.#peekNonSpace();
      if (word !== 'range' && after.type === 'keyword' && after.text === word) {
        // {{else if}} is an if in the else, with one end for both.
        this.#at += 1;
        otherwise = [this.#control(word)];
      } else if (after.type === 'keyword') {
        this.#unexpected(after, word === 'range' ? 'else' : word);
      } else {
        const second = this.#list(word);
        if (second.end !== 'end') this.#fail('expected end; found {{else}}');
        otherwise = second.nodes;
      }
    }
    this.#variables.length = kept;
    return { node: word, pipe, body: first.nodes, otherwise };
  }

  #templateName(context: string): string {
    const token = this.#nextNonSpace();
    if (token.type !== 'string' && token.type !== 'rawString') this.#unexpected(token, context);
    return token.type === 'rawString' ? token.text.slice(1, -1) : (unquote(token.text.slice(1, -1), '"') ?? this.#fail('invalid syntax', token));
  }

  /** The body of a template of its own: with no variables but `$`. */
  #ownBody(): readonly TemplateNode[] {
    const outer = this.#variables;
    this.#variables = ['$'];
    const { nodes, end } = this.#list('define');
    if (end !== 'end') this.#fail('unexpected {{else}} in define clause');
    this.#variables = outer;
    return nodes;
  }

  #define(): undefined {
    const name = this.#templateName('define clause');
    this.#expect('rightDelim', 'define clause');
    this.#named.set(name, this.#ownBody());
    return undefined;
  }

  #template(): TemplateNode {
    const { pos } = this.#peekNonSpace();
    const name = this.#templateName('template clause');
    if (this.#peekNonSpace().type === 'rightDelim') {
      this.#at += 1;
      return { node: 'template', name, pos, pipe: undefined };
    }
    return { node: 'template', name, pos, pipe: this.#pipeline('template clause', 'rightDelim') };
  }

  #block(): TemplateNode {
    const { pos } = this.#peekNonSpace();
    const name = this.#templateName('block clause');
    const pipe = this.#pipeline('block clause', 'rightDelim');
    this.#named.set(name, this.#ownBody());
    return { node: 'template', name, pos, pipe };
  }

  #pipeline(context: string, end: TokenType): Pipe {
    const variables: string[] = [];
    let assigns = false;
    for (;;) {
      const token = this.#peekNonSpace();
      if (token.type !== 'variable') break;
      const back = this.#at;
      this.#at += 1;
      const after = this.#peekNonSpace();
      if (after.type === 'declare' || after.type === 'assign') {
        this.#at += 1;
        variables.push(token.text);
        assigns = after.type === 'assign';
        if (!assigns) this.#variables.push(...variables);
        break;
      }
      if (after.type === 'comma' && context === 'range' && variables.length === 0) {
        this.#at += 1;
        variables.push(token.text);
        continue;
      }
      this.#at = back;
      break;
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.#peekNonSpace();
      if (token.type === end) {
        this.#at += 1;
        if (commands.length === 0) this.#fail(`missing value for ${context}`, token);
        const at = commands.findIndex((command, i) => i > 0 && !['field', 'function', 'chain', 'variable', 'pipe'].includes(command.args[0]!.operand));
        if (at > 0) this.#fail(`non executable command in pipeline stage ${at + 1}`, token);
        return { variables, assigns, commands };
      }
      if (['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'rawString', 'string', 'variable', 'leftParen'].includes(token.type)) commands.push(this.#command());
      else {
        this.#at += 1;
        this.#unexpected(token, context);
      }
    }
  }

  #command(): Command {
    const args: Operand[] = [];
    const { pos } = this.#peekNonSpace();
    for (;;) {
      const start = this.#peekNonSpace();
      if (['bool', 'char', 'dot', 'field', 'identifier', 'number', 'nil', 'rawString', 'string', 'variable', 'leftParen'].includes(start.type)) args.push(this.#operand());
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'rightDelim' || token.type === 'rightParen') this.#at -= 1;
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    if (args.length === 0) this.#fail('empty command');
    return { args, pos, text: args.map((arg) => arg.text).join(' ') };
  }

  #operand(): Operand {
    const term = this.#term();
    const { pos } = this.#peek();
    const fields: string[] = [];
    while (this.#peek().type === 'field') fields.push(this.#next().text.slice(1));
    if (fields.length === 0) return term;
    const text = `${term.text}.${fields.join('.')}`;
    if (term.operand === 'field') return { ...term, pos, text, fields: [...term.fields, ...fields] };
    if (term.operand === 'variable') return { ...term, pos, text, fields: [...term.fields, ...fields] };
    if (term.operand === 'constant' || term.operand === 'nil' || term.operand === 'dot') this.#fail(`unexpected . after term ${quote(term.text)}`);
    return { operand: 'chain', of: term, fields, pos, text };
  }

  #term(): Operand {
    const token = this.#nextNonSpace();
    const { pos, text } = token;
    const constant = (value: string | boolean | number | bigint): Operand => ({ operand: 'constant', value, pos, text });
    switch (token.type) {
      case 'identifier':
        if (!this.#functions.has(text)) this.#fail(`function ${quote(text)} not defined`, token);
        return { operand: 'function', name: text, pos, text };
      case 'dot':
        return { operand: 'dot', pos, text };
      case 'nil':
        return { operand: 'nil', pos, text };
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${quote(text)}`, token);
        return { operand: 'variable', name: text, fields: [], pos, text };
      case 'field':
        return { operand: 'field', fields: [text.slice(1)], pos, text };
      case 'bool':
        return constant(text === 'true');
      case 'char':
        return constant(BigInt((unquote(text.slice(1, -1), "'") ?? '\0').codePointAt(0) ?? 0));
      case 'number':
        return constant(
          /^[+-]?(\d+|0[xX][\da-fA-F]+)$/.test(text)
            ? BigInt(text.replace(/^\+/, '').replace(/^-(0[xX].*)$/, '$1')) * (/^-0[xX]/.test(text) ? -1n : 1n)
            : Number(text.replaceAll('_', '')),
        );
      case 'rawString':
        return constant(text.slice(1, -1));
      case 'string':
        return constant(unquote(text.slice(1, -1), '"') ?? this.#fail('invalid syntax', token));
      case 'leftParen': {
        const pipe = this.#pipeline('parenthesized pipeline', 'rightParen');
        return { operand: 'pipe', pipe, pos, text: `(${pipe.commands.map((command) => command.text).join(' | ')})` };
      }
      default:
        return this.#unexpected(token, 'operand');
    }
  }
}
