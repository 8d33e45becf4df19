import { now, type Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { accessModesText, claimClass, phaseText } from './persistent-volume-claim.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { writeVolumeSource } from './volume.ts';
import { goList, type Wire } from './wire.ts';

/** upstream: PersistentVolumeDescriber */
export function* describePersistentVolume(volume: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = volume;
  const events = yield* eventsOf(volume, settings);
  const time = yield* now();
  return description((w) => {
    writeHead(w, volume, { namespaced: false });
    w.write(0, `Finalizers:\t${goList(metadata.finalizers)}\n`);
    w.write(0, `StorageClass:\t${claimClass(volume)}\n`);
    w.write(0, `Status:\t${phaseText(metadata, status, time)}\n`);
    w.write(0, `Claim:\t${spec.claimRef ? `${spec.claimRef.namespace ?? ''}/${spec.claimRef.name}` : ''}\n`);
    w.write(0, `Reclaim Policy:\t${spec.persistentVolumeReclaimPolicy ?? ''}\n`);
    w.write(0, `Access Modes:\t${accessModesText(spec.accessModes)}\n`);
    if (spec.volumeMode) w.write(0, `VolumeMode:\t${spec.volumeMode}\n`);
    w.write(0, `Capacity:\t${spec.capacity?.storage ?? '0'}\n`);
    writeNodeAffinity(w, spec.nodeAffinity?.required);
    w.write(0, `Message:\t${status.message ?? ''}\n`);
    w.write(0, 'Source:\n');
    writeVolumeSource(w, spec, true);
    writeEvents(w, events);
  });
}

/** upstream: printVolumeNodeAffinity */
function writeNodeAffinity(w: PrefixWriter, required: Wire): void {
  w.write(0, `Node Affinity:\t${required ? '' : '<none>'}\n`);
  if (!required) return;
  const terms: readonly Wire[] = required.nodeSelectorTerms ?? [];
  w.write(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}\n`);
  terms.forEach(({ matchExpressions }, i) => {
    w.write(2, `Term ${i}:\t`);
    if (!matchExpressions?.length) w.write(0, '<none>\n');
    (matchExpressions ?? []).forEach(({ key, operator, values }: Wire, j: number) => {
      if (j > 0) w.write(2, '\t');
      w.write(0, `${key} ${operator.toLowerCase()}${values?.length ? ` [${values.join(', ')}]` : ''}\n`);
    });
  });
}
