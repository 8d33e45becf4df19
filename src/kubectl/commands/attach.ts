/** `kubectl attach` (upstream: pkg/cmd/attach/attach.go). */
import type { Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import { connect, NO_TERMINAL, podToRunIn } from './exec.ts';
import { chooseContainer, NO_TIMEOUT, podRunningTimeoutFlag } from './pod-target.ts';

const RECORDED =
  'All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n';

export const attach: Command = {
  name: 'attach',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Attach to a running container',
  long: 'Attach to a process that is already running inside an existing container.',
  examples: '# See what a pod prints from now on\nkubectl attach mypod\n# Of one of its containers\nkubectl attach mypod -c ruby-container',
  usage: 'attach (POD | TYPE/NAME) -c CONTAINER [options]',
  completes: 'pods',
  flags: [
    { name: 'container', short: 'c', type: 'string', help: 'The container; default: the annotated or the first one.' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Give standard input to the container.' },
    { name: 'tty', short: 't', type: 'bool', help: 'Standard input is a terminal.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'Print only what the container prints.' },
    podRunningTimeoutFlag('1m0s'),
  ],
  *run(call) {
    const { flags, args } = call;
    if (args.length === 0) return failed('at least 1 argument is required for attach');
    if (args.length > 2) return failed(`expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`);
    if (flags.number('pod-running-timeout') <= 0) return call.usageFailure(NO_TIMEOUT);
    const pod = yield* podToRunIn(call, [args.at(-1)!], 'attach to', args.length === 2 ? args[0] : 'pods');
    if (!pod.ok) return pod.error;
    const { phase } = pod.value.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') return failed(`cannot attach a container in a completed pod; current phase is ${phase}`);
    return yield* attachTo(call, pod.value, { container: flags.string('container'), stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') });
  },
};

export interface Attachment {
  /** Empty: the annotated or first one. */
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

export function* attachTo(call: Call, pod: Wire, { container: name, stdin, tty, quiet }: Attachment): Task<Failure | undefined> {
  const container = chooseContainer(pod, name, quiet ? undefined : (text) => call.err(text));
  if (!container.ok) return failed(`cannot attach to the container: ${container.error}`);
  const spec = [...(pod.spec.containers ?? []), ...(pod.spec.ephemeralContainers ?? []), ...(pod.spec.initContainers ?? [])].find((c: Wire) => c.name === container.value);
  if (tty && !spec?.tty) {
    if (!quiet) call.err(`error: Unable to use a TTY - container ${container.value} did not allocate one\n`);
  } else if (stdin && (tty || spec?.tty) && !quiet) {
    call.err(NO_TERMINAL);
  }
  if (!quiet) call.err(`${RECORDED}If you don't see a command prompt, try pressing enter.\n`);
  return yield* connect(call, pod, 'attach', { container: container.value, ...(stdin && { stdin: call.io.stdin ?? '' }) });
}
