/**
 * The state of the page's copy for what is read, not watched: clock, scrubber, lists, panels. While time runs their turns come one
 * after the other, so that a frame of the stage has at most a part of them to draw beside it; at rest they hear of everything at once.
 */
import { createContext, useContext, useState, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand';
import type { TableName, Tables } from '../worker/protocol.ts';
import { MirrorContext } from './mirror.ts';
import type { Mirror, MirrorState } from './mirror.ts';

/** Parts of the page, in the order of their turns: eight times a second each, with thirty deltas a second. */
export const parts = ['shell', 'stage', 'timeline', 'side'] as const;
export type Part = (typeof parts)[number];
/** Without a further delta for so many milliseconds, all hear of the last. */
const QUIET = 150;

/** Whose turn the readers under it share: what is drawn together hears together, and is drawn once. */
export const PartContext = createContext<Part>('shell');

type Store = Pick<StoreApi<MirrorState>, 'getState' | 'subscribe'>;

interface Reader {
  state: MirrorState;
  readonly part: Part;
  readonly tell: () => void;
}

/** Hands the states of a store on to its readers in turns. */
export class Turns {
  private readonly readers = new Set<Reader>();
  private turn = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stop: (() => void) | undefined;

  constructor(private readonly store: Store) {}

  add(reader: Reader): () => void {
    this.readers.add(reader);
    this.stop ??= this.store.subscribe((state) => this.hear(state));
    // Between its first drawing and now something may have come.
    if (reader.state !== this.store.getState()) this.tell(reader);
    return () => {
      this.readers.delete(reader);
      if (this.readers.size > 0) return;
      clearTimeout(this.timer);
      this.stop?.();
      this.stop = undefined;
    };
  }

  private hear(state: MirrorState): void {
    clearTimeout(this.timer);
    if (!state.playing) {
      this.all();
      return;
    }
    this.turn = (this.turn + 1) % parts.length;
    const part = parts[this.turn];
    for (const reader of [...this.readers]) if (reader.part === part) this.tell(reader);
    this.timer = setTimeout(() => this.all(), QUIET);
  }

  private all(): void {
    for (const reader of [...this.readers]) this.tell(reader);
  }

  private tell(reader: Reader): void {
    // A reader may have gone because another was told.
    if (!this.readers.has(reader)) return;
    reader.state = this.store.getState();
    reader.tell();
  }
}

const turns = new WeakMap<Store, Turns>();

function turnsOf(store: Store): Turns {
  let own = turns.get(store);
  if (!own) turns.set(store, (own = new Turns(store)));
  return own;
}

/** Calls `turn` whenever it is this part's turn. Gives what ends it. */
export function onTurn(store: Store, part: Part, turn: () => void): () => void {
  return turnsOf(store).add({ state: store.getState(), part, tell: turn });
}

interface Subscription {
  readonly store: Store;
  readonly part: Part;
  readonly subscribe: (tell: () => void) => () => void;
  readonly state: () => MirrorState;
}

function subscription(store: Store, part: Part): Subscription {
  const queue = turnsOf(store);
  let current = store.getState();
  return {
    store,
    part,
    subscribe: (tell) =>
      queue.add({
        get state() {
          return current;
        },
        set state(next) {
          current = next;
        },
        part,
        tell,
      }),
    state: () => current,
  };
}

/** As `useMirror`, in turns while time runs. `selector` gives a part of the state, and nothing that it makes itself. */
export const useCalm = <T>(selector: (state: MirrorState) => T): T => useCalmOf(useContext(MirrorContext), selector);

/** The same of a given copy. */
export function useCalmOf<T>({ store }: Mirror, selector: (state: MirrorState) => T): T {
  const part = useContext(PartContext);
  const [made, make] = useState(() => subscription(store, part));
  let own = made;
  if (own.store !== store || own.part !== part) {
    own = subscription(store, part);
    make(own);
  }
  return useSyncExternalStore(own.subscribe, () => selector(own.state()));
}

/** As `useTable`, in turns while time runs: the rows are those of now, the version is that of the last turn. */
export function useCalmTable<N extends TableName>(name: N): { readonly rows: ReadonlyMap<string, Tables[N]>; readonly version: number } {
  const { tables } = useContext(MirrorContext);
  return { rows: tables[name], version: useCalm((state) => state.versions[name]) };
}
