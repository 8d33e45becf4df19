import type { FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { tolerates, untolerated } from '../node-selection.ts';

/** Upstream: plugins/tainttoleration. */
export const taintToleration: FilterPlugin = {
  name: 'TaintToleration',
  filter: ({ pod }, { node }) => (untolerated(pod, node, ['NoSchedule', 'NoExecute']) ? refuseForGood('node(s) had untolerated taint(s)') : undefined),
};

/** Fewer PreferNoSchedule taints that the pod does not tolerate. */
export const taintTolerationScore: ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  prepare: (_, nodes) => (nodes.some(({ node }) => node.spec.taints?.some((taint) => taint.effect === 'PreferNoSchedule')) ? { state: undefined } : { skip: true }),
  score: ({ pod }, { node }) => (node.spec.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod.spec.tolerations, taint)).length,
  normalize: 'lowest',
};
