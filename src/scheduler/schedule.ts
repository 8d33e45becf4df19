/** One pod's turn: which nodes can take it, and which takes it best (upstream: pkg/scheduler/schedule_one.go). */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { View } from '../engine/component.ts';
import type { Cycle, FilterPlugin, NodeInfo, Refusal, ScorePlugin } from './framework.ts';
import { nominations } from './nominations.ts';
import { filters, scores } from './plugins/registry.ts';
import { podAmounts, PODS_ON_NODE, usageOf, usagesOf } from './usage.ts';

export interface Refused extends Refusal {
  readonly node: string;
  readonly plugin: string;
}

export type Verdict =
  | {
      readonly chosen: string;
      readonly feasible: readonly { readonly node: string; readonly score: number }[];
      readonly refused: readonly Refused[];
      /** Where the next turn starts to look. */ readonly next: string;
    }
  | {
      readonly chosen: undefined;
      readonly refused: readonly Refused[];
      /** A plugin said that no node can do. */ readonly never?: { readonly plugin: string; readonly message: string };
    };

/** Enough feasible nodes are enough: with many nodes only some are looked at, from where the last turn stopped (upstream: numFeasibleNodesToFind, at its least). */
const ENOUGH = 100;

interface Prepared {
  readonly plugin: FilterPlugin;
  readonly state: never;
  readonly only?: ReadonlySet<string>;
}

export function prepareFilters(cycle: Cycle): readonly Prepared[] | { readonly plugin: string; readonly message: string } {
  const prepared: Prepared[] = [];
  for (const plugin of filters) {
    const result = plugin.prepare?.(cycle) ?? { state: undefined };
    if ('never' in result) return { plugin: plugin.name, message: result.never };
    if ('state' in result) prepared.push({ plugin, state: result.state as never, ...('only' in result && { only: result.only }) });
  }
  return prepared;
}

export function startCycle(view: View, pod: Pod, without: ReadonlySet<string> = new Set()): Cycle {
  const nominated = nominations(view).filter((other) => other.metadata.uid !== pod.metadata.uid && (other.spec.priority ?? 0) >= (pod.spec.priority ?? 0));
  return { pod, view, without, nominated };
}

/** A node with the pods that are there and those that were promised it. */
export function nodeInfo(cycle: Cycle, node: Node, usage = usageOf(cycle.view, node.metadata.name)): NodeInfo {
  const { view, without } = cycle;
  const { name } = node.metadata;
  const there = () => view.byIndex<Pod>(PODS_ON_NODE, name);
  const nominated = cycle.nominated.length === 0 ? cycle.nominated : cycle.nominated.filter((pod) => pod.status.nominatedNodeName === name);
  const gone = without.size === 0 ? [] : there().filter((other) => without.has(other.metadata.uid));
  if (nominated.length === 0 && gone.length === 0) return { node, usage, pods: there };
  const sums: Record<string, number> = { ...usage };
  for (const [pods, sign] of [
    [nominated, 1],
    [gone, -1],
  ] as const) {
    for (const other of pods) for (const [key, amount] of Object.entries(podAmounts(other))) sums[key] = (sums[key] ?? 0) + sign * amount;
  }
  return { node, usage: sums, pods: () => [...there().filter((other) => !without.has(other.metadata.uid)), ...nominated] };
}

export function filterNode(cycle: Cycle, prepared: readonly Prepared[], info: NodeInfo): Refused | undefined {
  const { name } = info.node.metadata;
  if (prepared.some(({ only }) => only && !only.has(name))) {
    const excluding = prepared.filter(({ only }) => only && !only.has(name)).map(({ plugin }) => plugin.name);
    return { node: name, plugin: excluding[0]!, reasons: [`node(s) didn't satisfy plugin(s) [${excluding.join(' ')}]`], unresolvable: true };
  }
  for (const { plugin, state } of prepared) {
    const refusal = plugin.filter(cycle, info, state);
    if (refusal) return { ...refusal, node: name, plugin: plugin.name };
  }
  return undefined;
}

interface Found {
  readonly feasible: NodeInfo[];
  readonly refused: Refused[];
  /** The node that would have been looked at next; empty: all were. */
  readonly next: string;
}

