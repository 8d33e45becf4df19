/** Which objects a patch or a replacement is for (upstream: kustomize api/types/selector.go). */
import { RE2JS } from 're2js';
import { parseSelector, selectorMatches } from '../../api/meta/selector.ts';
import { effectiveNamespace, isSelected, type Resource, type ResourceId } from './resource.ts';
import { textPairs } from './transformers.ts';
import { trouble } from './trouble.ts';

export interface Selector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly annotationSelector?: string;
}

/** Whole texts match; an empty pattern matches all. */
function pattern(text: string | undefined): (value: string) => boolean {
  if (!text) return () => true;
  try {
    const compiled = RE2JS.compile(`^(?:${text})$`);
    return (value) => compiled.matcher(value).find();
  } catch (error) {
    return trouble((error as Error).message);
  }
}

function matchesPairs(resource: Resource, key: 'labels' | 'annotations', text: string | undefined): boolean {
  if (!text) return true;
  const parsed = parseSelector(text);
  return parsed.ok ? selectorMatches(parsed.value, textPairs(resource, key)) : trouble(parsed.error);
}

export const matchesLabelsAndAnnotations = (resource: Resource, selector: Selector): boolean =>
  matchesPairs(resource, 'annotations', selector.annotationSelector) && matchesPairs(resource, 'labels', selector.labelSelector);

/** By patterns, as patches select. */
export function select(items: readonly Resource[], selector: Selector): readonly Resource[] {
  const [group, version, kind, name, namespace] = [selector.group, selector.version, selector.kind, selector.name, selector.namespace].map(pattern) as [
    ReturnType<typeof pattern>,
    ReturnType<typeof pattern>,
    ReturnType<typeof pattern>,
    ReturnType<typeof pattern>,
    ReturnType<typeof pattern>,
  ];
  const place = (id: ResourceId): string => effectiveNamespace(id) ?? '_non_namespaceable_';
  return items.filter((resource) => {
    const now = resource.id;
    const before = resource.originalId;
    return (
      (namespace(place(before)) || namespace(place(now))) &&
      (name(before.name) || name(now.name)) &&
      group(now.group) &&
      version(now.version) &&
      kind(now.kind) &&
      matchesLabelsAndAnnotations(resource, selector)
    );
  });
}

/** By equality, as replacements select. */
export const selectsId = (selector: Selector, id: ResourceId): boolean =>
  (!selector.name || selector.name === id.name) && (!selector.namespace || selector.namespace === effectiveNamespace(id)) && isSelected(id, selector);
