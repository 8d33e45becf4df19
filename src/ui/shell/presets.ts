import { cluster } from '../client/session.ts';
import { setProblem } from '../stores/mirror.ts';
import { change } from '../stores/workspace.ts';

/** Starts another cluster from nothing. The files stay. */
export async function switchPreset(id: string): Promise<void> {
  change((state) => {
    state.preset = id;
    state.selection = undefined;
    state.bookmarks = [];
  });
  try {
    await cluster.boot({ preset: id });
    setProblem(undefined);
  } catch (error) {
    setProblem(`The cluster did not start: ${(error as Error).message}`);
  }
}
