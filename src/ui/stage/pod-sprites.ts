/**
 * Drawings of pods kept as bitmaps: hundreds of pods in a few states look alike, and copying a picture costs a fraction of what
 * filling and stroking its curves does, on a page without a graphics card most of all.
 */
import type { Palette } from './palette.ts';

/** Room around a pod's square for what stands out of it. */
const MARGIN = 10;
/** Larger ones are few. */
const LARGEST = 48;
/** Pictures of one palette; sizes on their way between two layouts come and go. */
const MOST = 3000;

interface Sprites {
  readonly detail: number;
  readonly bitmaps: Map<string, ImageBitmap>;
}

const byPalette = new WeakMap<Palette, Sprites>();

/**
 * Puts a picture of a pod at a place, made with `make` where there is none of this `look` and size yet. `detail`: device pixels per unit.
 * Gives false where the platform has no bitmaps of this kind, or the pod is too large for it to be worth while.
 */
export function putSprite(
  context: CanvasRenderingContext2D,
  palette: Palette,
  detail: number,
  look: string,
  x: number,
  y: number,
  size: number,
  make: (pen: CanvasRenderingContext2D, x: number, y: number, size: number) => void,
): boolean {
  if (size > LARGEST || typeof OffscreenCanvas === 'undefined') return false;
  let sprites = byPalette.get(palette);
  if (!sprites || sprites.detail !== detail || sprites.bitmaps.size > MOST) {
    sprites = { detail, bitmaps: new Map() };
    byPalette.set(palette, sprites);
  }
  // On its way between two sizes a pod has a picture per pixel, stretched by less than one.
  const side = Math.max(1, Math.round(size));
  const key = `${look} ${side}`;
  let bitmap = sprites.bitmaps.get(key);
  if (!bitmap) {
    const pixels = Math.ceil((side + 2 * MARGIN) * detail);
    const canvas = new OffscreenCanvas(pixels, pixels);
    const pen = canvas.getContext('2d');
    if (!pen) return false;
    pen.scale(detail, detail);
    // What the two kinds of context have in common is all that is drawn with.
    make(pen as unknown as CanvasRenderingContext2D, MARGIN, MARGIN, side);
    bitmap = canvas.transferToImageBitmap();
    sprites.bitmaps.set(key, bitmap);
  }
  const stretch = size / side;
  const whole = (bitmap.width / detail) * stretch;
  const at = (place: number) => Math.round((place - MARGIN * stretch) * detail) / detail;
  context.drawImage(bitmap, at(x), at(y), whole, whole);
  return true;
}
