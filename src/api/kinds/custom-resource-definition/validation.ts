/** Upstream: apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go ValidateCustomResourceDefinition, …Update. */
import { requiredOneOf } from '../checks.ts';
import { quote } from '../../../base/go-format.ts';
import { forbidden, index, invalid, keyed, required, tooMany, type FieldError } from '../../meta/field-error.ts';
import { isDns1035Label, isDns1123Subdomain } from '../../meta/names.ts';
import { semanticallyEqual, validateImmutable } from '../../meta/object-meta.ts';
import { language } from '../custom-resource/rules/language.ts';
import { isModelled, rulesOf } from '../custom-resource/rules/rules.ts';
import { parsePath } from '../custom-resource/path.ts';
import { goValue } from '../shapes/go-value.ts';
import { propertyOf, type JsonSchema } from './schema-types.ts';
import type {
  CustomResourceColumnDefinition,
  CustomResourceConversion,
  CustomResourceDefinition,
  CustomResourceDefinitionNames,
  CustomResourceDefinitionSpec,
  CustomResourceDefinitionVersion,
  CustomResourceSubresources,
} from './types.ts';

const joined = (path: string, value: string, messages: readonly string[], before = ''): FieldError[] =>
  messages.length === 0 ? [] : [invalid(path, value, before + messages.join(','))];

function validateNames(path: string, names: Partial<CustomResourceDefinitionNames>): FieldError[] {
  const { plural = '', singular = '', kind = '', listKind = '', shortNames = [], categories = [] } = names;
  const label = (at: string, value: string): FieldError[] => (value === '' ? [] : joined(`${path}.${at}`, value, isDns1035Label(value)));
  const mixed = (at: string, value: string): FieldError[] =>
    value === '' ? [] : joined(`${path}.${at}`, value, isDns1035Label(value.toLowerCase()), 'may have mixed case, but should otherwise match: ');
  return [
    ...label('plural', plural),
    ...label('singular', singular),
    ...mixed('kind', kind),
    ...mixed('listKind', listKind),
    ...shortNames.flatMap((name, i) => joined(index(`${path}.shortNames`, i), name, isDns1035Label(name))),
    ...(kind !== '' && kind === listKind ? [invalid(`${path}.listKind`, listKind, 'kind and listKind may not be the same')] : []),
    ...categories.flatMap((category, i) => joined(index(`${path}.categories`, i), category, isDns1035Label(category))),
  ];
}

const simplePath = (path: string, value: string): FieldError[] => (value.startsWith('.') ? [] : [invalid(path, value, 'must be a simple json path starting with .')]);

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

const validateColumn = (path: string, { name, type, format, jsonPath }: CustomResourceColumnDefinition): FieldError[] => [
  ...(name ? [] : [required(`${path}.name`)]),
  ...(!type
    ? [required(`${path}.type`, `must be one of ${columnTypes.join(',')}`)]
    : columnTypes.includes(type)
      ? []
      : [invalid(`${path}.type`, type, `must be one of ${columnTypes.join(',')}`)]),
  ...(format && !columnFormats.includes(format) ? [invalid(`${path}.format`, format, `must be one of ${columnFormats.join(',')}`)] : []),
  ...(jsonPath ? simplePath(`${path}.JSONPath`, jsonPath) : [required(`${path}.JSONPath`)]),
];

function validateSubresources(path: string, subresources: CustomResourceSubresources | undefined): FieldError[] {
  const scale = subresources?.scale;
  if (!scale) return [];
  const under = (name: 'specReplicasPath' | 'statusReplicasPath', root: string): FieldError[] => {
    const [at, value] = [`${path}.scale.${name}`, scale[name]];
    if (!value) return [required(at)];
    const errors = simplePath(at, value);
    return errors.length > 0 || value.startsWith(`${root}.`) ? errors : [invalid(at, value, `should be a json path under ${root}`)];
  };
  const selector = scale.labelSelectorPath;
  const selectorPath = `${path}.scale.labelSelectorPath`;
  const selectorErrors = selector ? simplePath(selectorPath, selector) : [];
  return [
    ...under('specReplicasPath', '.spec'),
    ...under('statusReplicasPath', '.status'),
    ...selectorErrors,
    ...(selector && selectorErrors.length === 0 && !/^\.(?:spec|status)\./.test(selector)
      ? [invalid(selectorPath, selector, 'should be a json path under either .spec or .status')]
      : []),
  ];
}

