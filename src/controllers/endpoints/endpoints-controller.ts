/** Keeps the older Endpoints of Services with a selector (upstream: pkg/controller/endpoint, pkg/api/v1/endpoints/util.go). */
import type { EndpointAddress, EndpointPort, Endpoints, EndpointSubset } from '../../api/kinds/endpoints/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { fnv32a } from '../common/hash.ts';
import { splitKey, watchOwn } from '../common/owner.ts';
import { isNamespaceTerminating } from '../common/pod-creation.ts';
import { isPodReady } from '../common/pods.ts';
import { count } from '../common/words.ts';
import { earliestChange, findPort, gathering, hostnameFor, isHeadless, isIPv6, podsBehind, serviceSelector, TRIGGER_TIME, watchPodsOfServices } from './membership.ts';
import { orderedPorts } from './port-order.ts';

const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity';
/** More addresses than this are cut off. */
const CAPACITY = 1000;

export const endpointsController: Component = {
  name: 'endpoint-controller',
  priority: 23,
  // Upstream: defaultSyncBackOff, maxSyncBackOff.
  backOff: { first: 1000, most: 1_000_000 },
  watches: [
    watchOwn('services'),
    watchPodsOfServices,
    { resource: 'endpoints', keys: ({ type, object }) => (type === 'DELETED' ? [objectKey('services', object.metadata.namespace, object.metadata.name)] : []) },
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const service = context.get<Service>('services', namespace, name);
  const current = context.get<Endpoints>('endpoints', namespace, name);
  if (!service) {
    context.memory.delete(key);
    if (!current) return { decision: `Service ${name} is gone, and so are its Endpoints.`, idle: true };
    context.delete('endpoints', namespace, name);
    return { decision: `Service ${name} is gone: delete its Endpoints.` };
  }
  if (service.spec.type === 'ExternalName' || !serviceSelector(service))
    return { decision: `Service ${name} has no selector: its Endpoints are somebody else's to keep.`, idle: true };
  const pods = podsBehind(context, service).filter((pod) => service.spec.publishNotReadyAddresses || pod.metadata.deletionTimestamp === undefined);
  const wait = gathering(pods.length, context.memory.get<number>(key), context.now);
  if (wait > 0) return { decision: `Gathers changes of the ${pods.length} endpoints of ${name} for ${wait} ms more.`, idle: true, again: { after: wait } };
  const all = subsetsOf(service, pods);
  const subsets = truncated(all);
  const labels = { ...service.metadata.labels, ...(isHeadless(service) && { [HEADLESS]: '' }), [MANAGED_BY]: 'endpoint-controller' };
  const saw = [`${count(pods.length, 'pod')} with an address match the selector`];
  if (current && deepEqual(current.subsets ?? [], subsets) && deepEqual(current.metadata.labels, labels)) return { decision: `Endpoints ${name} say so already.`, saw, idle: true };
  const annotations = annotationsOf(service, current, subsets, all !== subsets, pods);
  const { annotations: _, ...kept } = current?.metadata ?? { name, namespace };
  const next = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { ...kept, labels, ...(annotations && { annotations }) },
    ...(subsets.length > 0 && { subsets }),
  } as unknown as Endpoints;
  const written = current ? context.update<Endpoints>('endpoints', next) : context.create<Endpoints>('endpoints', next);
  if (!written.ok) {
    if (isNamespaceTerminating(written.error)) return { decision: `Namespace ${namespace} is being deleted and takes no Endpoints.`, saw, idle: true };
    const verb = current ? `update endpoint ${namespace}/${name}` : `create endpoint for service ${namespace}/${name}`;
    context.event(next, 'Warning', current ? 'FailedToUpdateEndpoint' : 'FailedToCreateEndpoint', `Failed to ${verb}: ${written.error.message}`);
    return { decision: `Failed to ${verb}: ${written.error.message}.`, saw, again: { retry: written.error.message } };
  }
  context.memory.set(key, context.now);
  const ready = subsets.reduce((sum, subset) => sum + (subset.addresses?.length ?? 0), 0);
  return { decision: `Endpoints ${name}: ${count(ready, 'ready address', 'ready addresses')} of ${count(pods.length, 'pod')}.`, saw };
}

function annotationsOf(
  service: Service,
  current: Endpoints | undefined,
  subsets: readonly EndpointSubset[],
  isOver: boolean,
  pods: readonly Pod[],
): Readonly<Record<string, string>> | undefined {
  const { [TRIGGER_TIME]: _, [OVER_CAPACITY]: __, ...others } = current?.metadata.annotations ?? {};
  const known = new Map(
    (current?.subsets ?? []).flatMap((subset) => [
      ...(subset.addresses ?? []).map(({ targetRef }) => [targetRef?.uid, true] as const),
      ...(subset.notReadyAddresses ?? []).map(({ targetRef }) => [targetRef?.uid, false] as const),
    ]),
  );
  // A pod that ends has left already, as ready as it was.
  const left = (pod: Pod) => pod.metadata.deletionTimestamp !== undefined && !known.has(pod.metadata.uid);
  const changed = subsets.length === 0 ? [] : pods.filter((pod) => !left(pod) && known.get(pod.metadata.uid) !== isPodReady(pod));
  const since = [...(current ? [] : [service.metadata.creationTimestamp]), ...[earliestChange(changed)].filter((time) => time !== undefined)].sort()[0];
  const annotations = { ...others, ...(since !== undefined && { [TRIGGER_TIME]: since }), ...(isOver && { [OVER_CAPACITY]: 'truncated' }) };
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}

