/** A definition for tests: most of what a schema can say. */
import type { CustomResourceDefinition } from '../custom-resource-definition/types.ts';
import { customResourceDefinition } from '../custom-resource-definition/descriptor.ts';
import type { JsonSchema } from '../custom-resource-definition/schema-types.ts';

const two: JsonSchema = { type: 'object', properties: { a: { type: 'integer' }, b: { type: 'integer' } } };
const each: readonly JsonSchema[] = [{ required: ['a'] }, { required: ['b'] }];

export const specProperties: Readonly<Record<string, JsonSchema>> = {
  cronSpec: { type: 'string', pattern: '^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$' },
  replicas: { type: 'integer', minimum: 1, maximum: 10, default: 1 },
  mode: { type: 'string', enum: ['fast', 'slow'], default: 'fast' },
  rate: { type: 'number', minimum: 0.5, exclusiveMinimum: true, multipleOf: 0.5 },
  flag: { type: 'boolean' },
  when: { type: 'string', format: 'date-time' },
  name: { type: 'string', minLength: 2, maxLength: 4 },
  tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set', minItems: 1, maxItems: 3 },
  keyed: {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', required: ['name'], properties: { name: { type: 'string' }, v: { type: 'integer' } } },
  },
  labels: { type: 'object', additionalProperties: { type: 'string' }, minProperties: 1, maxProperties: 2 },
  port: { 'x-kubernetes-int-or-string': true },
  maybe: { type: 'string', nullable: true },
  choice: { ...two, oneOf: each },
  any: { ...two, anyOf: each },
  all: { ...two, allOf: each },
  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
};

const schema: JsonSchema = {
  type: 'object',
  required: ['spec'],
  properties: {
    spec: { type: 'object', required: ['cronSpec'], properties: specProperties },
    status: {
      type: 'object',
      properties: { replicas: { type: 'integer' }, conditions: { type: 'array', items: { type: 'object', properties: { type: { type: 'string' }, status: { type: 'string' } } } } },
    },
  },
};

export const cronTabs = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'crontabs', kind: 'CronTab', shortNames: ['ct'] },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: schema },
        subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
        additionalPrinterColumns: [
          { name: 'Spec', type: 'string', jsonPath: '.spec.cronSpec' },
          { name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' },
          { name: 'Tags', type: 'string', jsonPath: '.spec.tags' },
          { name: 'Missing', type: 'string', jsonPath: '.spec.nope' },
          { name: 'Ready', type: 'string', jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: 'When', type: 'date', jsonPath: '.spec.when' },
          { name: 'Mode', type: 'string', jsonPath: '.spec.mode', priority: 1 },
        ],
      },
    ],
  },
} as unknown as CustomResourceDefinition;

export const context = { timestamp: '2026-01-01T00:00:00Z', list: () => [], random: () => 0.5 };

export const created = (definition: CustomResourceDefinition): CustomResourceDefinition =>
  customResourceDefinition.prepareForCreate!(customResourceDefinition.applyDefaults(definition), context);

export function established(definition: CustomResourceDefinition): CustomResourceDefinition {
  const made = created(definition);
  return { ...made, status: { ...made.status, acceptedNames: made.spec.names, conditions: [{ type: 'Established', status: 'True' }] } };
}
