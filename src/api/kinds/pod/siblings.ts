/** Sums that are kept of the live pods of one controller on one node: spreading by default looks at them, and a ReplicaSet that has too many pods. */
import type { Pod } from './types.ts';

/** The aggregate's name, and the name of its one sum. */
export const SIBLINGS = 'siblings on node';
export const SIBLING_PODS = 'pods';

export const siblingGroup = (owner: string, node: string): string => `${owner}/${node}`;
/** What the groups of all nodes start with. */
export const siblingGroups = (owner: string): string => siblingGroup(owner, '');

/** Where a pod that runs on a node, or will, counts among its siblings; `undefined`: nowhere. */
export function siblingsOf({ metadata, spec, status }: Pod): string | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const counts = owner !== undefined && spec.nodeName && status.phase !== 'Succeeded' && status.phase !== 'Failed';
  return counts ? siblingGroup(owner.uid, spec.nodeName!) : undefined;
}
