import type { Measure } from '../layout.ts';
import { blankCanvas } from './blank-canvas.ts';

const fonts = { small: '12.5px Inter, system-ui, sans-serif', normal: '13px Inter, system-ui, sans-serif', title: '620 17px Inter, system-ui, sans-serif' };
/** Most texts come again with every layout; more than these are forgotten. */
const KEPT = 2000;

const known = new Map<string, number>();
let pen: Pick<CanvasRenderingContext2D, 'font' | 'measureText'> | null | undefined;

/** How wide the page writes a text. */
export const measure: Measure = (text, font) => {
  const key = `${font} ${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (pen === undefined) pen = blankCanvas(1).getContext('2d') as CanvasRenderingContext2D | null;
  if (!pen) return text.length * 7;
  if (known.size >= KEPT) known.clear();
  pen.font = fonts[font];
  const { width } = pen.measureText(text);
  known.set(key, width);
  return width;
};
