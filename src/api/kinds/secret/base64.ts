/** Standard base64 of UTF-8 text. */
export function encodeBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** The bytes that standard base64 stands for; `undefined` where it does not stand for any. */
export function decodeBase64(encoded: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*$/.test(encoded)) return undefined;
  const compact = encoded.replace(/[\r\n]/g, '');
  if (compact.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(compact), (char) => char.charCodeAt(0));
}
