import { select, zoom, zoomIdentity } from 'd3';

/** Lets Ctrl+wheel and two fingers change the scale of a stage. Gives what undoes it. */
export function attachZoom(element: HTMLDivElement, onScale: (scale: number) => void): () => void {
  const behaviour = zoom<HTMLDivElement, unknown>()
    .scaleExtent([0.6, 2.5])
    .filter((event: WheelEvent | TouchEvent) => (event.type === 'wheel' ? (event as WheelEvent).ctrlKey : 'touches' in event && event.touches.length > 1))
    .on('zoom', (event: { transform: { k: number } }) => onScale(event.transform.k));
  const chosen = select(element);
  chosen.call(behaviour).on('dblclick.zoom', null);
  return () => {
    chosen.on('.zoom', null);
    chosen.property('__zoom', zoomIdentity);
  };
}
