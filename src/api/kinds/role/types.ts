/** Role (upstream: api rbac/v1/types.go). */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';

export interface Role extends KubeObject {
  readonly kind: 'Role';
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly rules: readonly PolicyRule[];
}

export interface PolicyRule {
  readonly verbs: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

export interface ClusterRole extends KubeObject {
  readonly kind: 'ClusterRole';
  readonly apiVersion: 'rbac.authorization.k8s.io/v1';
  readonly rules: readonly PolicyRule[];
  readonly aggregationRule?: AggregationRule;
}

export interface AggregationRule {
  readonly clusterRoleSelectors?: readonly LabelSelector[];
}
