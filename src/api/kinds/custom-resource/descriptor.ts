/** The kind that a CustomResourceDefinition defines (upstream: apiextensions-apiserver pkg/registry/customresource/strategy.go). */
import { deepEqual } from '../../../base/equal.ts';
import type { KindDescriptor, ScaleAccess } from '../../descriptor.ts';
import { child, fieldErrorBody, index, invalid, keyed, required, type FieldError } from '../../meta/field-error.ts';
import type { KubeObject, Unchecked } from '../../meta/types.ts';
import { goType, printValue } from '../../patch/values.ts';
import { formatGroupVersion } from '../../registry.ts';
import type { JsonSchema } from '../custom-resource-definition/schema-types.ts';
import type { CustomResourceDefinition, CustomResourceDefinitionVersion, CustomResourceSubresourceScale } from '../custom-resource-definition/types.ts';
import { canonical } from '../shapes/shape.ts';
import { columnsOf } from './columns.ts';
import { validateLists } from './list-validation.ts';
import { find, parsePath, put } from './path.ts';
import { rulesAfter } from './rules/rules.ts';
import { applySchemaDefaults, prune } from './structural.ts';
import { structureOfKind } from './structure.ts';
import { validateBySchema } from './value-validation.ts';

const anyObject: JsonSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
const schemaOf = ({ schema }: CustomResourceDefinitionVersion): JsonSchema => schema?.openAPIV3Schema ?? anyObject;

/** Any object of such a kind. */
export type CustomObject = KubeObject & Unchecked;

const withoutStatus = (object: CustomObject): CustomObject => {
  const { status: _, ...rest } = object;
  return rest as CustomObject;
};

const withStatusOf = (object: CustomObject, old: CustomObject): CustomObject => ('status' in old ? ({ ...object, status: old['status'] } as CustomObject) : withoutStatus(object));

const numberAt = (object: CustomObject, path: string): number => {
  const value = find(object, parsePath(path) ?? [])[0];
  return typeof value === 'number' ? value : 0;
};

function scaleOf({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale): ScaleAccess<CustomObject> {
  const selector = labelSelectorPath ? parsePath(labelSelectorPath) : undefined;
  return {
    get: (object) => {
      const text = selector ? find(object, selector)[0] : undefined;
      return { spec: numberAt(object, specReplicasPath), status: numberAt(object, statusReplicasPath), selector: typeof text === 'string' ? text : '' };
    },
    set: (object, replicas) =>
      put(
        object,
        specReplicasPath.split('.').filter((name) => name !== ''),
        replicas,
      ),
  };
}

/** The number at a path of fields, or what keeps it from being read. */
function validateFigure(object: CustomObject, path: string): FieldError[] {
  const wrong = (value: unknown, expected: string): FieldError[] => [
    invalid(path, 0, `${path} accessor error: ${printValue(value)} is of the type ${goType(value)}, expected ${expected}`),
  ];
  let value: unknown = object;
  for (const name of path.split('.').filter((part) => part !== '')) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return wrong(value, 'map[string]interface{}');
    if (!Object.hasOwn(value, name)) return [];
    value = (value as Unchecked)[name];
  }
  if (typeof value !== 'number' || !Number.isInteger(value)) return wrong(value, 'int64');
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')];
  return value > 2147483647 ? [invalid(path, value, 'should be less than or equal to 2147483647')] : [];
}

const validateScale = (object: CustomObject, scale: CustomResourceSubresourceScale | undefined): FieldError[] =>
  scale ? [...validateFigure(object, scale.specReplicasPath), ...validateFigure(object, scale.statusReplicasPath)] : [];

/** What was wrong before, and is still so, does not stand in the way of an update. */
function newErrors(errors: readonly FieldError[], old: readonly FieldError[]): readonly FieldError[] {
  const known = new Set(old.map((error) => `${error.field} ${fieldErrorBody(error)}`));
  return errors.filter((error) => !known.has(`${error.field} ${fieldErrorBody(error)}`));
}

const sameOutsideMetadata = ({ metadata: _, ...object }: CustomObject, { metadata: __, ...old }: CustomObject): boolean => deepEqual(object, old);

const inVersion = (version: CustomResourceDefinitionVersion, object: Unchecked): Unchecked =>
  applySchemaDefaults(prune(object, schemaOf(version), true), schemaOf(version)) as Unchecked;

/** Objects inside the object have a kind and a version (upstream: apiextensions-apiserver pkg/apiserver/schema/objectmeta/validation.go). */
function validateEmbedded(path: string, value: unknown, schema: JsonSchema): FieldError[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return schema.items ? value.flatMap((item, i) => validateEmbedded(index(path, i), item, schema.items!)) : [];
  const fields = value as Unchecked;
  const own = schema['x-kubernetes-embedded-resource'] ? ['apiVersion', 'kind'].flatMap((name) => (fields[name] ? [] : [required(child(path, name))])) : [];
  const { properties = {}, additionalProperties } = schema;
  return [
    ...own,
    ...Object.entries(fields).flatMap(([name, item]) => {
      if (Object.hasOwn(properties, name)) return validateEmbedded(child(path, name), item, properties[name]!);
      return typeof additionalProperties === 'object' ? validateEmbedded(keyed(path, name), item, additionalProperties) : [];
    }),
  ];
}

