/** The order of ports in Endpoints and EndpointSlices: by a digest of how Go prints them (upstream: pkg/api/v1/endpoints/util.go, endpointslice/util/controller_utils.go). */
import type { EndpointSlicePort } from '../../api/kinds/endpoint-slice/types.ts';
import type { EndpointPort } from '../../api/kinds/endpoints/types.ts';
import { md5 } from '../common/md5.ts';

const pointer = (type: string, value: string | number | undefined): string => `(*${type})${value ?? '<nil>'}`;

const endpointPort = ({ name = '', port, protocol, appProtocol }: EndpointPort): string =>
  `(v1.EndpointPort){Name:(string)${name} Port:(int32)${port} Protocol:(v1.Protocol)${protocol} AppProtocol:${pointer('string', appProtocol)}}`;

const slicePort = ({ name, protocol, port, appProtocol }: EndpointSlicePort): string =>
  `(v1.EndpointPort){Name:${pointer('string', name)} Protocol:${pointer('v1.Protocol', protocol)} Port:${pointer('int32', port)} AppProtocol:${pointer('string', appProtocol)}}`;

function byDigest<T>(items: readonly T[], print: (item: T) => string): readonly T[] {
  if (items.length < 2) return items;
  return items
    .map((item) => ({ item, digest: md5(print(item)) }))
    .sort((a, b) => (a.digest < b.digest ? -1 : 1))
    .map(({ item }) => item);
}

export const orderedPorts = (ports: readonly EndpointPort[]): readonly EndpointPort[] => byDigest(ports, endpointPort);
export const orderedSlicePorts = (ports: readonly EndpointSlicePort[]): readonly EndpointSlicePort[] => byDigest(ports, slicePort);
