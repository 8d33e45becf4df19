/** `kubectl rollout` (upstream: pkg/cmd/rollout/rollout.go). */
import type { Command } from '../../command.ts';
import { history } from './history.ts';
import { pause, restart, resume } from './patches.ts';
import { status } from './status.ts';
import { undo } from './undo.ts';

export const rollout: Command = {
  name: 'rollout',
  group: 'Deploy Commands',
  short: 'Manage the rollout of a resource',
  long: 'Manage the rollout of one or many resources: deployments, daemonsets and statefulsets.',
  examples: `# Back to the revision before
kubectl rollout undo deployment/abc
# See how a rollout goes
kubectl rollout status daemonset/foo
# Replace all pods
kubectl rollout restart deployment/abc`,
  usage: 'rollout SUBCOMMAND [options]',
  bareHelp: 'stdout',
  subcommands: [history, pause, restart, resume, status, undo],
};
