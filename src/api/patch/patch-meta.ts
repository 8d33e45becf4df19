/** How a field is patched, by its schema. Upstream: apimachinery `util/strategicpatch/meta.go`. */
import type { Schema } from '../schema/schema.ts';
import { PatchProblem } from './values.ts';

export interface PatchMeta {
  /** Of what is inside: the struct itself, a list's elements. */
  readonly schema: Schema;
  readonly retainKeys: boolean;
  readonly strategy: 'merge' | 'replace' | '';
  /** Empty for lists of scalars. */
  readonly mergeKey: string;
}

const ANY: Schema = { kind: 'any', goType: 'interface {}' };

/** What `schema` says about its field `key`. Throws a PatchProblem where it has none. */
export function patchMeta(schema: Schema, key: string): PatchMeta {
  if (schema.kind === 'map') return { schema: inside(schema.items ?? ANY), retainKeys: false, strategy: '', mergeKey: '' };
  if (schema.kind !== 'struct') return { schema: ANY, retainKeys: false, strategy: '', mergeKey: '' };
  const field = schema.fields!.get(key);
  if (field === undefined) throw new PatchProblem(`unable to find api field in struct ${schema.goType.split('.').at(-1)} for the json field "${key}"`);
  const strategies = field.patchStrategy;
  return {
    schema: inside(field.schema),
    retainKeys: strategies.includes('retainKeys'),
    mergeKey: field.patchMergeKey ?? '',
    strategy: strategies.includes('merge') ? 'merge' : strategies.includes('replace') ? 'replace' : '',
  };
}

const inside = (schema: Schema): Schema => (schema.kind === 'list' ? (schema.items ?? ANY) : schema);
