/** `kubetick fault` breaks things, `kubetick mend` mends them. */
import { brokenNow, FAULTS, mendWords, type Broken } from '../../engine/broken.ts';
import { memoryOf, type Task } from '../../engine/client.ts';
import { FAULT_CATALOGUE, faultNamed, type FaultEntry } from '../../cluster/fault-catalogue.ts';
import type { Io } from '../io.ts';
import { applyInput } from './inputs.ts';
import { namespaceOf, readWords, usageError, type Subcommand, type Words } from './words.ts';

const PARAMETERS = [...new Set(FAULT_CATALOGUE.flatMap(({ parameters = [] }) => parameters.map(({ name }) => name)))];
const FLAGS: Readonly<Record<string, boolean>> = {
  namespace: true,
  container: true,
  username: true,
  password: true,
  repository: true,
  ...Object.fromEntries(PARAMETERS.map((name) => [name, true])),
};

const ARGUMENT: Readonly<Record<FaultEntry['on'], string>> = { node: 'NODE', container: 'POD [--container NAME]', registry: '[HOST]', controller: '[CONTROLLER]', cluster: '' };

const lineOf = ({ fault: name, on, parameters = [], help }: FaultEntry): string => {
  const words = [name, ARGUMENT[on], ...parameters.map((parameter) => `[--${parameter.name} ${parameter.default}]`)].filter((part) => part !== '').join(' ');
  return `  kubetick fault ${words}\n      ${help}`;
};

const USAGE = `Breaks something. (Kubetick's own: a real cluster has no such command.)

  kubetick fault
      Says what is broken now.
${FAULT_CATALOGUE.map(lineOf).join('\n')}

A registry's host is docker.io, ghcr.io, …; registry-private takes --repository, --username and --password, too. Without a name, controller-stop
stops all of kube-controller-manager. kubetick mend mends.
`;

export const faultCommand: Subcommand = {
  help: 'breaks something: a node, a registry, a container, a controller …',
  usage: USAGE,
  *run(argv, io) {
    const words = readWords(
      argv.map((word) => (word === '-c' ? '--container' : word)),
      FLAGS,
    );
    if (!words.ok) return yield* usageError(io, 'fault', words.error);
    const [name, argument, ...more] = words.value.args;
    if (name === undefined) return yield* list(io);
    const entry = faultNamed(name);
    if (!entry) return yield* usageError(io, 'fault', `there is no fault "${name}"`);
    if (more.length > 0 || (entry.on === 'cluster' && argument !== undefined)) return yield* usageError(io, 'fault', `"${more[0] ?? argument}" is one word too many`);
    return yield* applyInput(io, 'fault', name, argsOf(entry, argument, words.value, io));
  },
  words: (before) => (before.length === 0 ? FAULT_CATALOGUE.map(({ fault: name }) => name) : []),
};

function argsOf({ on }: FaultEntry, argument: string | undefined, words: Words, io: Io): Record<string, unknown> {
  const { namespace: _, ...flags } = words.flags;
  const name = argument?.replace(/^(node|nodes|no|pod|pods|po)\//, '');
  if (on === 'node') return { ...flags, node: name ?? '' };
  if (on === 'container') return { ...flags, pod: name ?? '', namespace: namespaceOf(words, io) };
  if (argument === undefined) return flags;
  return on === 'registry' ? { ...flags, registry: argument } : { ...flags, controller: argument };
}

/** All: what is about an object that is gone goes, too, when it is mended. */
function* broken(): Task<readonly Broken[]> {
  const memory = yield* memoryOf(FAULTS, '');
  return brokenNow(memory, (key) => memory.entries<Broken>('broken/').find(([, one]) => one.about?.key === key)?.[1].about?.uid);
}

function* list(io: Io): Task<number> {
  const all = yield* broken();
  if (all.length === 0) io.stdout('kubetick: nothing is broken\n');
  for (const { text, mend } of all) io.stdout(`${text}\n    kubetick mend ${mendWords(mend)}\n`);
  return 0;
}

export const mendCommand: Subcommand = {
  help: 'mends what kubetick fault broke',
  usage: `Mends what is broken. (Kubetick's own: a real cluster has no such command.)

  kubetick mend              everything
  kubetick mend WHAT         one thing, named as kubetick fault lists it
`,
  *run(argv, io) {
    const [which, ...more] = argv;
    if (more.length > 0) return yield* usageError(io, 'mend', `"${more[0]}" is one word too many`);
    const all = yield* broken();
    const chosen = which === undefined ? all : all.filter(({ mend }) => mendWords(mend) === which);
    if (chosen.length === 0) {
      io.stderr(which === undefined ? 'kubetick mend: nothing is broken\n' : `kubetick mend: "${which}" is not broken\n`);
      return 1;
    }
    let code = 0;
    for (const { mend } of chosen) code = Math.max(code, yield* applyInput(io, 'mend', mend.fault, mend.args));
    return code;
  },
  words: () => [],
};
