/** Rows of node cells kept as pictures: panning over thousands of nodes copies them, and draws only the rows that come into view. */

interface Strip {
  readonly bitmap: ImageBitmap;
}

/** What the strips show: other than this, and all are drawn anew. */
export type StripKey = readonly unknown[];

export class NodeStrips {
  private readonly strips = new Map<number, Strip>();
  private key: StripKey = [];

  /** Forgets what shows something else than `key`, compared part by part. */
  use(key: StripKey): void {
    if (key.length === this.key.length && key.every((part, index) => part === this.key[index])) return;
    this.key = key;
    this.clear();
  }

  clear(): void {
    for (const { bitmap } of this.strips.values()) bitmap.close();
    this.strips.clear();
  }

  /**
   * Puts the picture of a row at a height, made with `make` where there is none yet. `most`: so many are kept, the ones put last.
   * Gives false where the platform has no bitmaps of this kind.
   */
  put(
    context: CanvasRenderingContext2D,
    row: number,
    y: number,
    size: { readonly width: number; readonly height: number; readonly detail: number },
    most: number,
    make: (pen: CanvasRenderingContext2D) => void,
  ): boolean {
    if (typeof OffscreenCanvas === 'undefined') return false;
    let strip = this.strips.get(row);
    if (strip) this.strips.delete(row);
    else {
      const { width, height, detail } = size;
      const canvas = new OffscreenCanvas(Math.max(1, Math.ceil(width * detail)), Math.max(1, Math.ceil(height * detail)));
      const pen = canvas.getContext('2d');
      if (!pen) return false;
      pen.scale(detail, detail);
      pen.translate(0, -y);
      // What the two kinds of context have in common is all that is drawn with.
      make(pen as unknown as CanvasRenderingContext2D);
      strip = { bitmap: canvas.transferToImageBitmap() };
    }
    this.strips.set(row, strip);
    context.drawImage(strip.bitmap, 0, y, strip.bitmap.width / size.detail, strip.bitmap.height / size.detail);
    for (const [oldest, { bitmap }] of this.strips) {
      if (this.strips.size <= most) break;
      bitmap.close();
      this.strips.delete(oldest);
    }
    return true;
  }
}
