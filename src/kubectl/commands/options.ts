/** `kubectl options`: the flags of all commands. */
import type { Command } from '../command.ts';
import { GLOBAL_FLAGS } from '../global-flags.ts';
import { flagTable } from '../help.ts';

export const options: Command = {
  name: 'options',
  short: 'List the flags that all commands take',
  usage: 'options',
  hidden: true,
  *run(call) {
    call.out(`The following options can be passed to any command:\n\n${flagTable(GLOBAL_FLAGS)}\n`);
  },
};
