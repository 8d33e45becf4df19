/** Base64 as it stands in URLs and labels: `-` and `_` for `+` and `/`, and no padding (upstream: Go `base64.RawURLEncoding`). */

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** `bytes`: one per character. */
export function base64Url(bytes: string): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const three = [0, 1, 2].map((i) => bytes.charCodeAt(at + i));
    const held = (three[0]! << 16) | ((three[1] || 0) << 8) | (three[2] || 0);
    for (let i = 0; i < Math.min(4, bytes.length - at + 1); i += 1) out += ALPHABET[(held >> (18 - 6 * i)) & 63];
  }
  return out;
}

/** The bytes, one per character; throws where `text` is no base64. */
export const fromBase64Url = (text: string): string => atob(text.replaceAll('-', '+').replaceAll('_', '/'));
