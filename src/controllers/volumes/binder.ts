/**
 * Binds claims to volumes, and takes volumes back whose claims are gone (upstream: pkg/controller/volume/persistentvolume/pv_controller.go).
 * Keys are claims, volumes, `class/NAME`: all claims of a storage class that are still without a volume, and `consumer/` before a claim that a new pod uses.
 */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StorageClass } from '../../api/kinds/storage-class/types.ts';
import { objectKey, type Change, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { splitKey } from '../common/owner.ts';
import { count } from '../common/words.ts';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  CLAIMS,
  CLASSES,
  claimsOf,
  classOf,
  defaultClass,
  findVolume,
  hasClass,
  isBoundLate,
  isBoundTo,
  mismatch,
  podsWithClaim,
  SELECTED_NODE,
  unboundClaims,
  VOLUMES,
} from './claims.ts';
import { reclaim } from './reclaim.ts';
import { setVolumePhase, SOURCE, unbind } from './volume-status.ts';

/** Milliseconds between upstream's passes over all claims: a free volume is noticed by claims that wait with the next one. */
const RESYNC = 15_000;
const CLASS_KEY = 'class/';
const CONSUMER_KEY = 'consumer/';

export const volumeBinder: Component = {
  name: 'persistentvolume-binder-controller',
  priority: 28,
  watches: [
    { resource: CLAIMS, keys: claimKeys },
    { resource: VOLUMES, keys: volumeKeys },
    { resource: 'pods', keys: consumerKeys },
    { resource: CLASSES, keys: ({ object: { metadata } }) => [`${CLASS_KEY}${metadata.name}`, CLASS_KEY] },
  ],
  reconcile(context, key) {
    if (key.startsWith(CLASS_KEY)) return wakeClaims(context, key.slice(CLASS_KEY.length));
    if (key.startsWith(CONSUMER_KEY)) return noticeConsumer(context, key.slice(CONSUMER_KEY.length));
    const { resource, namespace, name } = splitKey(key);
    return resource === CLAIMS ? reconcileClaim(context, namespace, name) : reconcileVolume(context, name);
  },
};

function claimKeys({ type, key, object }: Change): string[] {
  const { volumeName } = (object as PersistentVolumeClaim).spec;
  return type === 'DELETED' ? (volumeName ? [objectKey(VOLUMES, undefined, volumeName)] : []) : [key];
}

function consumerKeys({ type, object }: Change): string[] {
  const pod = object as Pod;
  return type === 'ADDED' ? claimsOf(pod).map((name) => `${CONSUMER_KEY}${objectKey(CLAIMS, pod.metadata.namespace, name)}`) : [];
}

function volumeKeys({ type, key, object }: Change): string[] {
  const { claimRef } = (object as PersistentVolume).spec;
  return type === 'DELETED' ? (claimRef ? [objectKey(CLAIMS, claimRef.namespace, claimRef.name!)] : []) : [key];
}

function wakeClaims(context: Context, className: string): Outcome {
  const claims = unboundClaims(context, className);
  for (const { metadata } of claims) context.wake(objectKey(CLAIMS, metadata.namespace, metadata.name));
  return { decision: `${count(claims.length, 'claim')} of class "${className}" ${claims.length === 1 ? 'waits' : 'wait'} for a volume: look again.`, idle: true };
}

/** Upstream does not watch pods: that one waits for the claim is said by the next pass over all claims. */
function noticeConsumer(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const claim = context.get<PersistentVolumeClaim>(CLAIMS, namespace, name);
  if (!claim || claim.spec.volumeName || !isBoundLate(context, claim)) return { decision: `A pod uses claim ${name}.`, idle: true };
  context.wake(key, RESYNC - (context.now % RESYNC));
  return { decision: `A pod waits for claim ${name}: look again with the next pass over all claims.`, idle: true };
}

// --- Claims ---

function reconcileClaim(context: Context, namespace: string, name: string): Outcome {
  const claim = context.get<PersistentVolumeClaim>(CLAIMS, namespace, name);
  if (!claim) return { decision: `Claim ${name} is gone.`, idle: true };
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) return reconcileBound(context, claim);
  return claim.spec.volumeName ? reconcileRequest(context, claim, claim.spec.volumeName) : reconcileUnbound(context, claim);
}

