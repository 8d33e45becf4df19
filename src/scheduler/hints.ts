/**
 * Which change could let a pod in that a plugin refused (upstream: the plugins' EventsToRegister and their queueing hints). What is no hint
 * leaves the pod where it waits, even where it would fit now: so does upstream.
 */
import type { Node } from '../api/kinds/node/types.ts';
import type { PodAffinityTerm } from '../api/kinds/pod/affinity-types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import { matchesLabelSelector } from '../api/meta/selector.ts';
import { deepEqual } from '../base/equal.ts';
import type { View } from '../engine/component.ts';
import { selectsNode, tolerates, untolerated } from '../api/kinds/pod/node-fit.ts';
import { DYNAMIC_RESOURCES } from './plugins/dynamic-resources.ts';
import { concerns } from './plugins/inter-pod-affinity.ts';
import { shareClaim } from './plugins/volume-restrictions.ts';
import { clash, hostPorts } from '../api/kinds/pod/host-ports.ts';
import { allocatable, podAmounts } from './usage.ts';

export interface ObjectChange<T> {
  readonly before: T | undefined;
  /** Absent: it is gone. */
  readonly after: T | undefined;
}

type PodHint = (view: View, waiter: Pod, change: ObjectChange<Pod>) => boolean;
type NodeHint = (waiter: Pod, change: ObjectChange<Node>) => boolean;

/** Whether a taint keeps the pod from the node. */
const repels = ({ spec }: Pod, node: Node): boolean => untolerated(node.spec.taints, spec.tolerations, ['NoSchedule', 'NoExecute']) !== undefined;

/** By plugin: changes of pods that are on a node. */
export const podHints: Readonly<Record<string, PodHint>> = {
  NodeResourcesFit: (_, waiter, { before, after }) => {
    if (!after) return true;
    if (!before || before.spec === after.spec) return false;
    const [old, now] = [podAmounts(before), podAmounts(after)];
    return Object.entries(podAmounts(waiter)).some(([name, wanted]) => wanted > 0 && (old[name] ?? 0) > (now[name] ?? 0));
  },
  NodePorts: (_, waiter, { before, after }) => !after && before !== undefined && hostPorts(before).some((freed) => hostPorts(waiter).some((wanted) => clash(freed, wanted))),
  VolumeRestrictions: (_, waiter, { before, after }) => !after && before !== undefined && shareClaim(before, waiter),
  InterPodAffinity: (view, waiter, { before, after }) => {
    const affinity = waiter.spec.affinity;
    const near = affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const far = affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
    const all = (terms: readonly PodAffinityTerm[], other: Pod | undefined) =>
      other !== undefined && terms.length > 0 && terms.every((term) => concerns(view, waiter, term, other));
    if (!after) return all(far, before);
    return (all(near, after) && !all(near, before)) || (before !== undefined && all(far, before) && !all(far, after));
  },
  PodTopologySpread: (_, waiter, { before, after }) => {
    if ((after ?? before)!.metadata.namespace !== waiter.metadata.namespace) return false;
    const hard = (waiter.spec.topologySpreadConstraints ?? []).filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule');
    const matches = (labelSelector: (typeof hard)[number]['labelSelector'], other: Pod | undefined) =>
      other !== undefined && matchesLabelSelector(labelSelector, other.metadata.labels);
    return before && after
      ? hard.some(({ labelSelector }) => matches(labelSelector, before) !== matches(labelSelector, after))
      : hard.every(({ labelSelector }) => matches(labelSelector, after ?? before));
  },
};

