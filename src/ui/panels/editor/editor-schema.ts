import type { JSONSchema } from 'monaco-yaml';

type Source = JSONSchema & { readonly 'x-kubernetes-group-version-kind'?: readonly { readonly group: string; readonly version: string; readonly kind: string }[] };

const FROM = '#/components/schemas/';
const TO = '#/definitions/';

/**
 * One schema for the editor out of the API's own: whichever `apiVersion` and `kind` a document says decides what its fields are.
 * Only what people write is offered (no `status`). `descriptions` are shown where the pointer rests.
 */
export function editorSchema(schemas: Readonly<Record<string, Source>>, descriptions: Readonly<Record<string, string>> = {}): JSONSchema {
  const definitions: Record<string, JSONSchema> = {};
  const branches: JSONSchema[] = [];
  const kinds = new Set<string>();
  const versions = new Set<string>();
  for (const [name, source] of Object.entries(schemas)) {
    definitions[name] = described(convert(source) as JSONSchema, name, descriptions);
    const named = source['x-kubernetes-group-version-kind'];
    if (named?.length !== 1 || !source.properties?.['metadata'] || /(List|Options|Status)$/.test(named[0]!.kind)) continue;
    const { group, version, kind } = named[0]!;
    const apiVersion = group === '' ? version : `${group}/${version}`;
    kinds.add(kind);
    versions.add(apiVersion);
    const { status: _, ...properties } = definitions[name].properties ?? {};
    definitions[name] = {
      ...definitions[name],
      properties: {
        ...properties,
        apiVersion: { ...text(properties['apiVersion']), type: 'string', const: apiVersion },
        kind: { ...text(properties['kind']), type: 'string', const: kind },
      },
    };
    branches.push({ if: { properties: { apiVersion: { const: apiVersion }, kind: { const: kind } }, required: ['apiVersion', 'kind'] }, then: { $ref: TO + name } });
  }
  return {
    type: 'object',
    properties: {
      apiVersion: { type: 'string', enum: [...versions].sort() },
      kind: { type: 'string', enum: [...kinds].sort() },
      metadata: { $ref: `${TO}io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta` },
    },
    required: ['apiVersion', 'kind'],
    allOf: branches,
    definitions,
  };
}

const text = (schema: unknown): { readonly description?: string } => {
  const description = (schema as JSONSchema | undefined)?.description;
  return description === undefined ? {} : { description };
};

/** A type and its fields with what the API says about them. */
function described(schema: JSONSchema, name: string, descriptions: Readonly<Record<string, string>>): JSONSchema {
  const about = (key: string): { readonly description?: string } => (Object.hasOwn(descriptions, key) ? { description: descriptions[key]! } : {});
  const properties = Object.entries(schema.properties ?? {}).map(([field, property]) => [field, { ...(property as object), ...about(`${name}#${field}`) }] as const);
  return { ...schema, ...about(name), ...(schema.properties && { properties: Object.fromEntries(properties) }) };
}

/** References point into `definitions`; a reference wrapped only for its default loses the wrapping; defaults are the server's. */
function convert(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(convert);
  if (node === null || typeof node !== 'object') return node;
  const { default: _, allOf, ...rest } = node as { default?: unknown; allOf?: unknown[] } & Record<string, unknown>;
  if (allOf?.length === 1) return { ...(convert(rest) as object), ...(convert(allOf[0]) as object) };
  if (rest['format'] === 'int-or-string' || rest['x-kubernetes-int-or-string'] === true) return { type: ['integer', 'string'] };
  const converted: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(allOf ? { ...rest, allOf } : rest))
    converted[key] = key === '$ref' && typeof value === 'string' ? value.replace(FROM, TO) : convert(value);
  return converted;
}
