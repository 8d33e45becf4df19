/** Everything of a namespace as rows in the order of who owns whom. Pure. */
import type { Countdown, DeploymentRow, NodeRow, OtherRow, PodRow, ReplicaSetRow, ServiceRow, SliceRow, WorkloadRow } from '../worker/protocol.ts';
import { amount, cores, stateOf } from './nodes-layout.ts';

export interface TableRow {
  readonly key: string;
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** How deep under its owners: 0 for what nobody owns. */
  readonly depth: number;
  readonly ready: string;
  readonly status: string;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly restarts?: number;
  readonly where: string;
  readonly countdown?: Countdown;
  /** How the other one of two branches side by side has it, where it differs: a sign and words. */
  readonly differs?: string;
}

export interface TableInput {
  readonly namespace: string | undefined;
  readonly pods: Iterable<PodRow>;
  readonly deployments: Iterable<DeploymentRow>;
  readonly replicaSets: Iterable<ReplicaSetRow>;
  readonly workloads: Iterable<WorkloadRow>;
  readonly services: Iterable<ServiceRow>;
  readonly slices: Iterable<SliceRow>;
  readonly nodes: Iterable<NodeRow>;
  readonly others: Iterable<OtherRow>;
}

type Plain = Omit<TableRow, 'depth'> & { readonly owner?: string; /** Rows are in the order of these. */ readonly order: string };

/** As `make`, which is asked once for each row: rows are new objects when they change, and most did not. */
function kept<R extends object, T>(make: (row: R) => T): (row: R) => T {
  const known = new WeakMap<R, T>();
  return (row) => {
    let made = known.get(row);
    if (made === undefined) known.set(row, (made = make(row)));
    return made;
  };
}

export function tableRows(input: TableInput): TableRow[] {
  const inside = ({ namespace }: { namespace: string }) => input.namespace === undefined || namespace === input.namespace;
  const workloads: Plain[] = [];
  for (const row of input.deployments) if (inside(row)) workloads.push(deployment(row));
  for (const row of input.workloads) if (inside(row)) workloads.push(workload(row));
  for (const row of input.replicaSets) if (inside(row)) workloads.push(replicaSet(row));
  for (const row of input.pods) if (inside(row)) workloads.push(pod(row));
  const ready = new Map<string, number>();
  for (const { namespace, service, ready: count } of input.slices) ready.set(`${namespace}/${service}`, (ready.get(`${namespace}/${service}`) ?? 0) + count);
  const rest: Plain[] = [];
  for (const row of input.services) if (inside(row)) rest.push(service(row, ready.get(`${row.namespace}/${row.name}`) ?? 0));
  for (const row of input.others) if (row.namespace === '' ? input.namespace === undefined || row.kind === 'PersistentVolume' : inside(row)) rest.push(other(row));
  for (const row of input.nodes) rest.push(node(row));
  return [...nested(workloads), ...sorted(rest).map(flat)];
}

/** Owners before what they own; what lost its owner stands by itself. */
function nested(rows: readonly Plain[]): TableRow[] {
  const known = new Set(rows.map(({ uid }) => uid));
  const under = new Map<string, Plain[]>();
  for (const row of rows) {
    const owner = row.owner !== undefined && known.has(row.owner) ? row.owner : '';
    const list = under.get(owner);
    if (list) list.push(row);
    else under.set(owner, [row]);
  }
  const found: TableRow[] = [];
  const add = (owner: string, depth: number) => {
    for (const row of sorted(under.get(owner) ?? [])) {
      found.push(deeper[depth]!(row));
      // Owners make no rings in a cluster, but a page must not hang on one that does.
      if (depth < 6) add(row.uid, depth + 1);
    }
  };
  add('', 0);
  return found;
}

const flat = kept(({ owner: _, order: __, ...row }: Plain): TableRow => ({ ...row, depth: 0 }));
/** The same row at the same depth is the same object: what shows it need not be drawn again. */
const deeper = [flat, ...[1, 2, 3, 4, 5, 6].map((depth) => kept((row: Plain): TableRow => ({ ...flat(row), depth })))];

const kinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'CronJob', 'Job', 'Pod', 'Service', 'Ingress', 'HorizontalPodAutoscaler'];
const ranks = new Map(kinds.map((kind, index) => [kind, index]));
const rank = (kind: string) => ranks.get(kind) ?? (kind === 'Node' ? 99 : 50);

