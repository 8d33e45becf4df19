/** What the page knows about time: conditions that were used, where the clock is to stop, what is compared. Kept in the browser. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Place } from '../worker/time-protocol.ts';

export interface Breakpoint {
  readonly text: string;
  readonly on: boolean;
}

export type TimePanel = 'until' | 'branches' | 'places' | 'cluster';

interface TimeState {
  /** Conditions that were waited for, newest first. */
  readonly conditions: readonly string[];
  readonly breakpoints: readonly Breakpoint[];
  /** What is typed in the field of *until*. */
  readonly draft: string;
  readonly open: TimePanel | undefined;
  readonly compared: { readonly left: Place; readonly right: Place } | undefined;
}

const CONDITIONS = 12;
/** More are not taken. */
export const BREAKPOINTS = 20;

export const useTime = create<TimeState>()(
  persist<TimeState, [], [], Pick<TimeState, 'conditions' | 'breakpoints'>>(() => ({ conditions: [], breakpoints: [], draft: '', open: undefined, compared: undefined }), {
    name: 'kubetick-conditions',
    version: 1,
    partialize: ({ conditions, breakpoints }) => ({ conditions, breakpoints }),
    // What another page of this origin wrote there is only taken where it has the right form.
    merge: (kept, state) => ({ ...state, ...checked(kept) }),
  }),
);

function checked(kept: unknown): Pick<TimeState, 'conditions' | 'breakpoints'> {
  const { conditions, breakpoints } = (kept ?? {}) as { conditions?: unknown; breakpoints?: unknown };
  const texts = Array.isArray(conditions) ? conditions.filter((text): text is string => typeof text === 'string') : [];
  const points = Array.isArray(breakpoints) ? breakpoints.filter((one): one is Breakpoint => typeof one?.text === 'string' && typeof one.on === 'boolean') : [];
  return { conditions: texts.slice(0, CONDITIONS), breakpoints: points.slice(0, BREAKPOINTS).map(({ text, on }) => ({ text, on })) };
}

export const openPanel = (open: TimePanel | undefined): void => void useTime.setState({ open });
export const setDraft = (draft: string): void => void useTime.setState({ draft });

export function remember(text: string): void {
  useTime.setState(({ conditions }) => ({ conditions: [text, ...conditions.filter((one) => one !== text)].slice(0, CONDITIONS) }));
}

export function setBreakpoint(text: string, on: boolean): void {
  useTime.setState(({ breakpoints }) => ({
    breakpoints: breakpoints.some((one) => one.text === text)
      ? breakpoints.map((one) => (one.text === text ? { text, on } : one))
      : breakpoints.length >= BREAKPOINTS
        ? breakpoints
        : [...breakpoints, { text, on }],
  }));
}

export function removeBreakpoint(text: string): void {
  useTime.setState(({ breakpoints }) => ({ breakpoints: breakpoints.filter((one) => one.text !== text) }));
}
