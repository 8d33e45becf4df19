/** `kubectl debug` (upstream: pkg/cmd/debug/debug.go). */
import { quote } from '../../../base/go-format.ts';
import { err, ok, type Result } from '../../../base/result.ts';
import { parseDocument } from '../../../manifest/parse.ts';
import { close, next, now, type Task } from '../../../engine/client.ts';
import type { Call, Command } from '../../command.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, exitWith, failed, statusFailure, type Failure } from '../../failure.ts';
import { createPatch } from '../../patching.ts';
import type { Info } from '../../resources/info.ts';
import { findResources } from '../../resources/query.ts';
import { attachTo } from '../attach.ts';
import { hasContainer } from '../pod-target.ts';
import { copyOf, nodePod, withEphemeral, type Copying, type Debugging } from './build.ts';
import { PROFILES } from './profiles.ts';

const LEGACY = '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n';
const NOT_ROOT =
  'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n';
const IMAGE = /^[a-z0-9]+(?:[._/:@-]+[A-Za-z0-9]+)*$/;

export const debug: Command = {
  name: 'debug',
  group: 'Troubleshooting and Debugging Commands',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  long: `Create a container to look around in: an ephemeral one in a running pod, one in a copy of a pod (--copy-to), or one in a new pod on a node with the node's namespaces and files.`,
  examples: `# An ephemeral container in a pod
kubectl debug mypod -it --image=busybox
# A copy of a pod with one more container
kubectl debug mypod -it --image=busybox --copy-to=my-debugger
# A copy with another command
kubectl debug mypod -it --copy-to=my-debugger --container=mycontainer -- sh
# On a node
kubectl debug node/mynode -it --image=busybox`,
  usage: 'debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ] [options]',
  completes: 'pods',
  flags: [
    { name: 'filename', short: 'f', type: 'stringSlice', help: 'Files that name what to debug.' },
    { name: 'arguments-only', type: 'bool', help: 'What stands behind -- are arguments, not a command.' },
    { name: 'attach', type: 'bool', help: 'Attach to the container when it runs; so with -i.' },
    { name: 'container', short: 'c', type: 'string', help: 'The name of the debug container.' },
    { name: 'copy-to', type: 'string', help: 'Make a copy of the pod with this name.' },
    { name: 'replace', type: 'bool', help: 'With --copy-to: delete the pod itself.' },
    { name: 'env', type: 'stringSlice', help: 'Environment variables, as name=value.' },
    { name: 'image', type: 'string', help: 'The image of the debug container.' },
    { name: 'keep-labels', type: 'bool', help: 'With --copy-to: keep the labels.' },
    { name: 'keep-annotations', type: 'bool', help: 'With --copy-to: keep the annotations.' },
    { name: 'keep-liveness', type: 'bool', help: 'With --copy-to: keep the liveness probes.' },
    { name: 'keep-readiness', type: 'bool', help: 'With --copy-to: keep the readiness probes.' },
    { name: 'keep-startup', type: 'bool', help: 'With --copy-to: keep the startup probes.' },
    { name: 'keep-init-containers', type: 'bool', default: 'true', help: 'With --copy-to: keep the init containers.' },
    { name: 'set-image', type: 'stringSlice', help: 'With --copy-to: other images, as container=image.' },
    { name: 'image-pull-policy', type: 'string', help: 'When to pull the image.' },
    { name: 'stdin', short: 'i', type: 'bool', help: 'Keep standard input open.' },
    { name: 'quiet', short: 'q', type: 'bool', help: 'Print only what the container prints.' },
    { name: 'same-node', type: 'bool', help: 'With --copy-to: on the same node.' },
    { name: 'share-processes', type: 'bool', default: 'true', help: "With --copy-to: containers see each other's processes." },
    { name: 'target', type: 'string', help: 'The container whose processes an ephemeral one sees.' },
    { name: 'tty', short: 't', type: 'bool', help: 'Give the container a terminal.' },
    { name: 'profile', type: 'string', default: 'legacy', choices: PROFILES, help: 'What the container may do.' },
    { name: 'custom', type: 'string', help: "A file with a partial container to put over the profile's." },
  ],
  *run(call) {
    const { flags } = call;
    const targets = call.dash >= 0 ? call.args.slice(0, call.dash) : call.args;
    const plan = planOf(call, call.dash >= 0 ? call.args.slice(call.dash) : []);
    if (!plan.ok) return plan.error;
    const invalid = refusal(call, plan.value, targets);
    if (invalid) return failed(invalid);
    if (plan.value.debugging.profile === 'legacy') call.err(LEGACY);
    const query = findResources(call, {
      typed: true,
      names: { defaultType: 'pods', names: targets },
      files: { filenames: flags.strings('filename'), recursive: false, kustomize: '', validate: false },
    });
    if (!query.ok) return query.error;
    return yield* query.value.visit((info) => debugOne(call, info, plan.value));
  },
};

