/** The thread that writes an animation: takes frames as they come, and gives the file at the end. Whoever wants no more of it ends the thread. */
import { Encoder } from 'modern-gif';

export interface GifFrame {
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** Milliseconds that it is shown. */
  readonly delay: number;
}

export type ToGif = { readonly size: { readonly width: number; readonly height: number } } | { readonly frame: GifFrame } | { readonly end: true };
export type FromGif = { readonly file: ArrayBuffer } | { readonly problem: string };

/** Of 256 that the format knows. Flat colours and the edges of letters need no more, and the file is smaller. */
const COLOURS = 128;

let encoder: Encoder | undefined;
const answer = (message: FromGif, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

self.onmessage = async ({ data }: MessageEvent<ToGif>) => {
  try {
    if ('size' in data) encoder = new Encoder({ ...data.size, looped: true, maxColors: COLOURS });
    else if ('frame' in data) await encoder!.encode(data.frame);
    else {
      const file = await encoder!.flush('arrayBuffer');
      answer({ file }, [file]);
    }
  } catch (error) {
    answer({ problem: (error as Error).message });
  }
};
