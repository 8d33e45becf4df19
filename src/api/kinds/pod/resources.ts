/**
 * What a pod asks of its node, for the scheduler, quotas, describe and the QoS class
 * (upstream: component-helpers `resource/helpers.go`, pkg/apis/core/v1/helper/qos/qos.go).
 */
import { addQuantities, compareQuantities, milliValue, quantity, quantityValue, ZERO, type Quantity } from '../../meta/quantity.ts';
import { addAmounts, addResources, raiseAmounts, type Amounts } from '../shared-resources.ts';
import type { ResourceList, ResourceRequirements } from '../shared-types.ts';
import type { Container } from './container-types.ts';
import { isSidecar } from './containers.ts';
import type { Pod, PodSpec } from './types.ts';

/** Whether a pod-level amount of this resource counts. */
export const isPodLevelResource = (name: string): boolean => name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

type Which = 'requests' | 'limits';

/**
 * The containers' sum, or what initialisation needs where that is more: a sidecar counts from its start on, other init containers run one
 * at a time beside the sidecars that started before them.
 */
export function aggregateContainers(spec: PodSpec, which: Which): Amounts {
  const total: Amounts = new Map();
  for (const container of spec.containers ?? []) addResources(total, container.resources?.[which]);
  const sidecars: Amounts = new Map();
  const init: Amounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const list = container.resources?.[which];
    const step: Amounts = new Map();
    if (isSidecar(container)) {
      addResources(total, list);
      addResources(sidecars, list);
    } else {
      addResources(step, list);
    }
    addAmounts(step, sidecars);
    raiseAmounts(init, step);
  }
  raiseAmounts(total, init);
  return total;
}

function withPodLevel(total: Amounts, resources: ResourceRequirements | undefined, which: Which): void {
  for (const [name, text] of Object.entries(resources?.[which] ?? {})) if (isPodLevelResource(name)) total.set(name, quantity(text));
}

/** Upstream: PodRequests; overhead included. */
export function podRequests(pod: Pick<Pod, 'spec'>): Amounts {
  const total = aggregateContainers(pod.spec, 'requests');
  withPodLevel(total, pod.spec.resources, 'requests');
  addResources(total, pod.spec.overhead);
  return total;
}

/** Upstream: PodLimits; overhead is added to limits that are not zero. */
export function podLimits(pod: Pick<Pod, 'spec'>): Amounts {
  const total = aggregateContainers(pod.spec, 'limits');
  withPodLevel(total, pod.spec.resources, 'limits');
  for (const [name, text] of Object.entries(pod.spec.overhead ?? {})) {
    const limit = total.get(name);
    if (limit && limit.mantissa !== 0n) total.set(name, addQuantities(limit, quantity(text)));
  }
  return total;
}

/** A pod's requests as plain numbers: what a scheduler adds up. */
export interface RequestFigures {
  readonly milliCpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes. */
  readonly ephemeralStorage: number;
  /** Other resources by name, in whole units. */
  readonly others: ReadonlyMap<string, number>;
}

const figuresOf = new WeakMap<object, RequestFigures>();

/**
 * What a pod's requests are remembered by. Where one container is all that asks for anything, the pods of a template share what it asks
 * for, and so all that is made of it; else the spec, which is immutable.
 */
export function requestsKey({ spec }: Pick<Pod, 'spec'>): object {
  const { containers, initContainers, ephemeralContainers, overhead, resources } = spec;
  const alone = containers?.length === 1 && !initContainers?.length && !ephemeralContainers?.length && !overhead && !resources;
  return (alone ? containers[0]!.resources : undefined) ?? spec;
}

/** Computed once. */
export function requestFigures(pod: Pick<Pod, 'spec'>): RequestFigures {
  const key = requestsKey(pod);
  const known = figuresOf.get(key);
  if (known) return known;
  const requests = podRequests(pod);
  const others = new Map<string, number>();
  for (const [name, amount] of requests) if (!['cpu', 'memory', 'ephemeral-storage'].includes(name)) others.set(name, quantityValue(amount));
  const figures: RequestFigures = {
    milliCpu: milliValue(requests.get('cpu') ?? ZERO),
    memory: quantityValue(requests.get('memory') ?? ZERO),
    ephemeralStorage: quantityValue(requests.get('ephemeral-storage') ?? ZERO),
    others,
  };
  figuresOf.set(key, figures);
  return figures;
}

const computeResources = ['cpu', 'memory'];

function addPositive(total: Amounts, list: ResourceList | undefined): number {
  let found = 0;
  for (const name of computeResources) {
    const amount: Quantity = quantity(list?.[name]);
    if (amount.mantissa <= 0n) continue;
    found += 1;
    const before = total.get(name);
    total.set(name, before ? addQuantities(before, amount) : amount);
  }
  return found;
}

/** Upstream: ComputePodQOS. */
export function qosClass(pod: Pick<Pod, 'spec'>): 'BestEffort' | 'Burstable' | 'Guaranteed' {
  const { spec } = pod;
  const requests: Amounts = new Map();
  const limits: Amounts = new Map();
  let limitsEverywhere = true;
  const parts: readonly { readonly resources?: ResourceRequirements }[] = spec.resources
    ? [spec]
    : ([...(spec.containers ?? []), ...(spec.initContainers ?? [])] satisfies readonly Container[]);
  for (const { resources } of parts) {
    addPositive(requests, resources?.requests);
    const found = addPositive(limits, resources?.limits);
    // A pod-level block without limits does not decide by itself.
    if (found < computeResources.length && !(spec.resources && Object.keys(resources?.limits ?? {}).length === 0)) limitsEverywhere = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  const equal =
    requests.size === limits.size &&
    [...requests].every(([name, amount]) => {
      const limit = limits.get(name);
      return limit !== undefined && compareQuantities(limit, amount) === 0;
    });
  return limitsEverywhere && equal ? 'Guaranteed' : 'Burstable';
}
