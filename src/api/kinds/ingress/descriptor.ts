import type { KindDescriptor } from '../../descriptor.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { ingressColumns } from './columns.ts';
import { defaultIngress } from './defaults.ts';
import type { Ingress } from './types.ts';
import { ingressWarnings, validateIngress, validateIngressUpdate } from './validation.ts';

export const ingress: KindDescriptor<Ingress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'Ingress',
  plural: 'ingresses',
  singular: 'ingress',
  shortNames: ['ing'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.networking.v1.Ingress',
  applyDefaults: defaultIngress,
  prepareForCreate: emptyStatus({ loadBalancer: {} }),
  prepareForUpdate: keepOther,
  validate: validateIngress,
  validateUpdate: validateIngressUpdate,
  warnings: ingressWarnings,
  columns: ingressColumns,
};
