/** Flags that every command takes (upstream: cli-runtime `genericclioptions/config_flags.go`, `kubectl options`). */
import type { Command } from './command.ts';
import type { FlagSpec } from './flags.ts';

export const GLOBAL_FLAGS: readonly FlagSpec[] = [
  { name: 'as', type: 'string', help: 'User to act as.' },
  { name: 'as-group', type: 'stringArray', help: 'Group to act as; may be repeated.' },
  { name: 'as-uid', type: 'string', help: 'UID to act as.' },
  { name: 'cache-dir', type: 'string', default: '/root/.kube/cache', help: 'Folder of the discovery cache.' },
  { name: 'certificate-authority', type: 'string', help: 'File with the certificate authority.' },
  { name: 'client-certificate', type: 'string', help: 'File with a client certificate.' },
  { name: 'client-key', type: 'string', help: 'File with a client key.' },
  { name: 'cluster', type: 'string', help: 'Name of the kubeconfig cluster to use.' },
  { name: 'context', type: 'string', help: 'Name of the kubeconfig context to use.' },
  { name: 'disable-compression', type: 'bool', help: 'Ask the server for uncompressed answers.' },
  { name: 'insecure-skip-tls-verify', type: 'bool', help: "Do not check the server's certificate." },
  { name: 'kubeconfig', type: 'string', help: 'Path of the kubeconfig file.' },
  { name: 'kuberc', type: 'string', help: 'Path of the preferences file.' },
  { name: 'log-flush-frequency', type: 'duration', default: '5s', help: 'How often to flush logs.' },
  { name: 'match-server-version', type: 'bool', help: "Require the server's version to be kubectl's." },
  { name: 'namespace', short: 'n', type: 'string', help: 'The namespace to work in.' },
  { name: 'password', type: 'string', help: 'Password for basic authentication.' },
  { name: 'profile', type: 'string', default: 'none', help: 'Name of a profile to capture.' },
  { name: 'profile-output', type: 'string', default: 'profile.pprof', help: 'File of the profile.' },
  { name: 'request-timeout', type: 'string', default: '0', help: 'How long to wait for one request; 0 waits for ever.' },
  { name: 'server', short: 's', type: 'string', help: 'Address of the API server.' },
  { name: 'tls-server-name', type: 'string', help: "Name to check the server's certificate against." },
  { name: 'token', type: 'string', help: 'Bearer token for the API server.' },
  { name: 'user', type: 'string', help: 'Name of the kubeconfig user to use.' },
  { name: 'username', type: 'string', help: 'User name for basic authentication.' },
  { name: 'v', short: 'v', type: 'int', help: 'How much to log.' },
  { name: 'vmodule', type: 'string', help: 'How much to log by source file.' },
  { name: 'warnings-as-errors', type: 'bool', help: 'Exit with an error where the server warned.' },
];
/** Some of them, for commands whose own they are too. */
export const globalFlags = (...names: readonly string[]): readonly FlagSpec[] => GLOBAL_FLAGS.filter(({ name }) => names.includes(name));

const HELP_FLAG: FlagSpec = { name: 'help', short: 'h', type: 'bool', help: 'Help for this command.' };

/** All flags that a command understands: its own, the global ones that it does not redefine, and help. */
export const flagsOf = (command: Command): readonly FlagSpec[] => [
  ...(command.flags ?? []),
  ...GLOBAL_FLAGS.filter((g) => !command.flags?.some((f) => f.name === g.name)),
  HELP_FLAG,
];
