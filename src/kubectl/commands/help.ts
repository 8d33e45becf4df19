/** `kubectl help COMMAND`. */
import type { Command } from '../command.ts';
import { commandHelp } from '../help.ts';

export const help: Command = {
  name: 'help',
  short: 'Help about any command',
  usage: 'help [command] [options]',
  hidden: true,
  *run(call) {
    let command = call.root;
    let path = 'kubectl';
    for (const word of call.args) {
      const next = command.subcommands?.find((c) => c.name === word || c.aliases?.includes(word));
      // A command without any below it takes the rest for arguments.
      if (!next && command !== call.root && !command.subcommands) break;
      if (!next) {
        call.err(`Unknown help topic [${call.args.map((a) => `\`${a}\``).join(' ')}]\n\n${commandHelp(call.root, 'kubectl')}`);
        return;
      }
      command = next;
      path += ` ${next.name}`;
    }
    call.out(commandHelp(command, path));
  },
};
