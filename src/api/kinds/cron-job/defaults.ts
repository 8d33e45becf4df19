/** Upstream: pkg/apis/batch/v1/defaults.go SetDefaults_CronJob. */
import { change, fill } from '../fill.ts';
import { defaultJobTemplate } from '../job/defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { CronJob } from './types.ts';

export function defaultCronJob(object: CronJob): CronJob {
  const cronJob = canonical('batch.v1.CronJob', object);
  const spec = fill(cronJob.spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  return change(cronJob, { spec: change(spec, { jobTemplate: change(spec.jobTemplate, { spec: defaultJobTemplate(spec.jobTemplate.spec) }) }) });
}
