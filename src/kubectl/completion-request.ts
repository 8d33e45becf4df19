/** `kubectl __complete WORDS…`: what a shell's completion script asks (upstream: spf13/cobra completions.go, kubectl `pkg/util/completion`). */
import type { Task } from '../engine/client.ts';
import { compareStrings } from '../base/go-format.ts';
import type { Command, KubectlContext } from './command.ts';
import { complete } from './completion.ts';
import { discoveredResources } from './discovery.ts';
import { findCommand, ROOT, withoutFlags } from './find-command.ts';
import { flagsOf } from './global-flags.ts';
import type { Io } from './io.ts';
import { RestMapper } from './rest-mapper.ts';

/** What the shell does with the answers: bits, by their names. */
const NO_SPACE = 2;
const NO_FILES = 4;
const NAMES: readonly (readonly [bit: number, name: string])[] = [
  [NO_SPACE, 'ShellCompDirectiveNoSpace'],
  [NO_FILES, 'ShellCompDirectiveNoFileComp'],
];

export const isCompletionRequest = ([word]: readonly string[]): boolean => word === '__complete' || word === '__completeNoDesc';

interface Answer {
  readonly candidates: readonly string[];
  readonly directive: number;
}

/** Resources with pods, as `TYPE/NAME`. */
const WITH_PODS = ['daemonsets', 'deployments', 'pods', 'jobs', 'replicasets', 'replicationcontrollers', 'services', 'statefulsets'];

/** What `get -o` takes, in upstream's order. */
const FORMATS = 'json yaml name go-template go-template-file template templatefile jsonpath jsonpath-as-json jsonpath-file custom-columns custom-columns-file wide'.split(' ');

/** Prints the candidates and what to do with them; gives the exit code. */
export function* answerCompletion([request = '', ...words]: readonly string[], io: Io, context: KubectlContext): Task<number> {
  if (words.length === 0) {
    io.stderr(`error: requires at least 1 arg(s), only received 0\nSee 'kubectl ${request} --help' for usage.\n`);
    return 1;
  }
  const { command } = findCommand(words.slice(0, -1));
  const before = withoutFlags(words.slice(0, -1), flagsOf(ROOT));
  const unknown = command === ROOT && before.length > 0;
  const { candidates, directive } = unknown ? { candidates: [], directive: 0 } : yield* answer(command, words, io, context);
  const described = request === '__complete' ? (candidate: string) => descriptionOf(command, candidate) : () => '';
  io.stdout([...candidates.map((candidate) => `${candidate}${described(candidate)}\n`), `:${directive}\n`].join(''));
  if (unknown) io.stderr(`[Debug] Cleared global flags for plugin completion\n[Debug] [Error] unable to find a command for arguments: [${before.join(' ')}]\n`);
  const bits = NAMES.filter(([bit]) => (directive & bit) !== 0).map(([, name]) => name);
  io.stderr(`Completion ended with directive: ${bits.length === 0 ? 'ShellCompDirectiveDefault' : bits.join(', ')}\n`);
  return 0;
}

function descriptionOf(command: Command, candidate: string): string {
  const text = candidate.startsWith('--')
    ? flagsOf(command).find(({ name }) => name === candidate.slice(2))?.help
    : command.subcommands?.find(({ name }) => name === candidate)?.short;
  return text ? `\t${text.split('\n')[0]}` : '';
}

function* answer(command: Command, words: readonly string[], io: Io, context: KubectlContext): Task<Answer> {
  const last = words.at(-1) ?? '';
  const found = yield* complete(words, io, context);
  const previous = words.at(-2) ?? '';
  const flag = previous.startsWith('-') ? flagsOf(command).find(({ name, short }) => previous === `--${name}` || previous === `-${short}`) : undefined;
  if (flag?.name === 'output' && command.name === 'get') return { candidates: FORMATS.filter((format) => format.startsWith(last)), directive: NO_FILES };
  // Choices stay in their own order.
  if (flag?.choices) return { candidates: flag.choices.filter((choice) => choice.startsWith(last)), directive: NO_FILES };
  if (last.startsWith('-') || (flag && flag.type !== 'bool')) return { candidates: found, directive: found.length > 0 || !flag ? NO_FILES : 0 };
  const given = words.slice(0, -1);
  switch (command.completes) {
    case 'resources': {
      const types = resourceTypes(context, last);
      const isType = !last.includes('/') && !namesType(context, given);
      return { candidates: isType && !command.subcommands ? types : found.filter((name) => !given.includes(name)), directive: NO_FILES };
    }
    case 'pods': {
      if (last.includes('/')) return { candidates: found, directive: NO_FILES };
      const types = WITH_PODS.filter((type) => type.startsWith(last)).map((type) => `${type}/`);
      return { candidates: [...found, ...types], directive: NO_FILES | (found.length === 0 ? NO_SPACE : 0) };
    }
    case 'fields':
    case 'files':
      return { candidates: [], directive: 0 };
    default:
      return { candidates: found, directive: command.completes || command.subcommands ? NO_FILES : 0 };
  }
}

/** As `kubectl api-resources -o name --verbs=get` lists them. */
function resourceTypes(context: KubectlContext, last: string): readonly string[] {
  const comma = last.lastIndexOf(',') + 1;
  return discoveredResources(context.kinds)
    .filter(({ verbs }) => verbs.includes('get'))
    .toSorted((a, b) => compareStrings(a.group, b.group) || compareStrings(a.name, b.name))
    .map(({ name, group }) => (group ? `${name}.${group}` : name))
    .filter((name) => name.startsWith(last.slice(comma)))
    .map((name) => last.slice(0, comma) + name);
}

/** Whether a word before the last one is a type already. */
function namesType(context: KubectlContext, words: readonly string[]): boolean {
  const { command, rest } = findCommand(words);
  const [first] = withoutFlags(rest, flagsOf(command));
  return first !== undefined && (first.includes('/') || new RestMapper(context.kinds).forArgument(first).ok);
}
