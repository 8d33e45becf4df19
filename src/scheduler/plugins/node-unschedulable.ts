import type { FilterPlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { tolerates } from '../node-selection.ts';

/** Cordoned nodes (upstream: plugins/nodeunschedulable). */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter: ({ pod }, { node }) =>
    node.spec.unschedulable && !tolerates(pod.spec.tolerations, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' })
      ? refuseForGood('node(s) were unschedulable')
      : undefined,
};
