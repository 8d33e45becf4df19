/** LimitRange (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { ResourceList } from '../shared-types.ts';

export interface LimitRange extends KubeObject {
  readonly kind: 'LimitRange';
  readonly apiVersion: 'v1';
  readonly spec: LimitRangeSpec;
}

export interface LimitRangeSpec {
  /** An empty list is stored as null. */
  readonly limits: readonly LimitRangeItem[] | null;
}

export interface LimitRangeItem {
  readonly type: string;
  readonly max?: ResourceList;
  readonly min?: ResourceList;
  readonly default?: ResourceList;
  readonly defaultRequest?: ResourceList;
  readonly maxLimitRequestRatio?: ResourceList;
}
