import { useEffect } from 'react';
import { create } from 'zustand';
import { useAsked } from '../stores/sides.ts';

const useShared = create<{ readonly scale: number }>()(() => ({ scale: 1 }));

export const setScale = (scale: number): void => useShared.setState({ scale });

export const currentScale = (): number => useShared.getState().scale;

/** How large the stage is drawn within its level: of two branches side by side both are as large. */
export function useScale(): number {
  const side = useAsked() ?? 'here';
  // Who comes later starts with the stage as it is.
  useEffect(
    () => () => {
      if (side === 'here') setScale(1);
    },
    [side],
  );
  return useShared(({ scale }) => scale);
}
