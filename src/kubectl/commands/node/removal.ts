/** Evicting or deleting pods and waiting for their end (upstream: pkg/drain/drain.go evictPods, deletePods, waitForDelete). */
import { formatDuration } from '../../../base/duration.ts';
import { quote } from '../../../base/go-format.ts';
import { now, sleep, type Task } from '../../../engine/client.ts';
import type { Call } from '../../command.ts';
import type { DryRun } from '../../common-flags.ts';
import type { Wire } from '../../describers/wire.ts';
import { errorText, failed, isNotFound, type Failure } from '../../failure.ts';
import type { Mapping } from '../../rest-mapper.ts';
import { isLongDeleted } from './pod-filters.ts';

const RETRY = 5000;
const POLL = 1000;

interface Removal {
  readonly pod: Wire;
  /** When to do something about the pod again. */
  due: number;
  state: 'evicting' | 'waiting' | 'over';
}

/** Removes the pods; answers what went wrong. With a timeout of 0 it waits for ever. */
export function* removePods(call: Call, mapping: Mapping, pods: readonly Wire[], dryRun: DryRun): Task<Failure | undefined> {
  if (pods.length === 0) return undefined;
  return call.flags.bool('disable-eviction') ? yield* deletePods(call, mapping, pods, dryRun) : yield* evictPods(call, mapping, pods, dryRun);
}

const grace = (call: Call): { readonly gracePeriodSeconds?: number } => {
  const seconds = call.flags.number('grace-period');
  return seconds >= 0 ? { gracePeriodSeconds: seconds } : {};
};

function* deadline(call: Call): Task<number> {
  const timeout = call.flags.number('timeout');
  return timeout === 0 ? Number.POSITIVE_INFINITY : (yield* now()) + timeout;
}

/** Each pod goes its own way: evicted (tried again every five seconds), then looked for each second. */
function* evictPods(call: Call, mapping: Mapping, pods: readonly Wire[], dryRun: DryRun): Task<Failure | undefined> {
  const until = yield* deadline(call);
  const start = yield* now();
  // Upstream starts a goroutine for each; the one that was started last runs first.
  const removals: Removal[] = [...pods.slice(-1), ...pods.slice(0, -1)].map((pod) => ({ pod, due: start, state: 'evicting' }));
  const failures: Failure[] = [];
  for (;;) {
    const time = yield* now();
    for (const removal of removals) {
      if (removal.state === 'over' || removal.due > time) continue;
      const failure = removal.state === 'evicting' ? yield* evict(call, mapping, removal, until, dryRun) : yield* lookFor(call, mapping, removal, until);
      if (failure) failures.push(failure);
      if (failure) removal.state = 'over';
    }
    const dues = removals.flatMap((r) => (r.state === 'over' ? [] : [r.due]));
    if (dues.length === 0) break;
    const wait = Math.min(...dues) - (yield* now());
    if (wait > 0) yield* sleep(wait);
  }
  return failures.length > 0 ? { kind: 'many', failures } : undefined;
}

function* evict(call: Call, mapping: Mapping, removal: Removal, until: number, dryRun: DryRun): Task<Failure | undefined> {
  const { pod } = removal;
  const { name, namespace } = pod.metadata;
  call.out(`evicting pod ${namespace}/${name}${dryRun === 'server' ? ' (server dry run)' : ''}\n`);
  const time = yield* now();
  const title = `error when evicting pods/${quote(name)} -n ${quote(namespace)}`;
  if (time >= until) return failed(`${title}: global timeout reached: ${formatDuration(call.flags.number('timeout'))}`);
  const evicted = yield* call.api.send({
    verb: 'create',
    group: mapping.group,
    version: mapping.version,
    resource: mapping.resource,
    subresource: 'eviction',
    namespace,
    name,
    body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions: { ...grace(call), ...(dryRun === 'server' && { dryRun: ['All'] }) } },
    ...(dryRun === 'server' && { options: { dryRun: true } }),
  });
  if (evicted.ok) {
    removal.state = dryRun === 'server' ? 'over' : 'waiting';
    removal.due = time;
    return undefined;
  }
  const { reason, message, details } = evicted.status;
  if (reason === 'NotFound') {
    removal.state = 'over';
    return undefined;
  }
  const terminating = reason === 'Forbidden' && (details?.causes ?? []).some((c) => c.reason === 'NamespaceTerminating');
  if (terminating && pod.metadata.deletionTimestamp !== undefined) {
    removal.state = 'waiting';
    removal.due = time;
    return undefined;
  }
  if (!terminating && reason !== 'TooManyRequests') return failed(`${title}: ${message}`);
  call.err(`${terminating ? `error when evicting pod ${quote(name)} from terminating namespace ${quote(namespace)}` : title} (will retry after 5s): ${message}\n`);
  removal.due = time + RETRY;
  return undefined;
}

function* lookFor(call: Call, mapping: Mapping, removal: Removal, until: number): Task<Failure | undefined> {
  const { name, namespace } = removal.pod.metadata;
  const title = `error when waiting for pod ${quote(name)} in namespace ${quote(namespace)} to terminate`;
  const time = yield* now();
  if (time >= until) return failed(`${title}: context deadline exceeded`);
  const gone = yield* isGone(call, mapping, removal.pod, 'evicted', 'eviction failed');
  if (gone.failure) return failed(`${title}: ${errorText(gone.failure)}`);
  if (gone.over) removal.state = 'over';
  else removal.due = Math.min(time + POLL, until);
  return undefined;
}

/** Asks for the pod; says so when it is gone or replaced by another of its name. */
function* isGone(call: Call, mapping: Mapping, pod: Wire, done: string, wrong: string): Task<{ readonly over: boolean; readonly failure?: Failure }> {
  const { name, namespace, uid } = pod.metadata;
  const got = yield* call.api.get(mapping, namespace, name);
  if (got.ok ? got.value.metadata.uid !== uid : isNotFound(got.error)) {
    call.out(`pod/${name} ${done}\n`);
    return { over: true };
  }
  if (!got.ok) {
    call.out(`pod/${name} ${wrong}\n`);
    return { over: true, failure: got.error };
  }
  if (!isLongDeleted(call, got.value, yield* now())) return { over: false };
  call.out(`pod ${quote(name)} has DeletionTimestamp older than ${call.flags.number('skip-wait-for-delete-timeout')} seconds, skipping\n`);
  return { over: true };
}

/** With `--disable-eviction`: all pods are deleted, then all are waited for. */
function* deletePods(call: Call, mapping: Mapping, pods: readonly Wire[], dryRun: DryRun): Task<Failure | undefined> {
  for (const { metadata } of pods) {
    const deleted = yield* call.api.delete(mapping, metadata.namespace, metadata.name, { ...grace(call), ...(dryRun === 'server' && { dryRun: true }) });
    if (!deleted.ok && !isNotFound(deleted.error)) return deleted.error;
  }
  const until = yield* deadline(call);
  let pending = pods;
  for (;;) {
    const left: Wire[] = [];
    for (const pod of pending) {
      const gone = yield* isGone(call, mapping, pod, 'deleted', 'deletion failed');
      if (gone.failure) return gone.failure;
      if (!gone.over) left.push(pod);
    }
    if (left.length === 0) return undefined;
    pending = left;
    const time = yield* now();
    yield* sleep(Math.min(POLL, Math.max(0, until - time)));
    if ((yield* now()) >= until) return failed('context deadline exceeded');
  }
}
