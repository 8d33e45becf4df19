/** JSON patch (RFC 6902) as the API server's library applies it, with its sentences. Upstream: gopkg.in/evanphx/json-patch.v4. */
import { err, ok, type Result } from '../../base/result.ts';
import { parseInteger } from '../meta/int-or-string.ts';
import { draft, equal, finished, goKind, has, isList, isMap, PatchProblem, type Draft, type DraftList } from './values.ts';

const MISSING = 'missing value';
const BAD_INDEX = 'invalid index referenced';
const TEST_FAILED = 'test failed';

/** More is refused with "Request entity too large". */
export const MAX_OPERATIONS = 10_000;

const fail = (message: string, cause: string): PatchProblem => new PatchProblem(`${message}: ${cause}`, 'Unprocessable');
const wrap = <T>(message: string, work: () => T): T => {
  try {
    return work();
  } catch (problem) {
    if (problem instanceof PatchProblem) throw fail(message, problem.message);
    throw problem;
  }
};
const badIndex = (index: number): PatchProblem => fail(`Unable to access invalid index: ${index}`, BAD_INDEX);

type Container = Draft | DraftList;

function indexOf(key: string): number {
  const parsed = parseInteger(key);
  if (!parsed.ok) throw new PatchProblem(parsed.error, 'Unprocessable');
  return parsed.value;
}

/** A list's index, counted from the end where it is negative. */
function within(key: string, length: number): number {
  const index = indexOf(key);
  if (index >= length || index < -length) throw badIndex(index);
  return index < 0 ? index + length : index;
}

function get(container: Container, key: string): unknown {
  if (isList(container)) return container[within(key, container.length)];
  return has(container, key) ? container[key] : undefined;
}

function add(container: Container, key: string, value: unknown): void {
  if (!isList(container)) {
    container[key] = value;
  } else if (key === '-') {
    container.push(value);
  } else {
    const parsed = parseInteger(key);
    if (!parsed.ok) throw fail(`value was not a proper array index: '${key}'`, parsed.error);
    container.splice(within(key, container.length + 1), 0, value);
  }
}

function remove(container: Container, key: string): void {
  if (isList(container)) container.splice(within(key, container.length), 1);
  else if (has(container, key)) delete container[key];
  else throw fail(`Unable to remove nonexistent key: ${key}`, MISSING);
}

const unescape = (part: string): string => part.replace(/~[01]/g, (escaped) => (escaped === '~1' ? '/' : '~'));

/** The container that the path's last step is taken from; `undefined` where the path does not lead there. */
function find(root: Container, path: string): { readonly container: Container; readonly key: string } | undefined {
  const parts = path.split('/');
  if (parts.length < 2) return undefined;
  let container: Container = root;
  for (const part of parts.slice(1, -1)) {
    let next: unknown;
    try {
      next = get(container, unescape(part));
    } catch (problem) {
      if (problem instanceof PatchProblem) return undefined;
      throw problem;
    }
    if (!isList(next) && !isMap(next)) return undefined;
    container = next;
  }
  return { container, key: unescape(parts.at(-1)!) };
}

class Operation {
  readonly fields: Draft;
  constructor(fields: Draft) {
    this.fields = fields;
  }
  get kind(): string {
    return typeof this.fields.op === 'string' ? this.fields.op : 'unknown';
  }
  private text(field: 'path' | 'from', missing: string): string {
    const value = has(this.fields, field) ? this.fields[field] : undefined;
    if (value === undefined || value === null) throw fail(missing, MISSING);
    if (typeof value !== 'string') throw new PatchProblem(`json: cannot unmarshal ${jsonKind(value)} into Go value of type string`, 'Unprocessable');
    return value;
  }
  get path(): string {
    return this.text('path', 'operation missing path field');
  }
  get from(): string {
    return this.text('from', 'operation, missing from field');
  }
  get value(): unknown {
    return has(this.fields, 'value') ? this.fields.value : null;
  }
}

const jsonKind = (value: unknown): string => ({ slice: 'array', map: 'object', int64: 'number', float64: 'number' })[goKind(value)] ?? goKind(value);

