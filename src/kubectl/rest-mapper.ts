/** From what a user or a manifest calls a kind to how it is asked for (upstream: apimachinery `api/meta/restmapper.go`, client-go `restmapper/`). */
import type { KindDescriptor } from '../api/descriptor.ts';
import { quote } from '../base/go-format.ts';
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

export class RestMapper {
  /** Every served version; the preferred one of a kind first. */
  readonly all: readonly Mapping[];
  readonly #kinds: readonly KindDescriptor[];

  constructor(kinds: readonly KindDescriptor[]) {
    this.#kinds = kinds;
    const at = (d: KindDescriptor, group: string, version: string): Mapping => ({ group, version, resource: d.plural, kind: d.kind, namespaced: d.namespaced, descriptor: d });
    this.all = [
      ...kinds.map((d) => at(d, d.group, d.version)),
      ...kinds.flatMap((d) => (d.otherVersions ?? []).map((o) => at(d, o.group, o.version))),
    ];
  }

  /** For an object of a manifest; lower-case kinds and lists of a kind are known too. The version may be left out. */
  forKind(group: string, version: string, kind: string): Mapping | undefined {
    const served = this.all.filter((m) => m.group === group && (version === '' || m.version === version));
    const exact = served.find((m) => m.kind === kind);
    if (exact) return exact;
    const loose = served.find((m) => m.kind.toLowerCase() === kind || `${m.kind}List` === kind);
    if (loose) return { ...loose, kind };
    return kind === 'List' && served[0] ? { ...served[0], kind, resource: 'lists', namespaced: false } : undefined;
  }

  /** For a word of a command line: plural, singular, short name or kind, with `.group` or `.version.group` behind it. */
  forArgument(argument: string): Result<Mapping, Failure> {
    const dots = argument.split('.');
    const word = dots[0]!;
    const found = (dots.length >= 3 ? this.#byResource(word, dots.slice(2).join('.'), dots[1]!) : undefined)
      ?? this.#byResource(word, dots.slice(1).join('.'), '')
      ?? (dots.length >= 3 ? this.forKind(dots.slice(2).join('.'), dots[1]!, word) : undefined)
      ?? this.forKind(dots.slice(1).join('.'), '', word);
    return found ? ok(found) : err(failed(`the server doesn't have a resource type ${quote(word)}`));
  }

  #byResource(word: string, group: string, version: string): Mapping | undefined {
    const lower = word.toLowerCase();
    const named = this.all.filter(({ descriptor: d }) => d.plural === lower || d.singular === lower || d.shortNames.includes(word));
    const fitting = named.filter((m) => version === '' || m.version === version);
    if (group === '') return fitting[0] ?? undefined;
    return fitting.find((m) => m.group === group) ?? fitting.find((m) => m.group.startsWith(group));
  }

  /** The resources of a category such as `all`, as arguments; `undefined` where there is none of that name. */
  category(name: string): readonly string[] | undefined {
    const groups = [...new Set(this.#kinds.map((d) => d.group))];
    const members = this.#kinds.filter((d) => d.categories?.includes(name));
    const order = (a: KindDescriptor, b: KindDescriptor): number => groups.indexOf(a.group) - groups.indexOf(b.group) || (a.plural < b.plural ? -1 : 1);
    return members.length === 0 ? undefined : [...members].sort(order).map((d) => (d.group ? `${d.plural}.${d.group}` : d.plural));
  }
}
