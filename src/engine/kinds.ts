/** Kinds by name: those of the world, and those that stored objects define. */
import type { KindDescriptor } from '../api/descriptor.ts';
import { resourceKey, type ResourceKey } from '../api/meta/types.ts';
import type { ServedKind } from '../api/registry.ts';
import type { View } from './component.ts';
import type { World } from './world.ts';

function defined({ definitions }: World, view: View, resource: ResourceKey): KindDescriptor | undefined {
  const definition = definitions && view.get(definitions.resource, undefined, resource);
  return definition && definitions.kindOf(definition);
}

/** The kind at a request's path. */
export function kindAt(world: World, view: View, group: string, version: string, plural: string): ServedKind | undefined {
  const known = world.kinds.byPath(group, version, plural);
  if (known) return known;
  const aggregated = world.aggregatedKind(resourceKey({ group, resource: plural }));
  if (aggregated?.kind.version === version && aggregated.api.availability(view) !== 'absent') return { descriptor: aggregated.kind, group, version };
  const descriptor = defined(world, view, resourceKey({ group, resource: plural }));
  const serves = descriptor && (descriptor.version === version || descriptor.otherVersions?.some((other) => other.version === version));
  return serves ? { descriptor, group, version } : undefined;
}

export const kindOfResource = (world: World, view: View, resource: ResourceKey): KindDescriptor | undefined => world.kinds.byResource(resource) ?? defined(world, view, resource);
