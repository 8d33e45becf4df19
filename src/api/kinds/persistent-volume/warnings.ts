/** Upstream: pkg/api/persistentvolume/util.go GetWarningsForPersistentVolume. */
import { index, keyed } from '../../meta/field-error.ts';
import { nodeSelectorTermWarnings } from '../pod/warnings.ts';
import type { PersistentVolume, PersistentVolumeSpec } from './types.ts';

const annotations: readonly (readonly [key: string, message: string])[] = [
  ['volume.beta.kubernetes.io/storage-class', 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ['volume.beta.kubernetes.io/mount-options', 'deprecated since v1.31; use "mountOptions" attribute instead'],
];
const plugins: readonly (readonly [name: keyof PersistentVolumeSpec, shown: string, message: string])[] = [
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

export const volumeWarnings = ({ metadata, spec }: PersistentVolume): readonly string[] => [
  ...annotations.flatMap(([key, message]) => (metadata.annotations && Object.hasOwn(metadata.annotations, key) ? [`${keyed('metadata.annotations', key)}: ${message}`] : [])),
  ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
    ? ['spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.']
    : []),
  ...(spec.nodeAffinity?.required?.nodeSelectorTerms ?? []).flatMap((term, i) => nodeSelectorTermWarnings(index('spec.nodeAffinity.required.nodeSelectorTerms', i), term, false)),
  ...plugins.flatMap(([name, shown, message]) => (spec[name] ? [`spec.${shown}: ${message}`] : [])),
];
