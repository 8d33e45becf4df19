/** One sync of one Job: what ended is counted, what is missing is created, and the end is told in two steps (upstream: job_controller.go syncJob). */
import type { Job, JobCondition, JobStatus } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { Context, Outcome } from '../../engine/component.ts';
import { claim } from '../common/claim.ts';
import { findCondition } from '../common/conditions.ts';
import { controlledBy, orphansFor } from '../common/lookups.ts';
import { createPod, deletePod, isNamespaceTerminating } from '../common/pod-creation.ts';
import { podsToDelete } from '../common/pods-to-delete.ts';
import { isPodActive, isPodReady, isPodTerminal } from '../common/pods.ts';
import { slowStart } from '../common/slow-start.ts';
import { count, sentences } from '../common/words.ts';
import { nextBackOff, remaining, type BackOff } from './back-off.ts';
import { JobIndexes } from './indexed.ts';
import { Indexes, indexOf } from './indexes.ts';
import { judgeFailure, meetsSuccessPolicy } from './policies.ts';
import { jobPod } from './pods.ts';
import { isTracked, TRACKING, withoutTracking } from './tracking.ts';

const BURST = 500;
const NONE: ReadonlyMap<string, number> = new Map();

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class JobSync {
  readonly #context: Context;
  readonly #key: string;
  readonly #notes: string[] = [];
  #job: Job;
  readonly #status: Mutable<JobStatus>;
  readonly #pods: readonly Pod[];
  readonly #active: readonly Pod[];
  readonly #backOff: BackOff;
  readonly #indexes: JobIndexes | undefined;
  #succeeded: number;
  readonly #failed: number;
  #activeCount: number;
  #ready: number;
  #terminating: number;
  /** What the Job comes to; first told as FailureTarget or SuccessCriteriaMet. */
  #end: JobCondition | undefined;
  #waits: number[] = [];
  #error: string | undefined;

  constructor(context: Context, job: Job, key: string) {
    this.#context = context;
    this.#key = key;
    this.#job = job;
    this.#status = { ...job.status, uncountedTerminatedPods: job.status?.uncountedTerminatedPods ?? {} };
    const claimed = claim<Pod>(context, {
      resource: 'pods',
      owner: job,
      selector: job.spec.selector ?? {},
      finalizer: TRACKING,
      owned: controlledBy<Pod>(context, 'Pod', job.metadata.uid),
      orphans: orphansFor<Pod>(context, 'pods', job.metadata.namespace!, job.spec.selector ?? {}),
    });
    this.#notes.push(...claimed.notes);
    this.#pods = claimed.objects;
    this.#active = this.#pods.filter(isPodActive);
    this.#activeCount = this.#active.length;
    this.#ready = this.#active.filter(isPodReady).length;
    this.#terminating = this.#pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)).length;
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    const newlySucceeded = this.#countable(succeeded).filter((pod) => pod.status.phase === 'Succeeded');
    const newlyFailed = this.#countable(failed).filter((pod) => this.#isFailed(pod));
    this.#succeeded = (this.#status.succeeded ?? 0) + newlySucceeded.length + succeeded.length;
    this.#failed = (this.#status.failed ?? 0) + newlyFailed.filter((pod) => judgeFailure(job, pod).counts).length + failed.length;
    this.#backOff = nextBackOff(context.memory.get<BackOff>(key), newlySucceeded, newlyFailed);
    this.#indexes = job.spec.completionMode === 'Indexed' ? new JobIndexes(job, this.#pods, (pod) => this.#isFailed(pod)) : undefined;
    if (this.#indexes) this.#succeeded = this.#indexes.succeeded.total;
  }

  run(): Outcome {
    const { spec, metadata } = this.#job;
    const { timestamp, now } = this.#context;
    if (this.#status.startTime === undefined && !spec.suspend) this.#status.startTime = timestamp;
    const saw = [
      `${this.#succeeded} of ${spec.completions ?? 'any number of'} succeeded`,
      `${this.#failed} failed, backoffLimit ${spec.backoffLimit}`,
      `${this.#activeCount} active, parallelism ${spec.parallelism ?? 1}`,
    ];
    this.#end = this.#judge(now);
    if (this.#end) this.#deleteActive();
    else this.#manage(metadata.deletionTimestamp !== undefined);
    const needsFlush = this.#activeCount !== (this.#status.active ?? 0) || this.#ready !== this.#status.ready || this.#terminating !== this.#status.terminating;
    this.#setCount('active', this.#activeCount);
    this.#status.ready = this.#ready;
    this.#status.terminating = this.#terminating;
    this.#track(needsFlush);
    if (this.#notes.length === 0) this.#notes.push(`${this.#succeeded} of ${spec.completions ?? 'any number of'} succeeded, ${this.#activeCount} active: wait`);
    return {
      decision: sentences(this.#notes),
      saw,
      idle: true,
      ...(this.#error !== undefined ? { again: { retry: this.#error } } : this.#waits.length > 0 && { again: { after: Math.max(1, Math.min(...this.#waits)) } }),
    };
  }

  /** Pods that hold the tracking finalizer and are not on the list of those to be counted. */
  #countable(listed: readonly string[]): Pod[] {
    return this.#pods.filter((pod) => isTracked(pod) && !listed.includes(pod.metadata.uid) && (this.#job.spec.completionMode !== 'Indexed' || this.#hasIndex(pod)));
  }

  #hasIndex(pod: Pod): boolean {
    const index = indexOf(pod);
    return index !== undefined && index < (this.#job.spec.completions ?? 0);
  }

  get #replacesOnlyFailed(): boolean {
    return this.#job.spec.podReplacementPolicy === 'Failed' || this.#job.spec.podFailurePolicy !== undefined;
  }

  /** A pod that is being deleted has failed as far as the Job is concerned, unless it is to wait for the end. */
  #isFailed(pod: Pod): boolean {
    if (pod.status.phase === 'Failed') return true;
    return !this.#replacesOnlyFailed && pod.metadata.deletionTimestamp !== undefined && pod.status.phase !== 'Succeeded';
  }

  #condition(type: string, status: 'True' | 'False', reason: string, message: string): JobCondition {
    const { timestamp } = this.#context;
    return { type, status, lastProbeTime: timestamp, lastTransitionTime: timestamp, reason, message };
  }

  /** What the Job has come to, if anything. */
  #judge(now: number): JobCondition | undefined {
    const { spec } = this.#job;
    const met = this.#true('SuccessCriteriaMet');
    if (met) return met;
    const target = this.#true('FailureTarget');
    if (target) return this.#condition('Failed', 'True', target.reason ?? '', target.message ?? '');
    const fails = this.#pods
      .filter((pod) => this.#isFailed(pod))
      .map((pod) => judgeFailure(this.#job, pod).failsJob)
      .find((message) => message !== undefined);
    if (fails !== undefined) return this.#condition('FailureTarget', 'True', 'PodFailurePolicy', fails);
    const failure = (reason: string, message: string) => this.#condition('FailureTarget', 'True', reason, message);
    if (this.#failed > spec.backoffLimit || this.#restartsExceeded()) return failure('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
    if (spec.activeDeadlineSeconds !== undefined && this.#status.startTime !== undefined && !spec.suspend) {
      const left = Date.parse(this.#status.startTime) + spec.activeDeadlineSeconds * 1000 - now;
      if (left <= 0) return failure('DeadlineExceeded', 'Job was active longer than specified deadline');
      this.#waits.push(left);
    }
    return this.#judgeIndexes(failure);
  }

  #judgeIndexes(failure: (reason: string, message: string) => JobCondition): JobCondition | undefined {
    const { spec } = this.#job;
    if (!this.#indexes) return undefined;
    const { succeeded, failed } = this.#indexes;
    if (failed) {
      if (spec.maxFailedIndexes !== undefined && failed.total > spec.maxFailedIndexes)
        return failure('MaxFailedIndexesExceeded', 'Job has exceeded the specified maximal number of failed indexes');
      if (failed.total > 0 && failed.total + succeeded.total >= (spec.completions ?? 0)) return failure('FailedIndexes', 'Job has failed indexes');
    }
    const policy = meetsSuccessPolicy(this.#job, succeeded);
    return policy === undefined ? undefined : this.#condition('SuccessCriteriaMet', 'True', 'SuccessPolicy', policy);
  }

  #true(type: string): JobCondition | undefined {
    const found = findCondition(this.#status.conditions, type);
    return found?.status === 'True' ? found : undefined;
  }

  /** With restartPolicy OnFailure the restarts of running pods count. */
  #restartsExceeded(): boolean {
    const { spec } = this.#job;
    if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
    const running = this.#pods.filter(({ status }) => status.phase === 'Running' || status.phase === 'Pending');
    const restarts = running
      .flatMap(({ status }) => [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])])
      .reduce((sum, { restartCount }) => sum + restartCount, 0);
    return spec.backoffLimit === 0 ? restarts > 0 : restarts >= spec.backoffLimit;
  }

  #deleteActive(): void {
    for (const pod of this.#active) {
      const deleted = deletePod(this.#context, this.#job, pod);
      if (!deleted.ok) {
        this.#error ??= deleted.error.message;
        this.#end = undefined;
        continue;
      }
      this.#activeCount -= 1;
      this.#terminating += 1;
      if (isPodReady(pod)) this.#ready -= 1;
    }
    if (this.#active.length > 0) this.#notes.push(`Delete the ${count(this.#active.length, 'active pod')}`);
  }

  #manage(deleted: boolean): void {
    const { spec } = this.#job;
    if (!deleted) {
      if (spec.suspend) this.#remove(this.#active, 'The Job is suspended');
      else this.#scale();
    }
    const done = spec.completions === undefined ? this.#succeeded > 0 && this.#activeCount === 0 : this.#succeeded >= spec.completions && this.#activeCount === 0;
    if (done) this.#end = this.#condition('SuccessCriteriaMet', 'True', 'CompletionsReached', 'Reached expected number of succeeded pods');
    else if (!deleted) this.#tellSuspension(spec.suspend ?? false);
  }

  #tellSuspension(suspended: boolean): void {
    const current = findCondition(this.#status.conditions, 'Suspended');
    const next = suspended ? this.#condition('Suspended', 'True', 'JobSuspended', 'Job suspended') : this.#condition('Suspended', 'False', 'JobResumed', 'Job resumed');
    if (current ? current.status === next.status : !suspended) return;
    this.#status.conditions = current ? this.#status.conditions!.map((condition) => (condition === current ? next : condition)) : [...(this.#status.conditions ?? []), next];
    this.#context.event(this.#job, 'Normal', suspended ? 'Suspended' : 'Resumed', next.message!);
    if (!suspended) this.#status.startTime = this.#context.timestamp;
    this.#notes.push(next.message!);
  }

  #scale(): void {
    const { spec } = this.#job;
    const parallelism = spec.parallelism ?? 1;
    const open = spec.completions === undefined ? (this.#succeeded > 0 ? this.#activeCount : parallelism) : Math.max(0, spec.completions - this.#succeeded);
    const wanted = spec.completions === undefined ? open : Math.min(open, parallelism);
    const why = spec.completions === undefined ? `parallelism ${parallelism}` : `${open} to go, parallelism ${parallelism}`;
    const surplus = this.#surplus(Math.max(0, this.#activeCount - wanted));
    if (surplus.length > 0) {
      this.#remove(surplus.slice(0, BURST), `${this.#activeCount} active, ${wanted} wanted (${why})`);
      return;
    }
    const missing = wanted - this.#activeCount - (this.#replacesOnlyFailed ? this.#terminating : 0);
    if (missing <= 0) return;
    const perIndex = spec.backoffLimitPerIndex !== undefined;
    const wait = perIndex ? 0 : remaining(this.#backOff, this.#context.now);
    if (wait > 0) {
      this.#delay(wait, `${count(this.#backOff.failures, 'failure')} since the last success`);
      // Upstream forgets the pods that run while it waits.
      this.#activeCount = 0;
      return;
    }
    this.#create(Math.min(missing, BURST), `${this.#activeCount} active, ${wanted} wanted (${why})`);
  }

  #delay(wait: number, why: string): void {
    const delay = Math.max(1000, wait);
    this.#waits.push(delay);
    this.#notes.push(`${why}: the next pod comes in ${(delay / 1000).toFixed(delay % 1000 === 0 ? 0 : 1)} s`);
  }

  /** Pods of one index too many, then those that are least along. */
  #surplus(atLeast: number): Pod[] {
    const duplicates = this.#indexes?.duplicates(this.#active, this.#job.spec.completions ?? 0) ?? [];
    if (duplicates.length >= atLeast) return duplicates;
    const left = this.#active.filter((pod) => !duplicates.includes(pod));
    return [...duplicates, ...podsToDelete(left, atLeast - duplicates.length, NONE, this.#context.now).pods];
  }

  #remove(pods: readonly Pod[], why: string): void {
    for (const pod of pods) {
      this.#context.modify<Pod>('pods', pod.metadata.namespace, pod.metadata.name, withoutTracking);
      const deleted = deletePod(this.#context, this.#job, pod);
      if (!deleted.ok) {
        this.#error ??= deleted.error.message;
        continue;
      }
      this.#activeCount -= 1;
      this.#terminating += 1;
      if (isPodReady(pod)) this.#ready -= 1;
    }
    if (pods.length > 0) this.#notes.push(`${why}: delete ${count(pods.length, 'pod')}`);
  }

  #create(missing: number, why: string): void {
    const { spec } = this.#job;
    let indexes: readonly (number | undefined)[] = Array.from({ length: missing }, () => undefined);
    if (this.#indexes) {
      const busy = Indexes.of(
        [...this.#active, ...(this.#replacesOnlyFailed ? this.#pods.filter((pod) => pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)) : [])].flatMap(
          (pod) => indexOf(pod) ?? [],
        ),
      );
      const pending = this.#indexes.succeeded
        .with(this.#indexes.failed ?? Indexes.none)
        .with(busy)
        .missing(missing, spec.completions ?? 0);
      const { now, later } = this.#indexes.due(pending, this.#context.now);
      if (now.length === 0 && later !== undefined) {
        this.#delay(later, 'The indexes that are left failed before');
        this.#activeCount = 0;
        return;
      }
      indexes = now;
    }
    const { created, error } = slowStart(indexes.length, (i) => {
      const index = indexes[i];
      const result = createPod(this.#context, this.#job, jobPod(this.#job, index, index === undefined ? undefined : this.#indexes?.failures(index)));
      return result.ok || isNamespaceTerminating(result.error) ? undefined : result.error;
    });
    this.#activeCount += created;
    if (created > 0) this.#notes.push(`${why}: create ${count(created, 'pod')}${this.#indexes ? ` for index ${Indexes.of(indexes.flatMap((index) => index ?? [])).text}` : ''}`);
    if (error) this.#fail(error);
  }

  #fail(error: Status): void {
    this.#error ??= error.message;
    this.#notes.push(`The API server refused a pod: ${error.message}`);
  }

  #setCount(name: 'active' | 'succeeded' | 'failed', value: number): void {
    if (value === 0) delete this.#status[name];
    else this.#status[name] = value;
  }

  /**
   * Counts what ended so that nothing is counted twice or lost: first the pods' UIDs are written down, then their finalizers go, then the
   * counters move and the UIDs are struck out.
   */
  #track(flush: boolean): void {
    let needsFlush = this.#strikeOut(this.#heldUids()) || flush;
    const uncounted = { succeeded: [...(this.#status.uncountedTerminatedPods?.succeeded ?? [])], failed: [...(this.#status.uncountedTerminatedPods?.failed ?? [])] };
    const release: Pod[] = [];
    const newIndexes: number[] = [];
    const byIndex = this.#indexes ? [...this.#pods].sort((a, b) => (indexOf(a) ?? -1) - (indexOf(b) ?? -1)) : this.#pods;
    for (const pod of byIndex) {
      if (!isTracked(pod)) continue;
      const failed = this.#isFailed(pod);
      if (!this.#mayRelease(pod, failed)) continue;
      release.push(pod);
      const { uid } = pod.metadata;
      const index = indexOf(pod);
      if (pod.status.phase === 'Succeeded' && !uncounted.failed.includes(uid)) {
        if (!this.#indexes) {
          if (!uncounted.succeeded.includes(uid)) uncounted.succeeded.push(uid);
        } else if (index !== undefined && this.#hasIndex(pod) && !this.#indexes.before.has(index)) newIndexes.push(index);
      } else if (
        (failed || (this.#end && this.#end.type !== 'SuccessCriteriaMet')) &&
        !uncounted.failed.includes(uid) &&
        (!this.#indexes || this.#hasIndex(pod)) &&
        judgeFailure(this.#job, pod).counts
      ) {
        uncounted.failed.push(uid);
      }
    }
    const listed = this.#status.uncountedTerminatedPods;
    if (uncounted.succeeded.length !== (listed?.succeeded?.length ?? 0) || uncounted.failed.length !== (listed?.failed?.length ?? 0)) needsFlush = true;
    this.#setUncounted(uncounted);
    if (this.#indexes && this.#tellIndexes(this.#indexes.before.with(Indexes.of(newIndexes)).with(this.#indexes.succeeded))) needsFlush = true;
    if (this.#tellEnd()) needsFlush = true;
    if (needsFlush) {
      this.#flush();
      this.#context.memory.set(this.#key, this.#backOff);
    }
    for (const pod of release) this.#context.modify<Pod>('pods', pod.metadata.namespace, pod.metadata.name, withoutTracking);
    const struck = this.#strikeOut(new Set());
    const finished = this.#finish();
    if (struck || finished) this.#flush();
    if (finished) this.#tellFinished();
  }

  #heldUids(): Set<string> {
    return new Set(this.#pods.filter((pod) => isTracked(pod)).map(({ metadata }) => metadata.uid));
  }

  #mayRelease(pod: Pod, failed: boolean): boolean {
    if (this.#job.metadata.deletionTimestamp !== undefined || this.#end || pod.status.phase === 'Succeeded') return true;
    return failed && !this.#indexes?.isAwaitingReplacement(pod, this.#active);
  }

  /** Moves the UIDs whose pods are no longer held from the list to the counters. */
  #strikeOut(held: ReadonlySet<string>): boolean {
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    const kept = { succeeded: succeeded.filter((uid) => held.has(uid)), failed: failed.filter((uid) => held.has(uid)) };
    const [gone, lost] = [succeeded.length - kept.succeeded.length, failed.length - kept.failed.length];
    if (gone + lost === 0) return false;
    this.#setCount('succeeded', (this.#status.succeeded ?? 0) + gone);
    this.#setCount('failed', (this.#status.failed ?? 0) + lost);
    this.#setUncounted(kept);
    return true;
  }

  #setUncounted({ succeeded, failed }: { readonly succeeded: readonly string[]; readonly failed: readonly string[] }): void {
    this.#status.uncountedTerminatedPods = { ...(succeeded.length > 0 && { succeeded }), ...(failed.length > 0 && { failed }) };
  }

  #tellIndexes(succeeded: Indexes): boolean {
    const completed = succeeded.text === '' ? undefined : succeeded.text;
    const failed = this.#indexes?.failed?.text;
    const changed = completed !== this.#status.completedIndexes || failed !== this.#status.failedIndexes;
    this.#setCount('succeeded', succeeded.total);
    if (completed === undefined) delete this.#status.completedIndexes;
    else this.#status.completedIndexes = completed;
    if (failed === undefined) delete this.#status.failedIndexes;
    else this.#status.failedIndexes = failed;
    return changed;
  }

  /** FailureTarget or SuccessCriteriaMet come first; what follows from them is set when all pods are counted and gone. */
  #tellEnd(): boolean {
    const end = this.#end;
    if (!end || (end.type !== 'FailureTarget' && end.type !== 'SuccessCriteriaMet')) return false;
    const isNew = !findCondition(this.#status.conditions, end.type);
    if (isNew) {
      this.#status.conditions = [...(this.#status.conditions ?? []), end];
      this.#notes.push(`${end.message}: ${end.type === 'FailureTarget' ? 'the Job fails' : 'the Job is done'} as soon as its pods are counted and gone`);
    }
    this.#end = this.#condition(end.type === 'FailureTarget' ? 'Failed' : 'Complete', 'True', end.reason ?? '', end.message ?? '');
    return isNew;
  }

  /** Gives whether the Job is finished by now. */
  #finish(): boolean {
    const { succeeded = [], failed = [] } = this.#status.uncountedTerminatedPods ?? {};
    if (!this.#end || succeeded.length + failed.length > 0) return false;
    if (this.#terminating > 0) {
      this.#notes.push(`Wait for ${count(this.#terminating, 'pod')} to be gone`);
      return false;
    }
    this.#status.conditions = [...(this.#status.conditions ?? []), this.#end];
    if (this.#end.type === 'Complete') this.#status.completionTime = this.#end.lastTransitionTime!;
    return true;
  }

  #tellFinished(): void {
    const end = this.#end!;
    const { completions } = this.#job.spec;
    if (end.type === 'Complete') {
      if (completions !== undefined && (this.#status.succeeded ?? 0) > completions)
        this.#context.event(this.#job, 'Warning', 'TooManySucceededPods', 'Too many succeeded pods running after completion count reached');
      this.#context.event(this.#job, 'Normal', 'Completed', 'Job completed');
    } else {
      this.#context.event(this.#job, 'Warning', end.reason ?? '', end.message ?? '');
    }
    this.#notes.push(end.type === 'Complete' ? 'Complete' : `Failed: ${end.message}`);
    this.#context.memory.delete(this.#key);
  }

  #flush(): void {
    const written = this.#context.updateStatus<Job>('jobs.batch', { ...this.#job, status: { ...this.#status } });
    if (written.ok) this.#job = written.value;
    else this.#error ??= written.error.message;
  }
}
