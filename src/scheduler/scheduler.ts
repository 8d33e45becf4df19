/** The scheduler: one pod at a time (upstream: pkg/scheduler/schedule_one.go, backend/queue/scheduling_queue.go). */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { claimNameOf, DEVICE_CLASSES, RESOURCE_CLAIMS } from '../api/kinds/resource-claim/of-pod.ts';
import { deepEqual } from '../base/equal.ts';
import type { Change, Component, Context, Outcome, View } from '../engine/component.ts';
import { helpsItself, nodeHints, podHints } from './hints.ts';
import { DYNAMIC_RESOURCES, missingClaim } from './plugins/dynamic-resources.ts';
import { preempt, reasonList } from './preemption.ts';
import { schedule, type Refused, type Verdict } from './schedule.ts';
import { allocatable, isTerminal } from './usage.ts';
import { bindVolumes } from './volumes.ts';

const NAME = 'default-scheduler';
/** The recorded scheduler's host name is part of how it reports. */
const INSTANCE = 'default-scheduler-vm';
/** A pod that nothing has brought back is tried again after this (upstream: podMaxInUnschedulablePodsDuration). */
const FLUSH = 300_000;
/** How long a pod that has been given a node waits for its volumes (upstream: bindTimeoutSeconds), milliseconds. */
const BIND_TIMEOUT = 600_000;
/** How long evicting takes, milliseconds: a write of the status and a deletion. */
const EVICTION = 12;
/** What one pod's turn took on the recorded cluster, milliseconds. */
const TURN = 3;

/** Pods that wait, by the plugins that refused them. What each waits for brings it back. */
const waiting = (plugin: string, key: string) => `waiting/${plugin}/${key}`;
const refusedBy = (view: View, key: string) => view.memoryOf(NAME).get<readonly string[]>(`refused/${key}`) ?? [];

function wait(context: Context, key: string, plugins: readonly string[]): void {
  const before = refusedBy(context, key);
  for (const plugin of before) if (!plugins.includes(plugin)) context.memory.delete(waiting(plugin, key));
  for (const plugin of plugins) if (!before.includes(plugin)) context.memory.set(waiting(plugin, key), true);
  if (plugins.length > 0) context.memory.set(`refused/${key}`, plugins);
  else if (before.length > 0) context.memory.delete(`refused/${key}`);
}

const keyOf = ({ metadata }: Pod) => `${metadata.namespace}/${metadata.name}`;
const isOurs = (pod: Pod) => !pod.spec.nodeName && pod.spec.schedulerName === NAME && !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined;

/** The pods that wait for what a hint of one of `plugins` says has come. */
function woken(view: View, plugins: readonly string[], helps: (plugin: string, waiter: Pod) => boolean): string[] {
  const keys = new Set<string>();
  for (const plugin of plugins) {
    const prefix = waiting(plugin, '');
    for (const [entry] of view.memoryOf(NAME).entries<true>(prefix)) {
      const key = entry.slice(prefix.length);
      const [namespace, name] = key.split('/') as [string, string];
      const waiter = keys.has(key) ? undefined : view.get<Pod>('pods', namespace, name);
      if (waiter && helps(plugin, waiter)) keys.add(key);
    }
  }
  return [...keys];
}

const POD_PLUGINS = Object.keys(podHints);
const NODE_PLUGINS = Object.keys(nodeHints);
const isOnNode = (pod: Pod) => Boolean(pod.spec.nodeName) && !isTerminal(pod);

function wokenByPod({ type, object, before }: Change, view: View): readonly string[] {
  const pod = object as Pod;
  const old = before as Pod | undefined;
  if (!pod.spec.nodeName) {
    const key = keyOf(pod);
    if (type === 'DELETED')
      return [
        key,
        ...(pod.status.nominatedNodeName
          ? woken(view, ['NodeResourcesFit', 'NodePorts'], (plugin, waiter) => podHints[plugin]!(view, waiter, { before: pod, after: undefined }))
          : []),
      ];
    if (type === 'ADDED' || !old || !isOurs(pod)) return [key];
    return helpsItself(refusedBy(view, key), old, pod) ? [key] : [];
  }
  const change = { before: type === 'DELETED' ? pod : old && isOnNode(old) ? old : undefined, after: type !== 'DELETED' && isOnNode(pod) ? pod : undefined };
  if ((!change.before && !change.after) || (type === 'DELETED' && isTerminal(pod))) return [];
  if (change.before && change.after && change.before.spec === change.after.spec && change.before.metadata.labels === change.after.metadata.labels) return [];
  return woken(view, POD_PLUGINS, (plugin, waiter) => podHints[plugin]!(view, waiter, change));
}

