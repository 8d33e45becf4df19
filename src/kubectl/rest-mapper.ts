/** From what a user or a manifest calls a kind to how it is asked for (upstream: apimachinery `api/meta/restmapper.go`, client-go `restmapper/`). */
import type { KindDescriptor } from '../api/descriptor.ts';
import { createKindRegistry, type KindRegistry, type ServedKind } from '../api/registry.ts';
import { notRegistered } from '../api/schema/not-registered.ts';
import { schemaNameOf } from '../api/schema/schema.ts';
import { compareStrings, quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';
import { failed, type Failure } from './failure.ts';

/** One kind in one version. */
export interface Mapping {
  readonly group: string;
  readonly version: string;
  /** Lower-case plural. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly descriptor: KindDescriptor;
}

/** `deployments.apps`, `pods`. */
export const qualifiedResource = ({ group, resource }: Pick<Mapping, 'group' | 'resource'>): string => (group ? `${resource}.${group}` : resource);
/** `apps/v1`, `v1`. */
export const apiVersionOf = ({ group, version }: Pick<Mapping, 'group' | 'version'>): string => (group ? `${group}/${version}` : version);
/** `deployment.apps`, `pod`: how messages name the kind of an object. */
export const qualifiedKind = ({ group, kind }: Pick<Mapping, 'group' | 'kind'>): string => (group ? `${kind.toLowerCase()}.${group}` : kind.toLowerCase());

/** `apps/v1` → group and version. */
export function parseApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Registries are made once for each list of kinds. */
const registries = new WeakMap<readonly KindDescriptor[], KindRegistry>();

function registryOf(kinds: readonly KindDescriptor[]): KindRegistry {
  let registry = registries.get(kinds);
  if (!registry) registries.set(kinds, (registry = createKindRegistry(kinds)));
  return registry;
}

const mappingOf = ({ descriptor, group, version }: ServedKind): Mapping => ({
  group,
  version,
  resource: descriptor.plural,
  kind: descriptor.kind,
  namespaced: descriptor.namespaced,
  descriptor,
});

export class RestMapper {
  readonly #registry: KindRegistry;
  /** Whether a word or kind was asked for that there is none of. */
  missed = false;

  constructor(kinds: readonly KindDescriptor[]) {
    this.#registry = registryOf(kinds);
  }

  /** Every served version; the preferred one of a kind first. */
  get all(): readonly Mapping[] {
    return this.#registry.served.map(mappingOf);
  }

  /** For an object of a manifest; lower-case kinds and lists of a kind are known too. The version may be left out. */
  forKind(group: string, version: string, kind: string): Mapping | undefined {
    const exact = this.#registry.byKind(group, version, kind);
    if (exact) return mappingOf(exact);
    const served = this.#registry.served.filter((s) => s.group === group && (version === '' || s.version === version));
    const same = served.find((s) => s.descriptor.kind === kind);
    if (same) return mappingOf(same);
    const loose = served.find((s) => s.descriptor.kind.toLowerCase() === kind || `${s.descriptor.kind}List` === kind);
    if (loose) return { ...mappingOf(loose), kind };
    if (kind === 'List' && served[0]) return { ...mappingOf(served[0]), kind, resource: 'lists', namespaced: false };
    this.missed = true;
    return undefined;
  }

  /** For a word of a command line: plural, singular, short name or kind, with `.group` or `.version.group` behind it. */
  forArgument(argument: string): Result<Mapping, Failure> {
    const found = this.#registry.byArgument(argument);
    if (found) return ok(mappingOf(found));
    const [word = '', ...rest] = argument.split('.');
    const mapping = (rest.length >= 2 ? this.forKind(rest.slice(1).join('.'), rest[0]!, word) : undefined) ?? this.forKind(rest.join('.'), '', word);
    return mapping ? ok(mapping) : err(failed(`the server doesn't have a resource type ${quote(word)}`));
  }

  /** The resources of a category such as `all`, as arguments; `undefined` where there is none of that name. */
  category(name: string): readonly string[] | undefined {
    const members = this.#registry.byCategory(name);
    if (members.length === 0) return undefined;
    const groups = [...new Set(this.#registry.kinds.map((d) => d.group))];
    const order = (a: KindDescriptor, b: KindDescriptor): number => groups.indexOf(a.group) - groups.indexOf(b.group) || compareStrings(a.plural, b.plural);
    return members.toSorted(order).map((d) => (d.group ? `${d.plural}.${d.group}` : d.plural));
  }
}

/** Why kubectl's own types cannot hold an object of `kind`, that of `mapping` or its list; `undefined` where they can. */
export function untyped(mapping: Mapping, kind: string): string | undefined {
  const { group, version } = mapping;
  const isList = group === '' && version === 'v1' && mapping.kind === 'List';
  const known = (isList || schemaNameOf(group, version, mapping.kind) !== undefined) && group !== 'apiextensions.k8s.io' && group !== 'apiregistration.k8s.io';
  return known ? undefined : notRegistered(kind, apiVersionOf(mapping));
}
