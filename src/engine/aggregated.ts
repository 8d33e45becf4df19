/** Requests for objects that a server behind the API server answers (upstream: kube-aggregator `pkg/apiserver/handler_proxy.go`). */
import type { KindDescriptor } from '../api/descriptor.ts';
import { methodNotAllowed, noSuchResource, notFound, serviceUnavailable, type Status } from '../api/meta/status.ts';
import { resourceKey, type KubeObject, type ResourceKey } from '../api/meta/types.ts';
import { err, ok, type Result } from '../base/result.ts';
import type { ApiList, ApiRequest } from './client.ts';
import type { AggregatedApi, View } from './component.ts';
import { matcherOf } from './selection.ts';
import type { World } from './world.ts';

export interface Aggregated {
  readonly api: AggregatedApi;
  readonly kind: KindDescriptor;
}

export function listAggregated(world: World, view: View, resource: ResourceKey, namespace: string | undefined): Result<readonly KubeObject[], Status> {
  const found = world.aggregatedKind(resource);
  const availability = found?.api.availability(view) ?? 'absent';
  if (!found || availability === 'absent') return err(noSuchResource());
  if (availability === 'unavailable') return err(serviceUnavailable('the server is currently unable to handle the request'));
  return ok(found.api.list(view, found.kind, found.kind.namespaced ? namespace : undefined));
}

/** Reads are all there is. */
export function serveAggregated(world: World, view: View, { api, kind }: Aggregated, request: ApiRequest): Result<KubeObject | ApiList, Status> {
  const named = { group: kind.group, resource: kind.plural };
  if (request.subresource) return err(noSuchResource());
  if (request.verb !== 'get' && request.verb !== 'list') return err(methodNotAllowed(named, request.verb));
  const listed = listAggregated(world, view, resourceKey(named), request.namespace);
  if (!listed.ok) return listed;
  if (request.verb === 'get') {
    const { name = '', namespace } = request;
    const object = listed.value.find(({ metadata }) => metadata.name === name);
    return object ? ok(object) : err(api.notFound?.(kind, namespace, name) ?? notFound(named, name));
  }
  const matches = matcherOf(kind, { ...request.options });
  if (!matches.ok) return matches;
  const items = listed.value.filter((object) => matches.value(object) && (request.name === undefined || object.metadata.name === request.name));
  return ok({ kind: `${kind.kind}List`, apiVersion: `${kind.group === '' ? '' : `${kind.group}/`}${kind.version}`, metadata: { resourceVersion: '' }, items });
}
