/** Upstream: pkg/apis/batch/validation/validation.go ValidateCronJobCreate, ValidateCronJobUpdate. */
import { byteLength } from '../../../base/go-format.ts';
import { invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { validateNonnegative } from '../../meta/object-meta.ts';
import { jobSpecWarnings, validateJobTemplate } from '../job/spec-validation.ts';
import { goValue } from '../shapes/go-value.ts';
import { podNameWarning } from '../workload-validation.ts';
import { scheduleError } from './schedule-error.ts';
import type { CronJob, CronJobSpec } from './types.ts';

/** Its jobs' names have eleven characters more. */
const longestName = 52;

function validateSchedule({ schedule, timeZone }: CronJobSpec, old: CronJobSpec | undefined): FieldError[] {
  const path = 'spec.schedule';
  if (!schedule) return [required(path)];
  const error = scheduleError(schedule);
  const errors = error === undefined ? [] : [invalid(path, schedule, error)];
  if (!schedule.includes('TZ')) return errors;
  const tolerated = old?.schedule.includes('TZ') ?? false;
  if (!tolerated) errors.push(invalid(path, schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'));
  else if (timeZone !== undefined) errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  return errors;
}

/** By the platform's time zone database, which takes names in any case; the API server's does not. */
function isKnownZone(timeZone: string): boolean {
  if (!/^[A-Z]/.test(timeZone)) return false;
  try {
    const known = new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
    return known === timeZone || known.toLowerCase() !== timeZone.toLowerCase();
  } catch {
    return false;
  }
}

const zonePart = /^[A-Za-z.\-_0-9+]{1,14}$/;

function validateTimeZone(timeZone: string | undefined): FieldError[] {
  const path = 'spec.timeZone';
  if (timeZone === undefined) return [];
  if (timeZone === '') return [invalid(path, timeZone, 'timeZone must be nil or non-empty string')];
  const unknown = invalid(path, timeZone, `unknown time zone ${timeZone}`);
  if (timeZone.split('/').some((part) => part === '.' || part === '..' || part.startsWith('-') || !zonePart.test(part))) return [unknown];
  const isLocal = timeZone.toLowerCase() === 'local';
  return [
    ...(isLocal ? [invalid(path, timeZone, 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones')] : []),
    ...(timeZone === 'Local' || isKnownZone(timeZone) ? [] : [unknown]),
  ];
}

const policies = ['Allow', 'Forbid', 'Replace'];

export function validateCronJob({ metadata: { name = '' }, spec }: CronJob, old?: CronJob): readonly FieldError[] {
  const job = spec.jobTemplate.spec;
  const path = 'spec.jobTemplate.spec';
  return [
    ...validateSchedule(spec, old?.spec),
    ...validateNonnegative(spec.startingDeadlineSeconds, 'spec.startingDeadlineSeconds'),
    ...(old && old.spec.timeZone === spec.timeZone ? [] : validateTimeZone(spec.timeZone)),
    ...(policies.includes(spec.concurrencyPolicy) ? [] : [notSupported('spec.concurrencyPolicy', spec.concurrencyPolicy, policies)]),
    ...validateJobTemplate(path, job),
    ...(job.selector ? [invalid(`${path}.selector`, goValue('meta.v1.LabelSelector', job.selector), '`selector` will be auto-generated')] : []),
    ...(job.manualSelector ? [notSupported(`${path}.manualSelector`, true, ['nil', 'false'])] : []),
    ...validateNonnegative(spec.successfulJobsHistoryLimit, 'spec.successfulJobsHistoryLimit'),
    ...validateNonnegative(spec.failedJobsHistoryLimit, 'spec.failedJobsHistoryLimit'),
    ...(!old && byteLength(name) > longestName ? [invalid('metadata.name', name, `must be no more than ${longestName} characters`)] : []),
  ];
}

export const cronJobWarnings = (cronJob: CronJob, old: CronJob | undefined): readonly string[] => [
  ...(old ? [] : podNameWarning(cronJob.metadata.name)),
  ...(old && cronJob.metadata.generation === old.metadata.generation ? [] : jobSpecWarnings('spec.jobTemplate.spec', cronJob.spec.jobTemplate.spec)),
  ...(old && cronJob.spec.schedule.includes('TZ')
    ? ['cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details']
    : []),
];
