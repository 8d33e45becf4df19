/** `--overrides`: a patch over an object that kubectl made itself (upstream: pkg/cmd/util/override_options.go). */
import type { Unchecked } from '../../api/meta/types.ts';
import { canonical, hasShape } from '../../api/kinds/shapes/shape.ts';
import { decodeStructure } from '../../api/schema/decode.ts';
import { notRegistered } from '../../api/schema/not-registered.ts';
import { inGoOrder } from '../../api/schema/order.ts';
import { schemaNameOf, schemaOf } from '../../api/schema/schema.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call } from '../command.ts';
import type { FlagSpec } from '../flags.ts';
import { misshapen } from '../kubeconfig-shape.ts';
import { applyPatch } from '../patching.ts';
import { parseApiVersion, type Mapping } from '../rest-mapper.ts';

export const OVERRIDE_FLAGS: readonly FlagSpec[] = [
  { name: 'overrides', type: 'string', help: 'JSON to put over the object.' },
  { name: 'override-type', type: 'string', default: 'merge', choices: ['json', 'merge', 'strategic'], help: 'How: json, merge or strategic.' },
];

export function overridden(call: Call, mapping: Mapping, object: Unchecked): Result<Unchecked, string> {
  const text = call.flags.string('overrides');
  if (text === '') return ok(object);
  const type = call.flags.string('override-type');
  if (type !== 'json' && type !== 'merge' && type !== 'strategic') return err(`invalid override type: ${type}`);
  let patch: unknown;
  try {
    patch = JSON.parse(text);
  } catch {
    return err('Invalid JSON Patch');
  }
  if (type === 'merge' && Array.isArray(patch)) return err(misshapen(patch)!);
  const patched = applyPatch(mapping, type, object, patch);
  if (!patched.ok) return patched;
  // The result is read as the kind that it says it is, and written again: what that does not have is left out, in silence.
  const { apiVersion, kind } = patched.value as { apiVersion: string; kind: string };
  const { group, version } = parseApiVersion(apiVersion);
  const name = schemaNameOf(group, version, kind);
  if (name === undefined) return err(notRegistered(kind, apiVersion));
  const decoded = decodeStructure(schemaOf(name)!, patched.value);
  if (decoded.error !== undefined) return err(decoded.error);
  const shape = `${group === '' ? 'core' : group.split('.')[0]}.${version}.${kind}`;
  return ok(hasShape(shape) ? (inGoOrder(schemaOf(name), canonical<Unchecked>(shape, decoded.value as Unchecked)) as Unchecked) : (decoded.value as Unchecked));
}
