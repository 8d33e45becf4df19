/** What the API server finds in a token (upstream: pkg/serviceaccount/{jwt,claims}.go). Signatures are not made here, so none is checked: what a token says must hold. */
import { fromBase64Url } from '../../../base/base64-url.ts';
import { quote } from '../../../base/go-format.ts';
import type { AnswerContext } from '../../descriptor.ts';
import type { TokenReview } from './types.ts';

const BEARER = 'invalid bearer token';
const quoted = (texts: readonly string[]): string => `[${texts.map(quote).join(' ')}]`;
const refused = (error: string): TokenReview['status'] => ({ user: {}, error });

interface Bound {
  readonly name?: string;
  readonly uid?: string;
}

interface Claims {
  readonly aud?: readonly string[];
  readonly exp?: number;
  readonly jti?: string;
  readonly sub?: string;
  readonly 'kubernetes.io'?: { readonly namespace?: string; readonly serviceaccount?: Bound; readonly pod?: Bound; readonly node?: Bound };
}

/** The claims of a token of the form that the simulation makes; `undefined` where it is none. */
function claimsOf(text: string): Claims | undefined {
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(fromBase64Url(parts[1]!));
    return typeof claims === 'object' && claims !== null ? claims : undefined;
  } catch {
    return undefined;
  }
}

export function readToken(text: string, audiences: readonly string[], context: AnswerContext): TokenReview['status'] {
  const claims = claimsOf(text);
  const { namespace, serviceaccount, pod, node } = claims?.['kubernetes.io'] ?? {};
  const { name, uid } = serviceaccount ?? {};
  const own = claims?.aud;
  if (!claims || !Array.isArray(own) || !own.every((audience) => typeof audience === 'string') || typeof namespace !== 'string' || typeof name !== 'string') return refused(BEARER);
  if (context.get('serviceaccounts', namespace, name)?.metadata.uid !== uid) return refused(BEARER);
  if (pod && context.get('pods', namespace, pod.name ?? '')?.metadata.uid !== pod.uid) return refused(BEARER);
  if (typeof claims.exp === 'number' && claims.exp * 1000 < context.now) return refused(`[${BEARER}, service account token has expired]`);
  const common = audiences.length === 0 ? own : own.filter((audience) => audiences.includes(audience));
  if (common.length === 0) return refused(`[${BEARER}, token audiences ${quoted(own)} is invalid for the target audiences ${quoted(audiences)}]`);
  const extra = {
    ...(claims.jti && { 'authentication.kubernetes.io/credential-id': [`JTI=${claims.jti}`] }),
    ...(node?.name && { 'authentication.kubernetes.io/node-name': [node.name], ...(node.uid && { 'authentication.kubernetes.io/node-uid': [node.uid] }) }),
    ...(pod?.name && { 'authentication.kubernetes.io/pod-name': [pod.name], ...(pod.uid && { 'authentication.kubernetes.io/pod-uid': [pod.uid] }) }),
  };
  return {
    authenticated: true,
    user: {
      username: `system:serviceaccount:${namespace}:${name}`,
      ...(uid !== undefined && { uid }),
      groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      extra,
    },
    audiences: common,
  };
}
