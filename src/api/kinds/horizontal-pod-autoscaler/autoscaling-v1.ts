/** autoscaling/v1: only a CPU target in the spec; everything else in annotations (upstream: pkg/apis/autoscaling/v1/conversion.go). */
import { marshalJson } from '../../../base/go-format.ts';
import type { ObjectMeta, Unchecked } from '../../meta/types.ts';
import { canonical } from '../shapes/shape.ts';
import { goValue } from '../shapes/go-value.ts';
import type { HorizontalPodAutoscaler, MetricSpec, MetricStatus } from './types.ts';

const prefix = 'autoscaling.alpha.kubernetes.io';
const annotation = { metrics: `${prefix}/metrics`, currentMetrics: `${prefix}/current-metrics`, conditions: `${prefix}/conditions`, behavior: `${prefix}/behavior` };
const carried: readonly string[] = Object.values(annotation);

const record = (value: unknown): Unchecked => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Unchecked) : {});
const withoutAbsent = (object: Unchecked): Unchecked => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const isCpuTarget = ({ type, resource }: MetricSpec): boolean => type === 'Resource' && resource?.name === 'cpu' && resource.target.averageUtilization !== undefined;

function metricToV1(spec: MetricSpec): Unchecked {
  const { type, object, pods, resource, containerResource, external } = spec;
  return withoutAbsent({
    type,
    object:
      object &&
      withoutAbsent({
        target: object.describedObject,
        metricName: object.metric.name,
        targetValue: object.target.value ?? '0',
        selector: object.metric.selector,
        averageValue: object.target.averageValue,
      }),
    pods: pods && withoutAbsent({ metricName: pods.metric.name, targetAverageValue: pods.target.averageValue ?? '0', selector: pods.metric.selector }),
    resource: resource && withoutAbsent({ name: resource.name, targetAverageUtilization: resource.target.averageUtilization, targetAverageValue: resource.target.averageValue }),
    containerResource:
      containerResource &&
      withoutAbsent({
        name: containerResource.name,
        targetAverageUtilization: containerResource.target.averageUtilization,
        targetAverageValue: containerResource.target.averageValue,
        container: containerResource.container,
      }),
    external:
      external &&
      withoutAbsent({
        metricName: external.metric.name,
        metricSelector: external.metric.selector,
        targetValue: external.target.value,
        targetAverageValue: external.target.averageValue,
      }),
  });
}

/** Only what is measured of pods: nothing here serves other metrics. */
function statusToV1({ type, resource, containerResource }: MetricStatus): Unchecked {
  const measured = ({ name, current }: NonNullable<MetricStatus['resource']>): Unchecked =>
    withoutAbsent({ name, currentAverageUtilization: current.averageUtilization, currentAverageValue: current.averageValue ?? '0' });
  return withoutAbsent({
    type,
    resource: resource && measured(resource),
    containerResource: containerResource && { ...measured(containerResource), container: containerResource.container },
  });
}

function metricFromV1(of: Unchecked): Unchecked {
  const source = (name: string): Unchecked | undefined => (of[name] === undefined ? undefined : record(of[name]));
  const [object, pods, resource, container, external] = ['object', 'pods', 'resource', 'containerResource', 'external'].map(source);
  const metric = (name: unknown, selector: unknown): Unchecked => withoutAbsent({ name, selector });
  const share = ({ targetAverageUtilization, targetAverageValue }: Unchecked): Unchecked =>
    withoutAbsent({
      type: targetAverageUtilization === undefined ? 'AverageValue' : 'Utilization',
      averageValue: targetAverageValue,
      averageUtilization: targetAverageUtilization,
    });
  return withoutAbsent({
    type: of['type'],
    object: object && {
      describedObject: object['target'],
      metric: metric(object['metricName'], object['selector']),
      target: withoutAbsent({ type: object['averageValue'] === undefined ? 'Value' : 'AverageValue', value: object['targetValue'], averageValue: object['averageValue'] }),
    },
    pods: pods && { metric: metric(pods['metricName'], pods['selector']), target: { type: 'AverageValue', averageValue: pods['targetAverageValue'] } },
    resource: resource && { name: resource['name'], target: share(resource) },
    containerResource: container && { name: container['name'], container: container['container'], target: share(container) },
    external: external && {
      metric: metric(external['metricName'], external['metricSelector']),
      target: withoutAbsent({
        type: external['targetValue'] === undefined ? 'AverageValue' : 'Value',
        value: external['targetValue'],
        averageValue: external['targetAverageValue'],
      }),
    },
  });
}

