/** Says how many pods of a PodDisruptionBudget may be evicted now (upstream: pkg/controller/disruption/disruption.go). */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { PodDisruptionBudget } from '../../api/kinds/pod-disruption-budget/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Condition } from '../../api/kinds/shared-types.ts';
import { scaleIntOrPercent } from '../../api/meta/int-or-string.ts';
import type { KubeObject, LabelSelector } from '../../api/meta/types.ts';
import { quote } from '../../base/go-format.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { resourceOfKind } from '../common/kinds.ts';
import { podsMatching, selecting } from '../common/lookups.ts';
import { controllerOf, splitKey, watchOwn } from '../common/owner.ts';
import { isPodReady } from '../common/pods.ts';
import { count, sentences } from '../common/words.ts';
import { goSelector } from '../common/selector-text.ts';

export const BUDGETS = 'poddisruptionbudgets.policy';
/** Milliseconds in which an evicted pod has to start going. */
const DELETION_TIMEOUT = 120_000;
/** Upstream's Events name the program, not the controller. */
const SOURCE = { component: 'controllermanager' };

export const budgetSelector = ({ spec }: PodDisruptionBudget): LabelSelector | undefined => spec.selector;

/** Unlike a workload's, an empty selector takes in every pod of the namespace. */
export const budgetsOf = (view: View, pod: Pod): PodDisruptionBudget[] =>
  selecting<PodDisruptionBudget>(view, BUDGETS, pod.metadata.namespace!, pod.metadata.labels, budgetSelector, { emptyMatchesAll: true });

export const disruptionController: Component = {
  name: 'disruption-controller',
  priority: 24,
  // Its turn comes after those who make the pods of a workload that is created together with its budget.
  latency: 30,
  watches: [
    watchOwn(BUDGETS),
    {
      resource: 'pods',
      keys: (change, view) => {
        const [budget, ...more] = matters(change) ? budgetsOf(view, change.object as Pod) : [];
        if (!budget) return [];
        const key = objectKey(BUDGETS, budget.metadata.namespace, budget.metadata.name);
        return more.length > 0 && change.type !== 'DELETED' ? [key, change.key] : [key];
      },
    },
  ],
  reconcile,
};

function matters({ type, object, before }: Change): boolean {
  if (type !== 'MODIFIED') return true;
  const [pod, was] = [object as Pod, before as Pod];
  return (
    isPodReady(pod) !== isPodReady(was) ||
    pod.metadata.deletionTimestamp !== was.metadata.deletionTimestamp ||
    pod.metadata.labels !== was.metadata.labels ||
    pod.metadata.ownerReferences !== was.metadata.ownerReferences
  );
}

/** Budgets do not add up: of several that select one pod the first is taken, and whoever evicts is refused. */
function warnOfSeveral(context: Context, namespace: string, name: string): Outcome {
  const pod = context.get<Pod>('pods', namespace, name);
  const budgets = pod ? budgetsOf(context, pod) : [];
  if (!pod || budgets.length < 2) return { decision: `No pod ${name} has several budgets.`, idle: true };
  const chosen = budgets[0]!.metadata.name;
  const message = `Pod ${quote(namespace)}/${quote(name)} matches multiple PodDisruptionBudgets.  Chose ${quote(chosen)} arbitrarily.`;
  context.event(pod, 'Warning', 'MultiplePodDisruptionBudgets', message, SOURCE);
  return { decision: `${budgets.length} budgets select ${name}; ${chosen} is taken.`, idle: true };
}

