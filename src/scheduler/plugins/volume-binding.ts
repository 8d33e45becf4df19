import type { KubeObject } from '../../api/meta/types.ts';
import type { FilterPlugin } from '../framework.ts';
import { refuseForGood } from '../framework.ts';
import { termMatches } from '../node-selection.ts';
import type { NodeSelectorTerm } from '../../api/kinds/shared-types.ts';

interface Claim extends KubeObject {
  readonly spec: { readonly volumeName?: string; readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}
interface Volume extends KubeObject {
  readonly spec: { readonly nodeAffinity?: { readonly required?: { readonly nodeSelectorTerms: readonly NodeSelectorTerm[] } } };
}
interface StorageClass extends KubeObject {
  readonly volumeBindingMode?: string;
}

/** Claims that must be there, bound, and on a volume that the node can reach (upstream: plugins/volumebinding). */
export const volumeBinding: FilterPlugin = {
  name: 'VolumeBinding',
  prepare: ({ pod, view }) => {
    const names = (pod.spec.volumes ?? []).flatMap((volume) =>
      volume.persistentVolumeClaim ? [volume.persistentVolumeClaim.claimName] : volume.ephemeral ? [`${pod.metadata.name}-${volume.name}`] : [],
    );
    if (names.length === 0) return { skip: true };
    const volumes: Volume[] = [];
    for (const name of names) {
      const claim = view.get<Claim>('persistentvolumeclaims', pod.metadata.namespace, name);
      if (!claim) return { never: `persistentvolumeclaim "${name}" not found` };
      if (claim.metadata.deletionTimestamp !== undefined) return { never: `persistentvolumeclaim "${name}" is being deleted` };
      if (claim.status?.phase === 'Lost') return { never: `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"` };
      if (!claim.spec.volumeName || claim.status?.phase !== 'Bound') {
        const storageClass = claim.spec.storageClassName ? view.get<StorageClass>('storageclasses.storage.k8s.io', undefined, claim.spec.storageClassName) : undefined;
        if (storageClass?.volumeBindingMode !== 'WaitForFirstConsumer') return { never: 'pod has unbound immediate PersistentVolumeClaims' };
        continue;
      }
      const volume = view.get<Volume>('persistentvolumes', undefined, claim.spec.volumeName);
      if (volume) volumes.push(volume);
    }
    return { state: volumes };
  },
  filter: (_, { node }, volumes: readonly Volume[]) =>
    volumes.every((volume) => {
      const terms = volume.spec.nodeAffinity?.required?.nodeSelectorTerms;
      return !terms || terms.some((term) => termMatches(term, node));
    })
      ? undefined
      : refuseForGood("node(s) didn't match PersistentVolume's node affinity"),
};
