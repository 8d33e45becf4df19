/** The entry: finds the command, reads its flags, runs it, prints what went wrong (upstream: kubectl `pkg/cmd/cmd.go`, spf13/cobra `command.go`). */
import { quote } from '../base/go-format.ts';
import type { Task } from '../engine/client.ts';
import { mayMeanAggregated, withAggregatedKinds, withCustomKinds } from './discovery.ts';
import { Call, type KubectlContext } from './command.ts';
import { answerCompletion, isCompletionRequest } from './completion-request.ts';
import { COMMANDS } from './commands/registry.ts';
import { exitWith, failed, printedFailure, type Failure } from './failure.ts';
import { findCommand, ROOT, withoutFlags, type FoundCommand } from './find-command.ts';
import { parseFlags } from './flags.ts';
import { flagsOf } from './global-flags.ts';
import { commandHelp } from './help.ts';
import type { Io } from './io.ts';
import { suggestions } from './suggest.ts';

/** Runs one command line (without the word `kubectl`) and gives its exit code. Ctrl+C is the task's `return()`. */
export function* kubectl(argv: readonly string[], io: Io, context: KubectlContext): Task<number> {
  if (isCompletionRequest(argv)) return yield* answerCompletion(argv, io, context);
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
  const parsed = parseFlags(
    flagsOf(command).filter(({ env }) => env === undefined || /^(true|1)$/i.test(io.env[env] ?? '')),
    rest,
  );
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
