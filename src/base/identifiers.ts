/** Identifiers as a container runtime makes them, derived from what they name, so that they cost no random numbers. */
import { nextRandom } from './random.ts';

/** 64 hexadecimal digits. */
export function hexId(name: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  const source = { random: hash >>> 0 };
  let hex = '';
  for (let i = 0; i < 8; i += 1)
    hex += Math.floor(nextRandom(source) * 4294967296)
      .toString(16)
      .padStart(8, '0');
  return hex;
}
