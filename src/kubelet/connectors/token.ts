/** `serviceaccounts/token`: a token of a service account for whoever asks (upstream: pkg/registry/core/serviceaccount/storage/token.go). */
import { invalid as invalidField } from '../../api/meta/field-error.ts';
import { badRequest, conflict, invalid, notFound, type Status } from '../../api/meta/status.ts';
import { formatTime } from '../../api/meta/time.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import { signedToken, uuidOf } from '../../base/signed-token.ts';
import type { Connector, Context } from '../../engine/component.ts';
import { DEFAULT_DOMAIN } from '../network/dns.ts';

interface BoundObject {
  readonly kind?: string;
  readonly apiVersion?: string;
  readonly name?: string;
  readonly uid?: string;
}

interface TokenRequest {
  readonly spec?: { readonly audiences?: readonly string[] | null; readonly expirationSeconds?: number | null; readonly boundObjectRef?: BoundObject | null };
}

const REQUESTS = { group: 'authentication.k8s.io', kind: 'TokenRequest' } as const;
const SHORTEST = 600;
const LONGEST = 2 ** 32;
const KINDS: Readonly<Record<string, string>> = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' };

/** What the token dies with. */
function boundTo(context: Context, namespace: string, account: string, { kind = '', apiVersion = 'v1', name = '', uid }: BoundObject): Result<KubeObject, Status> {
  const resource = Object.hasOwn(KINDS, kind) ? KINDS[kind]! : undefined;
  if (resource === undefined || apiVersion !== 'v1') return err(badRequest(`cannot bind token to object of type ${apiVersion}, Kind=${kind}`));
  const found = context.get(resource, resource === 'nodes' ? undefined : namespace, name);
  if (!found) return err(notFound({ group: '', resource }, name));
  if (kind === 'Pod' && (found as { readonly spec?: { readonly serviceAccountName?: string } }).spec?.serviceAccountName !== account)
    return err(badRequest(`cannot bind token for serviceaccount ${JSON.stringify(account)} to pod running with different serviceaccount name.`));
  if (uid && uid !== found.metadata.uid)
    return err(
      conflict(
        { group: '', resource: kind },
        name,
        `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
      ),
    );
  return ok(found);
}

export const token: Connector = {
  resource: 'serviceaccounts',
  subresource: 'token',
  serve({ namespace = '', name = '', body }, context) {
    const refused = (status: Status) => ({ ok: false, status, warnings: [] }) as const;
    const account = context.get('serviceaccounts', namespace, name);
    if (!account) return refused(notFound({ group: '', resource: 'serviceaccounts' }, name));
    const { spec = {} } = (body ?? {}) as TokenRequest;
    const seconds = spec.expirationSeconds ?? 3600;
    const limit = seconds < SHORTEST ? 'may not specify a duration less than 10 minutes' : seconds > LONGEST ? 'may not specify a duration larger than 2^32 seconds' : undefined;
    if (limit !== undefined) return refused(invalid(REQUESTS, '', [invalidField('spec.expirationSeconds', seconds, limit)]));
    const bound = spec.boundObjectRef ? boundTo(context, namespace, name, spec.boundObjectRef) : undefined;
    if (bound && !bound.ok) return refused(bound.error);
    const issuer = `https://kubernetes.default.svc.${DEFAULT_DOMAIN}`;
    const audiences = spec.audiences?.length ? spec.audiences : [issuer];
    const iat = Math.floor(context.now / 1000);
    const claims = {
      aud: audiences,
      exp: iat + seconds,
      iat,
      iss: issuer,
      jti: uuidOf(`${account.metadata.uid}/${iat}/${context.step}`),
      'kubernetes.io': {
        namespace,
        ...(bound && { [bound.value.kind.toLowerCase()]: { name: bound.value.metadata.name, uid: bound.value.metadata.uid } }),
        serviceaccount: { name, uid: account.metadata.uid },
      },
      nbf: iat,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    return {
      ok: true,
      code: 201,
      body: {
        kind: 'TokenRequest',
        apiVersion: 'authentication.k8s.io/v1',
        metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: context.timestamp },
        spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec.boundObjectRef ? { ...spec.boundObjectRef } : null },
        status: { token: signedToken(claims), expirationTimestamp: formatTime((iat + seconds) * 1000) },
      } as unknown as KubeObject,
      warnings: [],
    };
  },
};
