import { cluster } from '../client/session.ts';
import { setProblem } from '../stores/mirror.ts';
import { change } from '../stores/workspace.ts';

export const presets = [
  { id: 'three', label: 'three nodes', text: '3 × 2 CPU' },
  { id: 'one', label: 'one node', text: '1 × 2 CPU' },
  { id: 'thousand', label: '1,000 nodes', text: '10,000 pods' },
] as const;

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