function reconcileUnbound(context: Context, claim: PersistentVolumeClaim): Outcome {
  const { name } = claim.metadata;
  const late = isBoundLate(context, claim);
  const volume = findVolume(context, claim, late);
  const wanted = `${claim.spec.resources.requests?.['storage'] ?? '0'} ${(claim.spec.accessModes ?? []).join(', ')}`;
  if (volume) return bind(context, volume, claim, `${volume.metadata.name} offers ${volume.spec.capacity?.['storage']} for the ${wanted} that ${name} wants: bind them`);
  const preset = hasClass(claim) ? undefined : defaultClass(context);
  if (preset) {
    context.modify<PersistentVolumeClaim>(CLAIMS, claim.metadata.namespace, name, (current) => ({ ...current, spec: { ...current.spec, storageClassName: preset.metadata.name } }));
    return { decision: `No volume suits ${name}, and it names no class: it gets the default one, ${preset.metadata.name}.` };
  }
  const waits = `No free volume suits the ${wanted} that ${name} wants`;
  if (late && claim.metadata.annotations?.[SELECTED_NODE] === undefined) {
    const pods = podsWithClaim(context, claim)
      .filter(({ spec, status }) => !spec.nodeName && status.phase !== 'Succeeded' && status.phase !== 'Failed')
      .map(({ metadata }) => metadata.name);
    if (pods.length === 0) context.event(claim, 'Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding', SOURCE);
    else context.event(claim, 'Normal', 'WaitForPodScheduled', `waiting for pod${pods.length > 1 ? 's' : ''} ${pods.join(',')} to be scheduled`, SOURCE);
    setClaimPhase(context, claim, 'Pending');
    return { decision: `${name} is bound once a pod that uses it gets a node.`, idle: true };
  }
  if (classOf(claim) !== '') return provision(context, claim, waits);
  context.event(claim, 'Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set', SOURCE);
  setClaimPhase(context, claim, 'Pending');
  return { decision: `${waits}, and no storage class makes one.`, idle: true };
}

