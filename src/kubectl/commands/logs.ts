/** `kubectl logs` (upstream: pkg/cmd/logs/logs.go, pkg/polymorphichelpers/logsforobject.go). */
import { close, next, openStream, type Handle, type Task } from '../../engine/client.ts';
import { parseTime } from '../../api/meta/time.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call, Command } from '../command.ts';
import { SELECTOR_FLAG } from '../common-flags.ts';
import type { Wire } from '../describers/wire.ts';
import { errorText, failed, isNotFound, statusFailure, type Failure } from '../failure.ts';
import { isList } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import { betterForLogs, containersOf, DEFAULT_CONTAINER, firstContainer, goTypeOf, hasContainer, NO_TIMEOUT, podRunningTimeoutFlag, podSelectorOf, podsFor } from './pod-target.ts';

const USAGE = 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]';
const EXPECTED = `expected '${USAGE}'.\nPOD or TYPE/NAME is a required argument for the logs command`;
const SELECTOR_TAIL = 10;

export const logs: Command = {
  name: 'logs',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Print the logs for a container in a pod',
  long: 'Print the logs for a container in a pod or specified resource. If the pod has only one container, its name may be left out.',
  examples:
    '# Of a pod\nkubectl logs nginx\n# As they are written\nkubectl logs -f nginx\n# Of one of several containers, as it was before its restart\nkubectl logs -p -c ruby web-1\n# The last lines of all pods with a label\nkubectl logs -l app=nginx --tail=20',
  usage: `${USAGE} [options]`,
  completes: 'pods',
  flags: [
    SELECTOR_FLAG,
    { name: 'all-pods', type: 'bool', help: 'Of all pods, each line with its source.' },
    { name: 'all-containers', type: 'bool', help: 'Of all containers of the pods.' },
    { name: 'follow', short: 'f', type: 'bool', help: 'Go on with what is written later.' },
    { name: 'timestamps', type: 'bool', help: 'Write the time in front of each line.' },
    { name: 'limit-bytes', type: 'int64', default: '0', help: 'At most so many bytes; 0 is no limit.' },
    { name: 'previous', short: 'p', type: 'bool', help: 'Of the container before its last restart.' },
    { name: 'tail', type: 'int64', default: '-1', help: 'Only so many of the last lines; -1 is all of them, 10 with a selector.' },
    { name: 'ignore-errors', type: 'bool', help: 'Go on with the other logs when one cannot be read.' },
    { name: 'since-time', type: 'string', help: 'Only lines written after this time (RFC 3339).' },
    { name: 'since', type: 'duration', default: '0s', help: 'Only lines newer than this, such as 5s, 2m, 3h.' },
    { name: 'container', short: 'c', type: 'string', help: 'The container.' },
    { name: 'insecure-skip-tls-verify-backend', type: 'bool', help: "Do not check the kubelet's certificate." },
    { name: 'max-log-requests', type: 'int', default: '5', help: 'How many logs may be followed at once.' },
    { name: 'prefix', type: 'bool', help: 'Write pod and container in front of each line.' },
    podRunningTimeoutFlag('20s'),
  ],
  run,
};

/** One log to read. */
interface Source {
  readonly pod: Wire;
  readonly container: string;
  readonly options: Readonly<Record<string, unknown>>;
}

function* run(call: Call): Task<Failure | undefined> {
  const { flags, args } = call;
  const selector = flags.string('selector');
  if ((args.length === 0 && selector === '') || args.length > 2) return call.usageFailure(EXPECTED);
  if (args.length === 1 && selector !== '') return call.usageFailure('only a selector (-l) or a POD name is allowed');
  if (flags.number('pod-running-timeout') <= 0) return failed(NO_TIMEOUT);
  const options = logOptions(call);
  if (!options.ok) return failed(options.error);
  const target = yield* findTarget(call, selector);
  if (!target.ok) return target.error;
  const wrong = checkFlags(call);
  if (wrong !== undefined) return failed(wrong);
  const sources = yield* sourcesOf(call, target.value, options.value);
  if (!sources.ok) return sources.error;
  const limit = flags.number('max-log-requests');
  if (flags.bool('follow') && sources.value.length > Math.max(1, limit)) {
    return failed(`you are attempting to follow ${sources.value.length} log streams, but maximum allowed concurrency is ${limit}, use --max-log-requests to increase the limit`);
  }
  return yield* printLogs(call, sources.value);
}

function logOptions(call: Call): Result<Readonly<Record<string, unknown>>, string> {
  const { flags, args } = call;
  const sinceTime = flags.string('since-time');
  const parsed = sinceTime === '' ? undefined : parseTime(sinceTime);
  if (parsed && !parsed.ok) return parsed;
  const tail = flags.number('tail');
  const tailLines = flags.string('selector') !== '' && !flags.changed('tail') ? SELECTOR_TAIL : tail === -1 ? undefined : tail;
  return ok({
    container: args[1] ?? flags.string('container'),
    follow: flags.bool('follow'),
    previous: flags.bool('previous'),
    timestamps: flags.bool('timestamps'),
    ...(parsed && { sinceTime }),
    ...(flags.number('limit-bytes') !== 0 && { limitBytes: flags.number('limit-bytes') }),
    ...(flags.number('since') !== 0 && { sinceSeconds: Math.round(flags.number('since') / 1000) }),
    ...(tailLines !== undefined && { tailLines }),
  });
}

