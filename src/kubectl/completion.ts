/** What the word under the cursor may become: commands, flags, kinds, names, files (upstream: kubectl `pkg/util/completion/completion.go`). */
import type { Task } from '../engine/client.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { schemaNameOf, schemaOf } from '../api/schema/schema.ts';
import { compareStrings } from '../base/go-format.ts';
import { Api } from './api.ts';
import type { Command, KubectlContext } from './command.ts';
import { structOf } from './explain/documented.ts';
import { parseFlags, standsAlone, type FlagSpec } from './flags.ts';
import { flagsOf } from './global-flags.ts';
import type { Io } from './io.ts';
import { findCommand } from './find-command.ts';
import { currentNamespace, readKubeconfig } from './kubeconfig.ts';
import { RestMapper, type Mapping } from './rest-mapper.ts';

/** `words` are those after `kubectl`; the last one, maybe empty, is completed. The answers are whole words in order. */
export function* complete(words: readonly string[], io: Io, context: KubectlContext): Task<readonly string[]> {
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const { command, rest } = findCommand(before);
  const flags = flagsOf(command);
  const candidates = yield* candidatesFor({ command, flags, rest, last, io, context });
  return [...new Set(candidates)].filter((c) => c.startsWith(last)).sort(compareStrings);
}

interface Place {
  readonly command: Command;
  readonly flags: readonly FlagSpec[];
  readonly rest: readonly string[];
  readonly last: string;
  readonly io: Io;
  readonly context: KubectlContext;
}

function* candidatesFor(place: Place): Task<readonly string[]> {
  const { command, flags, rest, last } = place;
  const waiting = flagWaitingForValue(flags, rest);
  if (waiting) return yield* flagValues(place, waiting, '');
  const equals = last.indexOf('=');
  if (last.startsWith('--') && equals > 0) {
    const flag = flags.find((f) => f.name === last.slice(2, equals));
    return flag ? yield* flagValues(place, flag, last.slice(0, equals + 1)) : [];
  }
  if (last.startsWith('-')) return flags.filter((f) => !f.hidden && !f.deprecated && f.env === undefined).map((f) => `--${f.name}`);
  const args = argumentsOf(flags, rest);
  const subcommands = args.length === 0 ? (command.subcommands ?? []).filter((c) => !c.hidden).map((c) => c.name) : [];
  return [...subcommands, ...(yield* argumentValues(place, args))];
}

/** The flag whose value the next word is. */
function flagWaitingForValue(flags: readonly FlagSpec[], words: readonly string[]): FlagSpec | undefined {
  const word = words.at(-1);
  if (!word?.startsWith('-') || word.includes('=') || words.includes('--')) return undefined;
  if (word.startsWith('--')) return standsAlone(flags, word.slice(2), false) ? undefined : flags.find((f) => f.name === word.slice(2));
  return word.length === 2 && !standsAlone(flags, word.slice(1), true) ? flags.find((f) => f.short === word[1]) : undefined;
}

function argumentsOf(flags: readonly FlagSpec[], words: readonly string[]): readonly string[] {
  const parsed = parseFlags(flags, words);
  return parsed.ok ? parsed.value.args : [];
}

function* flagValues(place: Place, flag: FlagSpec, prefix: string): Task<readonly string[]> {
  const values = yield* valuesOf(place, flag, place.last.slice(prefix.length));
  return values.map((v) => prefix + v);
}

function* valuesOf(place: Place, flag: FlagSpec, typed: string): Task<readonly string[]> {
  if (flag.choices) return flag.choices;
  if (flag.name === 'namespace') {
    const mapping = new RestMapper(place.context.kinds).forKind('', 'v1', 'Namespace');
    return mapping ? yield* namesOf(place, mapping) : [];
  }
  if (flag.name === 'context' || flag.name === 'cluster' || flag.name === 'user') return entries(place, `${flag.name}s`, place.rest.slice(0, -1));
  if (flag.name === 'container') return yield* containers(place);
  return ['filename', 'kustomize', 'patch-file', 'from-file', 'from-env-file'].includes(flag.name) ? files(place.io, typed) : [];
}

/** Names in the kubeconfig. */
function entries(place: Place, section: 'contexts' | 'clusters' | 'users', words: readonly string[]): readonly string[] {
  const parsed = parseFlags(place.flags, words);
  const config = parsed.ok ? readKubeconfig({ flags: parsed.value.flags, io: place.io }) : undefined;
  return config?.ok ? (config.value[section] ?? []).map(({ name }) => name) : [];
}

