/** JSON web tokens as they look, which nobody has signed. */
import { hexId } from './identifiers.ts';

/** The claims as a token in three parts, the last of which is no signature and says so. */
export function signedToken(claims: object): string {
  const signed = `${encoded({ alg: 'RS256', kid: 'simulated-by-kubetick-not-a-key-of-any-cluster' })}.${encoded(claims)}`;
  return `${signed}.${base64url(`not a signature: ${hexId(signed)}`)}`;
}

const encoded = (value: object): string => base64url(JSON.stringify(value));

/** Of ASCII text. */
function base64url(text: string): string {
  const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  let out = '';
  for (let at = 0; at < text.length; at += 3) {
    const bytes = [0, 1, 2].map((i) => text.charCodeAt(at + i));
    const held = (bytes[0]! << 16) | ((bytes[1] || 0) << 8) | (bytes[2] || 0);
    for (let i = 0; i < Math.min(4, text.length - at + 1); i += 1) out += ALPHABET[(held >> (18 - 6 * i)) & 63];
  }
  return out;
}

/** Digits that name `text`, in the form of a uid. */
export function uuidOf(text: string): string {
  const hex = hexId(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
