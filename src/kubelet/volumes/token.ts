/** The token of a pod's service account: the claims of a real one (upstream: pkg/serviceaccount/claims.go), signed by nobody. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { ServiceAccountTokenProjection } from '../../api/kinds/pod/volume-types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { hexId } from '../identifiers.ts';
import { DEFAULT_DOMAIN } from '../network/dns.ts';
import type { PodStep } from '../pod-step.ts';

const HOUR = 3600;
/** A token of the usual hour lasts a year, so that clients that do not read it again go on; the claim says from when they are warned. */
const EXTENDED = 365 * 24 * HOUR;
const WARN_AFTER = 3607;

export function serviceAccountToken(step: PodStep, { audience, expirationSeconds = HOUR }: ServiceAccountTokenProjection): string {
  const { pod, context } = step;
  const name = pod.spec.serviceAccountName || 'default';
  const account = context.get<KubeObject>('serviceaccounts', step.namespace, name);
  const node = context.get<Node>('nodes', undefined, step.nodeName);
  const iat = Math.floor(step.now / 1000);
  const issuer = `https://kubernetes.default.svc.${step.options.clusterDomain ?? DEFAULT_DOMAIN}`;
  const extended = expirationSeconds === WARN_AFTER && audience === undefined;
  const claims = {
    aud: [audience ?? issuer],
    exp: iat + (extended ? EXTENDED : expirationSeconds),
    iat,
    iss: issuer,
    jti: uuidOf(`${step.record.uid}/${iat}`),
    'kubernetes.io': {
      namespace: step.namespace,
      node: { name: step.nodeName, uid: node?.metadata.uid ?? '' },
      pod: { name: step.name, uid: step.record.uid },
      serviceaccount: { name, uid: account?.metadata.uid ?? '' },
      ...(extended && { warnafter: iat + WARN_AFTER }),
    },
    nbf: iat,
    sub: `system:serviceaccount:${step.namespace}:${name}`,
  };
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

function uuidOf(text: string): string {
  const hex = hexId(text);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