/** Of the pod, or of the template, that the line names. */
function* containers(place: Place): Task<readonly string[]> {
  const [argument] = argumentsOf(place.flags, place.rest.at(-1)?.startsWith('-') ? place.rest.slice(0, -1) : place.rest);
  if (argument === undefined) return [];
  const slash = argument.indexOf('/');
  const mapping = new RestMapper(place.context.kinds).forArgument(slash < 0 ? 'pods' : argument.slice(0, slash));
  const object = mapping.ok ? (yield* objectsOf(place, mapping.value)).find(({ metadata }) => metadata.name === argument.slice(slash + 1)) : undefined;
  return object ? containerNames(object) : [];
}

function containerNames(object: KubeObject): readonly string[] {
  const { spec } = object as { readonly spec?: PodLike & { readonly template?: { readonly spec?: PodLike } } };
  const pod = spec?.template?.spec ?? spec;
  return [...(pod?.containers ?? []), ...(pod?.initContainers ?? []), ...(pod?.ephemeralContainers ?? [])].map(({ name }) => name);
}
interface PodLike {
  readonly containers?: readonly { readonly name: string }[];
  readonly initContainers?: readonly { readonly name: string }[];
  readonly ephemeralContainers?: readonly { readonly name: string }[];
}

/** `deployment.spec.te`: the fields at a path of a kind. */
function fieldPaths(mapper: RestMapper, last: string): readonly string[] {
  const parts = last.split('.');
  const mapping = mapper.forArgument(parts[0]!);
  if (!mapping.ok) return [];
  const { group, version, kind, descriptor } = mapping.value;
  const name = schemaNameOf(group, version, kind);
  let at = name === undefined ? descriptor.structure : schemaOf(name);
  for (const part of parts.slice(1, -1)) at = at && structOf(at).fields?.get(part)?.schema;
  return at ? [...(structOf(at).fields?.keys() ?? [])].map((field) => [...parts.slice(0, -1), field].join('.')) : [];
}

function files(io: Io, typed: string): readonly string[] {
  const slash = typed.lastIndexOf('/');
  const folder = slash < 0 ? '' : typed.slice(0, slash + 1);
  return (io.files.list(folder || '.') ?? []).map((e) => `${folder}${e.name}${e.directory ? '/' : ''}`);
}

function* argumentValues(place: Place, args: readonly string[]): Task<readonly string[]> {
  const { command, last, context } = place;
  const mapper = new RestMapper(context.kinds);
  const named = function* (type: string, prefix: string): Task<readonly string[]> {
    const mapping = mapper.forArgument(type);
    return mapping.ok ? (yield* namesOf(place, mapping.value)).map((name) => prefix + name) : [];
  };
  const slash = last.indexOf('/');
  switch (command.completes) {
    case undefined:
      return [];
    case 'files':
      return args.length === 0 ? files(place.io, last) : [];
    case 'contexts':
    case 'clusters':
    case 'users':
      return args.length === 0 ? entries(place, command.completes, place.rest) : [];
    case 'fields':
      if (args.length > 0) return [];
      return last.includes('.') ? fieldPaths(mapper, last) : mapper.all.map(({ resource }) => resource);
    case 'nodes':
      return yield* named('nodes', '');
    case 'pods':
      if (slash > 0) return yield* named(last.slice(0, slash), last.slice(0, slash + 1));
      return args.length === 0 ? yield* named('pods', '') : [];
    case 'resources': {
      if (slash > 0) return yield* named(last.slice(0, slash), last.slice(0, slash + 1));
      if (args.length > 0 && command.name === 'image') return (yield* containers(place)).map((name) => `${name}=`);
      if (args.length > 0) return args[0]!.includes('/') ? [] : yield* named(args[0]!, '');
      const comma = last.lastIndexOf(',');
      return mapper.all.map((m) => last.slice(0, comma + 1) + m.resource);
    }
  }
}

/** The names of a kind, in the namespace that the command line names. */
function* namesOf(place: Place, mapping: Mapping): Task<readonly string[]> {
  return (yield* objectsOf(place, mapping)).map(({ metadata }) => metadata.name);
}

function* objectsOf(place: Place, mapping: Mapping): Task<readonly KubeObject[]> {
  const parsed = parseFlags(place.flags, place.rest);
  const flags = parsed.ok ? parsed.value.flags : undefined;
  const namespace = flags ? flags.string('namespace') || currentNamespace({ flags, io: place.io }) : 'default';
  const list = yield* new Api(
    () => {},
    () => undefined,
  ).list(mapping, namespace);
  return list.ok ? list.value.items : [];
}
