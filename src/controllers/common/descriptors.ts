/** Kinds by name, those of stored definitions included. */
import { customKind, customKinds, DEFINITIONS } from '../../api/custom/custom-kinds.ts';
import type { KindDescriptor } from '../../api/descriptor.ts';
import { kinds } from '../../api/kinds/registry.ts';
import { resourceKey, type ResourceKey } from '../../api/meta/types.ts';
import { parseGroupVersion } from '../../api/registry.ts';
import type { View } from '../../engine/component.ts';

const byKey = new Map(kinds.map((kind) => [resourceKey({ group: kind.group, resource: kind.plural }), kind]));

export function kindOfResource(view: View, resource: ResourceKey): KindDescriptor | undefined {
  const known = byKey.get(resource);
  if (known) return known;
  const definition = view.get(DEFINITIONS, undefined, resource);
  return definition && customKind(definition);
}

export function kindNamed(view: View, apiVersion: string, kind: string): KindDescriptor | undefined {
  const { group } = parseGroupVersion(apiVersion);
  const is = (known: KindDescriptor): boolean => known.group === group && known.kind === kind;
  return kinds.find(is) ?? customKinds(view.list(DEFINITIONS)).find(is);
}
