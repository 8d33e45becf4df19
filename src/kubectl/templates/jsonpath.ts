/** JSONPath templates (upstream: client-go `util/jsonpath/jsonpath.go`; kubectl `pkg/cmd/get/customcolumn.go` for the relaxed form). */
import { err, ok, type Result } from '../../base/result.ts';
import { entryOf, goText, goType, isMap, mapKeys } from './go-value.ts';
import { parseJsonPath, type PathList, type PathNode } from './jsonpath-parser.ts';

type Values = Result<readonly unknown[], string>;

/** The values that each piece of a template finds in an object: texts are their own value, a `{…}` may find none or many. */
export function jsonPathResults(template: string, object: unknown, allowMissingKeys: boolean): Result<readonly (readonly unknown[])[], string> {
  const parsed = parseJsonPath(template);
  return parsed.ok ? new Evaluation(parsed.value, allowMissingKeys).find([object], 0) : parsed;
}

/** `.metadata.name`, `metadata.name` and `{.metadata.name}` alike, as `{.metadata.name}` (upstream: RelaxedJSONPathExpression). */
export function relaxedJsonPath(expression: string): Result<string, string> {
  if (expression === '') return ok('');
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(expression);
  if (!match) return err("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'");
  return ok(`{.${match[1] || match[2]}}`);
}

/** One run over one object. A `range` runs the pieces after it once for each of its values, up to its `end`. */
class Evaluation {
  readonly #pieces: readonly PathNode[];
  readonly #allowMissingKeys: boolean;
  #beginRange = 0;
  #inRange = 0;
  #endRange = 0;
  #lastEnd = -1;

  constructor(pieces: readonly PathNode[], allowMissingKeys: boolean) {
    this.#pieces = pieces;
    this.#allowMissingKeys = allowMissingKeys;
  }

  find(current: readonly unknown[], from: number): Result<readonly (readonly unknown[])[], string> {
    const all: (readonly unknown[])[] = [];
    for (let i = from; i < this.#pieces.length; i += 1) {
      const results = this.#walk(current, this.#pieces[i]!);
      if (!results.ok) return results;
      if (this.#endRange > 0 && this.#endRange <= this.#inRange) {
        this.#endRange -= 1;
        this.#lastEnd = i;
        break;
      }
      if (this.#beginRange > 0) {
        this.#beginRange -= 1;
        this.#inRange += 1;
        for (const value of results.value) {
          const inner = this.find([value], i + 1);
          if (!inner.ok) return inner;
          all.push(...inner.value);
        }
        if (results.value.length === 0) {
          // Only to learn where the range ends.
          const nothing = this.find([undefined], i + 1);
          if (!nothing.ok) return nothing;
        }
        this.#inRange -= 1;
        if (this.#lastEnd > i) i = this.#lastEnd;
        continue;
      }
      all.push(results.value);
    }
    return ok(all);
  }

  #walk(input: readonly unknown[], node: PathNode): Values {
    switch (node.node) {
      case 'list':
        return this.#list(input, node);
      case 'text':
        return ok([node.text]);
      case 'literal':
        return ok(input.map(() => node.value));
      case 'field':
        return this.#field(input, node.name);
      case 'array':
        return slices(input, node.params);
      case 'filter':
        return this.#filter(input, node);
      case 'wildcard':
        return ok(input.flatMap(contentsOf));
      case 'recursive':
        return ok(input.flatMap(descend));
      case 'union':
        return this.#union(input, node.paths);
      case 'identifier':
        return this.#identifier(input, node.name);
    }
  }

