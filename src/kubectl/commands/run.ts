/** `kubectl run` (upstream: pkg/cmd/run/run.go, pkg/generate/versioned/run.go). */
import type { Unchecked } from '../../api/meta/types.ts';
import { isEnvVarName } from '../../api/meta/names.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { close, next, now, type Task } from '../../engine/client.ts';
import type { Call, Command } from '../command.ts';
import { dryRunOf, dryRunSuffix, DRY_RUN_FLAG, fieldManagerFlag, filenameFlags, RECORD_FLAG, SAVE_CONFIG_FLAG, type DryRun } from '../common-flags.ts';
import { DELETION_FLAGS, deleteResources, propagationOf } from '../deletion.ts';
import type { Wire } from '../describers/wire.ts';
import { errorText, exitWith, failed, statusFailure, type Failure } from '../failure.ts';
import { chosenFormat, objectPrinter, OUTPUT_FLAGS, type ObjectPrinter } from '../printers/output.ts';
import { parsePairs } from '../pairs.ts';
import { recorded } from '../record.ts';
import { withMetadata } from '../resources/info.ts';
import { findResources } from '../resources/query.ts';
import type { Mapping } from '../rest-mapper.ts';
import { attachTo } from './attach.ts';
import { requiredFlags, structJson, withOwnConfiguration } from './create/generator.ts';
import { parseLabels, serviceFor } from './expose.ts';
import { OVERRIDE_FLAGS, overridden } from './overrides.ts';
import { NO_TIMEOUT, podRunningTimeoutFlag } from './pod-target.ts';

/** A repository with its registry, a tag, a digest (upstream: distribution/reference). */
const IMAGE =
  /^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$/;
const LONGEST_IMAGE = 1024;

