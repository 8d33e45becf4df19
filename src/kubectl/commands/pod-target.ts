/** From what a user names to the one pod and container that a command works with (upstream: pkg/polymorphichelpers/helpers.go, pkg/cmd/util/podcmd). */
import { close, next, now, type Task } from '../../engine/client.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call } from '../command.ts';
import { formatLabels, selectorText } from '../describers/selectors.ts';
import { listObjects, PODS } from '../describers/lookup.ts';
import type { Wire } from '../describers/wire.ts';
import { failed, type Failure } from '../failure.ts';
import type { FlagSpec } from '../flags.ts';

export const podRunningTimeoutFlag = (timeout: string): FlagSpec => ({
  name: 'pod-running-timeout',
  type: 'duration',
  default: timeout,
  help: 'How long to wait until a pod is there, such as 5s, 2m, 3h.',
});

/** What commands that wait for a pod say of a timeout that leaves no time. */
export const NO_TIMEOUT = '--pod-running-timeout must be higher than zero';

export const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

/** The label selector of an object's pods; the error is upstream's, which names Go types. */
export function podSelectorOf(object: Wire): Result<string, string> {
  switch (object.kind) {
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Deployment':
    case 'Job':
      return ok(selectorText(object.spec.selector));
    case 'ReplicationController':
      return ok(formatLabels(object.spec.selector));
    case 'Service':
      return object.spec.selector && Object.keys(object.spec.selector).length > 0
        ? ok(formatLabels(object.spec.selector))
        : err(`invalid service '${object.metadata.name}': Service is defined without a selector`);
    default:
      return err(`selector for ${goTypeOf(object)} not implemented`);
  }
}

/** `*v1.ConfigMap` */
export const goTypeOf = (object: Wire): string => `*${(object.apiVersion as string).split('/').at(-1)}.${object.kind}`;

/** The pods that match, the best first; waits up to `timeout` milliseconds for a first one. */
export function* podsFor(call: Call, namespace: string, labelSelector: string, timeout: number, before: (a: Wire, b: Wire) => boolean): Task<Result<readonly Wire[], Failure>> {
  const found = [...(yield* listObjects(PODS, namespace, { labelSelector }))];
  if (found.length > 0) return ok(found.sort((a, b) => (before(a, b) ? -1 : before(b, a) ? 1 : 0)));
  const mapping = call.mapper.forKind('', 'v1', 'Pod')!;
  const until = timeout > 0 ? (yield* now()) + timeout : undefined;
  const handle = yield* call.api.watch(mapping, namespace, { labelSelector });
  try {
    for (;;) {
      const notice = yield* next([handle], until);
      if (notice.notice === 'timeout') return err(failed('timed out waiting for the condition'));
      if (notice.notice === 'event' && notice.event.type !== 'DELETED') return ok([notice.event.object]);
    }
  } finally {
    yield* close(handle);
  }
}

const readyCondition = (pod: Wire): Wire => pod.status?.conditions?.find((c: Wire) => c.type === 'Ready' && c.status === 'True');
/** An absent time counts as later than any. */
const laterOrAbsent = (a: string | undefined, b: string | undefined): boolean => (!a || !b ? !a : a > b);

function restarts(pod: Wire): readonly [number, number] {
  const most = (statuses: readonly Wire[]): number => Math.max(0, ...statuses.map((s) => s.restartCount ?? 0));
  const sidecars = new Set((pod.spec.initContainers ?? []).filter((c: Wire) => c.restartPolicy === 'Always').map((c: Wire) => c.name));
  return [most(pod.status?.containerStatuses ?? []), most((pod.status?.initContainerStatuses ?? []).filter((s: Wire) => sidecars.has(s.name)))];
}

