import type { KindDescriptor } from '../../descriptor.ts';
import { lateValidation } from '../late-checks.ts';
import { emptyStatus, keepOther } from '../strategy.ts';
import { resourceQuotaColumns } from './columns.ts';
import { defaultResourceQuota } from './defaults.ts';
import type { ResourceQuota } from './types.ts';

export const resourceQuota: KindDescriptor<ResourceQuota> = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.core.v1.ResourceQuota'),
  applyDefaults: defaultResourceQuota,
  prepareForCreate: emptyStatus({}),
  prepareForUpdate: keepOther,
  generation: false,
  columns: resourceQuotaColumns,
};