interface Plan {
  readonly debugging: Debugging;
  readonly copying: Copying;
  readonly attach: boolean;
}

function planOf(call: Call, args: readonly string[]): Result<Plan, Failure> {
  const { flags } = call;
  const env = pairs(call, 'env');
  if (!env.ok) return env;
  const setImages = pairs(call, 'set-image');
  if (!setImages.ok) return setImages;
  const profile = PROFILES.find((p) => p === flags.string('profile'));
  if (!profile) return err(failed(`unknown profile: ${flags.string('profile')}`));
  const custom = customProfile(call);
  if (!custom.ok) return err(failed(custom.error));
  return ok({
    debugging: {
      image: flags.string('image'),
      args,
      argsOnly: flags.bool('arguments-only'),
      env: [...env.value].map(([name, value]) => ({ name, value })),
      pullPolicy: flags.string('image-pull-policy'),
      stdin: flags.bool('stdin'),
      tty: flags.bool('tty'),
      profile,
      ...(custom.value !== undefined && { custom: custom.value }),
    },
    copying: {
      name: flags.string('copy-to'),
      setImages: setImages.value,
      sameNode: flags.bool('same-node'),
      ...(flags.changed('share-processes') && { shareProcesses: flags.bool('share-processes') }),
      keep: {
        labels: flags.bool('keep-labels'),
        annotations: flags.bool('keep-annotations'),
        liveness: flags.bool('keep-liveness'),
        readiness: flags.bool('keep-readiness'),
        startup: flags.bool('keep-startup'),
        initContainers: flags.bool('keep-init-containers'),
      },
    },
    attach: flags.changed('attach') ? flags.bool('attach') : flags.bool('stdin'),
  });
}

/** `name=value` pairs (upstream: pflag's stringToString). */
function pairs(call: Call, flag: string): Result<ReadonlyMap<string, string>, Failure> {
  const found = new Map<string, string>();
  for (const pair of call.flags.strings(flag)) {
    const at = pair.indexOf('=');
    if (at < 0)
      return err(
        exitWith(1, `error: invalid argument ${quote(pair)} for ${quote(`--${flag}`)} flag: ${pair} must be formatted as key=value\nSee '${call.path} --help' for usage.\n`),
      );
    found.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return ok(found);
}

function customProfile(call: Call): Result<Wire, string> {
  const path = call.flags.string('custom');
  if (path === '') return ok(undefined);
  const text = call.io.files.read(path);
  if (text === undefined) return err(`must pass a container spec json file for custom profile: open ${path}: no such file or directory`);
  const parsed = parseDocument(text);
  return parsed.ok ? ok(parsed.value as Wire) : err(`${path} does not contain a valid container spec: ${parsed.error}`);
}

/** What is wrong with the flags (upstream: DebugOptions.Validate). */
function refusal(call: Call, { debugging: d, copying }: Plan, targets: readonly string[]): string | undefined {
  const { flags } = call;
  const container = flags.string('container');
  if (flags.changed('attach') && flags.bool('attach') && d.image === '' && container === '')
    return 'you must specify --container or create a new container using --image in order to attach.';
  if (copying.name !== '') {
    if (d.image === '' && copying.setImages.size === 0 && d.args.length === 0) return 'you must specify --image, --set-image or command arguments.';
    if (d.args.length > 0 && container === '' && d.image === '') return 'you must specify an existing container or a new image when specifying args.';
  } else {
    if (flags.bool('replace')) return '--replace may only be used with --copy-to.';
    if (copying.sameNode) return '--same-node may only be used with --copy-to.';
    if (copying.setImages.size > 0) return '--set-image may only be used with --copy-to.';
    if (d.image === '') return 'you must specify --image when not using --copy-to.';
  }
  if (d.image !== '' && !IMAGE.test(d.image)) return `invalid image name ${quote(d.image)}: invalid reference format`;
  if (targets.length === 0 && flags.strings('filename').length === 0) return 'NAME or filename is required for debug';
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(d.pullPolicy)) return `invalid image pull policy: ${d.pullPolicy}`;
  for (const [name, image] of copying.setImages) if (!IMAGE.test(image)) return `invalid image name ${quote(image)} for container ${quote(name)}: invalid reference format`;
  const target = flags.string('target');
  if (target !== '' && copying.name !== '') return '--target is incompatible with --copy-to. Use --share-processes instead.';
  if (target !== '' && !flags.bool('quiet'))
    call.out(`Targeting container ${quote(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`);
  if (d.tty && !d.stdin) return '-i/--stdin is required for containers with -t/--tty=true';
  if (d.custom && ['name', 'command', 'image', 'lifecycle', 'volumeDevices'].some((field) => d.custom[field] !== undefined))
    return 'name, command, image, lifecycle and volume devices are not modifiable via custom profile';
  return undefined;
}

