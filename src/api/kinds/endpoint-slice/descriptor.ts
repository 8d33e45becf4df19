import { deepEqual } from '../../../base/equal.ts';
import type { KindDescriptor } from '../../descriptor.ts';
import { change, each } from '../fill.ts';
import { endpointSliceColumns } from './columns.ts';
import { defaultEndpointSlice } from './defaults.ts';
import type { EndpointSlice } from './types.ts';
import { endpointSliceWarnings, validateEndpointSlice, validateEndpointSliceUpdate } from './validation.ts';

/** What older versions of the API had; v1 does not take it. Upstream: dropTopologyOnV1. */
const withoutTopology = (object: EndpointSlice): EndpointSlice =>
  change(object, {
    endpoints: each(object.endpoints ?? undefined, (endpoint) => change(endpoint, { deprecatedTopology: undefined })) ?? object.endpoints,
  });

export const endpointSlice: KindDescriptor<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  namespaced: true,
  hasStatus: false,
  schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  applyDefaults: defaultEndpointSlice,
  prepareForCreate: withoutTopology,
  prepareForUpdate: withoutTopology,
  // Labels count too. Upstream: pkg/registry/discovery/endpointslice/strategy.go PrepareForUpdate.
  generation: (object, old) => {
    const { metadata, ...content } = object;
    const { metadata: oldMetadata, ...oldContent } = old;
    return !deepEqual(content, oldContent) || !deepEqual(metadata.labels, oldMetadata.labels);
  },
  validate: validateEndpointSlice,
  validateUpdate: validateEndpointSliceUpdate,
  warnings: endpointSliceWarnings,
  columns: endpointSliceColumns,
};
