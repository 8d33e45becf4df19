import { describe, expect, it } from 'vitest';
import { formatFieldError } from '../../meta/field-error.ts';
import { customKind, type CustomObject } from './descriptor.ts';
import { context, created, cronTabs, established } from './testing-definition.ts';

const kind = customKind(established(cronTabs))!;
const objectOf = (spec: unknown, more: object = {}): CustomObject =>
  ({
    apiVersion: 'example.com/v1',
    kind: 'CronTab',
    metadata: { name: 'a', namespace: 'default', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec,
    ...more,
  }) as unknown as CustomObject;
const read = (spec: unknown, more: object = {}): CustomObject => kind.prepareForCreate!(kind.applyDefaults(objectOf(spec, more)), context);
const errors = (spec: unknown): readonly string[] => [...kind.validate(read(spec))].map(formatFieldError);
const cronSpec = '* * * * */5';

describe('the kind of a definition', () => {
  it('is there once the definition is established', () => expect(customKind(created(cronTabs))).toBeUndefined());

  it('drops what the schema lacks, fills in defaults, and takes nulls for absent', () => {
    expect(read({ cronSpec, unknown: 1, mode: null, maybe: null, keyed: [{ name: 'a', other: 1 }], free: { a: { b: 1 } } }, { status: { replicas: 1 }, more: true })).toMatchObject(
      {
        spec: { cronSpec, mode: 'fast', replicas: 1, maybe: null, keyed: [{ name: 'a' }], free: { a: { b: 1 } } },
      },
    );
    expect(Object.keys(read({ cronSpec }, { status: {}, more: true }))).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
  });

  // As a v1.34.4 API server answered.
  it.each([
    [{ cronSpec: '* *' }, ['spec.cronSpec: Invalid value: "* *": spec.cronSpec in body should match \'^(\\d+|\\*)(/\\d+)?(\\s+(\\d+|\\*)(/\\d+)?){4}$\'']],
    [{ cronSpec, rate: 0.5 }, ['spec.rate: Invalid value: 0.5: spec.rate in body should be greater than 0.5']],
    [{ cronSpec, rate: 0.7 }, ['spec.rate: Invalid value: 0.7: spec.rate in body should be a multiple of 0.5']],
    [{ cronSpec, mode: 'medium' }, ['spec.mode: Unsupported value: "medium": supported values: "fast", "slow"']],
    [{ cronSpec, replicas: 0 }, ['spec.replicas: Invalid value: 0: spec.replicas in body should be greater than or equal to 1']],
    [
      { cronSpec, replicas: 'three' },
      [
        'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
        '.spec.replicas: Invalid value: 0: .spec.replicas accessor error: three is of the type string, expected int64',
      ],
    ],
    [{ cronSpec, when: 'yesterday' }, ['spec.when: Invalid value: "yesterday": spec.when in body must be of type date-time: "yesterday"']],
    [{ cronSpec, name: 'a' }, ['spec.name: Invalid value: "a": spec.name in body should be at least 2 chars long']],
    [{ cronSpec, name: 'toolong' }, ['spec.name: Too long: may not be more than 4 bytes']],
    [{ cronSpec, labels: [] }, ['spec.labels: Invalid value: "array": spec.labels in body must be of type object: "array"']],
    [{ cronSpec, labels: {} }, ['spec.labels: Invalid value: 0: spec.labels in body should have at least 1 properties']],
    [{ cronSpec, labels: { a: 'b', c: 'd', e: 'f' } }, ['spec.labels: Too many: 3: must have at most 2 items']],
    [{ cronSpec, labels: { a: 1 } }, ['spec.labels.a: Invalid value: "integer": spec.labels.a in body must be of type string: "integer"']],
    [{ cronSpec, tags: [] }, ['spec.tags: Invalid value: 0: spec.tags in body should have at least 1 items']],
    [{ cronSpec, tags: ['a', 'b', 'c', 'd'] }, ['spec.tags: Too many: 4: must have at most 3 items']],
    [{ cronSpec, tags: ['a', 'a'] }, ['spec.tags[1]: Duplicate value: "a"']],
    [
      { cronSpec, keyed: [{ name: 'a' }, { name: 'a', v: 'x' }, { v: 1 }] },
      [
        'spec.keyed[1].v: Invalid value: "string": spec.keyed[1].v in body must be of type integer: "string"',
        'spec.keyed[2].name: Required value',
        'spec.keyed[1]: Duplicate value: {"name":"a"}',
      ],
    ],
    [
      { cronSpec, all: {} },
      ['spec.all.a: Required value', 'spec.all.b: Required value', '<nil>: Invalid value: "": "spec.all" must validate all the schemas (allOf). None validated'],
    ],
    [{ cronSpec, any: {} }, ['<nil>: Invalid value: "": "spec.any" must validate at least one schema (anyOf)', 'spec.any.a: Required value']],
    [{ cronSpec, choice: {} }, ['<nil>: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found none valid', 'spec.choice.a: Required value']],
    [{ cronSpec, choice: { a: 1, b: 2 } }, ['<nil>: Invalid value: "": "spec.choice" must validate one and only one schema (oneOf). Found 2 valid alternatives']],
    [{ cronSpec, port: true }, ['spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"']],
    [{ cronSpec, maybe: 5 }, ['spec.maybe: Invalid value: "integer": spec.maybe in body must be of type string: "integer"']],
    [{ cronSpec: null }, ['spec.cronSpec: Required value']],
    [null, ['spec: Required value']],
    [{ cronSpec, port: 'http', rate: 1.5, when: '2026-01-01T00:00:00Z', choice: { a: 1 } }, []],
  ])('%j', (spec, expected) => expect(errors(spec)).toEqual(expected));

  it('tolerates on an update what was wrong before', () => {
    const old = read({ cronSpec: 'bad', name: 'a' });
    expect(kind.validate(read({ cronSpec: 'bad', name: 'b' }), old).map((error) => error.field)).toEqual(['spec.name']);
  });

  it('prints its columns', () => {
    const object = {
      ...read({ cronSpec, tags: ['a', 'b'], when: '2025-12-31T00:00:00Z' }),
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    } as unknown as CustomObject;
    expect(kind.columns.map(({ name, priority, cell }) => [name, priority, cell(object, Date.parse('2026-01-01T00:00:00Z'))])).toEqual([
      ['Spec', 0, cronSpec],
      ['Replicas', 0, 1],
      ['Tags', 0, '["a","b"]'],
      ['Missing', 0, ''],
      ['Ready', 0, 'True'],
      ['When', 0, '24h'],
      ['Mode', 1, 'fast'],
    ]);
  });

  it('scales, and keeps status and spec apart', () => {
    const object = read({ cronSpec });
    expect(kind.scale!.get(kind.scale!.set(object, 4))).toEqual({ spec: 4, status: 0, selector: '' });
    const withStatus = kind.prepareForUpdate!({ ...read({ cronSpec: 'other' }), status: { replicas: 2 } } as unknown as CustomObject, object, 'status', context);
    expect(withStatus).toMatchObject({ spec: { cronSpec }, status: { replicas: 2 } });
    expect(kind.prepareForUpdate!(read({ cronSpec: '1 1 1 1 1' }), withStatus, '', context)).toMatchObject({ spec: { cronSpec: '1 1 1 1 1' }, status: { replicas: 2 } });
  });
});
