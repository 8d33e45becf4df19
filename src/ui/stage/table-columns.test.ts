import { describe, expect, it } from 'vitest';
import type { Measure } from './layout.ts';
import { columns, columnWidths, cutColumns, GAP } from './table-columns.ts';
import type { TableRow } from './table-rows.ts';

const measure: Measure = (text) => text.length * 7;
const row = (change: Partial<TableRow>): TableRow => ({
  key: 'pods/default/web',
  uid: '1',
  kind: 'Pod',
  name: 'web',
  namespace: 'default',
  depth: 0,
  ready: '1/1',
  status: 'Running',
  tone: 'plain',
  where: 'node-1',
  ...change,
});

describe("the Table's columns", () => {
  it.each([720, 734, 1000, 1900, 3800])('fill %d pixels, and no more', (width) => {
    const widths = Object.values(columnWidths(width));
    const filled = widths.reduce((sum, one) => sum + one, 28 + GAP * (columns.length - 1));
    expect(filled).toBeLessThanOrEqual(width);
    expect(filled).toBeGreaterThan(width - columns.length - 1);
  });
  it.each<readonly [what: string, change: Partial<TableRow>, next: string, cut: readonly string[]]>([
    ['nothing where all has room', {}, 'killed in 30 s', []],
    ['a long name', { name: 'a-name-of-more-than-thirty-characters' }, '', ['Name']],
    ['a name far under its owners', { name: 'web-7f8f9d5f9d-2nwnl', depth: 4 }, '', ['Name']],
    ['the same name at the top', { name: 'web-7f8f9d5f9d-2nwnl' }, '', []],
    ['a long kind', { kind: 'ValidatingAdmissionPolicy' }, '', ['Kind']],
    ['a long status and place', { status: 'revision 2, 300 updated, 225 available', where: 'surge 75, unavailable 75' }, '', ['Status', 'Where']],
    ['what differs', { differs: '≠ main: 1/1, Running' }, '', ['Status']],
    ['a long wait', {}, 'readiness probe in 1 h 20 min', ['Next']],
  ])('clip %s', (_, change, next, cut) => expect(cutColumns(row(change), next, columnWidths(734), measure)).toEqual(cut));
});
