/** A volume's phase, and taking it from its claim. */
import type { PersistentVolume } from '../../api/kinds/persistent-volume/types.ts';
import type { Context } from '../../engine/component.ts';
import { BOUND_BY_CONTROLLER, VOLUMES } from './claims.ts';

/** Events carry upstream's older name. */
export const SOURCE = { component: 'persistentvolume-controller' };

/** Whether that was new. */
export function setVolumePhase(
  context: Context,
  { metadata: { name }, status }: PersistentVolume,
  phase: NonNullable<PersistentVolume['status']['phase']>,
  message?: string,
): boolean {
  if (status.phase === phase) return false;
  context.modify<PersistentVolume>(VOLUMES, undefined, name, ({ status: { message: _, ...current }, ...volume }) => ({
    ...volume,
    status: { ...current, phase, ...(message !== undefined && { message }), lastPhaseTransitionTime: context.timestamp },
  }));
  return true;
}

/** Frees a volume that the controller had bound; one that a user had bound stays kept for the claim of that name. */
export function unbind(context: Context, volume: PersistentVolume): void {
  const { name } = volume.metadata;
  context.modify<PersistentVolume>(VOLUMES, undefined, name, (current) => {
    const { claimRef, ...spec } = current.spec;
    const { annotations, ...metadata } = current.metadata;
    if (annotations?.[BOUND_BY_CONTROLLER] === undefined) {
      const { uid: _, ...kept } = claimRef!;
      return { ...current, spec: { ...spec, claimRef: kept } };
    }
    const { [BOUND_BY_CONTROLLER]: _, ...rest } = annotations;
    return { ...current, metadata: { ...metadata, ...(Object.keys(rest).length > 0 && { annotations: rest }) }, spec };
  });
  setVolumePhase(context, context.get<PersistentVolume>(VOLUMES, undefined, name)!, 'Available');
}
