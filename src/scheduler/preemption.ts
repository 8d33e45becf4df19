/** Making room for a pod of higher priority (upstream: plugins/defaultpreemption, framework/preemption/preemption.go). */
import type { Node } from '../api/kinds/node/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { PodDisruptionBudget } from '../api/kinds/pod-disruption-budget/types.ts';
import { matchesLabelSelector } from '../api/meta/selector.ts';
import type { View } from '../engine/component.ts';
import { filterNode, nodeInfo, prepareFilters, startCycle, type Refused } from './schedule.ts';
import { PODS_ON_NODE } from './usage.ts';

export type Preemption =
  | { readonly node: string; readonly victims: readonly Pod[] }
  /** What comes behind `preemption: `. */
  | { readonly node: undefined; readonly message: string };

interface Candidate {
  readonly node: string;
  readonly victims: readonly Pod[];
  readonly violations: number;
}

const priority = (pod: Pod) => pod.spec.priority ?? 0;
const startTime = (pod: Pod) => pod.status.startTime ?? pod.metadata.creationTimestamp;

/** The more important of two pods comes first: by priority, then by age. */
const byImportance = (a: Pod, b: Pod) =>
  priority(b) - priority(a) || (startTime(a) < startTime(b) ? -1 : startTime(a) > startTime(b) ? 1 : 0) || (a.metadata.name < b.metadata.name ? -1 : 1);

export function preempt(view: View, pod: Pod, refused: readonly Refused[]): Preemption {
  if (pod.spec.preemptionPolicy === 'Never') return { node: undefined, message: 'not eligible due to preemptionPolicy=Never.' };
  if (waitsForItsPlace(view, pod)) return { node: undefined, message: 'not eligible due to a terminating pod on the nominated node.' };
  const candidates: Candidate[] = [];
  const reasons = new Map<string, number>();
  const because = (reason: string) => reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  for (const { node, unresolvable } of refused) {
    if (unresolvable) {
      because('Preemption is not helpful for scheduling');
      continue;
    }
    const found = victimsOn(view, pod, view.get<Node>('nodes', undefined, node)!);
    if (typeof found === 'string') because(found);
    else candidates.push(found);
  }
  const best = candidates.toSorted(compare)[0];
  if (best) return best;
  return { node: undefined, message: `0/${refused.length} nodes are available: ${reasonList(reasons)}.` };
}

/** `1 A, 2 B`, sorted as texts (upstream: FitError.Error). */
export const reasonList = (reasons: ReadonlyMap<string, number>): string =>
  [...reasons]
    .map(([reason, count]) => `${count} ${reason}`)
    .toSorted()
    .join(', ');

/** A pod that has preempted once waits while a victim of lower priority is still going. */
function waitsForItsPlace(view: View, pod: Pod): boolean {
  const node = pod.status.nominatedNodeName;
  return !!node && view.byIndex<Pod>(PODS_ON_NODE, node).some((other) => other.metadata.deletionTimestamp !== undefined && priority(other) < priority(pod));
}

function victimsOn(view: View, pod: Pod, node: Node): Candidate | string {
  const lower = view.byIndex<Pod>(PODS_ON_NODE, node.metadata.name).filter((other) => priority(other) < priority(pod));
  if (lower.length === 0) return 'No preemption victims found for incoming pod';
  const gone = new Set(lower.map((other) => other.metadata.uid));
  const refusal = fits(view, pod, node, gone);
  if (refusal) return refusal;
  const budgets = budgetsOf(view, lower);
  const victims: Pod[] = [];
  let violations = 0;
  // Whoever can stay, stays: first those whose disruption budget forbids it, then the more important ones.
  for (const [group, violating] of [
    [budgets.violating, true],
    [budgets.others, false],
  ] as const) {
    for (const other of group.toSorted(byImportance)) {
      gone.delete(other.metadata.uid);
      if (fits(view, pod, node, gone) === undefined) continue;
      gone.add(other.metadata.uid);
      victims.push(other);
      if (violating) violations += 1;
    }
  }
  return { node: node.metadata.name, victims: victims.toSorted(byImportance), violations };
}

/** Why the pod does not fit even without `gone`; `undefined`: it does. */
function fits(view: View, pod: Pod, node: Node, gone: ReadonlySet<string>): string | undefined {
  const cycle = startCycle(view, pod, new Set(gone));
  const prepared = prepareFilters(cycle);
  if (!Array.isArray(prepared)) return (prepared as { message: string }).message;
  return filterNode(cycle, prepared, nodeInfo(cycle, node))?.reasons.join(', ');
}

function budgetsOf(view: View, pods: readonly Pod[]): { readonly violating: readonly Pod[]; readonly others: readonly Pod[] } {
  const violating: Pod[] = [];
  const others: Pod[] = [];
  const left = new Map<string, number>();
  for (const pod of pods.toSorted(byImportance)) {
    let violates = false;
    for (const budget of view.list<PodDisruptionBudget>('poddisruptionbudgets.policy', pod.metadata.namespace)) {
      if (!budget.spec.selector || !matchesLabelSelector(budget.spec.selector, pod.metadata.labels)) continue;
      const allowed = (left.get(budget.metadata.uid) ?? budget.status?.disruptionsAllowed ?? 0) - 1;
      left.set(budget.metadata.uid, allowed);
      if (allowed < 0) violates = true;
    }
    (violates ? violating : others).push(pod);
  }
  return { violating, others };
}

/** Upstream: pickOneNodeForPreemption. */
function compare(a: Candidate, b: Candidate): number {
  const highest = (c: Candidate) => priority(c.victims[0]!);
  const sum = (c: Candidate) => c.victims.reduce((total, victim) => total + priority(victim) + 2 ** 31, 0);
  const earliest = (c: Candidate) =>
    c.victims
      .filter((victim) => priority(victim) === highest(c))
      .map(startTime)
      .toSorted()[0]!;
  return (
    a.violations - b.violations ||
    highest(a) - highest(b) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    (earliest(a) > earliest(b) ? -1 : earliest(a) < earliest(b) ? 1 : 0) ||
    (a.node < b.node ? -1 : 1)
  );
}
