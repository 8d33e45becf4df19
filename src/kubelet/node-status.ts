/**
 * What a kubelet says of its node (upstream: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go). A lease is renewed for as
 * long as the kubelet answers, without a step for it; and only those rounds of the node's status are steps that have something to tell.
 */
import type { Lease } from '../api/kinds/lease/types.ts';
import type { Node, NodeCondition } from '../api/kinds/node/types.ts';
import type { Context, Outcome } from '../engine/component.ts';
import { tickAt } from './clock.ts';
import { KUBELET, nodeOf, setNode } from './memory.ts';
import { TIMING } from './timing.ts';

const LEASES = 'leases.coordination.k8s.io';
const LEASE_NAMESPACE = 'kube-node-lease';

const READY = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' } as const;
const NOT_READY = { type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' } as const;
/** What a healthy node says, and the event where it did not say so before. */
const HEALTHY = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available', event: 'NodeHasSufficientMemory' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available', event: 'NodeHasSufficientPID' },
  { ...READY, event: 'NodeReady' },
] as const;

/** Whether a kubelet made this Node; one that somebody wrote by hand has none. */
export const hasKubelet = (node: Node | undefined): boolean => (node?.status?.nodeInfo?.kubeletVersion ?? '') !== '';

/** The last sign of life before a stop, or the first after it: who watches leases counts from there. */
export function renewLease(context: Context, { metadata: { name, uid } }: Node): void {
  const renewTime = context.microTimestamp;
  if (context.get<Lease>(LEASES, LEASE_NAMESPACE, name)) {
    context.modify<Lease>(LEASES, LEASE_NAMESPACE, name, (lease) => ({ ...lease, spec: { ...lease.spec, renewTime } }));
    return;
  }
  context.create<Lease>(LEASES, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: LEASE_NAMESPACE, ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }] },
    spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime },
  });
}

/** A stopped kubelet goes on: what its node's next rounds will say. */
export function resumeNode(context: Context, node: Node): void {
  const { name } = node.metadata;
  const memory = context.memoryOf(KUBELET);
  const { downSince = context.now, ...record } = nodeOf(memory, name);
  renewLease(context, node);
  if (context.now - downSince < TIMING.runtimeStale) {
    setNode(memory, name, { ...record, down: false });
    return;
  }
  setNode(memory, name, { ...record, down: false, roundAt: context.now + TIMING.nodeStatus, recovering: true });
  tellConditions(context, node, [NOT_READY], 'NodeNotReady');
}

/** One round of a node's status. */
export function reconcileNode(context: Context, name: string): Outcome {
  const node = context.get<Node>('nodes', undefined, name);
  const { memory } = context;
  if (!node || !hasKubelet(node)) return { decision: 'there is no such kubelet', idle: true };
  const record = nodeOf(memory, name);
  if (record.down) return { decision: 'the kubelet does not answer', idle: true };
  const cordoned = node.spec.unschedulable === true;
  if (!record.recovering && cordoned === (record.cordoned ?? false)) {
    return { decision: 'the node is as it says', idle: true };
  }
  const roundAt = record.roundAt !== undefined && record.roundAt >= context.now ? record.roundAt : tickAt(record.roundAt ?? phaseOf(name), TIMING.nodeStatus, context.now + 1);
  if (roundAt > context.now) {
    setNode(memory, name, { ...record, roundAt });
    return { decision: `tells of it with the node's next status, in ${Math.ceil((roundAt - context.now) / 1000)} s`, idle: true, again: { after: roundAt - context.now } };
  }
  const { recovering, ...rest } = record;
  setNode(memory, name, { ...rest, cordoned });
  if (recovering) tellConditions(context, node, HEALTHY);
  if (cordoned !== (record.cordoned ?? false)) tell(context, node, cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable');
  return {
    decision: recovering ? 'the container runtime answers again: the node is ready' : cordoned ? 'took note that no new pods may come' : 'took note that new pods may come again',
  };
}

function tellConditions(
  context: Context,
  node: Node,
  said: readonly (Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'> & { readonly event?: string })[],
  reason?: string,
): void {
  const { timestamp } = context;
  const before = node.status.conditions ?? [];
  const conditions = before.map((old): NodeCondition => {
    const now = said.find(({ type }) => type === old.type);
    if (!now) return { ...old, lastHeartbeatTime: timestamp };
    const { event: _, ...condition } = now;
    return {
      type: condition.type,
      status: condition.status,
      lastHeartbeatTime: timestamp,
      lastTransitionTime: condition.status === old.status ? old.lastTransitionTime : timestamp,
      reason: condition.reason,
      message: condition.message,
    };
  });
  context.modify<Node>('nodes', undefined, node.metadata.name, (current) => ({ ...current, status: { ...current.status, conditions } }));
  for (const { type, status, event = reason } of said) if (event !== undefined && before.find((c) => c.type === type)?.status !== status) tell(context, node, event);
}

/** Kubelets file their events under the node's name instead of its UID. */
function tell(context: Context, node: Node, reason: string): void {
  const { name } = node.metadata;
  context.event({ ...node, metadata: { ...node.metadata, uid: name } }, 'Normal', reason, `Node ${name} status is now: ${reason}`, { component: KUBELET, host: name });
}

/** Nodes do not tell of themselves all at once. */
function phaseOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0;
  return (Math.imul(hash, 2_654_435_761) >>> 0) % TIMING.nodeStatus;
}
