/** An object on its way through a kustomization, with the names it has had (upstream: kustomize api/resource/resource.go, kyaml/resid). */
import type { Unchecked } from '../../api/meta/types.ts';

/** What is known of the cluster that it is for: which kinds lie in no namespace. */
export type IsClusterScoped = (apiVersion: string, kind: string) => boolean;

export interface Gvk {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

export interface ResourceId {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly clusterScoped: boolean;
}

export const gvkText = ({ group, version, kind }: Gvk): string => `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`;
export const idText = (id: ResourceId): string => `${gvkText(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`;

/** `undefined`: in none. */
export const effectiveNamespace = ({ clusterScoped, namespace }: ResourceId): string | undefined => (clusterScoped ? undefined : namespace || 'default');
export const sameGvk = (a: ResourceId, b: ResourceId): boolean => a.group === b.group && a.version === b.version && a.kind === b.kind;
export const sameId = (a: ResourceId, b: ResourceId): boolean => effectiveNamespace(a) === effectiveNamespace(b) && a.name === b.name && sameGvk(a, b);
/** Empty parts of the selector match anything. */
export const isSelected = (id: Gvk, selector: Gvk): boolean =>
  (!selector.group || selector.group === id.group) && (!selector.version || selector.version === id.version) && (!selector.kind || selector.kind === id.kind);

export type Behavior = 'unspecified' | 'create' | 'replace' | 'merge';

export type Fields = Record<string, unknown>;
export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const textAt = (object: unknown, key: string): string => {
  const value = isFields(object) && Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
};

export class Resource {
  /** Changed in place; empty once a patch has deleted it. */
  object: Fields;
  previousIds: readonly ResourceId[] = [];
  prefixes: readonly string[] = [];
  suffixes: readonly string[] = [];
  behavior: Behavior = 'unspecified';
  needsHash = false;
  private readonly isClusterScoped: IsClusterScoped;

  constructor(object: Unchecked, isClusterScoped: IsClusterScoped) {
    this.object = structuredClone(object) as Fields;
    this.isClusterScoped = isClusterScoped;
  }

  get metadata(): Fields {
    const { metadata } = this.object;
    if (isFields(metadata)) return metadata;
    const made: Fields = {};
    this.object['metadata'] = made;
    return made;
  }
  get kind(): string {
    return textAt(this.object, 'kind');
  }
  get name(): string {
    return textAt(this.object['metadata'], 'name');
  }
  set name(name: string) {
    this.metadata['name'] = name;
  }
  get namespace(): string {
    return textAt(this.object['metadata'], 'namespace');
  }
  set namespace(namespace: string) {
    if (namespace === '') delete this.metadata['namespace'];
    else this.metadata['namespace'] = namespace;
  }
  get isEmpty(): boolean {
    return Object.keys(this.object).length === 0;
  }

  get id(): ResourceId {
    const apiVersion = textAt(this.object, 'apiVersion');
    const slash = apiVersion.indexOf('/');
    const { kind, name, namespace } = this;
    return {
      group: slash < 0 ? '' : apiVersion.slice(0, slash),
      version: slash < 0 ? apiVersion : apiVersion.slice(slash + 1),
      kind,
      name,
      namespace,
      clusterScoped: this.isClusterScoped(apiVersion, kind),
    };
  }
  get originalId(): ResourceId {
    return this.previousIds[0] ?? this.id;
  }
  get everyId(): readonly ResourceId[] {
    return [...this.previousIds, this.id];
  }

  /** Keeps the name it has now, before it is given another. */
  rememberId(): void {
    const id = this.id;
    this.previousIds = [...this.previousIds, { ...id, namespace: effectiveNamespace(id) ?? '' }];
  }
}
