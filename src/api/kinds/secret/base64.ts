/** Standard base64 of UTF-8 text, of which the API's `data` is made. */
export function encodeBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The text of well-formed base64; bytes that are no UTF-8 become replacement characters. */
export function decodeBase64Text(encoded: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)));
}

/** How many bytes well-formed base64 stands for. */
export const decodedLength = (encoded: string): number => (encoded.length / 4) * 3 - (encoded.endsWith('==') ? 2 : encoded.endsWith('=') ? 1 : 0);
