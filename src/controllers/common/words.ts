/** Small pieces of the sentences that controllers explain themselves with. */

/** `1 pod`, `2 pods` */
export const count = (n: number, noun: string, plural = `${noun}s`): string => `${n} ${n === 1 ? noun : plural}`;

/** `a`, `a and b`, `a, b and c`; more than `most` end in `and 7 more`. */
export function list(items: readonly string[], most = 3): string {
  if (items.length > most) return `${items.slice(0, most).join(', ')} and ${items.length - most} more`;
  return items.length < 2 ? (items[0] ?? 'none') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** Joins sentences; each ends with a full stop. */
export const sentences = (parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .map((part) => (part.endsWith('.') ? part : `${part}.`))
    .join(' ');

export const capitalized = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
