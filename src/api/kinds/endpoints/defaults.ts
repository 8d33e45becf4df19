/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Endpoints. */
import { change, each, fill } from '../fill.ts';
import { canonical } from '../shapes/shape.ts';
import type { Endpoints } from './types.ts';

export function defaultEndpoints(object: Endpoints): Endpoints {
  const endpoints = canonical('core.v1.Endpoints', object);
  return change(endpoints, { subsets: each(endpoints.subsets, (subset) => change(subset, { ports: each(subset.ports, (port) => fill(port, { protocol: 'TCP' })) })) });
}
