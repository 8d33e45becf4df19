/** The page's end of the wire to the thread that draws. */
import { cluster } from '../../client/session.ts';
import type { Side } from '../../worker/protocol.ts';
import { beside, main } from '../../stores/mirror.ts';
import { copies } from './copies.ts';
import type { Copied, Found, FromDrawing, Stages, ToDrawing } from './protocol.ts';
import type { Stroke } from './recording.ts';

const worker = new Worker(new URL('./drawing-worker.ts', import.meta.url), { type: 'module', name: 'drawing' });
const post = (message: ToDrawing, transfer: Transferable[] = []) => worker.postMessage(message, transfer);

let last = 0;
const telling = new Map<number, (words: never) => void>();
const asked = new Map<number, (found: Found) => void>();
const copying = new Map<number, (copied: Copied) => void>();
const recording = new Map<number, (strokes: readonly Stroke[]) => void>();

worker.onmessage = ({ data }: MessageEvent<FromDrawing>) => {
  if (data.say === 'words') telling.get(data.view)?.(data.words as never);
  else if (data.say === 'recorded') {
    recording.get(data.id)?.(data.strokes);
    recording.delete(data.id);
  } else if (data.say === 'copied') {
    copying.get(data.id)?.(data);
    copying.delete(data.id);
  } else {
    asked.get(data.id)?.(data.found);
    asked.delete(data.id);
  }
};

/** Tries until the thread that draws has the rows that the page has: they go to it on a way of their own. */
const TRIES = 100;
const BETWEEN = 5;

async function copyOf(view: number, side: Side, ratio: number): Promise<ImageBitmap | undefined> {
  const { store } = side === 'main' ? main : beside;
  for (let tries = 0; ; tries += 1) {
    const { step, branch, bitmap } = await new Promise<Copied>((resolve) => {
      last += 1;
      copying.set(last, resolve);
      post({ say: 'copy', view, id: last, ratio });
    });
    const { position } = store.getState();
    if ((step === position.step && branch === position.branch) || tries >= TRIES) return bitmap;
    await new Promise((resolve) => setTimeout(resolve, BETWEEN));
  }
}

/** Lets the engine's thread hand its rows to the one that draws. Before the cluster boots. */
export async function connectDrawing(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  post({ say: 'rows', port: port2 }, [port2]);
  await cluster.mirror({ port: port1 });
}

export interface StageDrawing<S extends keyof Stages> {
  readonly look: (change: Partial<Stages[S]['look']>) => void;
  /** What is at a point of the stage, in CSS pixels from its beginning. */
  readonly at: (x: number, y: number) => Promise<Found>;
  readonly close: () => void;
}

/** Hands a canvas over. Whatever is told of it comes to `tell`. Throws where the browser draws on the page's own thread only. */
export function openDrawing<S extends keyof Stages>(
  stage: S,
  canvas: HTMLCanvasElement,
  side: Side,
  look: Stages[S]['look'],
  tell: (words: Stages[S]['words']) => void,
): StageDrawing<S> {
  // The Timeline, the Table and the terminal need no such canvas: what stands in the stage's place names them.
  if (!('transferControlToOffscreen' in canvas))
    throw new Error('This browser has no OffscreenCanvas (Chromium 69, Firefox 105, Safari 16.4 and what is newer have it). The Timeline and the Table work without.');
  last += 1;
  const view = last;
  telling.set(view, tell);
  copies.set(canvas, {
    vectors: () =>
      new Promise((resolve) => {
        last += 1;
        recording.set(last, resolve);
        post({ say: 'record', view, id: last });
      }),
    picture: (ratio) => copyOf(view, side, ratio),
  });
  const given = canvas.transferControlToOffscreen();
  post({ say: 'open', stage, view, side, canvas: given, look } as ToDrawing, [given]);
  return {
    look: (change) => post({ say: 'look', view, look: change }),
    at: (x, y) =>
      new Promise((resolve) => {
        last += 1;
        asked.set(last, resolve);
        post({ say: 'at', view, id: last, x, y });
      }),
    close: () => {
      telling.delete(view);
      post({ say: 'close', view });
    },
  };
}