function wokenByNode({ type, object, before }: Change, view: View): readonly string[] {
  const node = object as Node;
  const old = before as Node | undefined;
  const same =
    type === 'MODIFIED' &&
    old &&
    old.spec.unschedulable === node.spec.unschedulable &&
    deepEqual(old.spec.taints, node.spec.taints) &&
    deepEqual(old.metadata.labels, node.metadata.labels) &&
    deepEqual(allocatable(old), allocatable(node));
  if (same) return [];
  const change = { before: type === 'DELETED' ? node : old, after: type === 'DELETED' ? undefined : node };
  return woken(view, NODE_PLUGINS, (plugin, waiter) => nodeHints[plugin]!(waiter, change));
}

function wokenByClaim({ type, object: { metadata } }: Change, view: View): readonly string[] {
  return woken(
    view,
    type === 'ADDED' ? ['VolumeRestrictions', 'VolumeBinding'] : ['VolumeBinding'],
    (_, waiter) =>
      waiter.metadata.namespace === metadata.namespace &&
      (waiter.spec.volumes ?? []).some((volume) => (volume.ephemeral ? `${waiter.metadata.name}-${volume.name}` : volume.persistentVolumeClaim?.claimName) === metadata.name),
  );
}

const wokenByDeviceClaim = ({ object: { metadata } }: Change, view: View): readonly string[] =>
  woken(
    view,
    [DYNAMIC_RESOURCES],
    (_, waiter) => waiter.metadata.namespace === metadata.namespace && (waiter.spec.resourceClaims ?? []).some((use) => claimNameOf(waiter, use) === metadata.name),
  );

const wokenByDevices = (_: Change, view: View): readonly string[] => woken(view, [DYNAMIC_RESOURCES], () => true);

const wokenByStorage = (_: Change, view: View): readonly string[] => woken(view, ['VolumeBinding'], () => true);

function reconcile(context: Context, key: string): Outcome {
  if (key.startsWith(LAST_VICTIM)) return evictLast(context, key);
  const [namespace, name] = key.split('/') as [string, string];
  const pod = context.get<Pod>('pods', namespace, name);
  if (!pod || !isOurs(pod)) {
    context.memory.delete(binding(key));
    wait(context, key, []);
    return { decision: pod ? `Pod ${name} needs no node from this scheduler.` : `Pod ${name} is gone.`, idle: true };
  }
  if (pod.spec.schedulingGates?.length)
    return { decision: `Pod ${name} is gated by ${pod.spec.schedulingGates.map((gate) => gate.name).join(', ')}: no node is looked for.`, idle: true };
  const missing = missingClaim(context, pod);
  if (missing !== undefined) {
    wait(context, key, [DYNAMIC_RESOURCES]);
    return { decision: `No node is looked for, for pod ${name}: ${missing}.` };
  }
  const verdict = schedule(context, pod, context.memory.get<string>('next') ?? '', context.random);
  return verdict.chosen === undefined ? refuse(context, key, pod, verdict) : bind(context, key, pod, verdict);
}

function bind(context: Context, key: string, pod: Pod, verdict: Extract<Verdict, { chosen: string }>): Outcome {
  const { chosen, feasible, refused } = verdict;
  const { namespace, name } = pod.metadata;
  const unbound = bindVolumes(context, pod, chosen);
  if (unbound.length > 0) return waitForVolumes(context, key, pod, chosen, unbound);
  context.memory.delete(binding(key));
  context.modify<Pod>('pods', namespace, name, (current) => ({
    ...current,
    spec: { ...current.spec, nodeName: chosen },
    status: { ...current.status, conditions: withCondition(current, { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: context.timestamp }) },
  }));
  wait(context, key, []);
  if (verdict.next !== '' || context.memory.get('next')) context.memory.set('next', verdict.next);
  context.event(pod, 'Normal', 'Scheduled', `Successfully assigned ${namespace}/${name} to ${chosen}`, { modern: { action: 'Binding', reportingInstance: INSTANCE } });
  const best = feasible.find(({ node }) => node === chosen)!;
  const drawn = feasible.some(({ node, score }) => node !== chosen && score === best.score);
  return {
    decision: `Bound ${name} to ${chosen}: ${feasible.length === 1 ? 'the only node that can take it' : `${best.score} points, the best of ${feasible.length} nodes that can take it${drawn ? ' (drawn among equals)' : ''}`}.`,
    saw: [...feasible.slice(0, 12).map(({ node, score }) => `${node}: can take it${feasible.length > 1 ? `, ${score} points` : ''}`), ...refusals(refused)],
  };
}

