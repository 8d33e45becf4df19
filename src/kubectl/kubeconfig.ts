/** The kubeconfig: which contexts there are, and which is in use (upstream: client-go `tools/clientcmd`). */
import { parseDuration } from '../base/duration.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { parseDocument } from '../manifest/parse.ts';
import type { Call } from './command.ts';
import { exitWith, failed, type Failure } from './failure.ts';
import { misshapen, SECTIONS } from './kubeconfig-shape.ts';

export interface KubeconfigContext {
  readonly cluster?: string;
  readonly user?: string;
  readonly namespace?: string;
}

export interface Kubeconfig {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly clusters?: readonly { readonly name: string; readonly cluster?: Readonly<Record<string, unknown>> }[];
  readonly contexts?: readonly { readonly name: string; readonly context?: KubeconfigContext }[];
  readonly 'current-context'?: string;
  readonly users?: readonly { readonly name: string; readonly user?: Readonly<Record<string, unknown>> }[];
}

/** What the host has where it keeps no file. */
const DEFAULT: Kubeconfig = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'kubesim', cluster: { 'insecure-skip-tls-verify': true, server: 'https://127.0.0.1:6443' } }],
  contexts: [{ name: 'kubesim', context: { cluster: 'kubesim', namespace: 'default', user: 'kubernetes-admin' } }],
  'current-context': 'kubesim',
  users: [{ name: 'kubernetes-admin', user: { token: 'simulated' } }],
};

/** What a file that is not there amounts to. */
const EMPTY: Kubeconfig = { apiVersion: 'v1', kind: 'Config' };

type Place = Pick<Call, 'flags' | 'io'>;

/** Where the kubeconfig is: `--kubeconfig`, `$KUBECONFIG`, `~/.kube/config`. */
export function kubeconfigPath({ flags, io }: Place): string {
  return flags.string('kubeconfig') || io.env.KUBECONFIG?.split(':').find((p) => p !== '') || `${io.env.HOME ?? '/root'}/.kube/config`;
}

/** The kubeconfig as it stands in its file, or the host's. */
export function readKubeconfig(place: Place): Result<Kubeconfig, Failure> {
  const path = kubeconfigPath(place);
  const text = place.io.files.read(path);
  if (text === undefined) return place.flags.string('kubeconfig') ? err(failed(`stat ${path}: no such file or directory`)) : ok(place.io.env.KUBECONFIG ? EMPTY : DEFAULT);
  const parsed = parseDocument(text);
  if (!parsed.ok) return err(failed(`error loading config file ${quote(path)}: ${parsed.error}`));
  const mismatch = misshapen(parsed.value);
  if (mismatch) return err(failed(`error loading config file ${quote(path)}: ${mismatch}`));
  const document = (parsed.value ?? {}) as Readonly<Record<string, unknown>>;
  // A list may be null, and an entry of one too: Go takes them for nothing.
  const sections = SECTIONS.map((section) => [section, ((document[section] ?? []) as readonly unknown[]).map((entry) => entry ?? { name: '' })]);
  return ok({ ...document, ...Object.fromEntries(sections) } as Kubeconfig);
}

const contextName = (place: Place, config: Kubeconfig): string => place.flags.string('context') || (config['current-context'] ?? '');

/** The namespace of the context in use, or `default`. */
export function currentNamespace(place: Place): string {
  const config = readKubeconfig(place);
  if (!config.ok) return 'default';
  return config.value.contexts?.find((c) => c.name === contextName(place, config.value))?.context?.namespace || 'default';
}

const refused = (text: string): Failure => exitWith(1, `error: ${text}\n`);

/** `--request-timeout` in milliseconds; a number alone is of seconds, 0 is no limit. `undefined` where it is neither a number nor a duration. */
export function requestTimeout(flags: Call['flags']): number | undefined {
  const text = flags.string('request-timeout');
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const parsed = parseDuration(text);
  return parsed.ok ? Math.max(0, parsed.value) : undefined;
}

/** What the flags that stand over the context name must be there as well (upstream: client-go `tools/clientcmd` client_config.go). */
function wrongOverride({ flags, command }: Pick<Call, 'flags' | 'command'>, config: Kubeconfig, context: KubeconfigContext): Failure | undefined {
  // A command's own flag of such a name means something else (`create rolebinding --user`).
  const given = (name: string): string => (command.flags?.some((flag) => flag.name === name) ? '' : flags.string(name));
  if (requestTimeout(flags) === undefined) {
    return refused('Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)');
  }
  const [user, clusterName] = [given('user'), given('cluster')];
  if (user && !config.users?.some((u) => u.name === user)) return refused(`auth info ${quote(user)} does not exist`);
  const cluster = config.clusters?.find((c) => c.name === (clusterName || context.cluster));
  if (clusterName && !cluster) return refused(flags.string('namespace') ? `cluster ${quote(clusterName)} does not exist` : `no server found for cluster ${quote(clusterName)}`);
  const token = given('token');
  const own = config.users?.find((u) => u.name === (user || context.user))?.user?.['token'];
  // Known are the user's own and those made for service accounts, which have three parts.
  if (token && token !== own && token.split('.').length !== 3) return refused('You must be logged in to the server (Unauthorized)');
  const server = given('server');
  const address = (url: unknown): string =>
    String(url)
      .replace(/^https?:\/\//, '')
      .replace(/\/.*$/, '');
  // There is one server; nobody answers elsewhere.
  if (server && address(server) !== address(cluster?.cluster?.['server'])) {
    return exitWith(1, `The connection to the server ${address(server)} was refused - did you specify the right host or port?\n`);
  }
  return undefined;
}

/** Why no request can be made: the context in use does not exist, or none is. */
export function unusable(place: Place & Pick<Call, 'command'>): Failure | undefined {
  const { flags } = place;
  const config = readKubeconfig(place);
  // The command ends here, whatever it was to collect.
  if (!config.ok) return config.error.kind === 'message' ? refused(config.error.text) : config.error;
  const name = contextName(place, config.value);
  const context = config.value.contexts?.find((c) => c.name === name);
  if (flags.string('as') === '' && (flags.strings('as-group').length > 0 || flags.string('as-uid') !== ''))
    return refused(`requesting uid, groups or user-extra for ${flags.string('user') || (context?.context?.user ?? '')} without impersonating a user`);
  if (context) return wrongOverride(place, config.value, context.context ?? {});
  if (name) return exitWith(1, `Error in configuration: context was not found for specified context: ${name}\n`);
  return exitWith(1, 'The connection to the server localhost:8080 was refused - did you specify the right host or port?\n');
}