/** Ports that the same addresses offer share a subset, so an address stands once for each group of its ports (upstream: pkg/api/v1/endpoints/util.go, RepackSubsets). */
function subsetsOf(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const wantsIPv6 = service.spec.ipFamilies?.[0] === 'IPv6';
  const isPortless = (service.spec.ports ?? []).length === 0 && service.spec.clusterIP === 'None';
  const found: { readonly address: EndpointAddress; readonly isReady: boolean }[] = [];
  const offers = new Map<string, { readonly port: EndpointPort | undefined; readonly by: number[] }>();
  for (const pod of pods) {
    const ip = pod.status.podIPs?.find((address) => isIPv6(address.ip) === wantsIPv6)?.ip;
    if (ip === undefined) continue;
    const ports = isPortless ? [undefined] : portsOf(service, pod);
    if (ports.length === 0) continue;
    const hostname = hostnameFor(pod, service);
    const { namespace, name, uid } = pod.metadata;
    const address: EndpointAddress = {
      ip,
      ...(hostname !== undefined && { hostname }),
      ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
      targetRef: { kind: 'Pod', namespace, name, uid },
    };
    found.push({ address, isReady: service.spec.publishNotReadyAddresses === true || isPodReady(pod) });
    for (const port of ports) {
      const key = JSON.stringify(port) ?? '';
      const offer = offers.get(key);
      if (offer) offer.by.push(found.length - 1);
      else offers.set(key, { port, by: [found.length - 1] });
    }
  }
  const groups = new Map<string, { readonly ports: EndpointPort[]; readonly by: readonly number[] }>();
  for (const { port, by } of offers.values()) {
    const key = by.join();
    const group = groups.get(key) ?? { ports: [], by };
    groups.set(key, group);
    if (port) group.ports.push(port);
  }
  // Upstream orders subsets by a digest that takes in the pods' UIDs: any fixed order will do.
  return [...groups.values()]
    .map(({ ports, by }) => ({ order: fnv32a(ports.map((port) => JSON.stringify(port)).join()), ports, members: by.map((i) => found[i]!) }))
    .sort((a, b) => a.order - b.order)
    .map(({ ports, members }) => {
      const addresses = (isReady: boolean) =>
        members
          .filter((member) => member.isReady === isReady)
          .map(({ address }) => address)
          .sort(byAddress);
      const [ready, notReady] = [addresses(true), addresses(false)];
      return {
        ...(ready.length > 0 && { addresses: ready }),
        ...(notReady.length > 0 && { notReadyAddresses: notReady }),
        ...(ports.length > 0 && { ports: orderedPorts(ports) }),
      };
    });
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  return (service.spec.ports ?? []).flatMap((port): EndpointPort[] => {
    const number = findPort(pod, port);
    return number === undefined
      ? []
      : [{ ...(port.name && { name: port.name }), port: number, protocol: port.protocol, ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) }];
  });
}

const byAddress = (a: EndpointAddress, b: EndpointAddress): number => (a.ip === b.ip ? ((a.targetRef?.uid ?? '') < (b.targetRef?.uid ?? '') ? -1 : 1) : a.ip < b.ip ? -1 : 1);

/** Cuts off what is beyond 1,000 addresses, ready ones last. Gives the list itself where nothing is. */
function truncated(subsets: EndpointSubset[]): EndpointSubset[] {
  const total = (of: (subset: EndpointSubset) => readonly EndpointAddress[] | undefined) => subsets.reduce((sum, subset) => sum + (of(subset)?.length ?? 0), 0);
  const ready = total(({ addresses }) => addresses);
  const notReady = total(({ notReadyAddresses }) => notReadyAddresses);
  if (ready + notReady <= CAPACITY) return subsets;
  const cutReady = ready > CAPACITY;
  const room = cutReady ? CAPACITY : CAPACITY - ready;
  let left = room;
  return subsets.map(({ addresses = [], notReadyAddresses = [], ports }) => {
    const list = cutReady ? addresses : notReadyAddresses;
    const kept = list.slice(0, Math.min(left, Math.ceil((list.length / (cutReady ? ready : notReady)) * room)));
    left -= kept.length;
    const [newReady, newNotReady] = cutReady ? [kept, []] : [addresses, kept];
    return { ...(newReady.length > 0 && { addresses: newReady }), ...(newNotReady.length > 0 && { notReadyAddresses: newNotReady }), ...(ports && { ports }) };
  });
}
