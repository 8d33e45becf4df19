/** What survives a refresh: files, choices and the story so far, in IndexedDB. */
import { openDB } from 'idb';
import type { IDBPDatabase } from 'idb';
import type { SavedStory } from '../worker/protocol.ts';
import { change, ownFiles, useWorkspace } from './workspace.ts';
import type { EditorFile, Workspace } from './workspace.ts';

type Choices = Pick<Workspace, 'active' | 'namespace' | 'selection' | 'focus' | 'stageTab' | 'inspectorTab' | 'bottomTab' | 'speed' | 'preset' | 'bookmarks'>;

interface Kept {
  readonly files: readonly EditorFile[];
  readonly choices: Choices;
}

let database: Promise<IDBPDatabase> | undefined;
const open = () => (database ??= openDB('kubetick', 1, { upgrade: (db) => void db.createObjectStore('kept') }));

/** Set while a story is brought back: a page that died of it starts without it the next time. */
const RESTORING = 'kubetick-restoring';

/** Brings files and choices back, and gives the story to go on with. Without storage it does nothing. */
export async function restore(): Promise<SavedStory | undefined> {
  try {
    const db = await open();
    const kept = (await db.get('kept', 'workspace')) as Kept | undefined;
    if (kept) {
      change((state) => {
        if (kept.files.length > 0) state.files = [...kept.files];
        Object.assign(state, kept.choices);
        if (!state.files.some(({ name }) => name === state.active)) state.active = state.files[0]!.name;
      });
    }
    if (localStorage.getItem(RESTORING) !== null) return undefined;
    return (await db.get('kept', 'story')) as SavedStory | undefined;
  } catch {
    return undefined;
  }
}

export function markRestoring(restoring: boolean): void {
  try {
    if (restoring) localStorage.setItem(RESTORING, '1');
    else localStorage.removeItem(RESTORING);
  } catch {
    // Storage is off: there is nothing to bring back either.
  }
}

export async function keepWorkspace(): Promise<void> {
  const { active, namespace, selection, focus, stageTab, inspectorTab, bottomTab, speed, preset, bookmarks } = useWorkspace.getState();
  await put('workspace', { files: ownFiles(), choices: { active, namespace, selection, focus, stageTab, inspectorTab, bottomTab, speed, preset, bookmarks } } satisfies Kept);
}

export const keepStory = (story: SavedStory): Promise<void> => put('story', story);

async function put(key: string, value: unknown): Promise<void> {
  try {
    const db = await open();
    await db.put('kept', value, key);
  } catch {
    // Storage is off or full: the page works, and forgets.
  }
}
