/** Upstream: pkg/apis/batch/validation/validation.go ValidateJob, ValidateJobUpdate. */
import { invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import { isDns1123Label } from '../../meta/names.ts';
import { validateImmutable } from '../../meta/object-meta.ts';
import { selectorMatches, toSelector, validateLabelSelector } from '../../meta/selector.ts';
import { change } from '../fill.ts';
import type { Affinity } from '../pod/affinity-types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import { goValue, sortedMap } from '../shapes/go-value.ts';
import { podNameWarning } from '../workload-validation.ts';
import { jobSpecWarnings, validateJobTemplate } from './spec-validation.ts';
import { validateJobStatus } from './status-validation.ts';
import { controllerUidLabels, jobNameLabels } from './strategy.ts';
import type { Job, JobSpec } from './types.ts';

const hasLabel = (labels: Readonly<Record<string, string>>, key: string): boolean => Object.hasOwn(labels, key);

function validateLabel(labels: Readonly<Record<string, string>>, key: string, expected: string): FieldError[] {
  const path = keyed('spec.template.metadata.labels', key);
  if (!hasLabel(labels, key)) return [required(path, `must be '${expected}'`)];
  return labels[key] === expected ? [] : [invalid(path, sortedMap(labels), `must be '${expected}'`)];
}

/** The labels and the selector are as the strategy generates them. Jobs from before the labels had a prefix need only the short ones. */
function validateGenerated({ metadata, spec }: Job, old: Job | undefined): FieldError[] {
  if (spec.manualSelector || !spec.selector) return [];
  const { name = '', uid = '' } = metadata;
  const labels = spec.template.metadata?.labels ?? {};
  const oldLabels = old?.spec.template.metadata?.labels ?? {};
  const [uidLabel, prefixedUidLabel] = controllerUidLabels;
  const [nameLabel, prefixedNameLabel] = jobNameLabels;
  const prefixed = !old || (hasLabel(oldLabels, prefixedUidLabel) && hasLabel(oldLabels, prefixedNameLabel));
  const expected = { [uidLabel]: uid, [nameLabel]: name, ...(prefixed ? { [prefixedUidLabel]: uid, [prefixedNameLabel]: name } : {}) };
  const made = toSelector(spec.selector);
  return [
    ...(uid === '' ? [required('metadata.uid')] : []),
    ...Object.entries(expected).flatMap(([key, value]) => validateLabel(labels, key, value)),
    ...(made.ok && !selectorMatches(made.value, expected) ? [invalid('spec.selector', goValue('meta.v1.LabelSelector', spec.selector), '`selector` not auto-generated')] : []),
  ];
}

function validateSelector({ selector, template }: JobSpec): FieldError[] {
  const made = toSelector(selector);
  const labels = template.metadata?.labels;
  return [
    ...(selector ? validateLabelSelector(selector, 'spec.selector') : [required('spec.selector')]),
    ...(made.ok && !selectorMatches(made.value, labels) ? [invalid('spec.template.metadata.labels', sortedMap(labels), '`selector` does not match template `labels`')] : []),
  ];
}

/** An indexed job's pods have the index at the end of their hostnames. */
function validateHostname({ metadata: { name }, spec: { completionMode, completions = 0 } }: Job): FieldError[] {
  if (completionMode !== 'Indexed' || completions <= 0) return [];
  const longest = `${name}-${completions - 1}`;
  return isDns1123Label(longest).length === 0 ? [] : [invalid('metadata.name', name, `will not able to create pod with invalid DNS label: ${longest}`)];
}

export const validateJob = (job: Job, old?: Job): readonly FieldError[] => [
  ...validateGenerated(job, old),
  ...validateJobTemplate('spec', job.spec),
  ...validateSelector(job.spec),
  ...validateHostname(job),
];

function validateCompletions(spec: JobSpec, old: JobSpec): FieldError[] {
  if (spec.completionMode !== 'Indexed') return validateImmutable(spec.completions, old.completions, 'spec.completions');
  if (spec.completions === old.completions || spec.completions === undefined || spec.completions === spec.parallelism) return [];
  return [invalid('spec.completions', spec.completions, 'can only be modified in tandem with spec.parallelism')];
}

/** `old` with the node affinity of `now`, which may be changed. */
function withNodeAffinity(old: Affinity | undefined, now: Affinity | undefined): Affinity | undefined {
  const affinity = change<Affinity>(old ?? {}, { nodeAffinity: now?.nodeAffinity });
  return now || Object.keys(affinity).length > 0 ? affinity : undefined;
}

/** While a job is suspended and has not started, where its pods may run can still be said. */
function validateTemplateUpdate({ spec }: Job, old: Job): FieldError[] {
  let expected: PodTemplateSpec = old.spec.template;
  const { template } = spec;
  if (old.spec.suspend && old.status.startTime === undefined) {
    const { nodeSelector, tolerations, schedulingGates } = template.spec;
    expected = change(expected, {
      metadata: change(expected.metadata ?? {}, { annotations: template.metadata?.annotations, labels: template.metadata?.labels }),
      spec: change(expected.spec, { affinity: withNodeAffinity(expected.spec.affinity, template.spec.affinity), nodeSelector, tolerations, schedulingGates }),
    });
  }
  return validateImmutable(goValue('core.v1.PodTemplateSpec', template), goValue('core.v1.PodTemplateSpec', expected), 'spec.template');
}

const validateFixed = (name: 'selector' | 'podFailurePolicy' | 'successPolicy', type: string, spec: JobSpec, old: JobSpec): FieldError[] =>
  validateImmutable(goValue(type, spec[name]), goValue(type, old[name]), `spec.${name}`);

function validateSpecUpdate(job: Job, old: Job): FieldError[] {
  const plain = (name: 'completionMode' | 'backoffLimitPerIndex' | 'managedBy'): FieldError[] => validateImmutable(job.spec[name], old.spec[name], `spec.${name}`);
  return [
    ...validateCompletions(job.spec, old.spec),
    ...validateFixed('selector', 'meta.v1.LabelSelector', job.spec, old.spec),
    ...validateTemplateUpdate(job, old),
    ...plain('completionMode'),
    ...validateFixed('podFailurePolicy', 'batch.v1.PodFailurePolicy', job.spec, old.spec),
    ...plain('backoffLimitPerIndex'),
    ...plain('managedBy'),
    ...validateFixed('successPolicy', 'batch.v1.SuccessPolicy', job.spec, old.spec),
  ];
}

export const validateJobUpdate = (job: Job, old: Job, subresource: '' | 'status'): readonly FieldError[] =>
  subresource === 'status' ? validateJobStatus(job, old) : validateSpecUpdate(job, old);

export const jobWarnings = (job: Job, old: Job | undefined): readonly string[] => {
  if (old && job.metadata.generation === old.metadata.generation) return [];
  return [...(old ? [] : podNameWarning(job.metadata.name)), ...jobSpecWarnings('spec', job.spec)];
};
