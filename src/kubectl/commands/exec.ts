/** `kubectl exec` (upstream: pkg/cmd/exec/exec.go), and the running of commands in containers that `cp` needs too. */
import { close, next, openStream, type Task } from '../../engine/client.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call, Command } from '../command.ts';
import { filenameFlags, fileOptions } from '../common-flags.ts';
import type { Wire } from '../describers/wire.ts';
import { exitWith, failed, statusFailure, type Failure } from '../failure.ts';
import { isList } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import { betterToRunIn, chooseContainer, goTypeOf, NO_TIMEOUT, podRunningTimeoutFlag, podSelectorOf, podsFor } from './pod-target.ts';

export const exec: Command = {
  name: 'exec',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Execute a command in a container',
  examples:
    '# In the first container of a pod\nkubectl exec mypod -- date\n# In another, with standard input\nkubectl exec mypod -c ruby-container -i -- sh\n# In the first pod of a deployment\nkubectl exec deploy/mydeployment -- date',
  usage: 'exec (POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...] [options]',
  completes: 'pods',
  flags: [
    ...filenameFlags('that name the resource').filter((flag) => flag.name === 'filename'),
    { name: 'kustomize', type: 'string', hidden: true, help: '' },
    { name: 'recursive', type: 'bool', hidden: true, help: '' },
    { name: 'container', short: 'c', type: 'string', help: 'The container; default: the annotated or the first one.' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Give standard input to the command.' },
    { name: 'tty', short: 't', type: 'bool', help: 'Standard input is a terminal.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'Print only what the command prints.' },
    podRunningTimeoutFlag('1m0s'),
  ],
  *run(call) {
    const { flags, args, dash } = call;
    const files = fileOptions(call);
    const named = args.length > 0 && dash !== 0;
    if (dash < 0 && (args.length > 1 || (args.length > 0 && files.filenames.length > 0))) {
      return call.usageFailure('exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead');
    }
    if (flags.number('pod-running-timeout') <= 0) return call.usageFailure(NO_TIMEOUT);
    const command = dash < 0 ? [] : args.slice(dash);
    if (!named && files.filenames.length === 0) return failed('pod, type/name or --filename must be specified');
    if (command.length === 0) return failed('you must specify at least one command for the container');
    const pod = yield* podToRunIn(call, named ? [args[0]!] : [], 'exec into');
    if (!pod.ok) return pod.error;
    const { phase } = pod.value.status ?? {};
    if (phase === 'Succeeded' || phase === 'Failed') return failed(`cannot exec into a container in a completed pod; current phase is ${phase}`);
    const given = flags.string('container');
    const container = given === '' ? chooseContainer(pod.value, '', flags.bool('quiet') ? undefined : (text) => call.err(text)) : ok(given);
    if (!container.ok) return failed(container.error);
    if (flags.bool('stdin') && flags.bool('tty') && !flags.bool('quiet')) call.err(NO_TERMINAL);
    return yield* runInContainer(call, pod.value, { container: container.value, command, stdin: flags.bool('stdin') ? (call.io.stdin ?? '') : undefined });
  },
};

export const NO_TERMINAL = 'Unable to use a TTY - input is not a terminal or the right kind of file\n';

/** The pod that is named, or the best of the object that is named (upstream: AttachablePodForObjectFn). */
export function* podToRunIn(call: Call, names: readonly string[], what: string, type = 'pods'): Task<Result<Wire, Failure>> {
  const query = findResources(call, { names: { defaultType: type, names }, ...(call.flags.has('filename') && { files: fileOptions(call) }), typed: true, flatten: false });
  if (!query.ok) return query;
  const { infos, failure } = yield* query.value.infos();
  if (failure) return err(failure);
  const object: Wire = infos[0]?.object;
  if (infos.length > 1 || isList(object)) return err(failed(`cannot ${what} multiple objects at a time`));
  if (object.kind === 'Pod') return ok(object);
  const selector = podSelectorOf(object);
  if (!selector.ok) return err(failed(`cannot attach to ${goTypeOf(object)}: ${selector.error}`));
  const pods = yield* podsFor(call, object.metadata.namespace, selector.value, call.flags.number('pod-running-timeout'), betterToRunIn);
  return pods.ok ? ok(pods.value[0]) : pods;
}

export interface RemoteCommand {
  readonly container: string;
  readonly command: readonly string[];
  /** `undefined`: standard input is not connected. */
  readonly stdin?: string | undefined;
}

/** Where the command's output goes; default: the call's streams. */
export interface Sinks {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
}

/** Runs a command in a container and passes on what it prints; fails with its exit code. */
export function runInContainer(call: Call, pod: Wire, { container, command, stdin }: RemoteCommand, sinks?: Sinks): Task<Failure | undefined> {
  return connect(call, pod, 'exec', { container, command, ...(stdin !== undefined && { stdin }) }, sinks);
}

/** Opens a stream of a pod's subresource and follows it to its end. */
export function* connect(
  call: Call,
  pod: Wire,
  subresource: 'exec' | 'attach',
  parameters: Readonly<Record<string, unknown>>,
  sinks: Sinks = { stdout: (text) => call.out(text), stderr: (text) => call.err(text) },
): Task<Failure | undefined> {
  const { namespace, name } = pod.metadata;
  const response = yield* call.api.send({ verb: 'create', group: '', version: 'v1', resource: 'pods', subresource, namespace, name, options: { parameters } });
  if (!response.ok) {
    const { status } = response;
    // What the kubelet refuses is an error of the connection, not an answer of the API server.
    return status.reason === 'InternalError' ? failed(`Internal error occurred: ${status.message.replace(/^Internal error occurred: /, '')}`) : statusFailure(status);
  }
  if (!('text' in response)) return undefined;
  if (response.text !== '') sinks.stdout(response.text);
  if (response.stream === undefined) return undefined;
  const handle = yield* openStream(response.stream);
  try {
    for (;;) {
      const notice = yield* next([handle]);
      if (notice.notice !== 'chunk') continue;
      const { chunk } = notice;
      if ('stdout' in chunk) sinks.stdout(chunk.stdout);
      else if ('stderr' in chunk) sinks.stderr(chunk.stderr);
      else if (chunk.error !== undefined) return failed(`Internal error occurred: Internal error occurred: error executing command in container: ${chunk.error}`);
      else return chunk.exit === 0 ? undefined : exitWith(chunk.exit, `command terminated with exit code ${chunk.exit}\n`);
    }
  } finally {
    yield* close(handle);
  }
}
