import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { orNone, type Wire } from './wire.ts';

/** upstream: EndpointsDescriber */
export function* describeEndpoints(endpoints: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(endpoints, settings);
  return description((w) => {
    writeHead(w, endpoints);
    w.write(0, 'Subsets:\n');
    for (const { addresses, notReadyAddresses, ports } of endpoints.subsets ?? []) {
      w.write(1, `Addresses:\t${ipsText(addresses)}\n`);
      w.write(1, `NotReadyAddresses:\t${ipsText(notReadyAddresses)}\n`);
      if (ports?.length) {
        w.write(1, 'Ports:\n');
        w.write(2, 'Name\tPort\tProtocol\n');
        w.write(2, '----\t----\t--------\n');
        for (const { name, port, protocol } of ports) w.write(2, `${name || '<unset>'}\t${port}\t${protocol}\n`);
      }
      w.write(0, '\n');
    }
    writeEvents(w, events);
  });
}

const ipsText = (addresses: readonly Wire[] | undefined): string => orNone((addresses ?? []).map(({ ip }) => ip).join(','));
