import type { TableColumn } from '../../descriptor.ts';
import { accessModesText, classOf } from '../persistent-volume-claim/columns.ts';
import { ageColumn } from '../printing.ts';
import type { PersistentVolume } from './types.ts';

export const persistentVolumeColumns: readonly TableColumn<PersistentVolume>[] = [
  { name: 'Capacity', priority: 0, cell: ({ spec }) => spec.capacity?.['storage'] ?? '0' },
  { name: 'Access Modes', priority: 0, cell: ({ spec }) => accessModesText(spec.accessModes) },
  { name: 'Reclaim Policy', priority: 0, cell: ({ spec }) => spec.persistentVolumeReclaimPolicy },
  { name: 'Status', priority: 0, cell: ({ metadata, status }) => (metadata.deletionTimestamp === undefined ? status.phase : 'Terminating') },
  { name: 'Claim', priority: 0, cell: ({ spec: { claimRef } }) => (claimRef ? `${claimRef.namespace ?? ''}/${claimRef.name ?? ''}` : '') },
  { name: 'StorageClass', priority: 0, cell: classOf },
  { name: 'VolumeAttributesClass', priority: 0, cell: ({ spec }) => spec.volumeAttributesClassName ?? '<unset>' },
  { name: 'Reason', priority: 0, cell: ({ status }) => status.reason ?? '' },
  ageColumn,
  { name: 'VolumeMode', priority: 1, cell: ({ spec }) => spec.volumeMode ?? '<unset>' },
];