function* debugOne(call: Call, info: Info, plan: Plan): Task<Failure | undefined> {
  const object: Wire = info.object;
  const suffix = suffixFor(yield* now());
  const made =
    object.kind === 'Node'
      ? yield* debugNode(call, object, plan, suffix)
      : object.kind === 'Pod'
        ? plan.copying.name === ''
          ? yield* debugInPod(call, info, plan, suffix)
          : yield* debugByCopy(call, info, plan, suffix)
        : err(failed(`${quote(`${info.mapping.group}/${info.mapping.version}, Kind=${object.kind}`)} not supported by debug`));
  if (!made.ok) return made.error;
  return plan.attach && made.value.container !== undefined ? yield* follow(call, made.value.pod, made.value.container, plan) : undefined;
}

type Made = Result<{ readonly pod: Wire; readonly container?: string }, Failure>;

/** Five letters for a new name: kubectl takes them at random, here the time gives them. */
function suffixFor(time: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let rest = Math.floor(time) % letters.length ** 5;
  let suffix = '';
  for (let i = 0; i < 5; i += 1) {
    suffix += letters[rest % letters.length];
    rest = Math.floor(rest / letters.length);
  }
  return suffix;
}

function debugContainerName(call: Call, pod: Wire, suffix: string): string {
  const given = call.flags.string('container');
  if (given !== '') return given;
  let name = `debugger-${suffix}`;
  for (let i = 2; hasContainer(pod, name); i += 1) name = `debugger-${suffix.slice(1)}${i}`;
  if (!call.flags.bool('quiet')) call.out(`Defaulting debug container name to ${name}.\n`);
  return name;
}

function* debugInPod(call: Call, { mapping, namespace, name, object }: Info, { debugging }: Plan, suffix: string): Task<Made> {
  const before: Wire = object;
  const shaped = withEphemeral(before, debugContainerName(call, before, suffix), call.flags.string('target'), debugging);
  if (!shaped.ok) return err(failed(shaped.error));
  const { pod, container } = shaped.value;
  warnAboutUser(call, pod, container);
  const patch = createPatch(mapping, before, pod);
  if (!patch.ok) return err(failed(`error creating patch to add debug container: ${patch.error}`));
  const patched = yield* call.api.patch(mapping, namespace, name, patch.value.type, patch.value.patch, { subresource: 'ephemeralcontainers' });
  return patched.ok ? ok({ pod: patched.value, container: container.name }) : patched;
}

