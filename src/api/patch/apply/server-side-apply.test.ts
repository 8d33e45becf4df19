import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonSchema } from '../../kinds/custom-resource-definition/schema-types.ts';
import { structureOfKind } from '../../kinds/custom-resource/structure.ts';
import { schemaOf } from '../../schema/schema.ts';
import { fieldSet, fromFieldsV1, pathsOf, printPath, toFieldsV1 } from './field-set.ts';
import { recordScale, recordUpdate, serverSideApply, type Writer } from './server-side-apply.ts';
import { fieldsOf, mergeTyped } from './typed.ts';

type Json = Readonly<Record<string, unknown>>;
const schema = schemaOf('io.k8s.api.apps.v1.Deployment')!;
const by = (manager: string): Writer => ({ manager, apiVersion: 'apps/v1', timestamp: '2026-11-22T05:48:28Z' });
const deployment = (fields: Json, metadata: Json = {}): Json => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', uid: 'u', ...metadata }, ...fields });
const pods = (...containers: Json[]): Json => ({ template: { spec: { containers } } });

function apply(live: Json | undefined, config: Json, manager: string, force = false): Json {
  const applied = serverSideApply(schema, live, config, by(manager), force);
  if (!applied.ok) throw new Error(applied.error.message);
  return applied.value.object;
}
const refusal = (live: Json | undefined, config: Json, manager = 'b'): string => {
  const applied = serverSideApply(schema, live, config, by(manager), false);
  return applied.ok ? 'accepted' : applied.error.message;
};
const owners = (object: Json): unknown =>
  ((object.metadata as Json).managedFields as Json[]).map(({ manager, operation, fieldsV1 }) => [manager, operation, pathsOf(fromFieldsV1(fieldsV1)).map(printPath)]);

