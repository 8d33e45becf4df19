/** How a kubelet writes its node's conditions and tells of them. */
import type { Node, NodeCondition } from '../api/kinds/node/types.ts';
import type { Context } from '../engine/component.ts';
import { KUBELET } from './memory.ts';

type Said = Pick<NodeCondition, 'type' | 'status' | 'reason' | 'message'> & { readonly event?: string };

/** `reason`: the event of a condition that names none. */
export function tellConditions(context: Context, node: Node, said: readonly Said[], reason?: string): void {
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

/** One condition, where it is not so already. Gives whether it was not. */
export function tellCondition(
  context: Context,
  name: string,
  type: string,
  status: NodeCondition['status'],
  words: { readonly reason: string; readonly message: string; readonly event: string },
): boolean {
  const node = context.get<Node>('nodes', undefined, name);
  if (!node || node.status.conditions?.find((c) => c.type === type)?.status === status) return false;
  tellConditions(context, node, [{ type, status, ...words }]);
  return true;
}

export const tell = (context: Context, node: Node, reason: string): void => tellNode(context, node, 'Normal', reason, `Node ${node.metadata.name} status is now: ${reason}`);

/** Kubelets file their events under the node's name instead of its UID. */
export function tellNode(context: Context, node: Node, type: 'Normal' | 'Warning', reason: string, message: string): void {
  const { name } = node.metadata;
  context.event({ ...node, metadata: { ...node.metadata, uid: name } }, type, reason, message, { component: KUBELET, host: name });
}
