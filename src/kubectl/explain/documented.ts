/** A schema with what the API says about it. */
import type { Field, Schema } from '../../api/schema/schema.ts';

export type Descriptions = Readonly<Record<string, string>>;

const POD = 'io.k8s.api.core.v1.Pod';

export class Documented {
  private readonly texts: Descriptions;
  constructor(texts: Descriptions) {
    this.texts = texts;
  }

  /** Of a field of a type. Every custom object has three fields that no definition describes. */
  ofField(owner: Schema, field: Field): string {
    if (owner.name !== undefined) return this.at(`${owner.name}#${field.name}`);
    if (field.schema.text !== undefined) return field.schema.text;
    return ['apiVersion', 'kind', 'metadata'].includes(field.name) && owner.fields?.get('metadata')?.schema.name ? this.at(`${POD}#${field.name}`) : '';
  }

  /** Of a type. */
  ofType(schema: Schema): string {
    return schema.name === undefined ? (schema.text ?? '') : this.at(schema.name);
  }

  private at(key: string): string {
    return Object.hasOwn(this.texts, key) ? this.texts[key]! : '';
  }
}

/** The schema behind lists and maps, where fields are. */
export function structOf(schema: Schema): Schema {
  let at = schema;
  while (at.items) at = at.items;
  return at;
}
