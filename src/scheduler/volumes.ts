/**
 * Claims that wait for a pod to get a node (upstream: pkg/scheduler/framework/plugins/volumebinding/binder.go). The scheduler says which volume, or
 * on which node one is to be made; the pod is bound once the claim is.
 */
import type { Node } from '../api/kinds/node/types.ts';
import type { PersistentVolumeClaim } from '../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../api/kinds/persistent-volume/types.ts';
import type { Pod } from '../api/kinds/pod/types.ts';
import type { StorageClass } from '../api/kinds/storage-class/types.ts';
import { compareQuantities, quantity } from '../api/meta/quantity.ts';
import { matchesLabelSelector } from '../api/meta/selector.ts';
import type { Context, View } from '../engine/component.ts';
import { termMatches } from '../api/kinds/pod/node-fit.ts';

const CLAIMS = 'persistentvolumeclaims';
const VOLUMES = 'persistentvolumes';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
const NO_PROVISIONER = 'kubernetes.io/no-provisioner';

export const claimNames = ({ metadata, spec }: Pod): readonly string[] =>
  (spec.volumes ?? []).flatMap((volume) => (volume.persistentVolumeClaim ? [volume.persistentVolumeClaim.claimName] : volume.ephemeral ? [`${metadata.name}-${volume.name}`] : []));

/** Whether the claim is one that the pod has made for itself. */
export const isEphemeral = ({ metadata, spec }: Pod, claim: string): boolean =>
  (spec.volumes ?? []).some((volume) => volume.ephemeral && claim === `${metadata.name}-${volume.name}`);

export const isBound = ({ spec, status }: PersistentVolumeClaim): boolean => Boolean(spec.volumeName) && status?.phase === 'Bound';

const classOf = (view: View, { spec }: PersistentVolumeClaim): StorageClass | undefined =>
  spec.storageClassName ? view.get<StorageClass>('storageclasses.storage.k8s.io', undefined, spec.storageClassName) : undefined;

/** Whether a claim is bound only when a pod of it has a node. */
export const isLate = (view: View, claim: PersistentVolumeClaim): boolean => classOf(view, claim)?.volumeBindingMode === 'WaitForFirstConsumer';

export const reaches = ({ spec: { nodeAffinity } }: PersistentVolume, node: Node): boolean => {
  const terms = nodeAffinity?.required?.nodeSelectorTerms;
  return !terms || terms.some((term) => termMatches(term, node));
};

/** Volumes that a claim may take, the smallest first: those that name it, else free ones of its class. Upstream: FindMatchingVolume. */
export function candidatesFor(view: View, claim: PersistentVolumeClaim): readonly PersistentVolume[] {
  const { metadata, spec } = claim;
  const size = (volume: PersistentVolume) => quantity(volume.spec.capacity?.['storage']);
  return view
    .list<PersistentVolume>(VOLUMES)
    .filter(({ metadata: { deletionTimestamp, labels }, spec: volume, status }) => {
      if (deletionTimestamp !== undefined || (volume.storageClassName ?? '') !== (spec.storageClassName ?? '')) return false;
      const { claimRef } = volume;
      if (claimRef) return claimRef.namespace === metadata.namespace && claimRef.name === metadata.name && (!claimRef.uid || claimRef.uid === metadata.uid);
      return (
        status.phase === 'Available' &&
        volume.volumeMode === spec.volumeMode &&
        (spec.accessModes ?? []).every((mode) => volume.accessModes?.includes(mode)) &&
        compareQuantities(quantity(volume.capacity?.['storage']), quantity(spec.resources.requests?.['storage'])) >= 0 &&
        (!spec.selector || matchesLabelSelector(spec.selector, labels))
      );
    })
    .sort((a, b) => Number(Boolean(b.spec.claimRef)) - Number(Boolean(a.spec.claimRef)) || compareQuantities(size(a), size(b)));
}

/** A claim that waits for its pod's node, with what it could take. */
export interface LateClaim {
  readonly claim: PersistentVolumeClaim;
  readonly candidates: readonly PersistentVolume[];
  readonly selected: string | undefined;
  readonly provisioned: boolean;
}

export function lateClaim(view: View, claim: PersistentVolumeClaim): LateClaim {
  const provisioner = classOf(view, claim)?.provisioner ?? '';
  return {
    claim,
    candidates: candidatesFor(view, claim),
    selected: claim.metadata.annotations?.[SELECTED_NODE],
    provisioned: provisioner !== '' && provisioner !== NO_PROVISIONER,
  };
}

/** Whether the node has, or can be given, what all the claims ask for; no volume serves two of them. */
export function nodeSuits(claims: readonly LateClaim[], node: Node): boolean {
  const taken = new Set<string>();
  return claims.every(({ candidates, selected, provisioned }) => {
    if (selected !== undefined) return selected === node.metadata.name;
    const volume = candidates.find((each) => !taken.has(each.metadata.name) && reaches(each, node));
    if (volume) taken.add(volume.metadata.name);
    return volume !== undefined || provisioned;
  });
}

/** Reserves a volume for each claim that waits, or asks for one on the node. Gives the claims that are not bound yet. Upstream: BindPodVolumes. */
export function bindVolumes(context: Context, pod: Pod, nodeName: string): readonly string[] {
  const { namespace } = pod.metadata;
  const node = context.get<Node>('nodes', undefined, nodeName);
  const waiting: string[] = [];
  for (const name of claimNames(pod)) {
    const claim = context.get<PersistentVolumeClaim>(CLAIMS, namespace, name);
    if (!node || !claim || isBound(claim) || !isLate(context, claim)) continue;
    waiting.push(name);
    const { candidates, selected } = lateClaim(context, claim);
    const volume = candidates.find((candidate) => reaches(candidate, node));
    if (selected === undefined && volume) {
      if (volume.spec.claimRef) continue;
      const { uid, resourceVersion } = claim.metadata;
      context.modify<PersistentVolume>(VOLUMES, undefined, volume.metadata.name, (current) => ({
        ...current,
        metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } },
        spec: { ...current.spec, claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion } },
      }));
    } else if (selected !== nodeName) {
      context.modify<PersistentVolumeClaim>(CLAIMS, namespace, name, (current) => ({
        ...current,
        metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, [SELECTED_NODE]: nodeName } },
      }));
    }
  }
  return waiting;
}
