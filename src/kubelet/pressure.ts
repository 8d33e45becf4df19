/**
 * A node short of memory or disk (upstream: pkg/kubelet/eviction): its kubelet says so, and sends one pod away in each of its rounds until there is
 * enough again. The condition lasts for five minutes after the want was last seen.
 */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { qosClass } from '../api/kinds/pod/resources.ts';
import { formatQuantity, quantity, quantityOf, quantityValue } from '../api/meta/quantity.ts';
import type { Context } from '../engine/component.ts';
import { tickAt } from './clock.ts';
import { KUBELET, nodeOf, rareKey, recordOf, setNode } from './memory.ts';
import { tellCondition, tellNode } from './node-conditions.ts';
import { isTerminal } from './status/generate.ts';
import { containersOf, diskUsed, memoryUsed } from './usage.ts';

export type PressureKind = 'memory' | 'disk';

export interface Pressure {
  /** What is short, and (for memory that one pod took) whose going ends it. */
  readonly short: Partial<Record<PressureKind, { readonly by?: string }>>;
  /** When each want was last seen; its condition is told until some time after. */
  readonly seen: Partial<Record<PressureKind, number>>;
  /** The next round. */
  readonly nextAt: number;
}

/** Upstream: `evictionMonitoringPeriod`, `evictionPressureTransitionPeriod`. */
const ROUND = 10_000;
const TRANSITION = 300_000;
const CRITICAL = 2_000_000_000;

const KINDS: readonly PressureKind[] = ['memory', 'disk'];
const SAYS = {
  memory: {
    condition: 'MemoryPressure',
    resource: 'memory',
    yes: { reason: 'KubeletHasInsufficientMemory', message: 'kubelet has insufficient memory available', event: 'NodeHasInsufficientMemory' },
    no: { reason: 'KubeletHasSufficientMemory', message: 'kubelet has sufficient memory available', event: 'NodeHasSufficientMemory' },
  },
  disk: {
    condition: 'DiskPressure',
    resource: 'ephemeral-storage',
    yes: { reason: 'KubeletHasDiskPressure', message: 'kubelet has disk pressure', event: 'NodeHasDiskPressure' },
    no: { reason: 'KubeletHasNoDiskPressure', message: 'kubelet has no disk pressure', event: 'NodeHasNoDiskPressure' },
  },
} as const;

const evictKey = (key: string): string => rareKey('evict', key);

/** `by`: the pod whose memory it is. Memory is noticed at once, a disk in the next round. */
export function beginPressure(context: Context, node: string, kind: PressureKind, by: string | undefined): void {
  const memory = context.memoryOf(KUBELET);
  const record = nodeOf(memory, node);
  const before = record.pressure ?? { short: {}, seen: {}, nextAt: Infinity };
  const noticed = kind === 'memory' ? context.now : tickAt(0, ROUND, context.now + 1);
  setNode(memory, node, {
    ...record,
    pressure: { short: { ...before.short, [kind]: by === undefined ? {} : { by } }, seen: before.seen, nextAt: Math.min(before.nextAt, noticed) },
  });
  context.wake(`node/${node}`, Math.max(0, Math.min(before.nextAt, noticed) - context.now), KUBELET);
}

export function endPressure(context: Context, node: string, kind: PressureKind): void {
  const memory = context.memoryOf(KUBELET);
  const record = nodeOf(memory, node);
  if (!record.pressure) return;
  const { [kind]: _, ...short } = record.pressure.short;
  setNode(memory, node, { ...record, pressure: { ...record.pressure, short } });
  context.wake(`node/${node}`, 0, KUBELET);
}

/** Which conditions keep pods away from the node now, as its kubelet sees it. */
const pressedConditions = (context: Context, node: string): readonly string[] => pressedKinds(context, node).map((kind) => SAYS[kind].condition);

function pressedKinds(context: Context, node: string): readonly PressureKind[] {
  const seen = nodeOf(context.memoryOf(KUBELET), node).pressure?.seen ?? {};
  return KINDS.filter((kind) => seen[kind] !== undefined && context.now - seen[kind] < TRANSITION);
}

