/** Canvases for tests: they draw nothing, and remember what was made, drawn and thrown away. */
export interface FakeBitmap {
  readonly width: number;
  readonly height: number;
  closed: boolean;
  close(): void;
}

export const made: FakeBitmap[] = [];

export class FakeOffscreenCanvas {
  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  getContext(): object {
    return { scale: () => undefined, translate: () => undefined };
  }

  transferToImageBitmap(): FakeBitmap {
    const { width, height } = this;
    const bitmap: FakeBitmap = {
      width,
      height,
      closed: false,
      close: () => {
        bitmap.closed = true;
      },
    };
    made.push(bitmap);
    return bitmap;
  }
}

/** A context that only copies pictures: `drawn` has each with its place and size. */
export function fakeContext() {
  const drawn: { readonly bitmap: FakeBitmap; readonly x: number; readonly y: number; readonly width: number; readonly height: number }[] = [];
  const context = { drawImage: (bitmap: FakeBitmap, x: number, y: number, width: number, height: number) => void drawn.push({ bitmap, x, y, width, height }) };
  return { context: context as unknown as CanvasRenderingContext2D, drawn };
}
