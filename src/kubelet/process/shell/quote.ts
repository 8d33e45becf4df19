/** Characters that need no quotes where the shell shows a word. */
const BARE = /^[A-Za-z0-9_@%+:,./\]-]+$/;

/** A word as `set -x` and `trap` show it. */
export const quoted = (word: string): string => (BARE.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** dash names what it met first: `"do" unexpected (expecting "then")`. */
export function dashText(message: string): string {
  const match = /^unexpected (".*?"|[a-z ]+?)( \(expecting .*)?$/.exec(message);
  return match === null ? `${message[0]!.toUpperCase()}${message.slice(1)}` : `${match[1]} unexpected${match[2] ?? ''}`;
}
