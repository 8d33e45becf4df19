/** Whether two JSON values are the same; shared parts are not looked into. A key that is `undefined` is as absent. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  if (Array.isArray(b)) return false;
  const left = a as Record<string, unknown>;
  const right = b as Record<string, unknown>;
  return equalFields(left, right, undefined);
}

/** Whether two objects are the same but for one field. */
export const equalBut = (field: string, a: object, b: object): boolean => equalFields(a as Record<string, unknown>, b as Record<string, unknown>, field);

function equalFields(left: Record<string, unknown>, right: Record<string, unknown>, but: string | undefined): boolean {
  let surplus = 0;
  for (const key in left) {
    const value = left[key];
    if (value === undefined || key === but) continue;
    const other = right[key];
    if ((value !== other || other === undefined) && !(Object.hasOwn(right, key) && deepEqual(value, other))) return false;
    surplus += 1;
  }
  // All of the left are on the right: those are the same where they are as many.
  for (const key in right) if (right[key] !== undefined && key !== but) surplus -= 1;
  return surplus === 0;
}

export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const key of Object.keys(value)) deepFreeze((value as Record<string, unknown>)[key]);
  }
  return value;
}
