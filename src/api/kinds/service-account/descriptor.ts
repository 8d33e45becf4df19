import type { KindDescriptor } from '../../descriptor.ts';
import { serviceAccountColumns } from './columns.ts';
import { defaultServiceAccount } from './defaults.ts';
import type { ServiceAccount } from './types.ts';

export const serviceAccount: KindDescriptor<ServiceAccount> = {
  group: '', version: 'v1', kind: 'ServiceAccount', plural: 'serviceaccounts', singular: 'serviceaccount', shortNames: ['sa'], namespaced: true,
  hasStatus: false, schema: 'io.k8s.api.core.v1.ServiceAccount',
  applyDefaults: defaultServiceAccount,
  generation: false,
  validate: () => [],
  columns: serviceAccountColumns,
};
