/** MD5 and the SHA family, on bytes, in hexadecimal. The constants are computed from what defines them. */
import type { Bytes } from '../types.ts';

const hex32 = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');
const rotateLeft = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const rotateRight = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

/** The message with its padding, as 32-bit words. */
function words(data: Bytes, littleEndian: boolean): Uint32Array {
  const blocks = ((data.length + 8) >> 6) + 1;
  const list = new Uint32Array(blocks * 16);
  const put = (at: number, byte: number): void => {
    list[at >> 2]! |= byte << (littleEndian ? (at & 3) * 8 : 24 - (at & 3) * 8);
  };
  for (let i = 0; i < data.length; i += 1) put(i, data.charCodeAt(i));
  put(data.length, 0x80);
  const [low, high] = [(data.length << 3) >>> 0, Math.floor(data.length / 0x2000_0000)];
  [list[list.length - 2], list[list.length - 1]] = littleEndian ? [low, high] : [high, low];
  return list;
}

const MD5_SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const MD5_SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

export function md5(data: Bytes): string {
  const message = words(data, true);
  let state: readonly [number, number, number, number] = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < message.length; block += 16) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i += 1) {
      const round = i >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const word = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const next = (b + rotateLeft((a + mixed + MD5_SINES[i]! + message[block + word]!) | 0, MD5_SHIFTS[round * 4 + (i & 3)]!)) | 0;
      [a, d, c, b] = [d, c, b, next];
    }
    state = [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
  }
  return state.map((word) => hex32(word).match(/../g)!.reverse().join('')).join('');
}

export function sha1(data: Bytes): string {
  const message = words(data, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const schedule = new Int32Array(80);
  for (let block = 0; block < message.length; block += 16) {
    for (let i = 0; i < 80; i += 1) schedule[i] = i < 16 ? message[block + i]! : rotateLeft(schedule[i - 3]! ^ schedule[i - 8]! ^ schedule[i - 14]! ^ schedule[i - 16]!, 1);
    let [a, b, c, d, e] = state as [number, number, number, number, number];
    for (let i = 0; i < 80; i += 1) {
      const [mixed, constant] =
        i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6];
      const next = (rotateLeft(a, 5) + mixed + e + constant + schedule[i]!) | 0;
      [e, d, c, b, a] = [d, c, rotateLeft(b, 30), a, next];
    }
    [a, b, c, d, e].forEach((word, i) => {
      state[i] = (state[i]! + word) | 0;
    });
  }
  return state.map(hex32).join('');
}

/** The first 80 primes, whose roots' fractions are the constants of SHA-2. */
const PRIMES = Array.from({ length: 410 }, (_, i) => i).filter((n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && d * d <= n && n % d === 0));

/** 64 bits of the fraction of the square (2) or cube (3) root of `n`. */
function rootFraction(n: number, root: 2 | 3): bigint {
  const target = BigInt(n) << BigInt(64 * root);
  let [low, high] = [0n, 1n << 70n];
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** BigInt(root) <= target) low = middle;
    else high = middle - 1n;
  }
  return low & ((1n << 64n) - 1n);
}
const CUBES = PRIMES.slice(0, 80).map((prime) => rootFraction(prime, 3));
const SQUARES = PRIMES.slice(0, 8).map((prime) => rootFraction(prime, 2));
const upper = (value: bigint): number => Number(value >> 32n) | 0;
const CUBES_32 = CUBES.map(upper);

export function sha256(data: Bytes): string {
  const message = words(data, false);
  const state = SQUARES.map(upper);
  const w = new Int32Array(64);
  for (let block = 0; block < message.length; block += 16) {
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) w[i] = message[block + i]!;
      else {
        const [x, y] = [w[i - 15]!, w[i - 2]!];
        w[i] = (w[i - 16]! + (rotateRight(x, 7) ^ rotateRight(x, 18) ^ (x >>> 3)) + w[i - 7]! + (rotateRight(y, 17) ^ rotateRight(y, 19) ^ (y >>> 10))) | 0;
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
    for (let i = 0; i < 64; i += 1) {
      const first = (h + (rotateRight(e, 6) ^ rotateRight(e, 11) ^ rotateRight(e, 25)) + ((e & f) ^ (~e & g)) + CUBES_32[i]! + w[i]!) | 0;
      const second = ((rotateRight(a, 2) ^ rotateRight(a, 13) ^ rotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i]! + word) | 0;
    });
  }
  return state.map(hex32).join('');
}

export function sha512(data: Bytes): string {
  const mask = (1n << 64n) - 1n;
  const rotate = (value: bigint, by: bigint): bigint => ((value >> by) | (value << (64n - by))) & mask;
  const padded = `${data}\x80${'\0'.repeat((239 - (data.length % 128)) % 128)}`;
  const length = (data.length * 8)
    .toString(16)
    .padStart(32, '0')
    .match(/../g)!
    .map((byte) => String.fromCharCode(Number.parseInt(byte, 16)))
    .join('');
  const message = padded + length;
  const state = [...SQUARES];
  for (let block = 0; block < message.length; block += 128) {
    const w: bigint[] = [];
    for (let i = 0; i < 80; i += 1) {
      if (i < 16) w.push(BigInt(`0x${[...message.slice(block + i * 8, block + i * 8 + 8)].map((char) => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')}`));
      else {
        const [x, y] = [w[i - 15]!, w[i - 2]!];
        w.push((w[i - 16]! + (rotate(x, 1n) ^ rotate(x, 8n) ^ (x >> 7n)) + w[i - 7]! + (rotate(y, 19n) ^ rotate(y, 61n) ^ (y >> 6n))) & mask);
      }
    }
    let [a, b, c, d, e, f, g, h] = state as [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint];
    for (let i = 0; i < 80; i += 1) {
      const first = (h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + ((e & f) ^ (~e & mask & g)) + CUBES[i]! + w[i]!) & mask;
      const second = ((rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & mask;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) & mask, c, b, a, (first + second) & mask];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => {
      state[i] = (state[i]! + word) & mask;
    });
  }
  return state.map((word) => word.toString(16).padStart(16, '0')).join('');
}
