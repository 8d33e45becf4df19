/** Upstream: pkg/apis/policy/validation/validation.go ValidatePodDisruptionBudgetSpec, ValidatePodDisruptionBudgetStatusUpdate. */
import { invalid, notSupported, type FieldError } from '../../meta/field-error.ts';
import { validateLabelSelector } from '../../meta/selector.ts';
import { goValue } from '../shapes/go-value.ts';
import { atMost100Percent, counts, positiveIntOrPercent } from '../workload-validation.ts';
import type { PodDisruptionBudget } from './types.ts';

const evictionPolicies = ['AlwaysAllow', 'IfHealthyBudget'];

export function validatePodDisruptionBudget({ spec }: PodDisruptionBudget): readonly FieldError[] {
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = spec;
  const amount = (path: string, value: number | string | undefined): FieldError[] =>
    value === undefined ? [] : [...positiveIntOrPercent(path, value), ...atMost100Percent(path, value)];
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalid('spec', goValue('policy.v1.PodDisruptionBudgetSpec', spec), 'minAvailable and maxUnavailable cannot be both set')]
      : []),
    ...amount('spec.minAvailable', minAvailable),
    ...amount('spec.maxUnavailable', maxUnavailable),
    ...validateLabelSelector(spec.selector, 'spec.selector'),
    ...(unhealthyPodEvictionPolicy !== undefined && !evictionPolicies.includes(unhealthyPodEvictionPolicy)
      ? [notSupported('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, evictionPolicies)]
      : []),
  ];
}

export const validatePodDisruptionBudgetUpdate = ({ status }: PodDisruptionBudget, _old: PodDisruptionBudget, subresource: '' | 'status'): readonly FieldError[] => {
  const { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods } = status;
  return subresource === 'status' ? counts('status', { disruptionsAllowed, currentHealthy, desiredHealthy, expectedPods }) : [];
};
