import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.ts';
import { checkMetadata, decode, decodeStructure, type ExpectedKind } from './decode.ts';
import { schemaNames, schemaOf, type Schema } from './schema.ts';

const deployment: ExpectedKind = { group: 'apps', version: 'v1', kind: 'Deployment', schema: 'io.k8s.api.apps.v1.Deployment' };
const core = (kind: string): ExpectedKind => ({ group: '', version: 'v1', kind, schema: `io.k8s.api.core.v1.${kind}` });
const pod = (spec: object): unknown => ({ apiVersion: 'v1', kind: 'Pod', spec });
const container = (fields: object): unknown => pod({ containers: [{ name: 'web', ...fields }] });

function refusal(expected: ExpectedKind, body: unknown): string {
  const decoded = decode(expected, body, 'Strict');
  return decoded.ok ? 'accepted' : decoded.error.message.replace(/^\w+ in version "v1" cannot be handled as a \w+: /, '');
}
const field = (path: string, found: string, type: string): string => `json: cannot unmarshal ${found} into Go struct field ${path} of type ${type}`;

describe('values of the wrong type', () => {
  it.each<[string, ExpectedKind, unknown, string]>([
    ['string for int', deployment, { spec: { replicas: '3' } }, field('DeploymentSpec.spec.replicas', 'string', 'int32')],
    ['fraction for int', deployment, { spec: { replicas: 2.5 } }, field('DeploymentSpec.spec.replicas', 'number 2.5', 'int32')],
    ['too large', deployment, { spec: { replicas: 3e9 } }, field('DeploymentSpec.spec.replicas', 'number 3000000000', 'int32')],
    ['number for string', core('Pod'), container({ env: [{ name: 'P', value: 80 }] }), field('EnvVar.spec.containers.env.value', 'number', 'string')],
    ['map for list', core('Pod'), container({ env: { P: '80' } }), field('Container.spec.containers.env', 'object', '[]v1.EnvVar')],
    ['number for struct', core('Pod'), container({ ports: [80] }), field('Container.spec.containers.ports', 'number', 'v1.ContainerPort')],
    ['list for named map', core('Pod'), container({ resources: { limits: [] } }), field('ResourceRequirements.spec.containers.resources.limits', 'array', 'v1.ResourceList')],
    ['named string', core('Pod'), container({ imagePullPolicy: true }), field('Container.spec.containers.imagePullPolicy', 'bool', 'v1.PullPolicy')],
    ['map value', core('ConfigMap'), { data: { a: false } }, field('ConfigMap.data', 'bool', 'string')],
    ['int or string', core('Pod'), container({ livenessProbe: { httpGet: { port: true } } }), field('HTTPGetAction.spec.containers.livenessProbe.httpGet.port', 'bool', 'int32')],
    ['the first of several', deployment, { spec: { paused: 'x', replicas: 'x' } }, field('DeploymentSpec.spec.paused', 'string', 'bool')],
    [
      'a bad quantity wins',
      core('Pod'),
      container({ stdin: 'x', resources: { limits: { cpu: 'x' } } }),
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    ['base64', core('Secret'), { data: { a: 'not base64' } }, 'illegal base64 data at input byte 3'],
    ['bytes', core('Secret'), { data: { a: 7 } }, field('Secret.data', 'number', '[]uint8')],
    ['time', core('Pod'), { metadata: { deletionTimestamp: 'now' } }, 'parsing time "now" as "2006-01-02T15:04:05Z07:00": cannot parse "now" as "2006"'],
  ])('%s', (_, expected, body, message) => expect(refusal(expected, body)).toBe(message));
});

describe('unknown fields', () => {
  const body = { spec: { selector: { app: 'web' }, template: { spec: { containers: [{ imagee: 'x' }] }, containers: [] } }, foo: 1 };
  const fields = [
    'unknown field "spec.selector.app"',
    'unknown field "spec.template.spec.containers[0].imagee"',
    'unknown field "spec.template.containers"',
    'unknown field "foo"',
  ];
  it('refuses them in the order met', () => expect(refusal(deployment, body)).toBe(`strict decoding error: ${fields.join(', ')}`));
  it('warns', () => {
    const decoded = decode(deployment, body, 'Warn');
    expect(decoded.ok && decoded.value.warnings).toEqual(fields);
    expect(decoded.ok && decoded.value.object).toEqual({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { selector: {}, template: { spec: { containers: [{}] } } } });
  });
  it('ignores', () => expect(decode(deployment, body, 'Ignore')).toMatchObject({ ok: true, value: { warnings: [] } }));
  it('takes keys of objects for fields', () =>
    expect(refusal(deployment, JSON.parse('{"spec":{"__proto__":{},"constructor":1}}'))).toBe(
      'strict decoding error: unknown field "spec.__proto__", unknown field "spec.constructor"',
    ));
});

describe('kind and version', () => {
  it.each<[unknown, string]>([
    [{ kind: 'pod', apiVersion: 'v1' }, 'pod in version "v1" cannot be handled as a Pod: no kind "pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:110"'],
    [
      { kind: 'Pod', apiVersion: 'apps/v1' },
      'Pod in version "v1" cannot be handled as a Pod: no kind "Pod" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:110"',
    ],
    [{ kind: 'Deployment', apiVersion: 'apps/v1' }, 'Deployment in version "v1" cannot be handled as a Pod: converting (v1.Deployment) to (core.Pod): unknown conversion'],
    [
      { kind: 3 },
      'the object provided is unrecognized (must be of type Pod): couldn\'t get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":3})',
    ],
  ])('%j', (body, message) => {
    const decoded = decode(core('Pod'), body, 'Strict');
    expect(decoded.ok ? '' : decoded.error.message).toBe(message);
  });
});

describe('what comes out', () => {
  const out = (expected: ExpectedKind, body: unknown): unknown => {
    const decoded = decode(expected, body, 'Strict');
    return decoded.ok ? decoded.value.object : decoded.error.message;
  };
  it('drops nulls of fields and keeps zero values in maps and lists', () => {
    expect(out(core('ConfigMap'), { data: { a: null, b: '1' }, binaryData: null })).toEqual({ apiVersion: 'v1', kind: 'ConfigMap', data: { a: '', b: '1' } });
    expect(out(core('Pod'), container({ args: ['a', null], env: [null] }))).toMatchObject({ spec: { containers: [{ args: ['a', ''], env: [{}] }] } });
  });
  it('writes quantities and times in canonical form', () => {
    expect(out(core('Pod'), container({ resources: { limits: { cpu: 0.5, memory: '1024Mi' } } }))).toMatchObject({
      spec: { containers: [{ resources: { limits: { cpu: '500m', memory: '1Gi' } } }] },
    });
    expect(out(core('Pod'), { metadata: { deletionTimestamp: '2026-11-22T07:48:28.5+02:00' } })).toMatchObject({ metadata: { deletionTimestamp: '2026-11-22T05:48:28Z' } });
  });
  it('keeps map keys that objects have', () => {
    const object = out(core('ConfigMap'), JSON.parse('{"data":{"__proto__":"x","toString":"y"}}')) as { data: object };
    expect(Object.entries(object.data)).toEqual([
      ['__proto__', 'x'],
      ['toString', 'y'],
    ]);
  });
});

describe('every field of every kind', () => {
  const wrong: Readonly<Record<Schema['kind'], unknown>> = {
    struct: 'x',
    map: 'x',
    list: 'x',
    string: 7,
    integer: 'x',
    number: 'x',
    boolean: 'x',
    quantity: 'x',
    'int-or-string': true,
    time: 'x',
    'micro-time': 'x',
    bytes: 7,
    any: undefined,
  };
  it('refuses a wrong type and names an unknown sibling', () => {
    let checked = 0;
    for (const name of schemaNames()) {
      const schema = schemaOf(name)!;
      if (schema.kind !== 'struct') continue;
      for (const { name: key, schema: inner } of schema.fields!.values()) {
        const value = wrong[inner.kind];
        const decoded = decodeStructure(schema, { [key]: value, 'no such field': 1 });
        if (value !== undefined)
          expect(decoded.error, `${name}.${key}`).toMatch(
            inner.kind === 'quantity' || inner.kind === 'time' || inner.kind === 'micro-time' ? /quantities|parsing time/ : new RegExp(`\\.${key.replace('$', '\\$')} of type `),
          );
        else expect(decoded.strict).toEqual(['unknown field "no such field"']);
        checked++;
      }
    }
    expect(checked).toBeGreaterThan(1500);
  });
});

describe("kubectl's look at metadata", () => {
  it.each([
    [{ metadata: { labels: { a: true } } }, field('ObjectMeta.metadata.labels', 'bool', 'string')],
    [{ metadata: { name: ['x'] } }, field('ObjectMeta.metadata.name', 'array', 'string')],
    [{ metadata: [] }, field('metadataOnlyObject.metadata', 'array', 'v1.ObjectMeta')],
  ])('%j', (manifest, error) => expect(checkMetadata(manifest)).toEqual({ ok: false, error }));
  it('passes the rest', () =>
    expect([checkMetadata({}), checkMetadata({ metadata: { name: 'x', foo: 1 } })]).toEqual([
      { ok: true, value: true },
      { ok: true, value: true },
    ]));
});

describe('base64', () => {
  it.each([
    ['aGVsbG8=', 'hello'],
    ['aGVs\nbG8=\n', 'hello'],
    ['', ''],
    ['ab==', 'i'],
  ])('%j', (text, bytes) => expect(decodeBase64(text)).toEqual({ ok: true, value: bytes }));
  it.each([
    ['aGVsbG8', 4],
    ['aGVs bG8=', 4],
    ['ab=', 3],
    ['ab==x', 4],
    ['é', 0],
    ['=', 0],
    ['a', 0],
    ['zz$', 2],
  ])('%j stops at %d', (text, at) => expect(decodeBase64(text)).toEqual({ ok: false, error: `illegal base64 data at input byte ${at}` }));
});
