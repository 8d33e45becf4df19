/** Files for the user to keep. Each gives what to tell the user where there is nothing to save. */
import { cluster } from '../client/session.ts';
import { ownFiles, useWorkspace } from '../stores/workspace.ts';
import { pictureOfStage, toCanvas, toSvg } from './picture.ts';
import type { StoryLink } from './story-link.ts';

export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export const NO_STAGE = 'There is no stage in view: show it first.';

export async function exportPicture(): Promise<string | undefined> {
  const picture = pictureOfStage();
  if (!picture) return NO_STAGE;
  const canvas = await toCanvas(picture, Math.max(2, devicePixelRatio || 1));
  const content = await new Promise<Blob | null>((resolve) => {
    if (canvas) canvas.toBlob(resolve, 'image/png');
    else resolve(null);
  });
  if (!content) return 'The picture could not be made.';
  download('kubetick.png', content);
  return undefined;
}

export async function exportSvg(): Promise<string | undefined> {
  const picture = pictureOfStage();
  if (!picture) return NO_STAGE;
  download('kubetick.svg', new Blob([await toSvg(picture)], { type: 'image/svg+xml' }));
  return undefined;
}

/** Files, inputs, branches, bookmarks and position: what brings the story back, to the byte. */
export async function exportTape(): Promise<string | undefined> {
  const tape: StoryLink = { files: ownFiles(), story: await cluster.save(), bookmarks: useWorkspace.getState().bookmarks };
  download('kubetick-tape.json', new Blob([JSON.stringify(tape)], { type: 'application/json' }));
  return undefined;
}
