/** Fills the secrets that hold a service account's token, and takes them away with the account (upstream: pkg/controller/serviceaccount/tokens_controller.go). */
import type { Secret } from '../../api/kinds/secret/types.ts';
import type { ServiceAccount } from '../../api/kinds/service-account/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { signedToken } from '../../base/signed-token.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { ROOT_CERTIFICATE } from './root-certificate.ts';

const TYPE = 'kubernetes.io/service-account-token';
const ACCOUNT_NAME = 'kubernetes.io/service-account.name';
const ACCOUNT_UID = 'kubernetes.io/service-account.uid';

const isToken = (object: KubeObject): object is Secret => (object as Secret).type === TYPE;
const accountOf = ({ metadata: { annotations } }: Secret): string => annotations?.[ACCOUNT_NAME] ?? '';

/** Keys are secrets. */
export const tokensController: Component = {
  name: 'service-account-tokens-controller',
  priority: 16,
  watches: [
    { resource: 'secrets', keys: ({ key, object }) => (isToken(object) ? [key] : []) },
    {
      resource: 'serviceaccounts',
      keys: ({ object: { metadata } }, view) =>
        view
          .list<Secret>('secrets', metadata.namespace)
          .filter((secret) => isToken(secret) && accountOf(secret) === metadata.name)
          .map((secret) => objectKey('secrets', secret.metadata.namespace, secret.metadata.name)),
    },
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const secret = context.get<Secret>('secrets', namespace, name);
  if (!secret || !isToken(secret)) return forgotten(context, namespace, name);
  const accountName = accountOf(secret);
  const account = context.get<ServiceAccount>('serviceaccounts', namespace, accountName);
  const uid = secret.metadata.annotations?.[ACCOUNT_UID];
  if (!account || (uid !== undefined && uid !== account.metadata.uid)) {
    context.delete('secrets', namespace, name);
    return { decision: `Service account ${accountName}, whose token secret ${name} is to hold, ${account ? 'is another one now' : 'does not exist'}: delete the secret.` };
  }
  const data = { ...secret.data };
  const certificate = btoa(ROOT_CERTIFICATE);
  if (data['ca.crt'] === certificate && data['namespace'] && data['token']) return { decision: `Secret ${name} holds a token of service account ${accountName}.`, idle: true };
  data['ca.crt'] = certificate;
  data['namespace'] ||= btoa(namespace);
  data['token'] ||= btoa(signedToken(claimsOf(account, secret)));
  const annotations = { ...secret.metadata.annotations, [ACCOUNT_NAME]: accountName, [ACCOUNT_UID]: account.metadata.uid };
  context.update<Secret>('secrets', { ...secret, metadata: { ...secret.metadata, annotations }, data });
  return { decision: `Secret ${name} lacks what it is for: put a token of service account ${accountName}, the namespace and the cluster's root certificate into it.` };
}

/** Such tokens do not expire. */
const claimsOf = ({ metadata: account }: ServiceAccount, { metadata: secret }: Secret): object => ({
  iss: 'kubernetes/serviceaccount',
  'kubernetes.io/serviceaccount/namespace': account.namespace,
  'kubernetes.io/serviceaccount/secret.name': secret.name,
  'kubernetes.io/serviceaccount/service-account.name': account.name,
  'kubernetes.io/serviceaccount/service-account.uid': account.uid,
  sub: `system:serviceaccount:${account.namespace}:${account.name}`,
});

/** Accounts do not list a token secret that is gone. */
function forgotten(context: Context, namespace: string, name: string): Outcome {
  const listing = context.list<ServiceAccount>('serviceaccounts', namespace).filter(({ secrets }) => secrets?.some((secret) => secret.name === name));
  for (const { metadata } of listing) {
    context.modify<ServiceAccount>('serviceaccounts', namespace, metadata.name, ({ secrets = [], ...account }) => {
      const left = secrets.filter((secret) => secret.name !== name);
      return { ...account, ...(left.length > 0 && { secrets: left }) } as ServiceAccount;
    });
  }
  const who = listing.map(({ metadata }) => metadata.name).join(', ');
  return { decision: `Token secret ${name} is gone${who === '' ? '' : `: service account ${who} lists it no more`}.`, idle: listing.length === 0 };
}
