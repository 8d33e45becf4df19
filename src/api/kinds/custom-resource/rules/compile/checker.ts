/** What an expression gives, and where its parts do not fit (upstream: cel-go checker/checker.go). */
import { functionsNamed } from './functions.ts';
import type { Mistake } from './tokens.ts';
import type { Call, ListTree, Loop, MapTree, Select, Tree } from './tree.ts';
import { Bindings, BOOL, DYN, exactly, INT, isAny, isVariable, listOf, mapOf, mostGeneral, NULL, optionalOf, plain, shown, UNSURE, type Type } from './types.ts';

/** Names that an expression may speak of. */
export type Declarations = Readonly<Record<string, Type>>;

export interface Checked {
  readonly type: Type;
  readonly mistakes: readonly Mistake[];
  readonly typeOf: (tree: Tree) => Type;
}

const TYPE_NAMES: ReadonlySet<string> = new Set(['bool', 'bytes', 'double', 'int', 'list', 'map', 'null_type', 'string', 'type', 'uint']);
/** What stands before names that are not looked into. */
const BEYOND: ReadonlySet<string> = new Set(['google', 'cel', 'math', 'base64', 'lists', 'regex', 'net']);

export function check(tree: Tree, declarations: Declarations): Checked {
  const checker = new Checker(declarations);
  const type = checker.typeOf(tree);
  return { type: checker.bindings.resolved(type, true), mistakes: checker.mistakes, typeOf: (part) => checker.bindings.resolved(checker.types.get(part) ?? UNSURE, true) };
}

/** `a.b.c`, where nothing else is between. */
function dotted(tree: Tree): string | undefined {
  if (tree.is === 'name') return tree.name;
  if (tree.is !== 'select' || tree.optional || tree.test) return undefined;
  const before = dotted(tree.of);
  return before === undefined ? undefined : `${before}.${tree.field}`;
}

class Checker {
  readonly mistakes: Mistake[] = [];
  readonly bindings = new Bindings();
  readonly types = new Map<Tree, Type>();
  readonly #scopes: Declarations[];

  constructor(declarations: Declarations) {
    this.#scopes = [declarations];
  }

  typeOf(tree: Tree): Type {
    const type = this.#check(tree);
    this.types.set(tree, type);
    return type;
  }

