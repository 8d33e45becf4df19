/**
 * `kubectl config set-credentials --exec-*` and `--auth-provider*`: logins by other programs, as entries of the file
 * (upstream: pkg/cmd/config/set_credentials.go). The programs themselves are not there to be run.
 */
import type { Unchecked } from '../../../api/meta/types.ts';
import type { Call } from '../../command.ts';
import { failed, type Failure } from '../../failure.ts';
import type { FlagSpec } from '../../flags.ts';

export const LOGIN_FLAGS: readonly FlagSpec[] = [
  { name: 'auth-provider', type: 'string', help: 'Provider of logins.' },
  { name: 'auth-provider-arg', type: 'stringSlice', help: 'For the provider, as key=value; key- drops one.' },
  { name: 'exec-api-version', type: 'string', help: 'Version of what the login program prints.' },
  { name: 'exec-arg', type: 'stringSlice', help: 'Arguments of the login program, instead of those that are there.' },
  { name: 'exec-command', type: 'string', help: 'Login program.' },
  { name: 'exec-env', type: 'stringArray', help: 'Variable of the login program, as key=value; key- drops one.' },
  { name: 'exec-interactive-mode', type: 'string', help: 'Whether the login program may ask: IfAvailable, Never or Always.' },
  { name: 'exec-provide-cluster-info', type: 'bool', help: 'Tell the login program about the cluster.' },
];

/** `key=value` sets, `key-` drops. */
interface Pairs {
  readonly set: ReadonlyMap<string, string>;
  readonly dropped: readonly string[];
  readonly wrong?: string;
}

function pairsOf(words: readonly string[]): Pairs {
  const set = new Map<string, string>();
  const dropped: string[] = [];
  for (const word of words) {
    const at = word.indexOf('=');
    if (at >= 0) set.set(word.slice(0, at), word.slice(at + 1));
    else if (word.endsWith('-')) dropped.push(word.slice(0, -1));
    else return { set, dropped, wrong: word };
  }
  return { set, dropped };
}

/** A pair that is none. */
export function loginProblem({ flags }: Call): Failure | undefined {
  for (const name of ['auth-provider-arg', 'exec-env'] as const) {
    const { wrong } = pairsOf(flags.strings(name));
    if (wrong !== undefined) return failed(`invalid ${name} format: ${wrong}`);
  }
  return undefined;
}

interface Exec extends Unchecked {
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

/** Fields of the user's entry; without a program there is nothing for its other flags to change. */
export function loginChanges({ flags }: Call, existing: Unchecked = {}): Readonly<Record<string, unknown>> {
  return { ...providerChanges(flags, existing['auth-provider'] as Unchecked | undefined), ...programChanges(flags, existing['exec'] as Exec | undefined) };
}

function providerChanges(flags: Call['flags'], existing: Unchecked | undefined): Readonly<Record<string, unknown>> {
  const name = flags.changed('auth-provider') ? flags.string('auth-provider') : undefined;
  const provider = name !== undefined && existing?.['name'] !== name ? { name, config: {} } : existing;
  if (!provider) return {};
  const { set, dropped } = pairsOf(flags.strings('auth-provider-arg'));
  const kept = Object.entries((provider['config'] ?? {}) as Readonly<Record<string, string>>).filter(([key]) => !dropped.includes(key));
  const config = Object.fromEntries([...kept, ...set]);
  return { 'auth-provider': { ...provider, config: Object.keys(config).length === 0 ? null : config } };
}

function programChanges(flags: Call['flags'], existing: Exec | undefined): Readonly<Record<string, unknown>> {
  const command = flags.changed('exec-command') ? flags.string('exec-command') : undefined;
  if (command === undefined && !existing) return {};
  const args = flags.strings('exec-arg');
  const { set, dropped } = pairsOf(flags.strings('exec-env'));
  const kept = (existing?.env ?? []).filter(({ name }) => !dropped.includes(name)).map((entry) => ({ ...entry, value: set.get(entry.name) ?? entry.value }));
  const added = [...set].filter(([name]) => !kept.some((entry) => entry.name === name)).map(([name, value]) => ({ name, value }));
  const env = [...kept, ...added];
  const exec = {
    apiVersion: '',
    provideClusterInfo: false,
    ...existing,
    ...(command !== undefined && { command, args: null }),
    ...(args.length > 0 && { args }),
    env: env.length === 0 ? null : env,
    ...(flags.changed('exec-api-version') && { apiVersion: flags.string('exec-api-version') }),
    ...(flags.changed('exec-interactive-mode') && { interactiveMode: flags.string('exec-interactive-mode') }),
    ...(flags.changed('exec-provide-cluster-info') && { provideClusterInfo: flags.bool('exec-provide-cluster-info') }),
  };
  return { exec: { ...exec, args: exec.args ?? null } };
}
