/** Calls that are no calls (upstream: cel-go parser/macro.go, ext/comprehensions.go). */
import type { Mistake } from './tokens.ts';
import type { Call, Tree } from './tree.ts';

const QUANTIFIERS: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'existsOne']);

interface Shape {
  readonly names: number;
  readonly filtered: boolean;
}

/** By how many arguments there are; `undefined`: an ordinary call. */
function shapeOf(name: string, count: number): Shape | undefined {
  if (QUANTIFIERS.has(name)) return (count === 2 && name !== 'existsOne') || (count === 3 && name !== 'exists_one') ? { names: count - 1, filtered: false } : undefined;
  if (name === 'filter') return count === 2 ? { names: 1, filtered: false } : undefined;
  if (name === 'map') return count === 2 || count === 3 ? { names: 1, filtered: count === 3 } : undefined;
  if (name === 'transformList' || name === 'transformMap' || name === 'transformMapEntry') return count === 3 || count === 4 ? { names: 2, filtered: count === 4 } : undefined;
  return (name === 'optMap' || name === 'optFlatMap') && count === 2 ? { names: 1, filtered: false } : undefined;
}

export function expanded(call: Call, mistakes: Mistake[]): Tree {
  const { name, args, target, at } = call;
  if (name === 'has' && target === undefined && args.length === 1) {
    const arg = args[0]!;
    if (arg.is === 'select' && !arg.test) return { ...arg, at, test: true };
    mistakes.push({ at: arg.at, message: 'invalid argument to has() macro' });
    return { is: 'unknown', at };
  }
  const shape = target && shapeOf(name, args.length);
  if (!target || !shape) return call;
  const given = args.slice(0, shape.names);
  const wrong = given.filter(({ is }) => is !== 'name');
  mistakes.push(...wrong.slice(0, 1).map((arg) => ({ at: arg.at, message: 'argument must be a simple name' })));
  if (wrong.length > 0) return { is: 'unknown', at };
  return {
    is: 'loop',
    at,
    macro: name,
    range: target,
    names: given.map((arg) => (arg.is === 'name' ? arg.name : '')),
    ...(shape.filtered ? { filter: args[shape.names]! } : {}),
    body: args.at(-1)!,
  };
}