/** Applies one operation; gives the root, which it may replace. */
function apply(root: Container, operation: Operation): Container {
  const { kind } = operation;
  const pathOr = (message: string): string => {
    try {
      return operation.path;
    } catch (problem) {
      if (problem instanceof PatchProblem) throw fail(message, MISSING);
      throw problem;
    }
  };
  switch (kind) {
    case 'add': {
      const path = pathOr('add operation failed to decode path');
      const found = find(root, path);
      if (found === undefined) throw fail(`add operation does not apply: doc is missing path: "${path}"`, MISSING);
      wrap(`error in add for path: '${path}'`, () => add(found.container, found.key, operation.value));
      return root;
    }
    case 'remove': {
      const path = pathOr('remove operation failed to decode path');
      const found = find(root, path);
      if (found === undefined) throw fail(`remove operation does not apply: doc is missing path: "${path}"`, MISSING);
      wrap(`error in remove for path: '${path}'`, () => remove(found.container, found.key));
      return root;
    }
    case 'replace': {
      const path = wrap('replace operation failed to decode path', () => operation.path);
      if (path === '') {
        const { value } = operation;
        return isList(value) || isMap(value) ? value : root;
      }
      const found = find(root, path);
      if (found === undefined) throw fail(`replace operation does not apply: doc is missing path: ${path}`, MISSING);
      const { container, key } = found;
      if (!isList(container)) {
        container[key] = operation.value;
        return root;
      }
      try {
        container[within(key, container.length)] = operation.value;
      } catch (problem) {
        if (problem instanceof PatchProblem) throw fail(`replace operation does not apply: doc is missing key: ${path}`, MISSING);
        throw problem;
      }
      return root;
    }
    case 'move': {
      const from = wrap('move operation failed to decode from', () => operation.from);
      const source = find(root, from);
      if (source === undefined) throw fail(`move operation does not apply: doc is missing from path: ${from}`, MISSING);
      const value = wrap(`error in move for path: '${source.key}'`, () => {
        const moved = get(source.container, source.key);
        remove(source.container, source.key);
        return moved;
      });
      const path = wrap('move operation failed to decode path', () => operation.path);
      const target = find(root, path);
      if (target === undefined) throw fail(`move operation does not apply: doc is missing destination path: ${path}`, MISSING);
      wrap(`error in move for path: '${path}'`, () => add(target.container, target.key, value ?? null));
      return root;
    }
    case 'test': {
      const path = wrap('test operation failed to decode path', () => operation.path);
      const { value } = operation;
      if (path === '') {
        if (equal(root, value)) return root;
        throw fail(`testing value ${path} failed`, TEST_FAILED);
      }
      const found = find(root, path);
      if (found === undefined) throw fail(`test operation does not apply: is missing path: ${path}`, MISSING);
      const actual = wrap(`error in test for path: '${path}'`, () => get(found.container, found.key));
      if (!equal(actual ?? null, value)) throw fail(`testing value ${path} failed`, TEST_FAILED);
      return root;
    }
    case 'copy': {
      const from = wrap('copy operation failed to decode from', () => operation.from);
      const source = find(root, from);
      if (source === undefined) throw fail(`copy operation does not apply: doc is missing from path: ${from}`, MISSING);
      const value = wrap(`error in copy for from: '${from}'`, () => get(source.container, source.key));
      const path = pathOr('copy operation failed to decode path');
      const target = find(root, path);
      if (target === undefined) throw fail(`copy operation does not apply: doc is missing destination path: ${path}`, MISSING);
      wrap('error while adding value during copy', () => add(target.container, target.key, draft(value ?? null)));
      return root;
    }
    default:
      throw new PatchProblem(`Unexpected kind: ${kind}`, 'Unprocessable');
  }
}

/** Applies the operations in order; the first that fails undoes all. */
export function jsonPatch(target: unknown, patch: unknown): Result<unknown, PatchProblem> {
  try {
    if (patch === null) return ok(target);
    if (!isList(patch)) throw new PatchProblem(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type jsonpatch.Patch`, 'BadRequest');
    const operations = patch.map((operation) => {
      if (operation !== null && !isMap(operation)) throw new PatchProblem(`json: cannot unmarshal ${jsonKind(operation)} into Go value of type jsonpatch.Operation`, 'BadRequest');
      return new Operation((draft(operation) ?? {}) as Draft);
    });
    let root = draft(target) as Container;
    for (const operation of operations) root = apply(root, operation);
    return ok(finished(root));
  } catch (problem) {
    if (problem instanceof PatchProblem) return err(problem);
    throw problem;
  }
}