const mostSelectableFields = 8;

function schemaAt(schema: JsonSchema, path: string): JsonSchema | undefined {
  return (parsePath(path) ?? []).reduce<JsonSchema | undefined>((at, step) => (at && step.kind === 'field' ? propertyOf(at, step.name) : undefined), schema);
}

function validateSelectableFields(path: string, { selectableFields = [], schema }: CustomResourceDefinitionVersion): FieldError[] {
  if (selectableFields.length === 0) return [];
  if (!schema?.openAPIV3Schema) return [invalid(path, '', 'may only be set when `version.schema.openAPIV3Schema` is not included')];
  const root = schema.openAPIV3Schema;
  return [
    ...selectableFields.flatMap(({ jsonPath }, i) => {
      const at = `${index(path, i)}.jsonPath`;
      if (!jsonPath) return [required(at)];
      const found = schemaAt(root, jsonPath);
      if (!found) return [invalid(at, jsonPath, `is an invalid path: does not refer to a valid field`)];
      return [
        ...(jsonPath.startsWith('.metadata') ? [invalid(at, jsonPath, 'must not point to fields in metadata')] : []),
        ...(['string', 'boolean', 'integer'].includes(found.type ?? '')
          ? []
          : [invalid(at, jsonPath, 'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.')]),
      ];
    }),
    ...(selectableFields.length > mostSelectableFields ? [tooMany(path, selectableFields.length, mostSelectableFields)] : []),
  ];
}

function deprecationWarning(path: string, { deprecated, deprecationWarning: warning }: CustomResourceDefinitionVersion): FieldError[] {
  const at = `${path}.deprecationWarning`;
  if (warning === undefined) return [];
  if (!deprecated) return [invalid(at, warning, 'can only be set for deprecated versions')];
  return [
    ...(warning.length > 256 ? [invalid(at, warning, 'must be <= 256 characters long')] : []),
    ...(warning === '' ? [invalid(at, warning, 'must not be an empty string')] : []),
  ];
}

/** Of parts that are the same in all versions the server speaks as of the definition's own. */
interface Shared {
  readonly schema: boolean;
  readonly subresources: boolean;
  readonly columns: boolean;
  readonly selectable: boolean;
}

function sharedParts(versions: readonly CustomResourceDefinitionVersion[]): Shared {
  const same = (part: keyof CustomResourceDefinitionVersion): boolean => versions.every((version) => semanticallyEqual(version[part], versions[0]?.[part]));
  return { schema: same('schema'), subresources: same('subresources'), columns: same('additionalPrinterColumns'), selectable: same('selectableFields') };
}

const columnsAt = (path: string, columns: readonly CustomResourceColumnDefinition[] | undefined): FieldError[] =>
  (columns ?? []).flatMap((column, i) => validateColumn(index(path, i), column));

function schemaErrors(path: string, version: CustomResourceDefinitionVersion): FieldError[] {
  const schema = version.schema?.openAPIV3Schema;
  return schema ? [...language().validateSchema(`${path}.openAPIV3Schema`, schema, version.subresources?.status !== undefined)] : [];
}

function validateVersions(versions: readonly CustomResourceDefinitionVersion[], shared: Shared): FieldError[] {
  return versions.flatMap((version, i) => {
    const path = index('spec.versions', i);
    return [
      ...joined(`${path}.name`, version.name ?? '', isDns1035Label(version.name ?? '')),
      ...deprecationWarning(path, version),
      ...(shared.schema ? [] : schemaErrors(`${path}.schema`, version)),
      ...(shared.subresources ? [] : validateSubresources(`${path}.subresources`, version.subresources)),
      ...(shared.columns ? [] : columnsAt(`${path}.additionalPrinterColumns`, version.additionalPrinterColumns)),
      ...(shared.selectable ? [] : validateSelectableFields(`${path}.selectableFields`, version)),
    ];
  });
}

function printedVersions(versions: readonly CustomResourceDefinitionVersion[], shared: Shared): unknown {
  return versions.map(({ schema, subresources, additionalPrinterColumns, ...version }) =>
    goValue('apiextensions.v1.CustomResourceDefinitionVersion', {
      ...version,
      ...(shared.schema || !schema ? {} : { schema }),
      ...(shared.subresources || !subresources ? {} : { subresources }),
      ...(shared.columns || !additionalPrinterColumns ? {} : { additionalPrinterColumns }),
    }),
  );
}

