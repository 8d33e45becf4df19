import { useEffect } from 'react';
import { create } from 'zustand';
import { cluster } from '../client/session.ts';
import type { LifeOwner, PodLife } from '../worker/history-protocol.ts';
import { useCalm } from './calm.ts';

/** Milliseconds between two questions while time runs; more where thousands of pods must be laid out anew each time. */
const pace = () => Math.min(3000, Math.max(120, known.size * 0.4));

interface LivesState {
  /** Changed in place; `change` says so. */
  readonly lives: ReadonlyMap<string, PodLife>;
  readonly owners: ReadonlyMap<string, LifeOwner>;
  /** Virtual time up to which this branch is known. */
  readonly end: number;
  readonly change: number;
}

const known = new Map<string, PodLife>();
const useStore = create<LivesState>()(() => ({ lives: known, owners: new Map(), end: 0, change: 0 }));
let asked = { version: 0, branch: -1 };
let busy = false;
let again = false;

async function ask(): Promise<void> {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await cluster.lives({ since: asked.version, branch: asked.branch });
    if (answer.reset) known.clear();
    for (const life of answer.lives) known.set(life.uid, life);
    asked = { version: answer.version, branch: answer.branch };
    useStore.setState(({ change }) => ({ owners: new Map(answer.owners.map((owner) => [owner.uid, owner])), end: answer.end, change: change + 1 }));
  } catch {
    // No cluster runs yet: the next delta asks again.
  }
  setTimeout(() => {
    busy = false;
    if (!again) return;
    again = false;
    void ask();
  }, pace());
}

/** The lives of all pods of this branch, kept fresh as long as somebody looks. */
export function useLives(): LivesState {
  const { end, branch } = useCalm((state) => state.position);
  const era = useCalm((state) => state.era);
  useEffect(() => void ask(), [end, branch, era]);
  return useStore();
}
