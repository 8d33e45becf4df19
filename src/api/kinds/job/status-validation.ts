/** What a write of a Job's status may not do (upstream: pkg/apis/batch/validation/validation.go ValidateJobStatusUpdate, strategy.go). */
import { deepEqual } from '../../../base/equal.ts';
import { duplicate, index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { goValue } from '../shapes/go-value.ts';
import { counts } from '../workload-validation.ts';
import { commonIndex, countIndexes } from './indexes.ts';
import type { Job, JobStatus } from './types.ts';

const has = ({ status }: Job, type: string, value = 'True'): boolean => (status.conditions ?? []).some((condition) => condition.type === type && condition.status === value);
const isFinished = (job: Job): boolean => has(job, 'Complete') || has(job, 'Failed');
const conditions = (detail: string): FieldError => ({ type: 'Invalid', field: 'status.conditions', detail });

function validateUids({ uncountedTerminatedPods }: JobStatus): FieldError[] {
  const seen = new Set<string>();
  return (['succeeded', 'failed'] as const).flatMap((name) =>
    (uncountedTerminatedPods?.[name] ?? []).flatMap((uid, i) => {
      const path = index(`status.uncountedTerminatedPods.${name}`, i);
      if (uid === '') return [invalid(path, uid, 'must not be empty')];
      if (seen.has(uid)) return [duplicate(path, uid)];
      seen.add(uid);
      return [];
    }),
  );
}

/** Which parts of the status this write changes: a rule that was broken before does not stand in the way of other changes. */
class Changes {
  constructor(
    private readonly job: Job,
    private readonly old: Job,
  ) {}

  conditions(...types: readonly string[]): boolean {
    return types.some((type) => has(this.job, type) !== has(this.old, type));
  }

  finished(): boolean {
    return isFinished(this.job) !== isFinished(this.old);
  }

  fields(...names: readonly (keyof JobStatus)[]): boolean {
    return names.some((name) => !deepEqual(this.job.status[name], this.old.status[name]));
  }
}

function validateTimes({ status, spec }: Job, complete: boolean, finished: boolean, changed: Changes): FieldError[] {
  const { startTime, completionTime } = status;
  const errors: FieldError[] = [];
  const completing = changed.conditions('Complete') || changed.fields('completionTime');
  if (completing && completionTime !== undefined && !complete)
    errors.push(invalid('status.completionTime', completionTime, 'cannot set completionTime when there is no Complete=True condition'));
  if (completing && completionTime === undefined && complete) errors.push(required('status.completionTime', 'completionTime is required for Complete jobs'));
  if (changed.fields('startTime', 'completionTime') && startTime !== undefined && completionTime !== undefined && Date.parse(completionTime) < Date.parse(startTime)) {
    errors.push(invalid('status.completionTime', completionTime, 'must be equal to or after `startTime`'));
  }
  const nothingToDo = spec.suspend && spec.completions === 0;
  if ((changed.finished() || changed.fields('startTime')) && !nothingToDo && finished && startTime === undefined)
    errors.push(required('status.startTime', 'startTime is required for finished job'));
  return errors;
}

function validateIndexLists({ status, spec }: Job, changed: Changes): FieldError[] {
  const { completedIndexes = '', failedIndexes } = status;
  const errors: FieldError[] = [];
  const [completedChanged, failedChanged] = [changed.fields('completedIndexes'), changed.fields('failedIndexes')];
  if (completedChanged && spec.completions !== undefined) {
    const count = countIndexes(completedIndexes, spec.completions);
    if (!count.ok) errors.push(invalid('status.completedIndexes', completedIndexes, `error parsing completedIndexes: ${count.error}`));
  }
  if (failedChanged && spec.completions !== undefined && spec.backoffLimitPerIndex !== undefined && failedIndexes !== undefined) {
    const count = countIndexes(failedIndexes, spec.completions);
    if (!count.ok) errors.push(invalid('status.failedIndexes', failedIndexes, `error parsing failedIndexes: ${count.error}`));
  }
  if (completedChanged && completedIndexes !== '' && spec.completionMode !== 'Indexed')
    errors.push(invalid('status.completedIndexes', completedIndexes, 'cannot set non-empty completedIndexes when non-indexed completion mode'));
  if (failedChanged && failedIndexes !== undefined && spec.backoffLimitPerIndex === undefined)
    errors.push(invalid('status.failedIndexes', failedIndexes, 'cannot set non-null failedIndexes when backoffLimitPerIndex is null'));
  if ((completedChanged || failedChanged) && spec.completions !== undefined && completedIndexes !== '' && failedIndexes) {
    const common = commonIndex(completedIndexes, failedIndexes, spec.completions);
    if (common !== undefined) errors.push(invalid('status.failedIndexes', failedIndexes, `failedIndexes and completedIndexes overlap at index: ${common}`));
  }
  return errors;
}

function validateTransitions(job: Job, old: Job, changed: Changes): FieldError[] {
  const { status, spec } = job;
  const errors: FieldError[] = [];
  for (const type of ['Failed', 'Complete', 'FailureTarget']) if (has(old, type) && !has(job, type)) errors.push(conditions(`cannot disable the terminal ${type}=True condition`));
  if ((status.failed ?? 0) < (old.status.failed ?? 0)) errors.push(invalid('status.failed', status.failed ?? 0, 'cannot decrease the failed counter'));
  // An indexed job may be made smaller, which takes back what had succeeded.
  const scalable = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (!scalable && (status.succeeded ?? 0) < (old.status.succeeded ?? 0)) errors.push(invalid('status.succeeded', status.succeeded ?? 0, 'cannot decrease the succeeded counter'));
  if (status.completionTime !== undefined && old.status.completionTime !== undefined && changed.fields('completionTime'))
    errors.push(invalid('status.completionTime', status.completionTime, 'field is immutable'));
  const resuming = has(old, 'Suspended') && has(job, 'Suspended', 'False');
  if (old.status.startTime !== undefined && changed.fields('startTime') && !resuming && !spec.suspend)
    errors.push(required('status.startTime', 'startTime cannot be removed for unsuspended job'));
  const [met, metBefore] = [has(job, 'SuccessCriteriaMet'), has(old, 'SuccessCriteriaMet')];
  if (metBefore && !met) errors.push(conditions('cannot disable the SuccessCriteriaMet=True condition'));
  if (has(old, 'Complete') && !metBefore && met) errors.push(conditions('cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions'));
  return errors;
}

export function validateJobStatus(job: Job, old: Job): FieldError[] {
  const { status, spec } = job;
  const { active = 0, succeeded, failed, ready, terminating, uncountedTerminatedPods } = status;
  const changed = new Changes(job, old);
  const [complete, isFailed, finished] = [has(job, 'Complete'), has(job, 'Failed'), isFinished(job)];
  const [failureTarget, met] = [has(job, 'FailureTarget'), has(job, 'SuccessCriteriaMet')];
  const when = (condition: boolean, ...errors: readonly FieldError[]): readonly FieldError[] => (condition ? errors : []);
  const uncounted = (uncountedTerminatedPods?.failed ?? []).length + (uncountedTerminatedPods?.succeeded ?? []).length;
  return [
    ...counts('status', { active, succeeded, failed, ready, terminating }),
    ...validateUids(status),
    ...when(changed.conditions('Complete', 'Failed') && complete && isFailed, conditions('cannot set Complete=True and Failed=true conditions')),
    ...when(changed.conditions('Complete', 'FailureTarget') && complete && failureTarget, conditions('cannot set Complete=True and FailureTarget=true conditions')),
    ...validateTimes(job, complete, finished, changed),
    ...when(
      (changed.conditions('Failed') || changed.fields('failedIndexes')) && isFailed && !failureTarget,
      conditions('cannot set Failed=True condition without the FailureTarget=true condition'),
    ),
    ...when(
      changed.conditions('Complete', 'SuccessCriteriaMet') && complete && !met,
      conditions('cannot set Complete=True condition without the SuccessCriteriaMet=true condition'),
    ),
    ...when((changed.finished() || changed.fields('active')) && finished && active > 0, invalid('status.active', active, 'active>0 is invalid for finished job')),
    ...when(
      (changed.finished() || changed.fields('uncountedTerminatedPods')) && finished && uncounted > 0,
      invalid('status.uncountedTerminatedPods', goValue('batch.v1.UncountedTerminatedPods', uncountedTerminatedPods), 'must be empty for finished job'),
    ),
    ...validateIndexLists(job, changed),
    ...when(
      (changed.finished() || changed.fields('terminating')) && finished && (terminating ?? 0) > 0,
      invalid('status.terminating', terminating, 'terminating>0 is invalid for finished job'),
    ),
    ...when(changed.fields('ready', 'active') && (ready ?? 0) > active, invalid('status.ready', ready, 'cannot set more ready pods than active')),
    ...when(met && isFailed, conditions('cannot set SuccessCriteriaMet=True and Failed=true conditions')),
    ...when(met && failureTarget, conditions('cannot set SuccessCriteriaMet=True and FailureTarget=true conditions')),
    ...when(spec.successPolicy !== undefined && !met && complete, conditions('cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True')),
    ...validateTransitions(job, old, changed),
  ];
}
