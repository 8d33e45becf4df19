/** The requests of a source that are due: whom each goes to, and what comes of it. */
import { nextRandom } from '../../base/random.ts';
import type { Context } from '../../engine/component.ts';
import { countServed, KUBELET, nodeOf, recordOf } from '../memory.ts';
import type { KubeletOptions } from '../pod-step.ts';
import { ask, reachOf } from './ask.ts';
import {
  backendName,
  bucketKey,
  bucketPrefix,
  KEPT_BUCKETS,
  KEPT_LOSSES,
  TRAFFIC,
  type Backend,
  type Bucket,
  type Loss,
  type LossReason,
  type Reach,
  type SourceRecord,
} from './types.ts';
import { whyLost } from './why-lost.ts';

/** Of the requests to one backend between two looks, so many are really made; the others get the same answers in turn. */
const REAL = 10;
/** A request takes about so long, in milliseconds: what is under way when a process is killed is reset. */
const IN_FLIGHT = 5;
/** Connections that a client keeps. */
export const CONNECTIONS = 4;

interface Planned {
  readonly at: number;
  readonly backend: Backend | undefined;
}

type Answer = number | LossReason;

/** Makes the requests that were due until now, by what was known since the last look, and looks at the backends again. */
export function send(context: Context, options: KubeletOptions, source: SourceRecord): SourceRecord {
  const { planned, record } = plan(source, context.now);
  const known = new Map<string, Backend>();
  for (const backend of [...record.table, ...record.connections.filter((c) => c !== null), ...planned.flatMap(({ backend: b }) => b ?? [])])
    known.set(backendName(backend), backend);
  const reach: Record<string, Reach> = {};
  const answers = new Map<string, (request: Planned) => Answer>();
  for (const [name, backend] of known) {
    const now = reachOf(context, backend);
    const mine = planned.filter((request) => request.backend && backendName(request.backend) === name).length;
    answers.set(name, answersOf(context, options, source, backend, source.reach[name] ?? now, now, mine));
    reach[name] = now;
  }
  const tally = new Tally(context, record);
  for (const request of planned) {
    const answer = request.backend ? answers.get(backendName(request.backend))!(request) : (record.problem ?? 'no endpoints');
    tally.count(request, answer);
  }
  const connections = record.connections.map((backend) => (backend && reach[backendName(backend)] === 'open' ? backend : null));
  return { ...tally.save(), connections, reach };
}

function plan(source: SourceRecord, now: number): { readonly planned: readonly Planned[]; readonly record: SourceRecord } {
  const { startedAt, rate, table } = source;
  const due = Math.floor(((now - startedAt) * rate) / 1000);
  const random = { random: source.random };
  const connections = [...source.connections];
  const planned: Planned[] = [];
  let { sticky } = source;
  const choose = (at: number): Backend | undefined => {
    if (table.length === 0) return undefined;
    const drawn = table[Math.floor(nextRandom(random) * table.length)]!;
    const { affinity } = source;
    if (affinity === undefined) return drawn;
    const fresh = sticky !== undefined && at - sticky.at < affinity;
    const kept = fresh ? table.find((backend) => backendName(backend) === backendName(sticky!)) : undefined;
    sticky = { ...(kept ?? drawn), at };
    return kept ?? drawn;
  };
  for (let i = source.sent; i < due; i += 1) {
    const at = startedAt + Math.floor(((i + 1) * 1000) / rate);
    const slot = i % CONNECTIONS;
    const backend = (source.keepAlive ? connections[slot] : undefined) ?? choose(at);
    if (source.keepAlive) connections[slot] = backend ?? null;
    planned.push({ at, backend });
  }
  return { planned, record: { ...source, sent: due, connections, random: random.random, ...(sticky && { sticky }) } };
}

function answersOf(context: Context, options: KubeletOptions, source: SourceRecord, backend: Backend, before: Reach, now: Reach, count: number): (request: Planned) => Answer {
  if (before === 'refused') return () => 'connection refused';
  if (before === 'timeout') return () => 'timeout';
  if (now !== 'open') {
    // It ended just now: what was under way is lost where it was killed.
    const killed = endedBadly(context, backend);
    const usual = lastStatus(source);
    return ({ at }) => (killed && at > context.now - IN_FLIGHT ? 'connection reset' : usual);
  }
  const host = source.target.kind === 'host' ? source.target.host : source.target.name;
  const real = Array.from({ length: Math.min(count, REAL) }, () => told(ask(context, options, backend, host, source.path)));
  if (backend.key !== undefined && count > 0) countServed(context.memoryOf(KUBELET), backend.key, count);
  let next = 0;
  return () => {
    const answer = real[next % real.length]!;
    next += 1;
    return answer;
  };
}