/** What the node's conditions say of it. */
export const pressedSayings = (context: Context, node: string) =>
  pressedKinds(context, node).map((kind) => ({ type: SAYS[kind].condition, status: 'True' as const, ...SAYS[kind].yes }));

/** A kubelet that was started anew has seen nothing yet. */
export function forgetPressureSeen(context: Context, node: string): void {
  const memory = context.memoryOf(KUBELET);
  const { pressure, ...record } = nodeOf(memory, node);
  if (!pressure) return;
  const lasts = Object.keys(pressure.short).length > 0;
  setNode(memory, node, { ...record, ...(lasts && { pressure: { short: pressure.short, seen: {}, nextAt: context.now + ROUND } }) });
}

/** Upstream: eviction manager's Admit. Gives why the pod is refused. */
export function refusedForPressure(context: Context, node: string, pod: Pod): string | undefined {
  const conditions = pressedConditions(context, node);
  if (conditions.length === 0 || (pod.spec.priority ?? 0) >= CRITICAL) return undefined;
  if (conditions.length === 1 && conditions[0] === 'MemoryPressure') {
    if (qosClass(pod) !== 'BestEffort') return undefined;
    if (
      pod.spec.tolerations?.some(
        ({ key, operator, effect }) =>
          (key === 'node.kubernetes.io/memory-pressure' || (key === undefined && operator === 'Exists')) && (effect === undefined || effect === 'NoSchedule'),
      )
    )
      return undefined;
  }
  return `The node had condition: [${conditions.join(' ')}]. `;
}

export interface Relief {
  readonly said: string;
  readonly after?: number;
}

/** One round of the eviction manager; nothing where the node has all it needs. */
export function relieve(context: Context, node: Node): Relief | undefined {
  const { name } = node.metadata;
  const memory = context.memoryOf(KUBELET);
  const { pressure } = nodeOf(memory, name);
  if (!pressure) return undefined;
  const due = Object.keys(pressure.short).length === 0 || pressure.nextAt <= context.now;
  if (!due) return { said: '', after: pressure.nextAt - context.now };
  const short = Object.fromEntries(Object.entries(pressure.short).filter(([, { by }]) => by === undefined || runs(context, by))) as Pressure['short'];
  const seen: Partial<Record<PressureKind, number>> = { ...pressure.seen };
  const said: string[] = [];
  for (const kind of KINDS) {
    const { condition, yes, no } = SAYS[kind];
    if (short[kind]) {
      seen[kind] = context.now;
      if (tellCondition(context, name, condition, 'True', yes)) said.push(`the node says that it is short of ${kind}`);
    } else if (seen[kind] !== undefined && context.now - seen[kind] >= TRANSITION) {
      delete seen[kind];
      if (tellCondition(context, name, condition, 'False', no)) said.push(`the node has had enough ${kind} for ${TRANSITION / 60_000} minutes and says so`);
    }
  }
  const [first] = KINDS.filter((kind) => short[kind]);
  if (first) said.push(evictOne(context, context.get<Node>('nodes', undefined, name)!, first));
  const ends = KINDS.flatMap((kind) => (seen[kind] === undefined ? [] : [seen[kind] + TRANSITION]));
  const nextAt = first ? context.now + ROUND : Math.min(...ends, Infinity);
  const { pressure: _, ...rest } = nodeOf(memory, name);
  setNode(memory, name, ends.length === 0 && !first ? rest : { ...rest, pressure: { short, seen, nextAt } });
  return { said: said.join('; '), ...(nextAt !== Infinity && { after: Math.max(1, nextAt - context.now) }) };
}

function runs(context: Context, key: string): boolean {
  const record = recordOf(context.memoryOf(KUBELET), key);
  return record?.containers.some(({ state }) => state === 'running') === true;
}

