/** How wide the Table's columns are, and which words have no room in theirs. Pure. */
import type { Measure } from './layout.ts';
import type { TableRow } from './table-rows.ts';

export const columns = ['Name', 'Kind', 'Ready', 'Status', 'Restarts', 'Where', 'Next'] as const;
export type Column = (typeof columns)[number];

/** Pixels that each has at least, and its share of what is left. */
const rooms: Readonly<Record<Column, readonly [least: number, share: number]>> = {
  Name: [190, 2],
  Kind: [76, 0.4],
  Ready: [53, 0],
  Status: [117, 1.8],
  Restarts: [54, 0],
  Where: [66, 1],
  Next: [104, 0.8],
};
export const GAP = 4;
/** Left and right of the cells. */
const EDGES = 28;

/** In pixels, in a table of this width. */
export function columnWidths(width: number): Readonly<Record<Column, number>> {
  const all = Object.values(rooms);
  const least = all.reduce((sum, [room]) => sum + room, EDGES + GAP * (columns.length - 1));
  const shares = all.reduce((sum, [, share]) => sum + share, 0);
  const left = Math.max(0, width - least);
  return Object.fromEntries(columns.map((column) => [column, Math.floor(rooms[column][0] + (left * rooms[column][1]) / shares)])) as Record<Column, number>;
}

/** Under the owner; a step for each owner above. */
export const INDENT = 14;
export const BRANCH = '└\u00a0';

/**
 * The columns in which a row's words are too long. Only those are clipped: each clip is a layer for the browser to tell apart whenever a row moves.
 * `next`: what is said of its countdown.
 */
export function cutColumns({ name, depth, kind, status, differs, where }: TableRow, next: string, widths: Readonly<Record<Column, number>>, measure: Measure): Column[] {
  const texts: readonly (readonly [Column, string, number?])[] = [
    ['Name', depth > 0 ? `${BRANCH}${name}` : name, depth * INDENT],
    ['Kind', kind],
    ['Status', differs === undefined ? status : `${differs} ${status}`],
    ['Where', where],
    ['Next', next],
  ];
  return texts.flatMap(([column, text, indent = 0]) => (text !== '' && Math.ceil(measure(text, 'small')) + indent >= widths[column] ? [column] : []));
}
