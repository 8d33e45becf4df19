/** `kubectl completion` (upstream: pkg/cmd/completion/completion.go). */
import type { Command } from '../command.ts';

const SHELLS = ['bash', 'fish', 'powershell', 'zsh'];

export const completion: Command = {
  name: 'completion',
  group: 'Settings Commands',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  long: 'Output shell completion code for the specified shell. The terminal of the simulation completes kubectl by itself and needs none.',
  examples: 'source <(kubectl completion bash)',
  usage: 'completion SHELL',
  *run(call) {
    const [shell] = call.args;
    if (shell === undefined) return call.usageFailure('Shell not specified.');
    if (call.args.length > 1) return call.usageFailure('Too many arguments. Expected only the shell type.');
    if (!SHELLS.includes(shell)) return call.usageFailure(`Unsupported shell type ${JSON.stringify(shell)}.`);
    call.out('# Nothing to load: the terminal of this simulation completes kubectl by itself.\n');
    return undefined;
  },
};
