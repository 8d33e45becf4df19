/**
 * The kubelets of all nodes as one component: a key is `node/namespace/name` of a pod. A step does all that is due for one pod at this
 * instant, in the order in which a kubelet's loops would come to it.
 */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Change, Component, Context, Outcome, View } from '../engine/component.ts';
import { earliest, syncTickAt } from './clock.ts';
import { applyFaults, leakDue, settle, takeInbox, visibleWake } from './machine.ts';
import { forgetLog, forgetPod, KUBELET, nodeOf, recordOf } from './memory.ts';
import { hasKubelet, reconcileNode } from './node-status.ts';
import { admit } from './pod/admit.ts';
import { podAt } from './pod-key.ts';
import { PodStep, type KubeletOptions } from './pod-step.ts';
import { probeDue, runProbes, unparkProbes } from './probe/workers.ts';
import { newRecord, type RuntimeContainer } from './record.ts';
import { serveRequests } from './requests.ts';
import { isTerminal } from './status/generate.ts';
import { isStatusWrite, noticeStatusWrite, repairStatus } from './status/repair.ts';
import { becomeTerminating, beginSync, effectiveGrace, opDue, runOps, syncStart, takeUpdate } from './worker.ts';
import { takeEviction } from './pressure.ts';
import { noticeStorage, storageEviction } from './storage.ts';
import { requestSync } from './worker-queue.ts';
import { isRefreshed, refreshVolumes, volumeVersions } from './volumes/mount.ts';
import { TIMING } from './timing.ts';
import { updateResize } from './sync/resize.ts';
import { describeWait } from './wait.ts';

export function kubelet(options: KubeletOptions): Component {
  return {
    name: KUBELET,
    actor: (key) => `kubelet ${key.startsWith('node/') && key.split('/').length === 2 ? key.slice(5) : key.slice(0, key.indexOf('/'))}`,
    priority: 40,
    watches: [
      { resource: 'pods', keys: podKeys },
      { resource: 'configmaps', keys: (change, view) => usersOf(change, view) },
      { resource: 'secrets', keys: (change, view) => usersOf(change, view) },
      { resource: 'nodes', keys: nodeKeys },
    ],
    reconcile: (context, key) => reconcile(context, options, key),
  };
}

export const podKey = (pod: Pod): string => `${pod.spec.nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`;

function nodeKeys({ type, object, before }: Change): readonly string[] {
  return type === 'MODIFIED' && (object as Node).spec.unschedulable !== (before as Node).spec.unschedulable ? [`node/${object.metadata.name}`] : [];
}

/** The kubelet's own status writes do not wake it, nor what ends a pod that it stops already. */
function podKeys({ type, object, before }: Change, view: View): readonly string[] {
  const pod = object as Pod;
  if (!pod.spec.nodeName) return [];
  const key = podKey(pod);
  if (type === 'MODIFIED' && before && sameConfig(before as Pod, pod) && !isStatusWrite(before as Pod, pod)) return [];
  if (type === 'DELETED' && recordOf(view.memoryOf(KUBELET), key)?.work === 'terminated') return [];
  return [key];
}

function sameConfig(before: Pod, after: Pod): boolean {
  const a = before.metadata;
  const b = after.metadata;
  return (
    before.spec === after.spec &&
    a.deletionTimestamp === b.deletionTimestamp &&
    a.labels === b.labels &&
    a.annotations === b.annotations &&
    !(after.spec.readinessGates && before.status.conditions !== after.status.conditions) &&
    contradictsItself(before) === contradictsItself(after) &&
    !(isTerminal(after.status.phase) && !isTerminal(before.status.phase) && b.deletionTimestamp === undefined)
  );
}

/** Somebody else said that the pod is not ready, which its kubelet corrects (upstream: NeedToReconcilePodReadiness). */
function contradictsItself({ spec, status: { conditions, phase } }: Pod): boolean {
  if (spec.readinessGates || isTerminal(phase)) return false;
  const ofPod = conditions?.find((c) => c.type === 'Ready')?.status;
  return ofPod !== undefined && ofPod !== conditions?.find((c) => c.type === 'ContainersReady')?.status;
}

/** Pods that show this object's data in a volume. */
function usersOf(change: Change, view: View): readonly string[] {
  if (change.type !== 'MODIFIED') return [];
  return view.byIndex<Pod>('podsByVolumeSource', change.key).map(podKey);
}

/** A slow kubelet comes to a pod some time after it was called. */
function comesLate({ memory, now }: Context, key: string, slow: number): Outcome | undefined {
  const turn = memory.get<number>(`turn/${key}`) ?? now + slow;
  if (turn <= now) {
    memory.delete(`turn/${key}`);
    return undefined;
  }
  memory.set(`turn/${key}`, turn);
  return { decision: `the kubelet is slow: it comes to this pod in ${((turn - now) / 1000).toFixed(1)} s`, idle: true, again: { after: turn - now } };
}

