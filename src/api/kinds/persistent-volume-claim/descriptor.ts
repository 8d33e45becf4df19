import type { KindDescriptor } from '../../descriptor.ts';
import { change } from '../fill.ts';
import { persistentVolumeClaimColumns } from './columns.ts';
import { normalizeDataSources } from './data-sources.ts';
import { defaultPersistentVolumeClaim } from './defaults.ts';
import type { PersistentVolumeClaim } from './types.ts';
import { validatePersistentVolumeClaim, validatePersistentVolumeClaimUpdate } from './validation.ts';
import { claimWarnings } from './warnings.ts';

/** Upstream: pkg/registry/core/persistentvolumeclaim/strategy.go. */
export const persistentVolumeClaim: KindDescriptor<PersistentVolumeClaim> = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  shortNames: ['pvc'],
  namespaced: true,
  hasStatus: true,
  schema: 'io.k8s.api.core.v1.PersistentVolumeClaim',
  applyDefaults: defaultPersistentVolumeClaim,
  prepareForCreate: (object) => change({ ...object, status: { phase: 'Pending' } }, { spec: normalizeDataSources(object.spec, undefined) }),
  prepareForUpdate: (object, old, subresource) =>
    subresource === 'status' ? { ...object, spec: old.spec } : { ...object, spec: normalizeDataSources(object.spec, old.spec), status: old.status },
  generation: false,
  validate: validatePersistentVolumeClaim,
  validateUpdate: validatePersistentVolumeClaimUpdate,
  warnings: claimWarnings,
  columns: persistentVolumeClaimColumns,
};
