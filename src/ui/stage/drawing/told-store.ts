/** What the page knows of a drawing. */

/** Words wait for their turn no longer than so many milliseconds. */
const LONGEST = 250;

/** Takes words in: at once, or, where `wait` says so, together with what else the page shows of the stage, so that one frame lays both out. */
export class ToldStore<Words, Told> {
  private waiting: Words[] = [];
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  current: Told | undefined;

  constructor(
    private readonly wait: () => boolean,
    private readonly taken: (before: Told | undefined, words: Words) => Told,
  ) {}

  hear(words: Words): void {
    this.waiting.push(words);
    if (this.current && this.wait()) this.timer ??= setTimeout(this.take, LONGEST);
    else this.take();
  }

  /** Shows what waits. */
  readonly take = (): void => {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.waiting.length === 0) return;
    const words = this.waiting;
    this.waiting = [];
    for (const one of words) this.current = this.taken(this.current, one);
    for (const listener of this.listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size > 0) return;
      clearTimeout(this.timer);
      this.timer = undefined;
    };
  };
}

/** Those of `keys`, in that order: what is put, else what was there. What did not change stays the same object. */
export function itemsOf<T extends { readonly key: string }>(before: readonly T[], put: readonly T[], keys: readonly string[]): T[] {
  const known = new Map([...before, ...put].map((item) => [item.key, item]));
  return keys.flatMap((key) => known.get(key) ?? []);
}
