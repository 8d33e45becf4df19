/** Pods that preempted others and wait for their place (upstream: backend/queue/nominator.go). */
import type { Pod } from '../api/kinds/pod/types.ts';
import type { IndexDefinition, View } from '../engine/component.ts';
import { isTerminal } from './usage.ts';

const NOMINATED = 'pods nominated to node';

export const nominatedPods: IndexDefinition<Pod> = {
  name: NOMINATED,
  resource: 'pods',
  values: (pod) => (pod.status.nominatedNodeName && !pod.spec.nodeName && !isTerminal(pod) ? [pod.status.nominatedNodeName] : []),
};

export const nominatedOn = (view: View, node: string): readonly Pod[] => view.byIndex<Pod>(NOMINATED, node);
