import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { description } from './prefix-writer.ts';
import { formatLabels } from './selectors.ts';
import type { Wire } from './wire.ts';

/** upstream: PriorityClassDescriber */
export function* describePriorityClass(priorityClass: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(priorityClass, settings);
  return description((w) => {
    w.write(0, `Name:\t${priorityClass.metadata.name}\n`);
    w.write(0, `Value:\t${priorityClass.value ?? 0}\n`);
    w.write(0, `GlobalDefault:\t${priorityClass.globalDefault ?? false}\n`);
    w.write(0, `PreemptionPolicy:\t${priorityClass.preemptionPolicy ?? ''}\n`);
    w.write(0, `Description:\t${priorityClass.description ?? ''}\n`);
    w.write(0, `Annotations:\t${formatLabels(priorityClass.metadata.annotations)}\n`);
    writeEvents(w, events);
  });
}