function search(cycle: Cycle, prepared: readonly Prepared[], from: string): Found {
  const feasible: NodeInfo[] = [];
  const refused: Refused[] = [];
  for (const batch of inBatches(cycle, from)) {
    for (const info of batch) {
      if (feasible.length === ENOUGH) return { feasible, refused, next: info.node.metadata.name };
      const refusal = filterNode(cycle, prepared, info);
      if (refusal) refused.push(refusal);
      else feasible.push(info);
    }
  }
  return { feasible, refused, next: '' };
}

/** `from` is the node's name to start at. */
export function schedule(view: View, pod: Pod, from: string, random: () => number): Verdict {
  const cycle = startCycle(view, pod);
  const prepared = prepareFilters(cycle);
  if (!Array.isArray(prepared)) return { chosen: undefined, refused: [], never: prepared as { plugin: string; message: string } };
  const { feasible, refused, next } = search(cycle, prepared as readonly Prepared[], from);
  if (feasible.length === 0) return { chosen: undefined, refused };
  const totals = feasible.length === 1 ? [0] : scoreNodes(cycle, feasible);
  return { chosen: pick(feasible, totals, random), feasible: feasible.map(({ node }, i) => ({ node: node.metadata.name, score: totals[i]! })), refused, next };
}

/** All nodes by name, from `from` on and round. */
function* rotated(view: View, from: string): Generator<Node> {
  yield* view.scan<Node>('nodes', from);
  if (from === '') return;
  for (const node of view.scan<Node>('nodes')) {
    if (node.metadata.name >= from) return;
    yield node;
  }
}

/** What is requested on neighbours is read together. */
const BATCH = 32;

function* inBatches(cycle: Cycle, from: string): Generator<readonly NodeInfo[]> {
  let batch: Node[] = [];
  for (const node of rotated(cycle.view, from)) {
    batch.push(node);
    if (batch.length < BATCH) continue;
    yield infos(cycle, batch);
    batch = [];
  }
  yield infos(cycle, batch);
}

function infos(cycle: Cycle, nodes: readonly Node[]): readonly NodeInfo[] {
  const usages = usagesOf(
    cycle.view,
    nodes.map(({ metadata }) => metadata.name),
  );
  return nodes.map((node, i) => nodeInfo(cycle, node, usages[i]));
}

function scoreNodes(cycle: Cycle, nodes: readonly NodeInfo[]): number[] {
  const totals = nodes.map(() => 0);
  for (const plugin of scores) {
    const result = plugin.prepare?.(cycle, nodes) ?? { state: undefined };
    if ('skip' in result) continue;
    const raw = nodes.map((info) => plugin.score(cycle, info, result.state as never));
    const normal = normalized(raw, plugin.normalize);
    for (let i = 0; i < totals.length; i += 1) totals[i]! += plugin.weight * normal[i]!;
  }
  return totals;
}

/** Brings figures to 0 … 100 (upstream: helper.DefaultNormalizeScore and the plugins' own). */
function normalized(raw: readonly number[], how: ScorePlugin['normalize']): readonly number[] {
  if (how === undefined) return raw;
  // What a plugin leaves out of its comparison gets nothing.
  const compared = raw.some(Number.isNaN) ? raw.filter((score) => !Number.isNaN(score)) : raw;
  const highest = Math.max(...compared);
  const lowest = Math.min(...compared);
  switch (how) {
    case 'highest':
      return highest === 0 ? raw : raw.map((score) => Math.floor((100 * score) / highest));
    case 'lowest':
      return highest === 0 ? raw.map(() => 100) : raw.map((score) => 100 - Math.floor((100 * score) / highest));
    case 'range':
      return highest === lowest ? raw.map(() => 0) : raw.map((score) => Math.floor((100 * (score - lowest)) / (highest - lowest)));
    case 'reversed-range':
      return raw.map((score) => (Number.isNaN(score) ? 0 : highest === 0 ? 100 : Math.floor((100 * (highest + lowest - score)) / highest)));
  }
}

/** One of the best, each as likely as another. */
function pick(nodes: readonly NodeInfo[], totals: readonly number[], random: () => number): string {
  const best = Math.max(...totals);
  const tied = nodes.filter((_, i) => totals[i] === best);
  return tied[tied.length === 1 ? 0 : Math.floor(random() * tied.length)]!.node.metadata.name;
}