/** Upstream: managerImpl.synchronize; one pod in a round. */
function evictOne(context: Context, node: Node, kind: PressureKind): string {
  const { resource } = SAYS[kind];
  const memory = context.memoryOf(KUBELET);
  const { name } = node.metadata;
  tellNode(context, node, 'Warning', 'EvictionThresholdMet', `Attempting to reclaim ${resource}`);
  const usedBy = (pod: Pod, container: string): number => (kind === 'memory' ? memoryUsed(memory, keyOf(pod), container, context.now) : diskUsed(memory, keyOf(pod), container));
  const candidates = context
    .byIndex<Pod>('podsByNode', name)
    .filter((pod) => !isTerminal(pod.status.phase) && recordOf(memory, keyOf(pod))?.work === 'sync' && memory.get(evictKey(keyOf(pod))) === undefined)
    .map((pod) => {
      const used = containersOf(pod).reduce((sum, container) => sum + usedBy(pod, container), 0);
      const wanted = containersOf(pod).reduce((sum, container) => sum + requestOf(pod, container, resource), 0);
      return { pod, over: used - wanted };
    })
    .sort(
      (a, b) =>
        Number(b.over > 0) - Number(a.over > 0) ||
        (a.pod.spec.priority ?? 0) - (b.pod.spec.priority ?? 0) ||
        b.over - a.over ||
        (a.pod.metadata.name < b.pod.metadata.name ? -1 : 1),
    );
  const chosen = candidates.find(({ pod }) => (pod.spec.priority ?? 0) < CRITICAL);
  if (!chosen) return `must reclaim ${resource} and finds no pod that it may send away`;
  const { pod, over } = chosen;
  const message = evictionMessage(node, pod, resource, usedBy);
  memory.set(evictKey(keyOf(pod)), { reason: 'Evicted', message } satisfies Eviction);
  context.wake(keyOf(pod), 0, KUBELET);
  return `sends pod ${pod.metadata.namespace}/${pod.metadata.name} away to reclaim ${resource}: of ${candidates.length} it ${over > 0 ? 'takes the most over its request' : 'comes first by priority and use'}`;
}

function requestOf(pod: Pod, container: string, resource: string): number {
  const spec = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find(({ name }) => name === container);
  return quantityValue(quantity(spec?.resources?.requests?.[resource]));
}

function evictionMessage(node: Node, pod: Pod, resource: string, usedBy: (pod: Pod, container: string) => number): string {
  const { threshold, available } = resource === 'memory' ? MEMORY : diskFigures(node);
  const binary = (bytes: number): string => formatQuantity(quantityOf(bytes, 'BinarySI'));
  let message = `The node was low on resource: ${resource}. Threshold quantity: ${threshold}, available: ${available}. `;
  for (const container of containersOf(pod)) {
    const used = usedBy(pod, container);
    const requested = requestOf(pod, container, resource);
    if (used > requested)
      message += `Container ${container} was using ${binary(used)}, request is ${requested === 0 ? '0' : binary(requested)}, has larger consumption of ${resource}. `;
  }
  return message;
}

/** Upstream: `memory.available<100Mi`, `nodefs.available<10%`; what is left is a little less. */
const MEMORY = { threshold: '100Mi', available: '92340Ki' };

function diskFigures({ status }: Node): { readonly threshold: string; readonly available: string } {
  const capacity = quantityValue(quantity(status.capacity?.['ephemeral-storage']));
  return { threshold: String(Math.floor(capacity / 10)), available: `${Math.floor((capacity * 0.094) / 4096) * 4}Ki` };
}

const keyOf = ({ spec, metadata }: Pod): string => `${spec.nodeName}/${metadata.namespace}/${metadata.name}`;

/** What a pod is sent away with. */
export interface Eviction {
  readonly reason: string;
  readonly message: string;
  /** It took more than it may, so nobody disrupted it. */
  readonly ownDoing?: true;
}

/** What a pod is to be sent away with, once. */
export function takeEviction(context: Context, key: string): Eviction | undefined {
  const memory = context.memoryOf(KUBELET);
  const eviction = memory.get<Eviction>(evictKey(key));
  if (eviction) memory.delete(evictKey(key));
  return eviction;
}
