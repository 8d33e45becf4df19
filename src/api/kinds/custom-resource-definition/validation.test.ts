import '../custom-resource/rules/install.ts';
import { describe, expect, it } from 'vitest';
import { formatFieldError } from '../../meta/field-error.ts';
import { created, cronTabs, specProperties } from '../custom-resource/testing-definition.ts';
import type { JsonSchema } from './schema-types.ts';
import type { CustomResourceDefinition, CustomResourceDefinitionSpec, CustomResourceDefinitionVersion } from './types.ts';
import { definitionWarnings, validateDefinition } from './validation.ts';

const version = cronTabs.spec.versions[0]!;
const withSpec = (changes: Partial<CustomResourceDefinitionSpec>): CustomResourceDefinition => ({ ...cronTabs, spec: { ...cronTabs.spec, ...changes } });
const withVersion = (changes: Partial<CustomResourceDefinitionVersion>): CustomResourceDefinition => withSpec({ versions: [{ ...version, ...changes }] });
const withProperty = (x: JsonSchema): CustomResourceDefinition =>
  withVersion({ schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties: { ...specProperties, x } } } } } });
const errors = (definition: CustomResourceDefinition): readonly string[] => validateDefinition(created(definition)).map(formatFieldError);
const x = 'spec.validation.openAPIV3Schema.properties[spec].properties[x]';
const printed = (storage: boolean): string =>
  `{"Name":"v1","Served":true,"Storage":${storage},"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null}`;

// As a v1.34.4 API server answered.
describe('definitions', () => {
  it('are valid', () => expect(errors(cronTabs)).toEqual([]));

  it.each<[string, CustomResourceDefinition, readonly string[]]>([
    ['name', { ...cronTabs, metadata: { name: 'foo' } } as CustomResourceDefinition, ['metadata.name: Invalid value: "foo": must be spec.names.plural+"."+spec.group']],
    ['scope', withSpec({ scope: 'Global' }), ['spec.scope: Unsupported value: "Global": supported values: "Cluster", "Namespaced"']],
    [
      'no stored version',
      withVersion({ storage: false }),
      [
        `spec.versions: Invalid value: [${printed(false)}]: must have exactly one version marked as storage version`,
        'status.storedVersions: Invalid value: null: must have at least one stored version',
      ],
    ],
    [
      'two of a name',
      withSpec({ versions: [version, { ...version, storage: false }] }),
      [`spec.versions: Invalid value: [${printed(true)},${printed(false)}]: must contain unique version names`],
    ],
    ['no schema', withSpec({ versions: [{ name: 'v1', served: true, storage: true }] }), ['spec.versions[0].schema.openAPIV3Schema: Required value']],
    ['no type', withProperty({}), [`${x}.type: Required value: must not be empty for specified object fields`]],
    ['no items', withProperty({ type: 'array' }), [`${x}.items: Required value: must be specified`]],
    ['unknown type', withProperty({ type: 'strin' }), [`${x}.type: Unsupported value: "strin": supported values: "array", "boolean", "integer", "number", "object", "string"`]],
    [
      'pattern',
      withProperty({ type: 'string', pattern: '(' }),
      [`${x}.pattern: Invalid value: "(": must be a valid regular expression, but isn't: error parsing regexp: missing closing ): \`(\``],
    ],
    ['default of another type', withProperty({ type: 'integer', default: 'a' }), [`${x}.default: Invalid value: "string":  in body must be of type integer: "string"`]],
    [
      'default with unknown field',
      withProperty({ type: 'object', default: { q: 1 }, properties: { a: { type: 'string' } } }),
      [`${x}.default: Invalid value: {"q":1}: must not have unknown fields`],
    ],
    [
      'map without keys',
      withProperty({ type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'object' } }),
      [`${x}.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map`],
    ],
    [
      'properties and others',
      withProperty({ type: 'object', properties: { a: { type: 'string' } }, additionalProperties: { type: 'string' } }),
      [`${x}.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive`],
    ],
    ['type in oneOf', withProperty({ type: 'object', oneOf: [{ type: 'object' }] }), [`${x}.oneOf[0].type: Forbidden: must be empty to be structural`]],
    [
      'column',
      withVersion({ additionalPrinterColumns: [{ name: '', type: 'text', jsonPath: 'spec.x' }] }),
      [
        'spec.additionalPrinterColumns[0].name: Required value',
        'spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string',
        'spec.additionalPrinterColumns[0].JSONPath: Invalid value: "spec.x": must be a simple json path starting with .',
      ],
    ],
    [
      'conversion',
      withSpec({ conversion: { strategy: 'Webhook' } }),
      ['spec.conversion.webhookClientConfig: Required value: required when strategy is set to Webhook', 'spec.conversion.conversionReviewVersions: Required value'],
    ],
    [
      'warning of a version that is not deprecated',
      withVersion({ deprecationWarning: 'x' }),
      ['spec.versions[0].deprecationWarning: Invalid value: "x": can only be set for deprecated versions'],
    ],
  ])('%s', (_name, definition, expected) => expect(errors(definition)).toEqual(expected));

  it('say what is not evaluated', () => {
    expect(
      definitionWarnings(created(withProperty({ type: 'string', 'x-kubernetes-validations': [{ rule: 'self.startsWith("a")' }, { rule: 'quantity(self).isInteger()' }] }))),
    ).toEqual(['spec.versions[0].schema.openAPIV3Schema.properties[spec].properties[x].x-kubernetes-validations[1]: this rule is not evaluated by this simulation']);
  });
});
