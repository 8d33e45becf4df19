/** Which pods stand behind which Services, and at which ports (upstream: k8s.io/endpointslice util/controller_utils.go, utils.go). */
import type { Container } from '../../api/kinds/pod/container-types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service, ServicePort } from '../../api/kinds/service/types.ts';
import type { LabelSelector } from '../../api/meta/types.ts';
import { objectKey, type Change, type View, type Watch } from '../../engine/component.ts';
import { podsMatching, selecting } from '../common/lookups.ts';
import { isPodReady, isPodTerminal } from '../common/pods.ts';

export const serviceSelector = ({ spec }: Service): LabelSelector | undefined =>
  spec.selector && Object.keys(spec.selector).length > 0 ? { matchLabels: spec.selector } : undefined;

/** The pods that the Service selects, finished ones among them. */
export const podsSelected = (view: View, service: Service): readonly Pod[] => podsMatching(view, service.metadata.namespace!, { matchLabels: service.spec.selector ?? {} });

/** The Service's pods that have an address and are not finished. */
export const podsBehind = (view: View, service: Service): Pod[] => podsSelected(view, service).filter((pod) => !isPodTerminal(pod) && (pod.status.podIPs?.length ?? 0) > 0);

/** Wakes the Services that a changed pod belongs to, and those that it belonged to. */
export const watchPodsOfServices: Watch = {
  resource: 'pods',
  keys: (change, view) => {
    if (!matters(change)) return [];
    const { object, before } = change;
    const keys = servicesOf(view, object as Pod);
    return before && before.metadata.labels !== object.metadata.labels ? [...new Set([...keys, ...servicesOf(view, before as Pod)])] : keys;
  },
};

const servicesOf = (view: View, { metadata }: Pod): string[] =>
  selecting<Service>(view, 'services', metadata.namespace!, metadata.labels, serviceSelector).map((service) =>
    objectKey('services', service.metadata.namespace, service.metadata.name),
  );

/** Upstream: podEndpointsChanged. A pod without an address is behind no Service yet. */
function matters({ type, object, before }: Change): boolean {
  const pod = object as Pod;
  const was = before as Pod | undefined;
  if (type === 'DELETED') return (pod.status.podIPs?.length ?? 0) > 0;
  if (!was) return (pod.status.podIPs?.length ?? 0) > 0;
  return (
    pod.metadata.deletionTimestamp !== was.metadata.deletionTimestamp ||
    isPodReady(pod) !== isPodReady(was) ||
    isPodTerminal(pod) !== isPodTerminal(was) ||
    pod.metadata.labels !== was.metadata.labels ||
    JSON.stringify(pod.status.podIPs) !== JSON.stringify(was.status.podIPs)
  );
}

/** The port of the pod that a Service's port leads to; `undefined` where no container has one of that name. */
export function findPort({ spec }: Pod, { targetPort, protocol }: ServicePort): number | undefined {
  if (typeof targetPort === 'number') return targetPort;
  const named = ({ ports = [] }: Container) => ports.filter((port) => port.name === targetPort && port.protocol === protocol);
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always');
  return [...spec.containers, ...sidecars].flatMap(named)[0]?.containerPort;
}

export const isHeadless = ({ spec }: Service): boolean => spec.clusterIP === 'None' || !spec.clusterIP;

/** Pods with a host name of their own are found under it where the Service is their subdomain. */
export const hostnameFor = ({ spec, metadata }: Pod, service: Service): string | undefined =>
  spec.hostname && spec.subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace ? spec.hostname : undefined;

export const isIPv6 = (address: string): boolean => address.includes(':');

export const TRIGGER_TIME = 'endpoints.kubernetes.io/last-change-trigger-time';

/** Since when the earliest of `pods` is as it is; `undefined` where none says. */
export function earliestChange(pods: readonly Pod[]): string | undefined {
  const times = pods.flatMap((pod) => pod.status.conditions?.find(({ type }) => type === 'Ready')?.lastTransitionTime ?? []);
  return times.sort()[0];
}

/** From how many endpoints on changes are gathered before they are written, and for how long (ms): writing each one by itself would cost their number squared. */
const MANY = 200;
const GATHER = 500;

/** Milliseconds that a large Service's next write still has to wait. */
export const gathering = (endpoints: number, lastWrite: number | undefined, now: number): number =>
  endpoints < MANY || lastWrite === undefined ? 0 : Math.max(0, lastWrite + GATHER - now);
