/**
 * What the server says it serves (upstream: client-go `discovery/`): the documents of an API server of v1.34.4, and the kinds of the
 * simulation that are in none of them (custom ones).
 */
import type { ApiService } from '../api/kinds/api-service/types.ts';
import { metricsKinds } from '../api/kinds/metrics/descriptor.ts';
import { customKinds } from '../api/custom/custom-kinds.ts';
import type { KindDescriptor } from '../api/descriptor.ts';
import groupDocument from '../api/schema/data/api-groups.json';
import type { KubeObject } from '../api/meta/types.ts';
import { request, type Task } from '../engine/client.ts';
import type { DiscoveryMemory } from './command.ts';
import resourceDocument from '../api/schema/data/resources.json';

export interface DiscoveredResource {
  readonly name: string;
  readonly singularName: string;
  readonly namespaced: boolean;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly verbs: readonly string[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

const RESOURCES = resourceDocument as Readonly<Record<string, readonly Omit<DiscoveredResource, 'group' | 'version'>[]>>;
const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** Of custom kinds, in the order in which their server names them. */
export const CUSTOM_VERBS = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

const groupVersion = (group: string, version: string): string => (group ? `${group}/${version}` : version);

/** Groups as the server lists them, each with its versions, the preferred one first. */
export function discoveredGroups(kinds: readonly KindDescriptor[]): readonly { readonly name: string; readonly versions: readonly string[] }[] {
  const groups = [{ name: '', versions: ['v1'] }, ...groupDocument.groups.map(({ name, versions }) => ({ name, versions: versions.map((v) => v.version) }))];
  for (const { group, version, otherVersions = [] } of kinds) {
    const known = groups.find((g) => g.name === group);
    if (!known) groups.push({ name: group, versions: [version] });
    else if (!known.versions.includes(version)) known.versions.push(version);
    for (const other of otherVersions) {
      const versions = groups.find((g) => g.name === other.group)?.versions;
      if (versions && !versions.includes(other.version)) versions.push(other.version);
    }
  }
  return groups;
}

/** All resources in the preferred versions of their groups; no subresources. */
export function discoveredResources(kinds: readonly KindDescriptor[]): readonly DiscoveredResource[] {
  return discoveredGroups(kinds).flatMap(({ name: group, versions }) => {
    const version = versions[0]!;
    const listed = RESOURCES[groupVersion(group, version)]?.filter((r) => !r.name.includes('/')).map((r) => ({ ...r, group, version })) ?? [];
    const others = kinds
      .filter((k) => k.group === group && !listed.some((r) => r.kind === k.kind))
      .map((k): DiscoveredResource => ({
        name: k.plural,
        singularName: k.singular,
        namespaced: k.namespaced,
        group,
        version: k.version,
        kind: k.kind,
        verbs: k.verbs ?? (k.structure ? CUSTOM_VERBS : VERBS),
        ...(k.shortNames.length > 0 && { shortNames: k.shortNames }),
        ...(k.categories && { categories: k.categories }),
      }));
    return [...listed, ...others];
  });
}

/**
 * The kinds with those that definitions on the server add: what kubectl learns before it does anything. What it remembers it takes for true
 * although it is gone, until a word that it does not know (`forget`) makes it look again.
 */
export function* withCustomKinds(kinds: readonly KindDescriptor[], memory?: DiscoveryMemory): Task<readonly KindDescriptor[]> {
  const answer = yield* request({ verb: 'list', group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' });
  const current = answer.ok && 'body' in answer && 'items' in answer.body ? (answer.body.items as readonly KubeObject[]) : [];
  const gone = (memory?.definitions ?? []).filter((old) => !current.some(({ metadata }) => metadata.name === old.metadata.name));
  const definitions = [...current, ...gone];
  if (memory) memory.definitions = definitions;
  return definitions.length === 0 ? kinds : [...kinds, ...customKinds(definitions)];
}

/** Whether a command line can be about a kind that only a server behind the API server has: others need not ask for those. */
export const mayMeanAggregated = (argv: readonly string[]): boolean => argv.some((word) => /metrics|^top$|^api-(resources|versions)$/i.test(word));

/** Kinds whose server is registered, and answers. */
export function* withAggregatedKinds(kinds: readonly KindDescriptor[]): Task<readonly KindDescriptor[]> {
  const answer = yield* request({ verb: 'list', group: 'apiregistration.k8s.io', version: 'v1', resource: 'apiservices' });
  if (!answer.ok || !('body' in answer) || !('items' in answer.body)) return kinds;
  const served = (answer.body.items as readonly ApiService[]).filter(({ spec, status }) => spec.service && status.conditions.some(({ status: is }) => is === 'True'));
  const added = metricsKinds.filter(({ group, version }) => served.some(({ spec }) => spec.group === group && spec.version === version));
  return added.length === 0 ? kinds : [...kinds, ...added];
}
