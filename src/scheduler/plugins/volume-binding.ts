import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { FilterPlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { claimNames, isBound, isEphemeral, isLate, lateClaim, nodeSuits, reaches, type LateClaim } from '../volumes.ts';

interface Claims {
  readonly volumes: readonly PersistentVolume[];
  readonly late: readonly LateClaim[];
}

/** Claims that must be there, and either bound to a volume that the node can reach, or such that the node can be given one (upstream: plugins/volumebinding). */
export const volumeBinding: FilterPlugin = {
  name: 'VolumeBinding',
  prepare: ({ pod, view }) => {
    const names = claimNames(pod);
    if (names.length === 0) return { skip: true };
    const volumes: PersistentVolume[] = [];
    const late: LateClaim[] = [];
    for (const name of names) {
      const claim = view.get<PersistentVolumeClaim>('persistentvolumeclaims', pod.metadata.namespace, name);
      if (!claim)
        return {
          never: isEphemeral(pod, name) ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"` : `persistentvolumeclaim "${name}" not found`,
        };
      if (isEphemeral(pod, name) && !claim.metadata.ownerReferences?.some(({ controller, uid }) => controller && uid === pod.metadata.uid)) {
        const { namespace } = pod.metadata;
        return { never: `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)` };
      }
      if (claim.metadata.deletionTimestamp !== undefined) return { never: `persistentvolumeclaim "${name}" is being deleted` };
      if (claim.status?.phase === 'Lost') return { never: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"` };
      if (!isBound(claim)) {
        if (!isLate(view, claim)) return { never: 'pod has unbound immediate PersistentVolumeClaims' };
        late.push(lateClaim(view, claim));
        continue;
      }
      const volume = view.get<PersistentVolume>('persistentvolumes', undefined, claim.spec.volumeName!);
      if (volume) volumes.push(volume);
    }
    return { state: { volumes, late } satisfies Claims };
  },
  filter: (_, { node }, { volumes, late }: Claims) => {
    const reasons = [
      ...(volumes.every((volume) => reaches(volume, node)) ? [] : ["node(s) didn't match PersistentVolume's node affinity"]),
      ...(nodeSuits(late, node) ? [] : ["node(s) didn't find available persistent volumes to bind"]),
    ];
    return reasons.length === 0 ? undefined : refuseForGood(...reasons);
  },
};
