/** Pods that preempted others and wait for their place (upstream: backend/queue/nominator.go). */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { IndexDefinition, View } from '../engine/component.ts';
import { isTerminal } from './usage.ts';

const NOMINATED = 'pods nominated to a node';

export const nominatedPods: IndexDefinition<Pod> = {
  name: NOMINATED,
  resource: 'pods',
  values: (pod) => (pod.status.nominatedNodeName && !pod.spec.nodeName && !isTerminal(pod) ? ANYWHERE : NOWHERE),
};
const ANYWHERE = ['yes'];
const NOWHERE: readonly string[] = [];

/** There are few at any time, so a turn reads them once for all nodes. */
export const nominations = (view: View): readonly Pod[] => view.byIndex<Pod>(NOMINATED, 'yes');