const keysOf = (pod: Pod, kind: 'podAffinity' | 'podAntiAffinity') =>
  (pod.spec.affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(({ topologyKey }) => topologyKey);
const labelOf = (node: Node | undefined, key: string) => node?.metadata.labels?.[key];
const labelsChanged = ({ before, after }: ObjectChange<Node>) => !deepEqual(before?.metadata.labels, after?.metadata.labels);
const taintsChanged = ({ before, after }: ObjectChange<Node>) => before?.spec.unschedulable !== after?.spec.unschedulable || !deepEqual(before?.spec.taints, after?.spec.taints);

/** By plugin: changes of nodes. */
export const nodeHints: Readonly<Record<string, NodeHint>> = {
  NodeUnschedulable: (_, { before, after }) => after !== undefined && !after.spec.unschedulable && (!before || before.spec.unschedulable === true),
  NodeName: (_, { before, after }) => !before && after !== undefined,
  NodePorts: (_, { before, after }) => !before && after !== undefined,
  VolumeRestrictions: (_, { before, after }) => !before && after !== undefined,
  TaintToleration: (waiter, { before, after }) => after !== undefined && (!before || repels(waiter, before)) && !repels(waiter, after),
  NodeAffinity: (waiter, { before, after }) => after !== undefined && selectsNode(waiter.spec, after) && (!before || !selectsNode(waiter.spec, before)),
  NodeResourcesFit: (waiter, { before, after }) => {
    if (!after) return false;
    const [old, now] = [before && allocatable(before), allocatable(after)];
    const wanted = Object.entries(podAmounts(waiter)).filter(([name, amount]) => amount > 0 && !name.startsWith('score-'));
    return wanted.every(([name, amount]) => amount <= (now[name] ?? 0)) && (!old || wanted.some(([name]) => (now[name] ?? 0) > (old[name] ?? 0)));
  },
  InterPodAffinity: (waiter, change) => {
    const { before, after } = change;
    if (!after) return false;
    const [near, far] = [keysOf(waiter, 'podAffinity'), keysOf(waiter, 'podAntiAffinity')];
    if (!before) return near.some((key) => labelOf(after, key) !== undefined) || far.length > 0;
    return (
      near.some((key) => labelOf(after, key) !== undefined && labelOf(after, key) !== labelOf(before, key)) ||
      far.some((key) => labelOf(before, key) !== undefined && labelOf(after, key) !== labelOf(before, key))
    );
  },
  PodTopologySpread: (waiter, change) => {
    const { before, after } = change;
    const keys = (waiter.spec.topologySpreadConstraints ?? []).map(({ topologyKey }) => topologyKey);
    const matches = (node: Node | undefined) => node !== undefined && keys.every((key) => labelOf(node, key) !== undefined);
    if (!before || !after) return matches(after ?? before);
    return (
      matches(before) !== matches(after) ||
      (matches(after) && (keys.some((key) => labelOf(before, key) !== labelOf(after, key)) || !deepEqual(before.spec.taints, after.spec.taints)))
    );
  },
  VolumeBinding: (_, change) => !change.before || labelsChanged(change) || taintsChanged(change),
};

/** Whether a change of the waiting pod itself answers one of the plugins that refused it. */
export function helpsItself(plugins: readonly string[], before: Pod, after: Pod): boolean {
  // Its claims have been made.
  if (plugins.includes(DYNAMIC_RESOURCES) && before.status.resourceClaimStatuses !== after.status.resourceClaimStatuses) return true;
  if (before.spec === after.spec && before.metadata.labels === after.metadata.labels) return false;
  const gates = (pod: Pod) => pod.spec.schedulingGates?.length ?? 0;
  if (gates(before) > 0) return gates(after) === 0;
  const retolerates = !deepEqual(before.spec.tolerations, after.spec.tolerations);
  const relabels = !deepEqual(before.metadata.labels, after.metadata.labels);
  return plugins.some((plugin) => {
    switch (plugin) {
      case 'TaintToleration':
        return retolerates;
      case 'NodeUnschedulable':
        return retolerates && (after.spec.tolerations ?? []).some((toleration) => tolerates(toleration, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }));
      case 'PodTopologySpread':
        return relabels || retolerates;
      case 'NodeResourcesFit':
        return !deepEqual(podAmounts(before), podAmounts(after));
      default:
        return false;
    }
  });
}
