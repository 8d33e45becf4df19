import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { goTime, type Wire } from './wire.ts';

/** upstream: CSINodeDescriber */
export function* describeCsiNode(node: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(node, settings);
  const drivers: readonly Wire[] | null = node.spec.drivers;
  return description((w) => {
    writeHead(w, node, { namespaced: false });
    w.write(0, `CreationTimestamp:\t${goTime(node.metadata.creationTimestamp)}\n`);
    w.write(0, 'Spec:\n');
    if (drivers) w.write(1, 'Drivers:\n');
    for (const { name, nodeID, allocatable, topologyKeys } of drivers ?? []) {
      w.write(2, `${name}:\n`);
      w.write(3, `Node ID:\t${nodeID}\n`);
      if (allocatable?.count !== undefined) {
        w.write(3, 'Allocatables:\n');
        w.write(4, `Count:\t${allocatable.count}\n`);
      }
      if (topologyKeys) w.write(3, `Topology Keys:\t[${topologyKeys.join(' ')}]\n`);
    }
    writeEvents(w, events);
  });
}