/** What an annotation says; an unreadable one says nothing. */
function parsed(annotations: Unchecked, key: string): unknown {
  const text = Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Names with a small first letter: the behavior is written in the server's internal form. */
function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key.slice(0, 1).toLowerCase() + key.slice(1), lowered(item)]])));
}

/** Rules that come in an annotation are defaulted only once they are stored: those without policies are refused. */
const withPolicies = (rules: unknown): unknown => (rules === undefined ? undefined : { ...record(rules), policies: record(rules)['policies'] ?? [] });

function behaviorFromV1(value: unknown): Unchecked | undefined {
  if (value === undefined) return undefined;
  const { scaleUp, scaleDown, ...rest } = record(lowered(value));
  return withoutAbsent({ ...rest, scaleUp: withPolicies(scaleUp), scaleDown: withPolicies(scaleDown) });
}

export function fromAutoscalingV1(object: Unchecked): Unchecked {
  const metadata = record(object['metadata']);
  const annotations = record(metadata['annotations']);
  const { targetCPUUtilizationPercentage: percent, ...spec } = record(object['spec']);
  const { currentCPUUtilizationPercentage: _, ...status } = record(object['status']);
  const listed = parsed(annotations, annotation.metrics);
  const others = Array.isArray(listed) ? listed.map((item) => metricFromV1(record(item))) : [];
  const cpu = percent === undefined || percent === null ? [] : [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: percent } } }];
  const metrics = [...others, ...cpu];
  const behavior = behaviorFromV1(parsed(annotations, annotation.behavior));
  const conditions = parsed(annotations, annotation.conditions);
  const rest = Object.fromEntries(Object.entries(annotations).filter(([key]) => !carried.includes(key)));
  const { annotations: _annotations, ...meta } = metadata;
  return {
    ...object,
    apiVersion: 'autoscaling/v2',
    metadata: Object.keys(rest).length > 0 ? { ...meta, annotations: rest } : meta,
    spec: withoutAbsent({ ...spec, ...(metrics.length > 0 ? { metrics } : {}), behavior }),
    status: Array.isArray(conditions) ? { ...status, conditions } : status,
  };
}

export function toAutoscalingV1({ metadata, spec, status }: HorizontalPodAutoscaler): Unchecked {
  const { metrics, behavior, ...common } = spec;
  const cpu = metrics.find(isCpuTarget)?.resource?.target.averageUtilization;
  const others = metrics.filter((metric) => !isCpuTarget(metric)).map(metricToV1);
  const { conditions = [], currentMetrics, ...counts } = status;
  const currentCpu = currentMetrics?.find(({ type, resource }) => type === 'Resource' && resource?.name === 'cpu')?.resource?.current.averageUtilization;
  const added = {
    ...(others.length > 0 ? { [annotation.metrics]: marshalJson(others) } : {}),
    ...(currentMetrics && currentMetrics.length > 0 ? { [annotation.currentMetrics]: marshalJson(currentMetrics.map(statusToV1)) } : {}),
    ...(behavior ? { [annotation.behavior]: marshalJson(goValue('autoscaling.v2.HorizontalPodAutoscalerBehavior', behavior)) } : {}),
    ...(conditions.length > 0 ? { [annotation.conditions]: marshalJson(conditions) } : {}),
  };
  const meta: ObjectMeta = Object.keys(added).length > 0 ? { ...metadata, annotations: { ...metadata.annotations, ...added } } : metadata;
  return canonical<Unchecked>('autoscaling.v1.HorizontalPodAutoscaler', {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v1',
    metadata: meta,
    spec: withoutAbsent({ ...common, targetCPUUtilizationPercentage: cpu }),
    status: withoutAbsent({ ...counts, currentCPUUtilizationPercentage: currentCpu }),
  });
}
