/** What the Rollout stage shows, from the mirror's rows: no geometry, no drawing. */
import type { DeploymentRow, PodRow, ReplicaSetRow, ServiceRow, SliceRow, WorkloadRow } from '../worker/protocol.ts';
import { count, rolloutFacts } from './facts.ts';
import type { RolloutFacts } from './facts.ts';
import { blockSentence, headline } from './sentences.ts';
import type { Tone } from './sentences.ts';

export interface StageCard {
  readonly key: string;
  readonly uid: string;
  readonly title: string;
  readonly image: string;
  readonly name: string;
  readonly counts: string;
  /** Index into the hues. */
  readonly hue: number;
  readonly dim: boolean;
  readonly current: boolean;
  readonly pods: readonly PodRow[];
  /** Read out to those who do not see the stage. */
  readonly label: string;
}

/** A stretch of the rollout bar, in pods. */
export interface BarSegment {
  readonly id: string;
  readonly hue: number;
  readonly kind: 'available' | 'waiting' | 'failing';
  readonly count: number;
  readonly label: string;
}

export interface RolloutBar {
  readonly segments: readonly BarSegment[];
  readonly floor: number;
  readonly ceiling: number;
  /** The bar's full width in pods. */
  readonly span: number;
}

export interface StageSection {
  readonly key: string;
  readonly name: string;
  readonly kind: string;
  readonly headline: string;
  readonly tone: Tone;
  readonly bar?: RolloutBar;
  readonly sentence?: string;
  readonly cards: readonly StageCard[];
  /** Older ReplicaSets without pods, folded away. */
  readonly folded: readonly StageCard[];
  readonly services: readonly string[];
}

export interface StageInput {
  readonly namespace: string | undefined;
  readonly pods: Iterable<PodRow>;
  readonly deployments: Iterable<DeploymentRow>;
  readonly replicaSets: Iterable<ReplicaSetRow>;
  readonly workloads: Iterable<WorkloadRow>;
  readonly services: Iterable<ServiceRow>;
  readonly slices: Iterable<SliceRow>;
}

export const HUES = 8;
export const hueOf = (revision: number): number => (revision <= 0 ? HUES - 1 : (revision - 1) % HUES);

/** A stage shows this many older empty ReplicaSets before it folds the rest. */
const SHOWN_OLD = 1;

export function stageModel(input: StageInput): StageSection[] {
  const inside = (row: { namespace: string }) => input.namespace === undefined || row.namespace === input.namespace;
  const podsByOwner = new Map<string, PodRow[]>();
  const bare: PodRow[] = [];
  for (const pod of input.pods) {
    if (!inside(pod)) continue;
    if (pod.owner === undefined) {
      bare.push(pod);
      continue;
    }
    const list = podsByOwner.get(pod.owner);
    if (list) list.push(pod);
    else podsByOwner.set(pod.owner, [pod]);
  }
  const setsByOwner = new Map<string, ReplicaSetRow[]>();
  const bareSets: ReplicaSetRow[] = [];
  for (const set of input.replicaSets) {
    if (!inside(set)) continue;
    if (set.owner === undefined) {
      bareSets.push(set);
      continue;
    }
    const list = setsByOwner.get(set.owner);
    if (list) list.push(set);
    else setsByOwner.set(set.owner, [set]);
  }
  const services = [...input.services].filter(inside);
  const endpoints = new Map<string, number>();
  for (const slice of input.slices) {
    const service = `${slice.namespace}/${slice.service}`;
    endpoints.set(service, (endpoints.get(service) ?? 0) + slice.ready);
  }
  const sentence = (service: ServiceRow) => serviceSentence(service, endpoints.get(`${service.namespace}/${service.name}`) ?? 0);
  const sections: StageSection[] = [];
  const claimed = new Set<string>();
  for (const deployment of sorted(input.deployments, inside)) {
    const sets = (setsByOwner.get(deployment.uid) ?? []).sort((a, b) => b.revision - a.revision || b.created - a.created);
    setsByOwner.delete(deployment.uid);
    const own = services.filter((service) => selects(service.selector, deployment.templateLabels));
    for (const service of own) claimed.add(service.key);
    sections.push(deploymentSection(deployment, sets, podsByOwner, own.map(sentence)));
    for (const set of sets) podsByOwner.delete(set.uid);
  }
  // ReplicaSets whose Deployment is gone (orphaned or on their way out) still have their pods.
  for (const set of [...bareSets, ...[...setsByOwner.values()].flat()].sort(byName)) {
    const pods = podsByOwner.get(set.uid) ?? [];
    podsByOwner.delete(set.uid);
    const card = replicaSetCard(set, pods, true, false);
    sections.push(simpleSection(set.key, set.name, 'ReplicaSet', `${count(set.desired, 'replica')} · ${set.ready} ready`, [{ ...card, title: 'ReplicaSet' }]));
  }
  for (const workload of sorted(input.workloads, inside)) {
    const pods = podsByOwner.get(workload.uid) ?? [];
    podsByOwner.delete(workload.uid);
    sections.push(
      simpleSection(workload.key, workload.name, workload.kind, `${workload.ready} of ${workload.desired} ready`, [
        plainCard(workload.key, workload.uid, workload.kind, workload.image, workload.name, pods),
      ]),
    );
  }
  for (const [owner, pods] of podsByOwner) {
    const name = `pods of an owner that is gone`;
    sections.push(simpleSection(`owner/${owner}`, name, 'Pods', count(pods.length, 'pod'), [plainCard(`owner/${owner}`, owner, 'Pods', '', name, pods)]));
  }
  if (bare.length > 0) {
    sections.push(simpleSection('bare', 'Pods without an owner', '', `${count(bare.length, 'pod')}: nobody replaces one that goes`, [plainCard('bare', 'bare', 'bare pods', '', '', bare)]));
  }
  const loose = services.filter((service) => !claimed.has(service.key) && service.name !== 'kubernetes');
  if (loose.length > 0) {
    sections.push({ key: 'services', name: 'Services', kind: '', headline: 'that select no Deployment here', tone: 'plain', cards: [], folded: [], services: loose.map(sentence) });
  }
  return sections;
}