const told = (answer: ReturnType<typeof ask>): Answer => (typeof answer === 'number' && answer >= 500 ? (`HTTP ${answer}` as const) : answer);

/** What its answers were like before. */
const lastStatus = ({ statuses }: SourceRecord): number =>
  Object.keys(statuses)
    .map(Number)
    .sort((a, b) => statuses[b]! - statuses[a]!)[0] ?? 200;

/** Whether the pod's last container to end was killed or failed: one that ends well is taken to have finished what it had begun. */
function endedBadly(context: Context, { key, node }: Backend): boolean {
  const memory = context.memoryOf(KUBELET);
  if (node !== undefined && nodeOf(memory, node).unreachable) return true;
  const ended = (key === undefined ? undefined : recordOf(memory, key))?.containers.filter(({ state }) => state === 'exited') ?? [];
  return ended.length === 0 || ended.some(({ exitCode, finishedAt }) => exitCode !== 0 && finishedAt !== undefined && context.now - finishedAt < 1000);
}

/** Counts requests into the source and its seconds. */
class Tally {
  private readonly buckets = new Map<number, Bucket>();
  private readonly losses: Loss[];
  private readonly versions: Record<string, SourceRecord['versions'][string]>;
  private readonly failures: Record<string, number>;
  private readonly statuses: Record<string, number>;
  private answered: number;
  private readonly why = new Map<string, string>();

  constructor(
    private readonly context: Context,
    private readonly source: SourceRecord,
  ) {
    this.losses = [...source.losses];
    this.versions = { ...source.versions };
    this.failures = { ...source.failures };
    this.statuses = { ...source.statuses };
    this.answered = source.answered;
  }

  count({ at, backend }: Planned, answer: Answer): void {
    const second = at - (at % 1000);
    const bucket = this.buckets.get(second) ??
      this.context.memoryOf(TRAFFIC).get<Bucket>(bucketKey(this.source.name, second)) ?? { at: second, asked: 0, pods: {}, versions: {}, failed: {} };
    const asked = bucket.asked + 1;
    if (typeof answer === 'number') {
      const who = backend!.pod ?? backend!.address;
      const version = versionName(backend!);
      this.answered += 1;
      this.statuses[answer] = (this.statuses[answer] ?? 0) + 1;
      this.versions[version] = { owner: backend!.owner ?? who, image: backend!.image ?? '', answered: (this.versions[version]?.answered ?? 0) + 1 };
      this.buckets.set(second, { ...bucket, asked, pods: plus(bucket.pods, who), versions: plus(bucket.versions, version) });
      return;
    }
    this.failures[answer] = (this.failures[answer] ?? 0) + 1;
    this.buckets.set(second, { ...bucket, asked, failed: plus(bucket.failed, answer) });
    this.lose(at, backend, answer);
  }

  private lose(at: number, backend: Backend | undefined, reason: LossReason): void {
    const key = `${backend ? backendName(backend) : ''} ${reason}`;
    let why = this.why.get(key);
    if (why === undefined) this.why.set(key, (why = whyLost(this.context, this.source, backend, reason)));
    // Several backends fail in turn: a loss of the last moments goes on.
    const same = this.losses.findLastIndex((loss) => loss.reason === reason && loss.pod === backend?.pod && loss.why === why && at - loss.to <= 1500);
    if (same >= 0) this.losses[same] = { ...this.losses[same]!, to: at, count: this.losses[same]!.count + 1 };
    else this.losses.push({ from: at, to: at, count: 1, reason, why, ...(backend?.pod !== undefined && { pod: backend.pod }) });
  }

  save(): SourceRecord {
    const memory = this.context.memoryOf(TRAFFIC);
    const { name } = this.source;
    for (const [at, bucket] of this.buckets) memory.set(bucketKey(name, at), bucket);
    if (this.buckets.size > 0) {
      const kept = bucketKey(name, this.context.now - KEPT_BUCKETS * 1000);
      for (const [key] of memory.entries(bucketPrefix(name))) {
        if (key >= kept) break;
        memory.delete(key);
      }
    }
    return {
      ...this.source,
      answered: this.answered,
      versions: this.versions,
      failures: this.failures,
      statuses: this.statuses,
      losses: this.losses.slice(-KEPT_LOSSES),
    };
  }
}

/** Pods of one controller with one image are of one version. */
export const versionName = ({ owner, image, address }: Backend): string => (owner === undefined ? address : `${owner} ${image ?? ''}`);

const plus = (counts: Readonly<Record<string, number>>, name: string): Record<string, number> => ({ ...counts, [name]: (counts[name] ?? 0) + 1 });
