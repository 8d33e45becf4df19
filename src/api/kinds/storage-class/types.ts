/** StorageClass (upstream: api storage/v1/types.go). */
import type { KubeObject } from '../../meta/types.ts';

export interface StorageClass extends KubeObject {
  readonly kind: 'StorageClass';
  readonly apiVersion: 'storage.k8s.io/v1';
  readonly provisioner: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly reclaimPolicy: 'Delete' | 'Recycle' | 'Retain';
  readonly mountOptions?: readonly string[];
  readonly allowVolumeExpansion?: boolean;
  readonly volumeBindingMode: 'Immediate' | 'WaitForFirstConsumer';
  readonly allowedTopologies?: readonly TopologySelectorTerm[];
}

export interface TopologySelectorTerm {
  readonly matchLabelExpressions?: readonly TopologySelectorLabelRequirement[];
}

export interface TopologySelectorLabelRequirement {
  readonly key: string;
  readonly values: readonly string[];
}
