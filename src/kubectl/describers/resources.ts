/** Amounts of resources that kubectl adds up or converts (upstream: kubectl pkg/util/resource). */
import { addQuantities, compareQuantities, isZero, milliValue, parseQuantity, quantity, quantityValue, type Quantity } from '../../api/meta/quantity.ts';
import type { Wire } from './wire.ts';

export type ResourceList = ReadonlyMap<string, Quantity>;

const listOf = (resources: Wire): ResourceList => new Map(Object.entries(resources ?? {}).map(([name, text]) => [name, quantity(text as string)]));

function combined(a: ResourceList, b: ResourceList, combine: (x: Quantity, y: Quantity) => Quantity): ResourceList {
  const out = new Map(a);
  for (const [name, amount] of b) {
    const before = out.get(name);
    out.set(name, before ? combine(before, amount) : amount);
  }
  return out;
}
export const addLists = (a: ResourceList, b: ResourceList): ResourceList => combined(a, b, addQuantities);
const maxLists = (a: ResourceList, b: ResourceList): ResourceList => combined(a, b, (x, y) => (compareQuantities(y, x) > 0 ? y : x));

/** What a pod requests, or is limited to: the sum of its containers, or the most that its init phase needs. */
function podTotal(pod: Wire, of: (container: Wire) => ResourceList): ResourceList {
  let total: ResourceList = new Map();
  for (const container of pod.spec.containers ?? []) total = addLists(total, of(container));
  let sidecars: ResourceList = new Map();
  let most: ResourceList = new Map();
  for (const container of pod.spec.initContainers ?? []) {
    const own = of(container);
    if (container.restartPolicy === 'Always') {
      total = addLists(total, own);
      sidecars = addLists(sidecars, own);
      most = maxLists(most, sidecars);
    } else {
      most = maxLists(most, addLists(own, sidecars));
    }
  }
  return maxLists(total, most);
}

export function podRequests(pod: Wire): ResourceList {
  const statuses: readonly Wire[] = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const infeasible = pod.status?.conditions?.some((c: Wire) => c.type === 'PodResizePending' && c.reason === 'Infeasible') ?? false;
  const requests = (container: Wire): ResourceList => {
    const spec = listOf(container.resources?.requests);
    const status = statuses.find((s) => s.name === container.name);
    if (!status?.resources || (container.restartPolicy === undefined && pod.spec.initContainers?.includes(container))) return spec;
    const actual = maxLists(listOf(status.resources.requests), listOf(status.allocatedResources));
    return infeasible ? actual : maxLists(spec, actual);
  };
  return addLists(podTotal(pod, requests), listOf(pod.spec.overhead));
}

export function podLimits(pod: Wire): ResourceList {
  const limits = podTotal(pod, (container) => listOf(container.resources?.limits));
  const overhead = new Map([...listOf(pod.spec.overhead)].filter(([name]) => limits.has(name) && !isZero(quantityIn(limits, name))));
  return addLists(limits, overhead);
}

export const quantityIn = (list: ResourceList, name: string): Quantity => list.get(name) ?? quantity(undefined);

/** The value of an environment variable from a resource of its container; empty for one that does not exist. */
export function resourceFieldValue({ resource, divisor }: Wire, resources: Wire): string {
  const dot = (resource as string).indexOf('.');
  const list = { limits: resources?.limits, requests: resources?.requests }[(resource as string).slice(0, dot)];
  const name = (resource as string).slice(dot + 1);
  if (dot < 0 || !(['cpu', 'memory', 'ephemeral-storage'].includes(name) || name.startsWith('hugepages-'))) return '';
  const read = parseQuantity(divisor ?? '1');
  const unit = read.ok && !isZero(read.value) ? read.value : quantity('1');
  const amount = quantity(list?.[name]);
  return String(name === 'cpu' ? Math.ceil(milliValue(amount) / milliValue(unit)) : Math.ceil(quantityValue(amount) / quantityValue(unit)));
}
