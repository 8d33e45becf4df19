/** ResourceQuota (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { ResourceList } from '../shared-types.ts';

export interface ResourceQuota extends KubeObject {
  readonly kind: 'ResourceQuota';
  readonly apiVersion: 'v1';
  readonly spec: ResourceQuotaSpec;
  readonly status: ResourceQuotaStatus;
}

export interface ResourceQuotaSpec {
  readonly hard?: ResourceList;
  readonly scopes?: readonly ('BestEffort' | 'CrossNamespacePodAffinity' | 'NotBestEffort' | 'NotTerminating' | 'PriorityClass' | 'Terminating' | 'VolumeAttributesClass')[];
  readonly scopeSelector?: ScopeSelector;
}

export interface ScopeSelector {
  readonly matchExpressions?: readonly ScopedResourceSelectorRequirement[];
}

export interface ScopedResourceSelectorRequirement {
  readonly scopeName: 'BestEffort' | 'CrossNamespacePodAffinity' | 'NotBestEffort' | 'NotTerminating' | 'PriorityClass' | 'Terminating' | 'VolumeAttributesClass';
  readonly operator: 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  readonly values?: readonly string[];
}

export interface ResourceQuotaStatus {
  readonly hard?: ResourceList;
  readonly used?: ResourceList;
}