function validateConversion(path: string, conversion: CustomResourceConversion | undefined): FieldError[] {
  if (!conversion) return [];
  const { strategy, webhook } = conversion;
  const errors = requiredOneOf(`${path}.strategy`, strategy, ['None', 'Webhook']);
  const config = webhook?.clientConfig;
  const reviewVersions = webhook?.conversionReviewVersions ?? [];
  if (strategy !== 'Webhook') {
    if (config) errors.push(forbidden(`${path}.webhookClientConfig`, 'should not be set when strategy is not set to Webhook'));
    if (reviewVersions.length > 0) errors.push(forbidden(`${path}.conversionReviewVersions`, 'should not be set when strategy is not set to Webhook'));
    return errors;
  }
  if (!config) errors.push(required(`${path}.webhookClientConfig`, 'required when strategy is set to Webhook'));
  else if ((config.url === undefined) === (config.service === undefined)) errors.push(required(`${path}.webhookClientConfig`, 'exactly one of url or service is required'));
  if (reviewVersions.length === 0) errors.push(required(`${path}.conversionReviewVersions`));
  else if (!reviewVersions.some((version) => version === 'v1' || version === 'v1beta1'))
    errors.push(invalid(`${path}.conversionReviewVersions`, reviewVersions, 'must include at least one of v1, v1beta1'));
  return errors;
}

function validateGroup(group: string | undefined): FieldError[] {
  if (!group) return [required('spec.group')];
  const messages = isDns1123Subdomain(group);
  if (messages.length > 0) return joined('spec.group', group, messages);
  return group.includes('.') ? [] : [invalid('spec.group', group, 'should be a domain with at least one dot')];
}

const hasDefaults = (schema: JsonSchema): boolean =>
  schema.default !== undefined ||
  (schema.items !== undefined && hasDefaults(schema.items)) ||
  Object.values(schema.properties ?? {}).some(hasDefaults) ||
  (typeof schema.additionalProperties === 'object' && hasDefaults(schema.additionalProperties));

function validateSpec(spec: CustomResourceDefinitionSpec): FieldError[] {
  const versions = spec.versions ?? [];
  const { names } = spec;
  const shared = sharedParts(versions);
  const first = versions[0];
  const path = 'spec.versions';
  return [
    ...validateGroup(spec.group),
    ...requiredOneOf('spec.scope', spec.scope, ['Cluster', 'Namespaced']),
    ...versions.flatMap((version, i) => (version.schema?.openAPIV3Schema ? [] : [required(`${index(path, i)}.schema.openAPIV3Schema`)])),
    ...(spec.preserveUnknownFields && versions.some(({ schema }) => schema?.openAPIV3Schema && hasDefaults(schema.openAPIV3Schema))
      ? [invalid('spec.preserveUnknownFields', true, 'must be false in order to use defaults in the schema')]
      : []),
    ...validateVersions(versions, shared),
    ...(new Set(versions.map(({ name }) => name)).size < versions.length ? [invalid(path, printedVersions(versions, shared), 'must contain unique version names')] : []),
    ...(versions.filter(({ storage }) => storage).length === 1
      ? []
      : [invalid(path, printedVersions(versions, shared), 'must have exactly one version marked as storage version')]),
    // The first version's name stands in `spec.version` as well, inside.
    ...(first?.name ? joined('spec.version', first.name, isDns1035Label(first.name)) : []),
    ...(['plural', 'singular', 'kind', 'listKind'] as const).flatMap((name) => (names[name] ? [] : [required(`spec.names.${name}`)])),
    ...validateNames('spec.names', names),
    ...(first && shared.schema ? schemaErrors('spec.validation', first) : []),
    ...(first && shared.subresources ? validateSubresources('spec.subresources', first.subresources) : []),
    ...(first && shared.columns ? columnsAt('spec.additionalPrinterColumns', first.additionalPrinterColumns) : []),
    ...(first && shared.selectable ? validateSelectableFields('spec.selectableFields', first) : []),
    ...validateConversion('spec.conversion', spec.conversion),
  ];
}

const approval = 'api-approved.kubernetes.io';

