import type { Task } from '../../engine/client.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { byText, goList, type Wire } from './wire.ts';

/** One row of a role: at most one group and one resource, or one URL. */
interface SimpleRule {
  readonly verbs: string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/** Roles and ClusterRoles (upstream: RoleDescriber, ClusterRoleDescriber). */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeRole(role: Wire): Task<string> {
  return description((w) => {
    writeHead(w, role, { namespaced: false });
    w.write(0, 'PolicyRule:\n');
    w.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
    w.write(1, '---------\t-----------------\t--------------\t-----\n');
    for (const rule of compactRules(role.rules ?? [])) w.write(1, `${resourceText(rule)}\t${goList(rule.nonResourceURLs)}\t${goList(rule.resourceNames)}\t${goList(rule.verbs)}\n`);
  });
}

/** RoleBindings and ClusterRoleBindings. */
// oxlint-disable-next-line require-yield -- a describer like the others, which needs nothing but the object
export function* describeRoleBinding(binding: Wire): Task<string> {
  return description((w) => {
    writeHead(w, binding, { namespaced: false });
    w.write(0, 'Role:\n');
    w.write(1, `Kind:\t${binding.roleRef?.kind ?? ''}\n`);
    w.write(1, `Name:\t${binding.roleRef?.name ?? ''}\n`);
    w.write(0, 'Subjects:\n');
    w.write(1, 'Kind\tName\tNamespace\n');
    w.write(1, '----\t----\t---------\n');
    for (const { kind, name, namespace = '' } of binding.subjects ?? []) w.write(1, `${kind}\t${name}\t${namespace}\n`);
  });
}

/** `deployments.apps/scale` (upstream: CombineResourceGroup). */
function resourceText({ resources: [resource], apiGroups: [group] }: SimpleRule): string {
  if (resource === undefined) return '';
  const slash = resource.indexOf('/');
  const [name, sub] = slash < 0 ? [resource, ''] : [resource.slice(0, slash), resource.slice(slash)];
  return `${name}${group ? `.${group}` : ''}${sub}`;
}

/** Rules taken apart to one resource each, those that differ by verb alone put together (upstream: kubectl pkg/util/rbac). */
function compactRules(rules: readonly Wire[]): readonly SimpleRule[] {
  const found = new Map<string, SimpleRule>();
  const urls: SimpleRule[] = [];
  for (const { apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [], verbs = [] } of rules) {
    for (const group of apiGroups)
      for (const resource of resources)
        for (const verb of verbs)
          for (const name of resourceNames.length > 0 ? resourceNames : [undefined]) {
            const key = JSON.stringify([group, resource, name]);
            const rule: SimpleRule = found.get(key) ?? {
              verbs: [],
              apiGroups: [group],
              resources: [resource],
              resourceNames: name === undefined ? [] : [name],
              nonResourceURLs: [],
            };
            if (!rule.verbs.includes(verb)) rule.verbs.push(verb);
            found.set(key, rule);
          }
    for (const url of nonResourceURLs) for (const verb of verbs) urls.push({ verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [url] });
  }
  return [...urls, ...found.values()].sort((a, b) => byText(ruleText(a), ruleText(b)));
}

/** What upstream sorts by: the generated `String()` of a rule. */
const ruleText = ({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: SimpleRule): string =>
  `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${goList(apiGroups)},Resources:${goList(resources)},ResourceNames:${goList(resourceNames)},NonResourceURLs:${goList(nonResourceURLs)},}`;
