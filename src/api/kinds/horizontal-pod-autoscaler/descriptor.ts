import type { KindDescriptor } from '../../descriptor.ts';
import { change, given } from '../fill.ts';
import { lateValidation } from '../late-checks.ts';
import { keepOther } from '../strategy.ts';
import { fromAutoscalingV1, toAutoscalingV1 } from './autoscaling-v1.ts';
import { horizontalPodAutoscalerColumns } from './columns.ts';
import { defaultHorizontalPodAutoscaler } from './defaults.ts';
import type { HorizontalPodAutoscaler, HPAScalingRules } from './types.ts';

/** The feature of a tolerance of one's own is switched off. */
function withoutDisabledFields(object: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const rules = (of: HPAScalingRules): HPAScalingRules => change(of, { tolerance: undefined });
  const behavior = given(object.spec.behavior, (of) => change(of, { scaleUp: given(of.scaleUp, rules), scaleDown: given(of.scaleDown, rules) }));
  return change(object, { spec: change(object.spec, { behavior }) });
}

export const horizontalPodAutoscaler: KindDescriptor<HorizontalPodAutoscaler> = {
  group: 'autoscaling',
  version: 'v2',
  otherVersions: [{ group: 'autoscaling', version: 'v1', toStored: fromAutoscalingV1, fromStored: toAutoscalingV1 }],
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  hasStatus: true,
  ...lateValidation('io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler'),
  // The status is there from the start, before its controller has looked.
  unrecorded: ({ status }) => (status.conditions ? [] : [['f:status']]),
  applyDefaults: defaultHorizontalPodAutoscaler,
  prepareForCreate: (object) => withoutDisabledFields({ ...object, status: { desiredReplicas: 0, currentMetrics: null } }),
  prepareForUpdate: (object, old, subresource) => withoutDisabledFields(keepOther(object, old, subresource)),
  generation: false,
  columns: horizontalPodAutoscalerColumns,
};
