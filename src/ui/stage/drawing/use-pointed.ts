import { useCallback, useRef } from 'react';
import type { RefObject } from 'react';
import type { Found, Stages } from './protocol.ts';
import type { StageDrawing } from './session.ts';

/** What is under the pointer, and where that is. */
export type Pointed<F extends Found = Found> = F & { readonly x: number; readonly y: number };

/** A point of the screen as one of the stage in a scroller. */
export function within(scroller: HTMLElement, clientX: number, clientY: number): { readonly x: number; readonly y: number } {
  const { left, top } = scroller.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top + scroller.scrollTop };
}

/** Asks what is under the pointer as it moves; without an event it has left. One question at a time, and the newest place after it. */
export function usePointed<S extends keyof Stages>(
  scroller: RefObject<HTMLElement | null>,
  drawing: RefObject<StageDrawing<S> | undefined>,
  show: (pointed: Pointed<Stages[S]['found']> | undefined) => void,
): (event: React.MouseEvent | undefined) => void {
  const wanted = useRef<{ readonly x: number; readonly y: number }>(undefined);
  const asking = useRef(false);
  return useCallback(
    (event) => {
      wanted.current = event && within(scroller.current!, event.clientX, event.clientY);
      if (!wanted.current) show(undefined);
      const ask = async () => {
        asking.current = true;
        for (let place = wanted.current; place; place = wanted.current) {
          const found = await drawing.current?.at(place.x, place.y);
          if (wanted.current !== place) continue;
          show(found?.key === undefined && found?.pod === undefined ? undefined : { ...found, ...place });
          break;
        }
        asking.current = false;
      };
      if (!asking.current) void ask();
    },
    [scroller, drawing, show],
  );
}
