/**
 * Reads a condition as people write it: `deployment/web .status.readyReplicas == 3`, `no pods -l app=web .status.phase == Pending`,
 * `count(pods) >= 4 and not changes(service/web .spec.selector)`. Nothing is evaluated; what is wrong is told with its place.
 */
import { parseSelector } from '../../../api/meta/selector.ts';
import type { ResourceKey } from '../../../api/meta/types.ts';
import { operators } from './ast.ts';
import { compilePattern } from './patterns.ts';
import type { Condition, ConditionProblem, Listing, Literal, Operand, Operator, PathPart } from './ast.ts';

/** A kind by the words that people call it. */
export interface KnownKind {
  readonly resource: ResourceKey;
  readonly namespaced: boolean;
  /** `pods`, `pod`, `po`, and with the group. Lower-case. */
  readonly names: readonly string[];
}

export type Parsed = { readonly ok: true; readonly condition: Condition } | { readonly ok: false; readonly problem: ConditionProblem };

/** Longer or deeper texts are no conditions that a person wrote. */
export const LONGEST = 500;
const DEEPEST = 20;

/** `namespace` is that of objects that name none. */
export function parseCondition(text: string, kinds: readonly KnownKind[], namespace: string): Parsed {
  if (text.length > LONGEST) return { ok: false, problem: { at: LONGEST, length: text.length - LONGEST, message: `A condition has at most ${LONGEST} characters.` } };
  try {
    return { ok: true, condition: new Parser(text, kinds, namespace).all() };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** A path alone: `.spec.replicas`. `undefined` where it is none. */
export function parsePath(text: string): readonly PathPart[] | undefined {
  try {
    return text.length > LONGEST ? undefined : new Parser(text, [], '').pathAlone();
  } catch (error) {
    if (error instanceof Wrong) return undefined;
    throw error;
  }
}

class Wrong extends Error {
  constructor(readonly problem: ConditionProblem) {
    super(problem.message);
  }
}

const KEYWORDS = new Set(['and', 'or', 'not', 'any', 'all', 'no', 'none', 'count', 'changes', 'exists', 'true', 'false', 'null', 'contains']);
const QUANTIFIERS: Readonly<Record<string, 'any' | 'all' | 'no'>> = { any: 'any', all: 'all', no: 'no', none: 'no' };
const WORD = /[A-Za-z0-9_][\w.:/@%+-]*/y;
const NUMBER = /^-?\d+(\.\d+)?$/;

class Parser {
  private at = 0;
  private depth = 0;
  /** Inside a quantifier: `.path` is a field of what it looks at. */
  private inItem = false;

  constructor(
    private readonly text: string,
    private readonly kinds: readonly KnownKind[],
    private readonly namespace: string,
  ) {}

  all(): Condition {
    const condition = this.or();
    this.skip();
    if (this.at < this.text.length) this.fail('Here the condition should end, or go on with `and`, `or` or a comparison.', this.restOfWord());
    return condition;
  }

  pathAlone(): readonly PathPart[] | undefined {
    const path = this.path();
    return this.at === this.text.length ? path : undefined;
  }

  private or(): Condition {
    this.depth += 1;
    if (this.depth > DEEPEST) this.fail(`Parentheses go at most ${DEEPEST} deep.`);
    let left = this.and();
    while (this.take('||') || this.takeWord('or')) left = { is: 'or', left, right: this.and() };
    this.depth -= 1;
    return left;
  }

  private and(): Condition {
    let left = this.not();
    while (this.take('&&') || this.takeWord('and')) left = { is: 'and', left, right: this.not() };
    return left;
  }

  private not(): Condition {
    let times = 0;
    for (;;) {
      this.skip();
      if (this.takeWord('not')) times += 1;
      else if (this.text[this.at] === '!' && this.text[this.at + 1] !== '=') {
        this.at += 1;
        times += 1;
      } else break;
    }
    const condition = this.one();
    return times % 2 === 1 ? { is: 'not', of: condition } : condition;
  }

  private one(): Condition {
    this.skip();
    if (this.take('(')) {
      const inner = this.or();
      this.close();
      return inner;
    }
    const word = this.peekWord();
    const which = Object.hasOwn(QUANTIFIERS, word) ? QUANTIFIERS[word] : undefined;
    if (which !== undefined) {
      this.at += word.length;
      return { is: 'each', which, of: this.listing() };
    }
    if (word === 'changes' || word === 'exists') {
      this.at += word.length;
      if (!this.take('(')) this.fail(`\`${word}\` takes what it looks at in parentheses: \`${word}(deployment/web .spec.replicas)\`.`);
      const of = this.operand(false);
      this.close();
      return word === 'changes' ? { is: 'changes', of } : { is: 'exists', of: this.present(of) };
    }
    const left = this.operand(false);
    const operator = this.operator();
    if (operator === undefined) return { is: 'set', of: left };
    const start = (this.skip(), this.at);
    const right = this.operand(true);
    if (operator !== '=~') return { is: 'compare', left, operator, right };
    if (right.kind !== 'literal' || typeof right.value !== 'string') this.fail('`=~` takes a regular expression in quotes.', this.at - start, start);
    return { is: 'compare', left, operator, right, matches: this.pattern(right.value, start) };
  }

  /** `exists(x)` of an object or a field. A literal exists always, which is no question. */
  private present(of: Operand): Operand {
    if (of.kind !== 'field' && of.kind !== 'item') this.fail('`exists` takes an object or a field.');
    return of;
  }

  private pattern(text: string, at: number): (value: string) => boolean {
    try {
      return compilePattern(text);
    } catch (error) {
      return this.fail(`This is no regular expression: ${(error as Error).message}.`, this.at - at, at);
    }
  }

  /** `right`: a bare word is text there, not an object. */
  private operand(right: boolean): Operand {
    this.skip();
    const start = this.at;
    const char = this.text[start];
    if (char === undefined) this.fail(right ? 'Here a value is missing.' : 'Here an object is missing, such as `deployment/web`.');
    if (char === '"' || char === "'") return { kind: 'literal', value: this.quoted(char) };
    if (char === '.' || char === '[' || char === '{') {
      if (!this.inItem) this.fail('Of which object is this field? Write the object first: `deployment/web .status.readyReplicas`.', this.text.slice(start).search(/\s|$/));
      return { kind: 'item', path: this.path() };
    }
    if (char === '-' && /\d/.test(this.text[start + 1] ?? '')) {
      this.at += 1;
      const number = this.word();
      if (!NUMBER.test(number)) this.fail('This is no number.', this.at - start, start);
      return { kind: 'literal', value: -Number(number) };
    }
    const word = this.peekWord();
    if (word === '' && char === '/') this.fail('A pattern stands in quotes: `=~ "^Back"`.', 1);
    if (word === '') this.fail(`\`${char}\` cannot stand here.`, 1);
    if (word === 'count') {
      this.at += word.length;
      if (!this.take('(')) this.fail('`count` takes what it counts in parentheses: `count(pods)`.');
      const of = this.listing();
      this.close();
      return { kind: 'count', of };
    }
    const slash = word.indexOf('/');
    const kind = slash === -1 ? undefined : this.kind(word.slice(0, slash));
    if (kind) return this.field(word, slash, kind);
    this.at += word.length;
    if (right || word === 'true' || word === 'false' || word === 'null') return { kind: 'literal', value: literal(word) };
    if (slash !== -1) this.fail(`There is no kind \`${word.slice(0, slash)}\`.`, slash, start);
    if (KEYWORDS.has(word)) this.fail(`\`${word}\` cannot stand here.`, word.length, start);
    if (NUMBER.test(word)) return { kind: 'literal', value: Number(word) };
    return this.fail(
      this.kind(word)
        ? `Which one? \`${word}/NAME\`, \`any ${word}\`, \`all ${word}\`, \`no ${word}\` or \`count(${word})\`.`
        : `\`${word}\` is no object: write KIND/NAME, such as \`deployment/web\`.`,
      word.length,
      start,
    );
  }

  private field(word: string, slash: number, kind: KnownKind): Operand {
    const start = this.at;
    const name = word.slice(slash + 1);
    const glued = /\.(status|spec|metadata|data)(?=[.[]|$)/.exec(name);
    if (glued) this.fail('Put a space between the object and its field.', 1, start + slash + 1 + glued.index);
    if (!/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/i.test(name)) this.fail('This is no name of an object.', Math.max(1, name.length), start + slash + 1);
    this.at += word.length;
    const flags = this.flags(false);
    const namespace = kind.namespaced ? (flags.namespace ?? this.namespace) : '';
    return { kind: 'field', key: `${kind.resource}/${namespace}/${name}`, path: this.path() };
  }

  private listing(): Listing {
    this.skip();
    const start = this.at;
    const word = this.word();
    const kind = this.kind(word);
    if (!kind) this.fail(word === '' ? 'Here a kind is missing, such as `pods`.' : `There is no kind \`${word}\`.`, Math.max(1, word.length), start);
    const flags = this.flags(true);
    const before = this.inItem;
    this.inItem = true;
    this.skip();
    const next = this.text[this.at];
    const test = next === '.' || next === '[' || next === '(' || next === '!' || /^not\b/.test(this.text.slice(this.at)) ? this.not() : undefined;
    this.inItem = before;
    return { resource: kind.resource, namespace: kind.namespaced && !flags.everywhere ? (flags.namespace ?? this.namespace) : undefined, selector: flags.selector, test };
  }

  private flags(forList: boolean) {
    let namespace: string | undefined;
    let everywhere = false;
    let selector: Listing['selector'];
    for (;;) {
      this.skip();
      const start = this.at;
      const flag = /^-[A-Za-z]\b/.exec(this.text.slice(start))?.[0];
      if (flag === undefined) return { namespace, everywhere, selector };
      this.at += 2;
      if (flag === '-n') {
        this.skip();
        namespace = this.word();
        if (namespace === '') this.fail('`-n` takes a namespace.');
      } else if (flag === '-A' && forList) everywhere = true;
      else if (flag === '-l' && forList) {
        this.skip();
        const at = this.at;
        const char = this.text[at];
        const text = char === '"' || char === "'" ? this.quoted(char) : this.text.slice(at, (this.at = at + this.text.slice(at).search(/[\s)]|$/)));
        const parsed = parseSelector(text);
        if (!parsed.ok) this.fail(`This is no selector: ${parsed.error}`, this.at - at, at);
        ({ value: selector } = parsed);
      } else this.fail(forList ? `\`${flag}\` is none of -n, -A and -l.` : `\`${flag}\` cannot stand here: one object takes only -n.`, 2, start);
    }
  }

  /** `.status.conditions[?(@.type=="Ready")].status`, also in jsonpath's braces. May be empty. */
  private path(): PathPart[] {
    const parts: PathPart[] = [];
    this.skip();
    const braces = this.take('{');
    for (;;) {
      const rest = this.text.slice(this.at);
      let match: RegExpExecArray | null;
      if ((match = /^\.([A-Za-z_][\w-]*)/.exec(rest))) parts.push({ part: 'field', name: match[1]! });
      else if ((match = /^\[(\d{1,9})\]/.exec(rest))) parts.push({ part: 'index', index: Number(match[1]) });
      else if ((match = /^\[\*\]/.exec(rest))) parts.push({ part: 'every' });
      else if ((match = /^\[(?:'([^']*)'|"([^"]*)")\]/.exec(rest))) parts.push({ part: 'field', name: match[1] ?? match[2]! });
      else if ((match = /^\[(?:\?\(@\.)?([\w.-]+)\s*={1,2}\s*(?:'([^']*)'|"([^"]*)"|([\w.:/-]+))\)?\]/.exec(rest)))
        parts.push({ part: 'where', field: match[1]!.split('.'), value: match[2] ?? match[3] ?? match[4]! });
      else if (rest.startsWith('[')) this.fail('In brackets stands an index, `*`, a quoted key, or a filter such as `[type=Ready]`.', Math.max(1, rest.indexOf(']') + 1));
      else if (rest.startsWith('.')) this.fail('After the dot stands the name of a field.', 1);
      else break;
      this.at += match[0].length;
    }
    if (braces && !this.take('}')) this.fail('Here `}` is missing.');
    return parts;
  }

  private operator(): Operator | undefined {
    this.skip();
    if (this.takeWord('contains')) return 'contains';
    for (const operator of operators) if (operator !== 'contains' && this.take(operator)) return operator;
    return this.take('=') ? '==' : undefined;
  }

  private quoted(quote: string): string {
    const end = this.text.indexOf(quote, this.at + 1);
    if (end === -1) this.fail('This quote does not end.', this.text.length - this.at);
    const text = this.text.slice(this.at + 1, end);
    this.at = end + 1;
    return text;
  }

  private kind(word: string): KnownKind | undefined {
    const wanted = word.toLowerCase();
    return wanted === '' ? undefined : this.kinds.find(({ names }) => names.includes(wanted));
  }

  private close(): void {
    if (!this.take(')')) this.fail('Here `)` is missing.');
  }

  private skip(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private peekWord(): string {
    WORD.lastIndex = this.at;
    return WORD.exec(this.text)?.[0] ?? '';
  }

  private word(): string {
    const word = this.peekWord();
    this.at += word.length;
    return word;
  }

  private take(token: string): boolean {
    this.skip();
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  private takeWord(word: string): boolean {
    this.skip();
    if (this.peekWord() !== word) return false;
    this.at += word.length;
    return true;
  }

  private restOfWord(): number {
    return Math.max(1, this.text.slice(this.at).search(/\s|$/));
  }

  private fail(message: string, length = 1, at = this.at): never {
    throw new Wrong({ at: Math.min(at, this.text.length), length: Math.max(1, length), message });
  }
}

function literal(word: string): Literal {
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  return NUMBER.test(word) ? Number(word) : word;
}
