/** A range that addresses of Services are taken from (upstream: pkg/registry/networking/servicecidr/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import { lateChecks } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import type { ServiceCIDR } from './types.ts';

export const serviceCidr: KindDescriptor<ServiceCIDR> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  shortNames: [],
  namespaced: false,
  hasStatus: true,
  generation: false,
  ...lateChecks('io.k8s.api.networking.v1.ServiceCIDR'),
  columns: [{ name: 'CIDRs', priority: 0, cell: ({ spec }) => (spec.cidrs ?? []).join(',') }, ageColumn],
};
