/** ReplicationController (upstream: api core/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';

export interface ReplicationController extends KubeObject {
  readonly kind: 'ReplicationController';
  readonly apiVersion: 'v1';
  readonly spec: ReplicationControllerSpec;
  readonly status: ReplicationControllerStatus;
}

export interface ReplicationControllerSpec {
  readonly replicas: number;
  readonly minReadySeconds?: number;
  readonly selector: Readonly<Record<string, string>>;
  readonly template: PodTemplateSpec;
}

export interface ReplicationControllerStatus {
  readonly replicas: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly observedGeneration?: number;
  readonly conditions?: readonly ReplicationControllerCondition[];
}

export interface ReplicationControllerCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}
