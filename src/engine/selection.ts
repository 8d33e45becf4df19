/** Label and field selectors of a list, a watch or a deletecollection. */
import type { KindDescriptor } from '../api/descriptor.ts';
import { fieldSelectorMatches, parseFieldSelector, unsupportedField } from '../api/meta/field-selector.ts';
import { parseSelector, selectorMatches } from '../api/meta/selector.ts';
import { badRequest, type Status } from '../api/meta/status.ts';
import type { KubeObject } from '../api/meta/types.ts';
import { quote } from '../base/go-format.ts';
import { err, ok, type Result } from '../base/result.ts';

export type Matcher = (object: KubeObject) => boolean;

export interface SelectionText {
  /** The API group in which the objects are asked for, where the kind is served in several. */
  readonly group?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** The objects that both selectors take; BadRequest in the server's words where one cannot be read. */
export function matcherOf(descriptor: KindDescriptor | undefined, { group, labelSelector, fieldSelector }: SelectionText): Result<Matcher, Status> {
  const matchers: Matcher[] = [];
  if (labelSelector) {
    const selector = parseSelector(labelSelector);
    if (!selector.ok) return err(badRequest(selector.error));
    matchers.push((object) => selectorMatches(selector.value, object.metadata.labels));
  }
  if (fieldSelector) {
    const selector = parseFieldSelector(fieldSelector);
    if (!selector.ok) return err(badRequest(selector.error));
    const names = group === undefined || group === descriptor?.group ? undefined : descriptor?.otherVersions?.find((other) => other.group === group)?.selectableFields;
    const ownFields = (object: KubeObject): Readonly<Record<string, string>> => {
      const fields = descriptor?.selectableFields?.(object) ?? {};
      return names ? Object.fromEntries(Object.entries(names).map(([name, stored]) => [name, fields[stored] ?? ''])) : fields;
    };
    const fieldsOf = (object: KubeObject) => ({
      'metadata.name': object.metadata.name,
      ...(object.metadata.namespace !== undefined && { 'metadata.namespace': object.metadata.namespace }),
      ...ownFields(object),
    });
    const known = ownFields({ metadata: {}, spec: {}, status: {}, involvedObject: {} } as unknown as KubeObject);
    const unknown = unsupportedField(selector.value, (field) => field === 'metadata.name' || field === 'metadata.namespace' || Object.hasOwn(known, field));
    if (unknown !== undefined) {
      // A kind with selectable fields of its own has its own word for those that are not.
      const field = selector.value.find((term) => term.field !== 'metadata.name' && term.field !== 'metadata.namespace')!.field;
      return err(
        badRequest(
          descriptor?.selectableFields
            ? (descriptor.unselectableField?.(field) ?? unknown)
            : `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
        ),
      );
    }
    matchers.push((object) => fieldSelectorMatches(selector.value, fieldsOf(object)));
  }
  return ok((object) => matchers.every((matches) => matches(object)));
}
