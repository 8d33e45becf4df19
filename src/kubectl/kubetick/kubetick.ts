/**
 * `kubetick`: what the terminal offers besides kubectl and no real cluster has: add-ons, traffic, load, and things that go wrong. Its output is marked as the
 * simulation's own.
 */
import type { Task } from '../../engine/client.ts';
import type { Io } from '../io.ts';
import { addonCommand } from './addon.ts';
import { faultCommand, mendCommand } from './fault.ts';
import { loadCommand } from './load.ts';
import { trafficCommand } from './traffic.ts';
import type { Subcommand } from './words.ts';

const COMMANDS: Readonly<Record<string, Subcommand>> = { addon: addonCommand, traffic: trafficCommand, load: loadCommand, fault: faultCommand, mend: mendCommand };

const HELP = `kubetick belongs to the simulation: a real cluster has no such command.

${Object.entries(COMMANDS)
  .map(([name, { help }]) => `  kubetick ${name.padEnd(10)} ${help}`)
  .join('\n')}

kubetick COMMAND --help says more.
`;

export function* kubetick(argv: readonly string[], io: Io): Task<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    io.stdout(HELP);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : undefined;
  if (!command) {
    io.stderr(`kubetick: there is no command "${name}"; kubetick --help lists them\n`);
    return 2;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.stdout(command.usage);
    return 0;
  }
  return yield* command.run(rest, io);
}

/** The words that may come next, for completion. */
export function kubetickWords(before: readonly string[]): readonly string[] {
  const [name] = before;
  if (name === undefined) return Object.keys(COMMANDS);
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name]!.words(before.slice(1)) : [];
}
