import type { Branch } from '../../../engine/tape.ts';

type Forked = Pick<Branch, 'id' | 'from'>;

/** The last step that two branches have in common: they leave the same branch, or one of them the other. -1: none. */
export function sharedUntil(branches: readonly Forked[], a: Forked, b: Forked): number {
  const theirs = lineOf(branches, b);
  for (const [id, until] of lineOf(branches, a)) {
    const other = theirs.get(id);
    if (other !== undefined) return Math.min(until, other);
  }
  return -1;
}

/** A branch and those that it comes from, with the last step that it has of each. */
function lineOf(branches: readonly Forked[], branch: Forked): ReadonlyMap<number, number> {
  const line = new Map<number, number>();
  let until = Infinity;
  for (let at: Forked | undefined = branch; at && !line.has(at.id);) {
    line.set(at.id, until);
    const { from }: Forked = at;
    until = Math.min(until, from?.step ?? Infinity);
    at = from && branches.find(({ id }) => id === from.branch);
  }
  return line;
}
