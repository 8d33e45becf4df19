import type { FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { nodeMatchesPod, termMatches } from '../node-selection.ts';

/** `nodeSelector` and node affinity (upstream: plugins/nodeaffinity). */
export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  prepare: ({ pod }) => (pod.spec.nodeSelector || pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution ? { state: undefined } : { skip: true }),
  filter: ({ pod }, { node }) => (nodeMatchesPod(pod, node) ? undefined : refuseForGood("node(s) didn't match Pod's node affinity/selector")),
};

export const nodeAffinityScore: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare: ({ pod }) => (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length ? { state: undefined } : { skip: true }),
  score: ({ pod }, { node }) => (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).reduce((sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0), 0),
  normalize: 'highest',
};
