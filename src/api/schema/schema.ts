/**
 * The API's own schemas, typed: which fields a kind has, of which type, and how lists are merged.
 * `data/schemas.json` is what an API server of v1.34.4 publishes (descriptions left out, properties in the order of the Go structs);
 * `data/go-types.json` names the Go types
 * that its error sentences show where they do not follow from the schema. They are 20 kB of a page's first load and nothing needs them before
 * the first request from outside, so they come apart: whoever takes requests imports `install.ts` first.
 */
import { latePart } from '../../base/late-part.ts';

export type ValueKind = 'struct' | 'map' | 'list' | 'string' | 'integer' | 'number' | 'boolean' | 'quantity' | 'int-or-string' | 'time' | 'micro-time' | 'bytes' | 'any';

export interface Schema {
  readonly kind: ValueKind;
  /** As Go names it: `int32`, `[]v1.Container`, `map[string]string`. */
  readonly goType: string;
  /** Of a published type: `io.k8s.api.core.v1.Container`. */
  readonly name?: string;
  /** What a custom kind's definition says about it. The texts of published types are not part of their schemas. */
  readonly text?: string;
  /** Of a struct, by JSON name, in the order of the Go struct. */
  readonly fields?: ReadonlyMap<string, Field>;
  /** Of a list's elements or a map's values. */
  readonly items?: Schema;
  /** Of a custom kind's struct: fields that it does not name are kept. */
  readonly open?: boolean;
  /** Of a map: nothing is said about its values. */
  readonly untyped?: boolean;
  readonly enum?: readonly string[];
  /** Of integers: 32 or 64. */
  readonly bits?: 32 | 64;
  /** How server-side apply merges: a list as a whole, as a set, or by keys; a map or struct as a whole. */
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly atomic?: boolean;
}

export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly required: boolean;
  readonly default?: unknown;
  /** Strategic merge patch: how this field's value is merged. */
  readonly patchStrategy: readonly ('merge' | 'replace' | 'retainKeys')[];
  readonly patchMergeKey?: string;
}

interface RawSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly RawSchema[];
  readonly oneOf?: readonly RawSchema[];
  readonly items?: RawSchema;
  readonly additionalProperties?: RawSchema;
  readonly properties?: Readonly<Record<string, RawSchema>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly default?: unknown;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[];
}

