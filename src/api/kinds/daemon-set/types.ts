/** DaemonSet (upstream: api apps/v1/types.go). */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import type { IntOrString } from '../shared-types.ts';

export interface DaemonSet extends KubeObject {
  readonly kind: 'DaemonSet';
  readonly apiVersion: 'apps/v1';
  readonly spec: DaemonSetSpec;
  readonly status: DaemonSetStatus;
}

export interface DaemonSetSpec {
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly updateStrategy: DaemonSetUpdateStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit: number;
}

export interface DaemonSetUpdateStrategy {
  readonly type: 'OnDelete' | 'RollingUpdate';
  readonly rollingUpdate?: RollingUpdateDaemonSet;
}

export interface RollingUpdateDaemonSet {
  readonly maxUnavailable: IntOrString;
  readonly maxSurge: IntOrString;
}

export interface DaemonSetStatus {
  readonly currentNumberScheduled: number;
  readonly numberMisscheduled: number;
  readonly desiredNumberScheduled: number;
  readonly numberReady: number;
  readonly observedGeneration?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly DaemonSetCondition[];
}

export interface DaemonSetCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}
