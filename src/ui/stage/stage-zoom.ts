import { select, zoom, zoomIdentity } from 'd3';

/** From this scale on the next gesture goes a level in, or out. */
const IN = 1.9;
const OUT = 0.68;
/** Milliseconds in which a gesture that has gone through a level rests. */
const REST = 350;

export interface ZoomTarget {
  /** The stage's scale within a level. */
  readonly onScale?: (scale: number) => void;
  /** Asked as a gesture starts at a point of the page, before anything has moved: what to do when it goes on past the largest scale. */
  readonly aim: (clientX: number, clientY: number) => () => void;
  readonly onOut: () => void;
}

interface ZoomEvent {
  readonly transform: { readonly k: number };
  readonly sourceEvent: WheelEvent | TouchEvent | null;
}

export interface Zoomed {
  /** The stage has this scale by now, whoever gave it that: a gesture goes on from there. */
  readonly set: (scale: number) => void;
  readonly stop: () => void;
}

/** Ctrl+wheel and two fingers change the scale of a stage, and past its ends the level. */
export function attachZoom(element: HTMLElement, { onScale, aim, onOut }: ZoomTarget): Zoomed {
  const chosen = select(element);
  let rests = 0;
  let before = 1;
  let goIn: (() => void) | undefined;
  const behaviour = zoom<HTMLElement, unknown>()
    .scaleExtent([0.5, 2.5])
    // A wheel's notch is a fourth more; a pinch on a touch pad comes as many small deltas.
    .wheelDelta(({ deltaY, deltaMode }) => -deltaY * (deltaMode === 1 ? 0.05 : 0.002) * (Math.abs(deltaY) >= 100 ? 1.5 : 10))
    .filter((event: WheelEvent | TouchEvent) => (event.type === 'wheel' ? (event as WheelEvent).ctrlKey : 'touches' in event && event.touches.length > 1))
    .on('zoom', ({ transform: { k }, sourceEvent }: ZoomEvent) => {
      if (!sourceEvent) return;
      const now = performance.now();
      if (before === 1 || !goIn) {
        const at = 'touches' in sourceEvent ? sourceEvent.touches[0] : sourceEvent;
        goIn = at && aim(at.clientX, at.clientY);
      }
      const grows = k > before;
      before = k;
      if (now < rests) {
        // The gesture starts again from here, or it would stand at its end.
        before = 1;
        chosen.property('__zoom', zoomIdentity);
        return;
      }
      if ((grows && k >= IN) || (!grows && k <= OUT)) {
        rests = now + REST;
        before = 1;
        chosen.property('__zoom', zoomIdentity);
        onScale?.(1);
        if (grows) goIn?.();
        else onOut();
        return;
      }
      onScale?.(k);
    });
  chosen.call(behaviour).on('dblclick.zoom', null);
  return {
    set: (scale) => {
      if (scale === before) return;
      before = scale;
      goIn = undefined;
      chosen.property('__zoom', zoomIdentity.scale(scale));
    },
    stop: () => {
      chosen.on('.zoom', null);
      chosen.property('__zoom', zoomIdentity);
    },
  };
}
