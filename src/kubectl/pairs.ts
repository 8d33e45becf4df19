/** `KEY=VALUE` and `KEY-` behind the names of objects (upstream: kubectl `pkg/cmd/util/helpers.go` GetResourcesAndPairs, ParsePairs). */
import { err, ok, type Result } from '../base/result.ts';
import { failed, type Failure } from './failure.ts';

export interface Pairs {
  /** In the order given; a repeated key keeps its last value. */
  readonly set: ReadonlyMap<string, string>;
  readonly remove: readonly string[];
}

/** Parts the names of objects from the pairs, which come last. */
export function splitPairs(args: readonly string[], what: string): Result<{ readonly resources: readonly string[]; readonly pairs: readonly string[] }, Failure> {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const arg of args) {
    const pair = (arg.includes('=') && arg[0] !== '=') || (arg.endsWith('-') && arg !== '-');
    if (pair) pairs.push(arg);
    else if (pairs.length === 0) resources.push(arg);
    else return err(failed(`all resources must be specified before ${what} changes: ${arg}`));
  }
  return ok({ resources, pairs });
}

/** Reads pairs; `KEY-` only where things may be removed. */
export function parsePairs(pairs: readonly string[], what: string, removable: boolean): Result<Pairs, Failure> {
  const set = new Map<string, string>();
  const remove: string[] = [];
  const invalid: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) set.set(pair.slice(0, equals), pair.slice(equals + 1));
    else if (removable && pair.endsWith('-') && pair !== '-') remove.push(pair.slice(0, -1));
    else invalid.push(pair);
  }
  return invalid.length > 0 ? err(failed(`invalid ${what} format: ${invalid.join(', ')}`)) : ok({ set, remove });
}
