/** `kubectl config` (upstream: pkg/cmd/config/config.go). It reads and writes one kubeconfig file. */
import type { Command } from '../../command.ts';
import { CLUSTER_AND_USER_COMMANDS } from './clusters-and-users.ts';
import { CONTEXT_COMMANDS } from './contexts.ts';
import { setCommand, unset } from './property.ts';
import { view } from './view.ts';

export const config: Command = {
  name: 'config',
  group: 'Settings Commands',
  short: 'Modify kubeconfig files',
  long: 'Modify the kubeconfig file: the one of --kubeconfig, else the first of $KUBECONFIG, else ~/.kube/config.',
  usage: 'config SUBCOMMAND [options]',
  subcommands: [view, setCommand, unset, ...CONTEXT_COMMANDS, ...CLUSTER_AND_USER_COMMANDS],
};
