/** Whether rules of access cover others (upstream: component-helpers `auth/rbac/validation/policy_comparator.go`). */

export interface PolicyRule {
  readonly verbs?: readonly string[];
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
}

/** Equivalent rules of one verb and one resource, resource name or URL each. */
function broken({ verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] }: PolicyRule): readonly PolicyRule[] {
  const names: readonly (readonly string[] | undefined)[] = resourceNames.length > 0 ? resourceNames.map((name) => [name]) : [undefined];
  return [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        verbs.flatMap((verb) => names.map((name): PolicyRule => ({ verbs: [verb], apiGroups: [group], resources: [resource], ...(name && { resourceNames: name }) }))),
      ),
    ),
    ...nonResourceURLs.flatMap((url) => verbs.map((verb): PolicyRule => ({ verbs: [verb], nonResourceURLs: [url] }))),
  ];
}

const hasAll = (owned: readonly string[] = [], wanted: readonly string[] = []): boolean => wanted.every((word) => owned.includes(word));

function coversResources(owned: readonly string[] = [], wanted: readonly string[] = []): boolean {
  if (owned.includes('*')) return true;
  return wanted.every((path) => {
    const slash = path.indexOf('/');
    return owned.includes(path) || (slash >= 0 && owned.includes(`*/${path.slice(slash + 1)}`));
  });
}

const coversUrl = (owner: string, url: string): boolean => owner === url || (owner.endsWith('*') && url.startsWith(owner.replace(/\*+$/, '')));

function covers(owner: PolicyRule, wanted: PolicyRule): boolean {
  const names = owner.resourceNames ?? [];
  return (
    (owner.verbs?.includes('*') || hasAll(owner.verbs, wanted.verbs)) &&
    (owner.apiGroups?.includes('*') || hasAll(owner.apiGroups, wanted.apiGroups)) &&
    coversResources(owner.resources, wanted.resources) &&
    (wanted.nonResourceURLs ?? []).every((url) => (owner.nonResourceURLs ?? []).some((one) => coversUrl(one, url))) &&
    (names.length === 0 || ((wanted.resourceNames ?? []).length > 0 && hasAll(names, wanted.resourceNames)))
  );
}

/** The parts of `wanted` that no rule of `owned` covers. */
export const uncovered = (owned: readonly PolicyRule[], wanted: readonly PolicyRule[]): readonly PolicyRule[] =>
  wanted.flatMap(broken).filter((rule) => !owned.some((owner) => covers(owner, rule)));