const binding = (key: string) => `binding/${key}`;

/** Its node is chosen; it is bound once its claims are. Each change of a claim brings it back. */
function waitForVolumes(context: Context, key: string, pod: Pod, node: string, claims: readonly string[]): Outcome {
  const since = context.memory.get<number>(binding(key));
  const late = since !== undefined && context.now - since >= BIND_TIMEOUT;
  if (since === undefined || late) context.memory.set(binding(key), context.now);
  if (late) {
    const message = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded';
    context.event(pod, 'Warning', 'FailedScheduling', message, { modern: { action: 'Scheduling', reportingInstance: INSTANCE } });
  }
  wait(context, key, ['VolumeBinding']);
  return {
    decision: `${node} is to take ${pod.metadata.name}, as soon as ${claims.join(', ')} ${claims.length === 1 ? 'has a volume' : 'have volumes'} there.`,
    idle: since !== undefined && !late,
    again: { after: BIND_TIMEOUT },
  };
}

const refusals = (refused: readonly Refused[]) => refused.slice(0, 12).map(({ node, plugin, reasons }) => `${node}: refused by ${plugin}: ${reasons.join(', ')}`);

function refuse(context: Context, key: string, pod: Pod, { refused, never }: Extract<Verdict, { chosen: undefined }>): Outcome {
  const { namespace, name } = pod.metadata;
  const total = never ? context.list('nodes').length : refused.length;
  const counts = new Map<string, number>();
  for (const { reasons } of refused) for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const head = total === 0 ? 'no nodes available to schedule pods' : `0/${total} nodes are available: ${never ? never.message : reasonList(counts)}.`;
  const preemption = never || total === 0 ? undefined : preempt(context, pod, refused);
  const message =
    total === 0
      ? head
      : never
        ? `${head} ${never.plugin === DYNAMIC_RESOURCES ? `no new claims to deallocate, preemption: 0/${total} nodes are available: ${total} Preemption is not helpful for scheduling.` : 'not found'}`
        : preemption!.node === undefined
          ? `${head} ${pod.spec.resourceClaims?.length ? 'still not schedulable' : 'no new claims to deallocate'}, preemption: ${preemption!.message}`
          : head;
  const victims = preemption?.node === undefined ? [] : evict(context, pod, preemption.node, preemption.victims);
  context.event(pod, 'Warning', 'FailedScheduling', message, { modern: { action: 'Scheduling', reportingInstance: INSTANCE } });
  const nominated = preemption?.node ?? pod.status.nominatedNodeName;
  context.modify<Pod>('pods', namespace, name, (current) => unschedulable(context, current, message, preemption?.node));
  wait(context, key, never ? [never.plugin] : total === 0 ? ['NodeName'] : [...new Set(refused.map(({ plugin }) => plugin))]);
  return {
    decision:
      victims.length > 0
        ? `No node can take ${name} as they are. Its priority ${pod.spec.priority ?? 0} is above that of ${victims.join(', ')} on ${nominated}: ${victims.length === 1 ? 'it is' : 'they are'} preempted, and ${name} waits for the place.`
        : `No node can take ${name}: ${never?.message ?? (total === 0 ? 'there are none' : reasonList(counts))}. It waits until something changes about that.`,
    saw: refusals(refused),
    again: { after: FLUSH },
  };
}

function unschedulable(context: Context, pod: Pod, message: string, nominatedNodeName: string | undefined): Pod {
  const old = pod.status.conditions?.find((condition) => condition.type === 'PodScheduled');
  const same = old?.status === 'False' && old.reason === 'Unschedulable' && old.message === message;
  if (same && nominatedNodeName === undefined) return pod;
  const condition = {
    type: 'PodScheduled',
    ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
    status: 'False',
    lastProbeTime: null,
    lastTransitionTime: old?.status === 'False' ? old.lastTransitionTime : context.timestamp,
    reason: 'Unschedulable',
    message,
  };
  return { ...pod, status: { ...pod.status, conditions: withCondition(pod, condition as never), ...(nominatedNodeName !== undefined && { nominatedNodeName }) } };
}

