/** The story as an animation: each frame is the stage as it is at a step, drawn anew for it. */
import { cluster, idle } from '../client/session.ts';
import { holdStill } from '../stage/motion.ts';
import { useMirror } from '../stores/mirror.ts';
import { download, NO_STAGE } from './export-picture.ts';
import type { FromGif, GifFrame, ToGif } from './gif-worker.ts';
import { pictureOfStage, toCanvas } from './picture.ts';

/** Frames at most, pixels across at most, and milliseconds that each is shown. */
const FRAMES = 80;
const WIDEST = 960;
const SHOWN = 160;
const LAST = 2000;
/** Times that the page is looked at until it has all that it asked for; it then is taken as it is. */
const LOOKS = 100;
/** Milliseconds between two looks. */
const BETWEEN = 20;
/** Milliseconds that an answer of the engine is waited for. */
const LONGEST = 2000;

/** `frame` of `frames` is drawn; all of them: the file is being written. */
export interface Progress {
  readonly frame: number;
  readonly frames: number;
}

/** Plays the branch from its start to here, keeps each turn of it as a frame, and comes back. Gives what to tell the person; nothing where `stop` was pulled. */
export async function exportAnimation(tell: (progress: Progress) => void, stop: AbortSignal): Promise<string | undefined> {
  if (!pictureOfStage()) return NO_STAGE;
  await cluster.pause();
  const { step, branch, start } = useMirror.getState().position;
  const { steps } = await cluster.traceIndex();
  const all = steps.filter((one) => one > start && one <= step);
  if (all.length === 0) return 'Nothing has happened on this branch yet.';
  const every = Math.max(1, Math.ceil(all.length / FRAMES));
  const chosen = all.filter((_, index) => (all.length - 1 - index) % every === 0);
  const move = holdStill();
  const gif = openGif();
  try {
    const told = (frame: number) => tell({ frame, frames: chosen.length });
    let size: { readonly width: number; readonly height: number } | undefined;
    let kept = 0;
    for (const [index, at] of chosen.entries()) {
      told(index);
      await cluster.seek({ step: at, branch });
      await shown();
      if (stop.aborted) return undefined;
      const picture = pictureOfStage();
      const canvas = picture && (await toCanvas(picture, Math.min(1, WIDEST / picture.width)));
      if (!canvas) return 'The picture could not be made.';
      const { width, height } = canvas;
      if (!size) gif.post({ size: (size = { width, height }) });
      // The window was made larger or smaller in between.
      if (width !== size.width || height !== size.height) continue;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
      gif.frame({ data, delay: index === chosen.length - 1 ? LAST : SHOWN });
      kept += 1;
    }
    told(chosen.length);
    // What follows needs no more of the stage.
    move();
    await cluster.seek({ step, branch });
    const file = await gif.end(stop);
    if (!file) return undefined;
    download('kubetick.gif', new Blob([file], { type: 'image/gif' }));
    return `The animation has ${kept} ${kept === 1 ? 'frame' : 'frames'}.`;
  } finally {
    gif.close();
    move();
    if (useMirror.getState().position.step !== step) await cluster.seek({ step, branch });
  }
}

/** Until the page shows the step that it was moved to: with all that it asked the engine for about it. */
async function shown(): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    // What is asked in the effects of a rendering comes after it.
    await turn();
    await Promise.race([idle(), turn(LONGEST)]);
    await turn();
    if (!document.querySelector('.stage-body [aria-busy=true]')) return;
    await turn(BETWEEN);
  }
}

const turn = (wait = 0) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, wait);
  });

function openGif() {
  const worker = new Worker(new URL('./gif-worker.ts', import.meta.url), { type: 'module', name: 'gif' });
  const post = (message: ToGif, transfer: Transferable[] = []) => worker.postMessage(message, transfer);
  return {
    post,
    frame: (frame: GifFrame) => post({ frame }, [frame.data.buffer]),
    end: (stop: AbortSignal) =>
      new Promise<ArrayBuffer | undefined>((resolve, reject) => {
        stop.addEventListener('abort', () => resolve(undefined));
        worker.onmessage = ({ data }: MessageEvent<FromGif>) => ('file' in data ? resolve(data.file) : reject(new Error(data.problem)));
        worker.onerror = ({ message }) => reject(new Error(message));
        post({ end: true });
      }),
    close: () => worker.terminate(),
  };
}