/** Groups of the community need to say who approved them. */
function validateApproval({ metadata: { annotations = {} }, spec: { group = '' } }: CustomResourceDefinition): FieldError[] {
  if (!/(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group)) return [];
  const path = keyed('metadata.annotations', approval);
  const value = Object.hasOwn(annotations, approval) ? annotations[approval]! : '';
  if (value === '')
    return [required(path, 'protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111')];
  if (value.startsWith('unapproved') || /^https?:\/\/[^/\s]+\S*$/.test(value)) return [];
  return [
    invalid(
      path,
      value,
      `protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111`,
    ),
  ];
}

function validateStoredVersions({ spec, status }: CustomResourceDefinition): FieldError[] {
  const stored = status.storedVersions ?? [];
  const path = 'status.storedVersions';
  if (stored.length === 0) return [invalid(path, null, 'must have at least one stored version')];
  const versions = spec.versions ?? [];
  return [
    ...versions.flatMap(({ name, storage }, i) =>
      storage && (!stored.includes(name) || versions.findIndex((version) => version.name === name) < i) ? [invalid(path, stored, `must have the storage version ${name}`)] : [],
    ),
    ...stored.flatMap((name, i) =>
      versions.some((version) => version.name === name)
        ? []
        : [
            invalid(
              index(path, i),
              name,
              `missing from spec.versions; ${name} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${name} and removes ${name} from status.storedVersions`,
            ),
          ],
    ),
  ];
}

export const validateDefinition = (definition: CustomResourceDefinition, old?: CustomResourceDefinition): readonly FieldError[] => [
  ...(old ? [] : validateDefinitionName(definition)),
  ...validateSpec(definition.spec),
  ...validateStoredVersions(definition),
  ...validateApproval(definition),
  ...(definition.spec.preserveUnknownFields
    ? [invalid('spec.preserveUnknownFields', true, 'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead')]
    : []),
];

function validateDefinitionName({ metadata: { name = '' }, spec }: CustomResourceDefinition): FieldError[] {
  return name === `${spec.names.plural ?? ''}.${spec.group ?? ''}` ? [] : [invalid('metadata.name', name, 'must be spec.names.plural+"."+spec.group')];
}

const isEstablished = ({ status }: CustomResourceDefinition): boolean => (status.conditions ?? []).some(({ type, status: value }) => type === 'Established' && value === 'True');

export function validateDefinitionUpdate(definition: CustomResourceDefinition, old: CustomResourceDefinition, subresource: '' | 'status'): readonly FieldError[] {
  if (subresource === 'status') return validateNames('status.acceptedNames', definition.status.acceptedNames ?? {});
  const [spec, before] = [definition.spec, old.spec];
  return [
    ...(isEstablished(old) ? [...validateImmutable(spec.scope, before.scope, 'spec.scope'), ...validateImmutable(spec.names.kind, before.names.kind, 'spec.names.kind')] : []),
    ...validateImmutable(spec.group, before.group, 'spec.group'),
    ...validateImmutable(spec.names.plural, before.names.plural, 'spec.names.plural'),
  ];
}

function rulesIn(path: string, schema: JsonSchema): string[] {
  return [
    ...rulesOf(schema).flatMap((rule, at) => (isModelled(rule) ? [] : [`${path}.x-kubernetes-validations[${at}]`])),
    ...(schema.items ? rulesIn(`${path}.items`, schema.items) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([name, property]) => rulesIn(keyed(`${path}.properties`, name), property)),
    ...(typeof schema.additionalProperties === 'object' ? rulesIn(`${path}.additionalProperties`, schema.additionalProperties) : []),
  ];
}

/** What this simulation takes and does not do. */
export const definitionWarnings = ({ spec }: CustomResourceDefinition): readonly string[] => [
  ...spec.versions.flatMap(({ schema }, i) =>
    (schema?.openAPIV3Schema ? rulesIn(`${index('spec.versions', i)}.schema.openAPIV3Schema`, schema.openAPIV3Schema) : []).map(
      (path) => `${path}: this rule is not evaluated by this simulation`,
    ),
  ),
  ...(spec.conversion?.strategy === 'Webhook' ? [`spec.conversion.strategy: webhooks are not called by this simulation: versions differ in ${quote('apiVersion')} only`] : []),
];
