/** Jobs' specs, which CronJobs contain as well (upstream: pkg/apis/batch/validation/validation.go validateJobSpec). */
import { invalid, notSupported, required, tooLong, type FieldError } from '../../meta/field-error.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { domainPath, isLongerThan } from '../checks.ts';
import { validatePodTemplate } from '../pod/spec-validation.ts';
import { podSpecWarnings } from '../pod/warnings.ts';
import { goValue } from '../shapes/go-value.ts';
import { counts } from '../workload-validation.ts';
import { validateFailurePolicy, validateSuccessPolicy } from './policy-validation.ts';
import type { JobSpec } from './types.ts';

/** Up to where an indexed job's lists of indexes stay short enough. */
const most = { parallelism: 100_000, failedIndexes: 100_000, completions: 100_000, parallelismOfMany: 10_000, failedIndexesOfMany: 10_000, managedBy: 63 };

function validateIndexed(path: string, { completions, parallelism = 0, maxFailedIndexes, backoffLimitPerIndex }: JobSpec): FieldError[] {
  const errors: FieldError[] = [];
  const atMost = (name: string, value: number, limit: number, rest: string): void => {
    if (value > limit) errors.push(invalid(`${path}.${name}`, value, `must be less than or equal to ${limit}${rest}`));
  };
  if (completions === undefined) errors.push(required(`${path}.completions`, 'when completion mode is Indexed'));
  atMost('parallelism', parallelism, most.parallelism, ' when completion mode is Indexed');
  if (completions !== undefined && maxFailedIndexes !== undefined && maxFailedIndexes > completions)
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, 'must be less than or equal to completions'));
  atMost('maxFailedIndexes', maxFailedIndexes ?? 0, most.failedIndexes, '');
  if (completions !== undefined && completions > most.completions && backoffLimitPerIndex !== undefined) {
    if (maxFailedIndexes === undefined) errors.push(required(`${path}.maxFailedIndexes`, `must be specified when completions is above ${most.completions}`));
    const rest = ` when completions are above ${most.completions} and used with backoff limit per index`;
    atMost('parallelism', parallelism, most.parallelismOfMany, rest);
    atMost('maxFailedIndexes', maxFailedIndexes ?? 0, most.failedIndexesOfMany, rest);
  }
  return errors;
}

function validateModes(path: string, spec: JobSpec): FieldError[] {
  const { completionMode, backoffLimitPerIndex, maxFailedIndexes } = spec;
  if (completionMode === 'Indexed') return validateIndexed(path, spec);
  if (completionMode !== undefined && completionMode !== 'NonIndexed') return [notSupported(`${path}.completionMode`, completionMode, ['NonIndexed', 'Indexed'])];
  const detail = 'requires indexed completion mode';
  return [
    ...(backoffLimitPerIndex === undefined ? [] : [invalid(`${path}.backoffLimitPerIndex`, backoffLimitPerIndex, detail)]),
    ...(maxFailedIndexes === undefined ? [] : [invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, detail)]),
  ];
}

function validateReplacement(path: string, { podReplacementPolicy, podFailurePolicy }: JobSpec): FieldError[] {
  const supported = podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed'];
  return podReplacementPolicy === undefined || supported.includes(podReplacementPolicy) ? [] : [notSupported(path, podReplacementPolicy, supported)];
}

function validateRestartPolicy(path: string, { template, podFailurePolicy }: JobSpec): FieldError[] {
  const policy = template.spec.restartPolicy;
  if (!policy || policy === 'Always') return [required(path, 'valid values: "OnFailure", "Never"')];
  if (policy !== 'OnFailure' && policy !== 'Never') return [notSupported(path, policy, ['OnFailure', 'Never'])];
  return podFailurePolicy && policy !== 'Never' ? [invalid(path, policy, 'only "Never" is supported when podFailurePolicy is specified')] : [];
}

export function validateJobTemplate(path: string, spec: JobSpec): FieldError[] {
  const { parallelism, completions, activeDeadlineSeconds, backoffLimit, ttlSecondsAfterFinished, backoffLimitPerIndex, maxFailedIndexes, managedBy } = spec;
  const errors = counts(path, { parallelism, completions, activeDeadlineSeconds, backoffLimit, ttlSecondsAfterFinished, backoffLimitPerIndex });
  errors.push(...validateNonnegative(maxFailedIndexes, `${path}.maxFailedIndexes`));
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'));
  if (managedBy !== undefined)
    errors.push(...domainPath(`${path}.managedBy`, managedBy), ...(isLongerThan(managedBy, most.managedBy) ? [tooLong(`${path}.managedBy`, most.managedBy)] : []));
  errors.push(...validateModes(path, spec));
  if (spec.podFailurePolicy) errors.push(...validateFailurePolicy(`${path}.podFailurePolicy.rules`, spec));
  if (spec.successPolicy) {
    errors.push(
      ...(spec.completionMode === 'Indexed'
        ? validateSuccessPolicy(`${path}.successPolicy.rules`, spec)
        : [invalid(`${path}.successPolicy`, goValue('batch.v1.SuccessPolicy', spec.successPolicy), 'requires indexed completion mode')]),
    );
  }
  return [
    ...errors,
    ...validateReplacement(`${path}.podReplacementPolicy`, spec),
    ...validatePodTemplate(`${path}.template`, spec.template),
    ...validateRestartPolicy(`${path}.template.spec.restartPolicy`, spec),
  ];
}

/** Upstream: pkg/api/job/warnings.go. */
export const jobSpecWarnings = (path: string, spec: JobSpec): string[] => [
  ...(spec.completionMode === 'Indexed' && (spec.completions ?? 0) > most.completions && (spec.parallelism ?? 0) > most.parallelismOfMany
    ? [
        `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
      ]
    : []),
  ...podSpecWarnings(`${path}.template`, spec.template.spec, spec.template.metadata),
];
