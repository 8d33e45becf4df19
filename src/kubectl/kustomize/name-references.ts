/** Objects that name others by their old names are given the new ones (upstream: kustomize api/filters/nameref, api/internal/accumulator/namereferencetransformer.go). */
import { changeField, type FieldSpec } from './field-path.ts';
import { NAME_REFERENCES } from './field-specs.ts';
import type { ResourceList } from './resource-list.ts';
import { effectiveNamespace, idText, isFields, isSelected, textAt, type Fields, type Gvk, type Resource } from './resource.ts';
import { trouble, within } from './trouble.ts';

export function fixNameReferences(list: ResourceList): void {
  for (const referrer of list.items) {
    const candidates = reachable(list, referrer);
    for (const { target, fields } of NAME_REFERENCES)
      for (const field of fields) {
        if (!isSelected(referrer.originalId, field)) continue;
        within(`updating name reference in '${field.path}' field of '${idText(referrer.id)}'`, () => {
          const { group, version, kind } = referrer.id;
          changeField(referrer, { path: field.path, group, version, kind }, undefined, (value) => renamed(value, referrer, field, target, candidates));
        });
      }
  }
}

/** What lies in the same namespace or in none; a role binding's service accounts may lie elsewhere. */
function reachable(list: ResourceList, referrer: Resource): readonly Resource[] {
  const here = referrer.id;
  if (here.clusterScoped) return list.items;
  const { subjects } = referrer.object;
  const others =
    here.kind === 'RoleBinding' && Array.isArray(subjects)
      ? subjects.filter((subject) => textAt(subject, 'kind') === 'ServiceAccount').map((subject) => textAt(subject, 'namespace'))
      : [];
  return list.items.filter(({ id, namespace }) => id.clusterScoped || effectiveNamespace(id) === effectiveNamespace(here) || (namespace !== '' && others.includes(namespace)));
}

function renamed(value: unknown, referrer: Resource, field: FieldSpec, target: Gvk, candidates: readonly Resource[]): unknown {
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => renamed(item, referrer, field, target, candidates));
  if (isFields(value)) {
    renameMap(value, referrer, field, target, candidates);
    return value;
  }
  const name = typeof value === 'string' ? value : String(value);
  const found = choose(name, referrer, field, target, candidates, false);
  return found === undefined || found.name === name ? value : found.name;
}

function renameMap(value: Fields, referrer: Resource, field: FieldSpec, target: Gvk, candidates: readonly Resource[]): void {
  const name = textAt(value, 'name');
  if (!Object.hasOwn(value, 'name')) trouble("path config error; no 'name' field in node");
  const namespace = Object.hasOwn(value, 'namespace') ? textAt(value, 'namespace') : undefined;
  const before = candidates.filter((candidate) => effectiveNamespace(candidate.originalId) === namespace);
  const inNamespace = namespace === undefined ? candidates : before.length > 0 ? before : candidates.filter((candidate) => effectiveNamespace(candidate.id) === namespace);
  const found = choose(name, referrer, field, target, inNamespace, true);
  if (!found || (found.name === name && found.namespace === '')) return;
  value['name'] = found.name;
  if (found.namespace !== '') value['namespace'] = found.namespace;
}

/** One list of prefixes ends as the other does. */
function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return length === 0 ? a.length === b.length : a.slice(-length).every((word, at) => word === b.slice(-length)[at]);
}

/** The object that is meant, where it is among these; of several the one that went the same way. */
function choose(name: string, referrer: Resource, field: FieldSpec, target: Gvk, candidates: readonly Resource[], withNamespace: boolean): Resource | undefined {
  const here = referrer.id;
  const role = field.path.endsWith('roleRef/name') ? referrer.object['roleRef'] : undefined;
  const roleKind = isFields(role) && role['apiGroup'] !== undefined && role['kind'] !== undefined ? { group: textAt(role, 'apiGroup'), kind: textAt(role, 'kind') } : undefined;
  let found = candidates.filter(
    (candidate) =>
      candidate.previousIds.some((id) => id.name === name) &&
      candidate.previousIds.some((id) => isSelected(id, target)) &&
      (!roleKind || candidate.previousIds.some((id) => isSelected(id, roleKind))) &&
      (here.clusterScoped || candidate.id.clusterScoped || candidate.kind === 'ServiceAccount' || effectiveNamespace(candidate.id) === effectiveNamespace(here)),
  );
  if (found.length <= 1) return found[0];
  const alike = (empty: boolean) => (candidate: Resource) =>
    (['prefixes', 'suffixes'] as const).every((part) => (empty && (candidate[part].length === 0 || referrer[part].length === 0)) || sameEnding(candidate[part], referrer[part]));
  found = found.filter(alike(true));
  if (found.length > 1) found = found.filter(alike(false));
  if (found.length <= 1) return found[0];
  const [one] = found as [Resource];
  if (found.every((other) => other.name === one.name && (!withNamespace || other.namespace === one.namespace))) return one;
  return trouble(`found multiple possible referrals: ${found.map(({ id }) => idText(id)).join(', ')}`);
}
