/** How what is on a canvas is drawn once more, by whoever draws it: as vectors, or with another number of pixels. */
import type { Stroke } from './recording.ts';

export interface Copies {
  readonly vectors: () => readonly Stroke[] | Promise<readonly Stroke[]>;
  /** `ratio`: pixels per CSS pixel. As the page's rows are now, be it in view or not. Nothing where there is nothing to draw on. */
  readonly picture: (ratio: number) => CanvasImageSource | undefined | Promise<CanvasImageSource | undefined>;
}

export const copies = new WeakMap<HTMLCanvasElement, Copies>();
