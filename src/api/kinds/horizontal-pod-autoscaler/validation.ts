/** Upstream: pkg/apis/autoscaling/validation/validation.go validateHorizontalPodAutoscalerSpec. */
import { forbidden, index, invalid, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { nonnegativeQuantity, positive } from '../checks.ts';
import { counts } from '../workload-validation.ts';
import { validateMetric, validateReference } from './metric-validation.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerSpec, HPAScalingPolicy, HPAScalingRules } from './types.ts';

/** Seconds. */
const longest = { window: 3600, period: 1800 };
const selections = ['Disabled', 'Max', 'Min'];
const policyTypes = ['Percent', 'Pods'];

const validatePolicy = (path: string, { type, value, periodSeconds }: HPAScalingPolicy): FieldError[] => [
  ...(policyTypes.includes(type) ? [] : [notSupported(`${path}.type`, type, policyTypes)]),
  ...positive(`${path}.value`, value),
  ...positive(`${path}.periodSeconds`, periodSeconds),
  ...(periodSeconds > longest.period ? [invalid(`${path}.periodSeconds`, periodSeconds, `must be less than or equal to ${longest.period}`)] : []),
];

function validateRules(path: string, rules: HPAScalingRules | undefined): FieldError[] {
  if (!rules) return [];
  const { stabilizationWindowSeconds: window = 0, selectPolicy, policies = [], tolerance } = rules;
  const windowPath = `${path}.stabilizationWindowSeconds`;
  return [
    ...(window < 0 ? [invalid(windowPath, window, 'must be greater than or equal to zero')] : []),
    ...(window > longest.window ? [invalid(windowPath, window, `must be less than or equal to ${longest.window}`)] : []),
    ...(selectPolicy !== undefined && !selections.includes(selectPolicy) ? [notSupported(`${path}.selectPolicy`, selectPolicy, selections)] : []),
    ...(policies.length === 0 ? [required(`${path}.policies`, 'must specify at least one Policy')] : []),
    ...policies.flatMap((policy, i) => validatePolicy(index(`${path}.policies`, i), policy)),
    ...(tolerance === undefined ? [] : nonnegativeQuantity(`${path}.tolerance`, tolerance)),
  ];
}

function validateTargetRef({ scaleTargetRef }: HorizontalPodAutoscalerSpec, old: HorizontalPodAutoscalerSpec | undefined): FieldError[] {
  const path = 'spec.scaleTargetRef';
  const kept = old && old.scaleTargetRef.apiVersion === scaleTargetRef.apiVersion && old.scaleTargetRef.kind === scaleTargetRef.kind;
  // A version that stands there already is not looked at again.
  if (kept) return validateReference(path, { kind: scaleTargetRef.kind, name: scaleTargetRef.name }, false);
  return validateReference(path, scaleTargetRef, scaleTargetRef.kind !== 'ReplicationController');
}

export function validateHorizontalPodAutoscaler({ spec }: HorizontalPodAutoscaler, old?: HorizontalPodAutoscaler): readonly FieldError[] {
  const { minReplicas, maxReplicas, metrics, behavior } = spec;
  // Scaling to none is a feature that is switched off; who has it keeps it.
  const fewest = old?.spec.minReplicas === 0 ? 0 : 1;
  const canIdle = metrics.some(({ type }) => type === 'Object' || type === 'External');
  return [
    ...(minReplicas < fewest ? [invalid('spec.minReplicas', minReplicas, `must be greater than or equal to ${fewest}`)] : []),
    ...(maxReplicas < 1 ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than 0')] : []),
    ...(maxReplicas < minReplicas ? [invalid('spec.maxReplicas', maxReplicas, 'must be greater than or equal to `minReplicas`')] : []),
    ...validateTargetRef(spec, old?.spec),
    ...metrics.flatMap((metric, i) => validateMetric(index('spec.metrics', i), metric)),
    ...(minReplicas === 0 && !canIdle ? [forbidden('spec.metrics', 'must specify at least one Object or External metric to support scaling to zero replicas')] : []),
    ...validateRules('spec.behavior.scaleUp', behavior?.scaleUp),
    ...validateRules('spec.behavior.scaleDown', behavior?.scaleDown),
  ];
}

export const validateHorizontalPodAutoscalerUpdate = ({ status }: HorizontalPodAutoscaler, _old: HorizontalPodAutoscaler, subresource: '' | 'status'): readonly FieldError[] => {
  const { currentReplicas, desiredReplicas } = status;
  return subresource === 'status' ? counts('status', { currentReplicas, desiredReplicas }) : [];
};
