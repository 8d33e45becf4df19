/** What every namespace holds without being asked: the account `default` and the cluster's root certificate (upstream: pkg/controller/serviceaccount, certificates/rootcacertpublisher). */
import type { ConfigMap } from '../../api/kinds/config-map/types.ts';
import type { Namespace } from '../../api/kinds/namespace/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { KubeObject, ResourceKey } from '../../api/meta/types.ts';
import { deepEqual } from '../../base/equal.ts';
import type { Result } from '../../base/result.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { createDefaultAccount } from './default-account.ts';
import { ROOT_CERTIFICATE } from './root-certificate.ts';

const ROOT_CA = 'kube-root-ca.crt';
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.';

interface Publisher {
  readonly component: string;
  readonly resource: ResourceKey;
  readonly object: string;
  readonly create: (context: Context, namespace: string) => Result<KubeObject, Status>;
  /** What the object has to be again where somebody changed it; `undefined`: anything will do. */
  readonly repair?: (object: KubeObject) => KubeObject;
}

/** Keys are namespaces. */
function publisher({ component, resource, object: name, create, repair }: Publisher): Component {
  const reconcile = (context: Context, key: string): Outcome => {
    const { name: namespace } = splitKey(key);
    const space = context.get<Namespace>('namespaces', undefined, namespace);
    if (!space || space.status.phase === 'Terminating') return { decision: `Namespace ${namespace} ${space ? 'is going away' : 'is gone'}: it needs no ${name}.`, idle: true };
    const current = context.get(resource, namespace, name);
    if (!current) {
      const created = create(context, namespace);
      if (!created.ok)
        return { decision: `Namespace ${namespace} has no ${name}, and creating it was refused: ${created.error.message}.`, again: { retry: created.error.message } };
      return { decision: `Namespace ${namespace} has no ${resource === 'serviceaccounts' ? 'service account' : 'config map'} ${name}: create it.` };
    }
    const repaired = repair?.(current) ?? current;
    if (deepEqual(repaired, current)) return { decision: `Namespace ${namespace} has its ${name}.`, idle: true };
    context.update(resource, repaired);
    return { decision: `Somebody changed ${name} of namespace ${namespace}: put it back.` };
  };
  return {
    name: component,
    priority: 16,
    watches: [
      { resource: 'namespaces', keys: ({ type, key }) => (type === 'DELETED' ? [] : [key]) },
      { resource, keys: ({ type, object }) => (object.metadata.name === name && type !== 'ADDED' ? [objectKey('namespaces', undefined, object.metadata.namespace!)] : []) },
    ],
    reconcile,
    start(context) {
      for (const { metadata } of context.list('namespaces')) reconcile(context, objectKey('namespaces', undefined, metadata.name));
    },
  };
}

export const serviceAccountController = publisher({ component: 'service-account-controller', resource: 'serviceaccounts', object: 'default', create: createDefaultAccount });

const certificateData = { 'ca.crt': ROOT_CERTIFICATE };

export const rootCertificatePublisher = publisher({
  component: 'root-ca-certificate-publisher-controller',
  resource: 'configmaps',
  object: ROOT_CA,
  create: (context, namespace) =>
    context.create<ConfigMap>('configmaps', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: ROOT_CA, namespace, annotations: { 'kubernetes.io/description': DESCRIPTION } },
      data: certificateData,
    }),
  repair: (object) =>
    ({
      ...object,
      metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, 'kubernetes.io/description': DESCRIPTION } },
      data: certificateData,
    }) as ConfigMap,
});
