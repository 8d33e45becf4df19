/** What an autoscaler says of each kind of metric where nothing serves any (upstream: podautoscaler/horizontal.go, replica_calculator.go, metrics/client.go). */
import type { HorizontalPodAutoscaler, MetricSpec } from '../../api/kinds/horizontal-pod-autoscaler/types.ts';

export interface MissingMetric {
  readonly problem: string;
  readonly reason: string;
  readonly message: string;
}

const RESOURCE = 'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
const CUSTOM = 'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered';
const EXTERNAL = 'unable to fetch metrics from external metrics API: the server could not find the requested resource';

/** Of the first metric, which stands for all. */
export function missingMetric({ metadata: { namespace }, spec: { metrics } }: HorizontalPodAutoscaler): MissingMetric {
  const { reason, message, prefix } = describe(metrics[0]!, namespace!);
  return { reason, message, problem: `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: ${prefix}: ${message}` };
}

function describe(
  { resource, containerResource, pods, object, external }: MetricSpec,
  namespace: string,
): { readonly reason: string; readonly message: string; readonly prefix: string } {
  const source = resource ?? containerResource;
  if (source) {
    const message = `failed to get ${source.name} ${source.target.type === 'Utilization' ? 'utilization' : 'usage'}: unable to get metrics for resource ${source.name}: ${RESOURCE}`;
    return resource
      ? { reason: 'FailedGetResourceMetric', message, prefix: `failed to get ${source.name} resource metric value` }
      : { reason: 'FailedGetContainerResourceMetric', message, prefix: `failed to get ${containerResource!.container} container metric value` };
  }
  if (pods) return { reason: 'FailedGetPodsMetric', message: `unable to get metric ${pods.metric.name}: ${CUSTOM}`, prefix: 'failed to get pods metric value' };
  if (object) {
    const { kind, name } = object.describedObject;
    return {
      reason: 'FailedGetObjectMetric',
      message: `unable to get metric ${object.metric.name}: ${kind} on ${namespace} ${name}/${CUSTOM}`,
      prefix: 'failed to get object metric value',
    };
  }
  const name = external?.metric.name ?? '';
  return {
    reason: 'FailedGetExternalMetric',
    message: `unable to get external metric ${namespace}/${name}/${external?.metric.selector ? '&LabelSelector{}' : 'nil'}: ${EXTERNAL}`,
    prefix: `failed to get ${name} external metric value`,
  };
}
