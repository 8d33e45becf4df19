/** Keeps the EndpointSlices of Services with a selector (upstream: pkg/controller/endpointslice, k8s.io/endpointslice reconciler.go). */
import type { Endpoint, EndpointSlice, EndpointSlicePort } from '../../api/kinds/endpoint-slice/types.ts';
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { Status } from '../../api/meta/status.ts';
import { deepEqual } from '../../base/equal.ts';
import { objectKey, type Component, type Context, type Outcome } from '../../engine/component.ts';
import { controlledBy } from '../common/lookups.ts';
import { controllerOf, controllerReference, splitKey, watchOwn } from '../common/owner.ts';
import { isNamespaceTerminating } from '../common/pod-creation.ts';
import { isPodReady } from '../common/pods.ts';
import { count } from '../common/words.ts';
import {
  earliestChange,
  findPort,
  gathering,
  hostnameFor,
  isHeadless,
  isIPv6,
  podsBehind,
  podsSelected,
  serviceSelector,
  TRIGGER_TIME,
  watchPodsOfServices,
} from './membership.ts';
import { orderedSlicePorts } from './port-order.ts';

const SLICES = 'endpointslices.discovery.k8s.io';
export const SERVICE_NAME = 'kubernetes.io/service-name';
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const MANAGER = 'endpointslice-controller.k8s.io';
const MAX_ENDPOINTS = 100;
const fullness = ({ endpoints }: EndpointSlice): number => endpoints?.length ?? 0;

type AddressType = 'IPv4' | 'IPv6';

export const endpointSliceController: Component = {
  name: 'endpoint-slice-controller',
  priority: 22,
  // Upstream: defaultSyncBackOff, maxSyncBackOff.
  backOff: { first: 1000, most: 1_000_000 },
  watches: [
    watchOwn('services'),
    watchPodsOfServices,
    {
      resource: SLICES,
      // Somebody else's hand on a slice: the controller's own writes wake it once more, and find nothing to do.
      keys: ({ object }) => {
        const owner = controllerOf(object);
        return owner?.kind === 'Service' && object.metadata.labels?.[MANAGED_BY] === MANAGER ? [objectKey('services', object.metadata.namespace, owner.name)] : [];
      },
    },
  ],
  reconcile,
};

function reconcile(context: Context, key: string): Outcome {
  const { namespace, name } = splitKey(key);
  const service = context.get<Service>('services', namespace, name);
  if (!service) {
    context.memory.delete(key);
    return { decision: `Service ${name} is gone: its slices go with it.`, idle: true };
  }
  if (service.spec.type === 'ExternalName') return { decision: `Service ${name} only stands for a name elsewhere: it has no endpoints.`, idle: true };
  if (!serviceSelector(service)) return { decision: `Service ${name} has no selector: its endpoints are somebody else's to keep.`, idle: true };
  const pods = podsBehind(context, service);
  const wait = gathering(pods.length, context.memory.get<number>(key), context.now);
  if (wait > 0) return { decision: `Gathers changes of the ${pods.length} endpoints of ${name} for ${wait} ms more.`, idle: true, again: { after: wait } };
  const existing = controlledBy<EndpointSlice>(context, 'EndpointSlice', service.metadata.uid);
  const writer = new SliceWriter(context, service);
  for (const type of addressTypes(service))
    planFor(
      type,
      service,
      pods,
      existing.filter(({ addressType }) => addressType === type),
      writer,
      context,
    );
  for (const slice of existing) if (!addressTypes(service).includes(slice.addressType as AddressType)) writer.remove.push(slice);
  const error = writer.write();
  const ready = pods.filter((pod) => service.spec.publishNotReadyAddresses || (isPodReady(pod) && pod.metadata.deletionTimestamp === undefined)).length;
  const saw = [`${count(pods.length, 'pod')} with an address match the selector`, `${ready} ready`];
  if (error && !isNamespaceTerminating(error)) return { decision: `Writing the slices of Service ${name} failed: ${error.message}.`, saw, again: { retry: error.message } };
  if (writer.changed === 0) return { decision: `Service ${name}: ${count(pods.length, 'endpoint')}, ${ready} ready; its slices say so already.`, saw, idle: true };
  context.memory.set(key, context.now);
  return {
    decision: `Service ${name}: ${pods.length === 0 ? 'no pod with an address matches its selector' : `${count(pods.length, 'endpoint')}, ${ready} ready`}: write ${count(writer.changed, 'slice')}.`,
    saw,
  };
}

const addressTypes = ({ spec }: Service): readonly AddressType[] => (spec.ipFamilies ?? []).filter((family): family is AddressType => family !== '');

/** Pods whose ports resolve alike share slices. */
interface Group {
  readonly ports: readonly EndpointSlicePort[];
  /** By pod UID, in key order. */
  readonly endpoints: Map<string, Endpoint>;
}

