import type { Node } from '../../api/kinds/node/types.ts';
import type { TopologySpreadConstraint } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { Cycle, FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuse, refuseForGood } from '../framework.ts';
import { nodeMatchesPod, untolerated } from '../node-selection.ts';
import { PODS_ON_NODE, SIBLINGS } from '../usage.ts';

interface Spread {
  readonly constraint: TopologySpreadConstraint;
  /** Topology value → how many pods that match are there. */
  readonly counts: ReadonlyMap<string, number>;
  readonly least: number;
  /** Whether the pod counts itself. */
  readonly self: boolean;
}

const labelOf = (node: Node, key: string) => node.metadata.labels?.[key];

function selects(constraint: TopologySpreadConstraint, pod: Pod, other: Pod): boolean {
  if (other.metadata.namespace !== pod.metadata.namespace || other.metadata.deletionTimestamp !== undefined) return false;
  for (const key of constraint.matchLabelKeys ?? []) if (pod.metadata.labels?.[key] !== undefined && pod.metadata.labels[key] !== other.metadata.labels?.[key]) return false;
  return matchesLabelSelector(constraint.labelSelector, other.metadata.labels);
}

function spread(cycle: Cycle, constraint: TopologySpreadConstraint): Spread {
  const { pod, view, without } = cycle;
  const counts = new Map<string, number>();
  for (const node of view.scan<Node>('nodes')) {
    const value = labelOf(node, constraint.topologyKey);
    if (value === undefined) continue;
    if (constraint.nodeAffinityPolicy !== 'Ignore' && !nodeMatchesPod(pod, node)) continue;
    if (constraint.nodeTaintsPolicy === 'Honor' && untolerated(pod, node, ['NoSchedule', 'NoExecute'])) continue;
    const found = view.byIndex<Pod>(PODS_ON_NODE, node.metadata.name).filter((other) => !without.has(other.metadata.uid) && selects(constraint, pod, other)).length;
    counts.set(value, (counts.get(value) ?? 0) + found);
  }
  const least = counts.size < (constraint.minDomains ?? 1) ? 0 : Math.min(...counts.values(), Infinity);
  return { constraint, counts, least, self: matchesLabelSelector(constraint.labelSelector, pod.metadata.labels) };
}

/** `topologySpreadConstraints` that must hold (upstream: plugins/podtopologyspread/filtering.go). */
export const podTopologySpread: FilterPlugin = {
  name: 'PodTopologySpread',
  prepare: (cycle) => {
    const hard = (cycle.pod.spec.topologySpreadConstraints ?? []).filter((constraint) => constraint.whenUnsatisfiable === 'DoNotSchedule');
    return hard.length === 0 ? { skip: true } : { state: hard.map((constraint) => spread(cycle, constraint)) };
  },
  filter: (_, { node }, spreads: readonly Spread[]) => {
    for (const { constraint, counts, least, self } of spreads) {
      const value = labelOf(node, constraint.topologyKey);
      if (value === undefined) return refuseForGood("node(s) didn't match pod topology spread constraints (missing required label)");
      if ((counts.get(value) ?? 0) + (self ? 1 : 0) - least > constraint.maxSkew) return refuse("node(s) didn't match pod topology spread constraints");
    }
    return undefined;
  },
};

/** Soft constraints; and without any, the pods of one owner are spread over nodes (upstream: plugins/podtopologyspread/scoring.go and its system defaults). */
export const podTopologySpreadScore: ScorePlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  prepare: (cycle) => {
    const { pod } = cycle;
    const all = pod.spec.topologySpreadConstraints ?? [];
    const soft = all.filter((constraint) => constraint.whenUnsatisfiable === 'ScheduleAnyway');
    if (soft.length > 0) return { state: soft.map((constraint) => spread(cycle, constraint)) };
    const owner = all.length === 0 ? pod.metadata.ownerReferences?.find((reference) => reference.controller) : undefined;
    return owner ? { state: owner.uid } : { skip: true };
  },
  score: ({ view }, { node }, state: readonly Spread[] | string) => {
    if (typeof state === 'string') return view.aggregate(SIBLINGS, `${state}/${node.metadata.name}`)?.pods ?? 0;
    return state.reduce((sum, { constraint, counts }) => sum + (counts.get(labelOf(node, constraint.topologyKey) ?? '') ?? 0), 0);
  },
  normalize: 'reversed-range',
};
