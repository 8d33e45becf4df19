/**
 * Stand-ins for what differs from container to container: while a start is rehearsed (`rehearsal.ts`), an environment's values, the files that
 * the runtime writes and the sandbox's names are holes, and the clock is far off. Whoever looks into a hole is given what belongs there, and
 * that it was looked at is noted; what is only handed on stays a hole.
 */
import type { DirectoryNode } from './types.ts';

/** Where the clock stands in a rehearsal, milliseconds: later than any real instant, so that what comes of it is known by its size. */
export const REHEARSED_NOW = 1_234_567_890_123_456;
/** No byte has this character: nothing but a hole begins with it. */
const MARK = '\uE000';

export const holeFor = (name: string): string => MARK + name;
export const isHole = (text: string): boolean => text.charCodeAt(0) === 0xe000;
export const isRehearsedTime = (time: number): boolean => time >= REHEARSED_NOW && time < REHEARSED_NOW + 2 ** 40;

/** Who watches a rehearsal. */
export interface Rehearsing {
  /** What belongs into a hole. */
  reveal(hole: string): string;
  tree(hole: string): DirectoryNode;
  /** Throws: what was asked for cannot be rehearsed. */
  refuse(): never;
}
