/** What each kind of metric says of an autoscaler's target (upstream: podautoscaler/horizontal.go computeStatusFor…, metrics/client.go). */
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus, MetricTarget, MetricValueStatus } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';
import type { PodMetrics } from '../../api/kinds/metrics/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { formatQuantity, milliValue, quantity, quantityOfMilli } from '../../api/meta/quantity.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { LabelSelector } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { parseDuration } from '../../base/duration.ts';
import type { View } from '../../engine/component.ts';
import { goSelector } from '../common/selector-text.ts';
import { replicasForAverage, replicasForUtilization, type Counted, type Sample } from './usage-ratio.ts';

export const POD_METRICS = 'pods.metrics.k8s.io';

/** Whether anything serves metrics, or at least says that it would. */
export function areMetricsRegistered(view: View): boolean {
  const answer = view.aggregated(POD_METRICS, '');
  return answer.ok || answer.error.code !== 404;
}

export interface Proposal {
  readonly replicas: number;
  /** How Events name the metric. */
  readonly name: string;
  readonly status: MetricStatus;
  readonly saw: string;
}
export interface MetricProblem {
  /** Of the Event and the condition. */
  readonly reason: string;
  readonly message: string;
  /** What stands before the message where the metrics are summed up. */
  readonly prefix: string;
}

export interface Target {
  readonly autoscaler: HorizontalPodAutoscaler;
  readonly pods: readonly Pod[];
  readonly selector: LabelSelector;
  readonly current: number;
}

const CUSTOM = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
const EXTERNAL = 'unable to fetch metrics from external metrics API: the server could not find the requested resource';

export function evaluate(view: View, target: Target, spec: MetricSpec): Result<Proposal, MetricProblem> {
  const { resource, containerResource, pods, object, external } = spec;
  const { namespace } = target.autoscaler.metadata;
  if (resource) {
    const found = ofResource(view, target, resource.name, resource.target);
    if (!found.ok) return err({ reason: 'FailedGetResourceMetric', message: found.error, prefix: `failed to get ${resource.name} resource metric value` });
    const { status, ...proposal } = found.value;
    return ok({ ...proposal, status: { type: 'Resource', resource: { name: resource.name, current: status } } });
  }
  if (containerResource) {
    const { name, container } = containerResource;
    const found = ofResource(view, target, name, containerResource.target, container);
    if (!found.ok) return err({ reason: 'FailedGetContainerResourceMetric', message: found.error, prefix: `failed to get ${container} container metric value` });
    const { status, ...proposal } = found.value;
    return ok({ ...proposal, status: { type: 'ContainerResource', containerResource: { name, container, current: status } } });
  }
  // Nothing serves custom or external metrics.
  if (pods) return err({ reason: 'FailedGetPodsMetric', message: `unable to get metric ${pods.metric.name}: ${CUSTOM}`, prefix: 'failed to get pods metric value' });
  if (object) {
    const { kind, name } = object.describedObject;
    return err({
      reason: 'FailedGetObjectMetric',
      message: `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${CUSTOM}`,
      prefix: 'failed to get object metric value',
    });
  }
  const name = external?.metric.name ?? '';
  return err({
    reason: 'FailedGetExternalMetric',
    message: `unable to get external metric ${namespace}/${name}/${external?.metric.selector ? goSelector(external.metric.selector) : 'nil'}: ${EXTERNAL} (get ${name}.external.metrics.k8s.io)`,
    prefix: `failed to get ${name} external metric value`,
  });
}

type Found = Omit<Proposal, 'status'> & { readonly status: MetricValueStatus };

/** Upstream: computeStatusForResourceMetricGeneric. */
function ofResource(view: View, target: Target, resource: string, wanted: MetricTarget, container?: string): Result<Found, string> {
  const byUtilization = wanted.averageValue === undefined;
  const failed = (problem: string) => err(`failed to get ${resource} ${byUtilization ? 'utilization' : 'usage'}: ${problem}`);
  if (byUtilization && wanted.averageUtilization === undefined)
    return err('invalid resource metric source: neither an average utilization target nor an average value (usage) target was set');
  const samples = samplesOf(view, target, resource, container);
  if (!samples.ok) return failed(`unable to get metrics for resource ${resource}: ${samples.error}`);
  const question = { current: target.current, pods: target.pods, samples: samples.value, resource, now: view.now };
  const found = byUtilization ? replicasForUtilization(question, container, wanted.averageUtilization!) : replicasForAverage(question, milliValue(quantity(wanted.averageValue)));
  if (!found.ok) return failed(found.error);
  const { replicas, utilization, average, counted } = found.value;
  // As the metrics server writes them, memory comes in powers of two.
  const averageValue = formatQuantity(quantityOfMilli(average, resource === 'memory' ? 'BinarySI' : 'DecimalSI'));
  const aim = byUtilization ? `${wanted.averageUtilization}%` : wanted.averageValue;
  const now = byUtilization ? `${utilization}% (${averageValue})` : averageValue;
  return ok({
    replicas,
    name: byUtilization ? `${resource} ${container === undefined ? '' : 'container '}resource utilization (percentage of request)` : `${resource} resource`,
    status: { ...(utilization !== undefined && { averageUtilization: utilization }), averageValue },
    saw: `${resource}${container === undefined ? '' : ` of container ${container}`}: ${now} of ${aim} on average over ${countedText(counted)}: asks for ${replicas}`,
  });
}

const countedText = ({ ready, unready, missing }: Counted): string =>
  [`${ready} ready ${ready === 1 ? 'pod' : 'pods'}`, ...(unready > 0 ? [`${unready} not ready yet`] : []), ...(missing > 0 ? [`${missing} not measured yet`] : [])].join(', ');

/** Upstream: resourceMetricsClient.GetResourceMetric. */
function samplesOf(view: View, { autoscaler, selector }: Target, resource: string, container: string | undefined): Result<ReadonlyMap<string, Sample>, string> {
  const answer = view.aggregated<PodMetrics>(POD_METRICS, autoscaler.metadata.namespace);
  if (!answer.ok) return err(`unable to fetch metrics from resource metrics API: ${answer.error.message} (get ${POD_METRICS})`);
  const measured = answer.value.filter(({ metadata }) => matchesLabelSelector(selector, metadata.labels));
  if (measured.length === 0) return err('no metrics returned from resource metrics API');
  const samples = new Map<string, Sample>();
  for (const { metadata, timestamp, window, containers } of measured) {
    const counted = container === undefined ? containers : containers.filter(({ name }) => name === container);
    const usages = counted.map(({ usage }) => (resource === 'cpu' || resource === 'memory' ? usage[resource] : undefined));
    if (usages.length === 0 || usages.includes(undefined)) continue;
    samples.set(metadata.name, {
      value: usages.reduce((sum: number, usage) => sum + milliValue(quantity(usage)), 0),
      at: Date.parse(timestamp),
      window: duration(window),
    });
  }
  return ok(samples);
}

function duration(text: string): number {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : 0;
}
