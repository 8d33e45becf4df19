/** Upstream: pkg/apis/batch/v1/defaults.go SetDefaults_Job; labels are the strategy's here, see strategy.ts. */
import { change, each, fill, given } from '../fill.ts';
import { defaultPodTemplate } from '../pod/spec-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import type { Job, JobSpec, PodFailurePolicy } from './types.ts';

/** As good as no limit: with a limit for each index, the whole one does not count. */
const unlimited = 2147483647;

/** What a Job's spec gets in a CronJob as well. */
export function defaultJobTemplate(spec: JobSpec): JobSpec {
  const failurePolicy = (policy: PodFailurePolicy): PodFailurePolicy =>
    change(policy, {
      rules:
        each(policy.rules, (rule) => change(rule, { onPodConditions: each(rule.onPodConditions, (pattern) => (pattern.status ? pattern : { ...pattern, status: 'True' })) })) ??
        policy.rules,
    });
  return change(spec, { podFailurePolicy: given(spec.podFailurePolicy, failurePolicy), template: defaultPodTemplate(spec.template) });
}

export function defaultJob(object: Job): Job {
  const job = canonical('batch.v1.Job', object);
  const { spec } = job;
  const single = spec.completions === undefined && spec.parallelism === undefined;
  const filled = fill(spec, {
    ...(single ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : unlimited,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy ? 'Failed' : 'TerminatingOrFailed',
    manualSelector: false,
  });
  return change(job, { spec: defaultJobTemplate(filled) });
}
