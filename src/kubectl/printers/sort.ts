/** `--sort-by` (upstream: kubectl `pkg/cmd/get/sorter.go`). */
import { compareQuantities, parseQuantity } from '../../api/meta/quantity.ts';
import { compareStrings, quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { jsonPathResults, relaxedJsonPath } from '../templates/jsonpath.ts';

/** The objects in the order of a field. Objects without it come first; that none has it is an error. */
export function sortByField<T>(objects: readonly T[], expression: string): Result<readonly T[], string> {
  const relaxed = relaxedJsonPath(expression);
  const path = relaxed.ok ? relaxed.value : expression;
  const keyed: { readonly object: T; readonly key: unknown }[] = [];
  for (const object of objects) {
    const found = jsonPathResults(path, object, true);
    if (!found.ok) return found;
    keyed.push({ object, key: found.value[0]?.[0] });
  }
  if (objects.length > 0 && keyed.every((k) => k.key === undefined)) return err(`couldn't find any field with path ${quote(path)} in the list of objects`);
  // Insertion sort, as Go's sort does it for short lists: with an order that is none (missing fields), the steps decide.
  for (let i = 1; i < keyed.length; i += 1) {
    for (let j = i; j > 0 && isLess(keyed[j]!.key, keyed[j - 1]!.key); j -= 1) [keyed[j - 1], keyed[j]] = [keyed[j]!, keyed[j - 1]!];
  }
  return ok(keyed.map((k) => k.object));
}

function isLess(a: unknown, b: unknown): boolean {
  if (a === undefined) return true;
  if (b === undefined) return false;
  if (typeof a === 'string' && typeof b === 'string') {
    const [x, y] = [parseQuantity(a), parseQuantity(b)];
    return x.ok && y.ok ? compareQuantities(x.value, y.value) < 0 : compareStrings(a, b) < 0;
  }
  if (typeof a === 'number' && typeof b === 'number') return a < b;
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i += 1) if (!isLess(a[i], b[i])) return false;
    return true;
  }
  return false;
}
