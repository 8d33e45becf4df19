import { useContext, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { RefObject } from 'react';
import { onTurn, PartContext } from '../../stores/calm.ts';
import { beside, MirrorContext } from '../../stores/mirror.ts';
import { reducedMotion } from '../motion.ts';
import { readPalette } from '../palette.ts';
import type { Look, Stages } from './protocol.ts';
import { openDrawing } from './session.ts';
import type { StageDrawing } from './session.ts';
import { itemsOf, ToldStore } from './told-store.ts';

/** What is told of a stage, with all that is in reach and not only what changed. */
export type ToldStage = Omit<Stages['rollout']['words'], 'keys' | 'put'> & { readonly sections: Stages['rollout']['words']['put'] };
export type ToldNodes = Omit<Stages['nodes']['words'], 'keys' | 'put'> & { readonly nodes: Stages['nodes']['words']['put'] };

export const takeStage = (before: ToldStage | undefined, { keys, put, ...words }: Stages['rollout']['words']): ToldStage => ({
  ...words,
  sections: itemsOf(before?.sections ?? [], put, keys),
});
export type ToldTimeline = Omit<Stages['timeline']['words'], 'listed'> & { readonly listed: readonly { readonly key: string; readonly text: string }[] };

export const takeTimeline = (before: ToldTimeline | undefined, { listed, ...words }: Stages['timeline']['words']): ToldTimeline => {
  const known = before?.listed ?? [];
  return { ...words, listed: listed ? itemsOf(known, listed.put, listed.keys) : known };
};
export const takeNodes = (before: ToldNodes | undefined, { keys, put, ...words }: Stages['nodes']['words']): ToldNodes => ({
  ...words,
  nodes: itemsOf(before?.nodes ?? [], put, keys),
});

type Asked<S extends keyof Stages> = Omit<Stages[S]['look'], 'palette' | 'ratio' | 'still' | 'scrollTop'>;

/** Has a stage drawn on a canvas inside `sheet`, as `asked` says, and gives what is told of it. */
export function useDrawing<S extends keyof Stages, Told>(
  stage: S,
  sheet: RefObject<HTMLElement | null>,
  asked: Asked<S>,
  taken: (before: Told | undefined, words: Stages[S]['words']) => Told,
): { readonly told: Told | undefined; readonly drawing: RefObject<StageDrawing<S> | undefined> } {
  const mirror = useContext(MirrorContext);
  const part = useContext(PartContext);
  const side = mirror === beside ? 'beside' : 'main';
  const drawing = useRef<StageDrawing<S>>(undefined);
  // While time runs words come with the turn of what stands around them; at rest at once.
  const [store] = useState(() => new ToldStore<Stages[S]['words'], Told>(() => mirror.store.getState().playing, taken));
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
    const about = () => ({ palette: readPalette(host), ratio: window.devicePixelRatio || 1, still: reducedMotion() }) satisfies Partial<Look>;
    sent.current = latest.current;
    const opened = openDrawing(stage, canvas, side, { ...latest.current, ...about(), scrollTop: 0 } as Stages[S]['look'], (words) => store.hear(words));
    drawing.current = opened;
    const repaint = () => opened.look(about() as Partial<Stages[S]['look']>);
    window.addEventListener('kubetick-theme', repaint);
    window.addEventListener('resize', repaint);
    return () => {
      window.removeEventListener('kubetick-theme', repaint);
      window.removeEventListener('resize', repaint);
      drawing.current = undefined;
      opened.close();
      canvas.remove();
    };
  }, [stage, sheet, side, store]);
  // Only what is other than before goes over the wire.
  useEffect(() => {
    const change = Object.fromEntries(Object.entries(asked).filter(([key, value]) => sent.current[key as keyof Asked<S>] !== value));
    sent.current = asked;
    if (Object.keys(change).length > 0) drawing.current?.look(change as Partial<Stages[S]['look']>);
  });
  return { told, drawing };
}
