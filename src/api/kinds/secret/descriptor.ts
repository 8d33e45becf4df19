import type { KindDescriptor } from '../../descriptor.ts';
import { secretColumns } from './columns.ts';
import { defaultSecret } from './defaults.ts';
import type { Secret } from './types.ts';
import { secretWarnings, validateSecret, validateSecretUpdate } from './validation.ts';

export const secret: KindDescriptor<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.core.v1.Secret',
  applyDefaults: defaultSecret,
  generation: false,
  validate: validateSecret,
  validateUpdate: validateSecretUpdate,
  updateErrorsFirst: true,
  warnings: secretWarnings,
  selectableFields: ({ type }) => ({ type: type ?? '' }),
  columns: secretColumns,
};
