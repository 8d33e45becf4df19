/** The answer to *Why?*: the decisions that made an object what it is, by walking the trace back. */
import type { KubeObject } from '../../api/meta/types.ts';
import { changesWanted } from '../../engine/component.ts';
import type { Change, ObjectKey } from '../../engine/component.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import type { WhyLink } from './protocol.ts';

export interface TraceReader {
  /** The step that the question is asked at: later ones do not count. */
  readonly step: number;
  readonly first: number;
  entry(step: number): TraceEntry | undefined;
}

/** Newest decisions about the object itself that are shown before those that led to it. */
const OWN = 4;
const LENGTH = 14;
/** How far back it looks for writes: far more than any object's story is long. */
const REACH = 60_000;

/** The chain, newest first: what was last decided about `key`, what made it, what caused that, down to what you did. */
export function whyChain(key: ObjectKey, trace: TraceReader): WhyLink[] {
  const own: TraceEntry[] = [];
  let origin: TraceEntry | undefined;
  let asked: TraceEntry | undefined;
  const [resource = '', namespace = '', name = ''] = key.split('/');
  const isPod = resource === 'pods';
  for (let step = trace.step; step > Math.max(trace.first, trace.step - REACH); step -= 1) {
    const entry = trace.entry(step);
    if (!entry) continue;
    const write = entry.writes.find((change) => change.key === key);
    const aboutPod = isPod && entry.component === 'kubelet' && !entry.idle && entry.key.endsWith(`/${namespace}/${name}`);
    if (!write && !aboutPod) continue;
    if (write?.type === 'ADDED') {
      origin = entry;
      break;
    }
    // The last change of what is wanted is the one to explain: for a ReplicaSet who scaled it, for a Deployment who changed it.
    if (write && asked === undefined && changedSpec(write)) asked = entry;
    // Of what its kubelet does in between, only what it told somebody or waits for is worth a line.
    if (!write && entry.writes.length === 0 && !/\bwaits\b/.test(entry.decision)) continue;
    if (own.some((known) => known.decision === entry.decision && known.actor === entry.actor)) continue;
    if (own.length < OWN || entry.component === 'default-scheduler') own.push(entry);
  }
  const chosen = new Map<number, TraceEntry>();
  for (const entry of own) chosen.set(entry.step, entry);
  for (const start of [asked, origin]) {
    let entry = start;
    while (entry) {
      if (chosen.has(entry.step) && entry !== start) break;
      // A step that wrote nothing only carries the cause on; what came from outside is told however long the chain is.
      if (entry.actor === 'you' || (chosen.size < LENGTH && (entry === start || entry.writes.length > 0))) chosen.set(entry.step, entry);
      entry = causeOf(entry, trace);
    }
  }
  return [...chosen.values()]
    .sort((a, b) => b.step - a.step)
    .filter((entry, index, all) => index === 0 || entry.decision !== all[index - 1]!.decision || entry.actor !== all[index - 1]!.actor)
    .map((entry, _, all) => link(entry, key, trace, all));
}

/**
 * What led to an entry. Of several causes it is the newest that changed what is wanted of the very object that was looked at, else of any
 * object, else the newest: the reconcile saw them all.
 */
export function causeOf(entry: TraceEntry, trace: TraceReader): TraceEntry | undefined {
  const found = allCauses(entry, trace);
  const own = `/${entry.key.slice(entry.key.indexOf('/') + 1)}`;
  return (
    found.findLast(({ writes }) => writes.some((change) => changesWanted(change) && change.object.kind !== 'Event' && change.key.endsWith(own))) ??
    found.findLast(({ writes }) => writes.some((change) => changesWanted(change) && change.object.kind !== 'Event')) ??
    found.at(-1)
  );
}

const allCauses = ({ cause, joined = [] }: TraceEntry, trace: TraceReader): TraceEntry[] =>
  [...(cause === undefined ? [] : [cause]), ...joined].flatMap((step) => trace.entry(step) ?? []);

/** An entry and what caused it, newest first, down to what came from outside. Steps that wrote nothing only carry the cause on. */
export function causes(from: TraceEntry, trace: TraceReader, key: ObjectKey): WhyLink[] {
  const chosen: TraceEntry[] = [];
  for (let entry: TraceEntry | undefined = from; entry && chosen.length < LENGTH; entry = causeOf(entry, trace)) {
    if (entry === from || entry.writes.length > 0 || entry.actor === 'you') chosen.push(entry);
  }
  return chosen.map((entry) => link(entry, key, trace, chosen));
}

/** Causes that came together and are told by name. */
const TOLD = 4;

function link(entry: TraceEntry, key: ObjectKey, trace: TraceReader, told: readonly TraceEntry[]): WhyLink {
  const followed = causeOf(entry, trace);
  // What the chain tells anyway need not be told twice.
  const joined = allCauses(entry, trace).filter((one) => one !== followed && !told.includes(one) && one.decision !== '' && !one.idle);
  const warned = entry.writes.some(({ object }) => object.kind === 'Event' && (object as KubeObject & { type?: string }).type === 'Warning');
  return {
    step: entry.step,
    time: entry.time,
    tone: entry.actor === 'you' ? 'you' : warned ? 'bad' : 'work',
    actor: entry.actor === 'you' ? 'you' : actorName(entry),
    text: entry.decision,
    saw: entry.actor === 'you' ? [] : entry.saw.slice(0, 6),
    writes: entry.actor === 'you' ? [] : writeTexts(entry.writes.filter((change) => change.key !== key && change.object.kind !== 'Event')),
    ...(joined.length > 0 && { joined: joined.slice(-TOLD).map(({ step, actor, decision }) => ({ step, text: actor === 'you' ? decision : `${actor}: ${decision}` })) }),
  };
}

/** Who acted, and on what: `deployment-controller on web`. */
export const actorName = ({ actor, key, component }: TraceEntry): string => {
  const object = key.slice(key.indexOf('/') + 1);
  return component === 'kubelet'
    ? actor
    : `${actor} on ${object
        .split('/')
        .filter((part) => part !== 'default')
        .join('/')}`;
};

function changedSpec({ type, object, before }: Change): boolean {
  return type === 'MODIFIED' && before !== undefined && object.metadata.generation !== before.metadata.generation;
}

const verbs = { ADDED: 'made', MODIFIED: 'changed', DELETED: 'removed' } as const;

/** `made pod/web-1`, `changed replicaset/web-6d56 (2 → 3 replicas)` */
export function writeText({ type, object, before }: Change): string {
  const name = `${object.kind.toLowerCase()}/${object.metadata.name}`;
  const was = replicas(before);
  const is = replicas(object);
  if (type === 'MODIFIED' && object.metadata.deletionTimestamp !== undefined && before?.metadata.deletionTimestamp === undefined) return `asked ${name} to end`;
  return `${verbs[type]} ${name}${was !== undefined && is !== undefined && was !== is ? ` (${was} → ${is} replicas)` : ''}`;
}

/** Many alike are counted: `made 4 pods`. */
function writeTexts(writes: readonly Change[]): string[] {
  const alike = new Map<string, Change[]>();
  for (const change of writes) {
    const kind = `${change.type} ${change.object.kind}`;
    alike.set(kind, [...(alike.get(kind) ?? []), change]);
  }
  return [...alike.values()].flatMap((group) => (group.length > 2 ? [`${verbs[group[0]!.type]} ${group.length} ${group[0]!.object.kind.toLowerCase()}s`] : group.map(writeText)));
}

const replicas = (object: KubeObject | undefined): number | undefined => (object as (KubeObject & { spec?: { replicas?: number } }) | undefined)?.spec?.replicas;
