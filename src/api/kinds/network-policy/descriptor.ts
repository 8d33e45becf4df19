import type { KindDescriptor } from '../../descriptor.ts';
import { formatLabelSelector } from '../../meta/selector.ts';
import { lateValidation } from '../late-checks.ts';
import { ageColumn } from '../printing.ts';
import { defaultNetworkPolicy } from './defaults.ts';
import type { NetworkPolicy } from './types.ts';

export const networkPolicy: KindDescriptor<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  namespaced: true,
  hasStatus: false,
  ...lateValidation('io.k8s.api.networking.v1.NetworkPolicy'),
  applyDefaults: defaultNetworkPolicy,
  columns: [{ name: 'Pod-Selector', priority: 0, cell: ({ spec }) => formatLabelSelector(spec.podSelector) }, ageColumn],
};
