/** Owner references: who controls an object, and how a change of it wakes that controller (upstream: controller_ref_manager.go). */
import type { KubeObject, OwnerReference, ResourceKey } from '../../api/meta/types.ts';
import { objectKey, type Change, type ObjectKey, type View, type Watch } from '../../engine/component.ts';

export function controllerOf(object: KubeObject): OwnerReference | undefined {
  const owners = object.metadata.ownerReferences;
  if (owners) {
    for (let i = 0; i < owners.length; i += 1) if (owners[i]!.controller === true) return owners[i];
  }
  return undefined;
}

export const controllerReference = (owner: KubeObject): OwnerReference => ({
  apiVersion: owner.apiVersion,
  kind: owner.kind,
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  controller: true,
  blockOwnerDeletion: true,
});

export interface OwningResource {
  readonly resource: ResourceKey;
  readonly kind: string;
}

/** The object that a controller reference points at, if it is of `owner`'s kind and still the same one. */
export function resolveController<T extends KubeObject>(view: View, namespace: string | undefined, reference: OwnerReference | undefined, owner: OwningResource): T | undefined {
  if (reference?.kind !== owner.kind) return undefined;
  const found = view.get<T>(owner.resource, namespace, reference.name);
  return found?.metadata.uid === reference.uid ? found : undefined;
}

export interface DependentWatch {
  readonly resource: ResourceKey;
  readonly owner: OwningResource;
  /** Keys of the owners that might adopt an object that nobody controls. */
  readonly adopters?: (view: View, orphan: KubeObject) => readonly ObjectKey[];
  /** Whether a change of a controlled object matters to its controller; default: every change does. */
  readonly matters?: (change: Change) => boolean;
}

const NONE: readonly ObjectKey[] = [];

/** Wakes the controller of a changed object, the one it had before, and those who might adopt it. */
export function watchDependents({ resource, owner, adopters, matters }: DependentWatch): Watch {
  return {
    resource,
    keys: (change, view) => {
      const { object, before } = change;
      const now = controllerOf(object);
      const was = before && controllerOf(before);
      // Most dependents have, and had, a controller of another kind.
      if (now && now.kind !== owner.kind && (!was || was.uid === now.uid)) return NONE;
      const namespace = object.metadata.namespace;
      const keyOf = (reference: OwnerReference | undefined) => {
        const found = resolveController(view, namespace, reference, owner);
        return found ? [objectKey(owner.resource, namespace, found.metadata.name)] : [];
      };
      if (was && was.uid !== now?.uid) return [...keyOf(was), ...(now ? keyOf(now) : (adopters?.(view, object) ?? []))];
      if (now) return matters && !matters(change) ? [] : keyOf(now);
      if (change.type === 'DELETED') return [];
      return !before || before.metadata.labels !== object.metadata.labels ? (adopters?.(view, object) ?? []) : [];
    },
  };
}

/** Wakes a component for every change of its own resource. */
export const watchOwn = (resource: ResourceKey): Watch => ({ resource, keys: (change) => [change.key] });

export interface KeyParts {
  readonly resource: ResourceKey;
  readonly namespace: string;
  readonly name: string;
}

export function splitKey(key: ObjectKey): KeyParts {
  const first = key.indexOf('/');
  const second = key.indexOf('/', first + 1);
  return { resource: key.slice(0, first), namespace: key.slice(first + 1, second), name: key.slice(second + 1) };
}
