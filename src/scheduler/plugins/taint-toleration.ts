import type { FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { tolerates, untolerated } from '../../api/kinds/pod/node-fit.ts';

/** Upstream: plugins/tainttoleration. */
export const taintToleration: FilterPlugin = {
  name: 'TaintToleration',
  filter: ({ pod }, { node }) => (untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute']) ? refuseForGood('node(s) had untolerated taint(s)') : undefined),
};

/** Fewer PreferNoSchedule taints that the pod does not tolerate. */
export const taintTolerationScore: ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare: (_, nodes) => (nodes.some(({ node }) => node.spec.taints?.some((taint) => taint.effect === 'PreferNoSchedule')) ? { state: undefined } : { skip: true }),
  score: ({ pod }, { node }) =>
    (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !pod.spec.tolerations?.some((toleration) => tolerates(toleration, taint))).length,
  normalize: 'lowest',
};
