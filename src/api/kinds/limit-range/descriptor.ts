import type { KindDescriptor } from '../../descriptor.ts';
import { createdAtColumn } from '../printing.ts';
import { defaultLimitRange } from './defaults.ts';
import type { LimitRange } from './types.ts';
import { validateLimitRange } from './validation.ts';

export const limitRange: KindDescriptor<LimitRange> = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.LimitRange',
  applyDefaults: defaultLimitRange,
  generation: false,
  validate: validateLimitRange,
  columns: [createdAtColumn],
};
