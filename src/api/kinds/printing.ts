/** Cells that several kinds' tables share (upstream: pkg/printers/internalversion/printers.go). */
import { humanDuration } from '../../base/duration.ts';
import { compareStrings } from '../../base/go-format.ts';
import type { TableColumn } from '../descriptor.ts';
import type { KubeObject } from '../meta/types.ts';
import type { Container } from './pod/container-types.ts';

/** How long ago `timestamp` (RFC 3339, with or without a fraction) was. */
export function since(timestamp: string | null | undefined, now: number): string {
  return timestamp === undefined || timestamp === null || timestamp === '' ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
}

export const ageColumn: TableColumn = { name: 'Age', priority: 0, cell: (object, now) => since(object.metadata.creationTimestamp, now) };

/** The only column of kinds that have none of their own. */
export const createdAtColumn: TableColumn = { name: 'Created At', priority: 0, cell: ({ metadata }) => metadata.creationTimestamp ?? '' };

/** The wide columns CONTAINERS and IMAGES of what has a pod template. */
export const containerColumns = <T extends KubeObject>(containersOf: (object: T) => readonly Container[] | undefined): readonly TableColumn<T>[] => [
  { name: 'Containers', priority: 1, cell: (object) => (containersOf(object) ?? []).map((container) => container.name).join(',') },
  { name: 'Images', priority: 1, cell: (object) => (containersOf(object) ?? []).map((container) => container.image).join(',') },
];

/** `a,b,c + 2 more...`: the first `max` of `items`. */
export function firstFew(items: readonly string[], max: number, separator = ','): string {
  const shown = items.slice(0, max).join(separator);
  return items.length > max ? `${shown} + ${items.length - max} more...` : shown;
}

export const printBool = (value: boolean | undefined): string => (value === undefined ? '<unset>' : value ? 'True' : 'False');
/** Labels or a map selector in a table: `app=web,tier=db`, `<none>`. Upstream: apimachinery `labels.FormatLabels`. */
export function formatLabels(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => compareStrings(a, b));
  return entries.map(([key, value]) => `${key}=${value}`).join(',') || '<none>';
}
