import type { TableColumn } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { ageColumn } from '../printing.ts';
import type { PersistentVolumeClaim } from './types.ts';
import { betaClassAnnotation } from './warnings.ts';

const shortModes: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`: of volumes and claims, in tables and descriptions. */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');

/** The class of a volume or a claim; empty where there is none. */
export function classOf({ metadata: { annotations }, spec }: KubeObject & { readonly spec: { readonly storageClassName?: string } }): string {
  return (annotations && Object.hasOwn(annotations, betaClassAnnotation) ? annotations[betaClassAnnotation] : spec.storageClassName) ?? '';
}

export const persistentVolumeClaimColumns: readonly TableColumn<PersistentVolumeClaim>[] = [
  { name: 'Status', priority: 0, cell: ({ metadata, status }) => (metadata.deletionTimestamp === undefined ? status.phase : 'Terminating') },
  { name: 'Volume', priority: 0, cell: ({ spec }) => spec.volumeName ?? '' },
  { name: 'Capacity', priority: 0, cell: ({ spec, status }) => (spec.volumeName ? (status.capacity?.['storage'] ?? '0') : '') },
  { name: 'Access Modes', priority: 0, cell: ({ spec, status }) => (spec.volumeName ? accessModesText(status.accessModes) : '') },
  { name: 'StorageClass', priority: 0, cell: classOf },
  { name: 'VolumeAttributesClass', priority: 0, cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
  ageColumn,
  { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
];
