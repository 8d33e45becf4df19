import type { Namespace } from '../../api/kinds/namespace/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { PodAffinityTerm } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { View } from '../../engine/component.ts';
import type { Cycle, FilterPlugin, ScorePlugin } from '../framework.ts';
import { refuse, refuseForGood } from '../framework.ts';
import { countsOnNode, PODS_WITH_ANTI_AFFINITY } from '../usage.ts';

/** Whether `term` of `pod` is about `other`. Without namespaces it is about the pod's own; an empty namespace selector is all. */
export function concerns(view: View, pod: Pod, term: PodAffinityTerm, other: Pod): boolean {
  const { namespace } = other.metadata;
  const { namespaces, namespaceSelector } = term;
  const inNamespaces = namespaces?.length ? namespaces.includes(namespace!) : !namespaceSelector && namespace === pod.metadata.namespace;
  const selected = namespaceSelector !== undefined && matchesLabelSelector(namespaceSelector, view.get<Namespace>('namespaces', undefined, namespace!)?.metadata.labels);
  if (!inNamespaces && !selected) return false;
  for (const key of term.matchLabelKeys ?? []) if (pod.metadata.labels?.[key] !== other.metadata.labels?.[key]) return false;
  for (const key of term.mismatchLabelKeys ?? []) if (pod.metadata.labels?.[key] === other.metadata.labels?.[key]) return false;
  return matchesLabelSelector(term.labelSelector, other.metadata.labels);
}

const nodeOf = (view: View, pod: Pod) => view.get<Node>('nodes', undefined, pod.spec.nodeName!);
const labelOf = (node: Node | undefined, key: string) => node?.metadata.labels?.[key];

/** Pods that a term could be about: those of its namespaces. */
function candidates({ view, without }: Cycle, pod: Pod, term: PodAffinityTerm): readonly Pod[] {
  const names = term.namespaceSelector ? undefined : term.namespaces?.length ? term.namespaces : [pod.metadata.namespace!];
  const pods = names ? names.flatMap((name) => view.list<Pod>('pods', name)) : view.list<Pod>('pods');
  return pods.filter((other) => countsOnNode(other) && !without.has(other.metadata.uid));
}

interface Terms {
  /** For each required term of affinity: the topology values that hold a pod it is about. */
  readonly near: readonly { readonly key: string; readonly values: ReadonlySet<string> }[];
  readonly far: readonly { readonly key: string; readonly values: ReadonlySet<string> }[];
  /** What pods that are there keep away from them. */
  readonly kept: readonly { readonly key: string; readonly value: string }[];
  /** The pod matches all of its own terms and nobody else does: the first of a group may go anywhere. */
  readonly first: boolean;
}

function places(cycle: Cycle, term: PodAffinityTerm): ReadonlySet<string> {
  const values = new Set<string>();
  for (const other of candidates(cycle, cycle.pod, term)) {
    if (!concerns(cycle.view, cycle.pod, term, other)) continue;
    const value = labelOf(nodeOf(cycle.view, other), term.topologyKey);
    if (value !== undefined) values.add(value);
  }
  return values;
}

function terms(cycle: Cycle): Terms | undefined {
  const { pod, view, without } = cycle;
  const required = pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const anti = pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const keepers = view.byIndex<Pod>(PODS_WITH_ANTI_AFFINITY, 'yes');
  if (required.length === 0 && anti.length === 0 && keepers.length === 0) return undefined;
  const kept: { key: string; value: string }[] = [];
  for (const other of keepers) {
    if (without.has(other.metadata.uid)) continue;
    for (const term of other.spec.affinity!.podAntiAffinity!.requiredDuringSchedulingIgnoredDuringExecution!) {
      if (!concerns(view, other, term, pod)) continue;
      const value = labelOf(nodeOf(view, other), term.topologyKey);
      if (value !== undefined) kept.push({ key: term.topologyKey, value });
    }
  }
  const near = required.map((term) => ({ key: term.topologyKey, values: places(cycle, term) }));
  return {
    near,
    far: anti.map((term) => ({ key: term.topologyKey, values: places(cycle, term) })),
    kept,
    first: required.length > 0 && near.every(({ values }) => values.size === 0) && required.every((term) => concerns(view, pod, term, pod)),
  };
}

/** Required affinity and anti-affinity between pods (upstream: plugins/interpodaffinity/filtering.go). */
export const interPodAffinity: FilterPlugin = {
  name: 'InterPodAffinity',
  prepare: (cycle) => {
    const found = terms(cycle);
    return found ? { state: found } : { skip: true };
  },
  filter: (_, { node }, { near, far, kept, first }: Terms) => {
    const inPlace = ({ key, values }: { key: string; values: ReadonlySet<string> }) => {
      const value = labelOf(node, key);
      return value !== undefined && values.has(value);
    };
    const hasKeys = near.every(({ key }) => labelOf(node, key) !== undefined);
    if (near.length > 0 && !(hasKeys && (first || near.every(inPlace)))) return refuseForGood("node(s) didn't match pod affinity rules");
    if (far.some(inPlace)) return refuse("node(s) didn't match pod anti-affinity rules");
    if (kept.some(({ key, value }) => labelOf(node, key) === value)) return refuse("node(s) didn't satisfy existing pods anti-affinity rules");
    return undefined;
  },
};

interface Preference {
  readonly key: string;
  readonly weight: number;
  readonly counts: ReadonlyMap<string, number>;
}

/** Preferred affinity and anti-affinity (upstream: plugins/interpodaffinity/scoring.go). */
export const interPodAffinityScore: ScorePlugin = {
  name: 'InterPodAffinity',
  weight: 2,
  prepare: (cycle) => {
    const { pod, view } = cycle;
    const weighted = [
      ...(pod.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((p) => ({ ...p, sign: 1 })),
      ...(pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((p) => ({ ...p, sign: -1 })),
    ];
    if (weighted.length === 0) return { skip: true };
    const preferences = weighted.map(({ weight, podAffinityTerm: term, sign }): Preference => {
      const counts = new Map<string, number>();
      for (const other of candidates(cycle, pod, term)) {
        if (!concerns(view, pod, term, other)) continue;
        const value = labelOf(nodeOf(view, other), term.topologyKey);
        if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      return { key: term.topologyKey, weight: sign * weight, counts };
    });
    return { state: preferences };
  },
  score: (_, { node }, preferences: readonly Preference[]) => preferences.reduce((sum, { key, weight, counts }) => sum + weight * (counts.get(labelOf(node, key) ?? '') ?? 0), 0),
  normalize: 'range',
};
