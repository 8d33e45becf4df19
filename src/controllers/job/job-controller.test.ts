import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodActive, isPodTerminal } from '../common/pods.ts';
import { TestCluster } from '../test-world.ts';

const JOBS = 'jobs.batch';
const job = (spec: object = {}) => ({
  metadata: { name: 'work' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } }, ...spec },
});
const succeeds = () => ({ after: 2000, phase: 'Succeeded' as const });
const fails =
  (exitCode = 1) =>
  () => ({ after: 2000, phase: 'Failed' as const, exitCode });
type Ends = NonNullable<ConstructorParameters<typeof TestCluster>[0]>['endsAfter'];

function ran(spec: object = {}, endsAfter: Ends = succeeds, time = 120_000): TestCluster {
  const cluster = new TestCluster({ readyAfter: () => 200, endsAfter });
  cluster.create(JOBS, job(spec));
  cluster.run(time);
  return cluster;
}
const statusOf = (cluster: TestCluster) => cluster.get<Job>(JOBS, 'work')!.status;
const conditions = (cluster: TestCluster) => (statusOf(cluster).conditions ?? []).map(({ type, reason }) => `${type} ${reason}`);
const pods = (cluster: TestCluster) => cluster.list<Pod>('pods');

describe('job controller', () => {
  it('runs one pod to its end', () => {
    const cluster = ran();
    expect(statusOf(cluster)).toMatchObject({ succeeded: 1, ready: 0, terminating: 0 });
    expect(conditions(cluster)).toEqual(['SuccessCriteriaMet CompletionsReached', 'Complete CompletionsReached']);
    expect(cluster.events('Job', 'work').at(-1)).toBe('Completed Job completed');
    expect(pods(cluster)[0]!.metadata.finalizers).toBeUndefined();
    expect(statusOf(cluster).completionTime).toBeDefined();
  });

  it('runs no more at a time than it may, and as many as it has to', () => {
    const cluster = ran({ completions: 5, parallelism: 2 }, succeeds, 1000);
    expect(pods(cluster).filter(isPodActive)).toHaveLength(2);
    cluster.run(60_000);
    expect(pods(cluster)).toHaveLength(5);
    expect(statusOf(cluster)).toMatchObject({ succeeded: 5 });
  });

  it('tries again later and later, and gives up', () => {
    const cluster = ran({ backoffLimit: 2 }, fails());
    expect(statusOf(cluster)).toMatchObject({ failed: 3 });
    expect(conditions(cluster)).toEqual(['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded']);
    const created = pods(cluster)
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp))
      .sort((a, b) => a - b);
    expect(created[2]! - created[1]!).toBeGreaterThan(created[1]! - created[0]!);
    expect(cluster.events('Job', 'work').at(-1)).toBe('BackoffLimitExceeded Job has reached the specified backoff limit');
  });

  it('ends at its deadline', () => {
    const cluster = ran({ activeDeadlineSeconds: 10 }, () => undefined, 30_000);
    expect(conditions(cluster)).toEqual(['FailureTarget DeadlineExceeded', 'Failed DeadlineExceeded']);
    expect(pods(cluster).filter(isPodActive)).toEqual([]);
  });

  it('gives each pod of an indexed Job its index', () => {
    const cluster = ran({ completions: 3, parallelism: 3, completionMode: 'Indexed' });
    expect(
      pods(cluster)
        .map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index'])
        .sort(),
    ).toEqual(['0', '1', '2']);
    expect(
      pods(cluster)
        .map(({ metadata }) => metadata.name.slice(0, 7))
        .sort(),
    ).toEqual(['work-0-', 'work-1-', 'work-2-']);
    expect(statusOf(cluster)).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
  });

  it('counts failures for each index by itself where it is told to', () => {
    const cluster = ran({ completions: 3, parallelism: 3, completionMode: 'Indexed', backoffLimitPerIndex: 1 }, (pod) =>
      pod.metadata.annotations?.['batch.kubernetes.io/job-completion-index'] === '1' ? fails()() : succeeds(),
    );
    expect(statusOf(cluster)).toMatchObject({ completedIndexes: '0,2', failedIndexes: '1', failed: 2, succeeded: 2 });
    expect(conditions(cluster)).toEqual(['FailureTarget FailedIndexes', 'Failed FailedIndexes']);
  });

  it.each([
    [42, ['FailureTarget PodFailurePolicy', 'Failed PodFailurePolicy']],
    [1, ['FailureTarget BackoffLimitExceeded', 'Failed BackoffLimitExceeded']],
  ])('heeds what exit code %i means to it', (exitCode, expected) => {
    const podFailurePolicy = { rules: [{ action: 'FailJob', onExitCodes: { operator: 'In', values: [42] } }] };
    expect(conditions(ran({ backoffLimit: 1, podFailurePolicy }, fails(exitCode)))).toEqual(expected);
  });

  it('stops while it is suspended', () => {
    const cluster = ran({ suspend: true }, () => undefined, 5000);
    expect(pods(cluster)).toEqual([]);
    expect(conditions(cluster)).toEqual(['Suspended JobSuspended']);
    cluster.update(JOBS, 'work', { spec: { suspend: false } });
    cluster.run(5000);
    expect(pods(cluster)).toHaveLength(1);
    cluster.update(JOBS, 'work', { spec: { suspend: true } });
    cluster.run(5000);
    expect(pods(cluster).filter(isPodActive)).toEqual([]);
    expect(cluster.events('Job', 'work')).toEqual(expect.arrayContaining(['Suspended Job suspended', 'Resumed Job resumed']));
  });

  it('is deleted some time after its end where it says so', () => {
    const cluster = ran({ ttlSecondsAfterFinished: 20 }, succeeds, 10_000);
    expect(cluster.get(JOBS, 'work')).toBeDefined();
    cluster.run(30_000);
    expect(cluster.get(JOBS, 'work')).toBeUndefined();
    expect(pods(cluster)).toEqual([]);
  });
});

