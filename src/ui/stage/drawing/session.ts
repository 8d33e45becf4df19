/** The page's end of the wire to whoever draws: a thread of its own, or, where a browser draws on the page's own thread only, that. */
import { cluster } from '../../client/session.ts';
import type { Side } from '../../worker/protocol.ts';
import { beside, main } from '../../stores/mirror.ts';
import { copies } from './copies.ts';
import type { Copied, Found, FromDrawing, Stages, TimelineAnswer, TimelineQuestion, ToDrawing } from './protocol.ts';
import type { Stroke } from './recording.ts';

/** Chromium 69, Firefox 105, Safari 16.4, and what is newer. */
const canHandOver = 'transferControlToOffscreen' in HTMLCanvasElement.prototype;

type Post = (message: ToDrawing, transfer?: Transferable[]) => void;

function inThread(): Post {
  const worker = new Worker(new URL('./drawing-worker.ts', import.meta.url), { type: 'module', name: 'drawing' });
  worker.onmessage = ({ data }: MessageEvent<FromDrawing>) => hear(data);
  return (message, transfer = []) => worker.postMessage(message, transfer);
}

/** The same code on this thread. */
function here(): Post {
  const host = import('./drawing-host.ts').then(({ DrawingHost }) => new DrawingHost(hear));
  return (message) => void host.then((one) => one.handle(message));
}

let last = 0;
const telling = new Map<number, (words: never) => void>();
const waiting = new Map<number, (answer: never) => void>();

function hear(message: FromDrawing): void {
  if (message.say === 'words') {
    telling.get(message.view)?.(message.words as never);
    return;
  }
  const answer = message.say === 'found' ? message.found : message.say === 'recorded' ? message.strokes : message.say === 'copied' ? message : message.answer;
  waiting.get(message.id)?.(answer as never);
  waiting.delete(message.id);
}

const post = canHandOver ? inThread() : here();

function ask<T>(question: (id: number) => ToDrawing): Promise<T> {
  return new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    post(question(last));
  });
}

/** Tries until the thread that draws has the rows that the page has: they go to it on a way of their own. */
const TRIES = 100;
const BETWEEN = 5;

async function copyOf(view: number, side: Side, ratio: number): Promise<Copied['bitmap']> {
  const { store } = side === 'main' ? main : beside;
  for (let tries = 0; ; tries += 1) {
    const { step, branch, bitmap } = await ask<Copied>((id) => ({ say: 'copy', view, id, ratio }));
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
  readonly at: (x: number, y: number) => Promise<Stages[S]['found']>;
  readonly ask: (question: TimelineQuestion) => Promise<TimelineAnswer | undefined>;
  readonly close: () => void;
}

/** Hands a canvas over. Whatever is told of it comes to `tell`. */
export function openDrawing<S extends keyof Stages>(
  stage: S,
  canvas: HTMLCanvasElement,
  side: Side,
  look: Stages[S]['look'],
  tell: (words: Stages[S]['words']) => void,
): StageDrawing<S> {
  last += 1;
  const view = last;
  telling.set(view, tell);
  copies.set(canvas, {
    vectors: () => ask<readonly Stroke[]>((id) => ({ say: 'record', view, id })),
    picture: (ratio) => copyOf(view, side, ratio),
  });
  const given = canHandOver ? canvas.transferControlToOffscreen() : canvas;
  post({ say: 'open', stage, view, side, canvas: given, look } as ToDrawing, given instanceof HTMLCanvasElement ? [] : [given]);
  return {
    look: (change) => post({ say: 'look', view, look: change }),
    at: (x, y) => ask<Found>((id) => ({ say: 'at', view, id, x, y })) as Promise<Stages[S]['found']>,
    ask: (question) => ask<TimelineAnswer | undefined>((id) => ({ say: 'ask', view, id, question })),
    close: () => {
      telling.delete(view);
      post({ say: 'close', view });
    },
  };
}
