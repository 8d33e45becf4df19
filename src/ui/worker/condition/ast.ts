/** A condition on objects, as parsed: data, so that it can be evaluated at any step, there or in the past. */
import type { ResourceKey } from '../../../api/meta/types.ts';
import type { Selector } from '../../../api/meta/selector.ts';

/** A step into a value; `every` takes all elements of a list, `where` those whose field has a value. */
export type PathPart =
  | { readonly part: 'field'; readonly name: string }
  | { readonly part: 'index'; readonly index: number }
  | { readonly part: 'every' }
  | { readonly part: 'where'; readonly field: readonly string[]; readonly value: string };

export interface Listing {
  readonly resource: ResourceKey;
  /** `undefined`: of all namespaces. */
  readonly namespace: string | undefined;
  readonly selector: Selector | undefined;
  readonly test: Condition | undefined;
}

export type Literal = string | number | boolean | null;

export type Operand =
  | { readonly kind: 'literal'; readonly value: Literal }
  /** A field of an object by name. An empty path is the object itself. */
  | { readonly kind: 'field'; readonly key: string; readonly path: readonly PathPart[] }
  /** A field of the object that a quantifier looks at. */
  | { readonly kind: 'item'; readonly path: readonly PathPart[] }
  | { readonly kind: 'count'; readonly of: Listing };

export const operators = ['==', '!=', '<=', '>=', '<', '>', '=~', 'contains'] as const;
export type Operator = (typeof operators)[number];

export type Condition =
  | { readonly is: 'or' | 'and'; readonly left: Condition; readonly right: Condition }
  | { readonly is: 'not'; readonly of: Condition }
  | { readonly is: 'compare'; readonly left: Operand; readonly operator: Operator; readonly right: Operand; readonly matches?: (text: string) => boolean }
  /** Present, and neither false, 0 nor empty. */
  | { readonly is: 'set'; readonly of: Operand }
  | { readonly is: 'exists'; readonly of: Operand }
  | { readonly is: 'each'; readonly which: 'any' | 'all' | 'no'; readonly of: Listing }
  /** Another value than when the wait began. */
  | { readonly is: 'changes'; readonly of: Operand };

/** Where a text is no condition, and why. Counts characters from 0. */
export interface ConditionProblem {
  readonly at: number;
  readonly length: number;
  readonly message: string;
}

/** Resources that a condition reads: writes to others do not change it. */
export function resourcesOf(condition: Condition, into = new Set<ResourceKey>()): ReadonlySet<ResourceKey> {
  switch (condition.is) {
    case 'or':
    case 'and':
      resourcesOf(condition.left, into);
      resourcesOf(condition.right, into);
      break;
    case 'not':
      resourcesOf(condition.of, into);
      break;
    case 'compare':
      operandResources(condition.left, into);
      operandResources(condition.right, into);
      break;
    case 'set':
    case 'exists':
    case 'changes':
      operandResources(condition.of, into);
      break;
    case 'each':
      listingResources(condition.of, into);
      break;
  }
  return into;
}

function operandResources(operand: Operand, into: Set<ResourceKey>): void {
  if (operand.kind === 'field') into.add(operand.key.slice(0, operand.key.indexOf('/')));
  else if (operand.kind === 'count') listingResources(operand.of, into);
}

function listingResources({ resource, test }: Listing, into: Set<ResourceKey>): void {
  into.add(resource);
  if (test) resourcesOf(test, into);
}
