import { createContext, useContext } from 'react';
import { createStore, useStore } from 'zustand';
import type { StoreApi } from 'zustand';
import { tableNames } from '../worker/protocol.ts';
import type { BranchRow, Delta, FromWorker, Mark, Position, TableName, Tables } from '../worker/protocol.ts';
import { createCopy, takeRows } from './copy.ts';
import type { Copy } from './copy.ts';

export interface MirrorState {
  readonly ready: boolean;
  readonly problem?: string;
  readonly position: Position;
  readonly playing: boolean;
  readonly versions: Readonly<Record<TableName, number>>;
  readonly marks: readonly Mark[];
  readonly branches: readonly BranchRow[];
  /** Names of the add-ons that are on. */
  readonly addons: readonly string[];
  /** Grows with every reset (a seek, a branch): what was asked about the old place is old. */
  readonly era: number;
  /** Grows with every other cluster. */
  readonly fresh: number;
}

/** The page's copy: what draws from its tables subscribes to their version numbers. */
export interface Mirror {
  readonly tables: Copy;
  readonly store: StoreApi<MirrorState>;
}

function createMirror(): Mirror {
  const store = createStore<MirrorState>(() => ({
    ready: false,
    position: { step: 0, time: 0, branch: 0, end: 0, start: 0, origin: 0 },
    playing: false,
    versions: Object.fromEntries(tableNames.map((name) => [name, 0])) as Record<TableName, number>,
    marks: [],
    branches: [],
    addons: [],
    era: 0,
    fresh: 0,
  }));
  return { tables: createCopy(), store };
}

export const main = createMirror();
/** Another branch, shown beside the main one. */
export const beside = createMirror();

/** What draws under it shows that copy; without it, the main one. */
export const MirrorContext = createContext<Mirror>(main);

function take({ tables, store }: Mirror, message: Delta): void {
  const versions = { ...store.getState().versions };
  takeRows(tables, message, (name) => {
    versions[name] += 1;
  });
  store.setState((state) => ({
    ready: true,
    position: message.position,
    playing: message.playing,
    versions,
    marks: message.marks ?? state.marks,
    branches: message.branches ?? state.branches,
    addons: message.addons ?? state.addons,
    era: message.reset ? state.era + 1 : state.era,
    fresh: message.fresh ? state.fresh + 1 : state.fresh,
  }));
}

/** Takes in a message of the worker. */
export function receive(message: FromWorker): void {
  if (message.kind === 'delta') take(main, message);
  else if (message.kind !== 'beside') return;
  else if (message.delta) take(beside, message.delta);
  else beside.store.setState({ ready: false });
}

/** The state of the copy that the component is to show; `getState` and `subscribe` are of the main one. */
export const useMirror = Object.assign(<T>(selector: (state: MirrorState) => T): T => useStore(useContext(MirrorContext).store, selector), {
  getState: main.store.getState,
  setState: main.store.setState,
  subscribe: main.store.subscribe,
});

/** Where another branch is shown: ` on its-name`, so that what has one name on both sides is told apart. */
export function useSide(): string {
  const mirror = useContext(MirrorContext);
  const name = useStore(mirror.store, ({ branches, position }) => branches.find(({ id }) => id === position.branch)?.name);
  return mirror === main ? '' : ` on ${name ?? 'another branch'}`;
}

/** The live map of a table of the main copy, without subscribing. */
export const tableOf = <N extends TableName>(name: N): ReadonlyMap<string, Tables[N]> => main.tables[name];

/** The live map of a table; draws again when it changed. Depend on `version` in memos: the map stays the same object. */
export function useTable<N extends TableName>(name: N): { readonly rows: ReadonlyMap<string, Tables[N]>; readonly version: number } {
  const { tables, store } = useContext(MirrorContext);
  return { rows: tables[name], version: useStore(store, (state) => state.versions[name]) };
}

export function setProblem(problem: string | undefined): void {
  main.store.setState({ problem });
}
