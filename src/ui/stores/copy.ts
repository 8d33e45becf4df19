/** A copy of a cluster by rows, kept by deltas. The maps are changed in place, since a delta must not cost what the cluster is large. */
import { tableNames } from '../worker/protocol.ts';
import type { Delta, Row, TableName, Tables } from '../worker/protocol.ts';

export type Copy = { readonly [N in TableName]: Map<string, Tables[N]> };

export const createCopy = (): Copy => Object.fromEntries(tableNames.map((name) => [name, new Map()])) as unknown as Copy;

/** Takes a delta in, and tells of each table that changed. */
export function takeRows(copy: Copy, { fresh, tables }: Pick<Delta, 'fresh' | 'tables'>, changed: (name: TableName) => void): void {
  for (const name of tableNames) {
    const table = copy[name] as Map<string, Row>;
    const delta = tables[name];
    if (fresh) table.clear();
    if (!delta) {
      if (fresh) changed(name);
      continue;
    }
    for (const key of delta.drop) table.delete(key);
    for (const row of delta.put) table.set(row.key, row);
    changed(name);
  }
}
