/** Upstream: pkg/registry/batch/job/strategy.go. */
import { change } from '../fill.ts';
import { withTemplateFields } from '../pod/templates.ts';
import { keepOther } from '../strategy.ts';
import type { Job } from './types.ts';

export const jobNameLabels = ['job-name', 'batch.kubernetes.io/job-name'] as const;
export const controllerUidLabels = ['controller-uid', 'batch.kubernetes.io/controller-uid'] as const;

/** A selector for the pods of this job alone, and the labels that it finds them by. */
function withSelector(job: Job): Job {
  if (job.spec.manualSelector) return job;
  const { name = '', uid = '' } = job.metadata;
  const { template, selector } = job.spec;
  const generated = { ...Object.fromEntries(jobNameLabels.map((label) => [label, name])), ...Object.fromEntries(controllerUidLabels.map((label) => [label, uid])) };
  const labels = { ...generated, ...template.metadata?.labels };
  const matchLabels = { [controllerUidLabels[1]]: uid, ...selector?.matchLabels };
  return { ...job, spec: { ...job.spec, selector: { ...selector, matchLabels }, template: { ...template, metadata: { ...template.metadata, labels } } } };
}

/** A job without labels has its template's. */
export function withLabels(job: Job): Job {
  const { labels } = job.metadata;
  const templateLabels = job.spec.template.metadata?.labels;
  return templateLabels && Object.keys(labels ?? {}).length === 0 ? change(job, { metadata: change(job.metadata, { labels: templateLabels }) }) : job;
}

/** Labels of the template and of the job are one map upstream, unless there were none before the strategy made some. */
export function prepareJobForCreate(job: Job): Job {
  const selecting = withSelector({ ...job, status: {} });
  return withTemplateFields(job.spec.template.metadata?.labels ? withLabels(selecting) : selecting);
}

export const prepareJobForUpdate = (job: Job, old: Job, subresource: '' | 'status'): Job => withTemplateFields(withLabels(keepOther(job, old, subresource)));
