/** Says of claims that ask for more than they have that somebody else has to enlarge their volumes (upstream: pkg/controller/volume/expand). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import { compareQuantities, quantity } from '../../api/meta/quantity.ts';
import type { Change, Component } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { CLAIMS, VOLUMES } from './claims.ts';

const requested = ({ spec }: PersistentVolumeClaim) => quantity(spec.resources.requests?.['storage']);
const held = ({ status }: PersistentVolumeClaim) => quantity(status.capacity?.['storage']);

export const expandController: Component = {
  name: 'persistentvolume-expander-controller',
  priority: 29,
  watches: [{ resource: CLAIMS, keys: grownClaims }],
  reconcile(context, key) {
    const { namespace, name } = splitKey(key);
    const claim = context.get<PersistentVolumeClaim>(CLAIMS, namespace, name);
    const volume = claim?.spec.volumeName ? context.get<PersistentVolume>(VOLUMES, undefined, claim.spec.volumeName) : undefined;
    if (!claim || volume?.spec.claimRef?.uid !== claim.metadata.uid || compareQuantities(requested(claim), held(claim)) <= 0)
      return { decision: `Claim ${name} has what it asks for.`, idle: true };
    context.event(claim, 'Normal', 'ExternalExpanding', 'waiting for an external controller to expand this PVC', { component: 'volume_expand' });
    return { decision: `${name} asks for ${claim.spec.resources.requests?.['storage']} and has ${claim.status.capacity?.['storage']}: nothing here enlarges volumes.` };
  },
};

function grownClaims({ type, key, object, before }: Change): string[] {
  const [claim, old] = [object as PersistentVolumeClaim, before as PersistentVolumeClaim | undefined];
  if (type === 'DELETED' || claim.status?.phase !== 'Bound') return [];
  const grew = !old || compareQuantities(requested(claim), requested(old)) > 0 || compareQuantities(held(claim), held(old)) > 0;
  return grew ? [key] : [];
}
