/** The entry: finds the command, reads its flags, runs it, prints what went wrong (upstream: kubectl `pkg/cmd/cmd.go`, spf13/cobra `command.go`). */
import { quote } from '../base/go-format.ts';
import type { Task } from '../engine/client.ts';
import { mayMeanAggregated, withAggregatedKinds, withCustomKinds } from './discovery.ts';
import { Call, type Command, type KubectlContext } from './command.ts';
import { COMMANDS } from './commands/registry.ts';
import { exitWith, failed, printedFailure, type Failure } from './failure.ts';
import { parseFlags, standsAlone, type FlagSpec } from './flags.ts';
import { flagsOf } from './global-flags.ts';
import { commandHelp } from './help.ts';
import type { Io } from './io.ts';
import { suggestions } from './suggest.ts';

/** `kubectl` itself, with all commands below it. */
const ROOT: Command = { name: 'kubectl', short: 'kubectl talks to the cluster: it makes, shows, changes and removes objects.', usage: '[flags] [options]', subcommands: COMMANDS };

/** Runs one command line (without the word `kubectl`) and gives its exit code. Ctrl+C is the task's `return()`. */
export function* kubectl(argv: readonly string[], io: Io, context: KubectlContext): Task<number> {
  const found = findCommand(argv);
  const failure = yield* run(found, argv, io, context);
  if (!failure) return 0;
  const { text, code } = printedFailure(failure);
  if (text) io.stderr(text);
  return failure.kind === 'exit' ? code : (found.command.failureCode ?? code);
}

function* run(found: FoundCommand, argv: readonly string[], io: Io, context: KubectlContext): Task<Failure | undefined> {
  if (found.command === ROOT) {
    const [word] = withoutFlags(found.rest, flagsOf(ROOT));
    // kubectl looks for a plugin of that name first, and wants no flag before it.
    if (word !== undefined && argv[0]?.startsWith('-')) return exitWith(1, `Error: flags cannot be placed before plugin name: ${argv[0]}\n`);
    if (word !== undefined) return failed(`unknown command ${quote(word)} for "kubectl"${didYouMean(word)}`);
  }
  const { command, path, rest } = found;
  const parsed = parseFlags(flagsOf(command), rest);
  if (!parsed.ok) return failed(`${parsed.error}\nSee '${path} ${command.failureCode ? "-h' for help and examples" : "--help' for usage."}`);
  for (const notice of parsed.value.notices) io.stderr(notice);
  const { flags, args, dash } = parsed.value;
  if (flags.bool('help')) {
    io.stdout(commandHelp(command, path));
    return undefined;
  }
  if (!command.run) {
    if (command !== ROOT && args.length > 0) return failed(`unknown command ${quote(args.join(' '))}\nSee '${path} -h' for help and examples`);
    const answers = command === ROOT || command.bareHelp === 'answer';
    (answers || command.bareHelp === 'stdout' ? io.stdout : io.stderr)(commandHelp(command, path));
    return answers ? undefined : exitWith(1);
  }
  // These look at the server itself.
  const { memory } = context;
  if (memory && (command.name === 'api-resources' || command.name === 'api-versions')) memory.definitions = [];
  const custom = yield* withCustomKinds(context.kinds, memory);
  const kinds = mayMeanAggregated(argv) ? yield* withAggregatedKinds(custom) : custom;
  const call = new Call({ context: { ...context, kinds }, io, root: ROOT, path, command, flags, args, dash, argv });
  const failure = yield* command.run(call);
  // What it did not find it looked for anew.
  if (memory && call.mapper.missed) memory.definitions = [];
  if (failure) return failure;
  if (!flags.bool('warnings-as-errors') || call.api.warningCount === 0) return undefined;
  return failed(`${call.api.warningCount} ${call.api.warningCount === 1 ? 'warning' : 'warnings'} received`);
}

const didYouMean = (word: string): string => {
  const near = suggestions(COMMANDS, word);
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
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
function withoutFlags(words: readonly string[], flags: readonly FlagSpec[]): readonly string[] {
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
