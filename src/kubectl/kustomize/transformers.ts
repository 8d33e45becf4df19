/** What the fields of a kustomization do to its objects (upstream: kustomize api/internal/builtins). */
import { RE2JS } from 're2js';
import { compareStrings } from '../../base/go-format.ts';
import { changeField, put, type FieldSpec } from './field-path.ts';
import { COMMON_ANNOTATIONS, IMAGES, NAMESPACES, REPLICAS } from './field-specs.ts';
import { fieldsAt, type ResourceList } from './resource-list.ts';
import { gvkText, isFields, isSelected, sameId, textAt, type Fields, type Resource } from './resource.ts';
import { trouble } from './trouble.ts';

/** Sets the keys of a map at each place. */
function setPairs(list: ResourceList, pairs: Readonly<Record<string, string>>, specs: readonly FieldSpec[]): void {
  const entries = Object.entries(pairs).toSorted(([a], [b]) => compareStrings(a, b));
  for (const resource of list.items)
    for (const spec of specs)
      for (const [key, value] of entries)
        changeField(resource, spec, {}, (map) => {
          if (!isFields(map))
            return trouble(`wrong node kind: expected MappingNode but got ${Array.isArray(map) ? 'SequenceNode' : 'ScalarNode'}: node contents:\n${String(map)}\n`);
          put(map, key, value);
          return map;
        });
}

export const addLabels = setPairs;
export const addAnnotations = (list: ResourceList, pairs: Readonly<Record<string, string>>): void => setPairs(list, pairs, COMMON_ANNOTATIONS);

const KEEPS_NAME = ['CustomResourceDefinition', 'Namespace'];

export function addToNames(list: ResourceList, prefix: string, suffix: string): void {
  for (const resource of list.items) {
    const original = resource.originalId;
    if (KEEPS_NAME.includes(original.kind) || (original.kind === 'APIService' && original.group === 'apiregistration.k8s.io')) continue;
    if (prefix !== '') resource.prefixes = [...resource.prefixes, prefix];
    if (suffix !== '') resource.suffixes = [...resource.suffixes, suffix];
    resource.rememberId();
    resource.name = prefix + resource.name + suffix;
  }
}

export function setNamespace(list: ResourceList, namespace: string): void {
  for (const resource of list.items) {
    if (resource.isEmpty) continue;
    resource.rememberId();
    const { id } = resource;
    if (!id.clusterScoped) resource.namespace = namespace;
    if (id.kind === 'Namespace' && id.group === '' && id.version === 'v1') resource.name = namespace;
    if (id.kind === 'RoleBinding' || id.kind === 'ClusterRoleBinding') {
      const { subjects } = resource.object;
      for (const subject of Array.isArray(subjects) ? subjects : []) if (isFields(subject) && subject['name'] === 'default') subject['namespace'] = namespace;
    }
    for (const spec of NAMESPACES) changeField(resource, spec, namespace, () => namespace);
    const same = list.items.filter((other) => sameId(other.id, resource.id));
    if (same.length !== 1) trouble(`namespace transformation produces ID conflict: [${same.map((other) => JSON.stringify(sorted(withHistory(other)))).join(' ')}]`);
  }
}

const INTERNAL = 'internal.config.kubernetes.io/previous';

/** Upstream keeps former names in annotations, which its sentences show. */
function withHistory({ object, metadata, previousIds }: Resource): Fields {
  if (previousIds.length === 0) return object;
  const joined = (part: 'kind' | 'name' | 'namespace'): string => previousIds.map((id) => id[part]).join(',');
  const annotations = {
    ...fieldsAt(metadata, 'annotations'),
    [`${INTERNAL}Kinds`]: joined('kind'),
    [`${INTERNAL}Names`]: joined('name'),
    [`${INTERNAL}Namespaces`]: joined('namespace'),
  };
  return { ...object, metadata: { ...metadata, annotations } };
}

