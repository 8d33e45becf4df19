/** The commands about clusters and users (upstream: pkg/cmd/config/{get_clusters,set_cluster,delete_cluster,get_users,set_credentials,delete_user}.go). */
import { compareStrings, quote } from '../../../base/go-format.ts';
import type { Call, Command } from '../../command.ts';
import { failed, type Failure } from '../../failure.ts';
import { globalFlags } from '../../global-flags.ts';
import { commandHelp } from '../../help.ts';
import { kubeconfigPath } from '../../kubeconfig.ts';
import type { Section } from '../../kubeconfig-shape.ts';
import { changeEntry, readEntries, soleArgument, toBase64, writeEntries } from './entries.ts';
import { LOGIN_FLAGS, loginChanges, loginProblem } from './login-programs.ts';

function listing(section: Section): NonNullable<Command['run']> {
  return function* (call) {
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    call.out(['NAME', ...[...entries.value[section].keys()].toSorted(compareStrings)].map((name) => `${name}\n`).join(''));
    return undefined;
  };
}

function remove(call: Call, section: Section, word: string): Failure | undefined {
  const entries = readEntries(call);
  if (!entries.ok) return entries.error;
  if (call.args.length !== 1) {
    if (section === 'users') return call.usageFailure('user to delete is required');
    call.out(commandHelp(call.command, call.path));
    return undefined;
  }
  const name = call.args[0]!;
  const path = kubeconfigPath(call);
  if (!entries.value[section].has(name)) return failed(`cannot delete ${word} ${name}, not in ${path}`);
  entries.value[section].delete(name);
  writeEntries(call, entries.value);
  call.out(`deleted ${word} ${name} from ${path}\n`);
  return undefined;
}

const given = (call: Call, flag: string): string | undefined => (call.flags.changed(flag) ? call.flags.string(flag) : undefined);

/** The contents of a file in base64 with `--embed-certs`, else its path. */
function certificate(call: Call, flag: string): Readonly<Record<string, string | undefined>> {
  const path = given(call, flag);
  if (path === undefined) return {};
  if (!call.flags.bool('embed-certs')) return { [flag]: path, [`${flag}-data`]: path === '' ? undefined : '' };
  return { [flag]: '', [`${flag}-data`]: toBase64(call.io.files.readBytes(path) ?? new Uint8Array()) };
}

