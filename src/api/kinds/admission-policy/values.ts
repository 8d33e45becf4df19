/** Objects as the expressions of policies see them: by their published schema, or that of their definition. */
import type { KindDescriptor } from '../../descriptor.ts';
import type { KubeObject } from '../../meta/types.ts';
import { schemaOf, type Schema } from '../../schema/schema.ts';
import { escapedName } from '../custom-resource/rules/values.ts';

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whole numbers are big integers there; what has no type is taken as it is. */
function typed(value: unknown, schema: Schema | undefined): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map((item) => typed(item, schema?.items));
  if (isFields(value)) {
    if (schema?.fields) {
      return Object.fromEntries(
        Object.entries(value).flatMap(([key, item]) => {
          const name = escapedName(key);
          return name === undefined || item === null || item === undefined ? [] : [[name, typed(item, schema.fields!.get(key)?.schema)]];
        }),
      );
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, typed(item, schema?.items)]));
  }
  if (typeof value === 'number') return schema?.kind !== 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === 'string' && (schema?.kind === 'time' || schema?.kind === 'micro-time')) return new Date(value);
  return value;
}

export const policyValue = (object: KubeObject, kind: KindDescriptor | undefined): unknown => typed(object, kind && (kind.structure ?? schemaOf(kind.schema)));
