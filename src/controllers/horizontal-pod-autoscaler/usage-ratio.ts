/**
 * How many replicas a measured load asks for (upstream: pkg/controller/podautoscaler/replica_calculator.go, metrics/utilization.go). Pure: pods, what
 * was measured of them and a target give a count. Amounts are in thousandths: millicores, thousandths of a byte.
 */
import { podRequests } from '../../api/kinds/pod/resources.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { milliValue, quantity } from '../../api/meta/quantity.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { podCondition } from '../common/pods.ts';

/** How far the ratio of usage to target may be from 1 without anything being done. */
export const TOLERANCE = 0.1;
/** Milliseconds after its start within which a pod's CPU counts only once it is ready and measured since. */
const CPU_INITIALIZATION = 5 * 60_000;
/** Milliseconds after its start within which a pod that turned unready has never been ready. */
const READINESS_DELAY = 30_000;
const ENOUGH_PERCENT = 100;

/** What was measured of one pod. */
export interface Sample {
  readonly value: number;
  /** The end of its window, milliseconds since the epoch. */
  readonly at: number;
  /** The window's length, milliseconds. */
  readonly window: number;
}

export interface Recommendation {
  readonly replicas: number;
  /** Percent of the requests; where the target is one. */
  readonly utilization?: number;
  /** Average of the measured pods. */
  readonly average: number;
  readonly counted: Counted;
}

/** How many pods went into it, and how many did not. */
export interface Counted {
  readonly ready: number;
  readonly unready: number;
  readonly missing: number;
}

