/** Runs pods to their end, as often as it takes (upstream: pkg/controller/job/job_controller.go). */
import type { Job } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { ownedBy, selecting } from '../common/lookups.ts';
import { controllerOf, resolveController, splitKey, watchDependents } from '../common/owner.ts';
import { JobSync } from './sync.ts';
import { isTracked, TRACKING, withoutTracking } from './tracking.ts';

export const JOBS = { resource: 'jobs.batch', kind: 'Job' } as const;
/** What pods do is looked at a second later, so that the many at once of a large Job are one sync. */
const BATCH = 'batched/';
const BATCH_PERIOD = 990;

export const jobSelector = ({ spec }: Job) => spec.selector;

export const isFinished = ({ status }: Job): boolean =>
  status.conditions?.some(({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True') ?? false;

const podWatch = watchDependents({
  resource: 'pods',
  owner: JOBS,
  adopters: (view, pod) =>
    selecting<Job>(view, JOBS.resource, pod.metadata.namespace!, pod.metadata.labels, jobSelector).map(({ metadata }) =>
      objectKey(JOBS.resource, metadata.namespace, metadata.name),
    ),
});

export const jobController: Component = {
  name: 'job-controller',
  priority: 20,
  // Upstream: DefaultJobApiBackOff, MaxJobApiBackOff.
  backOff: { first: 1000, most: 60_000 },
  watches: [
    { resource: JOBS.resource, keys: jobKeys },
    { resource: 'pods', keys: (change, view) => [...podWatch.keys(change, view).map((key) => BATCH + key), ...orphanKeys(change, view)] },
  ],
  reconcile(context, key) {
    if (key.startsWith(BATCH)) {
      context.wake(key.slice(BATCH.length), BATCH_PERIOD);
      return { decision: 'Looks at the Job in a second, with whatever else happens until then.', idle: true };
    }
    return key.startsWith('pods/') ? releaseOrphan(context, key) : reconcile(context, key);
  },
};

/** A new spec counts at once; a status that was written, with the next batch; a finished Job lets go of its pods. */
function jobKeys({ type, key, object, before }: Change, view: View): string[] {
  const job = object as Job;
  if (type === 'DELETED') return [key, ...trackedPods(view, job)];
  if (isFinished(job)) return trackedPods(view, job);
  return !before || before.metadata.generation !== job.metadata.generation ? [key] : [BATCH + key];
}

const trackedPods = (view: View, { metadata }: Job): string[] =>
  ownedBy<Pod>(view, metadata.uid)
    .filter((pod) => pod.kind === 'Pod' && isTracked(pod))
    .map((pod) => objectKey('pods', pod.metadata.namespace, pod.metadata.name));

/** A pod that a Job's finalizer holds although no Job will ever count it. */
function orphanKeys({ type, key, object }: Change, view: View): string[] {
  const pod = object as Pod;
  if (type === 'DELETED' || !isTracked(pod)) return [];
  const controller = controllerOf(pod);
  if (controller && pod.metadata.deletionTimestamp === undefined) return [];
  const job = resolveController<Job>(view, pod.metadata.namespace, controller, JOBS);
  return job && !isFinished(job) ? [] : [key];
}

function releaseOrphan(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const pod = context.get<Pod>('pods', namespace, name);
  if (!pod || !isTracked(pod)) return { decision: `${name} is not held.`, idle: true };
  const job = resolveController<Job>(context, namespace, controllerOf(pod), JOBS);
  if (job && !isFinished(job)) return { decision: `${name} is still to be counted by Job ${job.metadata.name}.`, idle: true };
  context.modify<Pod>('pods', namespace, name, withoutTracking);
  return { decision: `No Job will count ${name} any more: take its finalizer ${TRACKING}.` };
}

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const job = context.get<Job>(JOBS.resource, namespace, name);
  if (!job || isFinished(job)) {
    context.memory.delete(key);
    return { decision: job ? `Job ${name} is finished.` : `Job ${name} is gone.`, idle: true };
  }
  if (job.spec.managedBy !== undefined && job.spec.managedBy !== 'kubernetes.io/job-controller')
    return { decision: `Job ${name} is managed by ${job.spec.managedBy}.`, idle: true };
  return new JobSync(context, job, key).run();
}
