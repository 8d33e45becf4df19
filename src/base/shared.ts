/** Equal values kept once. */

/**
 * Gives the value that was made for `key` before, or makes it. Remembers the last `most` or so, so that what is not asked for any more is
 * let go. A matter of memory only: what is made for one key must always be equal, and is not changed.
 */
export function shared<T>(most: number): (key: string, make: () => T) => T {
  const known = new Map<string, T>();
  return (key, make) => {
    let value = known.get(key);
    if (value === undefined) {
      if (known.size >= most) known.clear();
      known.set(key, (value = make()));
    }
    return value;
  };
}
