/**
 * The pod worker: one update at a time, each of which syncs the pod towards its spec, stops it, or cleans up after it
 * (upstream: pkg/kubelet/pod_workers.go podWorkerLoop).
 */
import { relistAfter, syncTickAt } from './clock.ts';
import { seenBy } from './containers.ts';
import type { PodStep } from './pod-step.ts';
import { NONE, type Observed, type Op, type PodRecord, type Sync } from './record.ts';
import { isTerminal } from './status/generate.ts';
import { refreshStatus } from './status/refresh.ts';
import { terminated } from './status/write.ts';
import { runOp } from './sync/ops.ts';
import { checkResize } from './sync/resize.ts';
import { TIMING } from './timing.ts';

/** When the next sync of a free worker with an update may begin: after a relist that is younger than the last sync. */
export function syncStart(record: PodRecord): number | undefined {
  if (record.sync || record.work === 'finished') return undefined;
  if (!record.pending && !record.taken) return undefined;
  return record.lastSync === 0 ? record.seenAt : relistAfter(record, record.lastSync);
}

/** A worker without work takes the update that waits. */
export function takeUpdate(step: PodStep): void {
  const { record } = step;
  if (record.pending && !record.taken && !record.sync) step.update({ pending: false, taken: true });
}

export function beginSync(step: PodStep): void {
  const { record } = step;
  const observed = seenBy(record);
  const sync: Sync = {
    work: record.work as Sync['work'],
    startedAt: step.now,
    ops: [],
    error: undefined,
    results: undefined,
    observed: { sandbox: observed.sandbox, containers: observed.containers },
  };
  step.update({ taken: false, requeueAt: undefined, sync });
  if (record.work === 'sync') beginSyncPod(step, observed);
  else if (record.work === 'terminating') beginTerminating(step, observed);
  else beginTerminated(step, observed);
  runOps(step);
}

/** Upstream: Kubelet.SyncPod. */
function beginSyncPod(step: PodStep, observed: Observed): void {
  checkResize(step);
  const phase = refreshStatus(step, observed, { terminal: false });
  if (isTerminal(phase)) {
    step.say(`every container is done, the pod is ${phase}`);
    becomeTerminating(step);
    return;
  }
  setOps(step, [...(step.record.mounted ? [] : [{ op: 'mount' as const, since: step.now }]), { op: 'actions' }]);
}

/** Upstream: Kubelet.SyncTerminatingPod. */
function beginTerminating(step: PodStep, observed: Observed): void {
  refreshStatus(step, observed, { terminal: false });
  const probes = Object.entries(step.record.probes).filter(([name]) => name.endsWith('/readiness'));
  step.update({ probes: probes.length === 0 ? NONE : Object.fromEntries(probes) });
  setOps(step, [{ op: 'killPod', grace: step.record.gracePeriod ?? 1 }, { op: 'stopSandbox' }]);
}

/** Upstream: Kubelet.SyncTerminatedPod. */
function beginTerminated(step: PodStep, observed: Observed): void {
  refreshStatus(step, observed, { terminal: true });
  setOps(step, [{ op: 'unmount' }]);
}

export function setOps(step: PodStep, ops: readonly Op[]): void {
  const { sync } = step.record;
  if (sync) step.update({ sync: { work: sync.work, startedAt: sync.startedAt, ops, error: sync.error, results: sync.results, observed: sync.observed } });
}

/** Does what can be done now; what takes time is left at the head, with the time when it is looked at again. */
export function runOps(step: PodStep): void {
  for (;;) {
    const { sync } = step.record;
    if (!sync) return;
    const [op, ...rest] = sync.ops;
    if (!op) return endSync(step, sync);
    if ('at' in op && op.at !== undefined && op.at > step.now) return;
    step.inOp = true;
    const next = runOp(step, op);
    step.inOp = false;
    if (step.record.sync === undefined) return;
    // The step may have put further work in front by itself.
    const after = step.record.sync;
    const ops = after.ops === sync.ops ? rest : after.ops;
    setOps(step, next ? [next, ...ops] : ops);
    if (next && 'at' in next && next.at !== undefined && next.at > step.now) return;
  }
}

/** When the sync in progress has something to do. */
export function opDue(record: PodRecord): number | undefined {
  const op = record.sync?.ops[0];
  return op && 'at' in op ? op.at : undefined;
}

function endSync(step: PodStep, sync: Sync): void {
  const { record } = step;
  step.update({ sync: undefined, lastSync: step.now });
  if (sync.work === 'terminated') return endTerminated(step);
  if (sync.work === 'terminating') {
    const observed = { sandbox: record.sandbox, containers: record.containers };
    refreshStatus(step, observed, { terminal: true, stopped: true });
    step.update({ work: 'terminated', pending: true, probes: NONE });
    return;
  }
  let { reasons } = record;
  for (const [name, failure] of Object.entries(sync.results ?? {})) {
    if (failure) reasons = { ...reasons, [name]: failure };
    else if (Object.hasOwn(reasons, name)) {
      const { [name]: _, ...others } = reasons;
      reasons = others;
    }
  }
  const failed = sync.error !== undefined || Object.values(sync.results ?? {}).some((failure) => failure !== null);
  step.update({ reasons, ...(failed && { requeueAt: syncTickAt(record, step.now + TIMING.retrySync) }) });
  if (failed) step.say(`syncs it again in ${Math.round((step.record.requeueAt! - step.now) / 1000)} s`);
}

/** The pod is over: its last status, and its removal where it was to be deleted. */
function endTerminated(step: PodStep): void {
  const pod = step.stored;
  step.update({ work: 'finished', pending: false, taken: false });
  if (!pod) return;
  step.setStatus(terminated(pod, step.record.held), false);
  if (pod.metadata.deletionTimestamp !== undefined) {
    const { offline } = step.record;
    if (offline) return step.update({ offline: { ...offline, gone: true } });
    step.context.delete('pods', step.namespace, step.name, { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } });
    step.say('removed the pod, which was to be deleted and has nothing running');
  }
}

/** From here on the pod is only stopped. */
export function becomeTerminating(step: PodStep): void {
  const { record } = step;
  if (record.work !== 'sync') return;
  step.update({ work: 'terminating', pending: true, gracePeriod: effectiveGrace(step), requeueAt: undefined });
  // A sync that waits for volumes is given up at once; one that starts containers is seen to its end.
  if (step.record.sync && (step.record.sync.ops.length === 0 || step.record.sync.ops[0]!.op === 'mount')) step.update({ sync: undefined, lastSync: step.now });
}

/** Seconds; the API server's word, or the spec's; one at least, and never more than before. */
export function effectiveGrace(step: PodStep): number {
  const { metadata, spec } = step.pod;
  const wanted = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
  const before = step.record.gracePeriod;
  return Math.max(1, before === undefined ? wanted : Math.min(before, wanted));
}
