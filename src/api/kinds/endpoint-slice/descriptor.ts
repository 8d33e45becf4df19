import type { KindDescriptor } from '../../descriptor.ts';
import { semanticallyEqual } from '../../meta/object-meta.ts';
import { endpointSliceColumns } from './columns.ts';
import { defaultEndpointSlice } from './defaults.ts';
import type { EndpointSlice } from './types.ts';

export const endpointSlice: KindDescriptor<EndpointSlice> = {
  group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice', plural: 'endpointslices', singular: 'endpointslice', shortNames: [], namespaced: true,
  hasStatus: false, schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  applyDefaults: defaultEndpointSlice,
  // Labels count too. Upstream: pkg/registry/discovery/endpointslice/strategy.go PrepareForUpdate.
  generation: (object, old) => {
    const { metadata, ...content } = object;
    const { metadata: oldMetadata, ...oldContent } = old;
    return !semanticallyEqual(content, oldContent) || !semanticallyEqual(metadata.labels, oldMetadata.labels);
  },
  validate: () => [],
  columns: endpointSliceColumns,
};
