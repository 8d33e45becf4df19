import type { KindDescriptor } from '../../descriptor.ts';
import { lateValidation } from '../late-checks.ts';
import { persistentVolumeColumns } from './columns.ts';
import { defaultPersistentVolume } from './defaults.ts';
import type { PersistentVolume, PersistentVolumeStatus } from './types.ts';

/** The time of the last change of the phase is the server's to set, unless the writer does. */
function withTransitionTime(status: PersistentVolumeStatus, old: PersistentVolumeStatus, timestamp: string): PersistentVolumeStatus {
  const { lastPhaseTransitionTime: time } = status;
  if (status.phase === old.phase)
    return time === undefined && old.lastPhaseTransitionTime !== undefined ? { ...status, lastPhaseTransitionTime: old.lastPhaseTransitionTime } : status;
  return time === undefined || time === old.lastPhaseTransitionTime ? { ...status, lastPhaseTransitionTime: timestamp } : status;
}

/** Upstream: pkg/registry/core/persistentvolume/strategy.go. */
export const persistentVolume: KindDescriptor<PersistentVolume> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolume',
  plural: 'persistentvolumes',
  singular: 'persistentvolume',
  shortNames: ['pv'],
  namespaced: false,
  hasStatus: true,
  ...lateValidation('io.k8s.api.core.v1.PersistentVolume'),
  applyDefaults: defaultPersistentVolume,
  prepareForCreate: (object, { timestamp }) => ({ ...object, status: { phase: 'Pending', lastPhaseTransitionTime: timestamp } }),
  prepareForUpdate: (object, old, subresource, { timestamp }) =>
    subresource === 'status' ? { ...object, spec: old.spec, status: withTransitionTime(object.status, old.status, timestamp) } : { ...object, status: old.status },
  generation: false,
  columns: persistentVolumeColumns,
};
