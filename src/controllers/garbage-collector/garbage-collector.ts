/**
 * Deletes what lost its owners, and sees deletions in the foreground and with orphans through (upstream: pkg/controller/garbagecollector).
 *
 * Upstream keeps a graph of all objects; here the index by owner is that graph. Keys are objects: each is looked at by itself.
 */
import type { KubeObject, OwnerReference } from '../../api/meta/types.ts';
import { objectKey, type Change, type Component, type Context, type DeleteOptions, type ObjectKey, type Outcome, type View } from '../../engine/component.ts';
import { withoutOwner } from '../common/claim.ts';
import { resourceOfKind } from '../common/kinds.ts';
import { ownedBy } from '../common/lookups.ts';
import { splitKey } from '../common/owner.ts';
import { count, list, sentences } from '../common/words.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';

export const garbageCollector: Component = {
  name: 'garbage-collector-controller',
  priority: 15,
  // Its graph is built from watches and worked off by a queue of its own. In the middle of all recordings a ReplicaSet follows its
  // Deployment after 21 ms, a pod its ReplicaSet after 23.
  latency: 22,
  watches: [{ resource: '*', keys: touched }],
  reconcile,
};

const isGoing = (object: KubeObject, finalizer: string): boolean => object.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers?.includes(finalizer) ?? false);
const isDeletingDependents = (object: KubeObject) => isGoing(object, FOREGROUND);

function keyOf(object: KubeObject): ObjectKey[] {
  const known = resourceOfKind(object.apiVersion, object.kind);
  return known ? [objectKey(known.resource, object.metadata.namespace, object.metadata.name)] : [];
}

const dependentsOf = (view: View, owner: KubeObject): KubeObject[] => ownedBy(view, owner.metadata.uid);
const dependentKeys = (view: View, owner: KubeObject): ObjectKey[] => dependentsOf(view, owner).flatMap(keyOf);

