/** Keeps claims that pods use and volumes that claims are bound to until nobody needs them (upstream: pkg/controller/volume/pvcprotection, pvprotection). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import { objectKey, type Change, type Component, type Context, type Outcome, type View } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { list } from '../common/words.ts';
import { CLAIMS, claimsOf, podsWithClaim, VOLUMES } from './claims.ts';

export const CLAIM_FINALIZER = 'kubernetes.io/pvc-protection';
export const VOLUME_FINALIZER = 'kubernetes.io/pv-protection';
export const ATTRIBUTES_CLASSES = 'volumeattributesclasses.storage.k8s.io';
export const ATTRIBUTES_FINALIZER = 'kubernetes.io/vac-protection';

/** Going, and only held here; or in want of the finalizer. */
const concerns = ({ type, object: { metadata } }: Change, finalizer: string): boolean =>
  type !== 'DELETED' && (metadata.deletionTimestamp !== undefined) === (metadata.finalizers?.includes(finalizer) ?? false);

export const claimProtection: Component = {
  name: 'persistentvolumeclaim-protection-controller',
  priority: 29,
  watches: [
    { resource: CLAIMS, keys: (change) => (concerns(change, CLAIM_FINALIZER) ? [change.key] : []) },
    { resource: 'pods', keys: podKeys },
  ],
  reconcile: (context, key) =>
    protect<PersistentVolumeClaim>(context, key, CLAIM_FINALIZER, (claim) => {
      const users = podsWithClaim(context, claim).filter((pod) => uses(pod, claim));
      return users.length > 0 ? `${list(users.map(({ metadata }) => metadata.name))} ${users.length === 1 ? 'uses' : 'use'} it` : undefined;
    }),
};

/** Claims that are going and that this pod no longer needs. */
function podKeys({ type, object, before }: Change, view: View): string[] {
  const pod = object as Pod;
  const was = before as Pod | undefined;
  if (!pod.spec.volumes || (type === 'MODIFIED' && isShutDown(pod) === isShutDown(was!) && pod.spec.nodeName === was!.spec.nodeName)) return [];
  return claimsOf(pod)
    .filter((name) => view.get(CLAIMS, pod.metadata.namespace, name)?.metadata.deletionTimestamp !== undefined)
    .map((name) => objectKey(CLAIMS, pod.metadata.namespace, name));
}

const isShutDown = ({ metadata }: Pod): boolean => metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0;

/** A pod uses its claims from the moment it has a node. One that was made for it alone is let go as soon as it has ended. */
const uses = (pod: Pod, { metadata }: PersistentVolumeClaim): boolean =>
  pod.spec.nodeName !== undefined &&
  (pod.spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === metadata.name) ||
    (!isShutDown(pod) && (metadata.ownerReferences?.some(({ uid }) => uid === pod.metadata.uid) ?? false)));

export const volumeProtection: Component = {
  name: 'persistentvolume-protection-controller',
  priority: 30,
  watches: [{ resource: VOLUMES, keys: (change) => (concerns(change, VOLUME_FINALIZER) ? [change.key] : []) }],
  reconcile: (context, key) =>
    protect<PersistentVolume>(context, key, VOLUME_FINALIZER, (volume) =>
      volume.status.phase === 'Bound' ? `it is bound to ${volume.spec.claimRef?.namespace}/${volume.spec.claimRef?.name}` : undefined,
    ),
};

export const attributesClassProtection: Component = {
  name: 'volumeattributesclass-protection-controller',
  priority: 30,
  watches: [{ resource: ATTRIBUTES_CLASSES, keys: (change) => (concerns(change, ATTRIBUTES_FINALIZER) ? [change.key] : []) }],
  reconcile: (context, key) =>
    protect(context, key, ATTRIBUTES_FINALIZER, ({ metadata: { name } }) => {
      const users = context.list<PersistentVolumeClaim>(CLAIMS).filter(({ spec }) => spec.volumeAttributesClassName === name);
      return users.length > 0 ? `${list(users.map(({ metadata }) => metadata.name))} ${users.length === 1 ? 'names' : 'name'} it` : undefined;
    }),
};

function protect<T extends KubeObject>(context: Context, key: string, finalizer: string, useOf: (object: T) => string | undefined): Outcome {
  const { resource, namespace, name } = splitKey(key);
  const object = context.get<T>(resource, namespace || undefined, name);
  if (!object) return { decision: `${name} is gone.`, idle: true };
  const finalizers = object.metadata.finalizers ?? [];
  const held = finalizers.includes(finalizer);
  if (object.metadata.deletionTimestamp === undefined) {
    if (held) return { decision: `${name} has its finalizer.`, idle: true };
    context.modify<T>(resource, namespace || undefined, name, (current) => ({ ...current, metadata: { ...current.metadata, finalizers: [...finalizers, finalizer] } }));
    return { decision: `${name} gets the finalizer ${finalizer}.` };
  }
  if (!held) return { decision: `${name} is not held here.`, idle: true };
  const use = useOf(object);
  if (use) return { decision: `${name} is to go, but ${use}: keep it.`, idle: true };
  context.modify<T>(resource, namespace || undefined, name, ({ metadata: { finalizers: _, ...metadata }, ...current }) => {
    const kept = finalizers.filter((other) => other !== finalizer);
    return { ...current, metadata: { ...metadata, ...(kept.length > 0 && { finalizers: kept }) } } as unknown as T;
  });
  return { decision: `${name} is to go and nobody uses it: let it.` };
}
