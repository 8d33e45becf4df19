/** What is requested on each node: an aggregate of the engine, so that a pod's turn reads one sum a node. */
import { requestFigures, requestsKey, type RequestFigures } from '../api/kinds/pod/resources.ts';
import { SIBLING_PODS, SIBLINGS, siblingsOf } from '../api/kinds/pod/siblings.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { Node } from '../api/kinds/node/types.ts';
import { milliValue, quantity, quantityValue } from '../api/meta/quantity.ts';
import type { AggregateDefinition, IndexDefinition, View } from '../engine/component.ts';

/** Sums over a node's pods: `cpu` in thousandths, `memory` and `ephemeral-storage` in bytes, others by name, and `pods`. */
export type NodeUsage = Readonly<Record<string, number>>;

export const USAGE = 'requested on node';
/** Counted for scores where a container asks for nothing (upstream: DefaultMilliCPURequest, DefaultMemoryRequest). */
const DEFAULT_CPU = 100;
const DEFAULT_MEMORY = 200 * 1024 * 1024;
/** What scores add up. */
export const SCORE_CPU = 'score-cpu';
export const SCORE_MEMORY = 'score-memory';

export const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
export const countsOnNode = (pod: Pod): boolean => pod.spec.nodeName !== undefined && pod.spec.nodeName !== '' && !isTerminal(pod);

const amountsOf = new WeakMap<object, NodeUsage>();

export function podAmounts(pod: Pod): NodeUsage {
  const key = requestsKey(pod);
  let amounts = amountsOf.get(key);
  if (!amounts) {
    const figures = requestFigures(pod);
    amounts = {
      pods: 1,
      cpu: figures.milliCpu,
      memory: figures.memory,
      'ephemeral-storage': figures.ephemeralStorage,
      ...Object.fromEntries(figures.others),
      [SCORE_CPU]: scored(pod, 'cpu', figures, DEFAULT_CPU),
      [SCORE_MEMORY]: scored(pod, 'memory', figures, DEFAULT_MEMORY),
    };
    amountsOf.set(key, amounts);
  }
  return amounts;
}

function scored(pod: Pod, resource: 'cpu' | 'memory', figures: RequestFigures, fallback: number): number {
  const silent = pod.spec.containers.filter((container) => container.resources?.requests?.[resource] === undefined).length;
  return (resource === 'cpu' ? figures.milliCpu : figures.memory) + silent * fallback;
}

export const usageOnNode: AggregateDefinition<Pod> = { name: USAGE, resource: 'pods', group: (pod) => (countsOnNode(pod) ? pod.spec.nodeName : undefined), amounts: podAmounts };

const ONE = { [SIBLING_PODS]: 1 };
const NONE = {};
/** How many live pods of one owner run on a node: what spreading by default looks at. */
export const siblingsOnNode: AggregateDefinition<Pod> = {
  name: SIBLINGS,
  resource: 'pods',
  group: siblingsOf,
  amounts: (pod) => (pod.metadata.deletionTimestamp === undefined ? ONE : NONE),
};

export const PODS_ON_NODE = 'pods that count on node';
export const podsOnNode: IndexDefinition<Pod> = { name: PODS_ON_NODE, resource: 'pods', values: (pod) => (countsOnNode(pod) ? [pod.spec.nodeName!] : []) };

/** Pods with a term of affinity or anti-affinity, and all that spread by topology need, by whether they have any. */
export const PODS_WITH_ANTI_AFFINITY = 'pods with required anti-affinity';
export const podsWithAntiAffinity: IndexDefinition<Pod> = {
  name: PODS_WITH_ANTI_AFFINITY,
  resource: 'pods',
  values: (pod) => (countsOnNode(pod) && pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.length ? ['yes'] : []),
};

const allocatableOf = new WeakMap<object, NodeUsage>();

/** A node's allocatable in the units of `NodeUsage`. */
export function allocatable(node: Node): NodeUsage {
  const list = node.status.allocatable ?? {};
  let amounts = allocatableOf.get(list);
  if (!amounts) {
    amounts = Object.fromEntries(Object.entries(list).map(([name, text]) => [name, name === 'cpu' ? milliValue(quantity(text)) : quantityValue(quantity(text))]));
    allocatableOf.set(list, amounts);
  }
  return amounts;
}

export const usageOf = (view: View, node: string): NodeUsage => view.aggregate(USAGE, node) ?? NONE;
/** Of several nodes, in the order of their names. */
export const usagesOf = (view: View, nodes: readonly string[]): readonly NodeUsage[] => view.aggregates(USAGE, nodes).map((usage) => usage ?? NONE);
