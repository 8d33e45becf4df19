import type { Job } from '../../api/kinds/job/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { remaining } from '../../controllers/job/back-off.ts';
import type { BackOff } from '../../controllers/job/back-off.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { KUBELET, recordOf } from '../../kubelet/memory.ts';
import type { PodRecord } from '../../kubelet/record.ts';
import type { Countdown } from './protocol.ts';

/** What the pod's kubelet remembers of it. */
export function kubeletRecord(simulation: Simulation, pod: Pod): PodRecord | undefined {
  const { nodeName } = pod.spec;
  if (nodeName === undefined || nodeName === '') return undefined;
  return recordOf(simulation.view.memoryOf(KUBELET), `${nodeName}/${pod.metadata.namespace}/${pod.metadata.name}`);
}

/**
 * When something happens to a pod by itself: its image is there, it is pulled again, its container is started again, a probe asks, it
 * counts as available, its deadline is over. The first of these that holds.
 */
export function podCountdown(simulation: Simulation, pod: Pod): Countdown | undefined {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const { phase } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const ready = pod.status.conditions?.find(({ type, status }) => type === 'Ready' && status === 'True');
  if (ready) return availableAt(simulation, pod, ready.lastTransitionTime) ?? deadlineOf(simulation, pod);
  const record = kubeletRecord(simulation, pod);
  if (!record) return undefined;
  const { now } = simulation.state;
  const op = record.sync?.ops[0];
  if (op?.op === 'start' && op.stage === 'pull' && op.at !== undefined && op.pull) return { what: 'pulled', until: op.at, since: op.pull.from };
  const waiting = statuses.some(({ state }) => state?.waiting !== undefined || state?.terminated !== undefined);
  if (waiting) {
    const pulls = ends(record.pulls, record, now);
    if (pulls && statuses.some(({ state }) => /ImagePull/.test(state?.waiting?.reason ?? ''))) return { what: 'pull again', ...pulls };
    const crashes = ends(record.crashes, record, now);
    if (crashes) return { what: 'restart', ...crashes };
  }
  return nextProbe(pod, record, now) ?? deadlineOf(simulation, pod);
}

/** When the first back-off is over and the pod is looked at again, which is what starts the next try. */
function ends(backOffs: PodRecord['crashes'], { requeueAt = 0 }: PodRecord, now: number): { readonly until: number; readonly since: number } | undefined {
  let first: { until: number; since: number } | undefined;
  for (const { since, delay } of Object.values(backOffs)) {
    const until = Math.max(since + delay, requeueAt);
    if (until > now && until < (first?.until ?? Infinity)) first = { until, since };
  }
  return first;
}

/** The probe that the pod waits for: startup before readiness. */
function nextProbe(pod: Pod, { probes }: PodRecord, now: number): Countdown | undefined {
  let found: Countdown | undefined;
  for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
    for (const [type, probe] of [['startup', container.startupProbe] as const, ['readiness', container.readinessProbe] as const]) {
      const worker = probes[`${container.name}/${type}`];
      if (!probe || !worker || worker.parked || worker.result === 'success' || worker.nextAt <= now) continue;
      const period = probe.periodSeconds * 1000;
      if (worker.nextAt < (found?.until ?? Infinity)) found = { what: `${type} probe`, until: worker.nextAt, since: worker.nextAt - period };
      break;
    }
  }
  return found;
}

/** Ready is not yet available where its ReplicaSet has minReadySeconds. */
function availableAt(simulation: Simulation, { metadata }: Pod, since: string | null | undefined): Countdown | undefined {
  const owner = metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'ReplicaSet');
  const least = owner && simulation.view.get<ReplicaSet>('replicasets.apps', metadata.namespace, owner.name)?.spec.minReadySeconds;
  if (!least || !since) return undefined;
  const begun = Date.parse(since);
  const until = begun + least * 1000;
  return until > simulation.state.now ? { what: 'available', until, since: begun } : undefined;
}

function deadlineOf({ state }: Simulation, { spec, status }: Pod): Countdown | undefined {
  if (spec.activeDeadlineSeconds === undefined || !status.startTime) return undefined;
  const since = Date.parse(status.startTime);
  const until = since + spec.activeDeadlineSeconds * 1000;
  return until > state.now ? { what: 'killed for its deadline', until, since } : undefined;
}

/** When something happens to a Job by itself: its next pod after a failure, its deadline, its end after it has ended. */
export function jobCountdown(simulation: Simulation, { metadata, spec, status }: Job): Countdown | undefined {
  const { now } = simulation.state;
  const ahead = (what: string, since: number, delay: number): Countdown | undefined => (since + delay > now ? { what, until: since + delay, since } : undefined);
  const ended = status?.conditions?.find(({ type, status: is }) => is === 'True' && (type === 'Complete' || type === 'Failed'));
  if (ended) {
    const since = Date.parse(status.completionTime ?? ended.lastTransitionTime ?? metadata.creationTimestamp);
    return spec.ttlSecondsAfterFinished === undefined ? undefined : ahead('deleted', since, spec.ttlSecondsAfterFinished * 1000);
  }
  if (spec.suspend) return undefined;
  const backOff = simulation.view.memoryOf('job-controller').get<BackOff>(`jobs.batch/${metadata.namespace ?? ''}/${metadata.name}`);
  const wait = backOff && spec.backoffLimitPerIndex === undefined && (status?.active ?? 0) === 0 ? remaining(backOff, now) : 0;
  if (wait > 0) return { what: 'next pod', until: now + wait, since: backOff!.lastFailure! };
  return spec.activeDeadlineSeconds === undefined || !status?.startTime ? undefined : ahead('deadline', Date.parse(status.startTime), spec.activeDeadlineSeconds * 1000);
}
