import { quote } from '../../../base/go-format.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { lateValidation } from '../late-checks.ts';
import { jobColumns } from './columns.ts';
import { defaultJob } from './defaults.ts';
import { prepareJobForCreate, prepareJobForUpdate, withLabels } from './strategy.ts';
import type { Job } from './types.ts';

export const job: KindDescriptor<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.batch.v1.Job'),
  applyDefaults: defaultJob,
  prepareForCreate: prepareJobForCreate,
  prepareForUpdate: prepareJobForUpdate,
  completeStored: withLabels,
  selectableFields: ({ status }) => ({ 'status.successful': String(status.succeeded ?? 0) }),
  unselectableField: (field) => `field label ${quote(field)} not supported for Job`,
  columns: jobColumns,
};
