/** What an object counts for in a ResourceQuota (upstream: pkg/quota/v1/evaluator/core, apiserver pkg/quota/v1). */
import type { PersistentVolumeClaim } from '../../api/kinds/persistent-volume-claim/types.ts';
import type { Affinity } from '../../api/kinds/pod/affinity-types.ts';
import { podLimits, podRequests, qosClass } from '../../api/kinds/pod/resources.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { computeQuotaResources } from '../../api/kinds/resource-names.ts';
import type { ResourceQuota, ScopedResourceSelectorRequirement } from '../../api/kinds/resource-quota/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import { addAmounts, type Amounts } from '../../api/kinds/shared-resources.ts';
import type { ResourceList } from '../../api/kinds/shared-types.ts';
import { formatQuantity, quantity, quantityOf, ZERO, type Quantity } from '../../api/meta/quantity.ts';
import type { KubeObject, ResourceKey } from '../../api/meta/types.ts';
import type { View } from '../../engine/component.ts';
import { allResources } from '../common/kinds.ts';
import { isPodTerminal } from '../common/pods.ts';

export type Usage = ReadonlyMap<string, Quantity>;

export interface Evaluator {
  readonly resource: ResourceKey;
  /** Whether a name of a quota's limits is about this resource. */
  readonly counts: (name: string) => boolean;
  readonly usage: (object: KubeObject, now: number) => Usage;
  /** Whether the object is within a scope; absent: it is in none. */
  readonly inScope?: (object: KubeObject, scope: ScopedResourceSelectorRequirement) => boolean;
}

const ONE = quantityOf(1, 'DecimalSI');
const COUNT = 'count/';

const POD_NAMES: ReadonlySet<string> = new Set(['count/pods', 'pods', ...computeQuotaResources]);
const NATIVE = /^(requests\.)?(hugepages-.*|cpu|memory|storage|ephemeral-storage)$/;
/** `requests.example.com/gpu`: not Kubernetes' own. */
const isExtended = (name: string): boolean => name.startsWith('requests.') && !NATIVE.test(name) && name.includes('/') && !name.includes('kubernetes.io/');

/** Finished pods count as objects only; pods that overstay their grace period, as on a lost node, no longer hold up their owner. */
function isCharged(pod: Pod, now: number): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata;
  if (isPodTerminal(pod)) return false;
  return deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined || now <= Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

function podUsage(object: KubeObject, now: number): Usage {
  const pod = object as Pod;
  const usage: Amounts = new Map([['count/pods', ONE]]);
  if (!isCharged(pod, now)) return usage;
  usage.set('pods', ONE);
  for (const [name, amount] of podRequests(pod)) {
    if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || name.startsWith('hugepages-')) usage.set(name, amount);
    usage.set(`requests.${name}`, amount);
  }
  for (const [name, amount] of podLimits(pod)) if (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') usage.set(`limits.${name}`, amount);
  return usage;
}

function podInScope(object: KubeObject, { scopeName, operator, values = [] }: ScopedResourceSelectorRequirement): boolean {
  const pod = object as Pod;
  switch (scopeName) {
    case 'Terminating':
      return pod.spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return pod.spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return qosClass(pod) === 'BestEffort';
    case 'NotBestEffort':
      return qosClass(pod) !== 'BestEffort';
    case 'CrossNamespacePodAffinity':
      return crossesNamespaces(pod.spec.affinity);
    case 'PriorityClass': {
      const name = pod.spec.priorityClassName ?? '';
      if (operator === 'Exists') return name !== '';
      if (operator === 'DoesNotExist') return name === '';
      return operator === 'In' ? values.includes(name) : !values.includes(name);
    }
    case 'VolumeAttributesClass':
      return false;
  }
}

function crossesNamespaces(affinity: Affinity | undefined): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((kind) => [
    ...(kind?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(kind?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(({ podAffinityTerm }) => podAffinityTerm),
  ]);
  return terms.some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined);
}

function serviceUsage(object: KubeObject): Usage {
  const { type, ports = [], allocateLoadBalancerNodePorts } = (object as Service).spec;
  const balanced = type === 'LoadBalancer';
  const nodePorts = type === 'NodePort' || (balanced && allocateLoadBalancerNodePorts !== false) ? ports.length : balanced ? ports.filter(({ nodePort }) => nodePort).length : 0;
  return new Map([
    ['count/services', ONE],
    ['services', ONE],
    ['services.loadbalancers', balanced ? ONE : ZERO],
    ['services.nodeports', quantityOf(nodePorts, 'DecimalSI')],
  ]);
}

