import { useEffect } from 'react';
import { createStore, useStore } from 'zustand';
import { cluster } from '../client/session.ts';
import type { LifeOwner, PodLife, AskedSide } from '../worker/history-protocol.ts';
import { useCalm } from './calm.ts';
import { oneByOne } from './one-by-one.ts';
import { useAsked } from './sides.ts';

interface LivesState {
  /** Changed in place; `change` says so. */
  readonly lives: ReadonlyMap<string, PodLife>;
  readonly owners: ReadonlyMap<string, LifeOwner>;
  /** Virtual time up to which this branch is known. */
  readonly end: number;
  readonly change: number;
}

/** What the page knows of the pods of one branch, and how it learns more. */
function createLives(side: AskedSide | undefined) {
  const known = new Map<string, PodLife>();
  const store = createStore<LivesState>(() => ({ lives: known, owners: new Map(), end: 0, change: 0 }));
  let asked = { version: 0, branch: -1 };
  /** Milliseconds between two questions while time runs; more where many pods must be laid out anew each time. */
  const pace = () => Math.min(3000, Math.max(120, known.size));
  const ask = oneByOne(async () => {
    try {
      const answer = await cluster.lives({ since: asked.version, branch: asked.branch, side });
      if (answer.reset) known.clear();
      for (const life of answer.lives) known.set(life.uid, life);
      asked = { version: answer.version, branch: answer.branch };
      store.setState(({ change }) => ({ owners: new Map(answer.owners.map((owner) => [owner.uid, owner])), end: answer.end, change: change + 1 }));
    } catch {
      // No cluster runs yet, or the other branch is no longer shown: the next delta asks again.
    }
  }, pace);
  return { store, ask };
}

const sides = { here: createLives(undefined), beside: createLives('beside') };

/** The lives of all pods of the branch that the component shows, kept fresh as long as somebody looks. */
export function useLives(): LivesState {
  const { store, ask } = sides[useAsked() ?? 'here'];
  const { end, branch } = useCalm((state) => state.position);
  const era = useCalm((state) => state.era);
  useEffect(ask, [ask, end, branch, era]);
  return useStore(store);
}
