/** From objects to the compact rows that the page mirrors. */
import { milliValue, quantity, quantityValue } from '../../api/meta/quantity.ts';
import { scaleIntOrPercent } from '../../api/meta/int-or-string.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { CronJob } from '../../api/kinds/cron-job/types.ts';
import type { DaemonSet } from '../../api/kinds/daemon-set/types.ts';
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import type { EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { Event } from '../../api/kinds/event/types.ts';
import type { Job } from '../../api/kinds/job/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import { summarizePod } from '../../api/kinds/pod/columns.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { StatefulSet } from '../../api/kinds/stateful-set/types.ts';
import { parseSchedule } from '../../controllers/cron-job/schedule.ts';
import { otherFacts } from './other-facts.ts';
import type { Countdown, DeploymentRow, EventRow, NodeRow, PodRow, PodShape, ReplicaSetRow, Row, ServiceRow, SliceRow, TableName, Tables, WorkloadRow } from './protocol.ts';

export type AnyRow = { readonly [N in TableName]: { readonly table: N; readonly row: Tables[N] } }[TableName];

/** When something about a pod or a Job happens by itself, as far as its own object does not tell. */
export type RowTimer = (object: Pod | Job) => Countdown | undefined;

const BAD_WAITING = new Set([
  'ImagePullBackOff',
  'ErrImagePull',
  'InvalidImageName',
  'ErrImageNeverPull',
  'CrashLoopBackOff',
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ImageInspectError',
]);

export function rowOf(key: string, object: KubeObject, timer: RowTimer): AnyRow {
  switch (object.kind) {
    case 'Pod':
      return { table: 'pods', row: podRow(key, object as Pod, timer) };
    case 'Deployment':
      return { table: 'deployments', row: deploymentRow(key, object as Deployment) };
    case 'ReplicaSet':
      return { table: 'replicaSets', row: replicaSetRow(key, object as ReplicaSet) };
    case 'Node':
      return { table: 'nodes', row: nodeRow(key, object as Node) };
    case 'Service':
      return { table: 'services', row: serviceRow(key, object as Service) };
    case 'EndpointSlice':
      return { table: 'slices', row: sliceRow(key, object as EndpointSlice) };
    case 'Event':
      return { table: 'events', row: eventRow(key, object as Event) };
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
    case 'CronJob':
    case 'ReplicationController':
      return { table: 'workloads', row: workloadRow(key, object, timer) };
    default:
      return { table: 'others', row: { ...base(key, object), kind: object.kind, owner: controllerOf(object), ...otherFacts(object) } };
  }
}

// A cluster has few different quantities and many pods.
const milli = remembered((text) => milliValue(quantity(text)));
const bytes = remembered((text) => quantityValue(quantity(text)));

function remembered(read: (text: string) => number): (text: string | undefined) => number {
  const known = new Map<string, number>();
  return (text) => {
    if (text === undefined) return 0;
    let value = known.get(text);
    if (value === undefined) {
      value = read(text);
      if (known.size < 1000) known.set(text, value);
    }
    return value;
  };
}

const time = (timestamp: string | null | undefined): number => (timestamp ? Date.parse(timestamp) : 0);

function base(key: string, { metadata }: KubeObject): Row {
  return { key, namespace: metadata.namespace ?? '', name: metadata.name, uid: metadata.uid, created: time(metadata.creationTimestamp) };
}

const controllerOf = ({ metadata }: KubeObject): string | undefined => metadata.ownerReferences?.find((owner) => owner.controller)?.uid;

function podRow(key: string, pod: Pod, timer: RowTimer): PodRow {
  const summary = summarizePod(pod);
  const { metadata, spec, status } = pod;
  const deleted = metadata.deletionTimestamp === undefined ? undefined : time(metadata.deletionTimestamp);
  let cpu = 0;
  let memory = 0;
  let cpuLimit = 0;
  let memoryLimit = 0;
  for (const container of spec.containers) {
    cpuLimit += milli(container.resources?.limits?.['cpu']);
    memoryLimit += bytes(container.resources?.limits?.['memory']);
    cpu += milli(container.resources?.requests?.['cpu']);
    memory += bytes(container.resources?.requests?.['memory']);
  }
  return {
    ...base(key, pod),
    owner: controllerOf(pod),
    node: spec.nodeName,
    shape: podShape(pod, summary.status),
    status: summary.status,
    ready: `${summary.ready}/${summary.total}`,
    restarts: summary.restarts,
    image: spec.containers[0]?.image ?? '',
    ip: status.podIP,
    countdown: deleted === undefined ? timer(pod) : { what: 'killed', until: deleted, since: deleted - (metadata.deletionGracePeriodSeconds ?? 0) * 1000 },
    deleted: deleted === undefined ? undefined : deleted - (metadata.deletionGracePeriodSeconds ?? 0) * 1000,
    labels: metadata.labels,
    ...claimsOf(pod),
    ...(spec.nodeName === undefined && lacksRoom(pod) && { noRoom: true }),
    cpu,
    memory,
    cpuLimit,
    memoryLimit,
  };
}

/** Told by the scheduler's words: `0/3 nodes are available: 1 node(s) had untolerated taint …, 2 Insufficient cpu.` */
const lacksRoom = ({ status }: Pod): boolean =>
  status.conditions?.some(
    ({ type, status: is, reason, message }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable' && /\b(Insufficient |Too many pods)/.test(message ?? ''),
  ) ?? false;

function claimsOf({ spec }: Pod): Pick<PodRow, 'claims'> {
  const claims = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim ? [persistentVolumeClaim.claimName] : []));
  return claims.length > 0 ? { claims } : {};
}

