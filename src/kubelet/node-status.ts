/**
 * What a kubelet says of its node (upstream: pkg/kubelet/kubelet_node_status.go, pkg/kubelet/nodestatus/setters.go). A lease is renewed for as
 * long as the kubelet answers, without a step for it; and only those rounds of the node's status are steps that have something to tell.
 */
import type { Lease } from '../api/kinds/lease/types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import type { Context, Outcome } from '../engine/component.ts';
import { tickAt } from './clock.ts';
import { randomUid } from '../base/random.ts';
import { KUBELET, nodeOf, setNode } from './memory.ts';
import { tell, tellConditions, tellNode } from './node-conditions.ts';
import { pressedSayings, relieve } from './pressure.ts';
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

/** A stopped kubelet goes on: what its node's next rounds will say. `awake`: it was only not heard. */
export function resumeNode(context: Context, node: Node, awake: boolean): void {
  const { name } = node.metadata;
  const memory = context.memoryOf(KUBELET);
  const { downSince = context.now, ...record } = nodeOf(memory, name);
  renewLease(context, node);
  if (context.now - downSince < TIMING.runtimeStale) {
    setNode(memory, name, { ...record, down: false });
    return;
  }
  // One that was awake comes with its next round, half a period from now in the middle.
  setNode(memory, name, { ...record, down: false, roundAt: context.now + (awake ? TIMING.nodeStatus / 2 : TIMING.nodeStatus), recovering: true });
  if (awake) return;
  tellConditions(context, node, [NOT_READY], 'NodeNotReady');
}

/** A node that was off tells of its start. */
export function tellRebooted(context: Context, node: Node): void {
  const { name } = node.metadata;
  const bootID = randomUid(() => context.random());
  context.modify<Node>('nodes', undefined, name, (current) => ({ ...current, status: { ...current.status, nodeInfo: { ...current.status.nodeInfo!, bootID } } }));
  tellNode(context, node, 'Normal', 'Starting', 'Starting kubelet.');
  tellNode(context, node, 'Warning', 'Rebooted', `Node ${name} has been rebooted, boot id: ${bootID}`);
}

/** One round of a node's status. */
export function reconcileNode(context: Context, name: string): Outcome {
  const node = context.get<Node>('nodes', undefined, name);
  const { memory } = context;
  if (!node || !hasKubelet(node)) return { decision: 'there is no such kubelet', idle: true };
  if (nodeOf(memory, name).down) return { decision: 'the kubelet does not answer', idle: true };
  const relief = relieve(context, node);
  const round = statusRound(context, context.get<Node>('nodes', undefined, name)!);
  if (!relief) return round;
  const waits = [relief.after, round.again && 'after' in round.again ? round.again.after : undefined].filter((after) => after !== undefined);
  const did = [relief.said, ...(round.idle ? [] : [round.decision])].filter((part) => part !== '');
  return {
    decision: did.length > 0 ? did.join('; ') : round.decision,
    idle: did.length === 0,
    ...(waits.length > 0 && { again: { after: Math.min(...waits) } }),
  };
}

function statusRound(context: Context, node: Node): Outcome {
  const { memory } = context;
  const { name } = node.metadata;
  const record = nodeOf(memory, name);
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
  if (recovering) {
    const pressed = pressedSayings(context, name);
    tellConditions(
      context,
      node,
      HEALTHY.map((healthy) => pressed.find(({ type }) => type === healthy.type) ?? healthy),
    );
  }
  if (cordoned !== (record.cordoned ?? false)) tell(context, node, cordoned ? 'NodeNotSchedulable' : 'NodeSchedulable');
  return {
    decision: recovering ? 'the container runtime answers again: the node is ready' : cordoned ? 'took note that no new pods may come' : 'took note that new pods may come again',
  };
}

/** Nodes do not tell of themselves all at once. */
function phaseOf(name: string): number {
  let hash = 0;
  for (let i = 0; i < name.length; i += 1) hash = (Math.imul(hash, 31) + name.charCodeAt(i)) >>> 0;
  return (Math.imul(hash, 2_654_435_761) >>> 0) % TIMING.nodeStatus;
}
