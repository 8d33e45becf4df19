/** The objects that conditions look at: as they are now, or as they were at an earlier step. */
import { kindRegistry } from '../../../cluster/cluster.ts';
import type { KindDescriptor } from '../../../api/descriptor.ts';
import { resourceKey } from '../../../api/meta/types.ts';
import type { KubeObject, ResourceKey } from '../../../api/meta/types.ts';
import type { Change } from '../../../engine/component.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import type { ClusterState } from '../../../engine/state.ts';
import type { ObjectSource } from '../condition/evaluate.ts';
import type { KnownKind } from '../condition/parse.ts';

const known = (descriptor: KindDescriptor): KnownKind => {
  const { group, plural, singular, kind, shortNames, namespaced } = descriptor;
  const names = [plural, singular, kind.toLowerCase(), ...shortNames];
  return { resource: resourceKey({ group, resource: plural }), namespaced, names: group === '' ? names : [...names, `${plural}.${group}`, `${singular}.${group}`] };
};
const builtIn = kindRegistry.kinds.map(known);

/** The kinds that a condition may name, custom ones included. The first that has a name gets it. */
export function knownKinds({ world, state }: Simulation): readonly KnownKind[] {
  const { definitions } = world;
  if (!definitions) return builtIn;
  const custom = state.objects.valuesUnder(`${definitions.resource}/`).flatMap((definition) => definitions.kindOf(definition) ?? []);
  return custom.length === 0 ? builtIn : [...builtIn, ...custom.map(known)];
}

const prefixOf = (resource: ResourceKey, namespace: string | undefined) => (namespace === undefined ? `${resource}/` : `${resource}/${namespace}/`);

/** The current state, whichever it is when asked. */
export const sourceOf = (state: () => ClusterState): ObjectSource => ({
  get: (key) => state().objects.get(key),
  list: (resource, namespace) => state().objects.valuesUnder(prefixOf(resource, namespace)),
});

/** Objects of some resources, whose writes can be taken back one after the other, newest first. */
export class PastSource implements ObjectSource {
  private readonly objects = new Map<ResourceKey, Map<string, KubeObject>>();

  constructor(state: ClusterState, resources: Iterable<ResourceKey>) {
    for (const resource of resources) this.objects.set(resource, new Map(state.objects.entriesUnder(`${resource}/`)));
  }

  /** Gives whether anything of these resources was among them. */
  undo(writes: readonly Change[]): boolean {
    let touched = false;
    for (let index = writes.length - 1; index >= 0; index -= 1) {
      const { resource, key, type, before, object } = writes[index]!;
      const table = this.objects.get(resource);
      if (!table) continue;
      touched = true;
      if (type === 'ADDED') table.delete(key);
      else table.set(key, before ?? object);
    }
    return touched;
  }

  get(key: string): KubeObject | undefined {
    return this.objects.get(key.slice(0, key.indexOf('/')))?.get(key);
  }

  *list(resource: ResourceKey, namespace: string | undefined): Generator<KubeObject> {
    for (const object of this.objects.get(resource)?.values() ?? []) if (namespace === undefined || (object.metadata.namespace ?? '') === namespace) yield object;
  }
}
