/** Going to fields by a path such as `spec/containers[]/image` (upstream: kustomize api/filters/fieldspec). */
import { isFields, isSelected, idText, type Fields, type Gvk, type Resource } from './resource.ts';
import { trouble, within } from './trouble.ts';

/** Where a transformer finds what it changes. */
export interface FieldSpec extends Gvk {
  readonly path: string;
  readonly create?: boolean;
}

/** Cut at `/`, but not at `\/`. */
export const splitPath = (path: string): readonly string[] => path.split(/(?<!\\)\//).map((part) => part.replaceAll('\\/', '/'));

/** Gives the new value for the one there; the same value leaves it. */
export type Change = (value: unknown) => unknown;

/** `made` is what a missing last field starts from; without it nothing is made. */
export function changeField(resource: Resource, spec: FieldSpec, made: unknown, change: Change): void {
  if (!isSelected(resource.id, spec)) return;
  const path = splitPath(spec.path);
  within(`considering field '${spec.path}' of object ${idText(resource.id)}`, () => {
    walk(resource.object, path, spec.create === true && made !== undefined, made, change);
  });
}

/** Gives the value that takes `value`'s place; maps and lists are changed where they are. */
function walk(value: unknown, path: readonly string[], create: boolean, made: unknown, change: Change): unknown {
  if (path.length === 0) return change(value);
  if (value === null || value === undefined) return value;
  if (Array.isArray(value)) {
    within(`visit traversal on path: [${path.join(' ')}]`, () => {
      for (const [at, item] of value.entries()) value[at] = walk(item, path, create, made, change);
    });
    return value;
  }
  if (!isFields(value)) return trouble('expected sequence or mapping node');
  const [word, ...rest] = path as [string, ...string[]];
  const isList = word.endsWith('[]');
  const name = isList ? word.slice(0, -2) : word;
  if (name === '') return trouble('cannot set or create an empty field name');
  const makes = create && !isList;
  const found = Object.hasOwn(value, name) ? value[name] : undefined;
  if ((found === undefined || found === null) && !makes) return value;
  const inner = found ?? (rest.length > 0 ? {} : structuredClone(made));
  put(value, name, walk(inner, rest, create, made, change));
  return value;
}

/** Sets a field, whatever its name. */
export function put(fields: Fields, name: string, value: unknown): void {
  Object.defineProperty(fields, name, { value, writable: true, enumerable: true, configurable: true });
}
