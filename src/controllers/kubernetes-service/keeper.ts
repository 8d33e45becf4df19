/** The API server keeps the Service through which pods reach it, and its endpoints (upstream: pkg/controlplane/controller/kubernetesservice). */
import type { KubeObject } from '../../api/meta/types.ts';
import { objectKey, type Change, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';

const NAMESPACE = 'default';
const NAME = 'kubernetes';
const KEPT = ['services', 'endpoints', 'endpointslices.discovery.k8s.io'];
/** Milliseconds between two looks at them. */
const PERIOD = 10_000;
/** Keys of changes that wait for the next look. */
const SOON = 'soon/';

export const kubernetesServiceKeeper: Component = {
  name: 'kubernetes-service-keeper',
  actor: () => 'kube-apiserver',
  priority: 33,
  watches: KEPT.map((resource) => ({ resource, keys: goneKeys })),
  reconcile(context, key) {
    if (!key.startsWith(SOON)) return reconcile(context, key);
    context.wake(key.slice(SOON.length), PERIOD - (context.now % PERIOD));
    return { decision: `The API server looks after its ${NAME} Service every ${PERIOD / 1000} s.`, idle: true };
  },
  start(context) {
    for (const resource of KEPT) {
      const object = context.get(resource, NAMESPACE, NAME);
      if (object) context.memory.set(objectKey(resource, NAMESPACE, NAME), asCreated(object));
    }
  },
};

function goneKeys({ type, key, object }: Change): string[] {
  return type === 'DELETED' && object.metadata.name === NAME && object.metadata.namespace === NAMESPACE ? [SOON + key] : [];
}

function asCreated({ metadata: { name, namespace, labels }, ...object }: KubeObject): object {
  return { ...object, metadata: { name, namespace, labels } };
}

function reconcile(context: Context, key: string): Outcome {
  const { resource } = splitKey(key);
  const kept = context.memory.get<KubeObject>(key);
  if (!kept || context.get(resource, NAMESPACE, NAME)) return { decision: `${key} is there.`, idle: true };
  const created = context.create<KubeObject>(resource, kept);
  return created.ok
    ? { decision: `${kept.kind} ${NAME} is gone: make it again, for without it no pod finds the API server.` }
    : { decision: `${kept.kind} ${NAME} cannot be made again: ${created.error.message}`, again: { after: PERIOD } };
}