interface Groups {
  readonly ready: number;
  readonly unready: readonly string[];
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/** Upstream: groupPods. */
export function groupPods(pods: readonly Pod[], samples: ReadonlyMap<string, Sample>, resource: string, now: number): Groups {
  let ready = 0;
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  for (const pod of pods) {
    const { name } = pod.metadata;
    const sample = samples.get(name);
    if (pod.metadata.deletionTimestamp !== undefined || pod.status.phase === 'Failed') ignored.push(name);
    else if (pod.status.phase === 'Pending') unready.push(name);
    else if (!sample) missing.push(name);
    else if (resource === 'cpu' && isUnready(pod, sample, now)) unready.push(name);
    else ready += 1;
  }
  return { ready, unready, missing, ignored };
}

function isUnready(pod: Pod, sample: Sample, now: number): boolean {
  const condition = podCondition(pod, 'Ready');
  const started = Date.parse(pod.status.startTime ?? '');
  if (!condition || Number.isNaN(started)) return true;
  const turned = Date.parse(condition.lastTransitionTime ?? '');
  if (started + CPU_INITIALIZATION > now) return condition.status === 'False' || sample.at < turned + sample.window;
  return condition.status === 'False' && started + READINESS_DELAY > turned;
}

/** What each pod's containers, or the one named, request. Upstream: calculateRequests. */
export function requestsOf(pods: readonly Pod[], container: string | undefined, resource: string): Result<ReadonlyMap<string, number>, string> {
  const requests = new Map<string, number>();
  for (const pod of pods) {
    const { name } = pod.metadata;
    if (container === undefined && pod.spec.resources?.requests) {
      const amount = podRequests(pod).get(resource);
      if (!amount) return err(`missing pod-level request for ${resource} in Pod ${name}`);
      requests.set(name, milliValue(amount));
      continue;
    }
    let sum = 0;
    for (const each of [...pod.spec.containers, ...(pod.spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')]) {
      if (container !== undefined && each.name !== container) continue;
      const request = each.resources?.requests?.[resource];
      if (request === undefined) return err(`missing request for ${resource} in container ${each.name} of Pod ${name}`);
      sum += milliValue(quantity(request));
    }
    requests.set(name, sum);
  }
  return ok(requests);
}

const isWithin = (ratio: number): boolean => 1 - TOLERANCE <= ratio && ratio <= 1 + TOLERANCE;

export interface Question {
  readonly current: number;
  readonly pods: readonly Pod[];
  readonly samples: ReadonlyMap<string, Sample>;
  readonly resource: string;
  readonly now: number;
}

/** For a share of what is requested, in percent. Upstream: GetResourceReplicas. */
export function replicasForUtilization(question: Question, container: string | undefined, target: number): Result<Recommendation, string> {
  const groups = grouped(question);
  if (!groups.ok) return groups;
  const requests = requestsOf(question.pods, container, question.resource);
  if (!requests.ok) return requests;
  const measure = (values: ReadonlyMap<string, number>) => {
    let used = 0;
    let requested = 0;
    let count = 0;
    for (const [name, value] of values) {
      const request = requests.value.get(name);
      if (request === undefined) continue;
      used += value;
      requested += request;
      count += 1;
    }
    if (requested === 0) return err('no metrics returned matched known pods');
    const utilization = Math.trunc((used * 100) / requested);
    return ok({ ratio: utilization / target, average: Math.trunc(used / count), utilization });
  };
  return recommend(question, groups.value, measure, (name) => Math.trunc(((requests.value.get(name) ?? 0) * Math.max(ENOUGH_PERCENT, target)) / 100));
}

/** For an average amount. Upstream: calcPlainMetricReplicas. */
export function replicasForAverage(question: Question, target: number): Result<Recommendation, string> {
  const groups = grouped(question);
  if (!groups.ok) return groups;
  const measure = (values: ReadonlyMap<string, number>) => {
    const average = Math.trunc([...values.values()].reduce((sum, value) => sum + value, 0) / values.size);
    return ok({ ratio: average / target, average });
  };
  return recommend(question, groups.value, measure, () => target);
}

interface Grouped {
  readonly groups: Groups;
  /** Of the ready pods. */
  readonly values: ReadonlyMap<string, number>;
}

function grouped({ pods, samples, resource, now }: Question): Result<Grouped, string> {
  if (pods.length === 0) return err('no pods returned by selector while calculating replica count');
  const groups = groupPods(pods, samples, resource, now);
  const left = new Set([...groups.ignored, ...groups.unready]);
  const values = new Map([...samples].filter(([name]) => !left.has(name)).map(([name, { value }]) => [name, value]));
  return values.size === 0 ? err('did not receive metrics for targeted pods (pods might be unready)') : ok({ groups, values });
}

type Measure = (values: ReadonlyMap<string, number>) => Result<{ readonly ratio: number; readonly average: number; readonly utilization?: number }, string>;

/** Where pods are unready or missing, what they may use is assumed so that it speaks against a change; then the ratio is taken again. */
function recommend({ current }: Question, { groups, values }: Grouped, measure: Measure, assumedBusy: (pod: string) => number): Result<Recommendation, string> {
  const first = measure(values);
  if (!first.ok) return first;
  const { ratio, ...measured } = first.value;
  const counted = { ready: groups.ready, unready: groups.unready.length, missing: groups.missing.length };
  const answer = (replicas: number) => ok({ replicas, ...measured, counted });
  const growsUnready = groups.unready.length > 0 && ratio > 1;
  if (!growsUnready && groups.missing.length === 0) return answer(isWithin(ratio) ? current : Math.ceil(ratio * groups.ready));
  const assumed = new Map(values);
  if (ratio < 1) for (const name of groups.missing) assumed.set(name, assumedBusy(name));
  else if (ratio > 1) for (const name of groups.missing) assumed.set(name, 0);
  if (growsUnready) for (const name of groups.unready) assumed.set(name, 0);
  const second = measure(assumed);
  if (!second.ok) return second;
  const again = second.value.ratio;
  const turns = (ratio < 1 && again > 1) || (ratio > 1 && again < 1);
  if (isWithin(again) || turns) return answer(current);
  const replicas = Math.ceil(again * assumed.size);
  return answer((again < 1 && replicas > current) || (again > 1 && replicas < current) ? current : replicas);
}
