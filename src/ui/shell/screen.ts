/** What kind of screen this is, for what a script and not a style sheet arranges. */
import { useSyncExternalStore } from 'react';

/** One panel is shown at a time. The style sheets have the same width. */
export const narrowScreen = matchMedia('(max-width: 860px)');

/** Whether fingers press here. Asked once: a screen seldom changes its kind. */
export const fingers = matchMedia('(pointer: coarse)').matches;

/** Whether a query holds, kept fresh. */
export const useMedia = (query: MediaQueryList): boolean =>
  useSyncExternalStore(
    (changed) => {
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => query.matches,
  );
