/** What the server does to pods on create, update and delete (upstream: pkg/registry/core/pod/strategy.go). */
import type { StrategyContext } from '../../descriptor.ts';
import type { LabelSelector } from '../../meta/types.ts';
import { change, each, given } from '../fill.ts';
import type { PodAffinityTerm, WeightedPodAffinityTerm } from './affinity-types.ts';
import { dropDisabledFields } from './disabled-fields.ts';
import { qosClass } from './resources.ts';
import type { Pod, PodCondition, PodSpec } from './types.ts';

const gated = (timestamp: string): PodCondition => ({
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
  lastProbeTime: null,
  lastTransitionTime: timestamp,
});

/** `selector` narrowed to pods whose labels `keys` are (or, for NotIn, are not) as this pod's. */
function narrowed(selector: LabelSelector | undefined, pod: Pod, keys: readonly string[] | undefined, operator: 'In' | 'NotIn'): LabelSelector | undefined {
  const labels = pod.metadata.labels ?? {};
  const added = (keys ?? []).filter((key) => Object.hasOwn(labels, key)).map((key) => ({ key, operator, values: [labels[key]!] }));
  return selector && added.length > 0 ? { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...added] } : selector;
}

function podSpecWithLabelKeys(pod: Pod): PodSpec {
  const term = (of: PodAffinityTerm): PodAffinityTerm =>
    change(of, { labelSelector: narrowed(narrowed(of.labelSelector, pod, of.matchLabelKeys, 'In'), pod, of.mismatchLabelKeys, 'NotIn') });
  const weighted = (of: WeightedPodAffinityTerm): WeightedPodAffinityTerm => change(of, { podAffinityTerm: term(of.podAffinityTerm) });
  const terms = <
    T extends {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly PodAffinityTerm[];
      readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly WeightedPodAffinityTerm[];
    },
  >(
    of: T,
  ): T =>
    change(
      of as T & object,
      {
        requiredDuringSchedulingIgnoredDuringExecution: each(of.requiredDuringSchedulingIgnoredDuringExecution, term),
        preferredDuringSchedulingIgnoredDuringExecution: each(of.preferredDuringSchedulingIgnoredDuringExecution, weighted),
      } as never,
    );
  return change(pod.spec, {
    affinity: given(pod.spec.affinity, (affinity) =>
      change(affinity, {
        podAffinity: given(affinity.podAffinity, terms),
        podAntiAffinity: given(affinity.podAntiAffinity, terms),
      }),
    ),
    topologySpreadConstraints: each(pod.spec.topologySpreadConstraints, (constraint) =>
      change(constraint, { labelSelector: narrowed(constraint.labelSelector, pod, constraint.matchLabelKeys, 'In') }),
    ),
  });
}

export function preparePodForCreate(object: Pod, { timestamp }: StrategyContext): Pod {
  const pod = change(object, { spec: dropDisabledFields(object.spec) });
  const conditions = (pod.spec.schedulingGates ?? []).length > 0 ? { conditions: [gated(timestamp)] } : {};
  return { ...pod, spec: podSpecWithLabelKeys(pod), status: { phase: 'Pending', ...conditions, qosClass: qosClass(pod) } };
}

export function preparePodForUpdate(pod: Pod, old: Pod, subresource: '' | 'status'): Pod {
  if (subresource !== 'status') return { ...pod, spec: dropDisabledFields(pod.spec), status: old.status };
  const generations = new Map<string, number[]>();
  for (const { type, observedGeneration } of old.status.conditions ?? []) generations.set(type, [...(generations.get(type) ?? []), observedGeneration ?? 0]);
  const status = change(pod.status, {
    qosClass: pod.status.qosClass ?? old.status.qosClass,
    observedGeneration: pod.status.observedGeneration ?? old.status.observedGeneration,
    // A client that does not know the field must not clear it.
    conditions: each(pod.status.conditions, (condition) => {
      const before = generations.get(condition.type)?.shift();
      return condition.observedGeneration || !before ? condition : { ...condition, observedGeneration: before };
    }),
  });
  return { ...pod, spec: old.spec, status, metadata: change(pod.metadata, { ownerReferences: old.metadata.ownerReferences }) };
}

/** Upstream: CheckGracefulDelete. A pod that no kubelet runs, or that has ended, goes at once. */
export function podGracePeriod(pod: Pod, requested: number | undefined): number {
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  if (!pod.spec.nodeName || pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded') return 0;
  return period < 0 ? 1 : period;
}

export const podSelectableFields = (pod: Pod): Readonly<Record<string, string>> => ({
  'spec.nodeName': pod.spec.nodeName ?? '',
  'spec.restartPolicy': pod.spec.restartPolicy ?? '',
  'spec.schedulerName': pod.spec.schedulerName ?? '',
  'spec.serviceAccountName': pod.spec.serviceAccountName ?? '',
  'spec.hostNetwork': String(pod.spec.hostNetwork ?? false),
  'status.phase': pod.status.phase ?? '',
  'status.podIP': pod.status.podIPs?.[0]?.ip ?? '',
  'status.nominatedNodeName': pod.status.nominatedNodeName ?? '',
});