const portsKey = (ports: readonly EndpointSlicePort[] | null): string =>
  (ports ?? [])
    .map(({ name, protocol, port, appProtocol }) => `${name}|${protocol}|${port}|${appProtocol ?? ''}`)
    .sort()
    .join(';');

function groupsOf(context: Context, service: Service, pods: readonly Pod[], type: AddressType): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    const ports = portsOf(service, pod);
    const key = portsKey(ports);
    let group = groups.get(key);
    if (!group) groups.set(key, (group = { ports: orderedSlicePorts(ports), endpoints: new Map() }));
    const endpoint = endpointOf(context, service, pod, type);
    if (endpoint) group.endpoints.set(pod.metadata.uid, endpoint);
  }
  return groups;
}

function portsOf({ spec }: Service, pod: Pod): EndpointSlicePort[] {
  return (spec.ports ?? []).flatMap((port) => {
    const number = findPort(pod, port);
    return number === undefined ? [] : [{ name: port.name ?? '', protocol: port.protocol, port: number, ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }) }];
  });
}

function endpointOf(context: Context, service: Service, pod: Pod, type: AddressType): Endpoint | undefined {
  const addresses = (pod.status.podIPs ?? []).map(({ ip }) => ip).filter((ip) => isIPv6(ip) === (type === 'IPv6'));
  if (addresses.length === 0) return undefined;
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const node = pod.spec.nodeName ? context.get<Node>('nodes', undefined, pod.spec.nodeName) : undefined;
  if (!node && !service.spec.publishNotReadyAddresses) return undefined;
  const zone = node?.metadata.labels?.['topology.kubernetes.io/zone'];
  const hostname = hostnameFor(pod, service);
  const { namespace, name, uid } = pod.metadata;
  return {
    addresses,
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    ...(hostname !== undefined && { hostname }),
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(pod.spec.nodeName && { nodeName: pod.spec.nodeName }),
    ...(zone && { zone }),
  };
}

function planFor(type: AddressType, service: Service, pods: readonly Pod[], existing: readonly EndpointSlice[], writer: SliceWriter, context: Context): void {
  const groups = groupsOf(context, service, pods, type);
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) byPorts.set(portsKey(slice.ports), [...(byPorts.get(portsKey(slice.ports)) ?? []), slice]);
  const remove: EndpointSlice[] = [];
  let kept = 0;
  let created = 0;
  for (const [key, group] of groups) {
    const plan = planGroup(type, service, group, byPorts.get(key) ?? []);
    remove.push(...plan.remove);
    kept += plan.kept;
    created += plan.create.length;
    writer.create.push(...plan.create);
    writer.update.push(...plan.update);
    for (const uid of plan.changed) writer.changedPods.add(uid);
  }
  for (const [key, slices] of byPorts) if (!groups.has(key)) remove.push(...slices);
  if (kept === 0 && created === 0) {
    // A Service without endpoints keeps one empty slice.
    const empty = remove.findIndex((slice) => (slice.endpoints ?? []).length === 0 && (slice.ports ?? []).length === 0 && deepEqual(slice.metadata.labels, labelsOf(service)));
    if (empty >= 0) remove.splice(empty, 1);
    else writer.create.push(newSlice(type, service, [], []));
  }
  writer.remove.push(...remove);
}

interface GroupPlan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
  /** Slices that stay, changed or not. */
  readonly kept: number;
  /** UIDs of pods whose readiness, as their endpoints show it, is new or other than before, and of those that left. */
  readonly changed: readonly string[];
}

/** Endpoints stay in the slice they are in; new ones go where a write is due anyway, then where there is room, then into new slices. */
function planGroup(type: AddressType, service: Service, { ports, endpoints }: Group, existing: readonly EndpointSlice[]): GroupPlan {
  const labels = labelsOf(service);
  const left = new Map(endpoints);
  const changed: string[] = [];
  const remove: EndpointSlice[] = [];
  const same: EndpointSlice[] = [];
  const update: { slice: EndpointSlice; endpoints: Endpoint[] }[] = [];
  for (const slice of existing) {
    const kept: Endpoint[] = [];
    let touched = false;
    for (const endpoint of slice.endpoints ?? []) {
      const wanted = left.get(endpoint.targetRef?.uid ?? '');
      if (!wanted) {
        // A pod that is over leaves because of what became of its readiness.
        changed.push(endpoint.targetRef?.uid ?? '');
        continue;
      }
      left.delete(endpoint.targetRef!.uid!);
      kept.push(wanted);
      if (deepEqual(wanted, endpoint)) continue;
      touched = true;
      // One that begins to end is as ready as before.
      if (wanted.conditions.serving !== endpoint.conditions.serving) changed.push(endpoint.targetRef!.uid!);
    }
    if (kept.length === 0) remove.push(slice);
    else if (touched || kept.length !== (slice.endpoints ?? []).length || !deepEqual(slice.metadata.labels, labels)) update.push({ slice, endpoints: kept });
    else same.push(slice);
  }
  const added = [...left];
  changed.push(...added.map(([uid]) => uid));
  const take = (most: number) => added.splice(0, most).map(([, endpoint]) => endpoint);
  for (const entry of update) entry.endpoints.push(...take(MAX_ENDPOINTS - entry.endpoints.length));
  const create: EndpointSlice[] = [];
  while (added.length > 0) {
    // The fullest slice that takes all that is left saves a new one.
    const fill = same.filter((slice) => fullness(slice) + added.length <= MAX_ENDPOINTS).sort((a, b) => fullness(b) - fullness(a))[0];
    if (fill) {
      same.splice(same.indexOf(fill), 1);
      update.push({ slice: fill, endpoints: [...(fill.endpoints ?? []), ...take(MAX_ENDPOINTS)] });
    } else {
      create.push(newSlice(type, service, ports, take(MAX_ENDPOINTS)));
    }
  }
  return {
    create,
    remove,
    changed,
    kept: update.length + same.length,
    update: update.map(({ slice, endpoints: next }) => ({ ...slice, metadata: { ...slice.metadata, labels }, endpoints: next })),
  };
}

