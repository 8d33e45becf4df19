/** What every drawing is to the thread that draws. */
import type { Copy } from '../../stores/copy.ts';
import type { TableName } from '../../worker/protocol.ts';
import type { Found } from './protocol.ts';
import type { Sheet } from './sheet.ts';
import type { Stroke } from './recording.ts';

/** What is known of a branch: changed in place. */
export interface Known {
  readonly tables: Copy;
  /** Virtual. */
  time: number;
  playing: boolean;
}

export interface Drawing<Look> {
  /** Time moved, and rows of these tables with it. What time itself changes (countdowns) is told as well. */
  timeMoved(tables: ReadonlySet<TableName>): void;
  lookAt(change: Partial<Look>): void;
  /** Draws, and tells what is to be told. `now`: of the frame, in milliseconds. True: there is more to come without anything new. */
  draw(now: number): boolean;
  /** The same as vectors. */
  record(now: number): Stroke[];
  /** The same on another sheet, and tells at once what is to be told. False: there is nothing to draw yet. */
  copy(now: number, sheet: Pick<Sheet, 'clear'>, ratio: number): boolean;
  /** In CSS pixels from the stage's beginning. */
  at(x: number, y: number): Found;
}

/** Milliseconds between two tellings while time runs: a person reads no faster, and the page has them to lay out. */
export const TELLING = 100;
