/** Text ⇄ bytes (UTF-8), where bytes are strings of characters 0 to 255. */
import type { Bytes } from './types.ts';

// eslint-disable-next-line no-control-regex
const ASCII = /^[\x00-\x7f]*$/;

export function toBytes(text: string): Bytes {
  if (ASCII.test(text)) return text;
  const encoded = new TextEncoder().encode(text);
  let bytes = '';
  for (let i = 0; i < encoded.length; i += 4096) bytes += String.fromCharCode(...encoded.subarray(i, i + 4096));
  return bytes;
}

/** What is no UTF-8 becomes U+FFFD. */
export function toText(bytes: Bytes): string {
  return ASCII.test(bytes) ? bytes : new TextDecoder('utf-8', { ignoreBOM: true }).decode(toUint8Array(bytes));
}

export function toUint8Array(bytes: Bytes): Uint8Array {
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i += 1) array[i] = bytes.charCodeAt(i);
  return array;
}

export function fromUint8Array(array: Uint8Array): Bytes {
  let bytes = '';
  for (let i = 0; i < array.length; i += 4096) bytes += String.fromCharCode(...array.subarray(i, i + 4096));
  return bytes;
}
