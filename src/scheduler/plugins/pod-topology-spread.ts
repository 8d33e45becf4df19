import type { Node } from '../../api/kinds/node/types.ts';
import type { TopologySpreadConstraint } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { SIBLING_PODS, siblingGroup, SIBLINGS } from '../../api/kinds/pod/siblings.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { Cycle, FilterPlugin, NodeInfo, ScorePlugin } from '../framework.ts';
import { refuse, refuseForGood } from '../framework.ts';
import { selectsNode, untolerated } from '../../api/kinds/pod/node-fit.ts';
import { PODS_ON_NODE } from '../usage.ts';

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
    if (constraint.nodeAffinityPolicy !== 'Ignore' && !selectsNode(pod.spec, node)) continue;
    if (constraint.nodeTaintsPolicy === 'Honor' && untolerated(node.spec.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])) continue;
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

const HOSTNAME = 'kubernetes.io/hostname';
/** The cluster's own constraint for pods that have none: at most so many more on one node than on another. */
const DEFAULT_SKEW = 3;

/** The more places there are, the more one pod in one of them weighs (upstream: topologyNormalizingWeight). */
const weightOf = (places: number): number => Math.log(places + 2);
/** Upstream: scoreForCount. */
const scoreFor = (count: number, weight: number, maxSkew: number): number => count * weight + (maxSkew - 1);

interface Soft {
  readonly spreads: readonly (Spread & { readonly weight: number })[];
}
interface Siblings {
  /** How many there are on each of the nodes that have any. */
  readonly perNode: ReadonlyMap<string, number>;
  readonly weight: number;
}

function siblings({ view }: Cycle, nodes: readonly NodeInfo[], owner: string): Siblings {
  const sums = view.aggregates(
    SIBLINGS,
    nodes.map(({ node }) => siblingGroup(owner, node.metadata.name)),
  );
  const perNode = new Map<string, number>();
  nodes.forEach(({ node }, i) => {
    const count = sums[i]?.[SIBLING_PODS];
    if (count) perNode.set(node.metadata.name, count);
  });
  return { perNode, weight: weightOf(nodes.length) };
}

/** Soft constraints; and without any, the pods of one owner are spread over nodes (upstream: plugins/podtopologyspread/scoring.go and its system defaults). */
export const podTopologySpreadScore: ScorePlugin = {
  name: 'PodTopologySpread',
  weight: 2,
  prepare: (cycle, nodes) => {
    const { pod } = cycle;
    const all = pod.spec.topologySpreadConstraints ?? [];
    const soft = all.filter((constraint) => constraint.whenUnsatisfiable === 'ScheduleAnyway');
    if (soft.length > 0) {
      const labelled = nodes.filter(({ node }) => soft.every(({ topologyKey }) => labelOf(node, topologyKey) !== undefined));
      const places = (key: string) => (key === HOSTNAME ? labelled.length : new Set(labelled.map(({ node }) => labelOf(node, key))).size);
      return { state: { spreads: soft.map((constraint) => ({ ...spread(cycle, constraint), weight: weightOf(places(constraint.topologyKey)) })) } satisfies Soft };
    }
    const owner = all.length === 0 ? pod.metadata.ownerReferences?.find((reference) => reference.controller) : undefined;
    return owner ? { state: siblings(cycle, nodes, owner.uid) } : { skip: true };
  },
  score: (_, { node }, state: Soft | Siblings) => {
    if ('perNode' in state) return Math.round(scoreFor(state.perNode.get(node.metadata.name) ?? 0, state.weight, DEFAULT_SKEW));
    let sum = 0;
    for (const { constraint, counts, weight } of state.spreads) {
      const value = labelOf(node, constraint.topologyKey);
      if (value === undefined) return Number.NaN; // a node without the label is no place to spread over
      sum += scoreFor(counts.get(value) ?? 0, weight, constraint.maxSkew);
    }
    return Math.round(sum);
  },
  normalize: 'reversed-range',
};
