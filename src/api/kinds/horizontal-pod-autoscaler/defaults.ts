/** Upstream: pkg/apis/autoscaling/v2/defaults.go. */
import { change, fill, given } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior, HPAScalingRules, MetricSpec } from './types.ts';

/** Seconds within which a policy counts. */
const periodSeconds = 15;
const upwards: HPAScalingRules = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds },
    { type: 'Percent', value: 100, periodSeconds },
  ],
};
const downwards: HPAScalingRules = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds }] };

const defaultBehavior = (behavior: HorizontalPodAutoscalerBehavior): HorizontalPodAutoscalerBehavior =>
  change(behavior, { scaleUp: fill(behavior.scaleUp ?? {}, upwards), scaleDown: fill(behavior.scaleDown ?? {}, downwards) });

/** CPU, at 80 % of what is requested. */
export const defaultMetrics: readonly MetricSpec[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];

export function defaultHorizontalPodAutoscaler(object: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const autoscaler = canonical('autoscaling.v2.HorizontalPodAutoscaler', object);
  const spec = fill(autoscaler.spec, { minReplicas: 1, metrics: defaultMetrics });
  return change(autoscaler, { spec: change(spec, { behavior: given(spec.behavior, defaultBehavior) }) });
}
