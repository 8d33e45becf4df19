import { describe, expect, it } from 'vitest';
import type { CronJob } from '../../api/kinds/cron-job/types.ts';
import type { Job } from '../../api/kinds/job/types.ts';
import { TestCluster } from '../test-world.ts';

const CRON_JOBS = 'cronjobs.batch';
const JOBS = 'jobs.batch';
const MINUTE = 60_000;

const cronJob = (spec: object = {}) => ({
  metadata: { name: 'tick' },
  spec: { schedule: '* * * * *', jobTemplate: { spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } } } }, ...spec },
});
function started(spec: object = {}, seconds = 2): TestCluster {
  const cluster = new TestCluster({ readyAfter: () => 100, endsAfter: () => ({ after: seconds * 1000, phase: 'Succeeded' }) });
  cluster.create(CRON_JOBS, cronJob(spec));
  return cluster;
}
const jobs = (cluster: TestCluster) => cluster.list<Job>(JOBS);
const statusOf = (cluster: TestCluster) => cluster.get<CronJob>(CRON_JOBS, 'tick')!.status;

describe('cron job controller', () => {
  it('makes a Job at each time of its schedule, named by the minute', () => {
    const cluster = started();
    cluster.run(3 * MINUTE + 5000);
    expect(jobs(cluster).map(({ metadata }) => metadata.name)).toEqual([1, 2, 3].map((minute) => `tick-${Date.UTC(2026, 0, 1, 9, minute) / MINUTE}`));
    expect(statusOf(cluster)).toMatchObject({ lastScheduleTime: '2026-01-01T09:03:00Z', lastSuccessfulTime: expect.any(String) });
    expect(cluster.events('CronJob', 'tick')).toContain(`SuccessfulCreate Created job ${jobs(cluster)[0]!.metadata.name}`);
    expect(jobs(cluster)[0]!.metadata.annotations).toMatchObject({ 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T09:01:00Z' });
  });

  it('says of a day that no month has that there is no next time', () => {
    const cluster = started({ schedule: '0 0 31 2 *' });
    cluster.run(3 * MINUTE);
    expect(jobs(cluster)).toEqual([]);
    expect(cluster.events('CronJob', 'tick')).toEqual(['InvalidSchedule invalid schedule: 0 0 31 2 * : time difference between two schedules is less than 1 second']);
  });

  it('keeps three Jobs that succeeded', () => {
    const cluster = started();
    cluster.run(6 * MINUTE + 30_000);
    expect(jobs(cluster)).toHaveLength(3);
  });

  it.each([
    ['Allow', 3],
    ['Forbid', 1],
    ['Replace', 1],
  ])('%s: %i at a time', (concurrencyPolicy, expected) => {
    const cluster = started({ concurrencyPolicy }, 100_000);
    cluster.run(3 * MINUTE + 5000);
    expect(jobs(cluster)).toHaveLength(expected);
    expect(statusOf(cluster).active).toHaveLength(expected);
    const name = jobs(cluster)[0]!.metadata.name;
    expect(name.endsWith(String(Date.UTC(2026, 0, 1, 9, concurrencyPolicy === 'Replace' ? 3 : 1) / MINUTE))).toBe(true);
  });

  it('does nothing while it is suspended, and does not make up for it past its deadline', () => {
    const cluster = started({ suspend: true, startingDeadlineSeconds: 10 });
    cluster.run(3 * MINUTE + 30_000);
    expect(jobs(cluster)).toEqual([]);
    cluster.update(CRON_JOBS, 'tick', { spec: { suspend: false } });
    cluster.run(5000);
    expect(jobs(cluster)).toEqual([]);
    cluster.run(MINUTE);
    expect(jobs(cluster)).toHaveLength(1);
  });

  it('keeps to its time zone', () => {
    const cluster = started({ schedule: '2 10 * * *', timeZone: 'Europe/Paris' });
    cluster.run(3 * MINUTE);
    expect(jobs(cluster)).toHaveLength(1);
  });
});
