/** What a cluster is made of besides its state: code and constants, the same for the whole tape. */
import type { KindDescriptor } from '../api/descriptor.ts';
import { resourceKey, type KubeObject, type ResourceKey } from '../api/meta/types.ts';
import type { KindRegistry } from '../api/registry.ts';
import type { AdmissionPlugin, AggregatedApi, AggregateDefinition, Component, Connector, FaultHandler, IndexDefinition, Watch } from './component.ts';

export type KindLookup = Pick<KindRegistry, 'byResource' | 'byPath'>;

export interface WorldParts {
  readonly kinds: KindLookup;
  /** Objects that define further kinds, each named as the resource it defines. */
  readonly definitions?: { readonly resource: ResourceKey; readonly kindOf: (definition: KubeObject) => KindDescriptor | undefined };
  readonly components: readonly Component[];
  readonly admission: readonly AdmissionPlugin[];
  readonly indexes: readonly IndexDefinition[];
  readonly aggregates?: readonly AggregateDefinition[];
  readonly connectors: readonly Connector[];
  readonly aggregatedApis?: readonly AggregatedApi[];
  readonly faults: readonly FaultHandler[];
  readonly timing: Timing;
  /** Freezes every stored object, so that a change in place throws. For development and tests. */
  readonly freeze?: boolean;
}

/** Milliseconds of virtual time. */
export interface Timing {
  /** From a write to the wake that it causes in another component. */
  readonly informer: number;
}

export interface World extends WorldParts {
  readonly componentsByName: ReadonlyMap<string, Component>;
  readonly watchersOf: (resource: ResourceKey) => readonly { readonly component: Component; readonly watch: Watch }[];
  readonly indexesOf: (resource: ResourceKey) => readonly IndexDefinition[];
  readonly aggregatesOf: (resource: ResourceKey) => readonly AggregateDefinition[];
  readonly connector: (resource: ResourceKey, subresource: string) => Connector | undefined;
  readonly aggregatedKind: (resource: ResourceKey) => { readonly api: AggregatedApi; readonly kind: KindDescriptor } | undefined;
}

/** Throws where two parts claim one name: that is a mistake in the composition, not in any input. */
export function createWorld(parts: WorldParts): World {
  const componentsByName = unique('component', parts.components, (c) => c.name);
  unique('index', parts.indexes, (i) => i.name);
  unique('aggregate', parts.aggregates ?? [], (a) => a.name);
  unique('fault', parts.faults, (f) => f.name);
  const connectors = unique('connector', parts.connectors, (c) => `${c.resource}/${c.subresource}`);
  const aggregatedKinds = unique(
    'aggregated kind',
    (parts.aggregatedApis ?? []).flatMap((api) => api.kinds.map((kind) => ({ api, kind }))),
    ({ kind }) => resourceKey({ group: kind.group, resource: kind.plural }),
  );
  const watchersOf = byResource(
    parts.components.flatMap((component) => component.watches.map((watch) => ({ component, watch }))),
    (w) => w.watch.resource,
  );
  const indexesOf = byResource(parts.indexes, (i) => i.resource);
  const aggregatesOf = byResource(parts.aggregates ?? [], (a) => a.resource);
  return {
    ...parts,
    componentsByName,
    watchersOf,
    indexesOf,
    aggregatesOf,
    connector: (resource, subresource) => connectors.get(`${resource}/${subresource}`),
    aggregatedKind: (resource) => aggregatedKinds.get(resource),
  };
}

function unique<T>(what: string, items: readonly T[], name: (item: T) => string): Map<string, T> {
  const map = new Map<string, T>();
  for (const item of items) {
    if (map.has(name(item))) throw new Error(`two ${what}s are named ${name(item)}`);
    map.set(name(item), item);
  }
  return map;
}

function byResource<T>(items: readonly T[], resource: (item: T) => string): (resource: ResourceKey) => readonly T[] {
  const found = new Map<ResourceKey, readonly T[]>();
  return (key) => {
    let list = found.get(key);
    if (!list) {
      list = items.filter((item) => resource(item) === key || resource(item) === '*');
      found.set(key, list);
    }
    return list;
  };
}
