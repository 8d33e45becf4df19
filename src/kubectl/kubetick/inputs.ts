/** Inputs of the tape, as commands give them. */
import { fault, type Task } from '../../engine/client.ts';
import type { Io } from '../io.ts';

/** Gives the input and says what it did, or why it did not. `word` is the command's own. */
export function* applyInput(io: Io, word: string, name: string, args: Readonly<Record<string, unknown>>): Task<number> {
  const { done, error } = yield* fault(name, args);
  if (done === undefined) {
    io.stderr(`kubetick ${word}: ${error}\n`);
    return 1;
  }
  io.stdout(`kubetick: ${done}\n`);
  return 0;
}
