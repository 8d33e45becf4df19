/** What becomes of a volume whose claim is gone. */
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Context, Outcome } from '../../engine/component.ts';
import { VOLUMES } from './claims.ts';
import { setVolumePhase, SOURCE, unbind } from './volume-status.ts';

export function reclaim(context: Context, volume: PersistentVolume): Outcome {
  const { name, annotations } = volume.metadata;
  const { phase } = volume.status;
  const released = phase !== 'Released' && phase !== 'Failed' && setVolumePhase(context, volume, 'Released');
  const gone = `The claim on ${name} is gone`;
  switch (volume.spec.persistentVolumeReclaimPolicy) {
    case 'Retain':
      return { decision: `${gone}: ${name} is released and kept as it is, for its policy is Retain.`, idle: !released };
    case 'Recycle':
      // Upstream runs a pod that empties the volume.
      if (!volume.spec.hostPath && !volume.spec.nfs) return fail(context, volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
      context.event(volume, 'Normal', 'VolumeRecycled', 'Volume recycled', SOURCE);
      unbind(context, context.get<PersistentVolume>(VOLUMES, undefined, name)!);
      return { decision: `${gone}: ${name} is emptied and free again, for its policy is Recycle.` };
    case 'Delete': {
      const provisioner = annotations?.['pv.kubernetes.io/provisioned-by'] ?? '';
      if (volume.spec.csi || (provisioner !== '' && !provisioner.startsWith('kubernetes.io/')))
        return { decision: `${gone}: whoever made ${name} is to delete it.`, idle: !released };
      const problem = deletionProblem(volume);
      if (problem) return fail(context, volume, 'VolumeFailedDelete', problem);
      context.delete(VOLUMES, undefined, name);
      return { decision: `${gone}: delete ${name}, for its policy is Delete.` };
    }
  }
}

/** The controller manager knows how to take back host paths and NFS, of which it can delete the former. */
function deletionProblem({ metadata, spec }: PersistentVolume): string | undefined {
  const { hostPath } = spec;
  if (!hostPath) return `error getting deleter volume plugin for volume "${metadata.name}": ${spec.nfs ? 'no deletable volume plugin matched' : 'no volume plugin matched'}`;
  return /\/tmp\/.+/.test(hostPath.path) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${hostPath.path}`;
}

function fail(context: Context, volume: PersistentVolume, reason: string, message: string): Outcome {
  const { name } = volume.metadata;
  const news = setVolumePhase(context, context.get<PersistentVolume>(VOLUMES, undefined, name)!, 'Failed', message);
  if (news) context.event(volume, 'Warning', reason, message, SOURCE);
  return { decision: `The claim on ${name} is gone, but ${name} cannot be taken back: ${message}`, idle: !news };
}
