/** What the Rollout stage shows, from the mirror's rows: no geometry, no drawing. */
import type { Countdown, DeploymentRow, NodeRow, OtherRow, PodRow, ReplicaSetRow, ServiceRow, SliceRow, TrafficRow, WorkloadRow } from '../worker/protocol.ts';
import { Attachables, matches } from './attachments.ts';
import type { StageAttachment } from './attachments.ts';
import { count, rolloutFacts } from './facts.ts';
import type { RolloutFacts } from './facts.ts';
import { hueOf, HUES, podHues } from './hues.ts';
import { blockSentence, headline } from './sentences.ts';
import type { Tone } from './sentences.ts';
import { plainCard, simpleSection } from './plain-section.ts';
import { workloadSection } from './workload-sections.ts';

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
  /** Where each pod stands, by uid, where places have a meaning: an ordinal, a node, a completion. */
  readonly places?: ReadonlyMap<string, number>;
  /** Hues of single pods, by uid, where they differ from the card's: another revision. */
  readonly hues?: ReadonlyMap<string, number>;
  /** A line before this place: those before it keep the template that they have. */
  readonly partition?: { readonly place: number; readonly text: string };
  /** All places with what stands under them; those without a pod are drawn as empty. */
  readonly captions?: readonly string[];
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
  /** There are a floor and a ceiling to keep to. */
  readonly limited: boolean;
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
  readonly services: readonly StageService[];
  readonly attachments: readonly StageAttachment[];
  /** Objects that have no drawing: by kind, with what they say of themselves. */
  readonly chips: readonly StageChip[];
  /** When the next thing happens to it by itself. */
  readonly countdown?: Countdown;
}

/** A Service: where it is reached, and a pip for each endpoint. */
export interface StageService {
  readonly key: string;
  readonly name: string;
  readonly text: string;
  readonly pips: readonly { readonly pod: string; readonly hue: number; readonly ready: boolean }[];
}

export interface StageChip {
  readonly key: string;
  readonly kind: string;
  readonly name: string;
  readonly summary: string;
  readonly tone: Tone;
}

