import descriptions from 'virtual:api-descriptions';
import { describe, expect, it } from 'vitest';
import { schemaNameOf, schemaOf } from '../../api/schema/schema.ts';
import type { JsonSchema } from '../../api/kinds/custom-resource-definition/schema-types.ts';
import { structureOfKind } from '../../api/kinds/custom-resource/structure.ts';
import { Documented } from './documented.ts';
import { plaintext } from './plaintext.ts';
import { plaintextOpenApiV2 } from './plaintext-openapiv2.ts';
import { wordWrap } from './word-wrap.ts';

const texts = new Documented(descriptions);
const pod = schemaOf(schemaNameOf('', 'v1', 'Pod')!)!;
const deployment = schemaOf(schemaNameOf('apps', 'v1', 'Deployment')!)!;

describe('plaintext', () => {
  it('says what a type is behind what its field says', () =>
    expect(plaintext(pod, ['spec', 'containers', 'resources', 'limits'], false, texts)).toMatch(
      /^FIELD: limits <map\[string\]Quantity>\n\n\nDESCRIPTION:\n {4}Limits describes the maximum amount of compute resources allowed\. More info:\n {4}https.*\n {4}Quantity is a fixed-point/,
    ));
  it('wraps the fields of a kind', () =>
    expect(plaintext(deployment, [], false, texts)).toBe(`DESCRIPTION:
    Deployment enables declarative updates for Pods and ReplicaSets.
    
FIELDS:
  apiVersion\t<string>
    APIVersion defines the versioned schema of this representation of an object.
    Servers should convert recognized schemas to the latest internal value, and
    may reject unrecognized values. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources

  kind\t<string>
    Kind is a string value representing the REST resource this object
    represents. Servers may infer this from the endpoint the client submits
    requests to. Cannot be updated. In CamelCase. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds

  metadata\t<ObjectMeta>
    Standard object's metadata. More info:
    https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata

  spec\t<DeploymentSpec>
    Specification of the desired behavior of the Deployment.

  status\t<DeploymentStatus>
    Most recently observed status of the Deployment.

`));
  it('names no field that is not there', () => expect(plaintext(pod, ['spec', 'replicas'], false, texts)).toBeUndefined());
  it('opens a type inside itself once', () => {
    const crd = schemaOf(schemaNameOf('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition')!)!;
    expect(plaintext(crd, ['spec', 'versions', 'schema'], true, texts)!.length).toBeLessThan(10_000);
  });

  const widget: JsonSchema = {
    type: 'object',
    description: 'A widget.',
    properties: {
      spec: {
        type: 'object',
        description: 'What is wanted.',
        required: ['size'],
        properties: {
          size: { type: 'string', enum: ['s', 'm', 'l', 'xl', ''], description: 'How large.' },
          parts: { type: 'array', description: 'Of what.', items: { type: 'object', description: 'A part.', properties: { id: { type: 'integer' } } } },
          labels: { type: 'object', additionalProperties: { type: 'string' } },
          free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    },
  };
  const custom = structureOfKind(widget);
  it('takes the texts of custom kinds from their definition', () =>
    expect(plaintext(custom, ['spec'], false, texts)).toBe(`FIELD: spec <Object>


DESCRIPTION:
    What is wanted.
    
FIELDS:
  free\t<Object>
    <no description>

  labels\t<map[string]string>
    <no description>

  parts\t<[]Object>
    Of what.

  size\t<string> -required-
  enum: s, m, l, xl, ....
    How large.

`));
  it('says what the elements of a custom list are', () =>
    expect(plaintext(custom, ['spec', 'parts'], false, texts)).toBe(
      'FIELD: parts <[]Object>\n\n\nDESCRIPTION:\n    Of what.\n    A part.\n    \nFIELDS:\n  id\t<integer>\n    <no description>\n\n',
    ));
});

describe('plaintext-openapiv2', () => {
  const v2 = (path: readonly string[], recursive = false) => plaintextOpenApiV2({ apiVersion: 'apps/v1', kind: 'Deployment' }, deployment, path, recursive, texts);
  it('shows a scalar', () =>
    expect(v2(['spec', 'replicas'])).toEqual({
      ok: true,
      value:
        'KIND:     Deployment\nVERSION:  apps/v1\n\nFIELD:    replicas <integer>\n\nDESCRIPTION:\n     Number of desired pods. This is a pointer to distinguish between explicit\n     zero and not specified. Defaults to 1.\n',
    }));
  it('shows a resource', () => {
    const shown = v2(['spec', 'strategy']);
    expect(shown.ok && shown.value).toMatch(
      /^KIND: {5}Deployment\nVERSION: {2}apps\/v1\n\nRESOURCE: strategy <Object>\n\nDESCRIPTION:\n {5}The deployment strategy[^\n]*\n\n {5}DeploymentStrategy describes/,
    );
  });
  it('refuses a field that is not there', () => expect(v2(['spec', 'pods'])).toEqual({ ok: false, error: 'field "pods" does not exist' }));
  it('lists recursively', () =>
    expect(v2(['spec', 'strategy'], true)).toMatchObject({ ok: true, value: expect.stringContaining('   rollingUpdate\t<Object>\n      maxSurge\t<string>\n') }));
});

describe('word wrap', () => {
  it.each([
    ['one two three', 7, 'one two\nthree'],
    ['one  two', 20, 'one  two'],
    ['averylongword x', 5, 'averylongword\nx'],
    ['a\n\nb', 5, 'a\n\nb'],
    ['a  \nb', 5, 'a  \nb'],
  ])('%j at %d', (text, limit, wrapped) => expect(wordWrap(text, limit)).toBe(wrapped));
});
