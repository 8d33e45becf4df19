/**
 * Notices nodes whose kubelet does not answer, and taints nodes for what is wrong with them (upstream:
 * pkg/controller/nodelifecycle/node_lifecycle_controller.go).
 *
 * A kubelet renews its Lease every 10 s, and upstream looks at all of them every 5 s. Here a running kubelet takes no steps for that: its
 * memory says whether it answers, and its Lease says since when not.
 */
import type { Lease } from '../../api/kinds/lease/types.ts';
import type { Node, NodeCondition } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { objectKey, type Change, type Component, type Context, type MemoryView, type Outcome, type View } from '../../engine/component.ts';
import { findCondition } from '../common/conditions.ts';
import { resourceOfKind } from '../common/kinds.ts';
import { podsOnNode } from '../common/lookups.ts';
import { splitKey } from '../common/owner.ts';
import { isPodReady } from '../common/pods.ts';
import { capitalized, count, list, sentences } from '../common/words.ts';
import { evictingTaint, NOT_READY, UNREACHABLE, withEvictingTaint, withScheduleTaints } from './taints.ts';
import { isNodeReady, paceOf, zoneOf } from './zones.ts';

const LEASES = 'leases.coordination.k8s.io';
const LEASE_NAMESPACE = 'kube-node-lease';
/** Events carry upstream's older name. */
const SOURCE = { component: 'node-controller' };

/** Milliseconds for which a kubelet may be silent. Upstream counts 50 s from the last renewal, which is 5 s old on average when a kubelet stops. */
const GRACE = 45_000;
/** The same for one that has never said anything. */
const STARTUP_GRACE = 60_000;
/** Milliseconds until the next pass over the nodes whose pods are to be sent away. */
const EVICTION_PASS = 100;

const HEALTH = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export const nodeLifecycleController: Component = {
  name: 'node-lifecycle-controller',
  priority: 25,
  watches: [
    { resource: 'nodes', keys: (change) => (matters(change) ? [change.key] : []) },
    { resource: LEASES, keys: ({ object: { metadata } }) => (metadata.namespace === LEASE_NAMESPACE ? [objectKey('nodes', undefined, metadata.name)] : []) },
  ],
  reconcile,
  start: (context) => {
    for (const node of context.list<Node>('nodes')) createLease(context, node);
  },
};

/** What a kubelet does when it registers its node. */
function createLease(context: Context, node: Node): void {
  const { name, uid } = node.metadata;
  if (!resourceOfKind('coordination.k8s.io/v1', 'Lease') || context.get<Lease>(LEASES, LEASE_NAMESPACE, name)) return;
  context.create<Lease>(LEASES, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: LEASE_NAMESPACE, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: context.microTimestamp },
  });
}

const readiness = (object: Node) => findCondition(object.status.conditions, 'Ready')?.status;

/** A node that comes up healthy and with nothing against it needs nobody. */
function matters({ type, object, before }: Change): boolean {
  const node = object as Node;
  if (type === 'DELETED') return true;
  if (type === 'ADDED') return !isNodeReady(node) || node.spec.unschedulable === true || node.spec.taints !== undefined;
  const was = before as Node;
  return was.spec !== node.spec || was.status.conditions !== node.status.conditions;
}

function reconcile(context: Context, key: string): Outcome {
  const { name } = splitKey(key);
  const node = context.get<Node>('nodes', undefined, name);
  if (!node) {
    const known = context.memory.get<string>(`ready/${name}`) !== undefined;
    context.memory.delete(`ready/${name}`);
    wakeLost(context, name);
    return { decision: `Node ${name} is gone.`, idle: !known };
  }
  const { said, silentFor, due } = listen(context, node);
  const current = context.get<Node>('nodes', undefined, name)!;
  noteReadiness(context, current);
  const scheduling = taintForScheduling(context, current);
  const evicting = taintForEviction(context, context.get<Node>('nodes', undefined, name)!);
  const did = [said, scheduling, evicting.said].filter((part) => part !== '');
  const waits = [due, evicting.after].filter((after) => after !== undefined);
  return {
    decision: sentences(did.length > 0 ? did.map(capitalized) : ['The node and its taints are as they should be']),
    saw: [
      `Ready ${readiness(current) ?? 'not said yet'}`,
      ...(silentFor !== undefined ? [`silent for ${Math.floor(silentFor / 1000)} s`] : []),
      ...(node.spec.unschedulable ? ['cordoned'] : []),
    ],
    idle: true,
    ...(waits.length > 0 && { again: { after: Math.max(1, Math.min(...waits)) } }),
  };
}