export interface StageInput {
  readonly namespace: string | undefined;
  readonly pods: Iterable<PodRow>;
  readonly deployments: Iterable<DeploymentRow>;
  readonly replicaSets: Iterable<ReplicaSetRow>;
  readonly workloads: Iterable<WorkloadRow>;
  readonly services: Iterable<ServiceRow>;
  readonly slices: Iterable<SliceRow>;
  readonly traffic?: Iterable<TrafficRow>;
  readonly others?: Iterable<OtherRow>;
  readonly nodes?: Iterable<NodeRow>;
}

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
  const others = [...(input.others ?? [])];
  const hues = podHues([...setsByOwner.values(), bareSets].flat(), others);
  const slices = [...input.slices];
  const byUid = new Map<string, PodRow>();
  if (services.length > 0) for (const pods of [...podsByOwner.values(), bare]) for (const pod of pods) byUid.set(pod.uid, pod);
  const drawn = (service: ServiceRow) =>
    stageService(service, slices, (uid) => {
      const pod = byUid.get(uid);
      return { name: pod?.name ?? '', hue: pod ? hues(pod) : HUES - 1 };
    });
  const sections: StageSection[] = [];
  const claimed = new Set<string>();
  const things = new Attachables(others.filter((row) => (row.namespace === '' ? row.kind === 'PersistentVolume' : inside(row))));
  const endpointsIn = (namespace: string) => {
    const ready = new Map(services.filter((service) => service.namespace === namespace).map(({ name }) => [name, 0]));
    for (const slice of slices) if (slice.namespace === namespace && ready.has(slice.service)) ready.set(slice.service, ready.get(slice.service)! + slice.ready);
    return (service: string) => ready.get(service);
  };
  const setHues = new Map([...setsByOwner.values(), bareSets].flat().map((set) => [`${set.namespace}/${set.name}`, hueOf(set.revision)]));
  const sources = [...(input.traffic ?? [])].filter(inside);
  /** Traffic to one of these Services; without any, what leads elsewhere. */
  const trafficTo = (own: readonly ServiceRow[], isElsewhere = false): StageAttachment[] =>
    sources
      .filter((row) => {
        const to = serviceOf(row);
        return isElsewhere
          ? !services.some(({ name, namespace }) => name === to && namespace === row.namespace)
          : own.some(({ name, namespace }) => name === to && namespace === row.namespace);
      })
      .map((row) => ({ kind: 'traffic', target: row.key, row, hues: new Map(row.versions.map(({ version, owner }) => [version, setHues.get(`${row.namespace}/${owner}`) ?? 2])) }));
  const ownIngresses = (own: readonly ServiceRow[], namespace: string) =>
    things.ingresses(
      own.map(({ name }) => name),
      namespace,
      endpointsIn(namespace),
    );
  for (const deployment of sorted(input.deployments, inside)) {
    const sets = (setsByOwner.get(deployment.uid) ?? []).sort((a, b) => b.revision - a.revision || b.created - a.created);
    setsByOwner.delete(deployment.uid);
    const { namespace, name } = deployment;
    const own = services.filter((service) => service.namespace === namespace && matches(service.selector, deployment.templateLabels));
    for (const service of own) claimed.add(service.key);
    const pods = sets.flatMap(({ uid }) => podsByOwner.get(uid) ?? []);
    sections.push({
      ...deploymentSection(deployment, sets, podsByOwner, own.map(drawn)),
      attachments: [
        ...trafficTo(own),
        ...things.autoscalers('Deployment', name, namespace),
        ...things.budgets(deployment.templateLabels, namespace),
        ...ownIngresses(own, namespace),
        ...things.claims(deployment.key, pods, namespace),
      ],
    });
    for (const set of sets) podsByOwner.delete(set.uid);
  }
  // ReplicaSets whose Deployment is gone (orphaned or on their way out) still have their pods.
  for (const set of [...bareSets, ...[...setsByOwner.values()].flat()].sort(byName)) {
    const pods = podsByOwner.get(set.uid) ?? [];
    podsByOwner.delete(set.uid);
    const card = replicaSetCard(set, pods, true, false);
    sections.push(simpleSection(set.key, set.name, 'ReplicaSet', `${count(set.desired, 'replica')} · ${set.ready} ready`, [{ ...card, title: 'ReplicaSet' }]));
  }
  const workloads = sorted(input.workloads, inside);
  const nodes = [...(input.nodes ?? [])];
  for (const workload of workloads) {
    if (workload.owner !== undefined && workloads.some(({ uid }) => uid === workload.owner)) continue;
    const jobs = workload.kind === 'CronJob' ? workloads.filter(({ owner }) => owner === workload.uid) : [];
    const take = (uid: string) => {
      const pods = podsByOwner.get(uid) ?? [];
      podsByOwner.delete(uid);
      return pods;
    };
    const pods = podsByOwner.get(workload.uid) ?? [];
    const { namespace, name, kind } = workload;
    const labels = pods[0]?.labels;
    const own = labels ? services.filter((service) => service.namespace === namespace && matches(service.selector, labels)) : [];
    for (const service of own) claimed.add(service.key);
    const section = workloadSection(workload, take, jobs, nodes, others);
    const keeps = workload.stateful?.claims.map((claim) => `${claim}-${name}-`);
    sections.push({
      ...section,
      services: own.map(drawn),
      attachments: [
        ...section.attachments,
        ...trafficTo(own),
        ...things.autoscalers(kind, name, namespace),
        ...things.budgets(labels, namespace),
        ...ownIngresses(own, namespace),
        ...things.claims(workload.key, pods, namespace, keeps && ((claim) => keeps.some((prefix) => claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length))))),
      ],
    });
  }
  for (const [owner, pods] of podsByOwner) {
    const name = `pods of an owner that is gone`;
    sections.push(simpleSection(`owner/${owner}`, name, 'Pods', count(pods.length, 'pod'), [plainCard(`owner/${owner}`, owner, 'Pods', '', name, pods)]));
  }
  if (bare.length > 0) {
    sections.push(
      simpleSection('bare', 'Pods without an owner', '', `${count(bare.length, 'pod')}: nobody replaces one that goes`, [plainCard('bare', 'bare', 'bare pods', '', '', bare)]),
    );
  }
  const loose = services.filter((service) => !claimed.has(service.key) && service.name !== 'kubernetes');
  if (loose.length > 0) {
    sections.push({ ...simpleSection('services', 'Services', '', 'that select no Deployment here', []), services: loose.map(drawn), attachments: trafficTo(loose) });
  }
  const attachments = [...trafficTo([], true), ...things.loose((service) => endpointsIn(input.namespace ?? 'default')(service))];
  const bound = new Set(others.flatMap(({ detail }) => (detail?.is === 'claim' && detail.volume !== undefined ? [detail.volume] : [])));
  const chips = sorted(things.left, (row) => !given(row) && !bound.has(row.name)).map(({ key, kind, name, summary, tone }) => ({ key, kind, name, summary, tone }));
  if (chips.length + attachments.length > 0) {
    sections.push({ ...simpleSection('others', 'Also here', '', count(chips.length + attachments.length, 'object'), []), attachments, chips });
  }
  return sections;
}

