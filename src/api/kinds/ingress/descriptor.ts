import type { KindDescriptor } from '../../descriptor.ts';
import { lateValidation } from '../late-checks.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { ingressColumns } from './columns.ts';
import { defaultIngress } from './defaults.ts';
import type { Ingress } from './types.ts';

export const ingress: KindDescriptor<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.networking.v1.Ingress'),
  applyDefaults: defaultIngress,
  prepareForCreate: emptyStatus({ loadBalancer: {} }),
  prepareForUpdate: keepOther,
  columns: ingressColumns,
};
