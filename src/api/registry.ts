/**
 * Finding a kind by what people and programs call it (upstream: client-go `restmapper/{discovery,shortcut,category_expansion}.go`,
 * apimachinery `api/meta/{restmapper,priority}.go`).
 */
import type { KindDescriptor } from './descriptor.ts';
import { resourceKey, type ResourceKey } from './meta/types.ts';

/** One version of a kind as the API serves it. */
export interface ServedKind {
  readonly descriptor: KindDescriptor;
  readonly group: string;
  readonly version: string;
}

export interface KindRegistry {
  /** In discovery order, which decides where a name is ambiguous. */
  readonly kinds: readonly KindDescriptor[];
  /** Every group and version of every kind: the preferred one of a kind first. */
  readonly served: readonly ServedKind[];
  /** `deployments.apps`, `pods`. A kind that another group serves too is found under both. */
  readonly byResource: (key: ResourceKey) => KindDescriptor | undefined;
  /** `deployments` of `apps/v1`: what a request's path names. */
  readonly byPath: (group: string, version: string, plural: string) => ServedKind | undefined;
  /** An object's `apiVersion` and `kind`, to the letter. */
  readonly byKind: (group: string, version: string, kind: string) => ServedKind | undefined;
  /** What stands on a kubectl command line: `po`, `pods`, `Pod`, `deploy.apps`, `deployments.v1.apps`. */
  readonly byArgument: (argument: string) => ServedKind | undefined;
  /** `all`: the kinds of a category, each once; none where there is no such category. */
  readonly byCategory: (category: string) => readonly KindDescriptor[];
  /** The same with further kinds (custom resources); they replace those of the same resource. */
  readonly with: (added: readonly KindDescriptor[]) => KindRegistry;
}

/** Splits an object's `apiVersion`. */
export function parseGroupVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export const formatGroupVersion = (group: string, version: string): string => (group === '' ? version : `${group}/${version}`);

const servedBy = (descriptor: KindDescriptor): readonly ServedKind[] => [
  { descriptor, group: descriptor.group, version: descriptor.version },
  ...(descriptor.otherVersions ?? []).map(({ group, version }) => ({ descriptor, group, version })),
];

interface Named {
  readonly resource: string;
  readonly group: string;
  readonly version: string;
}

const isNamed = ({ descriptor: { plural, singular } }: ServedKind, resource: string): boolean => resource === plural || resource === singular;

/** A short name's resource. Short names are taken to the letter, unlike others. */
function expand(served: readonly ServedKind[], named: Named): Named {
  const inGroup = served.filter(({ group }) => named.group === '' || named.group === group);
  if (inGroup.some((kind) => isNamed(kind, named.resource))) return named;
  const exact = inGroup.find(({ descriptor }) => descriptor.shortNames.includes(named.resource));
  if (exact) return { resource: exact.descriptor.plural, group: exact.group, version: '' };
  if (named.group === '') return named;
  const byPrefix = served.find(({ descriptor, group }) => group.startsWith(named.group) && descriptor.shortNames.includes(named.resource));
  return byPrefix ? { ...named, resource: byPrefix.descriptor.plural, group: byPrefix.group } : named;
}

function find(served: readonly ServedKind[], argument: Named): ServedKind | undefined {
  const { resource, group, version } = expand(served, argument);
  const lower = resource.toLowerCase();
  const candidates = served.filter((kind) => isNamed(kind, lower) && (version === '' || kind.version === version));
  if (group === '') return candidates[0];
  const exact = candidates.find((kind) => kind.group === group);
  if (exact || version !== '') return exact;
  return candidates.find((kind) => kind.group.startsWith(group));
}

function byArgument(served: readonly ServedKind[], argument: string): ServedKind | undefined {
  const [resource = '', ...rest] = argument.split('.');
  if (rest.length >= 2) {
    const [version = '', ...group] = rest;
    const full = find(served, { resource, version, group: group.join('.') });
    if (full) return full;
  }
  return find(served, { resource, version: '', group: rest.join('.') });
}

/** A registry over `kinds`; a resource, or a kind of a group and version, that occurs twice is a mistake in the program. */
export function createKindRegistry(kinds: readonly KindDescriptor[]): KindRegistry {
  const served = kinds.flatMap(servedBy);
  const resources = new Map<ResourceKey, KindDescriptor>();
  const paths = new Map<string, ServedKind>();
  const objects = new Map<string, ServedKind>();
  for (const kind of served) {
    const { descriptor, group, version } = kind;
    const key = resourceKey({ group, resource: descriptor.plural });
    const known = resources.get(key);
    if (known && known !== descriptor) throw new Error(`two kinds for ${key}`);
    resources.set(key, descriptor);
    const path = `${formatGroupVersion(group, version)}/${descriptor.plural}`;
    const object = `${formatGroupVersion(group, version)}/${descriptor.kind}`;
    if (paths.has(path)) throw new Error(`two kinds at ${path}`);
    if (objects.has(object)) throw new Error(`two kinds named ${object}`);
    paths.set(path, kind);
    objects.set(object, kind);
  }
  return {
    kinds,
    served,
    byResource: (key) => resources.get(key),
    byPath: (group, version, plural) => paths.get(`${formatGroupVersion(group, version)}/${plural}`),
    byKind: (group, version, kind) => objects.get(`${formatGroupVersion(group, version)}/${kind}`),
    byArgument: (argument) => byArgument(served, argument),
    byCategory: (category) => kinds.filter(({ categories }) => categories?.includes(category)),
    with: (added) => {
      const replaced = new Set(added.map(({ group, plural }) => resourceKey({ group, resource: plural })));
      return createKindRegistry([...kinds.filter(({ group, plural }) => !replaced.has(resourceKey({ group, resource: plural }))), ...added]);
    },
  };
}
