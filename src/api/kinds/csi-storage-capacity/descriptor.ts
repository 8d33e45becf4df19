/** What a CSI driver could provide somewhere. No driver runs here (upstream: api storage/v1/types.go, pkg/registry/storage/csistoragecapacity/strategy.go). */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject, LabelSelector } from '../../meta/types.ts';
import { lateChecks } from '../late-checks.ts';
import { createdAtColumn } from '../printing.ts';

export interface CSIStorageCapacity extends KubeObject {
  readonly nodeTopology?: LabelSelector;
  readonly storageClassName: string;
  readonly capacity?: string;
  readonly maximumVolumeSize?: string;
}

export const csiStorageCapacity: KindDescriptor<CSIStorageCapacity> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSIStorageCapacity',
  plural: 'csistoragecapacities',
  singular: 'csistoragecapacity',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  generation: false,
  ...lateChecks('io.k8s.api.storage.v1.CSIStorageCapacity'),
  columns: [createdAtColumn],
};
