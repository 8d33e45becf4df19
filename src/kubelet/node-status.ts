/** What a kubelet says of its node. A lease is renewed for as long as the kubelet answers, without a step for it. */
import type { Lease } from '../api/kinds/lease/types.ts';
import type { Node, NodeCondition } from '../api/kinds/node/types.ts';
import type { Context, Outcome } from '../engine/component.ts';
import { KUBELET, nodeOf } from './memory.ts';

const READY: NodeCondition = { type: 'Ready', status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
const HEALTHY: readonly NodeCondition[] = [
  { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available' },
  { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure' },
  { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID', message: 'kubelet has sufficient PID available' },
  READY,
];

/** The last sign of life before a stop, or the first after it: who watches leases counts from there. */
export function renewLease(context: Context, nodeName: string): void {
  const renewTime = context.microTimestamp;
  if (!context.get<Lease>('leases.coordination.k8s.io', 'kube-node-lease', nodeName)) return;
  context.modify<Lease>('leases.coordination.k8s.io', 'kube-node-lease', nodeName, (lease) => ({ ...lease, spec: { ...lease.spec, renewTime } }));
}

/** The kubelet is back: its node's conditions are what they are. */
export function reconcileNode(context: Context, nodeName: string): Outcome {
  const node = context.get<Node>('nodes', undefined, nodeName);
  if (!node || nodeOf(context.memoryOf(KUBELET), nodeName).down) return { decision: node ? 'the kubelet does not answer' : 'no such node', idle: true };
  const conditions = node.status.conditions ?? [];
  const next = HEALTHY.map((healthy) => {
    const before = conditions.find((c) => c.type === healthy.type);
    const changed = before?.status !== healthy.status;
    return { ...healthy, lastHeartbeatTime: context.timestamp, lastTransitionTime: changed ? context.timestamp : before?.lastTransitionTime ?? context.timestamp };
  });
  const wasReady = conditions.find((c) => c.type === 'Ready')?.status === 'True';
  if (wasReady) return { decision: 'the node is as it says', idle: true };
  context.modify<Node>('nodes', undefined, nodeName, (current) => ({ ...current, status: { ...current.status, conditions: next } }));
  context.event({ ...node, metadata: { ...node.metadata, uid: nodeName } }, 'Normal', 'NodeReady', `Node ${nodeName} status is now: NodeReady`, { component: KUBELET, host: nodeName });
  return { decision: 'told that the node is ready again' };
}