describe('server-side apply', () => {
  it('records what it sets', () => {
    const made = apply(undefined, deployment({ spec: { replicas: 1, ...pods({ name: 'web', image: 'x', ports: [{ containerPort: 80 }] }) } }, { labels: { a: '1' } }), 'a');
    expect(owners(made)).toEqual([
      [
        'a',
        'Apply',
        [
          '.metadata.labels.a',
          '.spec.replicas',
          '.spec.template.spec.containers[name="web"]',
          '.spec.template.spec.containers[name="web"].image',
          '.spec.template.spec.containers[name="web"].name',
          '.spec.template.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"]',
          '.spec.template.spec.containers[name="web"].ports[containerPort=80,protocol="TCP"].containerPort',
        ],
      ],
    ]);
  });
  it('merges by keys and takes away what it does not apply any more', () => {
    const first = apply(undefined, deployment({ spec: { replicas: 1, ...pods({ name: 'web', image: 'x' }, { name: 'old', image: 'y' }) } }), 'a');
    const second = apply(first, deployment({ spec: pods({ name: 'side', image: 'z' }) }), 'b');
    const third = apply(second, deployment({ spec: pods({ name: 'web', image: 'x2' }) }), 'a');
    expect(third.spec).toEqual(pods({ name: 'web', image: 'x2' }, { name: 'side', image: 'z' }));
  });
  it('leaves what others own, too', () => {
    const shared = apply(apply(undefined, deployment({ spec: { replicas: 1 } }), 'a'), deployment({ spec: { replicas: 1 } }), 'b');
    expect(apply(shared, deployment({}), 'a').spec).toEqual({ replicas: 1 });
  });
  it('is refused over what others own, unless forced', () => {
    const live = apply(undefined, deployment({ spec: { replicas: 1, paused: true } }), 'a');
    expect(refusal(live, deployment({ spec: { replicas: 2 } }))).toBe('Apply failed with 1 conflict: conflict with "a": .spec.replicas');
    expect(refusal(live, deployment({ spec: { replicas: 2, paused: false } }))).toBe('Apply failed with 2 conflicts: conflicts with "a":\n- .spec.paused\n- .spec.replicas');
    const forced = apply(live, deployment({ spec: { replicas: 2 } }), 'b', true);
    expect(forced.spec).toEqual({ replicas: 2, paused: true });
    expect(owners(forced)).toEqual([
      ['a', 'Apply', ['.spec.paused']],
      ['b', 'Apply', ['.spec.replicas']],
    ]);
  });
  describe('through the scale subresource', () => {
    const scaler: Writer = { manager: 'scaler', apiVersion: 'apps/v1', subresource: 'scale' };
    const made = recordUpdate(schema, undefined, deployment({ spec: { replicas: 1, paused: true } }), by('maker'));
    const applied = apply(undefined, deployment({ spec: { replicas: 1, paused: true } }), 'maker');
    it.each<[string, Json, boolean, unknown]>([
      [
        'takes the replicas over',
        made,
        true,
        [
          ['scaler', 'Update', ['.spec.replicas']],
          ['maker', 'Update', ['.spec.paused']],
        ],
      ],
      [
        'splits what an update owns where nothing changes',
        made,
        false,
        [
          ['maker', 'Update', ['.spec.replicas']],
          ['maker', 'Update', ['.spec.paused']],
        ],
      ],
      ['leaves an applier what it has where nothing changes', applied, false, [['maker', 'Apply', ['.spec.paused', '.spec.replicas']]]],
      [
        'takes from an applier',
        applied,
        true,
        [
          ['maker', 'Apply', ['.spec.paused']],
          ['scaler', 'Update', ['.spec.replicas']],
        ],
      ],
      ['records nobody where nobody owned them', apply(undefined, deployment({ spec: { paused: true } }), 'maker'), true, [['maker', 'Apply', ['.spec.paused']]]],
    ])('%s', (_, live, changed, expected) => {
      expect(owners(recordScale(live, live, scaler, changed))).toEqual(expected);
    });
    it('forgets the replicas with the second write that changes nothing', () => {
      const once = recordScale(made, made, scaler, false);
      expect(owners(recordScale(once, once, scaler, false))).toEqual([['maker', 'Update', ['.spec.paused']]]);
    });
  });
  it('knows what was changed by other writes', () => {
    const live = apply(undefined, deployment({ spec: { replicas: 1 } }), 'a');
    const scaled = recordUpdate(schema, live, { ...live, spec: { replicas: 3 } }, by('kubectl-scale'));
    expect(owners(scaled)).toEqual([['kubectl-scale', 'Update', ['.spec.replicas']]]);
    expect(refusal(scaled, deployment({ spec: { replicas: 1 } }), 'a')).toBe('Apply failed with 1 conflict: conflict with "kubectl-scale" using apps/v1: .spec.replicas');
  });
  it('takes an object without a record for written before', () => {
    expect(refusal(deployment({ spec: { replicas: 1 } }), deployment({ spec: { replicas: 2 } }))).toBe(
      'Apply failed with 1 conflict: conflict with "before-first-apply" using apps/v1: .spec.replicas',
    );
    expect(owners(recordUpdate(schema, deployment({ spec: {} }), deployment({ spec: { replicas: 1 } }), by('x')))).toEqual([['x', 'Update', ['.spec.replicas']]]);
  });
  it("keeps a custom kind's nulls and, where its definition is open, fields that it does not name", () => {
    const thing = (fields: Json): Json => ({ apiVersion: 'x.io/v1', kind: 'Thing', metadata: { name: 'a' }, ...fields });
    const applied = (definition: JsonSchema, fields: Json): unknown => {
      const result = serverSideApply(structureOfKind(definition), undefined, thing(fields), { ...by('a'), apiVersion: 'x.io/v1' }, false);
      return result.ok ? { ...result.value.object, metadata: {} } : result.error.message;
    };
    const open: JsonSchema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    const fields = { spec: { z: null, list: [1, null] }, other: null };
    expect(applied(open, fields)).toEqual({ ...thing(fields), metadata: {} });
    expect(applied({ ...open, properties: { spec: { ...open, properties: { a: { type: 'integer' } } } } }, fields)).toEqual({ ...thing(fields), metadata: {} });
    expect(applied({ type: 'object' }, fields)).toMatch('.other: field not declared in schema');
  });
  it('does not conflict with what kubectl applied on its side', () => {
    const annotation = `${JSON.stringify(deployment({ spec: { replicas: 1 } }))}\n`;
    const live = recordUpdate(
      schema,
      undefined,
      deployment({ spec: { replicas: 1 } }, { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': annotation } }),
      by('kubectl-client-side-apply'),
    );
    const applied = apply(live, deployment({ spec: { replicas: 2 } }), 'kubectl');
    expect(applied.spec).toEqual({ replicas: 2 });
    expect((applied.metadata as { annotations: Record<string, string> }).annotations['kubectl.kubernetes.io/last-applied-configuration']).toBe(
      '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","uid":"u"},"spec":{"replicas":2}}\n',
    );
  });
  it.each<[Json, string]>([
    [deployment({ spec: { foo: 1 } }), 'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema'],
    [deployment({ spec: { replicas: 'x' } }), 'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string'],
    [
      deployment({ spec: pods({ name: 'a' }, { name: 'a' }) }),
      'failed to create typed patch object (/web; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="a"]',
    ],
    [{ ...deployment({}), apiVersion: 'apps/v2' }, 'Incorrect version specified in apply patch. Specified patch version: apps/v2, expected: apps/v1'],
  ])('refuses %j', (config, message) => expect(refusal(undefined, config)).toBe(message));
});

describe('properties', () => {
  const container = fc.record({ image: fc.constantFrom('x', 'y'), args: fc.array(fc.constantFrom('p', 'q'), { minLength: 1 }) }, { requiredKeys: [] });
  const containers = fc
    .uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1 })
    .chain((names) => fc.tuple(...names.map((name) => container.map((fields) => ({ name, ...fields })))));
  const configs = fc
    .record(
      { labels: fc.dictionary(fc.constantFrom('l', 'm'), fc.constantFrom('1', '2'), { minKeys: 1 }), replicas: fc.integer({ min: 0, max: 2 }), containers },
      { requiredKeys: ['containers'] },
    )
    .map(({ labels, replicas, containers: all }) => deployment({ spec: { ...(replicas !== undefined && { replicas }), ...pods(...all) } }, labels && { labels }));

  it('what is applied is there, owned by its manager, and applying it again changes nothing', () => {
    fc.assert(
      fc.property(configs, configs, configs, (first, second, third) => {
        const live = apply(apply(apply(undefined, first, 'a'), second, 'b', true), third, 'a', true);
        expect(mergeTyped(schema, live, third)).toEqual(live);
        const again = serverSideApply(schema, live, third, by('a'), false);
        expect(again).toMatchObject({ ok: true, value: { unchanged: true, object: live } });
      }),
      { seed: 9, numRuns: 200 },
    );
  });
  it('a record survives its written form', () => {
    fc.assert(
      fc.property(configs, (config) => {
        const set = fieldsOf(schema, config);
        expect(pathsOf(fromFieldsV1(JSON.parse(JSON.stringify(toFieldsV1(set)))))).toEqual(pathsOf(set));
      }),
      { seed: 10, numRuns: 100 },
    );
  });
  it('paths print as conflicts show them', () =>
    expect(pathsOf(fieldSet(['f:spec', 'k:{"name":"a"}', 'f:x'], ['f:metadata', 'f:finalizers', 'v:"y"'])).map(printPath)).toEqual([
      '.metadata.finalizers[="y"]',
      '.spec[name="a"].x',
    ]));
});
