/** Upstream: pkg/apis/storage/v1/defaults.go SetDefaults_StorageClass. */
import { fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { StorageClass } from './types.ts';

export const defaultStorageClass = (object: StorageClass): StorageClass =>
  fill(canonical('storage.v1.StorageClass', object), { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
