/** Ranges of Service addresses and the addresses (upstream: kubectl `pkg/describe/describe.go`). */
import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { goTime, type Wire } from './wire.ts';

/** upstream: ServiceCIDRDescriber */
export function* describeServiceCidr(range: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(range, settings);
  return description((w) => {
    writeHead(w, range, { namespaced: false });
    w.write(0, `CIDRs:\t${(range.spec.cidrs ?? []).join(', ')}\n`);
    const conditions: readonly Wire[] = range.status?.conditions ?? [];
    if (conditions.length > 0) {
      w.write(0, 'Status:\n');
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t------------------\t------\t-------\n');
      for (const { type, status, lastTransitionTime, reason, message } of conditions) w.write(1, `${[type, status, goTime(lastTransitionTime), reason, message].join('\t')}\n`);
    }
    writeEvents(w, events);
  });
}

/** upstream: IPAddressDescriber */
export function* describeIpAddress(address: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(address, settings);
  const parent: Wire | undefined = address.spec.parentRef;
  return description((w) => {
    writeHead(w, address, { namespaced: false });
    if (parent) {
      w.write(0, 'Parent Reference:\n');
      w.write(1, `Group:\t${parent.group ?? ''}\n`);
      w.write(1, `Resource:\t${parent.resource ?? ''}\n`);
      w.write(1, `Namespace:\t${parent.namespace ?? ''}\n`);
      w.write(1, `Name:\t${parent.name ?? ''}\n`);
    }
    writeEvents(w, events);
  });
}