/** Of all versions the stored one: `undefined` where the definition is not accepted yet. */
export function customKind(definition: CustomResourceDefinition): KindDescriptor<CustomObject> | undefined {
  const { group, scope, versions, names } = definition.spec;
  const stored = versions.find(({ storage }) => storage);
  if (!stored || !(definition.status.conditions ?? []).some(({ type, status }) => type === 'Established' && status === 'True')) return undefined;
  const { plural, singular = names.kind.toLowerCase(), kind, shortNames = [], categories = [] } = { ...names, ...definition.status.acceptedNames };
  const schema = schemaOf(stored);
  const { status: statusSubresource, scale } = stored.subresources ?? {};
  const hasStatus = statusSubresource !== undefined;
  const statusSchema = schema.properties?.['status'] ?? anyObject;
  const apiVersion = formatGroupVersion(group, stored.name);

  const read = (object: CustomObject): CustomObject => {
    const metadata = canonical('meta.v1.ObjectMeta', object.metadata);
    const pruned = prune(object, schema, true) as CustomObject;
    return applySchemaDefaults(metadata === pruned.metadata ? pruned : { ...pruned, metadata }, schema) as CustomObject;
  };
  const validateAll = (object: CustomObject): readonly FieldError[] => [
    ...validateBySchema('', object, schema),
    ...validateEmbedded('', object, schema),
    ...validateScale(object, scale),
    ...validateLists('', object, schema),
  ];
  const validateStatus = (object: CustomObject): readonly FieldError[] => ('status' in object ? validateBySchema('status', object['status'], statusSchema) : []);

  const deprecationOf = ({ name, deprecated, deprecationWarning }: CustomResourceDefinitionVersion): { readonly deprecation?: string } =>
    deprecated ? { deprecation: deprecationWarning ?? `${formatGroupVersion(group, name)} ${kind} is deprecated` } : {};

  return {
    group,
    version: stored.name,
    kind,
    plural,
    singular,
    shortNames,
    categories,
    otherVersions: versions
      .filter(({ served, storage }) => served && !storage)
      .map((other) => ({
        group,
        version: other.name,
        columns: columnsOf(other.additionalPrinterColumns),
        structure: structureOfKind(schemaOf(other)),
        ...deprecationOf(other),
        // Only the name is converted: more would need a webhook. Each version shows what its own schema knows.
        toStored: (object: Unchecked): Unchecked => ({ ...inVersion(other, object), apiVersion }),
        fromStored: (object: CustomObject): Unchecked => ({ ...inVersion(other, object), apiVersion: formatGroupVersion(group, other.name) }),
      })),
    namespaced: scope === 'Namespaced',
    hasStatus,
    ...deprecationOf(stored),
    schema: '',
    structure: structureOfKind(schema),
    ...(scale ? { scale: scaleOf(scale) } : {}),
    plainFinalizers: true,
    applyDefaults: read,
    prepareForCreate: (object) => (hasStatus ? withoutStatus(object) : object),
    prepareForUpdate: (object, old, subresource) => {
      if (subresource === 'status')
        return 'status' in object
          ? ({ ...old, metadata: object.metadata, status: object['status'] } as CustomObject)
          : withoutStatus({ ...old, metadata: object.metadata } as CustomObject);
      return hasStatus ? withStatusOf(object, old) : object;
    },
    ...(hasStatus ? {} : { generation: (object: CustomObject, old: CustomObject) => !sameOutsideMetadata(object, old) }),
    validate: (object, old) => {
      const errors = old ? newErrors(validateAll(object), validateAll(old)) : validateAll(object);
      return [...errors, ...rulesAfter(errors, object, old, schema)];
    },
    validateUpdate: (object, old, subresource) => {
      if (subresource !== 'status') return [];
      const errors = newErrors(validateStatus(object), validateStatus(old));
      return [...errors, ...rulesAfter(errors, object, old, schema)];
    },
    selectableFields: (object) =>
      Object.fromEntries(
        (stored.selectableFields ?? []).map(({ jsonPath }) => {
          const value = find(object, parsePath(jsonPath) ?? [])[0];
          return [jsonPath.replace(/^\./, ''), value === undefined || value === null ? '' : String(value)];
        }),
      ),
    columns: columnsOf(stored.additionalPrinterColumns),
  };
}

/** Paths of fields in an object of the kind that its schema does not have: what strict validation of a request complains of. */
export function unknownFields(definition: CustomResourceDefinition, version: string, object: Unchecked): readonly string[] {
  const found = definition.spec.versions.find(({ name }) => name === version);
  const paths: string[] = [];
  if (found) prune(object, schemaOf(found), true, (path) => paths.push(path));
  return paths;
}
