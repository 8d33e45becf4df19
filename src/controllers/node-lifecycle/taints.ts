/** Taints that say of a node what its conditions say (upstream: pkg/controller/nodelifecycle/node_lifecycle_controller.go). */
import type { Node, Taint } from '../../api/kinds/node/types.ts';
import { findCondition } from '../common/conditions.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

/** Which condition in which state keeps new pods away, by which taint. */
const CONDITION_TAINTS = [
  { condition: 'Ready', status: 'False', key: NOT_READY },
  { condition: 'Ready', status: 'Unknown', key: UNREACHABLE },
  { condition: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { condition: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { condition: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { condition: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
] as const;
const KEPT_KEYS: ReadonlySet<string> = new Set([...CONDITION_TAINTS.map(({ key }) => key), UNSCHEDULABLE]);

const same = (a: Taint, b: Pick<Taint, 'key' | 'effect'>): boolean => a.key === b.key && a.effect === b.effect;

/** The node's taints with those of `effect` and one of `keys` being exactly `wanted`. The same list where nothing is to change. */
function withTaints(
  taints: readonly Taint[] | undefined,
  effect: Taint['effect'],
  keys: ReadonlySet<string>,
  wanted: readonly string[],
  timestamp: string,
): readonly Taint[] | undefined {
  const has = (key: string) => taints?.some((taint) => same(taint, { key, effect })) ?? false;
  const kept = taints?.filter((taint) => taint.effect !== effect || !keys.has(taint.key) || wanted.includes(taint.key)) ?? [];
  const added = wanted.filter((key) => !has(key)).map((key): Taint => ({ key, effect, timeAdded: timestamp }));
  if (added.length === 0 && kept.length === (taints?.length ?? 0)) return taints;
  return [...kept, ...added];
}

/** `NoSchedule`: by the node's conditions, and for a node that is cordoned. */
export function withScheduleTaints(node: Node, timestamp: string): readonly Taint[] | undefined {
  const wanted: string[] = CONDITION_TAINTS.filter(({ condition, status }) => findCondition(node.status.conditions, condition)?.status === status).map(({ key }) => key);
  if (node.spec.unschedulable) wanted.push(UNSCHEDULABLE);
  return withTaints(node.spec.taints, 'NoSchedule', KEPT_KEYS, wanted, timestamp);
}

const EVICTING_KEYS: ReadonlySet<string> = new Set([NOT_READY, UNREACHABLE]);

/** `NoExecute`: sends pods away. */
export const withEvictingTaint = (taints: readonly Taint[] | undefined, key: string | undefined, timestamp: string): readonly Taint[] | undefined =>
  withTaints(taints, 'NoExecute', EVICTING_KEYS, key === undefined ? [] : [key], timestamp);

export const evictingTaint = (taints: readonly Taint[] | undefined): string | undefined => taints?.find(({ key, effect }) => effect === 'NoExecute' && EVICTING_KEYS.has(key))?.key;

export const noExecuteTaints = (node: Node | undefined): readonly Taint[] => node?.spec.taints?.filter(({ effect }) => effect === 'NoExecute') ?? [];
