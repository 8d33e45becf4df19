/** Starts Jobs by the clock (upstream: pkg/controller/cronjob/cronjob_controllerv2.go). */
import type { CronJob, CronJobStatus } from '../../api/kinds/cron-job/types.ts';
import type { Job } from '../../api/kinds/job/types.ts';
import type { ObjectReference } from '../../api/kinds/shared-types.ts';
import { formatRfc1123, formatTime } from '../../api/meta/time.ts';
import type { Status } from '../../api/meta/status.ts';
import { deepEqual } from '../../base/equal.ts';
import type { Component, Context, Outcome } from '../../engine/component.ts';
import { controlledBy } from '../common/lookups.ts';
import { controllerOf, controllerReference, splitKey, watchDependents, watchOwn } from '../common/owner.ts';
import { isNamespaceTerminating } from '../common/pod-creation.ts';
import { count, sentences } from '../common/words.ts';
import { isTimeZone, parseSchedule, type Schedule } from './schedule.ts';

const CRON_JOBS = { resource: 'cronjobs.batch', kind: 'CronJob' } as const;
const JOBS = 'jobs.batch';
/** Milliseconds after the due time at which it is looked at. */
const DELTA = 100;
const SCHEDULED = 'batch.kubernetes.io/cronjob-scheduled-timestamp';
const TOO_MANY = 100;

export const cronJobController: Component = {
  name: 'cronjob-controller',
  priority: 19,
  watches: [watchOwn(CRON_JOBS.resource), watchDependents({ resource: JOBS, owner: CRON_JOBS })],
  reconcile,
};

const endOf = (job: Job): 'Complete' | 'Failed' | undefined =>
  job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')?.type as 'Complete' | 'Failed' | undefined;

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const cron = context.get<CronJob>(CRON_JOBS.resource, namespace, name);
  if (!cron) return { decision: `CronJob ${name} is gone.`, idle: true };
  const jobs = controlledBy<Job>(context, 'Job', cron.metadata.uid);
  const sync = new CronSync(context, cron, jobs);
  sync.cleanUp();
  sync.watchJobs();
  const again = cron.metadata.deletionTimestamp === undefined ? sync.start() : undefined;
  sync.writeStatus();
  const { active = [], lastScheduleTime } = sync.status;
  return {
    decision: sentences(sync.notes.length > 0 ? sync.notes : ['Nothing is due']),
    saw: [
      `schedule ${cron.spec.schedule}${cron.spec.timeZone === undefined ? '' : ` in ${cron.spec.timeZone}`}`,
      count(active.length, 'active Job'),
      `last scheduled ${lastScheduleTime ?? 'never'}`,
    ],
    idle: true,
    ...(sync.error !== undefined ? { again: { retry: sync.error } } : again !== undefined && { again: { after: again } }),
  };
}

class CronSync {
  readonly notes: string[] = [];
  error: string | undefined;
  status: CronJobStatus;
  readonly #context: Context;
  readonly #cron: CronJob;
  #jobs: readonly Job[];

  constructor(context: Context, cron: CronJob, jobs: readonly Job[]) {
    this.#context = context;
    this.#cron = cron;
    this.#jobs = jobs;
    this.status = cron.status ?? {};
  }

  writeStatus(): void {
    const { active, ...rest } = this.status;
    const status = { ...rest, ...(active && active.length > 0 && { active }) };
    if (!deepEqual(status, this.#cron.status ?? {})) this.#context.updateStatus<CronJob>(CRON_JOBS.resource, { ...this.#cron, status });
  }

  #forget(uid: string): void {
    this.status = { ...this.status, active: this.status.active?.filter((reference) => reference.uid !== uid) };
  }

  #isActive(uid: string): boolean {
    return this.status.active?.some((reference) => reference.uid === uid) ?? false;
  }

