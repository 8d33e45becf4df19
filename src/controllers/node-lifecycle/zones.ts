/** Whether so many nodes are lost that the fault is rather elsewhere: then pods are sent away slowly or not at all (upstream: handleDisruption). */
import type { Node } from '../../api/kinds/node/types.ts';
import type { View } from '../../engine/component.ts';
import { findCondition } from '../common/conditions.ts';

/** Milliseconds between two nodes whose pods are sent away. */
const USUAL_INTERVAL = 10_000;
const SLOW_INTERVAL = 100_000;
/** The share of lost nodes, in per cent, from which a zone counts as disrupted; and the size up to which a disrupted zone is left alone. */
const DISRUPTED_PERCENT = 55;
const SMALL_ZONE = 50;

export interface Pace {
  /** Milliseconds that have to lie between two nodes; `undefined`: no pods are sent away. */
  readonly interval: number | undefined;
  readonly why: string;
  /** Not one node of the cluster is ready. */
  readonly nothingReady: boolean;
}

export const isNodeReady = (node: Node): boolean => findCondition(node.status.conditions, 'Ready')?.status === 'True';

export const zoneOf = ({ metadata: { labels = {} } }: Node): string => `${labels['topology.kubernetes.io/region'] ?? ''}/${labels['topology.kubernetes.io/zone'] ?? ''}`;

/** Looks at every node: to be asked for nodes that are lost only. */
export function paceOf(view: View, node: Node): Pace {
  const zone = zoneOf(node);
  let ready = 0;
  let inZone = 0;
  let lostInZone = 0;
  for (const other of view.scan<Node>('nodes')) {
    const isReady = isNodeReady(other);
    if (isReady) ready += 1;
    if (zoneOf(other) !== zone) continue;
    inZone += 1;
    if (!isReady) lostInZone += 1;
  }
  if (ready === 0) return { interval: undefined, why: 'no node is ready, so the fault is taken to be elsewhere', nothingReady: true };
  const lost = `${lostInZone} of ${inZone} nodes are not ready`;
  if (lostInZone < inZone && lostInZone > 2 && lostInZone * 100 >= inZone * DISRUPTED_PERCENT) {
    return inZone > SMALL_ZONE
      ? { interval: SLOW_INTERVAL, why: `${lost}, at least ${DISRUPTED_PERCENT} %: one node in ${SLOW_INTERVAL / 1000} s`, nothingReady: false }
      : { interval: undefined, why: `${lost}, at least ${DISRUPTED_PERCENT} % of a zone of at most ${SMALL_ZONE}`, nothingReady: false };
  }
  return { interval: USUAL_INTERVAL, why: lost, nothingReady: false };
}
