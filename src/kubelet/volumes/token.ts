/** The token of a pod's service account: the claims of a real one (upstream: pkg/serviceaccount/claims.go), signed by nobody. */
import { signedToken, uuidOf } from '../../base/signed-token.ts';

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
