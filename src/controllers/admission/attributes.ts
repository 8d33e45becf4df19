/** Small questions that several admission plugins ask of a request. */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { forbidden, type Status } from '../../api/meta/status.ts';
import type { GroupResource, ResourceKey } from '../../api/meta/types.ts';
import type { AdmissionRequest } from '../../engine/component.ts';

/** `deployments.apps` → group `apps`, resource `deployments`. */
export function groupResourceOf(key: ResourceKey): GroupResource {
  const dot = key.indexOf('.');
  return dot < 0 ? { group: '', resource: key } : { group: key.slice(dot + 1), resource: key.slice(0, dot) };
}

/** `pods "web" is forbidden: …` (upstream: apiserver admission NewForbidden). */
export const refuse = (request: AdmissionRequest, message: string): Status => forbidden(groupResourceOf(request.resource), request.name, message);

/** The pod that is about to be created; `undefined` for any other request, and for a pod that validation will refuse for want of containers. */
export const createdPod = ({ operation, resource, subresource, object }: AdmissionRequest): Pod | undefined =>
  operation === 'CREATE' && resource === 'pods' && subresource === '' && (object as Partial<Pod>).spec?.containers ? (object as Pod) : undefined;
