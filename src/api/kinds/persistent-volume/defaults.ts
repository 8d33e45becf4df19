/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolume. */
import { change, fill, given } from '../fill.ts';
import { defaultSharedSources } from '../pod/volume-defaults.ts';
import { canonical } from '../shapes/shape.ts';
import { roundUpResources } from '../shared-resources.ts';
import type { PersistentVolume, PersistentVolumeSpec } from './types.ts';

export function defaultPersistentVolume(object: PersistentVolume): PersistentVolume {
  const volume = canonical('core.v1.PersistentVolume', object);
  const spec = fill(volume.spec, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
  return change(volume, {
    spec: defaultSharedSources(change(spec, { capacity: given(spec.capacity, roundUpResources) }) as never) as unknown as PersistentVolumeSpec,
    status: fill(volume.status, { phase: 'Pending' }),
  });
}
