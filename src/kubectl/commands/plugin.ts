/** `kubectl plugin list`: there is nothing on a path to be found (upstream: kubectl `pkg/cmd/plugin/plugin.go`). */
import type { Command } from '../command.ts';
import { failed } from '../failure.ts';

export const plugin: Command = {
  name: 'plugin',
  short: 'Work with plugins',
  usage: 'plugin [flags] [options]',
  subcommands: [
    {
      name: 'list',
      short: 'List the plugins on the path',
      usage: 'plugin list [flags] [options]',
      flags: [{ name: 'name-only', type: 'bool', help: 'Names only, without the path.' }],
      *run() {
        return failed('unable to find any kubectl plugins in your PATH');
      },
    },
  ],
};
