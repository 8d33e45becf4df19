import { describe, expect, it } from 'vitest';
import { fieldAt, schemaNameOf, schemaNames, schemaOf } from './schema.ts';

const schema = (group: string, version: string, kind: string) => schemaOf(schemaNameOf(group, version, kind)!)!;

describe('schemas', () => {
  it('knows kinds', () => {
    expect(schemaNameOf('apps', 'v1', 'Deployment')).toBe('io.k8s.api.apps.v1.Deployment');
    expect(schemaNameOf('apps', 'v1', 'Deploymnet')).toBeUndefined();
    expect(schemaOf('toString')).toBeUndefined();
  });
  it('finds fields through lists and references', () => {
    const env = fieldAt(schema('apps', 'v1', 'Deployment'), ['spec', 'template', 'spec', 'containers', 'env'])!;
    expect(env.patchMergeKey).toBe('name');
    expect(env.patchStrategy).toEqual(['merge']);
    expect(env.schema).toMatchObject({ kind: 'list', goType: '[]v1.EnvVar', listType: 'map', listMapKeys: ['name'] });
    expect(fieldAt(schema('', 'v1', 'Pod'), ['spec', 'volumes'])!.patchStrategy).toEqual(['merge', 'retainKeys']);
    expect(fieldAt(schema('apps', 'v1', 'Deployment'), ['spec', 'nope'])).toBeUndefined();
    expect(fieldAt(schema('apps', 'v1', 'Deployment'), ['spec', 'selector'])).toMatchObject({ required: true, schema: { atomic: true } });
  });
  it('names Go types as errors show them', () => {
    const typeOf = (...path: string[]) => fieldAt(schema('', 'v1', 'Pod'), path)!.schema.goType;
    expect([
      typeOf('spec', 'containers', 'imagePullPolicy'),
      typeOf('spec', 'containers', 'resources', 'limits'),
      typeOf('metadata', 'labels'),
      typeOf('spec', 'containers', 'command'),
      typeOf('spec', 'terminationGracePeriodSeconds'),
    ]).toEqual(['v1.PullPolicy', 'v1.ResourceList', 'map[string]string', '[]string', 'int64']);
  });
  it('compiles every schema', () => {
    for (const name of schemaNames()) {
      const made = schemaOf(name)!;
      for (const field of made.fields?.values() ?? []) expect(field.schema.kind, `${name}.${field.name}`).toBeTypeOf('string');
    }
  });
});
