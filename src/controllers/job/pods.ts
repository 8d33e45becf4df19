/** The pods of a Job (upstream: job_controller.go manageJob, indexed_job_utils.go). */
import type { Job } from '../../api/kinds/job/types.ts';
import type { Container } from '../../api/kinds/pod/container-types.ts';
import { podFromTemplate } from '../common/pod-creation.ts';
import type { IndexFailures } from './indexed.ts';
import { INDEX_ANNOTATION } from './indexes.ts';
import { TRACKING } from './tracking.ts';

export const FAILURES = 'batch.kubernetes.io/job-index-failure-count';
export const IGNORED_FAILURES = 'batch.kubernetes.io/job-index-ignored-failure-count';
const INDEX_VARIABLE = 'JOB_COMPLETION_INDEX';
const MAX_GENERATED = 58;

/** A pod of the Job; with `index` the pod of that index, which knows it by its name, host name, label and environment. */
export function jobPod(job: Job, index: number | undefined, failures: IndexFailures | undefined): ReturnType<typeof podFromTemplate> {
  const pod = podFromTemplate(job.spec.template, job);
  const { labels, annotations, finalizers = [] } = job.spec.template.metadata ?? {};
  const tracked = { finalizers: finalizers.includes(TRACKING) ? finalizers : [...finalizers, TRACKING] };
  if (index === undefined) return { ...pod, metadata: { ...pod.metadata, ...tracked } };
  const suffix = `-${index}-`;
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...tracked,
      generateName: `${job.metadata.name.slice(0, MAX_GENERATED - suffix.length)}${suffix}`,
      labels: { ...labels, [INDEX_ANNOTATION]: String(index) },
      annotations: {
        ...annotations,
        [INDEX_ANNOTATION]: String(index),
        ...(failures && { [FAILURES]: String(failures.counted), ...(failures.ignored > 0 && { [IGNORED_FAILURES]: String(failures.ignored) }) }),
      },
    },
    spec: {
      ...pod.spec,
      hostname: `${job.metadata.name}-${index}`,
      ...(pod.spec.initContainers && { initContainers: pod.spec.initContainers.map(withIndex) }),
      containers: pod.spec.containers.map(withIndex),
    },
  };
}

const withIndex = (container: Container): Container =>
  container.env?.some(({ name }) => name === INDEX_VARIABLE)
    ? container
    : {
        ...container,
        env: [...(container.env ?? []), { name: INDEX_VARIABLE, valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: `metadata.labels['${INDEX_ANNOTATION}']` } } }],
      };
