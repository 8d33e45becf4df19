import type { KindDescriptor } from '../../descriptor.ts';
import { lateValidation } from '../late-checks.ts';
import { createdAtColumn } from '../printing.ts';
import { defaultLimitRange } from './defaults.ts';
import type { LimitRange } from './types.ts';

export const limitRange: KindDescriptor<LimitRange> = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  namespaced: true,
  hasStatus: false,
  ...lateValidation('io.k8s.api.core.v1.LimitRange'),
  applyDefaults: defaultLimitRange,
  generation: false,
  columns: [createdAtColumn],
};
