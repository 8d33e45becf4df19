/**
 * For each kind and each field of its schema: a value of a wrong type, an unknown sibling and a number that is too large are refused with an error that
 * names the field; and whatever else stands there, nothing throws.
 */
import '../controllers/admission/policies/install.ts';
import { describe, expect, it } from 'vitest';
import { kinds } from '../api/kinds/registry.ts';
import type { KindDescriptor } from '../api/descriptor.ts';
import { formatGroupVersion } from '../api/registry.ts';
import { schemaOf, type Schema } from '../api/schema/schema.ts';
import type { ApiResponse } from '../engine/client.ts';
import { tutorialImages } from '../kubelet/images/index.ts';
import { createCluster } from './cluster.ts';

const simulation = createCluster({ images: tutorialImages, preset: 'three', freeze: true });
simulation.advanceTo(simulation.position.time + 3000);

interface Place {
  /** Field names; the elements of lists and maps on the way are made as they are needed. */
  readonly path: readonly { readonly name: string; readonly schema: Schema }[];
}

/** Every field once for each type that it is a field of. */
function placesOf(root: Schema): readonly Place[] {
  const places: Place[] = [];
  const seen = new Set<string>();
  const visit = (schema: Schema, path: Place['path']): void => {
    let inner = schema;
    while (inner.items) inner = inner.items;
    if (inner.kind !== 'struct' || (inner.name !== undefined && seen.has(inner.name))) return;
    if (inner.name !== undefined) seen.add(inner.name);
    for (const [name, field] of inner.fields ?? []) {
      if (path.length === 0 && (name === 'apiVersion' || name === 'kind')) continue;
      const at = [...path, { name, schema: field.schema }];
      places.push({ path: at });
      visit(field.schema, at);
    }
  };
  visit(root, []);
  return places;
}

/** `value` wrapped in the lists and maps of the schema. */
function wrapped(schema: Schema, value: unknown): unknown {
  if (schema.kind === 'list' && schema.items) return [wrapped(schema.items, value)];
  if (schema.kind === 'map' && schema.items) return { key: wrapped(schema.items, value) };
  return value;
}

/** An object with `leaf` at the place. */
function objectWith(kind: KindDescriptor, { path }: Place, leaf: unknown): Record<string, unknown> {
  const build = (i: number): unknown => (i === path.length ? leaf : { [path[i]!.name]: i === path.length - 1 ? leaf : wrapped(path[i]!.schema, build(i + 1)) });
  const object = build(0) as Record<string, unknown>;
  const metadata = { name: `some.${kind.group}`, ...(kind.namespaced && { namespace: 'default' }) };
  return {
    apiVersion: formatGroupVersion(kind.group, kind.version),
    kind: kind.kind,
    ...object,
    metadata: path[0]!.name === 'metadata' ? { ...metadata, ...(object.metadata as object) } : metadata,
  };
}

function create(kind: KindDescriptor, body: unknown): ApiResponse {
  return simulation.request({
    verb: 'create',
    group: kind.group,
    version: kind.version,
    resource: kind.plural,
    ...(kind.namespaced && { namespace: 'default' }),
    body,
    options: { dryRun: true, fieldValidation: 'Strict' },
  });
}

const message = (response: ApiResponse): string => (response.ok ? 'accepted' : response.status.message);

/** What the field's type cannot be; nothing where it may be anything, or where Go's own reader does not say which field it was. */
function wrongType(schema: Schema): unknown {
  switch (schema.kind) {
    case 'string':
    case 'boolean':
      return { a: 1 };
    case 'integer':
    case 'number':
      return 'many';
    case 'list':
    case 'map':
    case 'struct':
      return 'text';
    case 'bytes':
      return 7;
    default:
      return undefined;
  }
}

const ODD: Readonly<Partial<Record<Schema['kind'], readonly unknown[]>>> = {
  string: ['', 'ÿ Ÿ', '*', 'constructor'],
  integer: [-1, 0, 2147483647],
  number: [-1, 1e300],
  boolean: [true, false],
  list: [[], null],
  map: [{}, { 'a b': null }],
  struct: [{}, null],
  'int-or-string': [-1, 'x', '-5%', '300%'],
  quantity: ['0', '-1', '1e40'],
  bytes: ['', 'YQ=='],
  time: ['2026-01-01T00:00:00Z'],
  'micro-time': ['2026-01-01T00:00:00.000000Z'],
  any: [null, {}, [], 'x'],
};

describe('every field of every kind', () => {
  it('is there', () => expect(kinds.length).toBeGreaterThan(30));
  it.each(kinds.map((kind) => [kind.kind, kind] as const))('%s', (_, kind) => {
    if (kind.verbs && !kind.verbs.includes('create')) return;
    const places = placesOf(schemaOf(kind.schema)!);
    expect(places.length).toBeGreaterThan(3);
    const wrong: string[] = [];
    const check = (place: Place, leaf: unknown, names: string): void => {
      let text: string;
      try {
        text = message(create(kind, objectWith(kind, place, leaf)));
      } catch (problem) {
        text = `THROWS ${(problem as Error).stack?.split('\n').slice(0, 3).join(' ')}`;
      }
      if (text.startsWith('THROWS') || !text.includes(names)) wrong.push(`${place.path.map(({ name }) => name).join('.')} = ${JSON.stringify(leaf)}: ${text.slice(0, 300)}`);
    };
    for (const place of places) {
      const { name, schema } = place.path.at(-1)!;
      const bad = wrongType(schema);
      if (bad !== undefined) check(place, bad, name);
      if (schema.kind === 'integer') check(place, 2 ** 70, name);
      // Elements of lists and values of maps, however deep.
      let inner = schema;
      while (inner.items) inner = inner.items;
      const badInside = inner === schema ? undefined : wrongType(inner);
      if (badInside !== undefined) check(place, wrapped(schema, badInside), name);
      if (inner !== schema && inner.kind === 'integer') check(place, wrapped(schema, 2 ** 70), name);
      if (inner !== schema && inner.kind === 'struct') check(place, wrapped(schema, { noSuchField: 1 }), 'noSuchField');
      if (schema.kind === 'struct') check(place, { noSuchField: 1 }, 'noSuchField');
      for (const odd of ODD[schema.kind] ?? []) check(place, odd, '');
    }
    expect(wrong).toEqual([]);
  });
});