/** The node is short of something, or the pod takes more than it may, and it is to go. */
function evict(step: PodStep): void {
  const eviction = (step.rare ? takeEviction(step.context, step.key) : undefined) ?? (due(step.record.storageAt, step.now) ? storageEviction(step) : undefined);
  if (!eviction || step.record.work !== 'sync') return;
  step.event('Warning', 'Evicted', eviction.message);
  step.update({ evict: eviction, gracePeriod: 1 });
  step.say(`sends the pod away: ${eviction.message.trim()}`);
  becomeTerminating(step);
}

function reconcile(context: Context, options: KubeletOptions, key: string): Outcome {
  const { memory } = context;
  const { nodeName, namespace, name } = podAt(key);
  if (name === undefined) return reconcileNode(context, namespace);
  if (!hasKubelet(context.get<Node>('nodes', undefined, nodeName))) return { decision: 'there is no such kubelet', idle: true };
  const { down, unreachable, off, slow } = nodeOf(memory, nodeName);
  if (down && (off || !unreachable)) return { decision: 'the kubelet does not answer; what runs runs on', idle: true };
  const late = slow === undefined ? undefined : comesLate(context, key, slow);
  if (late) return late;
  const stored = context.get<Pod>('pods', namespace, name);
  const pod = stored?.spec.nodeName === nodeName ? stored : undefined;
  let record = recordOf(memory, key);
  if (down && !record?.offline) return { decision: 'the node is cut off: its kubelet hears of nothing new', idle: true };
  if (record && !record.offline && record.work === 'finished' && record.uid !== pod?.metadata.uid) {
    forgetPod(memory, key);
    record = undefined;
  }
  if (!record) {
    if (!pod || isTerminal(pod.status.phase)) return { decision: 'no such pod on this node', idle: true };
    record = newRecord(pod.metadata.uid, context.now);
  }
  const step = new PodStep(context, options, key, record);
  if (record.seenAt === context.now && record.lastSync === 0 && !record.sync && !record.taken && !admit(step)) {
    step.save();
    return { decision: step.did.join('; ') };
  }
  configChanged(step);
  noticeStatusWrite(step);
  if (step.rare) {
    takeInbox(step);
    serveRequests(step);
    if (applyFaults(step)) unparkProbes(step);
  }
  evict(step);
  run(step);
  noticeStorage(step);
  const next = nextDue(step);
  step.save();
  if (step.record.work === 'finished' && !step.record.offline && !step.stored) forgetPod(memory, key);
  return {
    decision: step.did.length > 0 ? step.did.join('; ') : describeWait(step, next),
    saw: step.saw,
    idle: step.did.length === 0,
    again: again(context, step, pod, next),
  };
}

/** A pod of the same name that came before the old one was done is taken up by the next housekeeping (upstream: HandlePodCleanups). */
function again(context: Context, step: PodStep, pod: Pod | undefined, next: number | undefined): Outcome['again'] {
  const waits = step.record.work === 'finished' && pod !== undefined && pod.metadata.uid !== step.record.uid;
  if (waits) return { after: TIMING.syncTick };
  return next === undefined ? undefined : { after: Math.max(1, next - context.now) };
}

/** What the API server says now that it did not say before (upstream: podWorkers.UpdatePod). */
function configChanged(step: PodStep): void {
  const { record } = step;
  const pod = step.stored;
  const seen = signature(pod);
  if (seen === record.seen) return;
  step.update({ seen });
  if (record.work === 'finished') return;
  if (!pod || pod.metadata.deletionTimestamp !== undefined || isTerminal(pod.status.phase)) {
    if (record.work === 'sync') becomeTerminating(step);
    else step.update({ gracePeriod: effectiveGrace(step) });
    return;
  }
  updateResize(step);
  if (record.lastSync !== 0 || record.sync) requestSync(step);
}

function signature(pod: Pod | undefined): string {
  if (!pod) return 'gone';
  const { generation = 0, deletionTimestamp = '', deletionGracePeriodSeconds = '' } = pod.metadata;
  const phase = isTerminal(pod.status.phase) ? pod.status.phase : contradictsItself(pod) ? 'not ready, somebody says' : '';
  const own = `${generation} ${deletionTimestamp} ${deletionGracePeriodSeconds} ${phase}`;
  const gates = pod.spec.readinessGates?.map((g) => pod.status.conditions?.find((c) => c.type === g.conditionType)?.status ?? '');
  return gates ? [own, ...gates].join(' ') : own;
}

