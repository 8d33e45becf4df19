/** A custom kind's schema in the form that decoding, patches and server-side apply read. */
import type { Field, Schema } from '../../schema/schema.ts';
import { schemaOf } from '../../schema/schema.ts';
import type { JsonSchema } from '../custom-resource-definition/schema-types.ts';

const any: Schema = { kind: 'any', goType: 'interface {}' };
const text: Schema = { kind: 'string', goType: 'string' };

const field = (name: string, schema: Schema, required = false): Field => ({ name, schema, required, patchStrategy: [] });

function fieldsOf(schema: JsonSchema): readonly Field[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    ...field(name, compile(property), required.has(name)),
    ...(property.default === undefined ? {} : { default: property.default }),
  }));
}

function list(schema: JsonSchema): Schema {
  const type = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'];
  return {
    kind: 'list',
    goType: '[]interface {}',
    items: schema.items ? compile(schema.items) : any,
    listType: type === 'set' || type === 'map' ? type : 'atomic',
    ...(keys ? { listMapKeys: keys } : {}),
  };
}

const open = (schema: JsonSchema): Pick<Schema, 'open'> => (schema['x-kubernetes-preserve-unknown-fields'] ? { open: true } : {});

function compile(schema: JsonSchema): Schema {
  const compiled = compileType(schema);
  return schema.description || schema.enum
    ? {
        ...compiled,
        ...(schema.description && { text: schema.description }),
        ...(schema.enum && { enum: schema.enum.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))) }),
      }
    : compiled;
}

function compileType(schema: JsonSchema): Schema {
  if (schema['x-kubernetes-int-or-string']) return { kind: 'int-or-string', goType: 'intstr.IntOrString' };
  switch (schema.type) {
    case 'string':
      return text;
    case 'integer':
      return { kind: 'integer', goType: 'int64', bits: schema.format === 'int32' ? 32 : 64 };
    case 'number':
      return { kind: 'number', goType: 'float64' };
    case 'boolean':
      return { kind: 'boolean', goType: 'bool' };
    case 'array':
      return list(schema);
    case 'object': {
      const atomic = schema['x-kubernetes-map-type'] === 'atomic' ? { atomic: true } : {};
      if (schema.properties) return { kind: 'struct', goType: 'map[string]interface {}', fields: new Map(fieldsOf(schema).map((of) => [of.name, of])), ...open(schema), ...atomic };
      const values = typeof schema.additionalProperties === 'object' ? { items: compile(schema.additionalProperties) } : { items: any, untyped: true };
      return { kind: 'map', goType: 'map[string]interface {}', ...values, ...atomic };
    }
    default:
      return any;
  }
}

/** Of whole objects. */
export function structureOfKind(schema: JsonSchema): Schema {
  const metadata = schemaOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta') ?? any;
  const own = [field('apiVersion', text), field('kind', text), field('metadata', metadata)];
  return {
    kind: 'struct',
    goType: 'map[string]interface {}',
    ...(schema.description && { text: schema.description }),
    ...open(schema),
    fields: new Map([...own, ...fieldsOf(schema).filter(({ name }) => !own.some((of) => of.name === name))].map((of) => [of.name, of])),
  };
}
