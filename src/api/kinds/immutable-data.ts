/** What a ConfigMap or Secret may still change once it says that it is immutable. */
import { forbidden, type FieldError } from '../meta/field-error.ts';
import { semanticallyEqual } from '../meta/object-meta.ts';

export const longestData = 1024 * 1024;

export function immutableData<T extends { readonly immutable?: boolean }>(object: T, old: T, fields: readonly (keyof T & string)[]): FieldError[] {
  if (!old.immutable) return [];
  const detail = 'field is immutable when `immutable` is set';
  return [
    ...(object.immutable ? [] : [forbidden('immutable', detail)]),
    ...fields.filter((field) => !semanticallyEqual(object[field], old[field])).map((field) => forbidden(field, detail)),
  ];
}
