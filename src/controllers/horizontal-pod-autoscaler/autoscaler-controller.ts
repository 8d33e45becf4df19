/**
 * Keeps a workload between the sizes that its HorizontalPodAutoscaler allows, and at the size that its load asks for (upstream:
 * pkg/controller/podautoscaler/horizontal.go).
 *
 * Upstream looks every 15 s. So does this where metrics are served; without them no metric ever says how many pods are wanted, and it looks
 * only after something changed that it goes by.
 */
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import { canonical } from '../../api/kinds/shapes/shape.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import type { KubeObject, LabelSelector, ResourceKey } from '../../api/meta/types.ts';
import { objectKey, type Change, type Component, type Context, type IndexDefinition, type Outcome, type View } from '../../engine/component.ts';
import { podsMatching } from '../common/lookups.ts';
import { resourceOfKind } from '../common/kinds.ts';
import { splitKey } from '../common/owner.ts';
import { sentences } from '../common/words.ts';
import { EMPTY_HISTORY, normalize, withScaling, type History } from './behavior.ts';
import { areMetricsRegistered, evaluate, type MetricProblem, type Proposal } from './metric-values.ts';

export const AUTOSCALERS = 'horizontalpodautoscalers.autoscaling';
const SCALABLE: readonly ResourceKey[] = ['deployments.apps', 'replicasets.apps', 'statefulsets.apps', 'replicationcontrollers'];

/** Milliseconds from a change to the next look. */
const PERIOD = 15_000;
const SOON = 'soon/';

const BY_TARGET = 'autoscalers by target';
export const autoscalersByTarget: IndexDefinition<HorizontalPodAutoscaler> = {
  name: BY_TARGET,
  resource: AUTOSCALERS,
  values: ({ metadata: { namespace }, spec: { scaleTargetRef } }) => [`${namespace}/${scaleTargetRef.kind}/${scaleTargetRef.name}`],
};
const autoscalersOf = (view: View, namespace: string, kind: string, name: string): HorizontalPodAutoscaler[] =>
  view.byIndex<HorizontalPodAutoscaler>(BY_TARGET, `${namespace}/${kind}/${name}`);

interface Scalable extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly selector?: LabelSelector | Readonly<Record<string, string>> };
}

export const autoscalerController: Component = {
  name: 'horizontal-pod-autoscaler',
  priority: 32,
  watches: [
    {
      resource: AUTOSCALERS,
      keys: ({ type, key, object, before }) =>
        type === 'ADDED' || (type === 'MODIFIED' && (object as HorizontalPodAutoscaler).spec !== (before as HorizontalPodAutoscaler).spec) ? [SOON + key] : [],
    },
    ...SCALABLE.map((resource) => ({ resource, keys: targetKeys })),
  ],
  reconcile(context, key) {
    if (!key.startsWith(SOON)) return reconcile(context, key);
    context.wake(key.slice(SOON.length), PERIOD);
    return { decision: `Looks at the autoscaler in ${PERIOD / 1000} s.`, idle: true };
  },
};

function targetKeys({ type, object, before }: Change, view: View): string[] {
  if (type === 'MODIFIED' && (object as Scalable).spec.replicas === (before as Scalable).spec.replicas) return [];
  return autoscalersOf(view, object.metadata.namespace!, object.kind, object.metadata.name).map(({ metadata }) => SOON + objectKey(AUTOSCALERS, metadata.namespace, metadata.name));
}

type Conditions = readonly HorizontalPodAutoscalerCondition[];

function withCondition(conditions: Conditions, type: string, status: 'True' | 'False', reason: string, message: string, timestamp: string): Conditions {
  const current = conditions.find((condition) => condition.type === type);
  const condition = { type, status, lastTransitionTime: current?.status === status ? current.lastTransitionTime : timestamp, reason, message } as HorizontalPodAutoscalerCondition;
  return current ? conditions.map((other) => (other === current ? condition : other)) : [...conditions, condition];
}

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const autoscaler = context.get<HorizontalPodAutoscaler>(AUTOSCALERS, namespace, name);
  if (!autoscaler) {
    context.memory.delete(historyKey(key));
    return { decision: `Autoscaler ${name} is gone.`, idle: true };
  }
  const outcome = new Look(context, autoscaler).run();
  return areMetricsRegistered(context) ? { ...outcome, again: { after: PERIOD } } : outcome;
}

const historyKey = (key: string) => `history/${key}`;

/** A target that can be scaled, and how large it is. */
interface Found {
  readonly resource: ResourceKey;
  readonly target: Scalable;
}

class Look {
  readonly #context: Context;
  readonly #autoscaler: HorizontalPodAutoscaler;
  readonly #historyKey: string;
  #conditions: Conditions;

