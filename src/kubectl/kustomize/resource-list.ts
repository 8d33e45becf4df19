/** The objects of a kustomization, each with a name of its own (upstream: kustomize api/resmap/reswrangler.go). */
import { isFields, idText, sameId, type Fields, type Resource, type ResourceId } from './resource.ts';
import { trouble } from './trouble.ts';

export class ResourceList {
  items: readonly Resource[] = [];

  append(resource: Resource): void {
    const { id } = resource;
    if (this.items.some((other) => sameId(other.id, id))) trouble(`may not add resource with an already registered id: ${idText(id)}`);
    this.items = [...this.items, resource];
  }

  withAnyId(matches: (id: ResourceId) => boolean): readonly Resource[] {
    return this.items.filter((resource) => !resource.isEmpty && resource.everyId.some(matches));
  }

  /** The one that a patch is for. */
  patchTarget(id: ResourceId): Resource {
    const found = this.withAnyId((other) => sameId(other, id));
    if (found.length === 1) return found[0]!;
    return trouble(`${found.length > 1 ? 'multiple' : 'no'} matches for Id ${idText(id)}; failed to find unique target for patch ${idText(id)}`);
  }

  /** Takes in what a generator made: as it is, or into the one that is there. */
  absorb(made: Resource): void {
    const { id } = made;
    const matches = this.withAnyId((other) => sameId(other, id));
    const shown = `resid.ResId{Gvk:resid.Gvk{Group:${JSON.stringify(id.group)}, Version:${JSON.stringify(id.version)}, Kind:${JSON.stringify(id.kind)}, isClusterScoped:${id.clusterScoped}}, Name:${JSON.stringify(id.name)}, Namespace:${JSON.stringify(id.namespace)}}`;
    if (matches.length === 0) {
      if (made.behavior === 'merge' || made.behavior === 'replace') trouble(`id ${shown} does not exist; cannot merge or replace`);
      this.append(made);
      return;
    }
    if (matches.length > 1) trouble(`found multiple objects [${matches.map((match) => JSON.stringify(match.object)).join(' ')}] that could accept merge of ${idText(id)}`);
    const [old] = matches as [Resource];
    if (made.behavior !== 'merge' && made.behavior !== 'replace') trouble(`id ${shown} exists; behavior must be merge or replace`);
    const maps = (key: string): Fields => ({ ...fieldsAt(old.object['metadata'], key), ...fieldsAt(made.object['metadata'], key) });
    for (const key of ['labels', 'annotations']) {
      const merged = maps(key);
      if (Object.keys(merged).length > 0) made.metadata[key] = merged;
    }
    if (made.behavior === 'merge') {
      for (const key of ['data', 'binaryData']) {
        const merged = { ...fieldsAt(old.object, key), ...fieldsAt(made.object, key) };
        if (Object.keys(merged).length > 0) made.object[key] = merged;
      }
    }
    made.name = old.name;
    made.namespace = old.namespace;
    made.previousIds = old.previousIds;
    made.prefixes = old.prefixes;
    made.suffixes = old.suffixes;
    made.behavior = old.behavior;
    made.needsHash &&= old.needsHash;
    this.items = this.items.map((item) => (item === old ? made : item));
  }

  /** After a change that may have emptied some and made names the same. */
  renew(): void {
    const items = this.items.filter((item) => !item.isEmpty);
    this.items = [];
    for (const item of items) this.append(item);
  }
}

export const fieldsAt = (object: unknown, key: string): Fields => {
  const value = isFields(object) && Object.hasOwn(object, key) ? object[key] : undefined;
  return isFields(value) ? value : {};
};