  /** Deletes the oldest finished Jobs beyond the history limits. */
  cleanUp(): void {
    const { successfulJobsHistoryLimit = 3, failedJobsHistoryLimit = 1 } = this.#cron.spec;
    const byStart = (a: Job, b: Job) => (a.status.startTime ?? '~').localeCompare(b.status.startTime ?? '~') || (a.metadata.name < b.metadata.name ? -1 : 1);
    for (const [end, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const finished = this.#jobs.filter((job) => endOf(job) === end).sort(byStart);
      for (const job of finished.slice(0, Math.max(0, finished.length - limit))) {
        if (this.#deleteJob(job)) this.notes.push(`Delete ${job.metadata.name}: of ${end === 'Complete' ? 'successful' : 'failed'} Jobs ${limit} are kept`);
      }
    }
    this.#jobs = this.#jobs.filter(({ metadata }) => this.#context.get(JOBS, metadata.namespace, metadata.name) !== undefined);
  }

  #deleteJob(job: Job): boolean {
    const { namespace, name, uid } = job.metadata;
    const deleted = this.#context.delete(JOBS, namespace, name, { propagationPolicy: 'Background' });
    if (!deleted.ok && deleted.error.reason !== 'NotFound') {
      this.#context.event(this.#cron, 'Warning', 'FailedDelete', `Deleted job: ${deleted.error.message}`);
      this.error = `could not replace job ${namespace}/${name}`;
      return false;
    }
    this.#forget(uid);
    this.#context.event(this.#cron, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    return true;
  }

  /** Strikes what is finished or gone from the list of active Jobs. */
  watchJobs(): void {
    for (const job of this.#jobs) {
      const { name, uid } = job.metadata;
      const end = endOf(job);
      if (end === undefined) {
        if (!this.#isActive(uid)) this.#context.event(this.#cron, 'Warning', 'UnexpectedJob', `Saw a job that the controller did not create or forgot: ${name}`);
        continue;
      }
      if (this.#isActive(uid)) {
        this.#forget(uid);
        this.#context.event(this.#cron, 'Normal', 'SawCompletedJob', `Saw completed job: ${name}, condition: ${end}`);
        this.notes.push(`${name} ended: ${end}`);
      }
      const { completionTime } = job.status;
      if (end === 'Complete' && completionTime !== undefined && !(this.status.lastSuccessfulTime !== undefined && this.status.lastSuccessfulTime >= completionTime))
        this.status = { ...this.status, lastSuccessfulTime: completionTime };
    }
    for (const reference of this.status.active ?? []) {
      if (this.#jobs.some(({ metadata }) => metadata.uid === reference.uid) || this.#context.get(JOBS, reference.namespace, reference.name!)) continue;
      this.#context.event(this.#cron, 'Normal', 'MissingJob', `Active job went missing: ${reference.name}`);
      this.#forget(reference.uid!);
    }
  }

  /** Starts what is due. Gives the milliseconds until the next look. */
  start(): number | undefined {
    const { spec } = this.#cron;
    const { now } = this.#context;
    if (spec.timeZone !== undefined && !isTimeZone(spec.timeZone)) {
      this.#context.event(this.#cron, 'Warning', 'UnknownTimeZone', `invalid timeZone: "${spec.timeZone}": unknown time zone ${spec.timeZone}`);
      return undefined;
    }
    if (spec.suspend) {
      this.notes.push('It is suspended: nothing is started');
      return undefined;
    }
    const schedule = parseSchedule(spec.schedule, spec.timeZone);
    if (!schedule) {
      this.#context.event(this.#cron, 'Warning', 'UnparseableSchedule', `unparseable schedule: "${spec.schedule}"`);
      return undefined;
    }
    if (schedule.next(now) === undefined) {
      // A day that no month has (upstream finds no time between two of its times).
      this.#context.event(this.#cron, 'Warning', 'InvalidSchedule', `invalid schedule: ${spec.schedule} : time difference between two schedules is less than 1 second`);
      return undefined;
    }
    const { due, missed } = this.#mostRecent(schedule, true);
    if (missed > TOO_MANY)
      this.#context.event(this.#cron, 'Warning', 'TooManyMissedTimes', 'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew');
    if (due !== undefined) this.#startAt(due);
    if (this.error !== undefined) return undefined;
    const wait = this.#untilNext(schedule);
    if (wait !== undefined) this.notes.push(`Next at ${formatTime(now + wait - DELTA)}`);
    return wait;
  }

  #startAt(due: number): void {
    const { spec, metadata } = this.#cron;
    const { now } = this.#context;
    const name = `${metadata.name}-${Math.floor(due / 60_000)}`;
    const active = this.status.active ?? [];
    if (spec.startingDeadlineSeconds !== undefined && due + spec.startingDeadlineSeconds * 1000 < now) {
      this.#context.event(this.#cron, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${formatRfc1123(due)}`);
      this.notes.push(`${formatTime(due)} was missed by more than startingDeadlineSeconds ${spec.startingDeadlineSeconds}`);
      return;
    }
    if (active.some((reference) => reference.name === name) || this.status.lastScheduleTime === formatTime(due)) return;
    if (spec.concurrencyPolicy === 'Forbid' && active.length > 0) {
      this.#context.event(this.#cron, 'Normal', 'JobAlreadyActive', 'Not starting job because prior execution is running and concurrency policy is Forbid');
      this.notes.push(`${formatTime(due)} is due, but ${active[0]!.name} still runs and concurrencyPolicy is Forbid: start nothing`);
      return;
    }
    if (spec.concurrencyPolicy === 'Replace') for (const reference of active) if (!this.#replace(reference)) return;
    this.#create(name, due);
  }

  #replace(reference: ObjectReference): boolean {
    const job = this.#context.get<Job>(JOBS, reference.namespace, reference.name!);
    if (!job) return true;
    this.notes.push(`${reference.name} still runs and concurrencyPolicy is Replace: delete it`);
    return this.#deleteJob(job);
  }

  #create(name: string, due: number): void {
    const { spec, metadata } = this.#cron;
    const { labels, annotations } = spec.jobTemplate.metadata ?? {};
    const created = this.#context.create<Job>(JOBS, {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: {
        name,
        namespace: metadata.namespace,
        ...(labels && { labels }),
        annotations: { ...annotations, [SCHEDULED]: formatTime(due) },
        ownerReferences: [controllerReference(this.#cron)],
      },
      spec: spec.jobTemplate.spec,
    } as unknown as Omit<Job, 'metadata'> & { metadata: object });
    const job = created.ok ? created.value : this.#existing(name, created.error);
    if (!job) return;
    if (created.ok) {
      this.#context.event(this.#cron, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
      this.notes.push(`${formatTime(due)} is due: create ${name}`);
    }
    const { namespace, uid, resourceVersion } = job.metadata;
    this.status = {
      ...this.status,
      active: [...(this.status.active ?? []), { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion }],
      lastScheduleTime: formatTime(due),
    };
  }

