import type { Namespace } from '../../api/kinds/namespace/types.ts';
import { notFound, type Status } from '../../api/meta/status.ts';
import { err, ok } from '../../base/result.ts';
import type { AdmissionPlugin } from '../../engine/component.ts';
import { groupResourceOf, refuse } from './attributes.ts';

const IMMORTAL: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Nothing is written to a namespace that is not there, nothing new to one that goes (upstream: apiserver plugin/namespace/lifecycle). */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(request, context) {
    const { operation, resource, namespace, object } = request;
    if (resource === 'namespaces') return operation === 'DELETE' && IMMORTAL.has(request.name) ? err(refuse(request, 'this namespace may not be deleted')) : ok(object);
    if (namespace === undefined || operation === 'DELETE') return ok(object);
    const found = context.get<Namespace>('namespaces', undefined, namespace);
    if (!found) return err(notFound(groupResourceOf('namespaces'), namespace));
    if (operation !== 'CREATE' || found.status.phase !== 'Terminating') return ok(object);
    return err(beingTerminated(refuse(request, `unable to create new content in namespace ${namespace} because it is being terminated`), namespace));
  },
};

const beingTerminated = (status: Status, namespace: string): Status => ({
  ...status,
  details: { ...status.details, causes: [{ reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }] },
});
