/** Mirrors Endpoints that people keep by hand, for Services without a selector, as EndpointSlices (upstream: pkg/controller/endpointslicemirroring). */
import type { Endpoint, EndpointSlice } from '../../api/kinds/endpoint-slice/types.ts';
import type { EndpointAddress, Endpoints, EndpointSubset } from '../../api/kinds/endpoints/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { controlledBy } from '../common/lookups.ts';
import { controllerReference, splitKey, watchOwn } from '../common/owner.ts';
import { count } from '../common/words.ts';
import { MANAGED_BY, SERVICE_NAME } from './endpoint-slice-controller.ts';
import { isIPv6, serviceSelector, TRIGGER_TIME } from './membership.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
const MANAGER = 'endpointslicemirroring-controller.k8s.io';
const SKIP = 'endpointslice.kubernetes.io/skip-mirror';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';
/** More addresses of a subset than this are not mirrored. */
const MOST = 1000;
const PER_SLICE = 100;

export const mirroringController: Component = {
  name: 'endpoint-slice-mirroring-controller',
  priority: 24,
  watches: [watchOwn('endpoints'), { resource: 'services', keys: ({ object }) => [objectKey('endpoints', object.metadata.namespace, object.metadata.name)] }],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const endpoints = context.get<Endpoints>('endpoints', namespace, name);
  if (!endpoints) return { decision: `Endpoints ${name} are gone, their mirrored slices with them.`, idle: true };
  const existing = controlledBy<EndpointSlice>(context, 'EndpointSlice', endpoints.metadata.uid).filter(({ metadata }) => metadata.labels?.[MANAGED_BY] === MANAGER);
  const service = context.get<Service>('services', namespace, name);
  const { labels, annotations } = endpoints.metadata;
  const why = !service
    ? 'no Service has their name'
    : serviceSelector(service)
      ? 'their Service has a selector'
      : labels?.[SKIP] === 'true' || annotations?.[LEADER] !== undefined
        ? 'they say that they are not to be'
        : undefined;
  const wanted = why === undefined ? slicesOf(endpoints) : [];
  let changed = 0;
  for (const [i, slice] of wanted.entries()) {
    const old = existing[i];
    if (!old) {
      context.create<EndpointSlice>(SLICES, slice);
    } else if (deepEqual([old.addressType, old.endpoints, old.ports, old.metadata.labels], [slice.addressType, slice.endpoints, slice.ports, slice.metadata.labels])) {
      continue;
    } else if (old.addressType === slice.addressType) {
      context.update<EndpointSlice>(SLICES, { ...slice, metadata: { ...old.metadata, labels: slice.metadata.labels } });
    } else {
      context.delete(SLICES, namespace, old.metadata.name);
      context.create<EndpointSlice>(SLICES, slice);
    }
    changed += 1;
  }
  for (const old of existing.slice(wanted.length)) {
    context.delete(SLICES, namespace, old.metadata.name);
    changed += 1;
  }
  if (changed === 0) return { decision: why === undefined ? `The mirror of Endpoints ${name} is right.` : `Endpoints ${name} are not mirrored: ${why}.`, idle: true };
  return { decision: why === undefined ? `Mirror Endpoints ${name} in ${count(wanted.length, 'slice')}.` : `Endpoints ${name} are no longer mirrored: ${why}.` };
}

function slicesOf(endpoints: Endpoints): EndpointSlice[] {
  return (endpoints.subsets ?? []).flatMap((subset) =>
    (['IPv4', 'IPv6'] as const).flatMap((type) => {
      const all = endpointsOf(subset)
        .filter(({ addresses }) => isIPv6(addresses[0]!) === (type === 'IPv6'))
        .slice(0, MOST);
      const slices: EndpointSlice[] = [];
      for (let i = 0; i < all.length; i += PER_SLICE) slices.push(newSlice(endpoints, type, subset, all.slice(i, i + PER_SLICE)));
      return slices;
    }),
  );
}

const endpointsOf = ({ addresses = [], notReadyAddresses = [] }: EndpointSubset): Endpoint[] => [
  ...addresses.map((address) => endpointOf(address, true)),
  ...notReadyAddresses.map((address) => endpointOf(address, false)),
];

const endpointOf = ({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint => ({
  addresses: [ip],
  conditions: { ready },
  ...(hostname && { hostname }),
  ...(targetRef && { targetRef }),
  ...(nodeName && { nodeName }),
});

function newSlice(endpoints: Endpoints, addressType: 'IPv4' | 'IPv6', { ports = [] }: EndpointSubset, list: readonly Endpoint[]): EndpointSlice {
  const { name, namespace, labels, annotations = {} } = endpoints.metadata;
  const copied = Object.fromEntries(Object.entries(annotations).filter(([key]) => key !== TRIGGER_TIME && key !== 'kubectl.kubernetes.io/last-applied-configuration'));
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: { ...labels, [SERVICE_NAME]: name, [MANAGED_BY]: MANAGER },
      ...(Object.keys(copied).length > 0 && { annotations: copied }),
      ownerReferences: [controllerReference(endpoints)],
    },
    addressType,
    endpoints: list,
    ports: ports.map((port) => ({ name: port.name ?? '', protocol: port.protocol, port: port.port, ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) })),
  } as unknown as EndpointSlice;
}
