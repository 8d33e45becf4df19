/**
 * Keeps a workload between the sizes that its HorizontalPodAutoscaler allows (upstream: pkg/controller/podautoscaler/horizontal.go).
 *
 * No cluster here has a metrics server, so no metric ever says how many pods are wanted: beyond its bounds an autoscaler only explains that.
 * Upstream looks every 15 s; here only after something changed that it goes by.
 */
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import { formatLabelSelector } from '../../api/meta/selector.ts';
import type { KubeObject, LabelSelector, ResourceKey } from '../../api/meta/types.ts';
import { objectKey, type Change, type Component, type Context, type IndexDefinition, type Outcome, type View } from '../../engine/component.ts';
import { resourceOfKind } from '../common/kinds.ts';
import { splitKey } from '../common/owner.ts';
import { sentences } from '../common/words.ts';
import { missingMetric } from './missing-metrics.ts';

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
  if (!autoscaler) return { decision: `Autoscaler ${name} is gone.`, idle: true };
  return new Look(context, autoscaler).run();
}

class Look {
  readonly #context: Context;
  readonly #autoscaler: HorizontalPodAutoscaler;
  #conditions: Conditions;

  constructor(context: Context, autoscaler: HorizontalPodAutoscaler) {
    this.#context = context;
    this.#autoscaler = autoscaler;
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
    const has = `${scaleTargetRef.kind} ${scaleTargetRef.name} has ${current}`;
    if (current === 0 && minReplicas !== 0) {
      this.#condition('ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      this.#write({ currentReplicas: 0, desiredReplicas: 0 });
      return { decision: `${has}: an autoscaler leaves alone what is scaled to zero.`, idle: true };
    }
    if (current > maxReplicas) return this.#rescale(found, current, maxReplicas, 'Current number of replicas above Spec.MaxReplicas', `${has}, at most ${maxReplicas} are allowed`);
    if (current < minReplicas) return this.#rescale(found, current, minReplicas, 'Current number of replicas below Spec.MinReplicas', `${has}, at least ${minReplicas} are wanted`);
    return this.#withoutMetrics(found.target, current, `${has}, within ${minReplicas} to ${maxReplicas}`);
  }

  #target(): { readonly resource: ResourceKey; readonly target: Scalable } | { readonly problem: string } {
    const { apiVersion = '', kind, name } = this.#autoscaler.spec.scaleTargetRef;
    const known = resourceOfKind(apiVersion, kind);
    if (!known) return { problem: `no matches for kind "${kind}" in group "${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}"` };
    const target = SCALABLE.includes(known.resource) ? this.#context.get<Scalable>(known.resource, this.#autoscaler.metadata.namespace, name) : undefined;
    if (target) return { resource: known.resource, target };
    return { problem: SCALABLE.includes(known.resource) ? `${known.resource} "${name}" not found` : 'the server could not find the requested resource' };
  }

  #rescale({ resource, target }: { readonly resource: ResourceKey; readonly target: Scalable }, current: number, desired: number, reason: string, why: string): Outcome {
    const written = this.#context.update<Scalable>(resource, { ...target, spec: { ...target.spec, replicas: desired } });
    if (!written.ok) {
      const { message } = written.error;
      this.#event('Warning', 'FailedRescale', `New size: ${desired}; reason: ${reason}; error: ${message}`);
      this.#condition('AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${message}`);
      this.#write({ currentReplicas: current });
      return { decision: `${why}, but it cannot be scaled: ${message}`, again: { after: PERIOD } };
    }
    this.#condition('AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${desired}`);
    this.#event('Normal', 'SuccessfulRescale', `New size: ${desired}; reason: ${reason}`);
    this.#write({ currentReplicas: current, desiredReplicas: desired, lastScaleTime: this.#context.timestamp });
    return { decision: `${why}: scale it to ${desired}.`, again: { after: PERIOD } };
  }

  #withoutMetrics(target: Scalable, current: number, why: string): Outcome {
    const { namespace } = this.#autoscaler.metadata;
    const { kind, name } = this.#autoscaler.spec.scaleTargetRef;
    const rivals = autoscalersOf(this.#context, namespace!, kind, name);
    const { problem, reason, message } = rivals.length > 1 ? ambiguity(target, rivals) : missingMetric(this.#autoscaler);
    this.#event('Warning', reason, message);
    this.#condition('ScalingActive', 'False', reason, rivals.length > 1 ? message : `the HPA was unable to compute the replica count: ${message}`);
    this.#write({ currentReplicas: current });
    this.#event('Warning', 'FailedComputeMetricsReplicas', problem);
    return { decision: sentences([`${why}: nothing to do`, `How many its load asks for cannot be told: ${problem}`]), idle: true };
  }

  #condition(type: string, status: 'True' | 'False', reason: string, message: string): void {
    this.#conditions = withCondition(this.#conditions, type, status, reason, message, this.#context.timestamp);
  }

  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#context.event(this.#autoscaler, type, reason, message);
  }

  #write(change: Partial<HorizontalPodAutoscalerStatus>): void {
    this.#context.updateStatus<HorizontalPodAutoscaler>(AUTOSCALERS, { ...this.#autoscaler, status: { ...this.#autoscaler.status, ...change, conditions: this.#conditions } });
  }
}

function ambiguity(target: Scalable, rivals: readonly HorizontalPodAutoscaler[]): { readonly problem: string; readonly reason: string; readonly message: string } {
  const { selector = {} } = target.spec;
  const text = formatLabelSelector(
    'matchLabels' in selector || 'matchExpressions' in selector ? (selector as LabelSelector) : { matchLabels: selector as Readonly<Record<string, string>> },
  );
  const message = `pods by selector ${text} are controlled by multiple HPAs: [${rivals.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(' ')}]`;
  return { problem: message, reason: 'AmbiguousSelector', message };
}
