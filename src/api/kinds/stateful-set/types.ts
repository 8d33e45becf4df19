/** StatefulSet (upstream: api apps/v1/types.go). */
import type { KubeObject, LabelSelector } from '../../meta/types.ts';
import type { PersistentVolumeClaim } from '../persistent-volume-claim/types.ts';
import type { PodTemplateSpec } from '../pod/types.ts';
import type { IntOrString } from '../shared-types.ts';

export interface StatefulSet extends KubeObject {
  readonly kind: 'StatefulSet';
  readonly apiVersion: 'apps/v1';
  readonly spec: StatefulSetSpec;
  readonly status: StatefulSetStatus;
}

export interface StatefulSetSpec {
  readonly replicas: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplateSpec;
  readonly volumeClaimTemplates?: readonly PersistentVolumeClaim[];
  readonly serviceName: string;
  readonly podManagementPolicy: 'OrderedReady' | 'Parallel';
  readonly updateStrategy: StatefulSetUpdateStrategy;
  readonly revisionHistoryLimit: number;
  readonly minReadySeconds?: number;
  readonly persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy;
  readonly ordinals?: StatefulSetOrdinals;
}

export interface StatefulSetUpdateStrategy {
  readonly type: 'OnDelete' | 'RollingUpdate';
  readonly rollingUpdate?: RollingUpdateStatefulSetStrategy;
}

export interface RollingUpdateStatefulSetStrategy {
  readonly partition: number;
  readonly maxUnavailable?: IntOrString;
}

export interface StatefulSetPersistentVolumeClaimRetentionPolicy {
  readonly whenDeleted: string;
  readonly whenScaled: string;
}

export interface StatefulSetOrdinals {
  readonly start: number;
}

export interface StatefulSetStatus {
  readonly observedGeneration?: number;
  readonly replicas: number;
  readonly readyReplicas?: number;
  readonly currentReplicas?: number;
  readonly updatedReplicas?: number;
  readonly currentRevision?: string;
  readonly updateRevision?: string;
  readonly collisionCount?: number;
  readonly conditions?: readonly StatefulSetCondition[];
  readonly availableReplicas: number;
}

export interface StatefulSetCondition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}