/** The Service's labels and what says whose slice it is. */
function labelsOf(service: Service): Readonly<Record<string, string>> {
  const { [HEADLESS]: _, [SERVICE_NAME]: __, [MANAGED_BY]: ___, ...own } = service.metadata.labels ?? {};
  return { ...own, ...(isHeadless(service) && { [HEADLESS]: '' }), [SERVICE_NAME]: service.metadata.name, [MANAGED_BY]: MANAGER };
}

const newSlice = (addressType: AddressType, service: Service, ports: readonly EndpointSlicePort[], endpoints: readonly Endpoint[]): EndpointSlice =>
  ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { generateName: `${service.metadata.name}-`, namespace: service.metadata.namespace, labels: labelsOf(service), ownerReferences: [controllerReference(service)] },
    addressType,
    endpoints,
    // A list that the controller never made stands as nothing.
    ports: ports.length > 0 ? ports : null,
  }) as unknown as EndpointSlice;

/** Gathers what is to be written, and writes it: a slice that would go is used again for one that would come. */
class SliceWriter {
  readonly create: EndpointSlice[] = [];
  readonly update: EndpointSlice[] = [];
  readonly remove: EndpointSlice[] = [];
  readonly changedPods = new Set<string>();
  changed = 0;
  readonly #context: Context;
  readonly #service: Service;

  constructor(context: Context, service: Service) {
    this.#context = context;
    this.#service = service;
  }

  write(): Status | undefined {
    const context = this.#context;
    const { namespace } = this.#service.metadata;
    this.#reuse();
    this.changed = this.create.length + this.update.length + this.remove.length;
    if (this.changed === 0) return undefined;
    const since = this.#triggerTime();
    let error: Status | undefined;
    if (this.#service.metadata.deletionTimestamp === undefined) {
      for (const slice of this.create) {
        const created = context.create<EndpointSlice>(SLICES, triggered(slice, since));
        if (!created.ok) error ??= created.error;
      }
    }
    for (const slice of this.update) {
      const updated = context.update<EndpointSlice>(SLICES, triggered(slice, since));
      if (!updated.ok) error ??= updated.error;
    }
    for (const { metadata } of this.remove) context.delete(SLICES, namespace, metadata.name);
    return error;
  }

  #reuse(): void {
    while (this.create.length > 0) {
      const last = this.create.at(-1)!;
      const at = this.remove.findIndex(({ addressType }) => addressType === last.addressType);
      const old = this.remove[at];
      if (!old) return;
      this.remove.splice(at, 1);
      this.create.pop();
      const { generateName: _, ...metadata } = last.metadata;
      this.update.push({ ...last, metadata: { ...old.metadata, ...metadata, annotations: old.metadata.annotations } });
    }
  }

  /** When what is being written came about: the Service's creation, or the pods' becoming ready or not. */
  #triggerTime(): string | undefined {
    const { metadata } = this.#service;
    const first = this.#context.memory.get(objectKey('services', metadata.namespace, metadata.name)) === undefined;
    const pods = podsSelected(this.#context, this.#service).filter((pod) => this.changedPods.has(pod.metadata.uid));
    const times = [...(first ? [metadata.creationTimestamp] : []), ...[earliestChange(pods)].filter((time) => time !== undefined)];
    return times.sort()[0];
  }
}

function triggered(slice: EndpointSlice, since: string | undefined): EndpointSlice {
  const { [TRIGGER_TIME]: _, ...others } = slice.metadata.annotations ?? {};
  const annotations = since === undefined ? others : { ...others, [TRIGGER_TIME]: since };
  const { annotations: __, ...metadata } = slice.metadata;
  return { ...slice, metadata: { ...metadata, ...(Object.keys(annotations).length > 0 && { annotations }) } };
}
