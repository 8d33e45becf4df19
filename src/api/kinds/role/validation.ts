/** Upstream: pkg/apis/rbac/validation/validation.go ValidateRole, ValidateClusterRole. */
import { index, invalid, required, type FieldError } from '../../meta/field-error.ts';
import { toSelector, validateLabelSelector } from '../../meta/selector.ts';
import type { ClusterRole, PolicyRule, Role } from './types.ts';

function validateRule(path: string, rule: PolicyRule, namespaced: boolean): FieldError[] {
  const { verbs, nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  const errors = (verbs ?? []).length === 0 ? [required(`${path}.verbs`, 'verbs must contain at least one value')] : [];
  if (nonResourceURLs.length > 0) {
    const at = `${path}.nonResourceURLs`;
    if (namespaced) errors.push(invalid(at, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'));
    if (apiGroups.length > 0 || resources.length > 0 || resourceNames.length > 0)
      errors.push(invalid(at, nonResourceURLs, 'rules cannot apply to both regular resources and non-resource URLs'));
    return errors;
  }
  if (apiGroups.length === 0) errors.push(required(`${path}.apiGroups`, 'resource rules must supply at least one api group'));
  if (resources.length === 0) errors.push(required(`${path}.resources`, 'resource rules must supply at least one resource'));
  return errors;
}

const validateRules = (rules: readonly PolicyRule[] | null, namespaced: boolean): FieldError[] =>
  (rules ?? []).flatMap((rule, i) => validateRule(index('rules', i), rule, namespaced));

export const validateRole = ({ rules }: Role): readonly FieldError[] => validateRules(rules, true);

export function validateClusterRole({ rules, aggregationRule }: ClusterRole): readonly FieldError[] {
  const selectors = aggregationRule?.clusterRoleSelectors ?? [];
  const path = 'aggregationRule.clusterRoleSelectors';
  return [
    ...validateRules(rules, false),
    ...(aggregationRule && selectors.length === 0 ? [required(path, 'at least one clusterRoleSelector required if aggregationRule is non-nil')] : []),
    ...selectors.flatMap((selector, i) => [
      ...validateLabelSelector(selector, index(path, i)),
      ...(toSelector(selector).ok ? [] : [invalid(index(path, i), undefined, 'invalid label selector.')]),
    ]),
  ];
}
