import { useEffect, useRef, useState } from 'react';
import { useCalm } from '../../stores/calm.ts';

/** At most one question in this many milliseconds while the clock runs. */
const PACE = 250;

/**
 * An answer of the worker, asked again whenever the position moves. The last answer stays until the next one is there; `asked` names
 * what is asked about, and another name forgets the answer.
 */
export function useRemote<T>(ask: () => Promise<T>, asked: string): { readonly value: T | undefined; readonly problem: string | undefined } {
  const step = useCalm((state) => state.position.step);
  const branch = useCalm((state) => state.position.branch);
  const playing = useCalm((state) => state.playing);
  // While it plays the clock alone changes what is left to wait; in rest only steps do.
  const second = useCalm((state) => (state.playing ? Math.floor(state.position.time / 1000) : 0));
  const [answer, setAnswer] = useState<{ asked: string; value?: T; problem?: string }>({ asked });
  const latest = useRef(ask);
  latest.current = ask;
  const lastAsked = useRef(0);
  useEffect(() => {
    let live = true;
    const wait = playing ? Math.max(0, lastAsked.current + PACE - performance.now()) : 0;
    const timer = setTimeout(() => {
      lastAsked.current = performance.now();
      latest.current().then(
        (value) => live && setAnswer({ asked, value }),
        (error: Error) => live && setAnswer({ asked, problem: error.message }),
      );
    }, wait);
    return () => {
      live = false;
      clearTimeout(timer);
    };
  }, [asked, step, branch, second, playing]);
  return answer.asked === asked ? { value: answer.value, problem: answer.problem } : { value: undefined, problem: undefined };
}