/** By kind, namespace and name as people count: `web-2` before `web-10`. One string, so that hundreds of rows are sorted in no time. */
const orderOf = (kind: string, namespace: string, name: string): string =>
  [String(rank(kind)).padStart(2, '0'), kind, namespace, name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(20, '0'))].join('\0');

const sorted = (rows: readonly Plain[]): Plain[] => [...rows].sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));

const base = (kind: string, { key, uid, name, namespace }: { key: string; uid: string; name: string; namespace: string }) => ({
  key,
  uid,
  kind,
  name,
  namespace,
  order: orderOf(kind, namespace, name),
});

const deployment = kept((row: DeploymentRow): Plain => ({
  ...base('Deployment', row),
  ready: `${row.ready}/${row.replicas}`,
  status: row.deleting ? 'being deleted' : row.paused ? 'paused' : `revision ${row.revision}, ${row.updated} updated, ${row.available} available`,
  tone: row.progressing?.status === 'False' ? 'bad' : row.available >= row.replicas ? 'good' : 'plain',
  where: row.strategy === 'Recreate' ? 'Recreate' : `surge ${row.maxSurge}, unavailable ${row.maxUnavailable}`,
}));

const replicaSet = kept((row: ReplicaSetRow): Plain => ({
  ...base('ReplicaSet', row),
  owner: row.owner,
  ready: `${row.ready}/${row.desired}`,
  status: row.revision > 0 ? `revision ${row.revision}` : '',
  tone: 'plain',
  where: row.containers.map(({ image }) => image).join(', '),
}));

const workload = kept((row: WorkloadRow): Plain => {
  const { job, cron } = row;
  return {
    ...base(row.kind, row),
    owner: row.owner,
    ready: job ? `${job.succeeded}/${job.completions ?? 1}` : cron ? `${row.ready} active` : `${row.ready}/${row.desired}`,
    status: job ? `${job.state}${job.failed > 0 ? `, ${job.failed} failed` : ''}` : cron ? `${cron.schedule}${cron.suspended ? ', suspended' : ''}` : '',
    tone: job?.state === 'failed' ? 'bad' : job?.state === 'complete' ? 'good' : 'plain',
    where: row.image,
    countdown: job?.countdown ?? (cron?.next[0] === undefined ? undefined : { what: 'next run', until: cron.next[0] }),
  };
});

const pod = kept((row: PodRow): Plain => ({
  ...base('Pod', row),
  owner: row.owner,
  ready: row.ready,
  status: row.status,
  tone: row.shape === 'failing' ? 'bad' : 'plain',
  restarts: row.restarts,
  where: row.node ?? '',
  countdown: row.countdown,
}));

const service = (row: ServiceRow, ready: number): Plain => ({
  ...base('Service', row),
  ready: `${ready}`,
  status: `${row.type}, ${ready} endpoint${ready === 1 ? '' : 's'}`,
  tone: 'plain',
  where: `${row.ip}${row.ports === '' ? '' : `:${row.ports}`}`,
});

const other = kept((row: OtherRow): Plain => ({ ...base(row.kind, row), ready: '', status: row.summary, tone: row.tone, where: '' }));

const node = kept((row: NodeRow): Plain => ({
  ...base('Node', row),
  ready: '',
  status: stateOf(row),
  tone: row.ready ? 'plain' : 'bad',
  where: `CPU ${cores(row.cpu)}, memory ${amount(row.memory)}${row.taints.length > 0 ? `, ${row.taints.join(', ')}` : ''}`,
}));

/** The rows, those that the other branch has otherwise or not at all told so; `name`: what that branch is called. */
export function comparedRows(rows: readonly TableRow[], others: readonly TableRow[], name: string): TableRow[] {
  const there = new Map(others.map((row) => [row.key, row]));
  return rows.map((row) => {
    const other = there.get(row.key);
    if (!other || other.uid !== row.uid) return { ...row, differs: other ? `≠ ${name}: another of this name` : `+ not on ${name}` };
    const words = [
      ...(other.ready === row.ready ? [] : [other.ready]),
      ...(other.status === row.status ? [] : [other.status]),
      ...(other.where === row.where ? [] : [other.where]),
    ];
    return words.length === 0 ? row : { ...row, differs: `≠ ${name}: ${words.join(', ')}` };
  });
}

/** Rows in which every word is found, in the kind, the name, the status or where it is. */
export function filtered(rows: readonly TableRow[], text: string): readonly TableRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(({ kind, name, namespace, status, where, differs = '' }) => {
    const hay = `${kind} ${name} ${namespace} ${status} ${where} ${differs}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
}
