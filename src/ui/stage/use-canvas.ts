import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { HATCH, recorded, vectorsOf } from './drawing/recording.ts';
import { frames } from './frames.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';
import { hatchPattern } from './pod-painter.ts';

export interface Paint {
  readonly palette: Palette;
  readonly hatch: CanvasPattern | null;
  readonly width: number;
  readonly height: number;
  /** Device pixels per unit. Absent where vectors are drawn: no picture that is kept may stand for them. */
  readonly detail: number | undefined;
  /** Of the page's frame, in milliseconds. */
  readonly frame: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size of an element's inside, kept fresh. */
export function useSize(element: RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const host = element.current;
    if (!host) return;
    const measure = () => setSize({ width: host.clientWidth, height: host.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(host);
    measure();
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** Draws on a canvas of a given size, sharp on every screen and in the theme's colours, whenever `paint` is a new function. It is painted again as long as it returns true, and when the function given back is called. */
export function useCanvas(
  canvas: RefObject<HTMLCanvasElement | null>,
  { width, height }: Size,
  paint: (context: CanvasRenderingContext2D, what: Paint) => boolean | void,
): () => void {
  const style = useRef<{ palette: Palette; hatch: CanvasPattern | null }>(undefined);
  const latest = useRef({ width, height, paint });
  latest.current = { width, height, paint };
  const draw = useCallback(
    (frame: number): boolean => {
      const element = canvas.current;
      const context = element?.getContext('2d');
      if (!element || !context) return false;
      const size = latest.current;
      const ratio = window.devicePixelRatio || 1;
      const wide = Math.round(size.width * ratio);
      const high = Math.round(size.height * ratio);
      if (element.width !== wide || element.height !== high) {
        element.width = wide;
        element.height = high;
        style.current = undefined;
      }
      if (!style.current) {
        const palette = readPalette(element);
        style.current = { palette, hatch: hatchPattern(context, palette, ratio) };
      }
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, wide, high);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      return size.paint(context, { ...style.current, width: size.width, height: size.height, detail: ratio, frame }) === true;
    },
    [canvas],
  );
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    vectorsOf.set(element, () => {
      const { width: wide, height: high, paint: latestPaint } = latest.current;
      const palette = style.current?.palette ?? readPalette(element);
      return recorded((context) => latestPaint(context, { palette, hatch: HATCH, width: wide, height: high, detail: undefined, frame: performance.now() }));
    });
  }, [canvas]);
  useEffect(() => frames.request(draw), [paint, width, height, draw]);
  useEffect(() => {
    const repaint = () => {
      style.current = undefined;
      frames.request(draw);
    };
    window.addEventListener('kubetick-theme', repaint);
    return () => {
      window.removeEventListener('kubetick-theme', repaint);
      frames.cancel(draw);
    };
  }, [draw]);
  return useCallback(() => frames.request(draw), [draw]);
}
