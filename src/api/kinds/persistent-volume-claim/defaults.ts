/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim. */
import { change, fill, given } from '../fill.ts';
import { defaultClaimSpec } from '../pod/volume-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { PersistentVolumeClaim } from './types.ts';

/** Of claims on their own and in a StatefulSet's templates. */
export function defaultClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  const status = fill(claim.status, { phase: 'Pending' });
  return change(claim, {
    spec: defaultClaimSpec(claim.spec),
    status: change(status, { capacity: given(status.capacity, roundUpResources), allocatedResources: given(status.allocatedResources, roundUpResources) }),
  });
}

export const defaultPersistentVolumeClaim = (object: PersistentVolumeClaim): PersistentVolumeClaim => defaultClaim(canonical('core.v1.PersistentVolumeClaim', object));