export function podShape(pod: Pod, word: string): PodShape {
  const { metadata, status } = pod;
  if (metadata.deletionTimestamp !== undefined) return 'going';
  if (status.phase === 'Succeeded') return 'done';
  if (status.phase === 'Failed') return 'failing';
  if (status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')) return 'ready';
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { state } of all) {
    if (state?.waiting && BAD_WAITING.has(state.waiting.reason ?? '')) return 'failing';
    if (state?.terminated && (state.terminated.exitCode ?? 0) !== 0) return 'failing';
  }
  if (status.conditions?.some(({ type, status: is, reason }) => type === 'PodScheduled' && is === 'False' && reason === 'Unschedulable')) return 'failing';
  return word === 'CrashLoopBackOff' ? 'failing' : 'starting';
}

function deploymentRow(key: string, deployment: Deployment): DeploymentRow {
  const { metadata, spec, status } = deployment;
  const surge = spec.strategy.rollingUpdate?.maxSurge ?? 0;
  const unavailable = spec.strategy.rollingUpdate?.maxUnavailable ?? 0;
  const progressing = status?.conditions?.find(({ type }) => type === 'Progressing');
  const { maxSurge, maxUnavailable } = resolveFenceposts(surge, unavailable, spec.replicas);
  return {
    ...base(key, deployment),
    replicas: spec.replicas,
    strategy: spec.strategy.type,
    maxSurgeText: String(surge),
    maxUnavailableText: String(unavailable),
    maxSurge,
    maxUnavailable,
    paused: spec.paused ?? false,
    revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
    total: status?.replicas ?? 0,
    updated: status?.updatedReplicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    observed: (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0),
    progressing: progressing && { status: progressing.status, reason: progressing.reason ?? '', message: progressing.message ?? '' },
    minReadySeconds: spec.minReadySeconds ?? 0,
    templateLabels: spec.template.metadata?.labels ?? {},
    deleting: metadata.deletionTimestamp !== undefined,
  };
}

/** Surge rounds up, unavailable down, and never both zero (upstream: pkg/controller/deployment/util ResolveFenceposts). */
export function resolveFenceposts(surge: string | number, unavailable: string | number, replicas: number): { maxSurge: number; maxUnavailable: number } {
  const scaledSurge = scaleIntOrPercent(surge, replicas, 'up');
  const scaledUnavailable = scaleIntOrPercent(unavailable, replicas, 'down');
  const maxSurge = scaledSurge.ok ? scaledSurge.value : 0;
  const maxUnavailable = scaledUnavailable.ok ? scaledUnavailable.value : 0;
  return { maxSurge, maxUnavailable: Math.min(replicas, maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable) };
}

function replicaSetRow(key: string, set: ReplicaSet): ReplicaSetRow {
  const { metadata, spec, status } = set;
  const annotations = metadata.annotations ?? {};
  const { 'pod-template-hash': hash = '', ...labels } = spec.template.metadata?.labels ?? {};
  return {
    ...base(key, set),
    owner: controllerOf(set),
    revision: Number(annotations['deployment.kubernetes.io/revision'] ?? 0),
    history: (annotations['deployment.kubernetes.io/revision-history'] ?? '')
      .split(',')
      .filter((part) => part !== '')
      .map(Number),
    hash,
    desired: spec.replicas,
    current: status?.replicas ?? 0,
    ready: status?.readyReplicas ?? 0,
    available: status?.availableReplicas ?? 0,
    containers: spec.template.spec.containers.map(({ name, image }) => ({ name, image: image ?? '' })),
    changeCause: annotations['kubernetes.io/change-cause'],
    template: JSON.stringify({ labels, annotations: spec.template.metadata?.annotations, spec: spec.template.spec }),
  };
}

interface Templated {
  readonly spec: { readonly containers: readonly { readonly image?: string }[] };
}
interface Workload extends KubeObject {
  readonly spec: { readonly replicas?: number; readonly template: Templated };
  readonly status?: { readonly readyReplicas?: number };
}