  constructor(context: Context, autoscaler: HorizontalPodAutoscaler) {
    this.#context = context;
    this.#autoscaler = autoscaler;
    this.#historyKey = historyKey(objectKey(AUTOSCALERS, autoscaler.metadata.namespace, autoscaler.metadata.name));
    this.#conditions = autoscaler.status?.conditions ?? [];
  }

  run(): Outcome {
    const {
      spec: { minReplicas, maxReplicas, scaleTargetRef },
    } = this.#autoscaler;
    const found = this.#target();
    if ('problem' in found) {
      this.#event('Warning', 'FailedGetScale', found.problem);
      this.#condition('AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${found.problem}`);
      this.#write({});
      return { decision: `Its target cannot be scaled: ${found.problem}.` };
    }
    this.#condition('AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
    const current = found.target.spec.replicas ?? 1;
    if (this.#history.recommendations.length === 0) this.#history = { ...this.#history, recommendations: [{ at: this.#context.now, replicas: current }] };
    const has = `${scaleTargetRef.kind} ${scaleTargetRef.name} has ${current}`;
    if (current === 0 && minReplicas !== 0) {
      this.#condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      this.#write({ currentReplicas: 0, desiredReplicas: 0, currentMetrics: null });
      return { decision: `${has}: an autoscaler leaves alone what is scaled to zero.`, idle: true };
    }
    if (current > maxReplicas) return this.#rescale(found, current, maxReplicas, 'Current number of replicas above Spec.MaxReplicas', `${has}, at most ${maxReplicas} are allowed`);
    if (current < minReplicas) return this.#rescale(found, current, minReplicas, 'Current number of replicas below Spec.MinReplicas', `${has}, at least ${minReplicas} are wanted`);
    return this.#byMetrics(found, current, has);
  }

  get #history(): History {
    return this.#context.memory.get<History>(this.#historyKey) ?? EMPTY_HISTORY;
  }
  set #history(history: History) {
    this.#context.memory.set(this.#historyKey, history);
  }

  #target(): Found | { readonly problem: string } {
    const { apiVersion = '', kind, name } = this.#autoscaler.spec.scaleTargetRef;
    const known = resourceOfKind(apiVersion, kind);
    if (!known) return { problem: `no matches for kind "${kind}" in group "${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}"` };
    const target = SCALABLE.includes(known.resource) ? this.#context.get<Scalable>(known.resource, this.#autoscaler.metadata.namespace, name) : undefined;
    if (target) return { resource: known.resource, target };
    return { problem: SCALABLE.includes(known.resource) ? `${known.resource} "${name}" not found` : 'the server could not find the requested resource' };
  }

  /** The largest of what the metrics ask for, kept within bounds, windows and rates. Upstream: computeReplicasForMetrics and what follows. */
  #byMetrics(found: Found, current: number, has: string): Outcome {
    const {
      metadata: { namespace },
      spec: { metrics, minReplicas, maxReplicas, behavior, scaleTargetRef },
    } = this.#autoscaler;
    const rivals = autoscalersOf(this.#context, namespace!, scaleTargetRef.kind, scaleTargetRef.name);
    const selector = selectorOf(found.target);
    if (rivals.length > 1) return this.#ambiguous(selector, rivals, current, has);
    const target = { autoscaler: this.#autoscaler, pods: podsMatching(this.#context, namespace!, selector), selector, current };
    const answers = metrics.map((metric) => evaluate(this.#context, target, metric));
    const problems = answers.flatMap((answer) => (answer.ok ? [] : [answer.error]));
    for (const { reason, message } of problems) this.#event('Warning', reason, message);
    let best: Proposal | undefined;
    for (const answer of answers) if (answer.ok && (!best || answer.value.replicas > best.replicas)) best = answer.value;
    // As upstream writes it: a metric that could not be had has a place without a type.
    const currentMetrics = answers.map((answer) => (answer.ok ? answer.value.status : { type: '' }));
    const saw = answers.flatMap((answer) => (answer.ok ? [answer.value.saw] : []));
    if (!best || (problems.length > 0 && best.replicas < current))
      return { ...this.#withoutMetrics(problems, metrics.length, current, currentMetrics, `${has}, within ${minReplicas} to ${maxReplicas}`), saw };
    this.#condition('ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${best.name}`);
    const { replicas, stabilized, limited, history } = normalize(best.replicas, { min: minReplicas, max: maxReplicas, current, behavior }, this.#history, this.#context.now);
    this.#history = history;
    this.#condition('AbleToScale', 'True', stabilized.reason, stabilized.message);
    this.#condition('ScalingLimited', limited.isLimited ? 'True' : 'False', limited.reason, limited.message);
    const why = [
      ...(best.replicas === current ? [] : [`the load asks for ${best.replicas}`]),
      ...(replicas === best.replicas ? [] : [words(stabilized.reason, limited, replicas)]),
    ].join(', ');
    if (replicas === current) {
      const wrote = this.#write({ currentReplicas: current, desiredReplicas: current, currentMetrics });
      return { decision: `${has}${why === '' ? ', as many as the load asks for' : `; ${why}`}: nothing to do.`, saw, idle: !wrote };
    }
    const reason = best.replicas > current ? `${best.name} above target` : 'All metrics below target';
    return { ...this.#rescale(found, current, replicas, best.replicas === current ? '' : reason, `${has}; ${why}`, currentMetrics), saw };
  }

  #rescale(
    { resource, target }: Found,
    current: number,
    desired: number,
    reason: string,
    why: string,
    currentMetrics: HorizontalPodAutoscalerStatus['currentMetrics'] = null,
  ): Outcome {
    const written = this.#context.update<Scalable>(resource, { ...target, spec: { ...target.spec, replicas: desired } });
    if (!written.ok) {
      const { message } = written.error;
      this.#event('Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`);
      this.#condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${message}`);
      this.#write({ currentReplicas: current, currentMetrics });
      return { decision: `${why}, but it cannot be scaled: ${message}`, again: { after: PERIOD } };
    }
    this.#condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`);
    this.#event('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
    this.#history = withScaling(this.#history, this.#autoscaler.spec.behavior, current, desired, this.#context.now);
    this.#write({ currentReplicas: current, desiredReplicas: desired, lastScaleTime: this.#context.timestamp, currentMetrics });
    return { decision: `${why}: scale it to ${desired}.`, again: { after: PERIOD } };
  }

  #ambiguous(selector: LabelSelector, rivals: readonly HorizontalPodAutoscaler[], current: number, has: string): Outcome {
    const message = `pods by selector ${formatLabelSelector(selector)} are controlled by multiple HPAs: [${rivals.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(' ')}]`;
    this.#event('Warning', 'AmbiguousSelector', message);
    this.#condition('ScalingActive', 'False', 'AmbiguousSelector', message);
    this.#write({ currentReplicas: current, currentMetrics: null });
    this.#event('Warning', 'FailedComputeMetricsReplicas', message);
    return { decision: sentences([`${has}: nothing to do`, message]), idle: true };
  }

  #withoutMetrics(problems: readonly MetricProblem[], count: number, current: number, currentMetrics: HorizontalPodAutoscalerStatus['currentMetrics'], why: string): Outcome {
    const [{ reason, message, prefix }] = problems as [MetricProblem];
    this.#condition('ScalingActive', 'False', reason, `the HPA was unable to compute the replica count: ${message}`);
    this.#write({ currentReplicas: current, currentMetrics });
    const problem = `invalid metrics (${problems.length} invalid out of ${count}), first error is: ${prefix}: ${message}`;
    this.#event('Warning', 'FailedComputeMetricsReplicas', problem);
    return { decision: sentences([`${why}: nothing to do`, `How many its load asks for cannot be told: ${problem}`]), idle: true };
  }

  #condition(type: string, status: 'True' | 'False', reason: string, message: string): void {
    this.#conditions = withCondition(this.#conditions, type, status, reason, message, this.#context.timestamp);
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.event(this.#autoscaler, type, reason, message);
  }

  /** Gives whether anything was written. */
  #write(change: Partial<HorizontalPodAutoscalerStatus>): boolean {
    const status = { ...this.#autoscaler.status, ...change, conditions: this.#conditions };
    const written = this.#context.updateStatus<HorizontalPodAutoscaler>(AUTOSCALERS, {
      ...this.#autoscaler,
      status: canonical('autoscaling.v2.HorizontalPodAutoscalerStatus', status),
    });
    return written.ok && written.value.metadata.resourceVersion !== this.#autoscaler.metadata.resourceVersion;
  }
}

/** A ReplicationController's selector is a plain map. */
function selectorOf({ spec: { selector = {} } }: Scalable): LabelSelector {
  return 'matchLabels' in selector || 'matchExpressions' in selector ? (selector as LabelSelector) : { matchLabels: selector as Readonly<Record<string, string>> };
}

function words(stabilized: string, { isLimited, reason }: { readonly isLimited: boolean; readonly reason: string }, replicas: number): string {
  if (isLimited && reason === 'TooManyReplicas') return `at most ${replicas} are allowed`;
  if (isLimited && reason === 'TooFewReplicas') return `at least ${replicas} are wanted`;
  if (isLimited) return `the policies allow ${replicas} by now`;
  return stabilized === 'ScaleUpStabilized' ? `the lowest recent recommendation, ${replicas}, holds` : `the highest recent recommendation, ${replicas}, holds`;
}
