/** How near the stage is: cluster, namespace, workload, ReplicaSet, pod, container. A place is a piece of text that can be kept. */
import type { StageSection } from './model.ts';
import type { DeploymentRow, OtherRow, PodRow, ReplicaSetRow, WorkloadRow } from '../worker/protocol.ts';

/** All namespaces at once. */
export const CLUSTER = '*';
/** The chosen namespace. */
export const NAMESPACE = '';

export type FocusLevel = 'cluster' | 'namespace' | 'workload' | 'replica set' | 'pod' | 'container';

export interface Crumb {
  readonly focus: string;
  readonly level: FocusLevel;
  readonly text: string;
}

export interface FocusTables {
  readonly pods: ReadonlyMap<string, PodRow>;
  readonly deployments: ReadonlyMap<string, DeploymentRow>;
  readonly replicaSets: ReadonlyMap<string, ReplicaSetRow>;
  readonly workloads: ReadonlyMap<string, WorkloadRow>;
}

export function levelOf(focus: string): FocusLevel {
  if (focus === CLUSTER) return 'cluster';
  if (focus === NAMESPACE) return 'namespace';
  if (focus.includes('#')) return 'container';
  if (focus.startsWith('pods/')) return 'pod';
  return focus.startsWith('replicasets.apps/') ? 'replica set' : 'workload';
}

/** Whether the stage can be zoomed into what a key names. */
export const isFocus = (key: string): boolean =>
  /^(pods|replicasets\.apps|deployments\.apps|statefulsets\.apps|daemonsets\.apps|jobs\.batch|cronjobs\.batch|replicationcontrollers)\/[^/]+\/[^/]+$/.test(key);

/** One level out: to the owner, to the namespace, to the cluster. */
export function outOf(focus: string, tables: FocusTables): string {
  switch (levelOf(focus)) {
    case 'cluster':
    case 'namespace':
      return CLUSTER;
    case 'container':
      return focus.slice(0, focus.indexOf('#'));
    case 'pod':
      return ownerOf(tables.pods.get(focus)?.owner, tables);
    case 'replica set':
      return ownerOf(tables.replicaSets.get(focus)?.owner, tables);
    case 'workload':
      return ownerOf(tables.workloads.get(focus)?.owner, tables);
  }
}

function ownerOf(uid: string | undefined, { deployments, replicaSets, workloads }: FocusTables): string {
  if (uid === undefined) return NAMESPACE;
  for (const table of [replicaSets, deployments, workloads]) for (const row of table.values()) if (row.uid === uid) return row.key;
  return NAMESPACE;
}

/** The way from the cluster to a place. */
export function trail(focus: string, namespace: string | undefined, tables: FocusTables): Crumb[] {
  const crumbs: Crumb[] = [];
  let at = focus;
  // An owner chain is short; a ring of owners must not hold the page.
  for (let depth = 0; depth < 8; depth += 1) {
    crumbs.unshift({ focus: at, level: levelOf(at), text: textOf(at, namespace, tables) });
    if (at === CLUSTER) break;
    at = outOf(at, tables);
  }
  return crumbs;
}

function textOf(focus: string, namespace: string | undefined, tables: FocusTables): string {
  const name = focus.slice(focus.lastIndexOf('/') + 1);
  switch (levelOf(focus)) {
    case 'cluster':
      return 'cluster';
    case 'namespace':
      return namespace ?? 'all namespaces';
    case 'container':
      return focus.slice(focus.indexOf('#') + 1);
    case 'replica set': {
      const revision = tables.replicaSets.get(focus)?.revision ?? 0;
      return revision > 0 ? `revision ${revision}` : name;
    }
    default:
      return name;
  }
}

/** One level in, on the way to what is meant; the same place where it does not lie further in. */
export function into(focus: string, wanted: string | undefined, namespace: string | undefined, tables: FocusTables): string {
  if (focus === CLUSTER) return NAMESPACE;
  if (wanted === undefined) return focus;
  const way = trail(wanted, namespace, tables);
  const here = way.findIndex((crumb) => crumb.focus === focus);
  return here === -1 ? focus : (way[here + 1]?.focus ?? focus);
}

/** What is left of the stage's sections at a level: one workload, or one of its cards. */
export function focusedSections(sections: readonly StageSection[], focus: string): readonly StageSection[] {
  if (focus === NAMESPACE) return sections;
  const own = sections.find(({ key }) => key === focus);
  if (own) return [own];
  for (const section of sections) {
    const card = [...section.cards, ...section.folded].find(({ key }) => key === focus);
    if (card) return [{ ...section, cards: [{ ...card, dim: false }], folded: [], attachments: [], services: [] }];
  }
  return [];
}

export interface NamespaceAggregate {
  readonly name: string;
  readonly workloads: number;
  /** Workloads that are not as they should be. */
  readonly troubled: readonly string[];
  readonly pods: number;
  readonly shapes: Readonly<Record<PodRow['shape'], number>>;
  readonly cpu: number;
  readonly memory: number;
  readonly restarts: number;
}

/** What each namespace holds, as sums: a cluster of any size is a few lines. */
export function aggregates(tables: FocusTables & { readonly others: ReadonlyMap<string, OtherRow> }): NamespaceAggregate[] {
  const found = new Map<string, { -readonly [K in keyof NamespaceAggregate]: NamespaceAggregate[K] extends readonly string[] ? string[] : NamespaceAggregate[K] }>();
  const of = (name: string) => {
    let sums = found.get(name);
    if (!sums) {
      sums = { name, workloads: 0, troubled: [], pods: 0, shapes: { ready: 0, starting: 0, failing: 0, going: 0, done: 0 }, cpu: 0, memory: 0, restarts: 0 };
      found.set(name, sums);
    }
    return sums;
  };
  for (const { kind, name } of tables.others.values()) if (kind === 'Namespace') of(name);
  for (const { namespace, name, available, replicas } of tables.deployments.values()) {
    const sums = of(namespace);
    sums.workloads += 1;
    if (available < replicas) sums.troubled.push(`${name} ${available} of ${replicas}`);
  }
  for (const { namespace, name, kind, ready, desired, job, owner } of tables.workloads.values()) {
    if (owner !== undefined) continue;
    const sums = of(namespace);
    sums.workloads += 1;
    if (job ? job.state === 'failed' : kind !== 'CronJob' && ready < desired) sums.troubled.push(job ? `${name} failed` : `${name} ${ready} of ${desired}`);
  }
  for (const { namespace, shape, cpu, memory, restarts } of tables.pods.values()) {
    const sums = of(namespace);
    sums.pods += 1;
    (sums.shapes as Record<PodRow['shape'], number>)[shape] += 1;
    sums.restarts += restarts;
    if (shape === 'done') continue;
    sums.cpu += cpu;
    sums.memory += memory;
  }
  return [...found.values()].sort((a, b) => Number(b.pods > 0) - Number(a.pods > 0) || (a.name < b.name ? -1 : 1));
}