function workloadRow(key: string, workload: KubeObject, timer: RowTimer): WorkloadRow {
  const common = (template: Templated) => ({
    ...base(key, workload),
    kind: workload.kind,
    owner: controllerOf(workload),
    image: template.spec.containers.map(({ image }) => image ?? '').join(', '),
  });
  switch (workload.kind) {
    case 'Job': {
      const { spec, status } = workload as Job;
      return { ...common(spec.template), desired: spec.completions ?? spec.parallelism ?? 1, ready: status?.ready ?? 0, job: jobFacts(workload as Job, timer) };
    }
    case 'CronJob': {
      const { spec, status, metadata } = workload as CronJob;
      const last = time(status?.lastScheduleTime ?? metadata.creationTimestamp);
      const schedule = spec.suspend ? undefined : parseSchedule(spec.schedule, spec.timeZone);
      const next: number[] = [];
      for (let at = schedule?.next(last); at !== undefined && next.length < NEXT_RUNS; at = schedule?.next(at)) next.push(at);
      return {
        ...common(spec.jobTemplate.spec.template),
        desired: 0,
        ready: status?.active?.length ?? 0,
        cron: {
          schedule: spec.schedule,
          policy: spec.concurrencyPolicy,
          suspended: spec.suspend,
          next,
          last: status?.lastScheduleTime === undefined ? undefined : time(status.lastScheduleTime),
          lastSuccess: status?.lastSuccessfulTime === undefined ? undefined : time(status.lastSuccessfulTime),
          kept: { successful: spec.successfulJobsHistoryLimit, failed: spec.failedJobsHistoryLimit },
        },
      };
    }
    case 'StatefulSet': {
      const { spec, status } = workload as StatefulSet;
      const { updateStrategy, ordinals, podManagementPolicy } = spec;
      return {
        ...common(spec.template),
        desired: spec.replicas,
        ready: status?.readyReplicas ?? 0,
        stateful: {
          start: ordinals?.start ?? 0,
          partition: updateStrategy.rollingUpdate?.partition ?? 0,
          ordered: podManagementPolicy === 'OrderedReady',
          updated: status?.updatedReplicas ?? 0,
          claims: (spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
          onDelete: updateStrategy.type === 'OnDelete',
        },
      };
    }
    case 'DaemonSet': {
      const { spec, status } = workload as DaemonSet;
      return {
        ...common(spec.template),
        desired: status?.desiredNumberScheduled ?? 0,
        ready: status?.numberReady ?? 0,
        daemon: { misscheduled: status?.numberMisscheduled ?? 0, updated: status?.updatedNumberScheduled ?? 0 },
      };
    }
    default: {
      const { spec, status } = workload as Workload;
      return { ...common(spec.template), desired: spec.replicas ?? 0, ready: status?.readyReplicas ?? 0 };
    }
  }
}

/** Times of a schedule that are told ahead. */
const NEXT_RUNS = 4;

function jobFacts(job: Job, timer: RowTimer): WorkloadRow['job'] {
  const { spec, status } = job;
  const ended = status?.conditions?.find(({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'));
  return {
    completions: spec.completions,
    parallelism: spec.parallelism ?? 1,
    succeeded: status?.succeeded ?? 0,
    failed: status?.failed ?? 0,
    active: status?.active ?? 0,
    backoffLimit: spec.backoffLimit,
    state: ended ? (ended.type === 'Complete' ? 'complete' : 'failed') : spec.suspend ? 'suspended' : 'running',
    reason: ended?.type === 'Failed' ? ended.reason : undefined,
    indexed: spec.completionMode === 'Indexed',
    failedIndexes: status?.failedIndexes,
    countdown: timer(job),
  };
}

function nodeRow(key: string, node: Node): NodeRow {
  const allocatable = node.status.allocatable ?? {};
  return {
    ...base(key, node),
    ready: node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
    schedulable: !(node.spec.unschedulable ?? false),
    taints: (node.spec.taints ?? [])
      .filter(({ key }) => !key.startsWith('node.kubernetes.io/'))
      .map(({ key, value, effect }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`),
    cpu: milli(allocatable['cpu']),
    memory: bytes(allocatable['memory']),
    pods: Number(allocatable['pods'] ?? 0),
  };
}

function serviceRow(key: string, service: Service): ServiceRow {
  const { spec } = service;
  return { ...base(key, service), type: spec.type, ip: spec.clusterIP ?? '', ports: (spec.ports ?? []).map(({ port }) => port).join(','), selector: spec.selector ?? {} };
}

function sliceRow(key: string, slice: EndpointSlice): SliceRow {
  return {
    ...base(key, slice),
    service: slice.metadata.labels?.['kubernetes.io/service-name'] ?? '',
    ready: (slice.endpoints ?? []).filter(({ conditions }) => conditions.ready !== false).length,
    endpoints: (slice.endpoints ?? []).map(({ conditions, targetRef }) => ({
      pod: targetRef?.uid ?? '',
      ready: conditions.ready !== false,
      going: conditions.terminating === true,
    })),
  };
}

function eventRow(key: string, event: Event): EventRow {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp;
  return {
    ...base(key, event),
    kind: event.involvedObject.kind ?? '',
    object: event.involvedObject.name ?? '',
    type: event.type ?? '',
    reason: event.reason ?? '',
    message: event.message ?? '',
    count: event.series?.count ?? event.count ?? 1,
    last: time(last),
    source: event.source?.component || event.reportingComponent || '',
  };
}
