/** Which claims a pod uses (upstream: dynamic-resource-allocation `resourceclaim/claim.go`). */
import type { Pod, PodResourceClaim } from '../pod/types.ts';

export const RESOURCE_CLAIMS = 'resourceclaims.resource.k8s.io';
export const CLAIM_TEMPLATES = 'resourceclaimtemplates.resource.k8s.io';
export const DEVICE_CLASSES = 'deviceclasses.resource.k8s.io';

/** The claim's name: `undefined` until it has been made out of its template. */
export function claimNameOf({ status }: Pod, { name, resourceClaimName }: PodResourceClaim): string | undefined {
  return resourceClaimName ?? status.resourceClaimStatuses?.find((one) => one.name === name)?.resourceClaimName;
}