function checkFlags({ flags, args }: Call): string | undefined {
  const container = args[1] ?? flags.string('container');
  if (flags.string('since-time') !== '' && flags.number('since') !== 0) return 'at most one of `sinceTime` or `sinceSeconds` may be specified';
  if (flags.bool('all-containers') && container !== '') return `--all-containers=true should not be specified with container name ${container}`;
  if (flags.changed('container') && args.length === 2) return 'only one of -c or an inline [CONTAINER] arg is allowed';
  if (flags.number('limit-bytes') < 0) return '--limit-bytes must be greater than 0';
  if (flags.number('since') < 0) return '--since must be greater than 0';
  if (flags.number('tail') < -1) return '--tail must be greater than or equal to -1';
  return undefined;
}

/** The object that is named, or the list of pods that the selector finds. */
function* findTarget(call: Call, selector: string): Task<Result<Wire, Failure>> {
  const query = findResources(call, {
    singleResourceType: true,
    typed: true,
    flatten: false,
    ...(selector === '' ? { names: { defaultType: 'pods', names: [call.args[0]!] } } : { args: ['pods'], labelSelector: selector }),
  });
  if (!query.ok) return query;
  const { infos, failure } = yield* query.value.infos();
  if (failure) return err(isNotFound(failure) ? failed(`error from server (NotFound): ${errorText(failure)} in namespace ${quote(call.namespace)}`) : failure);
  if (selector === '' && infos.length !== 1) return err(failed('expected a resource'));
  const object: Wire = infos[0]?.object;
  if (selector !== '' && object.items.length === 0) call.err(`No resources found in ${call.namespace} namespace.\n`);
  return ok(object);
}

/** Which logs these are: of the pods of an object the best one's, unless all are asked for. */
function* sourcesOf(call: Call, object: Wire, options: Source['options']): Task<Result<readonly Source[], Failure>> {
  const { flags } = call;
  if (isList(object)) return podSources(call, object.items, options);
  if (object.kind === 'Pod') return podSources(call, [object], options);
  const selector = podSelectorOf(object);
  if (!selector.ok) return err(failed(`cannot get the logs from ${goTypeOf(object)}: ${selector.error}`));
  const pods = yield* podsFor(call, object.metadata.namespace, selector.value, flags.number('pod-running-timeout'), betterForLogs);
  if (!pods.ok) return pods;
  if (flags.bool('all-pods')) return podSources(call, pods.value, options);
  const [pod] = pods.value;
  if (pods.value.length > 1) call.err(`Found ${pods.value.length} pods, using pod/${pod.metadata.name}\n`);
  return podSources(call, [pod], options);
}

function podSources(call: Call, pods: readonly Wire[], options: Source['options']): Result<readonly Source[], Failure> {
  const sources: Source[] = [];
  for (const pod of pods) {
    const names = call.flags.bool('all-containers')
      ? (['initContainers', 'containers', 'ephemeralContainers'] as const).flatMap((kind) => containersOf(pod).filter((c) => c.kind === kind)).map((c) => c.name)
      : [containerFor(call, pod, options['container'] as string)];
    for (const container of names) {
      if (!hasContainer(pod, container)) return err(failed(`container ${container} is not valid for pod ${pod.metadata.name}`));
      sources.push({ pod, container, options: { ...options, container } });
    }
  }
  return ok(sources);
}

function containerFor(call: Call, pod: Wire, name: string): string {
  if (name !== '') return name;
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (annotated && hasContainer(pod, annotated)) return annotated;
  if (annotated) call.err(`Default container name ${quote(annotated)} not found in pod ${pod.metadata.name}\n`);
  return firstContainer(pod, call.flags.bool('all-pods') ? undefined : (text) => call.err(text));
}

function* printLogs(call: Call, sources: readonly Source[]): Task<Failure | undefined> {
  const open = new Map<Handle, (text: string) => void>();
  try {
    for (const source of sources) {
      const write = lineWriter(call, source);
      const response = yield* call.api.send({
        verb: 'get',
        group: '',
        version: 'v1',
        resource: 'pods',
        subresource: 'log',
        namespace: source.pod.metadata.namespace,
        name: source.pod.metadata.name,
        options: { parameters: source.options },
      });
      if (!response.ok) {
        if (!call.flags.bool('ignore-errors')) return statusFailure(response.status);
        call.out(`error: ${response.status.message}\n`);
      } else if ('text' in response) {
        write(response.text);
        if (response.stream !== undefined) open.set(yield* openStream(response.stream), write);
      }
    }
    while (open.size > 0) {
      const notice = yield* next([...open.keys()]);
      if (notice.notice !== 'chunk') continue;
      const { chunk, handle } = notice;
      if ('exit' in chunk) {
        open.delete(handle);
        yield* close(handle);
      } else {
        open.get(handle)?.('stdout' in chunk ? chunk.stdout : chunk.stderr);
      }
    }
    return undefined;
  } finally {
    for (const handle of open.keys()) yield* close(handle);
  }
}

/** Prints what comes, each line with its source in front where that is wanted. */
function lineWriter(call: Call, { pod, container }: Source): (text: string) => void {
  if (!call.flags.bool('prefix') && !call.flags.bool('all-pods')) return (text) => call.out(text);
  const prefix = `[pod/${pod.metadata.name}/${container}] `;
  let atStart = true;
  return (text) => {
    for (const line of text.split(/(?<=\n)/)) {
      if (line === '') continue;
      call.out(atStart ? prefix + line : line);
      atStart = line.endsWith('\n');
    }
  };
}