  /** A Job of that name is there already: ours from an earlier try, or somebody else's. */
  #existing(name: string, error: Status): Job | undefined {
    if (isNamespaceTerminating(error)) return undefined;
    const job = error.reason === 'AlreadyExists' ? this.#context.get<Job>(JOBS, this.#cron.metadata.namespace, name) : undefined;
    if (job) return controllerOf(job)?.uid === this.#cron.metadata.uid && !this.#isActive(job.metadata.uid) ? job : undefined;
    this.#context.event(this.#cron, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
    this.error = error.message;
    return undefined;
  }

  /** The latest due time up to now, and how many were missed. */
  #mostRecent(schedule: Schedule, withDeadline: boolean): { readonly earliest: number; readonly due: number | undefined; readonly missed: number } {
    const { spec, metadata } = this.#cron;
    const { now } = this.#context;
    let earliest = Date.parse(this.status.lastScheduleTime ?? metadata.creationTimestamp);
    if (withDeadline && spec.startingDeadlineSeconds !== undefined) earliest = Math.max(earliest, now - spec.startingDeadlineSeconds * 1000);
    const first = schedule.next(earliest);
    if (first === undefined || now < first) return { earliest, due: undefined, missed: 0 };
    const second = schedule.next(first);
    if (second === undefined || now < second) return { earliest, due: first, missed: 0 };
    const missed = Math.floor((now - first) / (second - first)) + 1;
    let due: number | undefined;
    for (let time = schedule.next(first + (missed - 2) * (second - first)); time !== undefined && time <= now; time = schedule.next(time)) due = time;
    return { earliest, due, missed };
  }

  #untilNext(schedule: Schedule): number | undefined {
    const { now } = this.#context;
    const { earliest, due, missed } = this.#mostRecent(schedule, false);
    const next = schedule.next(due ?? (missed === 0 ? earliest : now));
    return next === undefined ? undefined : Math.max(1, next + DELTA - now);
  }
}