// --- Signs of life ---

const answers = (kubelets: MemoryView, node: string): boolean => kubelets.get<{ readonly down?: boolean }>(`node/${node}`)?.down !== true;

interface Heard {
  readonly said: string;
  readonly silentFor?: number;
  /** Milliseconds until the silence has lasted too long. */
  readonly due?: number;
}

function listen(context: Context, node: Node): Heard {
  const { name } = node.metadata;
  const never = readiness(node) === undefined;
  if (!never && (readiness(node) === 'Unknown' || answers(context.memoryOf('kubelet'), name))) return { said: '' };
  const since = never ? Date.parse(node.metadata.creationTimestamp ?? context.timestamp) : lastSign(context, name);
  const silentFor = context.now - since;
  const grace = never ? STARTUP_GRACE : GRACE;
  if (silentFor < grace) return { said: `the kubelet is silent for ${Math.floor(silentFor / 1000)} s, and may be for ${grace / 1000} s`, silentFor, due: grace - silentFor };
  const wasReady = isNodeReady(node);
  context.modify<Node>('nodes', undefined, name, (current) => ({ ...current, status: { ...current.status, conditions: unknownConditions(current, context.timestamp) } }));
  const pods = wasReady ? markPodsNotReady(context, node) : 0;
  return {
    said: `the kubelet is silent for ${Math.floor(silentFor / 1000)} s, longer than ${grace / 1000} s: the node's state is unknown${pods > 0 ? `, and ${count(pods, 'pod')} of it no longer ${pods === 1 ? 'counts' : 'count'} as ready` : ''}`,
    silentFor,
  };
}

function lastSign(view: View, node: string): number {
  const renewed = view.get<Lease>(LEASES, LEASE_NAMESPACE, node)?.spec.renewTime;
  return renewed === undefined ? view.now : Date.parse(renewed);
}

function unknownConditions({ metadata, status }: Node, timestamp: string): readonly NodeCondition[] {
  const said = (status.conditions ?? []).map((condition) =>
    HEALTH.includes(condition.type) && condition.status !== 'Unknown'
      ? { ...condition, status: 'Unknown', reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.', lastTransitionTime: timestamp }
      : condition,
  );
  const never = HEALTH.filter((type) => !findCondition(status.conditions, type)).map((type): NodeCondition => ({
    type,
    status: 'Unknown',
    lastHeartbeatTime: metadata.creationTimestamp ?? timestamp,
    lastTransitionTime: timestamp,
    reason: 'NodeStatusNeverUpdated',
    message: 'Kubelet never posted node status.',
  }));
  return [...said, ...never];
}

/** Nobody can tell whether they are: Services send them nothing from now on. */
function markPodsNotReady(context: Context, node: Node): number {
  context.event(node, 'Normal', 'NodeNotReady', `Node ${node.metadata.name} status is now: NodeNotReady`, SOURCE);
  let marked = 0;
  for (const pod of podsOnNode(context, node.metadata.name)) {
    if (!isPodReady(pod)) continue;
    marked += 1;
    context.modify<Pod>('pods', pod.metadata.namespace, pod.metadata.name, (current) => ({
      ...current,
      status: {
        ...current.status,
        conditions: current.status.conditions?.map((condition) =>
          condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: context.timestamp } : condition,
        ),
      },
    }));
    context.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready', SOURCE);
  }
  return marked;
}

// --- Taints ---

