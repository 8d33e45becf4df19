/** The token of a pod's service account: the claims of a real one (upstream: pkg/serviceaccount/claims.go), signed by nobody. */
import { hexId } from '../identifiers.ts';

export const HOUR = 3600;
/** A token of the usual hour lasts a year, so that clients that do not read it again go on; the claim says from when they are warned. */
const EXTENDED = 365 * 24 * HOUR;
const WARN_AFTER = 3607;

/** What a token says, before it is written out: few pods ever read theirs. */
export interface Claims {
  readonly issuer: string;
  readonly audience: string | undefined;
  /** Seconds. */
  readonly lifetime: number;
  /** When it was given out, seconds since the epoch. */
  readonly iat: number;
  readonly namespace: string;
  readonly account: string;
  readonly accountUid: string;
  readonly node: string;
  readonly nodeUid: string;
  readonly pod: string;
  readonly podUid: string;
}

export function serviceAccountToken({ issuer, audience, lifetime, iat, namespace, account, accountUid, node, nodeUid, pod, podUid }: Claims): string {
  const extended = lifetime === WARN_AFTER && audience === undefined;
  const claims = {
    aud: [audience ?? issuer],
    exp: iat + (extended ? EXTENDED : lifetime),
    iat,
    iss: issuer,
    jti: uuidOf(`${podUid}/${iat}`),
    'kubernetes.io': {
      namespace,
      node: { name: node, uid: nodeUid },
      pod: { name: pod, uid: podUid },
      serviceaccount: { name: account, uid: accountUid },
      ...(extended && { warnafter: iat + WARN_AFTER }),
    },
    nbf: iat,
    sub: `system:serviceaccount:${namespace}:${account}`,
  };
  return signedToken(claims);
}

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

export function uuidOf(text: string): string {
  const hex = hexId(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
