/** Makes a StatefulSet's volume claims, and says by owner references when they go (upstream: statefulset/stateful_pod_control.go). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { StatefulSet } from '../../api/kinds/stateful-set/types.ts';
import type { KubeObject, OwnerReference } from '../../api/meta/types.ts';
import { deepEqual } from '../../base/equal.ts';
import type { Context } from '../../engine/component.ts';
import { controllerReference } from '../common/owner.ts';
import { claimsOf, isInRange, ordinalOf, podNameOf } from './identity.ts';

const CLAIMS = 'persistentvolumeclaims';

export interface MadeClaims {
  /** What went wrong, if anything. */
  readonly error: string | undefined;
  /** How many were missing and are there now. */
  readonly made: number;
}

/** Creates what is missing of a pod's claims. */
export function createClaims(context: Context, set: StatefulSet, ordinal: number): MadeClaims {
  const errors: string[] = [];
  let made = 0;
  for (const { claim } of claimsOf(set, ordinal)) {
    const { name } = claim.metadata;
    const existing = context.get<PersistentVolumeClaim>(CLAIMS, set.metadata.namespace, name);
    if (existing) {
      if (existing.metadata.deletionTimestamp !== undefined) errors.push(`pvc ${name} is being deleted`);
      continue;
    }
    const created = context.create<PersistentVolumeClaim>(CLAIMS, claim);
    const pod = podNameOf(set, ordinal);
    if (created.ok) {
      made += 1;
      context.event(set, 'Normal', 'SuccessfulCreate', `create Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name} success`);
    } else {
      errors.push(`failed to create PVC ${name}: ${created.error.message}`);
      context.event(set, 'Warning', 'FailedCreate', `create Claim ${name} for Pod ${pod} in StatefulSet ${set.metadata.name} failed error: ${created.error.message}`);
    }
  }
  return { error: errors.length > 0 ? errors.join(', ') : undefined, made };
}

/** The claims of a pod that is no longer wanted belong to it, or to the set, as the retention policy says; they go with their owner. */
export function keepRetentionPolicy(context: Context, set: StatefulSet, pod: Pod): void {
  const { whenDeleted, whenScaled } = set.spec.persistentVolumeClaimRetentionPolicy ?? { whenDeleted: 'Retain', whenScaled: 'Retain' };
  const ordinal = ordinalOf(set, pod);
  const leaving = !isInRange(set, ordinal);
  for (const { claim } of claimsOf(set, ordinal)) {
    const current = context.get<PersistentVolumeClaim>(CLAIMS, set.metadata.namespace, claim.metadata.name);
    const references = current?.metadata.ownerReferences ?? [];
    if (!current || references.some((reference) => namesButIsNot(reference, set) || namesButIsNot(reference, pod))) continue;
    const kept = references.filter(({ uid }) => uid !== set.metadata.uid && uid !== pod.metadata.uid);
    if (kept.some(({ controller }) => controller)) continue;
    const wanted: OwnerReference[] = [...kept];
    if (whenScaled === 'Delete' && leaving) wanted.push(controllerReference(pod));
    if (whenDeleted === 'Delete' && !(whenScaled === 'Delete' && leaving)) wanted.push(controllerReference(set));
    if (!deepEqual(references, wanted)) {
      const { ownerReferences: _, ...metadata } = current.metadata;
      context.modify<PersistentVolumeClaim>(CLAIMS, set.metadata.namespace, claim.metadata.name, (claimNow) => ({
        ...claimNow,
        metadata: { ...metadata, ...(wanted.length > 0 && { ownerReferences: wanted }) },
      }));
    }
  }
}

const namesButIsNot = ({ kind, name, uid }: OwnerReference, object: KubeObject): boolean => kind === object.kind && name === object.metadata.name && uid !== object.metadata.uid;
