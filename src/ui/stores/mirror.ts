import { create } from 'zustand';
import { tableNames } from '../worker/protocol.ts';
import type { BranchRow, FromWorker, Mark, Position, Row, TableName, Tables } from '../worker/protocol.ts';

/**
 * The page's copy of the cluster, by rows. The maps are changed in place, since a delta must not cost what the cluster is large;
 * what draws from them subscribes to their version numbers.
 */
type Mirror = { readonly [N in TableName]: Map<string, Tables[N]> };

const emptyMirror = () => Object.fromEntries(tableNames.map((name) => [name, new Map()])) as unknown as Mirror;
const mirror: Mirror = emptyMirror();

interface MirrorState {
  readonly ready: boolean;
  readonly problem?: string;
  readonly position: Position;
  readonly playing: boolean;
  readonly versions: Readonly<Record<TableName, number>>;
  readonly marks: readonly Mark[];
  readonly branches: readonly BranchRow[];
  /** Grows with every reset (a seek, a branch): what was asked about the old place is old. */
  readonly era: number;
}

const zeroVersions = Object.fromEntries(tableNames.map((name) => [name, 0])) as Record<TableName, number>;

export const useMirror = create<MirrorState>()(() => ({
  ready: false,
  position: { step: 0, time: 0, branch: 0, end: 0, start: 0, origin: 0 },
  playing: false,
  versions: zeroVersions,
  marks: [],
  branches: [],
  era: 0,
}));

/** Takes in a message of the worker. */
export function receive(message: FromWorker): void {
  if (message.kind !== 'delta') return;
  const versions = { ...useMirror.getState().versions };
  if (message.fresh) {
    for (const name of tableNames) {
      mirror[name].clear();
      versions[name] += 1;
    }
  }
  for (const name of tableNames) {
    const delta = message.tables[name];
    if (!delta) continue;
    const table = mirror[name] as Map<string, Row>;
    for (const key of delta.drop) table.delete(key);
    for (const row of delta.put) table.set(row.key, row);
    versions[name] += 1;
  }
  useMirror.setState((state) => ({
    ready: true,
    position: message.position,
    playing: message.playing,
    versions,
    marks: message.marks ?? state.marks,
    branches: message.branches ?? state.branches,
    era: message.reset ? state.era + 1 : state.era,
  }));
}

/** The live map of a table, without subscribing. */
export const tableOf = <N extends TableName>(name: N): ReadonlyMap<string, Tables[N]> => mirror[name];

/** The live map of a table; draws again when it changed. Depend on `version` in memos: the map stays the same object. */
export function useTable<N extends TableName>(name: N): { readonly rows: ReadonlyMap<string, Tables[N]>; readonly version: number } {
  const version = useMirror((state) => state.versions[name]);
  return { rows: mirror[name], version };
}

export function setProblem(problem: string | undefined): void {
  useMirror.setState({ problem });
}