function deploymentSection(row: DeploymentRow, sets: readonly ReplicaSetRow[], podsByOwner: ReadonlyMap<string, PodRow[]>, services: readonly string[]): StageSection {
  // The current ReplicaSet carries the Deployment's own revision; while a change is unseen, none does.
  const current = sets.find((set) => set.revision === row.revision);
  const cards: StageCard[] = [];
  const folded: StageCard[] = [];
  let old = 0;
  for (const set of sets) {
    const pods = podsByOwner.get(set.uid) ?? [];
    const isCurrent = set === current;
    const empty = !isCurrent && pods.length === 0 && set.desired === 0;
    const card = replicaSetCard(set, pods, isCurrent, empty);
    if (empty && (old += 1) > SHOWN_OLD) folded.push(card);
    else cards.push(card);
  }
  const facts = rolloutFacts(row, sets, current, podsByOwner);
  return {
    key: row.key,
    name: row.name,
    kind: 'Deployment',
    ...headline(facts),
    bar: rolloutBar(facts, sets, current, podsByOwner),
    sentence: blockSentence(facts),
    cards,
    folded,
    services,
  };
}

function rolloutBar(facts: RolloutFacts, sets: readonly ReplicaSetRow[], current: ReplicaSetRow | undefined, podsByOwner: ReadonlyMap<string, readonly PodRow[]>): RolloutBar {
  const available: BarSegment[] = [];
  const waiting: BarSegment[] = [];
  const mixed = facts.oldPods > 0;
  for (const set of [...sets].sort((a, b) => a.revision - b.revision)) {
    const live = (podsByOwner.get(set.uid) ?? []).filter((pod) => pod.shape !== 'going');
    const age = !mixed ? '' : set === current ? 'new ' : 'old ';
    const ready = Math.min(set.available, live.length);
    const rest = live.length - ready;
    const failing = Math.min(rest, live.filter((pod) => pod.shape === 'failing').length);
    if (ready > 0) available.push({ id: `${set.uid}/available`, hue: hueOf(set.revision), kind: 'available', count: ready, label: `${ready} ${age}available` });
    if (rest - failing > 0) waiting.push({ id: `${set.uid}/waiting`, hue: hueOf(set.revision), kind: 'waiting', count: rest - failing, label: `${rest - failing} ${age}starting` });
    if (failing > 0) waiting.push({ id: `${set.uid}/failing`, hue: hueOf(set.revision), kind: 'failing', count: failing, label: `${failing} ${age}failing` });
  }
  return { segments: [...available, ...waiting], floor: facts.floor, ceiling: facts.ceiling, span: Math.max(1, facts.ceiling, facts.pods, facts.row.replicas) };
}

function replicaSetCard(set: ReplicaSetRow, pods: readonly PodRow[], current: boolean, dim: boolean): StageCard {
  const image = set.containers.map((container) => container.image).join(', ');
  const title = set.revision > 0 ? `revision ${set.revision}` : 'no revision';
  const counts = set.desired === 0 && pods.length === 0 ? '0' : `${set.ready} of ${set.desired}`;
  return {
    key: set.key, uid: set.uid, title, image, name: set.name, counts, hue: hueOf(set.revision), dim, current, pods,
    label: `ReplicaSet ${set.name}, ${title}, image ${image}, ${set.ready} of ${set.desired} ready${current ? ', current' : ''}`,
  };
}

function plainCard(key: string, uid: string, title: string, image: string, name: string, pods: readonly PodRow[]): StageCard {
  const ready = pods.filter((pod) => pod.shape === 'ready').length;
  return { key, uid, title, image, name, counts: `${ready} of ${pods.length}`, hue: 2, dim: false, current: true, pods, label: `${title} ${name}, ${ready} of ${pods.length} pods ready` };
}

function simpleSection(key: string, name: string, kind: string, text: string, cards: readonly StageCard[]): StageSection {
  return { key, name, kind, headline: kind === '' ? text : `${kind} · ${text}`, tone: 'plain', cards, folded: [], services: [] };
}

function serviceSentence(service: ServiceRow, endpoints: number): string {
  const address = service.ip === 'None' ? 'headless' : service.ip;
  return `svc/${service.name} · ${address}${service.ports === '' ? '' : `:${service.ports}`} · ${count(endpoints, 'endpoint')}`;
}

function selects(selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

const byName = (a: { namespace: string; name: string }, b: { namespace: string; name: string }) => compare(a.namespace, b.namespace) || compare(a.name, b.name);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = <T extends { namespace: string; name: string }>(rows: Iterable<T>, keep: (row: T) => boolean): T[] => [...rows].filter(keep).sort(byName);
