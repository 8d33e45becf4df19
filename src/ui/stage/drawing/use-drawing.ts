import { useContext, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import { beside, MirrorContext } from '../../stores/mirror.ts';
import { reducedMotion } from '../frames.ts';
import { readPalette } from '../palette.ts';
import { onTurn, PartContext } from '../../stores/calm.ts';
import type { RolloutLook } from './protocol.ts';
import { openDrawing } from './session.ts';
import type { StageDrawing } from './session.ts';
import { ToldStore } from './told-store.ts';
import type { ToldStage } from './told-store.ts';

type Asked = Omit<RolloutLook, 'palette' | 'ratio' | 'still' | 'scrollTop'>;

/** Has the stage drawn on a canvas inside `sheet`, as `asked` says, and gives what is told of it. */
export function useDrawing(sheet: RefObject<HTMLElement | null>, asked: Asked): { readonly told: ToldStage | undefined; readonly drawing: RefObject<StageDrawing | undefined> } {
  const mirror = useContext(MirrorContext);
  const part = useContext(PartContext);
  const side = mirror === beside ? 'beside' : 'main';
  const drawing = useRef<StageDrawing>(undefined);
  // While time runs words come with the turn of what stands around them; at rest at once.
  const [store] = useState(() => new ToldStore(() => mirror.store.getState().playing));
  const told = useSyncExternalStore(store.subscribe, () => store.current);
  useEffect(() => onTurn(mirror.store, part, store.take), [mirror, part, store]);
  const latest = useRef(asked);
  latest.current = asked;
  const sent = useRef(asked);
  useLayoutEffect(() => {
    const host = sheet.current;
    if (!host) return undefined;
    // A canvas can be handed over once: each time this runs it is another one.
    const canvas = document.createElement('canvas');
    canvas.className = 'stage-drawing';
    host.append(canvas);
    const about = () => ({ palette: readPalette(host), ratio: window.devicePixelRatio || 1, still: reducedMotion() });
    sent.current = latest.current;
    const opened = openDrawing(canvas, side, { ...latest.current, ...about(), scrollTop: 0 }, (words) => store.hear(words));
    drawing.current = opened;
    const repaint = () => opened.look(about());
    window.addEventListener('kubetick-theme', repaint);
    window.addEventListener('resize', repaint);
    return () => {
      window.removeEventListener('kubetick-theme', repaint);
      window.removeEventListener('resize', repaint);
      drawing.current = undefined;
      opened.close();
      canvas.remove();
    };
  }, [sheet, side, store]);
  // Only what is other than before goes over the wire.
  useEffect(() => {
    const change = Object.fromEntries(Object.entries(asked).filter(([key, value]) => sent.current[key as keyof Asked] !== value));
    sent.current = asked;
    if (Object.keys(change).length > 0) drawing.current?.look(change);
  });
  return { told, drawing };
}
