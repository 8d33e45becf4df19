/** PriorityClass (upstream: api scheduling/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface PriorityClass extends KubeObject {
  readonly kind: 'PriorityClass';
  readonly apiVersion: 'scheduling.k8s.io/v1';
  readonly value: number;
  readonly globalDefault?: boolean;
  readonly description?: string;
  readonly preemptionPolicy: 'Never' | 'PreemptLowerPriority';
}