type Condition = NonNullable<Pod['status']['conditions']>[number];

function withCondition(pod: Pod, condition: Condition): readonly Condition[] {
  const conditions = pod.status.conditions ?? [];
  const at = conditions.findIndex(({ type }) => type === condition.type);
  return at < 0 ? [...conditions, condition] : conditions.with(at, condition);
}

/** Deletes the victims: all but the last at once, and that one when they are (upstream: prepareCandidateAsync). Gives their names. */
function evict(context: Context, pod: Pod, node: string, victims: readonly Pod[]): readonly string[] {
  const [last, ...first] = victims.length > 1 ? [victims.at(-1)!, ...victims.slice(0, -1)] : [undefined, ...victims];
  if (last) {
    context.memory.set(`${LAST_VICTIM}${keyOf(pod)}`, { node, key: keyOf(last), uid: last.metadata.uid } satisfies LastVictim);
    context.wake(`${LAST_VICTIM}${keyOf(pod)}`, EVICTION);
  }
  deleteVictims(context, pod, node, first);
  return victims.map((victim) => victim.metadata.name);
}

const LAST_VICTIM = 'last victim/';
interface LastVictim {
  readonly node: string;
  readonly key: string;
  readonly uid: string;
}

function evictLast(context: Context, entry: string): Outcome {
  const last = context.memory.get<LastVictim>(entry);
  context.memory.delete(entry);
  const [pod, victim] = [entry.slice(LAST_VICTIM.length), last?.key ?? ''].map((key) => context.get<Pod>('pods', ...(key.split('/') as [string, string])));
  if (!last || !pod || victim?.metadata.uid !== last.uid) return { decision: 'Nobody is left to be preempted.', idle: true };
  deleteVictims(context, pod, last.node, [victim]);
  return { decision: `${victim.metadata.name} is the last to make room for ${pod.metadata.name} on ${last.node}.` };
}

/** Each with its condition and its Event. */
function deleteVictims(context: Context, pod: Pod, node: string, victims: readonly Pod[]): void {
  for (const victim of victims) {
    const { namespace, name } = victim.metadata;
    context.modify<Pod>('pods', namespace, name, (current) => ({
      ...current,
      status: {
        ...current.status,
        conditions: [
          ...(current.status.conditions ?? []).filter(({ type }) => type !== 'DisruptionTarget'),
          {
            type: 'DisruptionTarget',
            ...(current.metadata.generation !== undefined && { observedGeneration: current.metadata.generation }),
            status: 'True',
            lastProbeTime: null,
            lastTransitionTime: context.timestamp,
            reason: 'PreemptionByScheduler',
            message: `${NAME}: preempting to accommodate a higher priority pod`,
          } as Condition,
        ],
      },
    }));
    context.delete('pods', namespace, name);
    context.event(victim, 'Normal', 'Preempted', `Preempted by pod ${pod.metadata.uid} on node ${node}`, {
      modern: { action: 'Preempting', reportingInstance: INSTANCE, related: pod },
    });
  }
}

export const scheduler: Component = {
  name: NAME,
  priority: 3,
  // Among pods that wait, the higher priority first, then the older (upstream: plugins/queuesort).
  serial: { duration: TURN, rank: (view, key) => String(3_000_000_000 - (view.get<Pod>('pods', key.split('/')[0], key.split('/')[1]!)?.spec.priority ?? 0)).padStart(10, '0') },
  watches: [
    { resource: 'pods', keys: wokenByPod },
    { resource: 'nodes', keys: wokenByNode },
    { resource: 'persistentvolumeclaims', keys: wokenByClaim },
    { resource: 'persistentvolumes', keys: wokenByStorage },
    { resource: 'storageclasses.storage.k8s.io', keys: wokenByStorage },
    { resource: RESOURCE_CLAIMS, keys: wokenByDeviceClaim },
    { resource: DEVICE_CLASSES, keys: wokenByDevices },
  ],
  reconcile,
};
