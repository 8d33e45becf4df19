/** PersistentVolumeClaim. */
import type { KubeObject } from '../../meta/types.ts';
import type { PersistentVolumeClaimSpec } from '../pod/volume-types.ts';
import type { ResourceList } from '../shared-types.ts';

export interface PersistentVolumeClaim extends KubeObject {
  readonly kind: 'PersistentVolumeClaim';
  readonly apiVersion: 'v1';
  readonly spec: PersistentVolumeClaimSpec;
  readonly status: PersistentVolumeClaimStatus;
}

export interface PersistentVolumeClaimStatus {
  readonly phase: 'Bound' | 'Lost' | 'Pending';
  readonly accessModes?: readonly ('ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOnce' | 'ReadWriteOncePod')[];
  readonly capacity?: ResourceList;
  readonly conditions?: readonly PersistentVolumeClaimCondition[];
  readonly allocatedResources?: ResourceList;
  readonly allocatedResourceStatuses?: Readonly<Record<string, string>>;
  readonly currentVolumeAttributesClassName?: string;
  readonly modifyVolumeStatus?: ModifyVolumeStatus;
}

export interface PersistentVolumeClaimCondition {
  readonly type: string;
  readonly status: string;
  readonly lastProbeTime?: string | null;
  readonly lastTransitionTime?: string | null;
  readonly reason?: string;
  readonly message?: string;
}

export interface ModifyVolumeStatus {
  readonly targetVolumeAttributesClassName?: string;
  readonly status: 'InProgress' | 'Infeasible' | 'Pending';
}
