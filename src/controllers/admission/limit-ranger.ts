/** Fills in and checks containers' requests and limits (upstream: plugin/pkg/admission/limitranger). */
import type { LimitRange, LimitRangeItem } from '../../api/kinds/limit-range/types.ts';
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Container } from '../../api/kinds/pod/container-types.ts';
import { podLimits, podRequests } from '../../api/kinds/pod/resources.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ResourceList } from '../../api/kinds/shared-types.ts';
import { compareQuantities, formatQuantity, isZero, milliValue, quantity, type Quantity } from '../../api/meta/quantity.ts';
import { ok } from '../../base/result.ts';
import type { AdmissionPlugin, Context } from '../../engine/component.ts';
import { createdPod, refuse } from './attributes.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

const rangesIn = (context: Context, namespace: string | undefined): LimitRange[] => context.list<LimitRange>('limitranges', namespace);

export const limitRanger: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(request, context) {
    const pod = createdPod(request);
    return pod ? ok(rangesIn(context, request.namespace).reduce(withDefaults, pod)) : ok(request.object);
  },
  validate(request, context) {
    const { resource, subresource, operation, object, old } = request;
    const isPod = resource === 'pods' && ((operation === 'CREATE' && subresource === '') || (operation === 'UPDATE' && subresource === 'resize'));
    const isClaim = resource === 'persistentvolumeclaims' && operation !== 'DELETE' && subresource === '';
    if ((!isPod && !isClaim) || old?.metadata.deletionTimestamp !== undefined) return undefined;
    for (const range of rangesIn(context, request.namespace)) {
      const errors = (range.spec.limits ?? []).flatMap((limit) => (isPod ? podErrors(limit, object as Pod) : claimErrors(limit, object as PersistentVolumeClaim)));
      const distinct = [...new Set(errors)];
      if (distinct.length > 0) return refuse(request, distinct.length === 1 ? distinct[0]! : `[${distinct.join(', ')}]`);
    }
    return undefined;
  },
};

function withDefaults(pod: Pod, range: LimitRange): Pod {
  let requests: ResourceList = {};
  let limits: ResourceList = {};
  for (const limit of range.spec.limits ?? []) {
    if (limit.type !== 'Container') continue;
    requests = { ...requests, ...limit.defaultRequest };
    limits = { ...limits, ...limit.default };
  }
  const notes: string[] = [];
  const filled = (container: Container, what: string): Container => {
    const [newRequests, newLimits] = [missing(requests, container.resources?.requests), missing(limits, container.resources?.limits)];
    if (newRequests.length > 0) notes.push(`${newRequests.join(', ')} request for ${what} ${container.name}`);
    if (newLimits.length > 0) notes.push(`${newLimits.join(', ')} limit for ${what} ${container.name}`);
    if (newRequests.length + newLimits.length === 0) return container;
    return {
      ...container,
      resources: {
        ...container.resources,
        ...(newLimits.length > 0 && { limits: { ...limits, ...container.resources?.limits } }),
        ...(newRequests.length > 0 && { requests: { ...requests, ...container.resources?.requests } }),
      },
    };
  };
  const containers = pod.spec.containers.map((container) => filled(container, 'container'));
  const initContainers = pod.spec.initContainers?.map((container) => filled(container, 'init container'));
  if (notes.length === 0) return pod;
  return {
    ...pod,
    metadata: { ...pod.metadata, annotations: { ...pod.metadata.annotations, [ANNOTATION]: `LimitRanger plugin set: ${notes.join('; ')}` } },
    spec: { ...pod.spec, containers, ...(initContainers && { initContainers }) },
  };
}

const missing = (wanted: ResourceList, given: ResourceList | undefined): string[] =>
  Object.keys(wanted)
    .filter((name) => given?.[name] === undefined)
    .sort();

type Amounts = ReadonlyMap<string, Quantity>;
const amounts = (list: ResourceList | undefined): Amounts => new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantity(text)]));

function podErrors(limit: LimitRangeItem, pod: Pod): string[] {
  if (limit.type === 'Pod') return errorsOf(limit, podRequests(pod), podLimits(pod));
  if (limit.type !== 'Container') return [];
  return [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap(({ resources }) => errorsOf(limit, amounts(resources?.requests), amounts(resources?.limits)));
}

function claimErrors(limit: LimitRangeItem, claim: PersistentVolumeClaim): string[] {
  if (limit.type !== 'PersistentVolumeClaim') return [];
  const requests = amounts(claim.spec.resources?.requests);
  return [
    ...sorted(limit.min).flatMap(([name, bound]) => belowMinimum(limit.type, name, bound, requests, new Map())),
    ...sorted(limit.max).flatMap(([name, bound]) => {
      const request = requests.get(name);
      if (!request) return [`maximum ${name} usage per ${limit.type} is ${formatQuantity(bound)}.  No request is specified`];
      return compareQuantities(request, bound) > 0 ? [`maximum ${name} usage per ${limit.type} is ${formatQuantity(bound)}, but request is ${formatQuantity(request)}`] : [];
    }),
  ];
}

const sorted = (list: ResourceList | undefined): [string, Quantity][] =>
  Object.entries(list ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, text]) => [name, quantity(text)]);

function errorsOf({ type, min, max, maxLimitRequestRatio }: LimitRangeItem, requests: Amounts, limits: Amounts): string[] {
  return [
    ...sorted(min).flatMap(([name, bound]) => belowMinimum(type, name, bound, requests, limits)),
    ...sorted(max).flatMap(([name, bound]) => aboveMaximum(type, name, bound, requests, limits)),
    ...sorted(maxLimitRequestRatio).flatMap(([name, bound]) => aboveRatio(type, name, bound, requests, limits)),
  ];
}

function belowMinimum(type: string, name: string, bound: Quantity, requests: Amounts, limits: Amounts): string[] {
  const head = `minimum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!request) return [`${head}.  No request is specified`];
  if (compareQuantities(request, bound) < 0) return [`${head}, but request is ${formatQuantity(request)}`];
  return limit && compareQuantities(limit, bound) < 0 ? [`${head}, but limit is ${formatQuantity(limit)}`] : [];
}

function aboveMaximum(type: string, name: string, bound: Quantity, requests: Amounts, limits: Amounts): string[] {
  const head = `maximum ${name} usage per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!limit) return [`${head}.  No limit is specified`];
  if (compareQuantities(limit, bound) > 0) return [`${head}, but limit is ${formatQuantity(limit)}`];
  return request && compareQuantities(request, bound) > 0 ? [`${head}, but request is ${formatQuantity(request)}`] : [];
}

function aboveRatio(type: string, name: string, bound: Quantity, requests: Amounts, limits: Amounts): string[] {
  const head = `${name} max limit to request ratio per ${type} is ${formatQuantity(bound)}`;
  const [request, limit] = [requests.get(name), limits.get(name)];
  if (!request || isZero(request)) return [`${head}, but no request is specified or request is 0`];
  if (!limit || isZero(limit)) return [`${head}, but no limit is specified or limit is 0`];
  const ratio = milliValue(limit) / milliValue(request);
  return ratio * 1000 > milliValue(bound) ? [`${head}, but provided ratio is ${ratio.toFixed(6)}`] : [];
}
