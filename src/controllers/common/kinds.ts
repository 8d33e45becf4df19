/** What controllers that deal with every kind (garbage collection, namespaces, quota) need to know of the kinds there are. */
import type { KindDescriptor } from '../../api/descriptor.ts';
import { kinds } from '../../api/kinds/registry.ts';
import { resourceKey, type ResourceKey } from '../../api/meta/types.ts';

export interface KnownResource {
  readonly resource: ResourceKey;
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

const known = (descriptor: KindDescriptor): KnownResource => {
  const { group, version, plural, kind, namespaced } = descriptor;
  return { resource: resourceKey({ group, resource: plural }), group, version, plural, kind, namespaced };
};

/** All resources, in the registry's order. */
export const allResources: readonly KnownResource[] = kinds.map(known);

const byKind = new Map(allResources.map((resource) => [`${resource.group}/${resource.kind}`, resource]));
const byKey = new Map(allResources.map((resource) => [resource.resource, resource]));

/** The resource that an `apiVersion` and a `kind` name, of whichever version. */
export const resourceOfKind = (apiVersion: string, kind: string): KnownResource | undefined =>
  byKind.get(`${apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''}/${kind}`);

export const resourceOfKey = (resource: ResourceKey): KnownResource | undefined => byKey.get(resource);
