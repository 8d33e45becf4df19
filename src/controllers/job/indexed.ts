/** What an Indexed Job knows of its indexes (upstream: job/indexed_job_utils.go). */
import type { Job } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { podsToDelete } from '../common/pods-to-delete.ts';
import { finishedAt, remaining } from './back-off.ts';
import { Indexes, indexOf } from './indexes.ts';
import { judgeFailure } from './policies.ts';
import { FAILURES, IGNORED_FAILURES } from './pods.ts';
import { isTracked } from './tracking.ts';

const number = (text: string | undefined): number => (text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : 0);
const countedFailures = ({ metadata }: Pod): number => number(metadata.annotations?.[FAILURES]);
const ignoredFailures = ({ metadata }: Pod): number => number(metadata.annotations?.[IGNORED_FAILURES]);

export interface IndexFailures {
  readonly counted: number;
  readonly ignored: number;
}

export class JobIndexes {
  /** As the status said. */
  readonly before: Indexes;
  readonly succeeded: Indexes;
  /** Only with backoffLimitPerIndex. */
  readonly failed: Indexes | undefined;
  /** The last failed pod of an index that is still to be tried: it goes when its replacement has come, so that its count is not lost. */
  readonly #awaiting = new Map<number, Pod>();
  readonly #job: Job;

  constructor(job: Job, pods: readonly Pod[], isFailed: (pod: Pod) => boolean) {
    this.#job = job;
    const { completions = 0, backoffLimitPerIndex } = job.spec;
    const held = pods.filter(isTracked);
    const indexed = held.flatMap((pod) => {
      const index = indexOf(pod);
      return index !== undefined && index < completions ? [{ pod, index }] : [];
    });
    this.before = Indexes.parse(job.status?.completedIndexes, completions);
    this.succeeded = this.before.with(Indexes.of(indexed.filter(({ pod }) => pod.status.phase === 'Succeeded').map(({ index }) => index)));
    if (backoffLimitPerIndex === undefined) return;
    const failing = indexed.filter(({ pod }) => isFailed(pod));
    const given = failing.filter(({ pod }) => {
      const { action, counts } = judgeFailure(job, pod);
      return action === 'FailIndex' || (counts && countedFailures(pod) >= backoffLimitPerIndex);
    });
    this.failed = Indexes.parse(job.status?.failedIndexes, completions).with(Indexes.of(given.map(({ index }) => index)));
    for (const { pod, index } of failing) {
      const other = this.#awaiting.get(index);
      if (this.succeeded.has(index) || this.failed.has(index)) continue;
      if (!other || (countedFailures(other) + ignoredFailures(other) <= countedFailures(pod) + ignoredFailures(pod) && finishedAt(pod) >= finishedAt(other)))
        this.#awaiting.set(index, pod);
    }
  }

  isAwaitingReplacement(pod: Pod, active: readonly Pod[]): boolean {
    const index = indexOf(pod);
    return index !== undefined && this.#awaiting.get(index)?.metadata.uid === pod.metadata.uid && !active.some((other) => indexOf(other) === index);
  }

  /** Which of `indexes` may be tried now, and how long the first of the others has to wait (ms). */
  due(indexes: readonly number[], now: number): { readonly now: readonly number[]; readonly later: number | undefined } {
    const waits = indexes.map((index) => {
      const last = this.#awaiting.get(index);
      return last ? remaining({ failures: countedFailures(last) + ignoredFailures(last) + 1, lastFailure: finishedAt(last) }, now) : 0;
    });
    const later = waits.filter((wait) => wait > 0);
    return { now: indexes.filter((_, i) => waits[i] === 0), later: later.length > 0 ? Math.min(...later) : undefined };
  }

  /** The failures that the next pod of `index` starts with; `undefined` where the Job does not count them. */
  failures(index: number): IndexFailures | undefined {
    if (!this.failed) return undefined;
    const last = this.#awaiting.get(index);
    if (!last) return { counted: 0, ignored: 0 };
    const { counts } = judgeFailure(this.#job, last);
    return { counted: countedFailures(last) + (counts ? 1 : 0), ignored: ignoredFailures(last) + (counts ? 0 : 1) };
  }

  /** Active pods that share an index with a better one, have none, or have one that is not wanted. */
  duplicates(active: readonly Pod[], completions: number): Pod[] {
    const byIndex = new Map<number, Pod[]>();
    const stray: Pod[] = [];
    for (const pod of active) {
      const index = indexOf(pod);
      if (index === undefined || index >= completions) stray.push(pod);
      else byIndex.set(index, [...(byIndex.get(index) ?? []), pod]);
    }
    const surplus = [...byIndex.values()].flatMap((pods) => (pods.length > 1 ? podsToDelete(pods, pods.length - 1, new Map(), 0).pods : []));
    return [...stray, ...surplus];
  }
}