/** Whether `a` is the better one to read logs from (upstream: podutils.ByLogging). */
export function betterForLogs(a: Wire, b: Wire): boolean {
  if (!a.spec.nodeName !== !b.spec.nodeName) return Boolean(a.spec.nodeName);
  const phases: Readonly<Record<string, number>> = { Running: 0, Unknown: 1, Pending: 2 };
  const [phaseA, phaseB] = [phases[a.status?.phase] ?? 0, phases[b.status?.phase] ?? 0];
  if (phaseA !== phaseB) return phaseA < phaseB;
  const [readyA, readyB] = [readyCondition(a), readyCondition(b)];
  if (!readyA !== !readyB) return Boolean(readyA);
  if (readyA && readyA.lastTransitionTime !== readyB.lastTransitionTime) return laterOrAbsent(readyB.lastTransitionTime, readyA.lastTransitionTime);
  const [restartsA, restartsB] = [restarts(a), restarts(b)];
  if (restartsA[0] !== restartsB[0]) return restartsA[0] > restartsB[0];
  if (restartsA[1] !== restartsB[1]) return restartsA[1] > restartsB[1];
  return a.metadata.creationTimestamp !== b.metadata.creationTimestamp && laterOrAbsent(b.metadata.creationTimestamp, a.metadata.creationTimestamp);
}

/** Whether `a` is the better one to run something in (upstream: podutils.ActivePods, from its end). */
export function betterToRunIn(a: Wire, b: Wire): boolean {
  if (!a.spec.nodeName !== !b.spec.nodeName) return Boolean(a.spec.nodeName);
  const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
  const [phaseA, phaseB] = [phases[a.status?.phase] ?? 0, phases[b.status?.phase] ?? 0];
  if (phaseA !== phaseB) return phaseA > phaseB;
  const [readyA, readyB] = [readyCondition(a), readyCondition(b)];
  if (!readyA !== !readyB) return Boolean(readyA);
  const [deletedA, deletedB] = [a.metadata.deletionTimestamp, b.metadata.deletionTimestamp];
  if (!deletedA !== !deletedB) return !deletedA;
  if (deletedA && deletedA !== deletedB) return deletedA > deletedB;
  if (readyA && readyA.lastTransitionTime !== readyB.lastTransitionTime) return laterOrAbsent(readyB.lastTransitionTime, readyA.lastTransitionTime);
  const [restartsA, restartsB] = [restarts(a), restarts(b)];
  if (restartsA[0] !== restartsB[0]) return restartsA[0] < restartsB[0];
  if (restartsA[1] !== restartsB[1]) return restartsA[1] < restartsB[1];
  return a.metadata.creationTimestamp !== b.metadata.creationTimestamp && laterOrAbsent(b.metadata.creationTimestamp, a.metadata.creationTimestamp);
}

/** All containers of a pod, with what kind they are. */
export const containersOf = (pod: Wire): readonly { readonly name: string; readonly kind: 'containers' | 'initContainers' | 'ephemeralContainers' }[] =>
  (['containers', 'initContainers', 'ephemeralContainers'] as const).flatMap((kind) => (pod.spec[kind] ?? []).map(({ name }: Wire) => ({ name, kind })));

export const hasContainer = (pod: Wire, name: string): boolean => containersOf(pod).some((container) => container.name === name);

/** `one, two, dbg (ephem), init (init)` */
export function containerNames(pod: Wire): string {
  const all = containersOf(pod);
  const of = (kind: string, suffix: string): readonly string[] => all.filter((c) => c.kind === kind).map((c) => c.name + suffix);
  return [...of('containers', ''), ...of('ephemeralContainers', ' (ephem)'), ...of('initContainers', ' (init)')].join(', ');
}

/** Where a message goes; `undefined`: nowhere. */
export type Say = ((text: string) => void) | undefined;

/** The first container, with a word about it where there are others. */
export function firstContainer(pod: Wire, say: Say): string {
  const { name } = pod.spec.containers[0];
  if (containersOf(pod).length > 1) say?.(`Defaulted container ${quote(name)} out of: ${containerNames(pod)}\n`);
  return name;
}

/** The container that `name` names, or else the annotated or first one (upstream: FindOrDefaultContainerByName). */
export function chooseContainer(pod: Wire, name: string, say: Say): Result<string, string> {
  if (name !== '') return hasContainer(pod, name) ? ok(name) : err(`container ${name} not found in pod ${pod.metadata.name}`);
  const annotated = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  return ok(annotated && hasContainer(pod, annotated) ? annotated : firstContainer(pod, say));
}
