import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeLabels, writeMetadata } from './metadata.ts';
import { claimClass } from './persistent-volume-claim.ts';
import { writePodTemplate } from './pod-template.ts';
import { description, type PrefixWriter } from './prefix-writer.ts';
import { selectorText } from './selectors.ts';
import { goList, rfc1123, type Wire } from './wire.ts';
import { podsStatus } from './workload.ts';

/** upstream: StatefulSetDescriber */
export function* describeStatefulSet(statefulSet: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = statefulSet;
  const pods = yield* podsStatus(statefulSet, spec.selector);
  const events = yield* eventsOf(statefulSet, settings);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `CreationTimestamp:\t${rfc1123(metadata.creationTimestamp)}\n`);
    w.write(0, `Selector:\t${selectorText(spec.selector)}\n`);
    writeMetadata(w, statefulSet);
    w.write(0, `Replicas:\t${spec.replicas} desired | ${status.replicas ?? 0} total\n`);
    w.write(0, `Update Strategy:\t${spec.updateStrategy?.type ?? ''}\n`);
    const rolling = spec.updateStrategy?.rollingUpdate;
    if (rolling?.partition !== undefined) {
      w.write(1, `Partition:\t${rolling.partition}\n`);
      if (rolling.maxUnavailable !== undefined) w.write(1, `MaxUnavailable:\t${rolling.maxUnavailable}\n`);
    }
    w.write(0, `Pods Status:\t${pods}\n`);
    writePodTemplate(w, spec.template);
    writeClaimTemplates(w, spec.volumeClaimTemplates);
    writeEvents(w, events);
  });
}

function writeClaimTemplates(w: PrefixWriter, templates: readonly Wire[] | undefined): void {
  w.write(0, templates?.length ? 'Volume Claims:\n' : 'Volume Claims:\t<none>\n');
  for (const template of templates ?? []) {
    const { metadata, spec } = template;
    w.write(1, `Name:\t${metadata.name}\n`);
    w.write(1, `StorageClass:\t${claimClass(template)}\n`);
    writeLabels(w, 'Labels', metadata.labels, '  ');
    writeLabels(w, 'Annotations', metadata.annotations, '  ');
    w.write(1, `Capacity:\t${spec.resources?.requests?.storage ?? '<default>'}\n`);
    w.write(1, `Access Modes:\t${goList(spec.accessModes)}\n`);
  }
}