/** Nothing here makes volumes: a provisioner that runs outside would, where the class names one. */
function provision(context: Context, claim: PersistentVolumeClaim, waits: string): Outcome {
  const className = classOf(claim);
  const provisioner = context.get<StorageClass>(CLASSES, undefined, className)?.provisioner;
  if (provisioner === undefined || provisioner.startsWith('kubernetes.io/')) {
    const problem = provisioner === undefined ? `storageclass.storage.k8s.io "${className}" not found` : `no volume plugin matched name: ${provisioner}`;
    context.event(claim, 'Warning', 'ProvisioningFailed', problem, SOURCE);
    return { decision: `${waits}, and none can be made: ${problem}.`, idle: true };
  }
  const annotations = { 'volume.beta.kubernetes.io/storage-provisioner': provisioner, 'volume.kubernetes.io/storage-provisioner': provisioner };
  context.modify<PersistentVolumeClaim>(CLAIMS, claim.metadata.namespace, claim.metadata.name, (current) =>
    Object.entries(annotations).every(([key, value]) => current.metadata.annotations?.[key] === value)
      ? current
      : { ...current, metadata: { ...current.metadata, annotations: { ...current.metadata.annotations, ...annotations } } },
  );
  context.event(
    claim,
    'Normal',
    'ExternalProvisioning',
    `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    SOURCE,
  );
  return { decision: `${waits}: ${provisioner} is to make one.`, idle: true };
}

/** A claim that says which volume it wants. */
function reconcileRequest(context: Context, claim: PersistentVolumeClaim, volumeName: string): Outcome {
  const { name } = claim.metadata;
  const volume = context.get<PersistentVolume>(VOLUMES, undefined, volumeName);
  const stays = (decision: string): Outcome => {
    setClaimPhase(context, claim, 'Pending');
    return { decision, idle: true };
  };
  if (!volume) return stays(`${name} wants ${volumeName}, which does not exist.`);
  if (!volume.spec.claimRef) {
    const problem = mismatch(volume, claim);
    if (!problem) return bind(context, volume, claim, `${name} wants ${volumeName}, which is free: bind them`);
    context.event(claim, 'Warning', 'VolumeMismatch', `Cannot bind to requested volume "${volumeName}": ${problem}`, SOURCE);
    return stays(`${name} wants ${volumeName}: ${problem}.`);
  }
  if (isBoundTo(volume, claim)) return bind(context, volume, claim, `${volumeName} and ${name} name each other: bind them`);
  context.event(claim, 'Warning', 'FailedBinding', `volume "${volumeName}" already bound to a different claim.`, SOURCE);
  return stays(`${name} wants ${volumeName}, which is bound to ${volume.spec.claimRef.namespace}/${volume.spec.claimRef.name}.`);
}

function reconcileBound(context: Context, claim: PersistentVolumeClaim): Outcome {
  const { name, uid } = claim.metadata;
  const volumeName = claim.spec.volumeName;
  const volume = volumeName ? context.get<PersistentVolume>(VOLUMES, undefined, volumeName) : undefined;
  if (!volume) {
    const what = volumeName ? 'its PersistentVolume' : 'reference to PersistentVolume';
    return lose(context, claim, 'ClaimLost', `Bound claim has lost ${what}. Data on the volume is lost!`, `${name} has lost its volume.`);
  }
  if (!volume.spec.claimRef || volume.spec.claimRef.uid === uid) return bind(context, volume, claim, `${name} is bound to ${volumeName}`);
  return lose(
    context,
    claim,
    'ClaimMisbound',
    'Two claims are bound to the same volume, this one is bound incorrectly',
    `${name} and another claim are both bound to ${volumeName}.`,
  );
}

function lose(context: Context, claim: PersistentVolumeClaim, reason: string, message: string, decision: string): Outcome {
  if (claim.status.phase === 'Lost') return { decision, idle: true };
  setClaimPhase(context, claim, 'Lost');
  context.event(claim, 'Warning', reason, message, SOURCE);
  return { decision };
}

function setClaimPhase(context: Context, claim: PersistentVolumeClaim, phase: PersistentVolumeClaim['status']['phase']): void {
  if (claim.status.phase === phase && !claim.status.accessModes && !claim.status.capacity) return;
  context.modify<PersistentVolumeClaim>(
    CLAIMS,
    claim.metadata.namespace,
    claim.metadata.name,
    ({ status: { accessModes: _, capacity: __, currentVolumeAttributesClassName: ___, ...status }, ...current }) => ({ ...current, status: { ...status, phase } }),
  );
}

/** Each side says so of the other: the volume and its phase first, then the claim and its phase, in four writes. */
function bind(context: Context, volume: PersistentVolume, claim: PersistentVolumeClaim, decision: string): Outcome {
  const { namespace, name, uid } = claim.metadata;
  const volumeName = volume.metadata.name;
  const before = [volume.metadata.resourceVersion, claim.metadata.resourceVersion].join();
  const chosen = !isBoundTo(volume, claim);
  const { claimRef } = volume.spec;
  if (claimRef?.name !== name || claimRef?.namespace !== namespace || claimRef?.uid !== uid) {
    context.modify<PersistentVolume>(VOLUMES, undefined, volumeName, (current) => ({
      ...current,
      metadata: chosen ? { ...current.metadata, annotations: { ...current.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' } } : current.metadata,
      spec: { ...current.spec, claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion: claim.metadata.resourceVersion } },
    }));
  }
  setVolumePhase(context, context.get<PersistentVolume>(VOLUMES, undefined, volumeName)!, 'Bound');
  context.modify<PersistentVolumeClaim>(CLAIMS, namespace, name, (current) => {
    const found = current.spec.volumeName !== volumeName;
    if (!found && current.metadata.annotations?.[BIND_COMPLETED] !== undefined) return current;
    const annotations = { ...current.metadata.annotations, ...(found && { [BOUND_BY_CONTROLLER]: 'yes' }), [BIND_COMPLETED]: 'yes' };
    return { ...current, metadata: { ...current.metadata, annotations }, spec: { ...current.spec, volumeName } };
  });
  const { accessModes, capacity, volumeAttributesClassName } = volume.spec;
  context.modify<PersistentVolumeClaim>(CLAIMS, namespace, name, (current) =>
    current.status.phase === 'Bound' && JSON.stringify(current.status.accessModes) === JSON.stringify(accessModes)
      ? current
      : {
          ...current,
          status: {
            ...current.status,
            phase: 'Bound',
            ...(accessModes && { accessModes }),
            ...(current.status.phase !== 'Bound' && { capacity }),
            ...(volumeAttributesClassName && { currentVolumeAttributesClassName: volumeAttributesClassName }),
          },
        },
  );
  const after = [context.get(VOLUMES, undefined, volumeName)!.metadata.resourceVersion, context.get(CLAIMS, namespace, name)!.metadata.resourceVersion].join();
  return { decision: `${decision}.`, idle: before === after };
}

// --- Volumes ---

function reconcileVolume(context: Context, name: string): Outcome {
  const volume = context.get<PersistentVolume>(VOLUMES, undefined, name);
  if (!volume) return { decision: `Volume ${name} is gone.`, idle: true };
  const { claimRef } = volume.spec;
  if (!claimRef?.uid) {
    const news = setVolumePhase(context, volume, 'Available');
    if (news) {
      const key = claimRef ? objectKey(CLAIMS, claimRef.namespace, claimRef.name!) : `${CLASS_KEY}${classOf(volume)}`;
      context.wake(key, RESYNC - (context.now % RESYNC));
    }
    return { decision: claimRef ? `${name} is kept for ${claimRef.namespace}/${claimRef.name}.` : `${name} is free.`, idle: !news };
  }
  const found = context.get<PersistentVolumeClaim>(CLAIMS, claimRef.namespace, claimRef.name!);
  const claim = found?.metadata.uid === claimRef.uid ? found : undefined;
  if (!claim) return reclaim(context, volume);
  if (!claim.spec.volumeName) {
    context.wake(objectKey(CLAIMS, claimRef.namespace, claimRef.name!));
    return { decision: `${name} is bound to ${claim.metadata.name}, which does not say so yet.`, idle: true };
  }
  if (claim.spec.volumeName !== name) {
    unbind(context, volume);
    return { decision: `${name} names ${claim.metadata.name}, which is bound to ${claim.spec.volumeName}: free it.` };
  }
  const news = setVolumePhase(context, volume, 'Bound');
  return { decision: `${name} is bound to ${claim.metadata.namespace}/${claim.metadata.name}.`, idle: !news };
}
