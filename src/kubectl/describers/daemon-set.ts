import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeMetadata } from './metadata.ts';
import { writePodTemplate } from './pod-template.ts';
import { description } from './prefix-writer.ts';
import { formatLabels, selectorText } from './selectors.ts';
import type { Wire } from './wire.ts';
import { podsStatus } from './workload.ts';

/** upstream: DaemonSetDescriber */
export function* describeDaemonSet(daemonSet: Wire, settings: DescribeSettings): Task<string> {
  const { metadata, spec, status = {} } = daemonSet;
  const pods = yield* podsStatus(daemonSet, spec.selector);
  const events = yield* eventsOf(daemonSet, settings);
  return description((w) => {
    w.write(0, `Name:\t${metadata.name}\n`);
    w.write(0, `Namespace:\t${metadata.namespace}\n`);
    w.write(0, `Selector:\t${selectorText(spec.selector)}\n`);
    w.write(0, `Node-Selector:\t${formatLabels(spec.template?.spec?.nodeSelector)}\n`);
    writeMetadata(w, daemonSet);
    w.write(0, `Desired Number of Nodes Scheduled: ${status.desiredNumberScheduled ?? 0}\n`);
    w.write(0, `Current Number of Nodes Scheduled: ${status.currentNumberScheduled ?? 0}\n`);
    w.write(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status.updatedNumberScheduled ?? 0}\n`);
    w.write(0, `Number of Nodes Scheduled with Available Pods: ${status.numberAvailable ?? 0}\n`);
    w.write(0, `Number of Nodes Misscheduled: ${status.numberMisscheduled ?? 0}\n`);
    w.write(0, `Pods Status:\t${pods}\n`);
    writePodTemplate(w, spec.template);
    writeEvents(w, events);
  });
}
