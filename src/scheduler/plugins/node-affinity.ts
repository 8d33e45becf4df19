import type { NodeSelectorTerm } from '../../api/kinds/shared-types.ts';
import type { FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { selectsNode, termMatches } from '../../api/kinds/pod/node-fit.ts';

/** The nodes that the terms ask for by name; `undefined` where one of them does not. */
function namesOf(terms: readonly NodeSelectorTerm[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const { matchFields = [] } of terms) {
    const asked = matchFields.filter(({ key, operator }) => key === 'metadata.name' && operator === 'In').map(({ values = [] }) => values);
    if (asked.length === 0) return undefined;
    for (const name of asked[0]!) if (asked.every((values) => values.includes(name))) names.add(name);
  }
  return names;
}

/** `nodeSelector` and node affinity (upstream: plugins/nodeaffinity). */
export const nodeAffinity: FilterPlugin = {
  name: 'NodeAffinity',
  prepare: ({ pod }) => {
    const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (!pod.spec.nodeSelector && !required) return { skip: true };
    const only = required && namesOf(required.nodeSelectorTerms);
    if (only?.size === 0) return { never: 'pod affinity terms conflict' };
    return { state: undefined, ...(only && { only }) };
  },
  filter: ({ pod }, { node }) => (selectsNode(pod.spec, node) ? undefined : refuseForGood("node(s) didn't match Pod's node affinity/selector")),
};

export const nodeAffinityScore: ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  prepare: ({ pod }) => (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.length ? { state: undefined } : { skip: true }),
  score: ({ pod }, { node }) =>
    (pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).reduce(
      (sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0),
      0,
    ),
  normalize: 'highest',
};
