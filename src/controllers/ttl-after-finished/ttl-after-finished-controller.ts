/** Deletes finished Jobs when their time is over (upstream: pkg/controller/ttlafterfinished/ttlafterfinished_controller.go). */
import type { Job } from '../../api/kinds/job/types.ts';
import type { Component, Context, Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { isFinished, JOBS } from '../job/job-controller.ts';

export const ttlAfterFinishedController: Component = {
  name: 'ttl-after-finished-controller',
  priority: 28,
  watches: [{ resource: JOBS.resource, keys: ({ type, key, object }) => (type !== 'DELETED' && isCleanedUp(object as Job) ? [key] : []) }],
  reconcile,
};

const isCleanedUp = (job: Job): boolean => job.spec.ttlSecondsAfterFinished !== undefined && job.metadata.deletionTimestamp === undefined && isFinished(job);

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const job = context.get<Job>(JOBS.resource, namespace, name);
  if (!job || !isCleanedUp(job)) return { decision: `Job ${name} is not one to clean up.`, idle: true };
  const finished = job.status.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True')?.lastTransitionTime;
  const ttl = job.spec.ttlSecondsAfterFinished!;
  const left = Date.parse(finished ?? context.timestamp) + ttl * 1000 - context.now;
  if (left > 0) return { decision: `Job ${name} is finished: it is deleted in ${Math.ceil(left / 1000)} s, ${ttl} s after its end.`, idle: true, again: { after: left } };
  context.delete(JOBS.resource, namespace, name, { propagationPolicy: 'Foreground', preconditions: { uid: job.metadata.uid } });
  return { decision: `Job ${name} has been finished for ${ttl} s: delete it, its pods first.` };
}