  #list(input: readonly unknown[], { nodes }: PathList): Values {
    let current = input;
    for (const node of nodes) {
      const next = this.#walk(current, node);
      if (!next.ok) return next;
      current = next.value;
    }
    return ok(current);
  }

  #identifier(input: readonly unknown[], name: string): Values {
    if (name === 'range') {
      this.#beginRange += 1;
      return ok(input);
    }
    if (name !== 'end') return err(`unrecognized identifier ${name}`);
    if (this.#inRange === 0) return err('not in range, nothing to end');
    this.#endRange += 1;
    return ok([]);
  }

  #field(input: readonly unknown[], name: string): Values {
    const found = input.flatMap((value) => (isMap(value) && entryOf(value, name) !== undefined ? [value[name]] : []));
    if (input.length > 0 && found.length === 0 && !this.#allowMissingKeys) return err(`${name} is not found`);
    return ok(found);
  }

  #union(input: readonly unknown[], paths: readonly PathList[]): Values {
    const all: unknown[] = [];
    for (const path of paths) {
      const found = this.#list(input, path);
      if (!found.ok) return found;
      all.push(...found.value);
    }
    return ok(all);
  }

  #filter(input: readonly unknown[], { left, right, operator }: PathNode & { node: 'filter' }): Values {
    const kept: unknown[] = [];
    for (const list of input) {
      if (!Array.isArray(list)) return err(`${list === undefined ? '<invalid Value>' : goText(list, 'int64')} is not array or slice and cannot be filtered`);
      for (const item of list as readonly unknown[]) {
        const lefts = this.#list([item], left);
        if (operator === 'exists') {
          if (lefts.ok && lefts.value.length > 0) kept.push(item);
          continue;
        }
        if (!lefts.ok) return lefts;
        if (lefts.value.length === 0) continue;
        if (lefts.value.length > 1) return err('can only compare one element at a time');
        const rights = this.#list([item], right);
        if (!rights.ok) return rights;
        if (rights.value.length === 0) continue;
        if (rights.value.length > 1) return err('can only compare one element at a time');
        const pass = compare(lefts.value[0], rights.value[0], operator);
        if (!pass.ok) return pass;
        if (pass.value) kept.push(item);
      }
    }
    return ok(kept);
  }
}

/** What `*` stands for. Of a text, kubectl takes the bytes. */
function contentsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (isMap(value)) return mapKeys(value).map((key) => value[key]);
  return typeof value === 'string' ? [...new TextEncoder().encode(value)] : [];
}

function descend(value: unknown): readonly unknown[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  const contents = contentsOf(value);
  return contents.length === 0 ? [] : [value, ...contents.flatMap(descend)];
}

function slices(input: readonly unknown[], params: (PathNode & { node: 'array' })['params']): Values {
  const result: unknown[] = [];
  for (const list of input) {
    if (list === null || list === undefined) continue;
    if (!Array.isArray(list)) return err(`${goType(list, 'int64')} is not array or slice`);
    const { length } = list;
    let from = params[0].known ? params[0].value : 0;
    if (from < 0) from += length;
    let to = params[1].known ? params[1].value : length;
    if (to < 0 || (to === 0 && params[1].derived)) to += length;
    if (to === from) return ok(result);
    if (from >= length || from < 0) return err(`array index out of bounds: index ${from}, length ${length}`);
    if (to > length || to < 0) return err(`array index out of bounds: index ${to - 1}, length ${length}`);
    if (from > to) return err(`starting index ${from} is greater than ending index ${to}`);
    const step = params[2].known ? params[2].value : 1;
    if (step <= 0) return err('step must be > 0');
    for (let i = from; i < to; i += step) result.push(list[i]);
  }
  return ok(result);
}

/** upstream: client-go third_party/forked/golang/template/funcs.go */
function compare(left: unknown, right: unknown, operator: string): Result<boolean, string> {
  const kinds = [basicKind(left), basicKind(right)];
  if (!['<', '>', '==', '!=', '<=', '>='].includes(operator)) return err(`unrecognized filter operator ${operator}`);
  if (kinds.includes(undefined)) return err('invalid type for comparison');
  if (kinds[0] !== kinds[1]) return err('incompatible types for comparison');
  if (operator === '==') return ok(left === right);
  if (operator === '!=') return ok(left !== right);
  if (kinds[0] === 'bool') return err('invalid type for comparison');
  const [a, b] = [left as string | number, right as string | number];
  switch (operator) {
    case '<':
      return ok(a < b);
    case '>':
      return ok(a > b);
    case '<=':
      return ok(a <= b);
    default:
      return ok(a >= b);
  }
}

function basicKind(value: unknown): string | undefined {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : undefined;
}
