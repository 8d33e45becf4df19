/** `--overrides`: a patch over an object that kubectl made itself (upstream: pkg/cmd/util/override_options.go). */
import type { Unchecked } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Call } from '../command.ts';
import type { FlagSpec } from '../flags.ts';
import { misshapen } from '../kubeconfig-shape.ts';
import { applyPatch } from '../patching.ts';
import type { Mapping } from '../rest-mapper.ts';

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
  return applyPatch(mapping, type, object, patch);
}