describe('job controller, whatever happens', () => {
  it('counts each pod once, and runs no more than parallelism at a time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 3 }),
        fc.boolean(),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 4000 }), fc.nat(9)), { maxLength: 4 }),
        fc.nat(1000),
        (completions, parallelism, backoffLimit, indexed, removals, seed) => {
          const cluster = new TestCluster({
            seed,
            readyAfter: () => 100,
            endsAfter: (_, random) => ({ after: 500 + Math.floor(random() * 3000), phase: random() < 0.3 ? 'Failed' : 'Succeeded' }),
          });
          cluster.create(JOBS, job({ completions, parallelism, backoffLimit, ...(indexed && { completionMode: 'Indexed' }) }));
          const check = () => expect(pods(cluster).filter(isPodActive).length).toBeLessThanOrEqual(parallelism);
          const run = (time: number) => {
            const until = cluster.simulation.position.time + time;
            while (cluster.simulation.step(until)) check();
            cluster.simulation.advanceTo(until);
          };
          for (const [wait, which] of removals) {
            run(wait);
            const live = pods(cluster).filter(isPodActive);
            if (live.length > 0) cluster.delete('pods', live[which % live.length]!.metadata.name);
          }
          run(3_600_000);
          const status = statusOf(cluster);
          const last = status.conditions!.at(-1)!.type;
          const ended = pods(cluster).filter(isPodTerminal);
          expect(status.succeeded ?? 0).toBe(ended.filter((pod) => pod.status.phase === 'Succeeded').length);
          if (last === 'Complete') expect(status.succeeded).toBe(completions);
          else expect(status.failed).toBeGreaterThan(backoffLimit);
          expect(pods(cluster).every((pod) => !pod.metadata.finalizers)).toBe(true);
        },
      ),
      { seed: 20261122, numRuns: 40 },
    );
  }, 60_000);
});