function missingFile(call: Call, flags: readonly string[]): Failure | undefined {
  if (!call.flags.bool('embed-certs')) return undefined;
  const named = flags.filter((flag) => call.flags.string(flag) !== '');
  if (named.length === 0) return failed(`you must specify a ${flags.map((flag) => `--${flag}`).join(' or ')} to embed`);
  for (const flag of named) {
    const path = call.flags.string(flag);
    if (call.io.files.kind(path) === undefined) return failed(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`);
  }
  return undefined;
}

const setCluster: Command = {
  name: 'set-cluster',
  completes: 'clusters',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Set a cluster entry in kubeconfig. Fields of an entry that is there already stay unless they are given.',
  examples: 'kubectl config set-cluster e2e --server=https://1.2.3.4\nkubectl config set-cluster e2e --insecure-skip-tls-verify=true',
  usage: 'config set-cluster NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  flags: [
    ...globalFlags('server', 'certificate-authority', 'insecure-skip-tls-verify', 'tls-server-name').map(({ short: _, ...flag }) => flag),
    { name: 'embed-certs', type: 'bool', help: 'Keep the certificate itself rather than its path.' },
    { name: 'proxy-url', type: 'string', help: 'Address of a proxy to the server.' },
  ],
  *run(call) {
    const { flags } = call;
    const name = soleArgument(call);
    if (!name.ok) return name.error;
    const insecure = flags.changed('insecure-skip-tls-verify') ? flags.bool('insecure-skip-tls-verify') : undefined;
    if (name.value === '') return failed('you must specify a non-empty cluster name');
    if (insecure && flags.string('certificate-authority') !== '') return failed('you cannot specify a certificate authority and insecure mode at the same time');
    const missing = missingFile(call, ['certificate-authority']);
    if (missing) return missing;
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    changeEntry(entries.value, 'clusters', name.value, {
      server: given(call, 'server'),
      'tls-server-name': given(call, 'tls-server-name') ?? (flags.changed('server') ? '' : undefined),
      'insecure-skip-tls-verify': insecure,
      ...(insecure && { 'certificate-authority': '', 'certificate-authority-data': '' }),
      ...(flags.string('certificate-authority') !== '' && { 'insecure-skip-tls-verify': false }),
      ...certificate(call, 'certificate-authority'),
      'proxy-url': given(call, 'proxy-url'),
    });
    writeEntries(call, entries.value);
    call.out(`Cluster ${quote(name.value)} set.\n`);
    return undefined;
  },
};

const setCredentials: Command = {
  name: 'set-credentials',
  completes: 'users',
  short: 'Set a user entry in kubeconfig',
  long: 'Set a user entry in kubeconfig. Fields of an entry that is there already stay unless they are given. A user has a client certificate, a bearer token, or a name with a password.',
  examples: 'kubectl config set-credentials cluster-admin --client-key=~/.kube/admin.key\nkubectl config set-credentials cluster-admin --username=admin --password=uXFGweU9l35qcif',
  usage:
    'config set-credentials NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password]',
  flags: [
    ...globalFlags('client-certificate', 'client-key', 'token', 'username', 'password'),
    { name: 'embed-certs', type: 'bool', help: 'Keep certificate and key themselves rather than their paths.' },
    ...LOGIN_FLAGS,
  ],
  *run(call) {
    if (call.args.length !== 1) {
      call.out(commandHelp(call.command, call.path));
      return failed(`unexpected args: [${call.args.join(' ')}]`);
    }
    const name = call.args[0]!;
    const wrongLogin = loginProblem(call);
    if (wrongLogin) {
      call.out(commandHelp(call.command, call.path));
      return wrongLogin;
    }
    const [token, username, password] = [given(call, 'token'), given(call, 'username'), given(call, 'password')];
    if (name === '') return failed('you must specify a non-empty user name');
    if (token && (username || password)) return failed('you cannot specify more than one authentication method at the same time: --token, --username/--password');
    const missing = missingFile(call, ['client-certificate', 'client-key']);
    if (missing) return missing;
    const mode = call.flags.string('exec-interactive-mode');
    if (call.flags.changed('exec-interactive-mode') && !['IfAvailable', 'Never', 'Always'].includes(mode))
      return failed('invalid interactive mode type, can be only IfAvailable, Never, Always');
    const entries = readEntries(call);
    if (!entries.ok) return entries.error;
    changeEntry(entries.value, 'users', name, {
      ...loginChanges(call, entries.value.users.get(name)),
      ...certificate(call, 'client-certificate'),
      ...certificate(call, 'client-key'),
      token: token ?? (username || password ? '' : undefined),
      username: username ?? (token ? '' : undefined),
      password: password ?? (token ? '' : undefined),
    });
    writeEntries(call, entries.value);
    call.out(`User ${quote(name)} set.\n`);
    return undefined;
  },
};

export const CLUSTER_AND_USER_COMMANDS: readonly Command[] = [
  { name: 'get-clusters', short: 'Display clusters defined in the kubeconfig', usage: 'config get-clusters', run: listing('clusters') },
  { name: 'get-users', short: 'Display users defined in the kubeconfig', usage: 'config get-users', run: listing('users') },
  {
    name: 'delete-cluster',
    completes: 'clusters',
    short: 'Delete the specified cluster from the kubeconfig',
    usage: 'config delete-cluster NAME',
    *run(call) {
      return remove(call, 'clusters', 'cluster');
    },
  },
  {
    name: 'delete-user',
    completes: 'users',
    short: 'Delete the specified user from the kubeconfig',
    usage: 'config delete-user NAME',
    *run(call) {
      return remove(call, 'users', 'user');
    },
  },
  setCluster,
  setCredentials,
];