export const run: Command = {
  name: 'run',
  group: 'Basic Commands (Beginner)',
  short: 'Run a particular image on the cluster',
  examples:
    '# A pod\nkubectl run nginx --image=nginx\n# With a port and variables\nkubectl run hazelcast --image=hazelcast/hazelcast --port=5701 --env="DNS_DOMAIN=cluster"\n# A command once, and away with it\nkubectl run tmp --image=busybox --rm -i --restart=Never -- echo hello',
  usage: 'run NAME --image=image [--env="key=value"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...] [options]',
  flags: [
    ...OUTPUT_FLAGS,
    DRY_RUN_FLAG,
    SAVE_CONFIG_FLAG,
    RECORD_FLAG,
    fieldManagerFlag('kubectl-run'),
    ...OVERRIDE_FLAGS,
    ...DELETION_FLAGS,
    ...filenameFlags('to replace'),
    podRunningTimeoutFlag('1m0s'),
    { name: 'wait', type: 'bool', help: 'Wait until what is deleted is gone.' },
    { name: 'annotations', type: 'stringArray', help: 'An annotation of the pod, KEY=VALUE.' },
    { name: 'image', type: 'string', help: 'The image.' },
    { name: 'image-pull-policy', type: 'string', help: 'When the image is pulled: Always, IfNotPresent or Never.' },
    { name: 'rm', type: 'bool', help: 'Delete the pod when it has ended; only when attached.' },
    { name: 'env', type: 'stringArray', help: 'A variable, NAME=VALUE.' },
    { name: 'port', type: 'string', help: 'The port that the container exposes.' },
    { name: 'labels', short: 'l', type: 'string', help: 'The labels of the pod, with commas between.' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Give standard input to the container.' },
    { name: 'tty', short: 't', type: 'bool', help: 'Standard input is a terminal.' },
    { name: 'attach', type: 'bool', help: 'Wait for the pod and attach to it; default with -i.' },
    { name: 'leave-stdin-open', type: 'bool', help: 'Leave standard input open behind the first attach.' },
    { name: 'restart', type: 'string', default: 'Always', help: 'The restart policy: Always, OnFailure or Never.' },
    { name: 'command', type: 'bool', help: 'What stands behind -- is the command, not its arguments.' },
    { name: 'expose', type: 'bool', help: 'Create a service for the pod too; needs --port.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'No prompts.' },
    { name: 'privileged', type: 'bool', help: 'Run the container privileged.' },
  ],
  *run(call) {
    const { flags, args, dash } = call;
    const missing = requiredFlags(call, ['image']);
    if (missing) return missing;
    const dryRun = dryRunOf(call);
    if (!dryRun.ok) return dryRun.error;
    const printer = objectPrinter(call, `created${dryRunSuffix(dryRun.value)}`);
    if (!printer.ok) return printer.error;
    if (args.length === 0 || dash === 0) return call.usageFailure('NAME is required for run');
    if (flags.number('pod-running-timeout') <= 0) return call.usageFailure(NO_TIMEOUT);
    const attached = flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin');
    const wrong = checkCall(call, attached, dryRun.value);
    if (wrong) return wrong;
    return yield* runPod(call, attached, dryRun.value, printer.value);
  },
};

function checkCall(call: Call, attached: boolean, dryRun: DryRun): Failure | undefined {
  const { flags } = call;
  const image = flags.string('image');
  if (image === '') return failed('--image is required');
  if (image.length > LONGEST_IMAGE || !IMAGE.test(image)) return failed(`Invalid image name ${quote(image)}: invalid reference format`);
  if (flags.bool('tty') && !flags.bool('stdin')) return call.usageFailure('-i/--stdin is required for containers with -t/--tty=true');
  if (flags.bool('expose') && flags.string('port') === '') return call.usageFailure('--port must be set when exposing a service');
  if (!['', 'Always', 'OnFailure', 'Never'].includes(flags.string('restart'))) return call.usageFailure(`invalid restart policy: ${flags.string('restart')}`);
  if (!attached && flags.bool('rm')) return call.usageFailure('--rm should only be used for attached containers');
  if (attached && dryRun !== 'none') return call.usageFailure("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
  const pull = flags.string('image-pull-policy');
  return ['', 'Always', 'IfNotPresent', 'Never'].includes(pull) ? undefined : call.usageFailure(`invalid image pull policy: ${pull}`);
}

interface Made {
  readonly mapping: Mapping;
  readonly object: Wire;
}

function* runPod(call: Call, attached: boolean, dryRun: DryRun, print: ObjectPrinter): Task<Failure | undefined> {
  const { flags } = call;
  const built = podFor(call);
  if (!built.ok) return failed(built.error);
  const made: Made[] = [];
  const pod = yield* make(call, 'Pod', built.value, dryRun, true);
  if (!pod.ok) return pod.error;
  made.push(pod.value);
  let failure: Failure | undefined;
  if (flags.bool('expose')) {
    const service = yield* makeService(call, built.value, dryRun, print);
    if (service.ok) made.push(service.value);
    else failure = service.error;
  }
  if (!attached) return show(call, print, pod.value.object, dryRun) ?? failure;
  const ended = yield* followPod(call, pod.value);
  if (flags.bool('rm')) {
    const left = yield* removeAll(call, made);
    if (left) return left;
  }
  return ended;
}

function* make(call: Call, kind: string, object: Unchecked, dryRun: DryRun, mayOverride: boolean): Task<Result<Made, Failure>> {
  const mapping = call.mapper.forKind('', 'v1', kind)!;
  const changed = mayOverride ? overridden(call, mapping, object) : ok(object);
  if (!changed.ok) return err(failed(changed.error));
  const asked = recorded(call, changed.value);
  if (dryRun === 'client') return ok({ mapping, object: call.explicitNamespace ? withMetadata(asked, { namespace: call.namespace }) : asked });
  const created = yield* call.api.create(mapping, call.namespace, withOwnConfiguration(asked, call.flags.bool('save-config')), {
    fieldManager: call.flags.string('field-manager'),
    ...(dryRun === 'server' && { dryRun: true }),
  });
  return created.ok ? ok({ mapping, object: created.value }) : created;
}

function* makeService(call: Call, pod: Wire, dryRun: DryRun, print: ObjectPrinter): Task<Result<Made, Failure>> {
  const { name, labels } = pod.metadata;
  const built = serviceFor(call, { kind: 'Pod', metadata: { labels }, spec: {} }, name);
  if (!built.ok) return err(failed(built.error));
  const { labels: given, ...metadata } = built.value['metadata'] as Wire;
  // The pod's own label is the selector then, and no label of the service.
  const service = yield* make(call, 'Service', { ...built.value, metadata: call.flags.string('labels') === '' ? metadata : { ...metadata, labels: given } }, dryRun, false);
  if (!service.ok) return service;
  const wrong = show(call, print, service.value.object, dryRun);
  if (wrong) return err(wrong);
  if (chosenFormat(call) === 'yaml') call.out('---\n');
  return service;
}

function show(call: Call, print: ObjectPrinter, object: Unchecked, dryRun: DryRun): Failure | undefined {
  const printed = dryRun === 'client' && chosenFormat(call) === 'json' ? ok(structJson(object)) : print(object);
  if (!printed.ok) return printed.error;
  call.out(printed.value);
  return undefined;
}

/** upstream: BasicPod.Generate */
function podFor(call: Call): Result<Unchecked, string> {
  const { flags, args } = call;
  const [name = '', ...rest] = args;
  const envs = flags.strings('env').map((text) => ({ text, at: text.indexOf('=') }));
  const bad = envs.find(({ text, at }) => at <= 0 || isEnvVarName(text.slice(0, at)).length > 0);
  if (bad) return err(`invalid env: ${bad.text}`);
  const annotations = parsePairs(flags.strings('annotations'), 'annotations', false);
  if (!annotations.ok) return err(errorText(annotations.error));
  const labels = flags.string('labels') === '' ? ok({ run: name }) : parseLabels(flags.string('labels'));
  if (!labels.ok) return labels;
  const portText = flags.string('port');
  if (portText !== '' && !/^[+-]?\d+$/.test(portText)) return err(`strconv.Atoi: parsing ${quote(portText)}: invalid syntax`);
  const stdin = flags.bool('stdin');
  return ok({
    kind: 'Pod',
    apiVersion: 'v1',
    metadata: { name, labels: labels.value, ...(annotations.value.set.size > 0 && { annotations: Object.fromEntries(annotations.value.set) }) },
    spec: {
      containers: [
        {
          name,
          image: flags.string('image'),
          ...(rest.length > 0 && { [flags.bool('command') ? 'command' : 'args']: rest }),
          ...(portText !== '' && { ports: [{ containerPort: Number(portText) }] }),
          ...(envs.length > 0 && { env: envs.map(({ text, at }) => ({ name: text.slice(0, at), ...(at + 1 < text.length && { value: text.slice(at + 1) }) })) }),
          resources: {},
          ...(flags.string('image-pull-policy') !== '' && { imagePullPolicy: flags.string('image-pull-policy') }),
          ...(flags.bool('privileged') && { securityContext: { privileged: true } }),
          ...(stdin && { stdin: true }),
          ...(stdin && !flags.bool('leave-stdin-open') && { stdinOnce: true }),
          ...(flags.bool('tty') && { tty: true }),
        },
      ],
      restartPolicy: flags.string('restart') || 'Always',
      dnsPolicy: 'ClusterFirst',
    },
    status: {},
  });
}

/** Attaches to the pod when it runs, and ends as it ends. */
function* followPod(call: Call, { mapping, object }: Made): Task<Failure | undefined> {
  const { flags } = call;
  const { name } = object.metadata;
  const started = yield* untilPod(call, mapping, object, (pod) => isFinished(pod) || (pod.status?.phase === 'Running' && isReady(pod)));
  if (!started.ok) return started.error;
  const logsOnly = isFinished(started.value);
  const attached = logsOnly ? undefined : yield* attachTo(call, started.value, { container: '', stdin: flags.bool('stdin'), tty: flags.bool('tty'), quiet: flags.bool('quiet') });
  const broken = attached && attached.kind !== 'exit';
  if (broken) call.err(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${errorText(attached)}\n`);
  if (logsOnly || broken) {
    const unread = yield* printLog(call, started.value);
    if (unread) return unread;
  }
  const restart = flags.string('restart') || (flags.bool('stdin') ? 'OnFailure' : 'Always');
  if (flags.bool('leave-stdin-open') || restart === 'Always') return undefined;
  const ended = yield* untilPod(call, mapping, object, (pod) => (restart === 'OnFailure' ? pod.status?.phase === 'Succeeded' : isFinished(pod)));
  return ended.ok ? outcome(ended.value) : ended.error;
}

const isFinished = (pod: Wire): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
const isReady = (pod: Wire): boolean => pod.status?.conditions?.some((c: Wire) => c.type === 'Ready' && c.status === 'True') ?? false;

function outcome({ metadata: { namespace, name }, status }: Wire): Failure | undefined {
  if (status.phase !== 'Failed') return undefined;
  const terminated = status.containerStatuses?.[0]?.state?.terminated;
  if (!terminated?.exitCode) return failed(`pod ${namespace}/${name} failed with unknown exit code`);
  return exitWith(terminated.exitCode, `pod ${namespace}/${name} terminated (${terminated.reason ?? ''})\n${terminated.message ? `${terminated.message}\n` : ''}`);
}

function* untilPod(call: Call, mapping: Mapping, { metadata: { namespace, name } }: Wire, reached: (pod: Wire) => boolean): Task<Result<Wire, Failure>> {
  const until = (yield* now()) + call.flags.number('pod-running-timeout');
  const fieldSelector = `metadata.name=${name}`;
  const list = yield* call.api.list(mapping, namespace, { fieldSelector });
  if (!list.ok) return list;
  const present = list.value.items.find(reached);
  if (present) return ok(present);
  const handle = yield* call.api.watch(mapping, namespace, { fieldSelector, resourceVersion: list.value.metadata.resourceVersion });
  try {
    for (;;) {
      const notice = yield* next([handle], until);
      if (notice.notice === 'timeout') return err(failed('timed out waiting for the condition'));
      if (notice.notice !== 'event') continue;
      if (notice.event.type === 'DELETED') return err(failed('pods "" not found'));
      if (reached(notice.event.object)) return ok(notice.event.object);
    }
  } finally {
    yield* close(handle);
  }
}

function* printLog(call: Call, pod: Wire): Task<Failure | undefined> {
  const response = yield* call.api.send({
    verb: 'get',
    group: '',
    version: 'v1',
    resource: 'pods',
    subresource: 'log',
    namespace: pod.metadata.namespace,
    name: pod.metadata.name,
    options: { parameters: { container: pod.spec.containers[0].name } },
  });
  if (!response.ok) return statusFailure(response.status);
  if ('text' in response) call.out(response.text);
  return undefined;
}

function* removeAll(call: Call, made: readonly Made[]): Task<Failure | undefined> {
  const propagation = propagationOf(call);
  if (!propagation.ok) return propagation.error;
  for (const { mapping, object } of made) {
    const query = findResources(call, { args: [mapping.resource, object.metadata.name], continueOnError: true });
    if (!query.ok) return query.error;
    const failure = yield* deleteResources(call, query.value, {
      gracePeriod: -1,
      propagation: propagation.value,
      ignoreNotFound: true,
      wait: false,
      timeout: 0,
      dryRun: 'none',
      output: '',
      quiet: call.flags.bool('quiet'),
    });
    if (failure) return failure;
  }
  return undefined;
}
