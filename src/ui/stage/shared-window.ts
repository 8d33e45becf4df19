import { useEffect } from 'react';
import { create } from 'zustand';
import { useAsked, useBesideShown } from '../stores/sides.ts';
import { shownWindow } from './timeline-layout.ts';
import type { TimeWindow } from './timeline-layout.ts';

interface SharedWindow {
  /** What the user zoomed to. */
  readonly zoomed: TimeWindow | undefined;
  /** What each side needs to show all of its bars. */
  readonly needs: Readonly<Partial<Record<'here' | 'beside', TimeWindow>>>;
}

const useShared = create<SharedWindow>()(() => ({ zoomed: undefined, needs: {} }));

export const zoomTime = (zoomed: TimeWindow | undefined): void => useShared.setState({ zoomed });

interface Shared {
  readonly shown: TimeWindow;
  readonly zoomed: TimeWindow | undefined;
  /** What the other side needs. */
  readonly other: TimeWindow | undefined;
}

/** The stretch of time that a Timeline shows: two of them side by side show the same, so that their bars can be compared. */
export function useSharedWindow(fitted: TimeWindow | undefined): Shared {
  const side = useAsked() ?? 'here';
  const two = useBesideShown();
  const { zoomed, needs } = useShared();
  const from = fitted?.from;
  const to = fitted?.to;
  useEffect(() => {
    if (from !== undefined && to !== undefined) useShared.setState((state) => ({ needs: { ...state.needs, [side]: { from, to } } }));
  }, [side, from, to]);
  // Who comes later starts with the whole time.
  useEffect(
    () => () =>
      useShared.setState((state) => {
        const { [side]: _, ...left } = state.needs;
        return { needs: left, ...(side === 'here' && { zoomed: undefined }) };
      }),
    [side],
  );
  const other = two ? needs[side === 'here' ? 'beside' : 'here'] : undefined;
  return { shown: shownWindow(fitted ?? { from: 0, to: 1 }, other, zoomed), zoomed, other };
}
