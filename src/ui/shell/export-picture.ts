/** Files for the user to keep. Each gives what to tell the user where there is nothing to save. */
import { cluster } from '../client/session.ts';
import { useMirror } from '../stores/mirror.ts';
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

const NO_STAGE = 'There is no stage in view: show it first.';

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

/** Frames at most, pixels across at most, and milliseconds that each is shown. */
const FRAMES = 80;
const WIDEST = 960;
const SHOWN = 160;
const LAST = 2000;

const drawn = () =>
  new Promise<void>((resolve) => {
    // Two frames: one that lays out, one that draws. What glides has then begun; half a second ends it.
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 380)));
  });

/** Plays the branch from its start to here, and keeps each turn of it as a frame. */
export async function exportAnimation(tell: (text: string) => void): Promise<string | undefined> {
  const { step, branch, start } = useMirror.getState().position;
  if (!pictureOfStage()) return NO_STAGE;
  const { steps } = await cluster.traceIndex();
  const all = steps.filter((one) => one > start && one <= step);
  if (all.length === 0) return 'Nothing has happened on this branch yet.';
  const every = Math.max(1, Math.ceil(all.length / FRAMES));
  const chosen = all.filter((_, index) => (all.length - 1 - index) % every === 0);
  const frames: { data: Uint8ClampedArray<ArrayBuffer>; delay: number }[] = [];
  let size = { width: 0, height: 0 };
  try {
    const { encode } = await import('modern-gif');
    const { default: workerUrl } = await import('modern-gif/worker?url');
    for (const [index, at] of chosen.entries()) {
      await cluster.seek({ step: at, branch });
      await drawn();
      const picture = pictureOfStage();
      const canvas = picture && (await toCanvas(picture, Math.min(1, WIDEST / picture.width)));
      if (!canvas) return 'The picture could not be made.';
      if (index === 0) size = { width: canvas.width, height: canvas.height };
      if (canvas.width !== size.width || canvas.height !== size.height) continue;
      frames.push({ data: canvas.getContext('2d')!.getImageData(0, 0, size.width, size.height).data, delay: index === chosen.length - 1 ? LAST : SHOWN });
      tell(`Frame ${index + 1} of ${chosen.length}`);
    }
    tell('Writes the animation …');
    const output = await encode({ workerUrl, ...size, frames, looped: true, maxColors: 128, format: 'arrayBuffer' });
    download('kubetick.gif', new Blob([output], { type: 'image/gif' }));
    return `The animation has ${frames.length} frames.`;
  } finally {
    await cluster.seek({ step, branch });
  }
}

/** Files, inputs, branches, bookmarks and position: what brings the story back, to the byte. */
export async function exportTape(): Promise<string | undefined> {
  const tape: StoryLink = { files: ownFiles(), story: await cluster.save(), bookmarks: useWorkspace.getState().bookmarks };
  download('kubetick-tape.json', new Blob([JSON.stringify(tape)], { type: 'application/json' }));
  return undefined;
}
