/** What PersistentVolumes, the claims on them and the pods that use claims have to do with each other (upstream: component-helpers storage/volume/pv_helpers.go). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StorageClass } from '../../api/kinds/storage-class/types.ts';
import { compareQuantities, quantity } from '../../api/meta/quantity.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { IndexDefinition, View } from '../../engine/component.ts';

export const VOLUMES = 'persistentvolumes';
export const CLAIMS = 'persistentvolumeclaims';
export const CLASSES = 'storageclasses.storage.k8s.io';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class';

// --- Classes ---

/** Unlike an empty one, no class at all may be filled in. */
export const hasClass = ({ metadata, spec }: PersistentVolumeClaim): boolean => metadata.annotations?.[CLASS_ANNOTATION] !== undefined || spec.storageClassName !== undefined;

export const classOf = ({ metadata, spec }: PersistentVolumeClaim | PersistentVolume): string => metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';

const isDefault = ({ metadata: { annotations = {} } }: StorageClass): boolean =>
  annotations['storageclass.kubernetes.io/is-default-class'] === 'true' || annotations['storageclass.beta.kubernetes.io/is-default-class'] === 'true';

/** The newest of the classes that are marked as default. */
export const defaultClass = (view: View): StorageClass | undefined =>
  view
    .list<StorageClass>(CLASSES)
    .filter(isDefault)
    .sort((a, b) => Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp) || (a.metadata.name < b.metadata.name ? -1 : 1))[0];

/** Whether binding waits until the scheduler has chosen a node for a pod. */
export const isBoundLate = (view: View, claim: PersistentVolumeClaim): boolean =>
  view.get<StorageClass>(CLASSES, undefined, classOf(claim))?.volumeBindingMode === 'WaitForFirstConsumer';

// --- Matching ---

const VOLUMES_BY_USE = 'volumes by use';

/** Volumes by class where they are free, and by the claim where one is named. */
export const volumesByUse: IndexDefinition<PersistentVolume> = {
  name: VOLUMES_BY_USE,
  resource: VOLUMES,
  values: (volume) => {
    const { claimRef } = volume.spec;
    return claimRef ? [`claim/${claimRef.namespace}/${claimRef.name}`] : [`class/${classOf(volume)}`];
  },
};

const CLAIMS_BY_CLASS = 'unbound claims by class';
export const unboundClaimsByClass: IndexDefinition<PersistentVolumeClaim> = {
  name: CLAIMS_BY_CLASS,
  resource: CLAIMS,
  values: (claim) => (claim.metadata.annotations?.[BIND_COMPLETED] === undefined ? [classOf(claim)] : []),
};
export const unboundClaims = (view: View, className: string): PersistentVolumeClaim[] => view.byIndex<PersistentVolumeClaim>(CLAIMS_BY_CLASS, className);

export function isBoundTo({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  return claimRef !== undefined && claimRef.name === metadata.name && claimRef.namespace === metadata.namespace && (!claimRef.uid || claimRef.uid === metadata.uid);
}

const isLargeEnough = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  compareQuantities(quantity(volume.spec.capacity?.['storage']), quantity(claim.spec.resources.requests?.['storage'])) >= 0;

const sharesModes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean => claim.spec.accessModes?.every((mode) => volume.spec.accessModes?.includes(mode)) ?? true;

const sameAttributes = (volume: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  (volume.spec.volumeAttributesClassName ?? '') === (claim.spec.volumeAttributesClassName ?? '');

/** The smallest free volume that is large enough, among those that offer the fewest access modes; or the one that names the claim. */
export function findVolume(view: View, claim: PersistentVolumeClaim, late: boolean): PersistentVolume | undefined {
  const candidates = [
    ...view.byIndex<PersistentVolume>(VOLUMES_BY_USE, `claim/${claim.metadata.namespace}/${claim.metadata.name}`).filter((volume) => isBoundTo(volume, claim)),
    ...view.byIndex<PersistentVolume>(VOLUMES_BY_USE, `class/${classOf(claim)}`),
  ].filter(
    (volume) =>
      sharesModes(volume, claim) &&
      isLargeEnough(volume, claim) &&
      volume.spec.volumeMode === claim.spec.volumeMode &&
      sameAttributes(volume, claim) &&
      volume.metadata.deletionTimestamp === undefined,
  );
  const groups = new Map<string, PersistentVolume[]>();
  for (const volume of candidates) {
    const modes = [...(volume.spec.accessModes ?? [])].sort().join();
    groups.set(modes, [...(groups.get(modes) ?? []), volume]);
  }
  for (const [, volumes] of [...groups].sort(([a], [b]) => a.split(',').length - b.split(',').length || (a < b ? -1 : 1))) {
    const found = volumes.find((volume) => isBoundTo(volume, claim)) ?? (late ? undefined : smallest(volumes.filter((volume) => isFree(volume, claim))));
    if (found) return found;
  }
  return undefined;
}

const isFree = ({ metadata, status }: PersistentVolume, claim: PersistentVolumeClaim): boolean =>
  status.phase === 'Available' && (!claim.spec.selector || matchesLabelSelector(claim.spec.selector, metadata.labels));

function smallest(volumes: readonly PersistentVolume[]): PersistentVolume | undefined {
  let found: PersistentVolume | undefined;
  for (const volume of volumes) if (!found || compareQuantities(quantity(volume.spec.capacity?.['storage']), quantity(found.spec.capacity?.['storage'])) < 0) found = volume;
  return found;
}

/** Why a volume that a claim names cannot be its; `undefined` where it can. */
export function mismatch(volume: PersistentVolume, claim: PersistentVolumeClaim): string | undefined {
  if (volume.metadata.deletionTimestamp !== undefined) return `the volume is marked for deletion "${volume.metadata.name}"`;
  if (!isLargeEnough(volume, claim)) return 'requested PV is too small';
  if (classOf(volume) !== classOf(claim)) return 'storageClassName does not match';
  if (!sameAttributes(volume, claim)) return 'volumeAttributesClassName does not match';
  if (volume.spec.volumeMode !== claim.spec.volumeMode) return 'incompatible volumeMode';
  return sharesModes(volume, claim) ? undefined : 'incompatible accessMode';
}

// --- Pods ---

/** The claim of a pod's volume that is made for the pod alone has this name. */
export const ephemeralClaimName = (pod: Pod, volume: string): string => `${pod.metadata.name}-${volume}`;

const PODS_BY_CLAIM = 'pods by claim';
export const podsByClaim: IndexDefinition<Pod> = {
  name: PODS_BY_CLAIM,
  resource: 'pods',
  values: (pod) => claimsOf(pod).map((claim) => `${pod.metadata.namespace}/${claim}`),
  of: ['spec'],
};
export const podsWithClaim = (view: View, { metadata }: PersistentVolumeClaim): Pod[] => view.byIndex<Pod>(PODS_BY_CLAIM, `${metadata.namespace}/${metadata.name}`);

export function claimsOf(pod: Pod): string[] {
  const names: string[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    if (volume.persistentVolumeClaim) names.push(volume.persistentVolumeClaim.claimName);
    else if (volume.ephemeral) names.push(ephemeralClaimName(pod, volume.name));
  }
  return names;
}
