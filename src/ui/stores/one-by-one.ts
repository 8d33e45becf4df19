/** Asks one question at a time: whoever asks while one is under way is asked for once more after it. `pause`: milliseconds between two, at least. */
export function oneByOne(ask: () => Promise<void>, pause: () => number = () => 0): () => void {
  let busy = false;
  let again = false;
  const next = async (): Promise<void> => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    await ask();
    const wait = pause();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    busy = false;
    if (!again) return;
    again = false;
    void next();
  };
  return () => void next();
}