/** The owner that a reference names, if it exists and is the same one. */
function ownerOf(view: View, object: KubeObject, reference: OwnerReference): KubeObject | undefined {
  const known = resourceOfKind(reference.apiVersion, reference.kind);
  if (!known) return undefined;
  const owner = view.get(known.resource, known.namespaced ? object.metadata.namespace : undefined, reference.name);
  return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** Which objects a change makes worth a look. Nearly all changes: none. */
function touched({ type, key, object, before }: Change, view: View): readonly ObjectKey[] {
  if (type === 'DELETED') {
    const waiting = (object.metadata.ownerReferences ?? [])
      .map((reference) => ownerOf(view, object, reference))
      .filter((owner) => owner !== undefined && isDeletingDependents(owner));
    return [...dependentKeys(view, object), ...waiting.flatMap((owner) => keyOf(owner!))];
  }
  const keys: ObjectKey[] = [];
  if (isGoing(object, ORPHAN) && !(before && isGoing(before, ORPHAN))) keys.push(key);
  else if (isDeletingDependents(object) && !(before && isDeletingDependents(before))) keys.push(...dependentKeys(view, object), key);
  const owners = object.metadata.ownerReferences;
  const ownersBefore = before?.metadata.ownerReferences;
  if (owners === ownersBefore) return keys;
  // New references may point at nothing; a reference that is gone or blocks no longer may let an owner go.
  if (owners?.some((reference) => !ownersBefore?.some(({ uid }) => uid === reference.uid) && !ownerOf(view, object, reference))) keys.push(key);
  for (const reference of ownersBefore ?? []) {
    if (!reference.blockOwnerDeletion || owners?.some(({ uid, blockOwnerDeletion }) => uid === reference.uid && blockOwnerDeletion)) continue;
    const owner = ownerOf(view, object, reference);
    if (owner && isDeletingDependents(owner)) keys.push(...keyOf(owner));
  }
  return keys;
}

const named = (object: KubeObject) => `${object.kind} ${object.metadata.name}`;
const namedReference = (reference: OwnerReference) => `${reference.kind} ${reference.name}`;

function reconcile(context: Context, key: string): Outcome {
  const { resource, namespace, name } = splitKey(key);
  const object = context.get(resource, namespace === '' ? undefined : namespace, name);
  if (!object) return { decision: `${name} is gone: nothing to collect.`, idle: true };
  if (isGoing(object, ORPHAN)) return orphan(context, object, key);
  if (isDeletingDependents(object)) return awaitDependents(context, object, key);
  if (object.metadata.deletionTimestamp !== undefined) return { decision: `${named(object)} is being deleted already.`, idle: true };
  return collect(context, object, key);
}

/** Deleting with `--cascade=orphan`: the dependents stay and forget their owner. */
function orphan(context: Context, owner: KubeObject, key: ObjectKey): Outcome {
  const dependents = dependentsOf(context, owner);
  for (const dependent of dependents) {
    const [dependentKey] = keyOf(dependent);
    if (dependentKey !== undefined) change(context, dependentKey, (current) => withoutOwner(current, owner.metadata.uid));
  }
  change(context, key, (current) => withoutFinalizer(current, ORPHAN));
  return {
    decision: sentences([
      dependents.length === 0
        ? `${named(owner)} is deleted with its dependents left alone: it has none`
        : `${named(owner)} is deleted with its dependents left alone: ${list(dependents.map(named))} ${dependents.length === 1 ? 'loses' : 'lose'} the reference to it and ${dependents.length === 1 ? 'stays' : 'stay'}`,
    ]),
    saw: [count(dependents.length, 'dependent')],
  };
}

/** Deleting in the foreground: the owner goes when no dependent that blocks it is left. */
function awaitDependents(context: Context, owner: KubeObject, key: ObjectKey): Outcome {
  const blocking = dependentsOf(context, owner).filter((dependent) =>
    dependent.metadata.ownerReferences?.some(({ uid, blockOwnerDeletion }) => uid === owner.metadata.uid && blockOwnerDeletion),
  );
  if (blocking.length === 0) {
    change(context, key, (current) => withoutFinalizer(current, FOREGROUND));
    return { decision: `No dependent holds ${named(owner)} any more: take the finalizer ${FOREGROUND} from it.`, saw: ['0 blocking dependents'] };
  }
  for (const dependent of blocking)
    if (!isDeletingDependents(dependent) && dependent.metadata.deletionTimestamp === undefined) for (const dependentKey of keyOf(dependent)) context.wake(dependentKey);
  return { decision: `${named(owner)} is deleted in the foreground and waits for ${list(blocking.map(named))}.`, saw: [count(blocking.length, 'blocking dependent')], idle: true };
}

/** Deletes an object whose owners are all gone or going in the foreground; otherwise only drops the references to those. */
function collect(context: Context, object: KubeObject, key: ObjectKey): Outcome {
  const references = object.metadata.ownerReferences ?? [];
  if (references.length === 0) return { decision: `${named(object)} has no owner: it stays.`, idle: true };
  const solid: OwnerReference[] = [];
  const dangling: OwnerReference[] = [];
  const waiting: OwnerReference[] = [];
  for (const reference of references) {
    const owner = ownerOf(context, object, reference);
    if (!owner) dangling.push(reference);
    else if (isDeletingDependents(owner)) waiting.push(reference);
    else solid.push(reference);
  }
  const saw = [
    ...solid.map((reference) => `owner ${namedReference(reference)} exists`),
    ...dangling.map((reference) => `owner ${namedReference(reference)} is gone`),
    ...waiting.map((reference) => `owner ${namedReference(reference)} waits for its dependents to go`),
  ];
  if (solid.length > 0) {
    const dropped = [...dangling, ...waiting];
    if (dropped.length === 0) return { decision: `${named(object)} has its owner ${namedReference(solid[0]!)}: it stays.`, saw, idle: true };
    change(context, key, (current) => dropped.reduce((kept, { uid }) => withoutOwner(kept, uid), current));
    return {
      decision: `${named(object)} still has ${namedReference(solid[0]!)}: drop the ${dropped.length === 1 ? 'reference' : 'references'} to ${list(dropped.map(namedReference))}.`,
      saw,
    };
  }
  const dependents = dependentsOf(context, object);
  const foreground = waiting.length > 0 && dependents.length > 0;
  if (foreground && dependents.some(isDeletingDependents)) {
    // Owners that wait for each other in a circle would wait for ever.
    change(context, key, (current) => ({
      ...current,
      metadata: { ...current.metadata, ownerReferences: current.metadata.ownerReferences?.map((reference) => ({ ...reference, blockOwnerDeletion: false })) },
    }));
  }
  const policy = foreground ? 'Foreground' : policyOf(object);
  return remove(context, object, key, policy, saw, waiting[0] ?? dangling[0]!, waiting.length > 0);
}

/** What the finalizers that stand on an object ask for. */
function policyOf({ metadata: { finalizers = [] } }: KubeObject): DeleteOptions['propagationPolicy'] {
  if (finalizers.includes(ORPHAN)) return 'Orphan';
  return finalizers.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

function remove(
  context: Context,
  object: KubeObject,
  key: ObjectKey,
  propagationPolicy: DeleteOptions['propagationPolicy'],
  saw: readonly string[],
  owner: OwnerReference,
  waits: boolean,
): Outcome {
  const { resource, namespace, name } = splitKey(key);
  const deleted = context.delete(resource, namespace === '' ? undefined : namespace, name, { propagationPolicy, preconditions: { uid: object.metadata.uid } });
  const why = waits ? `Its owner ${namedReference(owner)} waits for it to go` : `Its owner ${namedReference(owner)} is gone`;
  if (!deleted.ok && deleted.error.reason !== 'NotFound')
    return { decision: `${why}, but deleting ${named(object)} was refused: ${deleted.error.message}.`, saw, again: { retry: deleted.error.message } };
  return { decision: `${why}: delete ${named(object)}${propagationPolicy === 'Foreground' ? ' in the foreground, as it has dependents itself' : ''}.`, saw };
}

function change(context: Context, key: ObjectKey, edit: (current: KubeObject) => KubeObject): void {
  const { resource, namespace, name } = splitKey(key);
  context.modify(resource, namespace === '' ? undefined : namespace, name, edit);
}

function withoutFinalizer(object: KubeObject, finalizer: string): KubeObject {
  const { finalizers = [], ...metadata } = object.metadata;
  const kept = finalizers.filter((name) => name !== finalizer);
  return { ...object, metadata: { ...metadata, ...(kept.length > 0 && { finalizers: kept }) } };
}