const CLAIM_NAMES = ['persistentvolumeclaims', 'requests.storage'];
const BY_CLASS = '.storageclass.storage.k8s.io/';

function claimUsage(object: KubeObject): Usage {
  const { spec, metadata } = object as PersistentVolumeClaim;
  const storageClass = metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ?? spec.storageClassName ?? '';
  const usage: Amounts = new Map([
    ['count/persistentvolumeclaims', ONE],
    ['persistentvolumeclaims', ONE],
  ]);
  const storage = spec.resources?.requests?.['storage'];
  if (storage !== undefined) usage.set('requests.storage', quantity(storage));
  if (storageClass !== '') for (const name of CLAIM_NAMES) if (usage.has(name)) usage.set(storageClass + BY_CLASS + name, usage.get(name)!);
  return usage;
}

const PLAIN_COUNTS: ReadonlySet<string> = new Set(['configmaps', 'resourcequotas', 'replicationcontrollers', 'secrets']);

function countEvaluator(resource: ResourceKey): Evaluator {
  const names = PLAIN_COUNTS.has(resource) ? [COUNT + resource, resource] : [COUNT + resource];
  const usage: Usage = new Map(names.map((name) => [name, ONE]));
  return { resource, counts: (name) => names.includes(name), usage: () => usage };
}

const special: readonly Evaluator[] = [
  { resource: 'pods', counts: (name) => POD_NAMES.has(name) || /^(requests\.)?hugepages-/.test(name) || isExtended(name), usage: podUsage, inScope: podInScope },
  { resource: 'services', counts: (name) => ['count/services', 'services', 'services.nodeports', 'services.loadbalancers'].includes(name), usage: serviceUsage },
  {
    resource: 'persistentvolumeclaims',
    counts: (name) => name === 'count/persistentvolumeclaims' || CLAIM_NAMES.some((own) => name === own || name.endsWith(BY_CLASS + own)),
    usage: claimUsage,
  },
];

/** One for each resource that a quota can limit: all that live in namespaces, but Events. */
export const evaluators: ReadonlyMap<ResourceKey, Evaluator> = new Map(
  allResources
    .filter(({ namespaced, resource }) => namespaced && resource !== 'events')
    .map(({ resource }) => [resource, special.find((evaluator) => evaluator.resource === resource) ?? countEvaluator(resource)]),
);

/** A quota's scopes and scope selectors as one list. */
export const scopesOf = ({ spec }: ResourceQuota): readonly ScopedResourceSelectorRequirement[] => [
  ...(spec.scopes ?? []).map((scopeName): ScopedResourceSelectorRequirement => ({ scopeName, operator: 'Exists' })),
  ...(spec.scopeSelector?.matchExpressions ?? []),
];

/** Whether the object is in every scope of the quota. */
export const inScopes = (evaluator: Evaluator, quota: ResourceQuota, object: KubeObject): boolean => scopesOf(quota).every((scope) => evaluator.inScope?.(object, scope) ?? false);

export const amountsOf = (list: ResourceList | undefined): Map<string, Quantity> => new Map(Object.entries(list ?? {}).map(([name, text]) => [name, quantity(text)]));

/** As an object's field, names sorted. */
export const listOf = (usage: Usage): ResourceList => Object.fromEntries([...usage].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, amount]) => [name, formatQuantity(amount)]));

/** All that counts for the quota's limits now, counted anew. */
export function measure(view: View, quota: ResourceQuota): Usage {
  const names = Object.keys(quota.spec.hard ?? {});
  const total: Amounts = new Map();
  for (const evaluator of evaluators.values()) {
    const own = names.filter(evaluator.counts);
    if (own.length === 0) continue;
    for (const name of own) if (!total.has(name)) total.set(name, ZERO);
    for (const object of view.list(evaluator.resource, quota.metadata.namespace)) {
      if (!inScopes(evaluator, quota, object)) continue;
      const usage = evaluator.usage(object, view.now);
      addAmounts(total, new Map(own.filter((name) => usage.has(name)).map((name) => [name, usage.get(name)!])));
    }
  }
  return total;
}
