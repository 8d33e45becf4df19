/** A DaemonSet's pods: how they are made, and which node each is for (upstream: pkg/controller/daemon/util/daemonset_util.go). */
import type { DaemonSet } from '../../api/kinds/daemon-set/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Toleration } from '../../api/kinds/pod/affinity-types.ts';
import type { Pod, PodSpec, PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import { selectsNode, untolerated } from '../../api/kinds/pod/node-fit.ts';
import { REVISION_LABEL } from '../common/revisions.ts';

const GENERATION_ANNOTATION = 'deprecated.daemonset.template.generation';
const GENERATION_LABEL = 'pod-template-generation';

const exists = (key: string, effect: Toleration['effect']): Toleration => ({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect });
/** A daemon stays on a node that is in trouble, for as long as the node is there. */
const TOLERATIONS = [
  exists('not-ready', 'NoExecute'),
  exists('unreachable', 'NoExecute'),
  exists('disk-pressure', 'NoSchedule'),
  exists('memory-pressure', 'NoSchedule'),
  exists('pid-pressure', 'NoSchedule'),
  exists('unschedulable', 'NoSchedule'),
];

export function daemonTolerations({ tolerations = [], hostNetwork }: PodSpec): readonly Toleration[] {
  const added = hostNetwork ? [...TOLERATIONS, exists('network-unavailable', 'NoSchedule')] : TOLERATIONS;
  const isSame = (a: Toleration, b: Toleration) => a.key === b.key && a.operator === b.operator && a.effect === b.effect && (a.value ?? '') === (b.value ?? '');
  return added.reduce<readonly Toleration[]>(
    (all, toleration) => (all.some((own) => isSame(own, toleration)) ? all.map((own) => (isSame(own, toleration) ? toleration : own)) : [...all, toleration]),
    tolerations,
  );
}

/** Whether a pod of the set is to be created on the node, and whether one that is there may stay. */
export function fitsNode({ spec }: DaemonSet, node: Node, tolerations: readonly Toleration[]): { readonly run: boolean; readonly stay: boolean } {
  const { spec: pod } = spec.template;
  if ((pod.nodeName && pod.nodeName !== node.metadata.name) || !selectsNode(pod, node)) return { run: false, stay: false };
  const { taints } = node.spec;
  if (!taints || untolerated(taints, tolerations, ['NoSchedule', 'NoExecute']) === undefined) return { run: true, stay: true };
  return { run: false, stay: untolerated(taints, tolerations, ['NoExecute']) === undefined };
}

/** The set's template for one node: the scheduler binds it there, and nowhere else. */
export function templateFor(set: DaemonSet, hash: string, tolerations: readonly Toleration[], node: string): PodTemplateSpec {
  const { template } = set.spec;
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  const field = { key: 'metadata.name', operator: 'In' as const, values: [node] };
  const nodeAffinity = template.spec.affinity?.nodeAffinity;
  return {
    metadata: { ...template.metadata, labels: { ...template.metadata?.labels, ...(generation !== undefined && { [GENERATION_LABEL]: generation }), [REVISION_LABEL]: hash } },
    spec: {
      ...template.spec,
      tolerations,
      affinity: { ...template.spec.affinity, nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields: [field] }] } } },
    },
  };
}

/** Where the pod is, or is meant to be. */
export function nodeOf({ spec }: Pod): string | undefined {
  if (spec.nodeName) return spec.nodeName;
  for (const { matchFields = [] } of spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? []) {
    for (const { key, operator, values = [] } of matchFields) if (key === 'metadata.name' && operator === 'In' && values.length === 1) return values[0];
  }
  return undefined;
}

export const isUpdated = (pod: Pod, set: DaemonSet, hash: string): boolean => {
  const { labels } = pod.metadata;
  const generation = set.metadata.annotations?.[GENERATION_ANNOTATION];
  return labels?.[REVISION_LABEL] === hash || (generation !== undefined && labels?.[GENERATION_LABEL] === generation);
};

/** Assigned before unassigned, then the older, then by name (upstream: podByCreationTimestampAndPhase). */
export function byAssignmentAndAge(a: Pod, b: Pod): number {
  if (!a.spec.nodeName !== !b.spec.nodeName) return a.spec.nodeName ? -1 : 1;
  if (a.metadata.creationTimestamp !== b.metadata.creationTimestamp) return a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}
