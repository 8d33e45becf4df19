/** A canvas as what is drawn on it needs it: as large as it is seen, sharp on every screen, in the page's colours. */
import type { Palette } from '../palette.ts';
import { hatchPattern } from '../pod-painter.ts';

export interface SheetLook {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly palette: Palette;
}

export class Sheet {
  private hatch: { readonly palette: Palette; readonly ratio: number; readonly pattern: CanvasPattern | null } | undefined;
  private readonly context: CanvasRenderingContext2D | undefined;

  constructor(private readonly canvas: OffscreenCanvas | HTMLCanvasElement) {
    // What the two kinds of context have in common is all that is drawn with.
    this.context = (canvas.getContext('2d') ?? undefined) as unknown as CanvasRenderingContext2D | undefined;
  }

  /** An empty sheet, one unit of it a CSS pixel. */
  clear({ width, height, ratio, palette }: SheetLook): { readonly context: CanvasRenderingContext2D; readonly hatch: CanvasPattern | null } | undefined {
    const { canvas, context } = this;
    if (!context || width === 0 || height === 0) return undefined;
    const wide = Math.round(width * ratio);
    const high = Math.round(height * ratio);
    if (canvas.width !== wide || canvas.height !== high) {
      canvas.width = wide;
      canvas.height = high;
    }
    if (this.hatch?.palette !== palette || this.hatch.ratio !== ratio) this.hatch = { palette, ratio, pattern: hatchPattern(context, palette, ratio) };
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, wide, high);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return { context, hatch: this.hatch.pattern };
  }
}
