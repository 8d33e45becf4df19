/** What a definition's schema may say (upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinitionOpenAPISchema). */
import { deepEqual } from '../../../base/equal.ts';
import { forbidden, index, invalid, keyed, notSupported, required, type FieldError } from '../../meta/field-error.ts';
import { prune } from '../custom-resource/structural.ts';
import { definitionRuleErrors } from '../custom-resource/rules/compile/definition-rules.ts';
import { validateBySchema } from '../custom-resource/value-validation.ts';
import { propertyOf, type JsonSchema } from './schema-types.ts';
import { validateStructural } from './structural-validation.ts';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const unsupported = ['id', 'additionalItems', 'patternProperties', 'definitions', 'dependencies', '$ref'];
const metaFields: ReadonlySet<string> = new Set(['metadata', 'kind', 'apiVersion']);

/** Where in an object a schema stands. */
interface Place {
  readonly root: boolean;
  readonly inMeta: boolean;
  /** Nothing is wrong with the schema's structure. */
  readonly sound: boolean;
  /** Why no default may stand here. */
  readonly noDefault?: string;
}

function basics(path: string, schema: JsonSchema, { inMeta, noDefault }: Place): FieldError[] {
  const given = schema as Readonly<Record<string, unknown>>;
  return [
    ...(schema.type && !types.includes(schema.type) ? [notSupported(`${path}.type`, schema.type, types)] : []),
    ...(schema.default !== undefined && noDefault !== undefined ? [forbidden(`${path}.default`, `must not be set ${noDefault}`)] : []),
    ...unsupported.flatMap((name) => (given[name] === undefined ? [] : [forbidden(`${path}.${name}`, `${name} is not supported`)])),
    ...(schema.type === 'null' ? [forbidden(`${path}.type`, 'type cannot be set to null, use nullable as an alternative')] : []),
    ...(Array.isArray(schema.items) ? [forbidden(`${path}.items`, 'items must be a schema object and not an array')] : []),
    ...(inMeta && schema['x-kubernetes-embedded-resource'] ? [forbidden(`${path}.x-kubernetes-embedded-resource`, 'must not be used inside of resource meta')] : []),
    ...(schema.uniqueItems ? [forbidden(`${path}.uniqueItems`, 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic')] : []),
  ];
}

function ofType(path: string, schema: JsonSchema, extension: string, type: string): FieldError[] {
  if (schema.type === type) return [];
  const detail = `must be ${type} if ${extension} is specified`;
  return [schema.type ? invalid(`${path}.type`, schema.type, detail) : required(`${path}.type`, detail)];
}

function setItems(path: string, items: JsonSchema): FieldError[] {
  const detail = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const [list, map] = [items['x-kubernetes-list-type'], items['x-kubernetes-map-type']];
  if (items.type === 'array' && list !== undefined && list !== 'atomic') return [invalid(`${path}.x-kubernetes-list-type`, list, detail)];
  return items.type === 'object' && map !== 'atomic' ? [invalid(`${path}.x-kubernetes-map-type`, list, detail)] : [];
}

function mapItems(path: string, { items, 'x-kubernetes-list-map-keys': keys = [] }: JsonSchema): FieldError[] {
  const keysPath = `${path}.x-kubernetes-list-map-keys`;
  const errors: FieldError[] = [];
  if (keys.length === 0) errors.push(required(keysPath, 'must not be empty if x-kubernetes-list-type is map'));
  if (!items) return [...errors, required(`${path}.items`, 'must have a schema if x-kubernetes-list-type is map')];
  if (items.type !== 'object') return [...errors, invalid(`${path}.items.type`, items.type ?? '', "must be object if parent array's x-kubernetes-list-type is map")];
  keys.forEach((key, i) => {
    const property = propertyOf(items, key);
    if (!property) errors.push(invalid(keysPath, keys, 'entries must all be names of item properties'));
    else if (property.type === 'array' || property.type === 'object')
      errors.push(invalid(`${keyed(`${path}.items.properties`, key)}.type`, items.type, "must be a scalar type if parent array's x-kubernetes-list-type is map"));
    if (keys.indexOf(key) < i) errors.push(invalid(keysPath, keys, 'must not contain duplicate entries'));
  });
  return errors;
}

function keyItems(path: string, { items, 'x-kubernetes-list-type': type, 'x-kubernetes-list-map-keys': keys = [] }: JsonSchema): FieldError[] {
  if (!items || (type !== 'set' && type !== 'map')) return [];
  const because = 'this property is in x-kubernetes-list-map-keys, so it';
  return [
    ...(items.nullable ? [forbidden(`${path}.items.nullable`, `cannot be nullable when x-kubernetes-list-type is ${type}`)] : []),
    ...(type === 'set'
      ? []
      : keys.flatMap((key) => {
          const property = propertyOf(items, key);
          const at = keyed(`${path}.items.properties`, key);
          if (!property) return [];
          return [
            ...(items.required?.includes(key) || property.default !== undefined ? [] : [required(`${at}.default`, `${because} must have a default or be a required property`)]),
            ...(property.nullable ? [forbidden(`${at}.nullable`, `${because} cannot be nullable`)] : []),
          ];
        })),
  ];
}

function extensions(path: string, schema: JsonSchema): FieldError[] {
  const { 'x-kubernetes-list-type': list, 'x-kubernetes-map-type': map, 'x-kubernetes-list-map-keys': keys = [], items } = schema;
  return [
    ...(schema['x-kubernetes-preserve-unknown-fields'] === false ? [invalid(`${path}.x-kubernetes-preserve-unknown-fields`, false, 'must be true or undefined')] : []),
    ...(map === undefined ? [] : ofType(path, schema, 'x-kubernetes-map-type', 'object')),
    ...(map === undefined || map === 'atomic' || map === 'granular' ? [] : [notSupported(`${path}.x-kubernetes-map-type`, map, ['atomic', 'granular'])]),
    ...(list === undefined ? [] : ofType(path, schema, 'x-kubernetes-list-type', 'array')),
    ...(list === 'set' && schema.type === 'array' && items ? setItems(`${path}.items`, items) : []),
    ...(list === undefined || ['atomic', 'set', 'map'].includes(list) ? [] : [notSupported(`${path}.x-kubernetes-list-type`, list, ['atomic', 'set', 'map'])]),
    ...(keys.length === 0 || list === 'map'
      ? []
      : [
          list === undefined
            ? required(`${path}.x-kubernetes-list-type`, 'must be map if x-kubernetes-list-map-keys is non-empty')
            : invalid(`${path}.x-kubernetes-list-type`, list, 'must be map if x-kubernetes-list-map-keys is non-empty'),
        ]),
    ...(list === 'map' ? mapItems(path, schema) : []),
    ...keyItems(path, schema),
  ];
}

function validateOpenApi(path: string, schema: JsonSchema, place: Place): FieldError[] {
  const { additionalProperties: additional, properties = {} } = schema;
  const inner: Place = { ...place, root: false };
  const own = extensions(path, schema);
  const basic = basics(path, schema, place);
  const compiles = place.sound && own.length + basic.length === 0;
  return [
    ...basic,
    ...(additional !== undefined && additional !== true && Object.keys(properties).length > 0
      ? [forbidden(`${path}.additionalProperties`, 'additionalProperties and properties are mutual exclusive')]
      : []),
    ...(typeof additional === 'object'
      ? validateOpenApi(`${path}.additionalProperties`, additional, place.inMeta ? { ...inner, noDefault: 'inside additionalProperties applying to object metadata' } : inner)
      : []),
    ...Object.entries(properties).flatMap(([name, property]) => {
      const meta = (place.root || schema['x-kubernetes-embedded-resource'] === true) && metaFields.has(name);
      const of: Place = meta ? { ...inner, inMeta: true, ...(place.root ? { noDefault: `in top-level ${name}` } : {}) } : inner;
      return validateOpenApi(keyed(`${path}.properties`, name), property, of);
    }),
    ...(schema.not ? validateOpenApi(`${path}.not`, schema.not, inner) : []),
    ...(['allOf', 'oneOf', 'anyOf'] as const).flatMap((name) => (schema[name] ?? []).flatMap((one, i) => validateOpenApi(index(`${path}.${name}`, i), one, inner))),
    ...(schema.items && !Array.isArray(schema.items) ? validateOpenApi(`${path}.items`, schema.items, inner) : []),
    ...own,
    ...definitionRuleErrors(path, schema, place.root, compiles),
  ];
}

/** Defaults must themselves be valid, and have no field that the schema lacks. */
function validateDefaults(path: string, schema: JsonSchema): FieldError[] {
  const own =
    schema.default === undefined
      ? []
      : [
          ...(deepEqual(prune(schema.default, schema, false), schema.default) ? [] : [invalid(`${path}.default`, schema.default, 'must not have unknown fields')]),
          ...validateBySchema('', schema.default, schema).map((error) => ({
            ...error,
            field: error.field === '' || error.field === '<nil>' ? `${path}.default` : `${path}.default.${error.field}`,
          })),
        ];
  return [
    ...own,
    ...(schema.items ? validateDefaults(`${path}.items`, schema.items) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => validateDefaults(keyed(`${path}.properties`, name), property)),
    ...(typeof schema.additionalProperties === 'object' ? validateDefaults(`${path}.additionalProperties`, schema.additionalProperties) : []),
  ];
}

export function validateSchema(path: string, schema: JsonSchema, hasStatus: boolean): FieldError[] {
  const structural = validateStructural(path, schema);
  return [
    ...(hasStatus && schema.type && schema.type !== 'object'
      ? [invalid(`${path}.type`, schema.type, 'only "object" is allowed as the type at the root of the schema if the status subresource is enabled')]
      : []),
    ...(schema.nullable ? [forbidden(`${path}.nullable`, 'nullable cannot be true at the root')] : []),
    ...(structural.length > 0 ? structural : validateDefaults(path, schema)),
    ...validateOpenApi(path, schema, { root: true, inMeta: false, sound: structural.length === 0 }),
  ];
}