function deploymentSection(row: DeploymentRow, sets: readonly ReplicaSetRow[], podsByOwner: ReadonlyMap<string, PodRow[]>, services: readonly StageService[]): StageSection {
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
    attachments: [],
    chips: [],
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
  return { segments: [...available, ...waiting], limited: true, floor: facts.floor, ceiling: facts.ceiling, span: Math.max(1, facts.ceiling, facts.pods, facts.row.replicas) };
}

function replicaSetCard(set: ReplicaSetRow, pods: readonly PodRow[], current: boolean, dim: boolean): StageCard {
  const image = set.containers.map((container) => container.image).join(', ');
  const title = set.revision > 0 ? `revision ${set.revision}` : 'no revision';
  const counts = set.desired === 0 && pods.length === 0 ? '0' : `${set.ready} of ${set.desired}`;
  return {
    key: set.key,
    uid: set.uid,
    title,
    image,
    name: set.name,
    counts,
    hue: hueOf(set.revision),
    dim,
    current,
    pods,
    label: `ReplicaSet ${set.name}, ${title}, image ${image}, ${set.ready} of ${set.desired} ready${current ? ', current' : ''}`,
  };
}

function stageService(service: ServiceRow, slices: readonly SliceRow[], podOf: (uid: string) => { readonly name: string; readonly hue: number }): StageService {
  const own = slices.filter((slice) => slice.service === service.name && slice.namespace === service.namespace).flatMap(({ endpoints }) => endpoints);
  const ready = own.filter((endpoint) => endpoint.ready).length;
  const address = service.ip === 'None' ? 'headless' : service.ip;
  const rest = own.length - ready;
  return {
    key: service.key,
    name: service.name,
    text: `${address}${service.ports === '' ? '' : `:${service.ports}`} · ${count(ready, 'endpoint')}${rest > 0 ? ` · ${rest} not ready` : ''}`,
    pips: own.map(({ pod, ready: is }) => ({ pod: podOf(pod).name, hue: podOf(pod).hue, ready: is })),
  };
}

/** What every namespace has by itself. */
const given = ({ kind, name }: OtherRow): boolean =>
  (kind === 'ServiceAccount' && name === 'default') || (kind === 'ConfigMap' && name === 'kube-root-ca.crt') || kind === 'ControllerRevision';

/** The Service that a source asks: `svc/web`, `http://web.default/`; else the host. */
function serviceOf({ target }: TrafficRow): string {
  const named = /^(?:svc|service|services)\/([^:/]+)/.exec(target);
  return named ? named[1]! : (/^(?:https?:\/\/)?([^.:/]+)/.exec(target)?.[1] ?? '');
}

const byName = (a: { namespace: string; name: string }, b: { namespace: string; name: string }) => compare(a.namespace, b.namespace) || compare(a.name, b.name);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = <T extends { namespace: string; name: string }>(rows: Iterable<T>, keep: (row: T) => boolean): T[] => [...rows].filter(keep).sort(byName);
