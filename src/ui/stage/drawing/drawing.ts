/** What every drawing is to the thread that draws. */
import type { Copy } from '../../stores/copy.ts';
import type { TableName } from '../../worker/protocol.ts';
import type { Found, TimelineAnswer, TimelineQuestion } from './protocol.ts';
import type { Sheet } from './sheet.ts';
import type { Stroke } from './recording.ts';

/** What is known of a branch: changed in place. */
export interface Known {
  readonly tables: Copy;
  /** Virtual. */
  time: number;
  playing: boolean;
}

/** What time moves: rows of tables, and the lives of pods that have gone. */
export type Changed = TableName | 'lives';

export interface Drawing<Look> {
  /** Time moved, and these with it. What time itself changes (countdowns) is told as well. */
  timeMoved(changed: ReadonlySet<Changed>): void;
  lookAt(change: Partial<Look>): void;
  /** Draws, and tells what is to be told. `now`: of the frame, in milliseconds. True: there is more to come without anything new. */
  draw(now: number): boolean;
  /** The same as vectors. */
  record(now: number): Stroke[];
  /** The same on another sheet, and tells at once what is to be told. False: there is nothing to draw yet. */
  copy(now: number, sheet: Pick<Sheet, 'clear'>, ratio: number): boolean;
  /** Until it knows all that belongs to the rows. */
  ready?(): Promise<void>;
  /** In CSS pixels from the stage's beginning. */
  at(x: number, y: number): Found;
  /** What else the page may ask of it. */
  answer?(question: TimelineQuestion): TimelineAnswer;
}

/** Milliseconds between two tellings while time runs: a person reads no faster, and the page has them to lay out. */
export const TELLING = 100;
