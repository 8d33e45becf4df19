import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { FilterPlugin } from '../framework.ts';
import { refuse } from '../framework.ts';
import { isTerminal } from '../usage.ts';

const claimsOf = ({ spec }: Pod): readonly string[] =>
  (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));

/** Whether two pods of one namespace use the same claim. */
export const shareClaim = (a: Pod, b: Pod): boolean => a.metadata.namespace === b.metadata.namespace && claimsOf(a).some((name) => claimsOf(b).includes(name));

/** A claim for one pod alone keeps every other pod that uses it waiting, whatever the node (upstream: plugins/volumerestrictions). */
export const volumeRestrictions: FilterPlugin = {
  name: 'VolumeRestrictions',
  prepare: ({ pod, view, without }) => {
    const { namespace } = pod.metadata;
    const exclusive = new Set<string>();
    for (const name of claimsOf(pod)) {
      const claim = view.get<PersistentVolumeClaim>('persistentvolumeclaims', namespace, name);
      if (!claim) return { never: `persistentvolumeclaim "${name}" not found` };
      if (claim.spec.accessModes?.includes('ReadWriteOncePod')) exclusive.add(name);
    }
    if (exclusive.size === 0) return { skip: true };
    const isTaken = view
      .list<Pod>('pods', namespace)
      .some((other) => other.spec.nodeName && !isTerminal(other) && !without.has(other.metadata.uid) && claimsOf(other).some((name) => exclusive.has(name)));
    return isTaken ? { state: undefined } : { skip: true };
  },
  filter: () => refuse('node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod'),
};
