import type { KindDescriptor } from '../../descriptor.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { resourceQuotaColumns } from './columns.ts';
import { defaultResourceQuota } from './defaults.ts';
import type { ResourceQuota } from './types.ts';
import { validateResourceQuota, validateResourceQuotaUpdate } from './validation.ts';

export const resourceQuota: KindDescriptor<ResourceQuota> = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.ResourceQuota',
  applyDefaults: defaultResourceQuota,
  prepareForCreate: emptyStatus({}),
  prepareForUpdate: keepOther,
  generation: false,
  validate: validateResourceQuota,
  validateUpdate: validateResourceQuotaUpdate,
  columns: resourceQuotaColumns,
};