function* debugNode(call: Call, node: Wire, { debugging }: Plan, suffix: string): Task<Made> {
  const container = call.flags.string('container') || 'debugger';
  const podName = `node-debugger-${node.metadata.name}-${suffix}`;
  if (!call.flags.bool('quiet')) call.out(`Creating debugging pod ${podName} with container ${container} on node ${node.metadata.name}.\n`);
  const shaped = nodePod(node.metadata.name, podName, container, debugging);
  if (!shaped.ok) return err(failed(shaped.error));
  const created = yield* call.api.create(call.mapper.forKind('', 'v1', 'Pod')!, call.namespace, shaped.value.pod);
  return created.ok ? ok({ pod: created.value, container }) : created;
}

function* debugByCopy(call: Call, { mapping, namespace, name, object }: Info, { debugging, copying }: Plan, suffix: string): Task<Made> {
  const copied = copyOf(object as Wire, call.flags.string('container'), () => debugContainerName(call, object as Wire, suffix), debugging, copying);
  if (!copied.ok) return err(failed(copied.error));
  const { pod, container } = copied.value;
  if (container) warnAboutUser(call, pod, container);
  const created = yield* call.api.create(mapping, namespace, pod);
  if (!created.ok) return created;
  if (call.flags.bool('replace')) {
    const deleted = yield* call.api.delete(mapping, namespace, name, { gracePeriodSeconds: 0 });
    if (!deleted.ok) return deleted;
  }
  return ok({ pod: created.value, ...(container && { container: container.name }) });
}

function warnAboutUser(call: Call, pod: Wire, { securityContext }: Wire): void {
  if (!pod.spec.securityContext?.runAsUser || !securityContext || securityContext.runAsUser === 0) return;
  if (securityContext.privileged || (securityContext.capabilities?.add ?? []).length > 0) call.err(NOT_ROOT);
}

const statusOf = (pod: Wire, container: string): Wire =>
  ['initContainerStatuses', 'containerStatuses', 'ephemeralContainerStatuses'].flatMap((field) => pod.status?.[field] ?? []).find((s: Wire) => s.name === container);

/** Attaches to the container when it runs; prints its log where it has ended already. */
function* follow(call: Call, made: Wire, container: string, { debugging }: Plan): Task<Failure | undefined> {
  const started = yield* untilStarted(call, made, container);
  if (!started.ok) return started.error;
  const pod = started.value;
  if (!statusOf(pod, container).state.terminated) {
    const attached = yield* attachTo(call, pod, { container, stdin: debugging.stdin, tty: debugging.tty, quiet: call.flags.bool('quiet') });
    if (!attached || attached.kind === 'exit') return attached;
    call.err(`warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${errorText(attached)}\n`);
  }
  const { namespace, name } = pod.metadata;
  const log = yield* call.api.send({ verb: 'get', group: '', version: 'v1', resource: 'pods', subresource: 'log', namespace, name, options: { parameters: { container } } });
  if (!log.ok) return statusFailure(log.status);
  if ('text' in log) call.out(log.text);
  return undefined;
}

function* untilStarted(call: Call, { metadata }: Wire, container: string): Task<Result<Wire, Failure>> {
  const mapping = call.mapper.forKind('', 'v1', 'Pod')!;
  const fieldSelector = `metadata.name=${metadata.name}`;
  const started = (pod: Wire): boolean => {
    const state = statusOf(pod, container)?.state;
    if (state?.waiting?.message && !call.flags.bool('quiet')) call.err(`Warning: container ${container}: ${state.waiting.message}\n`);
    return Boolean(state?.running ?? state?.terminated);
  };
  const list = yield* call.api.list(mapping, metadata.namespace, { fieldSelector });
  if (!list.ok) return list;
  const present = list.value.items.find(started);
  if (present) return ok(present);
  const handle = yield* call.api.watch(mapping, metadata.namespace, { fieldSelector, resourceVersion: list.value.metadata.resourceVersion });
  try {
    for (;;) {
      const notice = yield* next([handle]);
      if (notice.notice !== 'event') continue;
      if (notice.event.type === 'DELETED') return err(failed('pods "" not found'));
      if (started(notice.event.object)) return ok(notice.event.object);
    }
  } finally {
    yield* close(handle);
  }
}