/** With the keys of maps in order, as JSON is written. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => compareStrings(a, b))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

export interface ImageChange {
  readonly name?: string;
  readonly newName?: string;
  readonly newTag?: string;
  readonly tagSuffix?: string;
  readonly digest?: string;
}

export function changeImages(list: ResourceList, change: ImageChange): void {
  // Upstream takes the name for a regular expression.
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(`^${change.name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  } catch {
    return trouble(`the image name ${JSON.stringify(change.name)} is no regular expression`);
  }
  const changed = (image: unknown): unknown => {
    if (typeof image !== 'string') return trouble(`wrong node kind: expected ScalarNode but got ${Array.isArray(image) ? 'SequenceNode' : 'MappingNode'}`);
    if (!pattern.matcher(image).find()) return image;
    let { name, tag, digest } = splitImage(image);
    name = change.newName || name;
    if (change.newTag && change.digest) ({ newTag: tag, digest } = change as { newTag: string; digest: string });
    else if (change.newTag) [tag, digest] = [change.newTag, ''];
    else if (change.digest) [tag, digest] = ['', change.digest];
    else if (change.tagSuffix) [tag, digest] = [tag + change.tagSuffix, ''];
    return name + (tag && `:${tag}`) + (digest && `@${digest}`);
  };
  for (const resource of list.items) if (resource.kind !== 'CustomResourceDefinition') inContainers(resource.object, changed);
  for (const resource of list.items) if (resource.kind !== 'CustomResourceDefinition') for (const spec of IMAGES) changeField(resource, spec, undefined, changed);
}

/** Wherever a list is called `containers` or `initContainers`. */
function inContainers(value: unknown, changed: (image: unknown) => unknown): void {
  if (Array.isArray(value)) for (const item of value) inContainers(item, changed);
  if (!isFields(value)) return;
  for (const [key, item] of Object.entries(value)) {
    inContainers(item, changed);
    if ((key !== 'containers' && key !== 'initContainers') || !Array.isArray(item)) continue;
    for (const container of item) if (isFields(container) && container['image'] !== undefined && container['image'] !== null) container['image'] = changed(container['image']);
  }
}

export function splitImage(image: string): { readonly name: string; readonly tag: string; readonly digest: string } {
  const slash = Math.max(0, image.indexOf('/'));
  const at = image.indexOf('@', slash);
  const colon = image.indexOf(':', slash);
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) return { name: image.slice(0, at), tag: '', digest: image.slice(at + 1) };
  if (at < 0) return { name: image.slice(0, colon), tag: image.slice(colon + 1), digest: '' };
  return { name: image.slice(0, colon), tag: image.slice(colon + 1, at), digest: image.slice(at + 1) };
}

export function setReplicas(list: ResourceList, name: string, count: number): void {
  let found = false;
  for (const spec of REPLICAS)
    for (const resource of list.withAnyId((id) => id.name === name && isSelected(id, spec))) {
      found = true;
      changeField(resource, spec, 0, () => count);
    }
  if (!found) trouble(`resource with name ${name} does not match a config with the following GVK [${REPLICAS.map(gvkText).join(' ')}]`);
}

/** Kinds that come first or last, whatever the order of the files. */
const FIRST = [
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  ...['ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob'],
  'PodDisruptionBudget',
];
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

export interface SortOptions {
  readonly order?: string;
  readonly legacySortOptions?: { readonly orderFirst?: readonly string[]; readonly orderLast?: readonly string[] };
}

/** The order in which objects are printed; by kind where a kustomization does not say. */
export function inOutputOrder(items: readonly Resource[], options: SortOptions | undefined): readonly Resource[] {
  const { order, legacySortOptions } = options ?? { order: 'legacy' };
  if (order !== 'fifo' && order !== 'legacy') return trouble("the field 'sortOptions.order' must be one of [fifo, legacy]");
  if (order === 'fifo') {
    if (legacySortOptions) trouble("the field 'sortOptions.legacySortOptions' is set but the selected sort order is 'fifo', not 'legacy'");
    return items;
  }
  const first = legacySortOptions ? (legacySortOptions.orderFirst ?? []) : FIRST;
  const last = legacySortOptions ? (legacySortOptions.orderLast ?? []) : LAST;
  const rank = (kind: string): number => (last.includes(kind) ? 1 + last.lastIndexOf(kind) : first.includes(kind) ? first.lastIndexOf(kind) - first.length : 0);
  const keyed = items.map((item) => {
    const { group, version, kind, name, namespace, ...rest } = item.id;
    const id = { group, version, kind, name, namespace, ...rest };
    return { item, kind, group, rank: rank(kind), gvk: `${group || '~G'}_${version || '~V'}_${kind || '~K'}`, text: `${gvkText(id)}|${namespace || '~X'}|${name || '~N'}` };
  });
  return keyed
    .toSorted((a, b) => {
      if (a.gvk === b.gvk) return compareStrings(a.text, b.text);
      if (a.rank !== b.rank) return a.rank - b.rank;
      const byText = compareStrings(a.gvk, b.gvk);
      return a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -byText : byText;
    })
    .map(({ item }) => item);
}

/** An object's labels or annotations as texts. */
export const textPairs = (resource: Resource, key: 'labels' | 'annotations'): Readonly<Record<string, string>> => {
  const pairs: Fields = fieldsAt(resource.object['metadata'], key);
  return Object.fromEntries(Object.keys(pairs).map((name) => [name, textAt(pairs, name)]));
};
