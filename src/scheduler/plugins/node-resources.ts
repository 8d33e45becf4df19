import type { FilterPlugin, NodeInfo, ScorePlugin } from '../framework.ts';
import { allocatable, podAmounts, SCORE_CPU, SCORE_MEMORY, type NodeUsage } from '../usage.ts';

const COUNTED = new Set(['pods', SCORE_CPU, SCORE_MEMORY]);

/** Requests against what is free (upstream: plugins/noderesources/fit.go). What no empty node of the size could hold is refused for good. */
export const nodeResourcesFit: FilterPlugin = {
  name: 'NodeResourcesFit',
  prepare: ({ pod }) => ({ state: Object.entries(podAmounts(pod)).filter(([name, amount]) => amount > 0 && !COUNTED.has(name)) }),
  filter: (_, { node, usage }, wanted: readonly (readonly [string, number])[]) => {
    const has = allocatable(node);
    let reasons: string[] | undefined;
    let unresolvable = false;
    if ((usage.pods ?? 0) + 1 > (has.pods ?? 0)) reasons = ['Too many pods'];
    for (const [name, amount] of wanted) {
      const total = has[name] ?? 0;
      if (amount <= total - (usage[name] ?? 0)) continue;
      (reasons ??= []).push(`Insufficient ${name}`);
      if (amount > total) unresolvable = true;
    }
    return reasons && { reasons, unresolvable };
  },
};

const share = (used: number, total: number) => (total <= 0 ? 1 : Math.min(1, used / total));

/** How full a node would be: parts of its CPU and memory. */
function fullness({ node, usage }: NodeInfo, wanted: NodeUsage): readonly [cpu: number, memory: number] {
  const has = allocatable(node);
  return [share((usage[SCORE_CPU] ?? 0) + (wanted[SCORE_CPU] ?? 0), has.cpu ?? 0), share((usage[SCORE_MEMORY] ?? 0) + (wanted[SCORE_MEMORY] ?? 0), has.memory ?? 0)];
}

/** The emptiest node (upstream: plugins/noderesources/least_allocated.go). */
export const leastAllocated: ScorePlugin = {
  name: 'NodeResourcesFit',
  weight: 1,
  prepare: ({ pod }) => ({ state: podAmounts(pod) }),
  score: (_, info, wanted: NodeUsage) => {
    const [cpu, memory] = fullness(info, wanted);
    return Math.floor((Math.floor((1 - cpu) * 100) + Math.floor((1 - memory) * 100)) / 2);
  },
};

/** The node whose CPU and memory are used alike (upstream: plugins/noderesources/balanced_allocation.go). */
export const balancedAllocation: ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',
  weight: 1,
  prepare: ({ pod }) => {
    const wanted = podAmounts(pod);
    return (wanted.cpu ?? 0) === 0 && (wanted.memory ?? 0) === 0 ? { skip: true } : { state: wanted };
  },
  score: (_, info, wanted: NodeUsage) => {
    const [cpu, memory] = fullness(info, wanted);
    return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
  },
};
