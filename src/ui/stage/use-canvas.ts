import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { copies } from './drawing/copies.ts';
import { HATCH, recorded } from './drawing/recording.ts';
import { Sheet } from './drawing/sheet.ts';
import { frames } from './frames.ts';
import { readPalette } from './palette.ts';
import type { Palette } from './palette.ts';

export interface Paint {
  readonly palette: Palette;
  readonly hatch: CanvasPattern | null;
  readonly width: number;
  readonly height: number;
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

/** Draws on a canvas of a given size, sharp on every screen and in the theme's colours, whenever `paint` is a new function. It is painted again as long as it returns true. */
export function useCanvas(canvas: RefObject<HTMLCanvasElement | null>, { width, height }: Size, paint: (context: CanvasRenderingContext2D, what: Paint) => boolean | void): void {
  const sheet = useRef<Sheet>(undefined);
  const palette = useRef<Palette>(undefined);
  const latest = useRef({ width, height, paint });
  latest.current = { width, height, paint };
  const draw = useCallback(
    (frame: number): boolean => {
      const element = canvas.current;
      if (!element) return false;
      sheet.current ??= new Sheet(element);
      palette.current ??= readPalette(element);
      const { paint: latestPaint, ...size } = latest.current;
      const what = { ...size, palette: palette.current };
      const blank = sheet.current.clear({ ...what, ratio: window.devicePixelRatio || 1 });
      return blank !== undefined && latestPaint(blank.context, { ...what, hatch: blank.hatch, frame }) === true;
    },
    [canvas],
  );
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const now = () => {
      const { paint: latestPaint, ...size } = latest.current;
      return { paint: latestPaint, what: { ...size, palette: { ...(palette.current ?? readPalette(element)) }, frame: performance.now() } };
    };
    copies.set(element, {
      vectors: () => {
        const { paint: latestPaint, what } = now();
        return recorded((context) => latestPaint(context, { ...what, hatch: HATCH }));
      },
      picture: (ratio) => {
        const { paint: latestPaint, what } = now();
        const copy = document.createElement('canvas');
        const blank = new Sheet(copy).clear({ ...what, ratio });
        if (!blank) return undefined;
        latestPaint(blank.context, { ...what, hatch: blank.hatch });
        return copy;
      },
    });
  }, [canvas]);
  useEffect(() => frames.request(draw), [paint, width, height, draw]);
  useEffect(() => {
    const repaint = () => {
      palette.current = undefined;
      frames.request(draw);
    };
    window.addEventListener('kubetick-theme', repaint);
    return () => {
      window.removeEventListener('kubetick-theme', repaint);
      frames.cancel(draw);
    };
  }, [draw]);
}