/** What the data files hold. */
export interface Published {
  /** By name: `io.k8s.api.apps.v1.Deployment`. */
  readonly schemas: Readonly<Record<string, RawSchema>>;
  /** Go types of fields, by schema and field. */
  readonly goTypes: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
const { install, get: published } = latePart<Published>('no schemas are installed: import api/schema/install.ts');
export const installSchemas = install;

const SPECIAL: Readonly<Record<string, Schema>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': { kind: 'quantity', goType: 'resource.Quantity' },
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { kind: 'int-or-string', goType: 'intstr.IntOrString' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': { kind: 'time', goType: 'v1.Time' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': { kind: 'micro-time', goType: 'v1.MicroTime' },
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { kind: 'any', goType: 'v1.FieldsV1' },
  'io.k8s.apimachinery.pkg.runtime.RawExtension': { kind: 'any', goType: 'runtime.RawExtension' },
  // Read by code of their own, which lets any field pass.
  ...Object.fromEntries(
    ['JSON', 'JSONSchemaPropsOrArray', 'JSONSchemaPropsOrBool', 'JSONSchemaPropsOrStringArray'].map((name) => [
      `io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.${name}`,
      { kind: 'any', goType: `v1.${name}` } as const,
    ]),
  ),
};

const ANY: Schema = { kind: 'any', goType: 'interface {}' };
const compiled = new Map<string, Schema>();

const refOf = (schema: RawSchema): string | undefined => (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').at(-1);
const shortName = (name: string): string => name.split('.').slice(-2).join('.');

function compile(schema: RawSchema, goType: string | undefined): Schema {
  const ref = refOf(schema);
  if (ref !== undefined) {
    const named = schemaOf(ref) ?? ANY;
    return schema['x-kubernetes-map-type'] === 'atomic' ? { ...named, atomic: true } : named;
  }
  const choice = schema.enum && { enum: schema.enum };
  switch (schema.type) {
    case 'integer':
      return { kind: 'integer', goType: goType ?? schema.format ?? 'int64', bits: schema.format === 'int32' ? 32 : 64 };
    case 'number':
      return { kind: 'number', goType: goType ?? 'float64' };
    case 'boolean':
      return { kind: 'boolean', goType: goType ?? 'bool' };
    case 'string':
      return schema.format === 'byte' ? { kind: 'bytes', goType: '[]uint8' } : { kind: 'string', goType: goType ?? 'string', ...choice };
    case 'array': {
      const items = compile(schema.items ?? {}, goType?.startsWith('[]') ? goType.slice(2) : undefined);
      return {
        kind: 'list',
        goType: goType ?? `[]${items.goType}`,
        items,
        listType: schema['x-kubernetes-list-type'] ?? 'atomic',
        ...(schema['x-kubernetes-list-map-keys'] && { listMapKeys: schema['x-kubernetes-list-map-keys'] }),
      };
    }
    case 'object': {
      if (schema.additionalProperties === undefined) return ANY;
      const items = compile(schema.additionalProperties, goType?.startsWith('map[') ? goType.slice(goType.indexOf(']') + 1) : undefined);
      return { kind: 'map', goType: goType ?? `map[string]${items.goType}`, items, ...(schema['x-kubernetes-map-type'] === 'atomic' && { atomic: true }) };
    }
    default:
      return ANY;
  }
}

/** Fields are compiled when they are first asked for: types may contain themselves, and most are never used. */
class Fields implements ReadonlyMap<string, Field> {
  private readonly made = new Map<string, Field>();
  private readonly owner: string;
  private readonly schema: RawSchema;
  constructor(owner: string, schema: RawSchema) {
    this.owner = owner;
    this.schema = schema;
  }
  private get properties(): Readonly<Record<string, RawSchema>> {
    return this.schema.properties ?? {};
  }
  get size(): number {
    return Object.keys(this.properties).length;
  }
  has(name: string): boolean {
    return Object.hasOwn(this.properties, name);
  }
  get(name: string): Field | undefined {
    const known = this.made.get(name);
    if (known !== undefined || !this.has(name)) return known;
    const property = this.properties[name]!;
    const strategy = property['x-kubernetes-patch-strategy'];
    const mergeKey = property['x-kubernetes-patch-merge-key'];
    const field: Field = {
      name,
      schema: compile(property, published().goTypes[this.owner]?.[name]),
      required: this.schema.required?.includes(name) ?? false,
      ...(property.default !== undefined && { default: property.default }),
      patchStrategy: (strategy?.split(',') ?? []) as Field['patchStrategy'],
      ...(mergeKey !== undefined && { patchMergeKey: mergeKey }),
    };
    this.made.set(name, field);
    return field;
  }
  keys(): MapIterator<string> {
    return Object.keys(this.properties).values() as MapIterator<string>;
  }
  *entries(): MapIterator<[string, Field]> {
    for (const name of this.keys()) yield [name, this.get(name)!];
  }
  *values(): MapIterator<Field> {
    for (const [, field] of this.entries()) yield field;
  }
  [Symbol.iterator](): MapIterator<[string, Field]> {
    return this.entries();
  }
  forEach(visit: (field: Field, name: string, map: ReadonlyMap<string, Field>) => void): void {
    for (const [name, field] of this.entries()) visit(field, name, this);
  }
}

/** The schema named `io.k8s.api.apps.v1.Deployment`; `undefined` where there is none. */
export function schemaOf(name: string): Schema | undefined {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const { schemas } = published();
  if (!Object.hasOwn(schemas, name)) return undefined;
  const source = schemas[name]!;
  const special = Object.hasOwn(SPECIAL, name) ? SPECIAL[name] : undefined;
  const schema: Schema =
    (special && { ...special, name }) ??
    (source.properties === undefined && source.additionalProperties === undefined
      ? { kind: 'struct', goType: shortName(name), name, fields: new Map() }
      : { kind: 'struct', goType: shortName(name), name, fields: new Fields(name, source), ...(source['x-kubernetes-map-type'] === 'atomic' && { atomic: true }) });
  compiled.set(name, schema);
  return schema;
}

let byKind: ReadonlyMap<string, string> | undefined;

/** The name of the schema of `apps`, `v1`, `Deployment`. Kinds of a List too. */
export function schemaNameOf(group: string, version: string, kind: string): string | undefined {
  byKind ??= new Map(
    Object.entries(published().schemas).flatMap(([name, schema]) =>
      (schema['x-kubernetes-group-version-kind'] ?? []).map((gvk) => [`${gvk.group}/${gvk.version}/${gvk.kind}`, name] as const),
    ),
  );
  return byKind.get(`${group}/${version}/${kind}`);
}

/** What stands at `path` (field names; a list's or map's elements need no step of their own). Upstream: `kubectl explain`'s lookup. */
export function fieldAt(schema: Schema, path: readonly string[]): Field | undefined {
  let current: Schema = schema;
  let field: Field | undefined;
  for (const name of path) {
    while (current.items !== undefined) current = current.items;
    field = current.fields?.get(name);
    if (field === undefined) return undefined;
    current = field.schema;
  }
  return field;
}

/** All schema names, for tools that walk them. */
export const schemaNames = (): readonly string[] => Object.keys(published().schemas);
