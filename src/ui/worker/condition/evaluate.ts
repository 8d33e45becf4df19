/** Whether a condition holds, on whatever objects it is shown. */
import { compareQuantities, parseQuantity } from '../../../api/meta/quantity.ts';
import { selectorMatches } from '../../../api/meta/selector.ts';
import type { KubeObject, ResourceKey } from '../../../api/meta/types.ts';
import type { Condition, Listing, Literal, Operand, Operator, PathPart } from './ast.ts';

export interface ObjectSource {
  get(key: string): KubeObject | undefined;
  /** Of a namespace, or of all. */
  list(resource: ResourceKey, namespace: string | undefined): Iterable<KubeObject>;
}

/** Values of the fields that `changes` names, as they were when the wait began. */
export type Baseline = ReadonlyMap<Operand, string>;

export function baselineOf(condition: Condition, source: ObjectSource, into = new Map<Operand, string>()): Baseline {
  switch (condition.is) {
    case 'or':
    case 'and':
      baselineOf(condition.left, source, into);
      baselineOf(condition.right, source, into);
      break;
    case 'not':
      baselineOf(condition.of, source, into);
      break;
    case 'changes':
      into.set(condition.of, told(condition.of, source));
      break;
    default:
      break;
  }
  return into;
}

export function holds(condition: Condition, source: ObjectSource, baseline: Baseline, item?: KubeObject): boolean {
  switch (condition.is) {
    case 'or':
      return holds(condition.left, source, baseline, item) || holds(condition.right, source, baseline, item);
    case 'and':
      return holds(condition.left, source, baseline, item) && holds(condition.right, source, baseline, item);
    case 'not':
      return !holds(condition.of, source, baseline, item);
    case 'set':
      return values(condition.of, source, baseline, item).some((value) => !isZero(value));
    case 'exists':
      return values(condition.of, source, baseline, item).length > 0;
    case 'changes':
      return told(condition.of, source, item) !== (baseline.get(condition.of) ?? '');
    case 'compare': {
      const left = values(condition.left, source, baseline, item);
      const right = values(condition.right, source, baseline, item);
      // An absent field is like 0, false or an empty text; of several values one that fits is enough.
      const lefts = left.length === 0 ? [undefined] : left;
      const rights = right.length === 0 ? [undefined] : right;
      return lefts.some((a) => rights.some((b) => compares(a, condition.operator, b, condition.matches)));
    }
    case 'each': {
      const { test } = condition.of;
      let count = 0;
      for (const object of listed(condition.of, source)) {
        count += 1;
        const fits = test === undefined || holds(test, source, baseline, object);
        if (condition.which === 'any' && fits) return true;
        if (condition.which === 'no' && fits) return false;
        if (condition.which === 'all' && !fits) return false;
      }
      // All of none is no state that anybody waits for.
      return condition.which === 'no' || (condition.which === 'all' && count > 0);
    }
  }
}

/** What an operand is now, in a few words. */
export function told(operand: Operand, source: ObjectSource, item?: KubeObject): string {
  return values(operand, source, new Map(), item)
    .map((value) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'absent')))
    .join(', ');
}

function values(operand: Operand, source: ObjectSource, baseline: Baseline, item: KubeObject | undefined): unknown[] {
  switch (operand.kind) {
    case 'literal':
      return [operand.value];
    case 'field':
      return read(source.get(operand.key), operand.path);
    case 'item':
      return read(item, operand.path);
    case 'count': {
      let count = 0;
      const { test } = operand.of;
      for (const object of listed(operand.of, source)) if (test === undefined || holds(test, source, baseline, object)) count += 1;
      return [count];
    }
  }
}

/** The objects of a list, whatever its test says of them. */
export function* listed({ resource, namespace, selector }: Listing, source: ObjectSource): Generator<KubeObject> {
  for (const object of source.list(resource, namespace)) if (selector === undefined || selectorMatches(selector, object.metadata.labels)) yield object;
}

/** The values at a path; none where a part of it is absent. */
export function read(value: unknown, path: readonly PathPart[]): unknown[] {
  let now: unknown[] = value === undefined ? [] : [value];
  for (const part of path) {
    now = now.flatMap((one): unknown[] => {
      if (one === null || typeof one !== 'object') return [];
      switch (part.part) {
        case 'field':
          return Object.hasOwn(one, part.name) && !(Array.isArray(one) && part.name === 'length') ? [(one as Record<string, unknown>)[part.name]] : [];
        case 'index':
          return Array.isArray(one) && part.index < one.length ? [one[part.index]] : [];
        case 'every':
          return Array.isArray(one) ? (one as unknown[]) : Object.values(one);
        case 'where':
          return Array.isArray(one)
            ? one.filter((each) =>
                read(
                  each,
                  part.field.map((name) => ({ part: 'field', name }) as const),
                ).some((found) => String(found) === part.value),
              )
            : [];
      }
    });
  }
  return now;
}

const isZero = (value: unknown): boolean => value === undefined || value === null || value === false || value === 0 || value === '' || (Array.isArray(value) && value.length === 0);

function compares(a: unknown, operator: Operator, b: unknown, matches: ((text: string) => boolean) | undefined): boolean {
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '=~':
      return a !== undefined && matches !== undefined && matches(textOf(a));
    case 'contains':
      return Array.isArray(a) ? a.some((one) => equal(one, b)) : a !== undefined && textOf(a).includes(textOf(b));
    default: {
      const order = compare(a, b);
      if (order === undefined) return false;
      return operator === '<' ? order < 0 : operator === '<=' ? order <= 0 : operator === '>' ? order > 0 : order >= 0;
    }
  }
}

function equal(a: unknown, b: unknown): boolean {
  if (isZero(a) && isZero(b)) return true;
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) return JSON.stringify(a) === JSON.stringify(b);
  return textOf(a) === textOf(b) || (typeof a === 'string' && typeof b === 'string' && compare(a, b) === 0);
}

/** Numbers as numbers, quantities as quantities, other texts by their letters; `undefined` where they cannot be compared. */
function compare(a: unknown, b: unknown): number | undefined {
  const left = a ?? 0;
  const right = b ?? 0;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'object' || typeof right === 'object') return undefined;
  const x = parseQuantity(String(left));
  const y = parseQuantity(String(right));
  if (x.ok && y.ok) return compareQuantities(x.value, y.value);
  return String(left) < String(right) ? -1 : String(left) > String(right) ? 1 : 0;
}

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value as Literal));
