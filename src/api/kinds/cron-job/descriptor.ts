import type { KindDescriptor } from '../../descriptor.ts';
import { change } from '../fill.ts';
import { lateValidation } from '../late-checks.ts';
import { dropDisabledTemplateFields } from '../pod/templates.ts';
import { keepOther } from '../strategy.ts';
import { cronJobColumns } from './columns.ts';
import { defaultCronJob } from './defaults.ts';
import type { CronJob } from './types.ts';

function withTemplateFields(cronJob: CronJob): CronJob {
  const { jobTemplate } = cronJob.spec;
  const spec = change(jobTemplate.spec, { template: dropDisabledTemplateFields(jobTemplate.spec.template) });
  return change(cronJob, { spec: change(cronJob.spec, { jobTemplate: change(jobTemplate, { spec }) }) });
}

export const cronJob: KindDescriptor<CronJob> = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.batch.v1.CronJob'),
  applyDefaults: defaultCronJob,
  prepareForCreate: (object) => withTemplateFields({ ...object, status: {} }),
  prepareForUpdate: (object, old, subresource) => withTemplateFields(keepOther(object, old, subresource)),
  columns: cronJobColumns,
};
