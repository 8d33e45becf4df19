/** Deployment (upstream: api apps/v1/types.go). */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import type { IntOrString } from '../shared-types.ts';

export interface Deployment extends KubeObject {
  readonly kind: 'Deployment';
  readonly apiVersion: 'apps/v1';
  readonly spec: DeploymentSpec;
  readonly status: DeploymentStatus;
}

export interface DeploymentSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly strategy: DeploymentStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit: number;
  readonly paused?: boolean;
  readonly progressDeadlineSeconds: number;
}

export interface DeploymentStrategy {
  readonly type: 'Recreate' | 'RollingUpdate';
  readonly rollingUpdate?: RollingUpdateDeployment;
}

export interface RollingUpdateDeployment {
  readonly maxUnavailable: IntOrString;
  readonly maxSurge: IntOrString;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly terminatingReplicas?: number;
  readonly conditions?: readonly DeploymentCondition[];
  readonly collisionCount?: number;
}

export interface DeploymentCondition {
  readonly type: string;
  readonly status: string;
  readonly lastUpdateTime?: string | null;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}
