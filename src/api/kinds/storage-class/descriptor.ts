import type { KindDescriptor } from '../../descriptor.ts';
import { ageColumn } from '../printing.ts';
import { defaultStorageClass } from './defaults.ts';
import type { StorageClass } from './types.ts';
import { storageClassWarnings, validateStorageClass, validateStorageClassUpdate } from './validation.ts';

const defaultAnnotations = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** Whether claims that name no class get this one. Upstream: pkg/apis/storage/util/helpers.go. */
export const isDefaultClass = ({ metadata: { annotations } }: StorageClass): boolean => defaultAnnotations.some((annotation) => annotations?.[annotation] === 'true');

export const storageClass: KindDescriptor<StorageClass> = {
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'StorageClass',
  plural: 'storageclasses',
  singular: 'storageclass',
  shortNames: ['sc'],
  namespaced: false,
  hasStatus: false,
  schema: 'io.k8s.api.storage.v1.StorageClass',
  applyDefaults: defaultStorageClass,
  generation: false,
  validate: validateStorageClass,
  validateUpdate: validateStorageClassUpdate,
  warnings: storageClassWarnings,
  nameCell: (object) => (isDefaultClass(object) ? `${object.metadata.name} (default)` : object.metadata.name),
  columns: [
    { name: 'Provisioner', priority: 0, cell: ({ provisioner }) => provisioner },
    { name: 'ReclaimPolicy', priority: 0, cell: ({ reclaimPolicy }) => reclaimPolicy },
    { name: 'VolumeBindingMode', priority: 0, cell: ({ volumeBindingMode }) => volumeBindingMode },
    { name: 'AllowVolumeExpansion', priority: 0, cell: ({ allowVolumeExpansion }) => String(allowVolumeExpansion ?? false) },
    ageColumn,
  ],
};
