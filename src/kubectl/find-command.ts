/** From words to the command that they mean. */
import type { Command } from './command.ts';
import { COMMANDS } from './commands/registry.ts';
import { standsAlone, type FlagSpec } from './flags.ts';
import { flagsOf } from './global-flags.ts';

/** `kubectl` itself, with all commands below it. */
export const ROOT: Command = {
  name: 'kubectl',
  short: 'kubectl talks to the cluster: it makes, shows, changes and removes objects.',
  usage: '[flags] [options]',
  subcommands: COMMANDS,
};

export interface FoundCommand {
  readonly command: Command;
  readonly path: string;
  /** The words that are left: flags and arguments. */
  readonly rest: readonly string[];
}

/** Walks down the tree of commands; flags may stand anywhere between the words. */
export function findCommand(argv: readonly string[]): FoundCommand {
  let found: FoundCommand = { command: ROOT, path: 'kubectl', rest: argv };
  for (;;) {
    const flags = flagsOf(found.command);
    const [word] = withoutFlags(found.rest, flags);
    const next = word === undefined ? undefined : found.command.subcommands?.find((c) => c.name === word || c.aliases?.includes(word));
    if (!next) return found;
    found = { command: next, path: `${found.path} ${next.name}`, rest: withoutWord(found.rest, word!, flags) };
  }
}

/** The words that are no flags and no values of flags, up to `--`. */
export function withoutFlags(words: readonly string[], flags: readonly FlagSpec[]): readonly string[] {
  return wordsOutsideFlags(words, flags).map((at) => words[at]!);
}
function withoutWord(words: readonly string[], word: string, flags: readonly FlagSpec[]): readonly string[] {
  const at = wordsOutsideFlags(words, flags).find((i) => words[i] === word)!;
  return words.filter((_, i) => i !== at);
}
function wordsOutsideFlags(words: readonly string[], flags: readonly FlagSpec[]): readonly number[] {
  const found: number[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === '--') break;
    if (!word.startsWith('-')) {
      if (word !== '') found.push(at);
      continue;
    }
    if (word.includes('=')) continue;
    if (word.startsWith('--') ? !standsAlone(flags, word.slice(2), false) : word.length === 2 && !standsAlone(flags, word.slice(1), true)) at += 1;
  }
  return found;
}
