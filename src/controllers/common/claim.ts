/** Which objects a controller manages: it adopts matching orphans and lets go of what no longer matches (upstream: controller_ref_manager.go). */
import type { KubeObject, LabelSelector, ResourceKey } from '../../api/meta/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { Context } from '../../engine/component.ts';
import { controllerOf, controllerReference } from './owner.ts';

export interface Claim<T extends KubeObject> {
  readonly resource: ResourceKey;
  readonly owner: KubeObject;
  readonly selector: LabelSelector;
  /** What `owner` controls now. */
  readonly owned: readonly T[];
  /** What nobody controls and may match. */
  readonly orphans: readonly T[];
  /** What must hold besides the selector (a StatefulSet's pods bear its name). */
  readonly matches?: (object: T) => boolean;
  /** Finalizer that an adopted object gets and a released one loses (the Job controller's). */
  readonly finalizer?: string;
}

export interface Claimed<T> {
  readonly objects: readonly T[];
  /** What was adopted or released, in words; empty almost always. */
  readonly notes: readonly string[];
}

/**
 * Adopts and releases, and gives what `owner` controls from now on: what it owned and still matches, then what it adopted.
 * An owner that is being deleted neither adopts nor releases.
 */
export function claim<T extends KubeObject>(context: Context, { resource, owner, selector, owned, orphans, finalizer, matches = () => true }: Claim<T>): Claimed<T> {
  const objects: T[] = [];
  const notes: string[] = [];
  const deleting = owner.metadata.deletionTimestamp !== undefined;
  for (const object of owned) {
    if (controllerOf(object)?.uid !== owner.metadata.uid) continue;
    if (matchesLabelSelector(selector, object.metadata.labels) && matches(object)) {
      objects.push(object);
    } else if (!deleting) {
      context.modify<T>(resource, object.metadata.namespace, object.metadata.name, (current) => withoutOwner(current, owner.metadata.uid, finalizer));
      notes.push(`released ${object.metadata.name}: its labels no longer match the selector`);
    }
  }
  if (deleting) return { objects, notes };
  for (const orphan of orphans) {
    if (orphan.metadata.deletionTimestamp !== undefined || !matchesLabelSelector(selector, orphan.metadata.labels) || !matches(orphan)) continue;
    const adopted = context.modify<T>(resource, orphan.metadata.namespace, orphan.metadata.name, (current) => withController(current, owner, finalizer));
    if (!adopted.ok) continue;
    objects.push(adopted.value);
    notes.push(`adopted ${orphan.metadata.name}: it matches the selector and nobody controls it`);
  }
  return { objects, notes };
}

function withController<T extends KubeObject>(object: T, owner: KubeObject, finalizer: string | undefined): T {
  const finalizers = finalizer === undefined || object.metadata.finalizers?.includes(finalizer) ? object.metadata.finalizers : [...(object.metadata.finalizers ?? []), finalizer];
  return {
    ...object,
    metadata: {
      ...object.metadata,
      ...(finalizers && { finalizers }),
      ownerReferences: [...(object.metadata.ownerReferences ?? []).filter((o) => o.uid !== owner.metadata.uid), controllerReference(owner)],
    },
  };
}

/** The object without its reference to the owner `uid`, and without `finalizer`. */
export function withoutOwner<T extends KubeObject>(object: T, uid: string, finalizer?: string): T {
  const { ownerReferences = [], finalizers = [], ...metadata } = object.metadata;
  const owners = ownerReferences.filter((reference) => reference.uid !== uid);
  const kept = finalizers.filter((name) => name !== finalizer);
  return { ...object, metadata: { ...metadata, ...(owners.length > 0 && { ownerReferences: owners }), ...(kept.length > 0 && { finalizers: kept }) } };
}
