/** JSON web tokens as they look, which nobody has signed. */
import { base64Url } from './base64-url.ts';
import { hexId } from './identifiers.ts';

/** The claims as a token in three parts, the last of which is no signature and says so. */
export function signedToken(claims: object): string {
  const signed = `${encoded({ alg: 'RS256', kid: 'simulated-by-kubetick-not-a-key-of-any-cluster' })}.${encoded(claims)}`;
  return `${signed}.${base64Url(`not a signature: ${hexId(signed)}`)}`;
}

const encoded = (value: object): string => base64Url(JSON.stringify(value));

/** Digits that name `text`, in the form of a uid. */
export function uuidOf(text: string): string {
  const hex = hexId(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
