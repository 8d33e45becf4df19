/** Claims of devices (upstream: plugins/dynamicresources). Devices that slices offer are not given out in this simulation: a claim is only ever allocated by hand. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { claimNameOf, DEVICE_CLASSES, RESOURCE_CLAIMS } from '../../api/kinds/resource-claim/of-pod.ts';
import type { ResourceClaim } from '../../api/kinds/resource-claim/types.ts';
import type { View } from '../../engine/component.ts';
import { refuseForGood, type FilterPlugin } from '../framework.ts';

export const DYNAMIC_RESOURCES = 'DynamicResources';

/** Why the pod is not even looked at: a claim that is not there yet (upstream: PreEnqueue). */
export function missingClaim(view: View, pod: Pod): string | undefined {
  for (const use of pod.spec.resourceClaims ?? []) {
    const name = claimNameOf(pod, use);
    if (name === undefined) return `the claim ${use.name} has not been made out of its template ${use.resourceClaimTemplateName ?? ''} yet`;
    const claim = view.get<ResourceClaim>(RESOURCE_CLAIMS, pod.metadata.namespace, name);
    if (!claim) return `the claim ${name} does not exist`;
    if (claim.metadata.deletionTimestamp !== undefined) return `the claim ${name} is being deleted`;
  }
  return undefined;
}

function missingClass(view: View, { spec }: ResourceClaim): string | undefined {
  for (const { name, exactly, firstAvailable = [] } of spec.devices.requests ?? []) {
    const wanted = [
      ...(exactly ? [{ title: name, of: exactly.deviceClassName }] : []),
      ...firstAvailable.map((one) => ({ title: `${name}/${one.name}`, of: one.deviceClassName })),
    ];
    const unknown = wanted.find(({ of }) => !view.get(DEVICE_CLASSES, undefined, of));
    if (unknown) return `request ${unknown.title}: device class ${unknown.of} does not exist`;
  }
  return undefined;
}

export const dynamicResources: FilterPlugin = {
  name: DYNAMIC_RESOURCES,
  prepare: ({ pod, view }) => {
    const uses = pod.spec.resourceClaims ?? [];
    if (uses.length === 0) return { skip: true };
    const claims = uses.flatMap((use) => view.get<ResourceClaim>(RESOURCE_CLAIMS, pod.metadata.namespace, claimNameOf(pod, use) ?? '') ?? []);
    const waiting = claims.filter(({ status }) => !status.allocation);
    for (const claim of waiting) {
      const never = missingClass(view, claim);
      if (never !== undefined) return { never };
    }
    return waiting.length === 0 ? { skip: true } : { state: undefined };
  },
  filter: () => refuseForGood('cannot allocate all claims'),
};
