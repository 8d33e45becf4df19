/** Upstream: pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaim. */
import { quote } from '../../../base/go-format.ts';
import { keyed } from '../../meta/field-error.ts';
import { isFractionOfByte } from '../resource-names.ts';
import type { PersistentVolumeClaim, PersistentVolumeClaimSpec } from './types.ts';

export const claimSpecWarnings = (path: string, spec: PersistentVolumeClaimSpec): string[] =>
  (['requests', 'limits'] as const).flatMap((which) => {
    const storage = spec.resources?.[which]?.['storage'];
    return isFractionOfByte(storage) ? [`${keyed(`${path}.resources.${which}`, 'storage')}: fractional byte value ${quote(storage!)} is invalid, must be an integer`] : [];
  });

export const betaClassAnnotation = 'volume.beta.kubernetes.io/storage-class';

export const claimWarnings = ({ metadata, spec }: PersistentVolumeClaim): string[] => [
  ...(metadata.annotations && Object.hasOwn(metadata.annotations, betaClassAnnotation)
    ? [`${keyed('metadata.annotations', betaClassAnnotation)}: deprecated since v1.8; use "storageClassName" attribute instead`]
    : []),
  ...claimSpecWarnings('spec', spec),
];
