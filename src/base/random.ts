/** Random numbers whose generator is one 32-bit number of the state (the "mulberry" mixing of a Weyl sequence). */
export interface RandomSource {
  random: number;
}

/** In [0, 1). Moves `source` on. */
export function nextRandom(source: RandomSource): number {
  source.random = (source.random + 0x6d2b79f5) >>> 0;
  let t = source.random;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** What Kubernetes makes name suffixes of: no vowels, nothing that reads as another (upstream: apimachinery `util/rand`). */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

export function randomName(random: () => number, length: number): string {
  let name = '';
  for (let i = 0; i < length; i += 1) name += SAFE[Math.floor(random() * SAFE.length)];
  return name;
}

export function randomHex(random: () => number, length: number): string {
  let hex = '';
  while (hex.length < length)
    hex += Math.floor(random() * 65536)
      .toString(16)
      .padStart(4, '0');
  return hex.slice(0, length);
}

/** A version 4 UUID. */
export function randomUid(random: () => number): string {
  const hex = randomHex(random, 32);
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) & 3]!;
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A UUID that follows from a text: for what must not move the state's generator on. */
export function derivedUid(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  const source = { random: hash >>> 0 };
  return randomUid(() => nextRandom(source));
}
