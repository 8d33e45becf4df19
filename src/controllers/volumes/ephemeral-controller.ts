/** Makes the claims of volumes that exist for one pod alone (upstream: pkg/controller/volume/ephemeral/controller.go). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { controllerOf, controllerReference, splitKey } from '../common/owner.ts';
import { list } from '../common/words.ts';
import { CLAIMS, ephemeralClaimName } from './claims.ts';

const isOwnedBy = (claim: PersistentVolumeClaim, pod: Pod): boolean => controllerOf(claim)?.uid === pod.metadata.uid;

export const ephemeralVolumeController: Component = {
  name: 'ephemeral-volume-controller',
  priority: 31,
  watches: [
    { resource: 'pods', keys: ({ type, key, object }) => (type === 'ADDED' && (object as Pod).spec.volumes?.some(({ ephemeral }) => ephemeral) ? [key] : []) },
    {
      resource: CLAIMS,
      keys: ({ type, object }) => {
        const owner = type === 'DELETED' ? controllerOf(object) : undefined;
        return owner?.kind === 'Pod' ? [objectKey('pods', object.metadata.namespace, owner.name)] : [];
      },
    },
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const pod = context.get<Pod>('pods', namespace, name);
  if (!pod || pod.metadata.deletionTimestamp !== undefined) return { decision: `Pod ${name} is gone or going.`, idle: true };
  const made: string[] = [];
  for (const { name: volume, ephemeral } of pod.spec.volumes ?? []) {
    if (!ephemeral?.volumeClaimTemplate) continue;
    const claimName = ephemeralClaimName(pod, volume);
    const present = context.get<PersistentVolumeClaim>(CLAIMS, namespace, claimName);
    if (present && isOwnedBy(present, pod)) continue;
    const { metadata, spec } = ephemeral.volumeClaimTemplate;
    const problem = present
      ? `PVC ${namespace}/${claimName} was not created for pod ${namespace}/${name} (pod is not owner)`
      : create(context, {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          spec,
          metadata: {
            name: claimName,
            namespace,
            ownerReferences: [controllerReference(pod)],
            ...(metadata?.annotations && { annotations: metadata.annotations }),
            ...(metadata?.labels && { labels: metadata.labels }),
          },
        });
    if (problem !== undefined) {
      context.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volume}: ${problem}`, { component: 'ephemeral_volume' });
      return { decision: `The claim for volume ${volume} of pod ${name} cannot be had: ${problem}.`, again: { retry: problem } };
    }
    made.push(claimName);
  }
  return made.length > 0 ? { decision: `Claims for pod ${name} alone: ${list(made)}.` } : { decision: `Pod ${name} has its claims.`, idle: true };
}

function create(
  context: Context,
  claim: Omit<PersistentVolumeClaim, 'metadata' | 'status'> & { readonly metadata: { readonly name: string; readonly [field: string]: unknown } },
): string | undefined {
  const created = context.create<PersistentVolumeClaim>(CLAIMS, claim as unknown as Omit<PersistentVolumeClaim, 'metadata'> & { metadata: object });
  return created.ok ? undefined : `create PVC ${claim.metadata.name}: ${created.error.message}`;
}
