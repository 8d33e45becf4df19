/** The kubeconfig as commands change it: entries by name (upstream: client-go `tools/clientcmd/api/types.go`, `config.go`). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { compareStrings } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { toYaml } from '../../../manifest/yaml/emitter.ts';
import type { Call } from '../../command.ts';
import { failed, type Failure } from '../../failure.ts';
import { commandHelp } from '../../help.ts';
import { kubeconfigPath, readKubeconfig, type Kubeconfig } from '../../kubeconfig.ts';
import { FIELDS, type Section } from '../../kubeconfig-shape.ts';

/** Fields that are written even when they are empty. */
const ALWAYS: Readonly<Record<Section, readonly string[]>> = { clusters: ['server'], users: [], contexts: ['cluster', 'user'] };
const ENTRY: Readonly<Record<Section, string>> = { clusters: 'cluster', users: 'user', contexts: 'context' };

export interface Entries {
  readonly clusters: Map<string, Unchecked>;
  readonly users: Map<string, Unchecked>;
  readonly contexts: Map<string, Unchecked>;
  currentContext: string;
}

export function readEntries(call: Call): Result<Entries, Failure> {
  // A file that is not there yet is one to be written.
  const missing = call.io.files.read(kubeconfigPath(call)) === undefined && call.flags.string('kubeconfig') !== '';
  const config = missing ? ok<Kubeconfig>({}) : readKubeconfig(call);
  if (!config.ok) return config;
  const { clusters = [], users = [], contexts = [] } = config.value;
  return ok({
    clusters: new Map(clusters.map((c) => [c.name, c.cluster ?? {}])),
    users: new Map(users.map((u) => [u.name, u.user ?? {}])),
    contexts: new Map(contexts.map((c) => [c.name, { ...c.context }])),
    currentContext: config.value['current-context'] ?? '',
  });
}

/** The file's document, fields and entries in the order in which Go writes them. */
export function documentOf(entries: Entries): Unchecked {
  // Go writes a list without entries as null.
  const section = (of: Section): readonly Unchecked[] | null =>
    entries[of].size === 0 ? null : [...entries[of]].toSorted(([a], [b]) => compareStrings(a, b)).map(([name, entry]) => ({ name, [ENTRY[of]]: inOrder(of, entry) }));
  return { kind: 'Config', apiVersion: 'v1', clusters: section('clusters'), users: section('users'), contexts: section('contexts'), 'current-context': entries.currentContext };
}

function inOrder(section: Section, entry: Unchecked): Unchecked {
  const known: Record<string, unknown> = {};
  for (const field of FIELDS[section].keys()) {
    const value = Object.hasOwn(entry, field) ? entry[field] : undefined;
    if (value !== undefined && value !== '' && value !== false) known[field] = value;
    else if (ALWAYS[section].includes(field)) known[field] = '';
  }
  const others = Object.fromEntries(Object.entries(entry).filter(([field]) => !FIELDS[section].has(field)));
  return { ...known, ...others };
}

/** Sets fields of an entry; `undefined` leaves one as it is. */
export function changeEntry(entries: Entries, section: Section, name: string, changes: Readonly<Record<string, unknown>>): void {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  entries[section].set(name, { ...entries[section].get(name), ...given });
}

export function writeEntries(call: Call, entries: Entries): void {
  call.io.files.write(kubeconfigPath(call), toYaml(documentOf(entries)));
}

/** A mistake in the arguments: upstream shows the help of the command in front of it. */
export function argumentsFailure(call: Call): Failure {
  call.out(commandHelp(call.command, call.path));
  return failed(`Unexpected args: [${call.args.join(' ')}]`);
}

/** The one argument there must be. */
export function soleArgument(call: Call): Result<string, Failure> {
  return call.args.length === 1 ? ok(call.args[0]!) : err(argumentsFailure(call));
}

export const toBase64 = (bytes: Uint8Array): string => btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join(''));
