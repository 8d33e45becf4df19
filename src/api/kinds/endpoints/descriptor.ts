import type { KindDescriptor } from '../../descriptor.ts';
import { endpointsColumns } from './columns.ts';
import { defaultEndpoints } from './defaults.ts';
import type { Endpoints } from './types.ts';
import { endpointsWarnings, validateEndpoints } from './validation.ts';

export const endpoints: KindDescriptor<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  namespaced: true,
  hasStatus: false,
  deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  schema: 'io.k8s.api.core.v1.Endpoints',
  applyDefaults: defaultEndpoints,
  generation: false,
  validate: validateEndpoints,
  warnings: endpointsWarnings,
  columns: endpointsColumns,
};
