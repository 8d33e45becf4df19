/** Whether a schema is structural (upstream: apiextensions-apiserver pkg/apiserver/schema/validation.go). */
import { deepEqual } from '../../../base/equal.ts';
import { compareStrings } from '../../../base/go-format.ts';
import { forbidden, formatFieldError, index, invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import { compilePattern } from '../custom-resource/pattern.ts';
import { propertyOf, type JsonSchema } from './schema-types.ts';

type Level = 'root' | 'item' | 'field';

const intOrString = [{ type: 'integer' }, { type: 'string' }];
const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

/** Fields that say how values are structured: within `allOf` and the like they must not stand. */
const structuralFields: readonly (readonly [name: string, detail: string])[] = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
];

function pattern(path: string, { pattern: text }: JsonSchema): FieldError[] {
  if (!text) return [];
  const compiled = compilePattern(text);
  return compiled.ok
    ? []
    : [
        invalid(
          `${path}.pattern`,
          text,
          `must be a valid regular expression, but isn't: error parsing regexp: ${compiled.error}${compiled.error.includes(':') ? '' : `: \`${text}\``}`,
        ),
      ];
}

/** What stands in `allOf`, `anyOf`, `oneOf` and `not` of `schema`. */
function combinations(path: string, schema: JsonSchema, skipAnyOf: boolean, skipFirstAllOf: boolean): FieldError[] {
  return [
    ...(skipAnyOf ? [] : (schema.anyOf ?? []).flatMap((one, i) => nested(index(`${path}.anyOf`, i), one, false))),
    ...(schema.allOf ?? []).flatMap((one, i) => nested(index(`${path}.allOf`, i), one, skipFirstAllOf && i === 0)),
    ...(schema.oneOf ?? []).flatMap((one, i) => nested(index(`${path}.oneOf`, i), one, false)),
    ...(schema.not ? nested(`${path}.not`, schema.not, false) : []),
    ...pattern(path, schema),
  ];
}

function nested(path: string, schema: JsonSchema, skipAnyOf: boolean): FieldError[] {
  return [
    ...combinations(path, schema, skipAnyOf, false),
    ...(schema.items ? nested(`${path}.items`, schema.items, false) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => nested(keyed(`${path}.properties`, name), property, false)),
    ...structuralFields.flatMap(([name, detail]) => ((schema as Readonly<Record<string, unknown>>)[name] ? [forbidden(`${path}.${name}`, detail)] : [])),
    ...(schema.additionalProperties === undefined ? [] : [forbidden(`${path}.additionalProperties`, 'must be undefined to be structural')]),
    ...(propertyOf(schema, 'metadata') ? [forbidden(keyed(`${path}.properties`, 'metadata'), 'must not be specified in a nested context')] : []),
  ];
}

/** Of metadata a schema may restrict the name, and nothing else. */
function metadata(path: string, schema: JsonSchema, level: Level): FieldError[] {
  const errors = schema.type === 'object' ? [] : [invalid(`${path}.type`, schema.type ?? '', 'must be object')];
  if (level !== 'root') return errors;
  const { type: _, default: __, properties = {}, ...rest } = schema;
  const others = Object.keys(properties).filter((name) => name !== 'name' && name !== 'generateName');
  return others.length > 0 || Object.keys(rest).length > 0
    ? [...errors, forbidden(path, 'must not specify anything other than name and generateName, but metadata is implicitly specified')]
    : errors;
}

function typeErrors(path: string, schema: JsonSchema, level: Level): FieldError[] {
  const { type = '' } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  if (embedded && type !== 'object') {
    const detail = 'must be object if x-kubernetes-embedded-resource is true';
    return [type === '' ? required(`${path}.type`, detail) : invalid(`${path}.type`, type, detail)];
  }
  if (type === '' && !schema['x-kubernetes-int-or-string'] && !schema['x-kubernetes-preserve-unknown-fields']) return [required(`${path}.type`, missingType[level])];
  return level === 'root' && type !== '' && type !== 'object' ? [invalid(`${path}.type`, type, 'must be object at the root')] : [];
}

function invariants(path: string, schema: JsonSchema, level: Level): FieldError[] {
  const { additionalProperties: additional } = schema;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const whole = level === 'root' || embedded;
  const textField = (name: string): FieldError[] => {
    const property = propertyOf(schema, name);
    return whole && property && property.type !== 'string' ? [invalid(`${keyed(`${path}.properties`, name)}.type`, property.type ?? '', 'must be string')] : [];
  };
  const meta = propertyOf(schema, 'metadata');
  return [
    ...(schema.type === 'array' && !schema.items ? [required(`${path}.items`, 'must be specified')] : []),
    ...(schema.items ? invariants(`${path}.items`, schema.items, 'item') : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => invariants(keyed(`${path}.properties`, name), property, 'field')),
    ...(additional !== undefined && level === 'root' ? [forbidden(`${path}.additionalProperties`, 'must not be used at the root')] : []),
    ...(typeof additional === 'object' ? invariants(`${path}.additionalProperties`, additional, 'field') : []),
    ...(schema['x-kubernetes-int-or-string'] && open ? [invalid(`${path}.x-kubernetes-preserve-unknown-fields`, true, 'must be false if x-kubernetes-int-or-string is true')] : []),
    ...(schema['x-kubernetes-int-or-string'] && embedded ? [invalid(`${path}.x-kubernetes-embedded-resource`, true, 'must be false if x-kubernetes-int-or-string is true')] : []),
    ...combinations(path, schema, deepEqual(schema.anyOf, intOrString), deepEqual(schema.allOf?.[0]?.anyOf, intOrString)),
    ...typeErrors(path, schema, level),
    ...(embedded && additional !== undefined ? [forbidden(`${path}.additionalProperties`, 'must not be used if x-kubernetes-embedded-resource is set')] : []),
    ...textField('kind'),
    ...textField('apiVersion'),
    ...(meta && whole ? metadata(keyed(`${path}.properties`, 'metadata'), meta, level) : []),
    ...(embedded && !open && Object.keys(schema.properties ?? {}).length === 0
      ? [required(`${path}.properties`, 'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields')]
      : []),
  ];
}

/** Whatever the root's combinations speak of must stand outside of them, too. Upstream: complete.go. */
const completeness = (path: string, schema: JsonSchema): FieldError[] => [
  ...(schema.not ? covered(`${path}.not`, schema.not, path, schema) : []),
  ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((name) => (schema[name] ?? []).flatMap((one, i) => covered(index(`${path}.${name}`, i), one, path, schema))),
];

function covered(path: string, inner: JsonSchema, outerPath: string, outer: JsonSchema): FieldError[] {
  const because = (at: string): string => `because it is defined in ${at}`;
  return [
    ...(inner.not ? covered(`${path}.not`, inner.not, outerPath, outer) : []),
    ...(['allOf', 'anyOf', 'oneOf'] as const).flatMap((name) => (inner[name] ?? []).flatMap((one, i) => covered(index(`${path}.${name}`, i), one, outerPath, outer))),
    ...(!inner.items ? [] : outer.items ? covered(`${path}.items`, inner.items, `${outerPath}.items`, outer.items) : [required(`${outerPath}.items`, because(`${path}.items`))]),
    ...Object.entries(inner.properties ?? {}).flatMap(([name, property]) => {
      const own = propertyOf(outer, name);
      return own
        ? covered(keyed(`${path}.properties`, name), property, keyed(`${outerPath}.properties`, name), own)
        : [required(keyed(`${outerPath}.properties`, name), because(keyed(`${path}.properties`, name)))];
    }),
  ];
}

/** Sorted, as upstream has them. */
export const validateStructural = (path: string, schema: JsonSchema): readonly FieldError[] =>
  [...invariants(path, schema, 'root'), ...completeness(path, schema)].sort((a, b) => compareStrings(formatFieldError(a), formatFieldError(b)));