function taintForScheduling(context: Context, node: Node): string {
  const taints = withScheduleTaints(node, context.timestamp);
  if (taints === node.spec.taints) return '';
  const added = (taints ?? []).filter((taint) => !node.spec.taints?.includes(taint)).map(({ key }) => key);
  const removed = (node.spec.taints ?? []).filter((taint) => !taints?.includes(taint)).map(({ key }) => key);
  setTaints(context, node, taints);
  return sentences([
    added.length > 0 ? `no new pods, for it is ${list(added.map(shortTaint))}` : '',
    removed.length > 0 ? `${added.length > 0 ? 'T' : 't'}aken back: ${list(removed.map(shortTaint))}` : '',
  ]);
}

const shortTaint = (key: string) => key.slice(key.indexOf('/') + 1);

function taintForEviction(context: Context, node: Node): { readonly said: string; readonly after?: number } {
  const status = readiness(node);
  const present = evictingTaint(node.spec.taints);
  const wanted = status === 'Unknown' ? UNREACHABLE : status === 'False' ? NOT_READY : undefined;
  if (wanted === present) {
    forget(context, node);
    return { said: '' };
  }
  if (wanted === undefined) return { said: replaceEvicting(context, node, undefined, 'it answers again: its pods may stay') };
  if (present !== undefined) return { said: replaceEvicting(context, node, wanted, `it is ${shortTaint(wanted)} now rather than ${shortTaint(present)}`) };
  const pace = paceOf(context, node);
  if (pace.interval === undefined) return { said: `its pods stay: ${pace.why}` };
  const zone = zoneOf(node);
  const marked = context.memory.get<number>(`marked/${node.metadata.name}`);
  if (marked === undefined) {
    context.memory.set(`marked/${node.metadata.name}`, context.now);
    return { said: 'its pods are to go', after: EVICTION_PASS };
  }
  const wait = Math.max(marked + EVICTION_PASS, (context.memory.get<number>(`last/${zone}`) ?? -Infinity) + pace.interval) - context.now;
  if (wait > 0) return { said: `its pods are to go, but only one node in ${pace.interval / 1000} s is taken: in ${Math.ceil(wait / 1000)} s (${pace.why})`, after: wait };
  context.memory.set(`last/${zone}`, context.now);
  return { said: replaceEvicting(context, node, wanted, `pods that do not tolerate ${shortTaint(wanted)} have to go (${pace.why})`) };
}

function replaceEvicting(context: Context, node: Node, key: string | undefined, said: string): string {
  forget(context, node);
  setTaints(context, node, withEvictingTaint(node.spec.taints, key, context.timestamp));
  return said;
}

const forget = (context: Context, node: Node): void => context.memory.delete(`marked/${node.metadata.name}`);

function setTaints(context: Context, node: Node, taints: Node['spec']['taints']): void {
  const { taints: _, ...spec } = node.spec;
  context.modify<Node>('nodes', undefined, node.metadata.name, (current) => ({ ...current, spec: { ...spec, ...(taints && taints.length > 0 && { taints }) } }));
}

// --- Other nodes ---

/** A node that is lost or found may change how those that are lost are treated. */
function noteReadiness(context: Context, node: Node): void {
  const status = readiness(node) ?? 'unsaid';
  const key = `ready/${node.metadata.name}`;
  const before = context.memory.get<string>(key) ?? 'True';
  if (before === status) return;
  context.memory.set(key, status);
  if ((before === 'True') === (status === 'True')) return;
  if (status !== 'True' && paceOf(context, node).nothingReady) leaveAllAlone(context);
  else wakeLost(context, node.metadata.name);
}

function wakeLost(context: Context, except: string): void {
  for (const node of context.list<Node>('nodes')) if (node.metadata.name !== except && !isNodeReady(node)) context.wake(objectKey('nodes', undefined, node.metadata.name));
}

/** Not one node answers: no pod is sent away any more. */
function leaveAllAlone(context: Context): void {
  for (const node of context.list<Node>('nodes'))
    if (evictingTaint(node.spec.taints) !== undefined) setTaints(context, node, withEvictingTaint(node.spec.taints, undefined, context.timestamp));
}
