/**
 * What kubectl finds wrong with an object by the published schemas. It looks where the server cannot be asked to: at kinds that cannot be patched
 * (upstream: kube-openapi `pkg/util/proto/validation/{types,errors}.go`, cli-runtime `resource/query_param_verifier.go`).
 */
import { quote } from '../../base/go-format.ts';
import { schemaOf, type Schema } from '../../api/schema/schema.ts';

const PRIMITIVES: Readonly<Partial<Record<Schema['kind'], string>>> = {
  string: 'string',
  bytes: 'string',
  time: 'string',
  'micro-time': 'string',
  integer: 'integer',
  number: 'number',
  boolean: 'boolean',
};

function actualOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value === 'object' ? 'map' : typeof value;
}

/** `path`: of the value in the object; `name`: of what the schema describes. */
function problemsAt(schema: Schema, value: unknown, path: string, name: string): string[] {
  const actual = actualOf(value);
  const wrong = (expected: string): string[] => [`ValidationError(${path}): invalid type for ${name}: got ${quote(actual)}, expected ${quote(expected)}`];
  const nil = (at: string): string => `unknown object type "nil" in ${at}`;
  switch (schema.kind) {
    case 'struct': {
      if (actual !== 'map') return wrong('map');
      const own = schema.name ?? name;
      const object = value as Readonly<Record<string, unknown>>;
      const inside = Object.keys(object)
        .sort()
        .filter((key) => object[key] !== null)
        .flatMap((key) => {
          const field = schema.fields?.get(key);
          return field ? problemsAt(field.schema, object[key], `${path}.${key}`, `${own}.${key}`) : [`ValidationError(${path}): unknown field ${quote(key)} in ${own}`];
        });
      const missing = [...(schema.fields?.values() ?? [])].filter((field) => field.required && (!Object.hasOwn(object, field.name) || object[field.name] === null));
      return [...inside, ...missing.map((field) => `ValidationError(${path}): missing required field ${quote(field.name)} in ${own}`)];
    }
    case 'list':
      if (actual !== 'array') return wrong('array');
      return (value as readonly unknown[]).flatMap((item, i) =>
        item === null ? [`ValidationError(${path}): ${nil(`${path}[${i}]`)}`] : problemsAt(schema.items!, item, `${path}[${i}]`, schema.items!.name ?? name),
      );
    case 'map':
      if (actual !== 'map') return wrong('map');
      return Object.entries(value as Readonly<Record<string, unknown>>)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .flatMap(([key, item]) => (item === null ? [nil(`${path}.${key}`)] : problemsAt(schema.items!, item, `${path}.${key}`, schema.items!.name ?? name)));
    default: {
      const expected = PRIMITIVES[schema.kind];
      if (expected === undefined || (expected === 'string' && actual !== 'map' && actual !== 'array')) return [];
      return actual === expected || (actual === 'integer' && expected === 'number') || (actual === 'number' && expected === 'integer') ? [] : wrong(expected);
    }
  }
}

/** All problems of `object`, whose kind has the schema `name`. */
export function schemaProblems(name: string, kind: string, object: unknown): readonly string[] {
  const schema = schemaOf(name);
  return schema ? problemsAt(schema, object, kind, name) : [];
}
