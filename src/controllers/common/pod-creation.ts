/** A controller's pods: made from a template, with the Events that tell of it (upstream: controller_utils.go RealPodControl). */
import type { Pod, PodTemplateSpec } from '../../api/kinds/pod/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { err, ok, type Result } from '../../base/result.ts';
import type { Context } from '../../engine/component.ts';
import { controllerReference } from './owner.ts';

type NewPod = Omit<Pod, 'metadata' | 'status'> & { readonly metadata: object };

/** A pod as `template` wants it, controlled by `owner`. A name that is given beats the generated one. */
export function podFromTemplate(template: PodTemplateSpec, owner: KubeObject, name?: string): NewPod {
  const { labels, annotations, finalizers } = template.metadata ?? {};
  const ownerName = owner.metadata.name;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(name === undefined ? { generateName: `${ownerName}-` } : { name }),
      namespace: owner.metadata.namespace,
      ...(labels && Object.keys(labels).length > 0 && { labels }),
      ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
      ...(finalizers && finalizers.length > 0 && { finalizers }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: template.spec,
  };
}

/** Whether a create failed because its namespace is going away: then there is nothing to report or retry. */
export const isNamespaceTerminating = (status: Status): boolean => status.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;

/** Creates a pod and raises `SuccessfulCreate` or `FailedCreate` about its owner. */
export function createPod(context: Context, owner: KubeObject, pod: NewPod): Result<Pod, Status> {
  const created = context.create<Pod>('pods', pod as unknown as Omit<Pod, 'metadata'> & { metadata: object });
  if (created.ok) context.event(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.value.metadata.name}`);
  else if (!isNamespaceTerminating(created.error)) context.event(owner, 'Warning', 'FailedCreate', `Error creating: ${created.error.message}`);
  return created;
}

/** Deletes a pod and raises `SuccessfulDelete` or `FailedDelete` about its owner. A pod that is gone already is no error. */
export function deletePod(context: Context, owner: KubeObject, pod: Pod): Result<undefined, Status> {
  const { namespace, name } = pod.metadata;
  const deleted = context.delete('pods', namespace, name);
  if (deleted.ok) {
    context.event(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${name}`);
    return ok(undefined);
  }
  if (deleted.error.reason === 'NotFound') return ok(undefined);
  context.event(owner, 'Warning', 'FailedDelete', `Error deleting: ${deleted.error.message}`);
  return err({ ...deleted.error, message: `unable to delete pods: ${deleted.error.message}` });
}
