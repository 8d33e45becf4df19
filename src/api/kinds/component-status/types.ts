/** ComponentStatus (upstream: api core/v1/types.go): whether the scheduler, the controller manager and etcd answer. Never stored. */
import type { KubeObject } from '../../meta/types.ts';

export interface ComponentStatus extends KubeObject {
  readonly kind: 'ComponentStatus';
  readonly apiVersion: 'v1';
  readonly conditions?: readonly ComponentCondition[];
}

export interface ComponentCondition {
  readonly type: 'Healthy';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly message?: string;
  readonly error?: string;
}
