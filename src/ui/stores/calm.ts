/**
 * The state of the page's copy for what is read, not watched: clock, scrubber, lists, panels. While time runs their turns come one
 * after the other, so that a frame of the stage has at most a part of them to draw beside it; at rest they hear of everything at once.
 */
import { useContext, useState, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand';
import type { TableName, Tables } from '../worker/protocol.ts';
import { MirrorContext } from './mirror.ts';
import type { MirrorState } from './mirror.ts';

/** In how many deltas all have had their turn: eight times a second, with thirty deltas a second. */
const TURNS = 4;
/** Without a further delta for so many milliseconds, all hear of the last. */
const QUIET = 150;

type Store = Pick<StoreApi<MirrorState>, 'getState' | 'subscribe'>;

interface Reader {
  state: MirrorState;
  readonly tell: () => void;
}

/** Hands the states of a store on to its readers in turns. */
export class Turns {
  /** Those that wait longest come first. */
  private readonly readers = new Set<Reader>();
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
    for (const reader of [...this.readers].slice(0, Math.ceil(this.readers.size / TURNS))) this.tell(reader);
    this.timer = setTimeout(() => this.all(), QUIET);
  }

  private all(): void {
    for (const reader of [...this.readers]) this.tell(reader);
  }

  private tell(reader: Reader): void {
    // A reader may have gone because another was told.
    if (!this.readers.delete(reader)) return;
    this.readers.add(reader);
    reader.state = this.store.getState();
    reader.tell();
  }
}

const turns = new WeakMap<Store, Turns>();

interface Subscription {
  readonly store: Store;
  readonly subscribe: (tell: () => void) => () => void;
  readonly state: () => MirrorState;
}

function subscription(store: Store): Subscription {
  let own = turns.get(store);
  if (!own) turns.set(store, (own = new Turns(store)));
  const queue = own;
  let current = store.getState();
  return {
    store,
    subscribe: (tell) =>
      queue.add({
        get state() {
          return current;
        },
        set state(next) {
          current = next;
        },
        tell,
      }),
    state: () => current,
  };
}

/** As `useMirror`, in turns while time runs. `selector` gives a part of the state, and nothing that it makes itself. */
export function useCalm<T>(selector: (state: MirrorState) => T): T {
  const { store } = useContext(MirrorContext);
  const [made, make] = useState(() => subscription(store));
  let own = made;
  if (own.store !== store) {
    own = subscription(store);
    make(own);
  }
  return useSyncExternalStore(own.subscribe, () => selector(own.state()));
}

/** As `useTable`, in turns while time runs: the rows are those of now, the version is that of the last turn. */
export function useCalmTable<N extends TableName>(name: N): { readonly rows: ReadonlyMap<string, Tables[N]>; readonly version: number } {
  const { tables } = useContext(MirrorContext);
  return { rows: tables[name], version: useCalm((state) => state.versions[name]) };
}
