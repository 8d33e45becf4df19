/**
 * Traffic sources: clients outside the cluster that ask somebody so many times a second. A key is a source's name. Its requests are made in one
 * step for each second, and at once where something changes that they depend on: a backend's process, or what the proxy has written down.
 */
import type { Change, Component, Context, Outcome, View } from '../../engine/component.ts';
import type { KubeletOptions } from '../pod-step.ts';
import { reachOf } from './ask.ts';
import { send } from './send.ts';
import { serviceOf, tableOf } from './table.ts';
import { backendName, sourceKey, sourcesOf, TRAFFIC, type Reach, type SourceRecord } from './types.ts';

/** A proxy writes down changes at most once in this time (upstream: kube-proxy `minSyncPeriod`), and needs this long to do it. */
const PROXY = { period: 1000, writes: 50 };
/** Who goes by a name looks it up again after its records' time to live (upstream: CoreDNS `kubernetes` plugin, `ttl 5`). */
const NAME_TTL = 5000;
const SECOND = 1000;
/** How often it looks while something has just changed or failed, and for how long after. */
const RESTLESS = { every: 200, for: 1200 };

const SLICES = 'endpointslices.discovery.k8s.io';

export function traffic(options: KubeletOptions): Component {
  return {
    name: TRAFFIC,
    actor: (key) => `traffic ${key}`,
    priority: 60,
    watches: [
      { resource: SLICES, keys: (change, view) => askers(view, (source) => source.serviceKey === serviceKeyOf(change)) },
      { resource: 'services', keys: (change, view) => askers(view, (source) => source.serviceKey === undefined || source.serviceKey === change.key) },
      { resource: 'pods', keys: (change, view) => askers(view, (source) => asksPod(source, change)) },
    ],
    reconcile: (context, name) => reconcile(context, options, name),
  };
}

const askers = (view: View, wanted: (source: SourceRecord) => boolean): string[] =>
  sourcesOf(view.memoryOf(TRAFFIC)).flatMap((source) => (source.stoppedAt === undefined && wanted(source) ? [source.name] : []));

const serviceKeyOf = ({ object }: Change): string => `services/${object.metadata.namespace}/${object.metadata.labels?.['kubernetes.io/service-name'] ?? ''}`;

const asksPod = ({ target }: SourceRecord, { object }: Change): boolean =>
  target.kind === 'pod' && target.name === object.metadata.name && target.namespace === object.metadata.namespace;

/** A source as it starts: its proxy has had time to come up. */
export function begin(context: Context, options: KubeletOptions, source: SourceRecord): SourceRecord {
  return looked(context, written(context, options, source));
}

function reconcile(context: Context, options: KubeletOptions, name: string): Outcome {
  const before = context.memory.get<SourceRecord>(sourceKey(name));
  if (!before || before.stoppedAt !== undefined) return { decision: 'no such traffic runs', idle: true };
  let source = send(context, options, before);
  const said: string[] = [];
  const changed = takeNote(context, options, source);
  if (changed.tableDue !== undefined && changed.tableDue <= context.now) {
    source = looked(context, written(context, options, changed));
    said.push(`its proxy sends to ${source.table.length === 0 ? 'nobody' : source.table.map((backend) => backend.pod ?? backendName(backend)).join(', ')} now`);
  } else source = changed;
  const lost = lostSince(before, source);
  if (lost > 0 || said.length > 0 || source.tableDue !== undefined) source = { ...source, restlessUntil: context.now + RESTLESS.for };
  context.memory.set(sourceKey(name), source);
  const restless = source.restlessUntil !== undefined && context.now < source.restlessUntil;
  const next = context.now + (restless ? RESTLESS.every : SECOND - ((context.now - source.startedAt) % SECOND));
  return {
    decision: [asked(before, source, lost), ...said].join('; '),
    idle: lost === 0 && said.length === 0,
    again: { after: Math.min(next, source.tableDue ?? Infinity) - context.now },
  };
}

const lostSince = (before: SourceRecord, after: SourceRecord): number => after.sent - after.answered - (before.sent - before.answered);

function asked(before: SourceRecord, after: SourceRecord, lost: number): string {
  const count = after.sent - before.sent;
  const last = after.losses.at(-1);
  return `asked ${after.text} ${count === 1 ? 'once' : `${count} times`}: ${lost === 0 ? 'all answered' : `${count - lost} answered, ${lost} lost${last ? ` ${last.why}` : ''}`}`;
}

/** What the proxy has to write down is known; it is written at its time. */
function takeNote(context: Context, options: KubeletOptions, source: SourceRecord): SourceRecord {
  if (source.tableDue !== undefined) return source;
  const { backends, problem, byName } = tableOf(context, options, source);
  const same = problem === source.problem && backends.map(backendName).join() === source.table.map(backendName).join();
  if (same) return source;
  const tableDue = source.target.kind === 'pod' ? context.now : byName ? nameExpires(source, context.now) : Math.max(context.now + PROXY.writes, source.tableAt + PROXY.period);
  return { ...source, tableDue };
}

/** Names are looked up in step with the source's start. */
const nameExpires = ({ startedAt }: SourceRecord, now: number): number => now + NAME_TTL - ((now - startedAt) % NAME_TTL);

/** What stands behind the target now, written down. */
function written(context: Context, options: KubeletOptions, source: SourceRecord): SourceRecord {
  const { backends, problem, affinity } = tableOf(context, options, source);
  const { tableDue: _, problem: __, affinity: ___, serviceKey: ____, ...rest } = source;
  const to = serviceOf(context, options, source.target, source.path)?.service.metadata;
  return {
    ...rest,
    table: backends,
    tableAt: context.now,
    ...(problem && { problem }),
    ...(affinity !== undefined && { affinity }),
    ...(to && { serviceKey: `services/${to.namespace}/${to.name}` }),
  };
}

/** How the backends can be reached now. */
function looked(context: Context, source: SourceRecord): SourceRecord {
  const reach: Record<string, Reach> = {};
  for (const backend of [...source.table, ...source.connections]) if (backend) reach[backendName(backend)] = reachOf(context, backend);
  return { ...source, reach };
}