function reconcile(context: Context, key: string): Outcome {
  const { resource, namespace, name } = splitKey(key);
  if (resource === 'pods') return warnOfSeveral(context, namespace, name);
  const budget = context.get<PodDisruptionBudget>(BUDGETS, namespace, name);
  if (!budget) return { decision: `PodDisruptionBudget ${name} is gone.`, idle: true };
  const pods = budget.spec.selector ? podsMatching(context, namespace, budget.spec.selector) : [];
  if (pods.length === 0) context.event(budget, 'Normal', 'NoPods', 'No matching pods found', SOURCE);
  const expected = expectation(context, budget, pods);
  if (!expected.ok) {
    context.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected.error}`, SOURCE);
    context.updateStatus<PodDisruptionBudget>(BUDGETS, {
      ...budget,
      status: { ...budget.status, disruptionsAllowed: 0, conditions: withCondition(context, budget, 'False', 'SyncFailed', expected.error) },
    });
    return { decision: `How many pods are expected cannot be told: ${expected.error}. Nothing may be evicted.` };
  }
  const { expectedPods, desiredHealthy, unmanaged, why } = expected.value;
  if (unmanaged > 0) {
    const message = `Pods selected by this PodDisruptionBudget (selector: ${goSelector(budget.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
    context.event(budget, 'Warning', 'UnmanagedPods', message, SOURCE);
  }
  const { disruptedPods, recheck } = stillExpectedToGo(context, budget, pods);
  const currentHealthy = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined && !(pod.metadata.name in disruptedPods) && isPodReady(pod)).length;
  const spare = currentHealthy - desiredHealthy;
  const disruptionsAllowed = expectedPods <= 0 || spare <= 0 ? 0 : spare;
  const allowed = disruptionsAllowed > 0;
  const written = context.updateStatus<PodDisruptionBudget>(BUDGETS, {
    ...budget,
    status: {
      observedGeneration: budget.metadata.generation,
      ...(Object.keys(disruptedPods).length > 0 && { disruptedPods }),
      disruptionsAllowed,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      conditions: withCondition(context, budget, allowed ? 'True' : 'False', allowed ? 'SufficientPods' : 'InsufficientPods', ''),
    },
  });
  return {
    decision: sentences([
      `${currentHealthy} healthy, ${desiredHealthy} have to be (${why}): ${allowed ? `${count(disruptionsAllowed, 'pod')} may be evicted` : 'none may be evicted'}`,
      written.ok ? '' : written.error.message,
    ]),
    saw: [
      `${count(pods.length, 'pod')} match`,
      `${expectedPods} expected`,
      ...(Object.keys(disruptedPods).length > 0 ? [`${count(Object.keys(disruptedPods).length, 'eviction')} under way`] : []),
    ],
    idle: true,
    ...(recheck !== undefined && { again: { after: recheck } }),
  };
}

interface Expectation {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  /** Pods that no controller answers for. */
  readonly unmanaged: number;
  readonly why: string;
}

function expectation(view: View, { spec }: PodDisruptionBudget, pods: readonly Pod[]): Result<Expectation, string> {
  if (typeof spec.minAvailable === 'number') return ok({ expectedPods: pods.length, desiredHealthy: spec.minAvailable, unmanaged: 0, why: `minAvailable ${spec.minAvailable}` });
  const bound = spec.maxUnavailable ?? spec.minAvailable;
  if (bound === undefined) return ok({ expectedPods: 0, desiredHealthy: 0, unmanaged: 0, why: 'no bound is set' });
  const scale = expectedScale(view, pods);
  if (!scale.ok) return scale;
  const amount = scaleIntOrPercent(bound, scale.value.expected, 'up');
  if (!amount.ok) return amount;
  const { expected, unmanaged } = scale.value;
  const text = typeof bound === 'string' ? `⌈${bound.replace('%', ' %')} of ${expected}⌉` : String(bound);
  return spec.maxUnavailable !== undefined
    ? ok({ expectedPods: expected, desiredHealthy: Math.max(0, expected - amount.value), unmanaged, why: `${expected} − ${text}` })
    : ok({ expectedPods: expected, desiredHealthy: amount.value, unmanaged, why: text });
}

/** The sum of the sizes of the pods' controllers. */
function expectedScale(view: View, pods: readonly Pod[]): Result<{ readonly expected: number; readonly unmanaged: number }, string> {
  const scales = new Map<string, number>();
  const seen = new Set<string>();
  let unmanaged = 0;
  for (const pod of pods) {
    const reference = controllerOf(pod);
    if (!reference) {
      unmanaged += 1;
      continue;
    }
    if (seen.has(reference.uid)) continue;
    seen.add(reference.uid);
    const owner = scaledOwner(view, pod);
    if (!owner) return err(`found no controllers for pod "${pod.metadata.name}"`);
    scales.set(owner.uid, owner.scale);
  }
  return ok({ expected: [...scales.values()].reduce((sum, scale) => sum + scale, 0), unmanaged });
}

/** The topmost controller that has a size: a Deployment's ReplicaSets count as the Deployment. */
function scaledOwner(view: View, object: KubeObject): { readonly uid: string; readonly scale: number } | undefined {
  const reference = controllerOf(object);
  const known = reference && resourceOfKind(reference.apiVersion, reference.kind);
  const owner = known && view.get<Deployment>(known.resource, object.metadata.namespace, reference.name);
  if (!owner || owner.metadata.uid !== reference?.uid || owner.spec.replicas === undefined) return undefined;
  return (reference.kind === 'ReplicaSet' ? scaledOwner(view, owner) : undefined) ?? { uid: owner.metadata.uid, scale: owner.spec.replicas };
}

function stillExpectedToGo(
  context: Context,
  { status }: PodDisruptionBudget,
  pods: readonly Pod[],
): { readonly disruptedPods: Readonly<Record<string, string>>; readonly recheck: number | undefined } {
  const disruptedPods: Record<string, string> = {};
  let recheck: number | undefined;
  for (const pod of pods) {
    const since = status.disruptedPods?.[pod.metadata.name];
    if (since === undefined || pod.metadata.deletionTimestamp !== undefined) continue;
    const left = Date.parse(since) + DELETION_TIMEOUT - context.now;
    if (left < 0) {
      context.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${pod.metadata.namespace}/${pod.metadata.namespace} to be deleted but it wasn't`, SOURCE);
    } else {
      disruptedPods[pod.metadata.name] = since;
      recheck = Math.min(recheck ?? Infinity, left + 1);
    }
  }
  return { disruptedPods, recheck };
}

/** The one condition of a budget, with the time of its last flip. */
export function withCondition({ timestamp }: Context, { metadata, status }: PodDisruptionBudget, value: 'True' | 'False', reason: string, message: string): readonly Condition[] {
  const current = status.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  const condition: Condition = {
    type: 'DisruptionAllowed',
    status: value,
    observedGeneration: metadata.generation,
    lastTransitionTime: current?.status === value ? current.lastTransitionTime : timestamp,
    reason,
    message,
  };
  return [...(status.conditions ?? []).filter(({ type }) => type !== 'DisruptionAllowed'), condition];
}
