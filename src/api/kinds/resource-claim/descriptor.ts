/** Claims of devices. Nobody has devices here, so every claim waits (upstream: pkg/registry/resource/resourceclaim{,template}/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import type { ResourceClaim, ResourceClaimTemplate } from './types.ts';

const shared = { group: 'resource.k8s.io', version: 'v1', shortNames: [], namespaced: true, generation: false, updateErrorsFirst: true } as const;

function stateOf({ metadata, status }: ResourceClaim): string {
  const going = metadata.deletionTimestamp !== undefined;
  if (!status.allocation) return going ? 'deleted' : 'pending';
  return [...(going ? ['deleted'] : []), 'allocated', ...(status.reservedFor?.length ? ['reserved'] : [])].join(',');
}

export const resourceClaim: KindDescriptor<ResourceClaim> = {
  ...shared,
  kind: 'ResourceClaim',
  plural: 'resourceclaims',
  singular: 'resourceclaim',
  hasStatus: true,
  ...lateChecks('io.k8s.api.resource.v1.ResourceClaim'),
  columns: [{ name: 'State', priority: 0, cell: stateOf }, ageColumn],
};

export const resourceClaimTemplate: KindDescriptor<ResourceClaimTemplate> = {
  ...shared,
  kind: 'ResourceClaimTemplate',
  plural: 'resourceclaimtemplates',
  singular: 'resourceclaimtemplate',
  hasStatus: false,
  ...lateChecks('io.k8s.api.resource.v1.ResourceClaimTemplate'),
  columns: [ageColumn],
};
