/**
 * The indexes that controllers read by, so that a step's cost does not grow with the cluster. Names and values of each index are known
 * only here: read through these functions.
 */
import { SIBLING_PODS, siblingGroups, SIBLINGS } from '../../api/kinds/pod/siblings.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { KubeObject, LabelSelector, ResourceKey } from '../../api/meta/types.ts';
import { matchesLabelSelector } from '../../api/meta/selector.ts';
import type { AggregateDefinition, IndexDefinition, View } from '../../engine/component.ts';
import { controllerOf } from './owner.ts';
import { isPodActive, isPodReady } from './pods.ts';

type Labels = Readonly<Record<string, string>> | undefined;

// --- Owners ---

const BY_OWNER = 'owner';

/** Objects of every resource by the UIDs of all their owners. */
export const byOwner: IndexDefinition = {
  name: BY_OWNER,
  resource: '*',
  values: ({ metadata: { ownerReferences } }) => (ownerReferences ? ownerReferences.map(({ uid }) => uid) : []),
  of: ['ownerReferences'],
};

/** What has the owner `uid` among its owner references, controlled or not. In key order. */
export const ownedBy = <T extends KubeObject = KubeObject>(view: View, uid: string): T[] => view.byIndex<T>(BY_OWNER, uid);
export const countOwnedBy = (view: View, uid: string): number => view.countByIndex(BY_OWNER, uid);

/** The objects of one kind that the owner `uid` controls. */
export const controlledBy = <T extends KubeObject>(view: View, kind: T['kind'], uid: string): T[] =>
  ownedBy<T>(view, uid).filter((object) => object.kind === kind && controllerOf(object)?.uid === uid);

// --- Labels ---

const labelValue = (namespace: string | undefined, key: string, value: string) => `${namespace ?? ''}/${key}=${value}`;
const anyLabel = (namespace: string | undefined) => `${namespace ?? ''}/`;

function labelValues({ metadata: { namespace, labels } }: KubeObject): string[] {
  const values: string[] = [];
  if (labels) for (const key of Object.keys(labels)) values.push(labelValue(namespace, key, labels[key]!));
  return values;
}

/** A value under which every object that matches the selector is filed: by its first label, or simply by the namespace. */
function selectorValue(namespace: string | undefined, selector: LabelSelector): string {
  const labels = selector.matchLabels ?? {};
  const key = Object.keys(labels).sort()[0];
  if (key !== undefined) return labelValue(namespace, key, labels[key]!);
  const single = selector.matchExpressions?.find(({ operator, values }) => operator === 'In' && values?.length === 1);
  return single ? labelValue(namespace, single.key, single.values![0]!) : anyLabel(namespace);
}

const PODS_BY_LABEL = 'pods by label';
export const podsByLabel: IndexDefinition<Pod> = { name: PODS_BY_LABEL, resource: 'pods', values: labelValues, of: ['labels'] };

/** The pods of a namespace that match. In key order. */
export function podsMatching(view: View, namespace: string, selector: LabelSelector): Pod[] {
  const value = selectorValue(namespace, selector);
  const candidates = value === anyLabel(namespace) ? view.list<Pod>('pods', namespace) : view.byIndex<Pod>(PODS_BY_LABEL, value);
  return candidates.filter((pod) => matchesLabelSelector(selector, pod.metadata.labels));
}

const orphanIndex = (resource: ResourceKey) => `orphans of ${resource}`;

/** Objects that nobody controls, by label. */
export const indexOrphans = (resource: ResourceKey): IndexDefinition => ({
  name: orphanIndex(resource),
  resource,
  values: (object) => (controllerOf(object) ? [] : [anyLabel(object.metadata.namespace), ...labelValues(object)]),
  of: ['labels', 'ownerReferences'],
});

/** Objects of a namespace that nobody controls and that may match: a superset, to be claimed. */
export const orphansFor = <T extends KubeObject>(view: View, resource: ResourceKey, namespace: string, selector: LabelSelector): T[] =>
  view.byIndex<T>(orphanIndex(resource), selectorValue(namespace, selector));

// --- Who selects an object ---

const selectorIndex = (resource: ResourceKey) => `selectors of ${resource}`;

/** Objects that select others, under one label of theirs that what they select must have. */
export const indexBySelector = (resource: ResourceKey, selectorOf: (object: KubeObject) => LabelSelector | undefined): IndexDefinition => ({
  name: selectorIndex(resource),
  resource,
  values: (object) => {
    const selector = selectorOf(object);
    return selector ? [selectorValue(object.metadata.namespace, selector)] : [];
  },
  // Nobody's selector stands anywhere else.
  of: ['spec'],
});

