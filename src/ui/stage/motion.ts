let asked: MediaQueryList | undefined;
let held = false;

/** Whether things are to stand still. Asked in every frame, so the question is kept. */
export const reducedMotion = (): boolean => held || (asked ??= matchMedia('(prefers-reduced-motion: reduce)')).matches;

/** Has everything stand still, as for a person who wants that, so that a picture shows it where it belongs. Gives what ends it. */
export function holdStill(): () => void {
  const hold = (on: boolean) => {
    held = on;
    document.documentElement.toggleAttribute('data-still', on);
    // Who draws asks anew.
    window.dispatchEvent(new Event('kubetick-theme'));
  };
  hold(true);
  return () => hold(false);
}
