/** `pods/binding`: what a scheduler, or anybody, assigns a pod to a node with (upstream: pkg/registry/core/pod/storage/storage.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { conflict, failure, notFound } from '../../api/meta/status.ts';
import type { Connector } from '../../engine/component.ts';

interface Binding {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly target?: { readonly kind?: string; readonly name?: string };
}

export const binding: Connector = {
  resource: 'pods',
  subresource: 'binding',
  serve(request, context) {
    const resource = { group: '', resource: 'pods' } as const;
    const name = request.name!;
    const pod = context.get<Pod>('pods', request.namespace, name);
    const { target, metadata } = (request.body ?? {}) as Binding;
    if (!pod) return { ok: false, status: notFound(resource, name), warnings: [] };
    const node = target?.name ?? '';
    if (node === '') return { ok: false, status: failure(422, 'Invalid', `Binding "${name}" is invalid: target.name: Required value`), warnings: [] };
    if (pod.metadata.deletionTimestamp !== undefined)
      return { ok: false, status: conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} is being deleted, cannot be assigned to a host`), warnings: [] };
    if (pod.spec.nodeName)
      return { ok: false, status: conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`), warnings: [] };
    if (pod.spec.schedulingGates?.length)
      return { ok: false, status: conflict({ group: '', resource: 'pods/binding' }, name, `pod ${name} has non-empty .spec.schedulingGates`), warnings: [] };
    context.modify<Pod>('pods', request.namespace, name, (current) => bind(current, node, context.timestamp, metadata?.annotations));
    return { ok: true, code: 201, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', message: '', reason: '', code: 201 }, warnings: [] };
  },
};

/** The pod on its node, with the condition that says so. */
export function bind(pod: Pod, nodeName: string, timestamp: string, annotations?: Readonly<Record<string, string>>): Pod {
  const conditions = pod.status.conditions ?? [];
  const before = conditions.find((c) => c.type === 'PodScheduled');
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: before?.status === 'True' ? before.lastTransitionTime! : timestamp };
  return {
    ...pod,
    ...(annotations && { metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } } }),
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions: before ? conditions.map((c) => (c === before ? scheduled : c)) : [...conditions, scheduled] },
  };
}
