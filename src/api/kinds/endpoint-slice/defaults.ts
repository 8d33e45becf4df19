/** Upstream: pkg/apis/discovery/v1/defaults.go SetDefaults_EndpointPort. */
import { change, each, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { EndpointSlice } from './types.ts';

export function defaultEndpointSlice(object: EndpointSlice): EndpointSlice {
  const slice = canonical('discovery.v1.EndpointSlice', object);
  return change(slice, { ports: each(slice.ports ?? undefined, (port) => fill(port, { name: '', protocol: 'TCP' })) ?? slice.ports });
}