/** Everything that is due now, until nothing is. */
function run(step: PodStep): void {
  for (let round = 0; round < 1000; round += 1) {
    const before = step.record;
    const { now } = step;
    if (before.wakeAt !== undefined && before.wakeAt <= now) {
      step.update({ wakeAt: undefined });
      settle(step);
      unparkProbes(step);
    }
    if (due(before.repairAt, now)) repairStatus(step);
    takeUpdate(step);
    if (due(opDue(step.record), now)) runOps(step);
    if (due(step.record.relistAt, now)) relist(step);
    if (due(step.record.deadlineAt, now)) step.update({ deadlineAt: undefined, pending: true });
    if (due(step.record.refreshAt, now)) {
      step.update({ refreshAt: undefined });
      refreshVolumes(step);
      unparkProbes(step);
    }
    if (due(step.record.requeueAt, now)) step.update({ requeueAt: undefined, pending: true });
    takeUpdate(step);
    if (due(syncStart(step.record), now)) beginSync(step);
    if (due(probeDue(step.record), now)) runProbes(step);
    if (step.record === before) return;
  }
  throw new Error(`the kubelet does not come to rest over ${step.key}`);
}

const due = (at: number | undefined, now: number): boolean => at !== undefined && at <= now;

/**
 * Upstream: the generic PLEG, and what the sync loop does with its events. The worker that waits for it goes first; what it saw is a
 * further update. Of containers that ended, the one before is removed.
 */
function relist(step: PodStep): void {
  const before = step.record.observed;
  const { sandbox, containers } = step.record;
  if (!before) return step.update({ relistAt: undefined });
  const unnoticed = containers.some((c) => justEnded(c, step.now));
  step.update(
    unnoticed
      ? { relistAt: step.now + TIMING.relist, quietRelist: undefined, observed: { sandbox, containers: containers.map((c) => (justEnded(c, step.now) ? asRunning(c) : c)) } }
      : { relistAt: undefined, quietRelist: undefined, observed: undefined },
  );
  if (due(syncStart(step.record), step.now) && step.record.taken) beginSync(step);
  const changed = (step.record.observed?.containers ?? containers).filter((c) => {
    const known = before.containers.find(({ id }) => id === c.id);
    return known?.state !== c.state || known.resources !== c.resources;
  });
  if (changed.length === 0 && sandbox === before.sandbox) return;
  requestSync(step);
  for (const { name, state } of changed) if (state === 'exited') removeOlder(step, name);
}

/** The runtime does not know yet that this container ended. */
const justEnded = (container: RuntimeContainer, now: number): boolean =>
  container.state === 'exited' && container.reason !== 'StartError' && now - container.finishedAt! < TIMING.noticeExit;

function asRunning({ finishedAt: _, exitCode: __, reason: ___, message: ____, ...container }: RuntimeContainer): RuntimeContainer {
  return { ...container, state: 'running' };
}

/** Upstream: podContainerDeletor: one dead container of each name is kept. */
function removeOlder(step: PodStep, name: string): void {
  const dead: RuntimeContainer[] = step.record.containers.filter((c) => c.name === name && c.state === 'exited');
  if (dead.length < 2) return;
  for (const gone of dead.slice(1)) forgetLog(step.memory, step.key, name, String(gone.restartCount));
  const quiet = step.record.relistAt === undefined || step.record.quietRelist === true;
  step.changeRuntime({ containers: step.record.containers.filter((c) => !dead.slice(1).includes(c)) });
  // Nothing follows from a removal by itself: the relist that sees it need not be a step.
  if (quiet) step.update({ quietRelist: true });
}

function nextDue(step: PodStep): number | undefined {
  if (step.record.work === 'finished') return step.record.repairAt;
  step.update({
    wakeAt: step.record.wakeAt ?? visibleWake(step),
    deadlineAt: step.record.deadlineAt ?? deadline(step),
    refreshAt: step.record.refreshAt ?? refreshTime(step),
  });
  const { record } = step;
  return earliest([
    record.wakeAt,
    record.repairAt,
    record.storageAt,
    record.deadlineAt,
    record.refreshAt,
    opDue(record),
    record.quietRelist ? undefined : record.relistAt,
    record.requeueAt,
    syncStart(record),
    probeDue(record),
    leakDue(step),
  ]);
}

/** The rounds of the sync loop from the active deadline on. */
function deadline(step: PodStep): number | undefined {
  const pod = step.stored;
  if (pod?.spec.activeDeadlineSeconds === undefined || pod.status.startTime === undefined) return undefined;
  return syncTickAt(step.record, Math.max(step.now + 1, Date.parse(pod.status.startTime) + pod.spec.activeDeadlineSeconds * 1000));
}

/** Mounted objects changed: the files follow with the pod's next regular sync. */
function refreshTime(step: PodStep): number | undefined {
  const pod = step.stored;
  if (!pod || !step.record.mounted || step.record.offline || !isRefreshed(pod)) return undefined;
  const sources = volumeVersions(step, pod);
  const before = step.record.sources;
  if (before === sources) return undefined;
  step.update({ sources });
  return before === undefined ? undefined : step.now + TIMING.resync;
}
