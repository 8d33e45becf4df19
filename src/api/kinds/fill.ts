/** Small steps of defaulting on immutable objects. Each gives the same object where it changes nothing, so that equal stays identical. */

/** `object` with the fields of `defaults` that it lacks. A default may be a function where building it costs something. */
export function fill<T extends object>(object: T, defaults: { readonly [K in keyof T]?: T[K] }): T {
  let out: T | undefined;
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    if (object[key] !== undefined && object[key] !== null) continue;
    out ??= { ...object };
    out[key] = defaults[key] as T[keyof T];
  }
  return out ?? object;
}

/** `object` with `changes`; a change to `undefined` removes the field. */
export function change<T extends object>(object: T, changes: { readonly [K in keyof T]?: T[K] | undefined }): T {
  let out: T | undefined;
  for (const key of Object.keys(changes) as (keyof T)[]) {
    const value = changes[key];
    if (object[key] === value && (value !== undefined || !(key in object))) continue;
    out ??= { ...object };
    if (value === undefined) delete out[key];
    else out[key] = value as T[keyof T];
  }
  return out ?? object;
}

/** `list` with every item passed through `step`. */
export function each<T>(list: readonly T[] | undefined, step: (item: T) => T): readonly T[] | undefined {
  if (!list) return list;
  let changed = false;
  const out = list.map((item) => {
    const next = step(item);
    if (next !== item) changed = true;
    return next;
  });
  return changed ? out : list;
}

/** `value` passed through `step` where there is one. */
export function given<T>(value: T | undefined, step: (value: T) => T): T | undefined {
  return value === undefined || value === null ? value : step(value);
}
