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

/** `sent` are the rules as they came: an empty list of policies is not defaulted, but refused. */
const withDefaults = (rules: HPAScalingRules | undefined, sent: HPAScalingRules | null | undefined, defaults: HPAScalingRules): HPAScalingRules =>
  fill(sent?.policies?.length === 0 ? { ...rules, policies: [] } : (rules ?? {}), defaults);

const defaultBehavior = (behavior: HorizontalPodAutoscalerBehavior, sent: HorizontalPodAutoscalerBehavior): HorizontalPodAutoscalerBehavior =>
  change(behavior, { scaleUp: withDefaults(behavior.scaleUp, sent.scaleUp, upwards), scaleDown: withDefaults(behavior.scaleDown, sent.scaleDown, downwards) });

/** CPU, at 80 % of what is requested. */
export const defaultMetrics: readonly MetricSpec[] = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }];

export function defaultHorizontalPodAutoscaler(object: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const autoscaler = canonical('autoscaling.v2.HorizontalPodAutoscaler', object);
  const spec = fill(autoscaler.spec, { minReplicas: 1, metrics: defaultMetrics });
  return change(autoscaler, { spec: change(spec, { behavior: given(spec.behavior, (behavior) => defaultBehavior(behavior, object.spec.behavior ?? {})) }) });
}
