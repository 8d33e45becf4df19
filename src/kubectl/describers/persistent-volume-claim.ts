import { now, type Task } from '../../engine/client.ts';
import { humanDuration } from '../../base/duration.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { listObjects, PODS } from './lookup.ts';
import { writeMetadata, writeNames } from './metadata.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { goList, rfc1123, type Wire } from './wire.ts';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';
const MODES = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
] as const;

/** The class of a claim or of a volume. */
export const claimClass = ({ metadata, spec }: Wire): string => metadata?.annotations?.[BETA_CLASS] ?? spec.storageClassName ?? '';

/** `RWO,ROX`: always in the same order (upstream: GetAccessModesAsString). */
export const accessModesText = (modes: readonly string[] | undefined): string =>
  MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');

/** upstream: PersistentVolumeClaimDescriber */
export function* describePersistentVolumeClaim(claim: Wire, settings: DescribeSettings): Task<string> {
  const pods = (yield* listObjects(PODS, claim.metadata.namespace)).filter(
    (pod) =>
      pod.spec.volumes?.some((volume: Wire) => volume.persistentVolumeClaim?.claimName === claim.metadata.name) ||
      claim.metadata.ownerReferences?.some((owner: Wire) => owner.kind === 'Pod' && owner.uid === pod.metadata.uid),
  );
  const events = yield* eventsOf(claim, settings);
  const time = yield* now();
  return description((w) => {
    writePersistentVolumeClaim(w, claim, true, time);
    writeNames(w, 'Used By', pods);
    if (claim.status?.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
      for (const { type, status, lastProbeTime, lastTransitionTime, reason = '', message = '' } of claim.status.conditions) {
        w.write(1, `${type} \t${status} \t${rfc1123(lastProbeTime)} \t${rfc1123(lastTransitionTime)} \t${reason} \t${message}\n`);
      }
    }
    writeEvents(w, events);
  });
}

/** `full` is false for the template of an ephemeral volume, which has neither name nor status (upstream: printPersistentVolumeClaim). */
export function writePersistentVolumeClaim(w: PrefixWriter, claim: Wire, full: boolean, time = 0): void {
  const { metadata = {}, spec, status = {} } = claim;
  if (full) {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
  }
  w.write(0, `StorageClass:\t${claimClass(claim)}\n`);
  if (full) w.write(0, `Status:\t${phaseText(metadata, status, time)}\n`);
  w.write(0, `Volume:\t${spec.volumeName ?? ''}\n`);
  writeMetadata(w, { metadata });
  if (full) w.write(0, `Finalizers:\t${goList(metadata.finalizers)}\n`);
  w.write(0, `Capacity:\t${spec.volumeName ? (status.capacity?.storage ?? '0') : ''}\n`);
  w.write(0, `Access Modes:\t${spec.volumeName ? accessModesText(status.accessModes) : ''}\n`);
  if (spec.volumeMode) w.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
  if (spec.dataSource) {
    w.write(0, 'DataSource:\n');
    if (spec.dataSource.apiGroup) w.write(1, `APIGroup:\t${spec.dataSource.apiGroup}\n`);
    w.write(1, `Kind:\t${spec.dataSource.kind}\n`);
    w.write(1, `Name:\t${spec.dataSource.name}\n`);
  }
}

/** The phase, or since when it is being deleted. */
export const phaseText = (metadata: Wire, status: Wire, time: number): string =>
  metadata.deletionTimestamp ? `Terminating (lasts ${humanDuration(time - Date.parse(metadata.deletionTimestamp))})` : (status.phase ?? '');
