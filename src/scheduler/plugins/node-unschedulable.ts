import type { FilterPlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { tolerates } from '../../api/kinds/pod/node-fit.ts';

/** Cordoned nodes (upstream: plugins/nodeunschedulable). */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  filter: ({ pod }, { node }) =>
    node.spec.unschedulable && !pod.spec.tolerations?.some((toleration) => tolerates(toleration, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }))
      ? refuseForGood('node(s) were unschedulable')
      : undefined,
};
