/** `--append-hash`: a name that tells what is inside (upstream: pkg/util/hash/hash.go). */
import type { Unchecked } from '../../../api/meta/types.ts';
import { sha256 } from '../../../kubelet/process/applets/hash.ts';
import { toCompactJson } from '../../../manifest/print-json.ts';
import type { Call } from '../../command.ts';
import { nameOf, withMetadata } from '../../resources/info.ts';

/** Letters that cannot spell a bad word. */
const LETTERS: Readonly<Record<string, string>> = { 0: 'g', 1: 'h', 3: 'k', a: 'm', e: 't' };

/** With `--append-hash` the object with a hash of its kind, name, type and data behind its name. */
export function withHashedName(call: Call, object: Unchecked): Unchecked {
  if (!call.flags.bool('append-hash')) return object;
  const name = nameOf(object);
  const { kind, data = {}, binaryData } = object;
  const hashed = { kind, name, data, ...(kind === 'Secret' && { type: object.type ?? '' }), ...(binaryData !== undefined && { binaryData }) };
  const bytes = Array.from(new TextEncoder().encode(toCompactJson(hashed)), (b) => String.fromCharCode(b)).join('');
  const hash = sha256(bytes)
    .slice(0, 10)
    .replace(/[013ae]/g, (digit) => LETTERS[digit]!);
  return withMetadata(object, { name: `${name}-${hash}` });
}
