import { cluster } from '../client/session.ts';
import { setProblem } from '../stores/mirror.ts';
import { change, putFiles } from '../stores/workspace.ts';
import { readStory } from './story-link.ts';
import type { StoryLink } from './story-link.ts';

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

/** Goes on with a story from a link or a file. Gives what to tell the user. */
export async function openStory({ files, story, bookmarks }: StoryLink): Promise<string | undefined> {
  putFiles(files);
  change((state) => {
    state.preset = story.preset;
    state.selection = undefined;
    state.bookmarks = [...(bookmarks ?? [])];
  });
  const { problem } = await cluster.boot({ preset: story.preset, saved: story });
  setProblem(problem);
  return problem;
}

/** Bytes that a tape's file may have. */
const LARGEST = 8_000_000;

/** Asks for a file that a tape was exported to, and goes on with it. */
export function importTape(tell: (text: string) => void): void {
  const field = document.createElement('input');
  field.type = 'file';
  field.accept = '.json,application/json';
  field.addEventListener('change', () => {
    const [file] = field.files ?? [];
    if (!file) return;
    if (file.size > LARGEST) {
      tell(`${file.name} is too large for a tape.`);
      return;
    }
    void file.text().then(async (text) => {
      const story = readStory(text);
      if (!story) tell(`${file.name} is no tape of Kubetick: nothing was changed.`);
      else tell((await openStory(story)) ?? `${file.name} goes on where it was.`);
    });
  });
  field.click();
}
