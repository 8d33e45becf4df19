/** What the page knows of a drawing. */
import type { StageWords } from './protocol.ts';
import type { SectionWords } from './words.ts';

export interface ToldStage {
  readonly width: number;
  readonly height: number;
  readonly narrow: boolean;
  readonly count: number;
  readonly sections: readonly SectionWords[];
}

/** Words wait for their turn no longer than so many milliseconds. */
const LONGEST = 250;

/**
 * Takes words in: at once, or, where `wait` says so, together with what else the page shows of the stage, so that one frame lays both
 * out. Sections that did not change stay the same objects.
 */
export class ToldStore {
  private waiting: StageWords[] = [];
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  current: ToldStage | undefined;

  constructor(private readonly wait: () => boolean) {}

  hear(words: StageWords): void {
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
    this.current = words.reduce<ToldStage | undefined>(taken, this.current);
    for (const listener of this.listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
      if (this.listeners.size === 0) clearTimeout(this.timer);
    };
  };
}

function taken(before: ToldStage | undefined, { width, height, narrow, count, keys, put }: StageWords): ToldStage {
  const known = new Map([...(before?.sections ?? []), ...put].map((section) => [section.key, section]));
  return { width, height, narrow, count, sections: keys.flatMap((key) => known.get(key) ?? []) };
}