/** The objects of `resource` in the namespace whose selector matches `labels`. An empty selector matches nothing, unless told. */
export function selecting<T extends KubeObject>(
  view: View,
  resource: ResourceKey,
  namespace: string,
  labels: Labels,
  selectorOf: (object: T) => LabelSelector | undefined,
  { emptyMatchesAll = false } = {},
): T[] {
  const index = selectorIndex(resource);
  if (!view.isIndexed(index)) return [];
  const values = [anyLabel(namespace), ...Object.keys(labels ?? {}).map((key) => labelValue(namespace, key, labels![key]!))];
  return values
    .flatMap((value) => view.byIndex<T>(index, value))
    .filter((object) => {
      const selector = selectorOf(object);
      return selector !== undefined && (emptyMatchesAll || !isEmptySelector(selector)) && matchesLabelSelector(selector, labels);
    });
}

export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean => Object.keys(matchLabels).length === 0 && matchExpressions.length === 0;

// --- Replicas ---

const REPLICAS = 'replicas';

const replicaOwner = (pod: Pod): string | undefined => {
  const uid = controllerOf(pod)?.uid;
  return uid !== undefined && isPodActive(pod) ? uid : undefined;
};

/** The active pods of the controller `uid`. */
export const activePodsOf = (view: View, uid: string): Pod[] => ownedBy<Pod>(view, uid).filter((object) => object.kind === 'Pod' && replicaOwner(object) === uid);

/** Once for the labels of a template, which its pods share. */
const labelTexts = new WeakMap<object, string>();

function labelsText(labels: Labels): string {
  if (!labels) return '';
  let text = labelTexts.get(labels);
  if (text === undefined) {
    text = Object.keys(labels)
      .sort()
      .map((key) => `${key}=${labels[key]}`)
      .join(',');
    labelTexts.set(labels, text);
  }
  return text;
}

type Amounts = Readonly<Record<string, number>>;
/** What a pod of some labels adds, not ready and ready. */
const amounts = new WeakMap<object, readonly [Amounts, Amounts]>();
const UNLABELLED = {};

function amountsFor(labels: Labels): readonly [Amounts, Amounts] {
  const key = labels ?? UNLABELLED;
  let found = amounts.get(key);
  if (!found) {
    const labelled = `labelled ${labelsText(labels)}`;
    amounts.set(
      key,
      (found = [
        { active: 1, [labelled]: 1 },
        { active: 1, ready: 1, [labelled]: 1 },
      ]),
    );
  }
  return found;
}

/** How many active pods a controller has, how many of them are ready, and how many have which labels: a set of 1,000 pods is counted without a look at each. */
export const replicaCounts: AggregateDefinition<Pod> = {
  name: REPLICAS,
  resource: 'pods',
  group: replicaOwner,
  amounts: (pod) => amountsFor(pod.metadata.labels)[isPodReady(pod) ? 1 : 0],
};

export interface ReplicaCount {
  readonly active: number;
  readonly ready: number;
  /** How many have exactly the labels asked about. */
  readonly labelled: number;
}

/** How many active pods the controller `uid` has. A world without the sums has them counted. */
export function countReplicas(view: View, uid: string, labels: Labels): ReplicaCount {
  const text = labelsText(labels);
  const sums = view.aggregate(REPLICAS, uid);
  if (sums) return { active: sums['active'] ?? 0, ready: sums['ready'] ?? 0, labelled: sums[`labelled ${text}`] ?? 0 };
  const pods = activePodsOf(view, uid);
  return { active: pods.length, ready: pods.filter(isPodReady).length, labelled: pods.filter((pod) => labelsText(pod.metadata.labels) === text).length };
}

/** How many active pods the controller `uid` has on each node; of those without a node nothing is said. A world without the sums has them counted. */
export function activePodsPerNode(view: View, uid: string): readonly (readonly [node: string, pods: number])[] {
  const prefix = siblingGroups(uid);
  const groups = view.groupsOf(SIBLINGS, prefix);
  if (groups.length > 0) return groups.map(([group, sums]) => [group.slice(prefix.length), sums[SIBLING_PODS] ?? 0]);
  return activePodsOf(view, uid).flatMap(({ spec }): [string, number][] => (spec.nodeName ? [[spec.nodeName, 1]] : []));
}

// --- Nodes ---

const PODS_BY_NODE = 'pods by node of controllers';
export const podsByNode: IndexDefinition<Pod> = { name: PODS_BY_NODE, resource: 'pods', values: (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []), of: ['spec'] };
export const podsOnNode = (view: View, node: string): Pod[] => view.byIndex<Pod>(PODS_BY_NODE, node);
