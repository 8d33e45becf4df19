/** What describers ask the server for besides the object itself. */
import { request, type ApiList, type ApiRequest, type RequestOptions, type Task } from '../../engine/client.ts';
import type { Wire } from './wire.ts';

export interface Collection {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

export const PODS: Collection = { group: '', version: 'v1', resource: 'pods' };
export const EVENTS: Collection = { group: '', version: 'v1', resource: 'events' };
export const REPLICA_SETS: Collection = { group: 'apps', version: 'v1', resource: 'replicasets' };
export const SERVICES: Collection = { group: '', version: 'v1', resource: 'services' };
export const SECRETS: Collection = { group: '', version: 'v1', resource: 'secrets' };
export const ENDPOINT_SLICES: Collection = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' };

/** The objects of a collection; none where the server refuses. */
export function* listObjects(collection: Collection, namespace: string | undefined, options: RequestOptions = {}): Task<readonly Wire[]> {
  const response = yield* request({ verb: 'list', ...collection, ...(namespace && { namespace }), options });
  return response.ok && 'body' in response ? (response.body as ApiList).items : [];
}

/** The object, or the server's sentence about why there is none. */
export function* getObject(collection: Collection, namespace: string | undefined, name: string): Task<{ readonly object?: Wire; readonly error: string }> {
  const call: ApiRequest = { verb: 'get', ...collection, ...(namespace && { namespace }), name };
  const response = yield* request(call);
  if (!response.ok) return { error: response.status.message };
  return { object: 'body' in response ? response.body : undefined, error: '' };
}