  #says(at: number, message: string): Type {
    this.mistakes.push({ at, message });
    return UNSURE;
  }

  #declared(name: string): Type | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i -= 1) if (Object.hasOwn(this.#scopes[i]!, name)) return this.#scopes[i]![name];
    return undefined;
  }

  #check(tree: Tree): Type {
    switch (tree.is) {
      case 'literal':
        return tree.type === 'null' ? NULL : plain(tree.type);
      case 'name': {
        const declared = this.#declared(tree.name.replace(/^\./, ''));
        if (declared) return declared;
        if (TYPE_NAMES.has(tree.name)) return { name: 'type', of: [DYN] };
        return this.#says(tree.at, `undeclared reference to '${tree.name}' (in container '')`);
      }
      case 'select':
        return this.#select(tree);
      case 'call':
        return this.#call(tree);
      case 'list':
        return this.#list(tree);
      case 'map':
        return this.#map(tree);
      case 'loop':
        return this.#loop(tree);
      case 'unknown':
        return UNSURE;
    }
  }

  #select(tree: Select): Type {
    const name = dotted(tree);
    if (name !== undefined) {
      const declared = this.#declared(name);
      if (declared) return declared;
      const first = name.slice(0, name.indexOf('.'));
      if (BEYOND.has(first) && !this.#declared(first)) return UNSURE;
    }
    const given = this.bindings.resolved(this.typeOf(tree.of));
    const wasOptional = given.name === 'optional_type';
    const field = this.#field(tree, wasOptional ? given.of[0]! : given);
    if (tree.test) return BOOL;
    return wasOptional || tree.optional ? optionalOf(field) : field;
  }

  #field({ at, field }: Select, of: Type): Type {
    if (isAny(of)) return of.name === 'dyn' ? DYN : UNSURE;
    if (isVariable(of)) {
      this.bindings.fit([DYN], [of]);
      return DYN;
    }
    if (of.name === 'map') return of.of[1]!;
    if (!of.fields && of.name.includes('.')) return this.#says(at, `unexpected failed resolution of '${of.name}'`);
    if (!of.fields) return this.#says(at, `type '${shown(this.bindings.resolved(of, true))}' does not support field selection`);
    return Object.hasOwn(of.fields, field) ? of.fields[field]! : this.#says(at, `undefined field '${field}'`);
  }

  #call(call: Call): Type {
    const args = call.args.map((arg) => this.typeOf(arg));
    const qualified = call.target && dotted(call.target);
    if (qualified !== undefined) {
      const first = qualified.split('.')[0]!;
      if (functionsNamed(`${qualified}.${call.name}`).length > 0) return this.#resolve(call, `${qualified}.${call.name}`, args, false);
      if (BEYOND.has(first) && !this.#declared(first)) return UNSURE;
    }
    const all = call.target ? [this.typeOf(call.target), ...args] : args;
    if (functionsNamed(call.name).length === 0) return this.#says(call.at, `undeclared reference to '${call.name}' (in container '')`);
    if (call.name === '_&&_' || call.name === '_||_') {
      const wrong = call.args.map((arg, i) => this.#boolean(arg, all[i]!)).includes(false);
      return wrong ? UNSURE : BOOL;
    }
    return this.#resolve(call, call.name, all, call.target !== undefined);
  }

  #boolean(tree: Tree, type: Type): boolean {
    if (this.bindings.fit([type], [BOOL])) return true;
    this.#says(tree.at, `expected type 'bool' but found '${shown(this.bindings.resolved(type, true))}'`);
    return false;
  }

  #resolve({ at }: { readonly at: number }, name: string, args: readonly Type[], member: boolean): Type {
    let result: Type | undefined;
    for (const overload of functionsNamed(name)) {
      if (overload.member !== member || overload.takes.length !== args.length) continue;
      const fresh = new Map(overload.variables.map((variable) => [variable, this.bindings.variable()]));
      const made = (type: Type): Type => fresh.get(type.name) ?? (type.of.length === 0 ? type : { ...type, of: type.of.map(made) });
      if (!this.bindings.fit(args, overload.takes.map(made))) continue;
      const gives = this.bindings.resolved(made(overload.gives));
      if (!result) result = gives;
      else if (!isAny(result) && !exactly(gives, result)) result = DYN;
    }
    if (result) return result;
    const texts = args.map((type) => shown(this.bindings.resolved(type, true)));
    return this.#says(at, `found no matching overload for '${name}' applied to '${member ? `${texts[0]}.(${texts.slice(1).join(', ')})` : `(${texts.join(', ')})`}'`);
  }

  /** What a list's elements have in common. */
  #joined(types: readonly Type[]): Type {
    return (
      types.reduce<Type | undefined>((before, type) => (before ? (this.bindings.fit([before], [type]) ? mostGeneral(before, type) : DYN) : type), undefined) ??
      this.bindings.variable()
    );
  }

  #list({ items }: ListTree): Type {
    return listOf(this.#joined(items.map((item) => this.typeOf(item))));
  }

  #map({ entries }: MapTree): Type {
    const types = entries.map(([key, value]) => [this.typeOf(key), this.typeOf(value)] as const);
    return mapOf(this.#joined(types.map(([key]) => key)), this.#joined(types.map(([, value]) => value)));
  }

  #ranged({ range, macro, names }: Loop): readonly [Type, Type] {
    const type = this.bindings.resolved(this.typeOf(range));
    if (macro === 'optMap' || macro === 'optFlatMap') return type.name === 'optional_type' ? [type.of[0]!, DYN] : [DYN, DYN];
    const two = names.length === 2;
    if (type.name === 'list') return two ? [INT, type.of[0]!] : [type.of[0]!, DYN];
    if (type.name === 'map') return [type.of[0]!, type.of[1]!];
    if (isVariable(type)) this.bindings.fit([DYN], [type]);
    if (isAny(type) || isVariable(type)) return [type.name === '*error*' ? UNSURE : DYN, type.name === '*error*' ? UNSURE : DYN];
    const error = this.#says(range.at, `expression of type '${shown(this.bindings.resolved(type, true))}' cannot be range of a comprehension (must be list, map, or dynamic)`);
    return [error, error];
  }

  #loop(tree: Loop): Type {
    const { macro, names, filter, body } = tree;
    const [first, second] = this.#ranged(tree);
    this.#scopes.push({ [names[0]!]: first, ...(names[1] === undefined ? {} : { [names[1]]: second }) });
    const condition = filter && this.typeOf(filter);
    const type = this.typeOf(body);
    this.#scopes.pop();
    const chosen = (test: Type, made: Type): Type => this.#resolve(tree, '_?_:_', [test, made, made], false);
    switch (macro) {
      case 'all':
      case 'exists':
        return this.#boolean(body, type) ? BOOL : UNSURE;
      case 'exists_one':
      case 'existsOne':
        return chosen(type, INT).name === '*error*' ? UNSURE : BOOL;
      case 'filter':
        return chosen(type, listOf(first));
      case 'optMap':
        return optionalOf(type);
      case 'optFlatMap':
        return type;
      case 'transformMap':
        return condition ? chosen(condition, mapOf(first, type)) : mapOf(first, type);
      case 'transformMapEntry':
        return condition ? chosen(condition, type) : type;
      default:
        return condition ? chosen(condition, listOf(type)) : listOf(type);
    }
  }
}
