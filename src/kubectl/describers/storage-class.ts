import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { formatLabels } from './selectors.ts';
import { boolOrUnset, type Wire } from './wire.ts';

const DEFAULTS = ['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'];

/** upstream: StorageClassDescriber */
export function* describeStorageClass(storageClass: Wire, settings: DescribeSettings): Task<string> {
  const { annotations } = storageClass.metadata;
  const events = yield* eventsOf(storageClass, settings);
  return description((w) => {
    w.write(0, `Name:\t${storageClass.metadata.name}\n`);
    w.write(0, `IsDefaultClass:\t${DEFAULTS.some((key) => annotations?.[key] === 'true') ? 'Yes' : 'No'}\n`);
    w.write(0, `Annotations:\t${formatLabels(annotations)}\n`);
    w.write(0, `Provisioner:\t${storageClass.provisioner}\n`);
    w.write(0, `Parameters:\t${formatLabels(storageClass.parameters)}\n`);
    w.write(0, `AllowVolumeExpansion:\t${boolOrUnset(storageClass.allowVolumeExpansion)}\n`);
    w.write(0, storageClass.mountOptions?.length ? 'MountOptions:\n' : 'MountOptions:\t<none>\n');
    for (const option of storageClass.mountOptions ?? []) w.write(1, `${option}\n`);
    if (storageClass.reclaimPolicy) w.write(0, `ReclaimPolicy:\t${storageClass.reclaimPolicy}\n`);
    if (storageClass.volumeBindingMode) w.write(0, `VolumeBindingMode:\t${storageClass.volumeBindingMode}\n`);
    if (storageClass.allowedTopologies) writeTopologies(w, storageClass.allowedTopologies);
    writeEvents(w, events);
  });
}

function writeTopologies(w: PrefixWriter, terms: readonly Wire[]): void {
  w.write(0, `AllowedTopologies:\t${terms.length === 0 ? '<none>' : ''}\n`);
  terms.forEach(({ matchLabelExpressions }, i) => {
    w.write(1, `Term ${i}:\t`);
    if (!matchLabelExpressions?.length) w.write(0, '<none>\n');
    (matchLabelExpressions ?? []).forEach(({ key, values }: Wire, j: number) => {
      if (j > 0) w.write(1, '\t');
      w.write(0, `${key} in${values?.length ? ` [${values.join(', ')}]` : ''}\n`);
    });
  });
}
