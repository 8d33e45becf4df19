import type { Task } from '../../engine/client.ts';
import type { DescribeSettings } from './describer.ts';
import { eventsOf, writeEvents } from './events.ts';
import { writeHead } from './metadata.ts';
import { description } from './prefix-writer.ts';
import { hostPort, orNone, type Wire } from './wire.ts';

const SHOWN = 3;

/**
 * The ready addresses that slices give for the port named `portName`, the first three of them; `<none>` without any slice
 * (upstream: formatEndpointSlices).
 */
export function endpointsText(slices: readonly Wire[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const addresses: string[] = [];
  let more = false;
  let count = 0;
  const add = (endpoint: Wire, port: number | undefined): void => {
    // Upstream looks before it knows whether this one is ready, so a fourth endpoint that is not ready still makes it say "+ 0 more".
    if (addresses.length === SHOWN) more = true;
    if (endpoint.conditions?.ready === false) return;
    const address: string = endpoint.addresses?.[0] ?? '';
    if (!more) addresses.push(port === undefined ? address : hostPort(address, port));
    count += 1;
  };
  for (const { ports, endpoints } of slices) {
    if (!ports?.length) for (const endpoint of endpoints ?? []) add(endpoint, undefined);
    for (const { name = '', port } of ports ?? []) {
      if (name === portName) for (const endpoint of endpoints ?? []) add(endpoint, port);
    }
  }
  return more ? `${addresses.join(',')} + ${count - SHOWN} more...` : addresses.join(',');
}

/** upstream: EndpointSliceDescriber */
export function* describeEndpointSlice(slice: Wire, settings: DescribeSettings): Task<string> {
  const events = yield* eventsOf(slice, settings);
  return description((w) => {
    writeHead(w, slice);
    w.write(0, `AddressType:\t${slice.addressType}\n`);
    if (slice.ports?.length) {
      w.write(0, 'Ports:\n');
      w.write(1, 'Name\tPort\tProtocol\n');
      w.write(1, '----\t----\t--------\n');
      for (const { name, port, protocol } of slice.ports) w.write(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol}\n`);
    } else {
      w.write(0, 'Ports: <unset>\n');
    }
    w.write(0, slice.endpoints?.length ? 'Endpoints:\n' : 'Endpoints: <none>\n');
    for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of slice.endpoints ?? []) {
      w.write(1, `- Addresses:\t${orNone((addresses ?? []).join(', '))}\n`);
      w.write(2, 'Conditions:\n');
      w.write(3, `Ready:\t${conditions?.ready ?? '<unset>'}\n`);
      w.write(2, `Hostname:\t${hostname ?? '<unset>'}\n`);
      if (targetRef) w.write(2, `TargetRef:\t${targetRef.kind}/${targetRef.name}\n`);
      w.write(2, `NodeName:\t${nodeName ?? '<unset>'}\n`);
      w.write(2, `Zone:\t${zone ?? '<unset>'}\n`);
    }
    writeEvents(w, events);
  });
}
