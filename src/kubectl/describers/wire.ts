import { formatRfc1123 } from '../../api/meta/time.ts';

/**
 * An object as the server sent it. Describers read any kind of any cluster, a real one's too, so every field may be missing: they read
 * with `?.` and print what kubectl prints for Go's zero value.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- one name for "JSON of no known shape", see above
export type Wire = any;

/** Go's `time.RFC1123Z` of an RFC 3339 timestamp; of none, that of Go's zero time. */
export function rfc1123(timestamp: string | null | undefined): string {
  if (!timestamp) return 'Mon, 01 Jan 0001 00:00:00 +0000';
  return formatRfc1123(Date.parse(timestamp));
}

/** `2026-11-22 12:46:13 +0000 UTC`, as Go prints a time with `%s`. */
export function goTime(timestamp: string | null | undefined): string {
  if (!timestamp) return '0001-01-01 00:00:00 +0000 UTC';
  return `${new Date(Date.parse(timestamp)).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;
}

/** `True`, `False`, or `<unset>` (upstream: printBoolPtr). */
export const boolOrUnset = (value: boolean | undefined): string => (value === undefined || value === null ? '<unset>' : value ? 'True' : 'False');

export const orNone = (text: string): string => (text === '' ? '<none>' : text);

/** A list as Go's `%v` prints it. */
export const goList = (items: readonly unknown[] | undefined): string => `[${(items ?? []).join(' ')}]`;

/** Go's `net.JoinHostPort`. */
export const hostPort = (host: string, port: string | number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** Byte order, as Go sorts strings; for the ASCII of names and keys that is the order of UTF-16 units. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const sortedKeys = (map: Readonly<Record<string, unknown>> | undefined): string[] => Object.keys(map ?? {}).sort(byText);
