/** What Apply would do: the real `kubectl apply` on a fork, which is then let run for a bounded while. What is here stays as it is. */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import { summarizePod } from '../../api/kinds/pod/columns.ts';
import type { Pod, PodSpec } from '../../api/kinds/pod/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { Change } from '../../engine/component.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { ImageSource } from '../../kubelet/image-source.ts';
import type { LedgerSample } from './history-protocol.ts';
import { askServices } from './asked-services.ts';
import { Ledger } from './ledger.ts';
import type { ApplyPreview } from './protocol.ts';
import { podShape } from './rows.ts';
import { complete, related, revisionOf, setsOf } from './what-if.ts';

/** Virtual milliseconds without any change of a pod that count as stuck: longer than pulls, probes and grace periods take. */
const STILL = 45_000;
const LONGEST = 10 * 60_000;
/** Wall milliseconds of one slice, between which the worker answers others, and of all of them. */
const SLICE = 10;
const BUSY = 1500;
const MOST_LINES = 6;

export interface Applied {
  readonly stdout: string;
  readonly stderr: string;
  /** Of a line of the terminal: its exit code, and whether it would wait for what comes. */
  readonly exit?: number;
  readonly waits?: boolean;
}

/** `apply` runs kubectl on the fork; `stale` tells that nobody waits for this answer any more; `rest` lets others have their turn. */
export async function applyPreview(
  simulation: Simulation,
  images: ImageSource,
  apply: (fork: Simulation) => Applied,
  stale: () => boolean,
  rest: () => Promise<void>,
): Promise<ApplyPreview | undefined> {
  const fork = simulation.fork();
  const { stdout, stderr, exit, waits } = apply(fork);
  const isLine = exit !== undefined;
  const outcomes = [...stdout.matchAll(/^(\S+) (created|configured|unchanged)\b/gm)].map(([, name, verb]) => ({ name: name!, verb: verb! }));
  const said = stderr
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  const refusals = said.filter((line) => !line.startsWith('Warning:') && line !== 'error: no objects passed to apply').slice(0, MOST_LINES);
  const warnings = said.filter((line) => line.startsWith('Warning:')).slice(0, MOST_LINES);
  if (!isLine && outcomes.length === 0 && refusals.length === 0) return undefined;
  const touched = fork.trace.flatMap(({ writes }) => writes);
  if (touched.length === 0 && isLine)
    return exit === 0
      ? { tone: 'same', text: waits ? 'wait, and change nothing.' : 'change nothing.', notes: warnings }
      : { tone: 'refused', text: 'be refused.', notes: [...refusals, ...warnings] };
  if (touched.length === 0)
    return {
      tone: refusals.length > 0 ? 'refused' : 'same',
      text: refusals.length > 0 ? 'be refused.' : 'change nothing: the cluster is as the file says.',
      notes: [...refusals, ...warnings],
    };

  const told = askServices(
    fork,
    touched.flatMap(({ resource, type, key }) =>
      resource === 'deployments.apps' && type === 'MODIFIED' ? ((simulation.state.objects.get(key) as Deployment | undefined) ?? []) : [],
    ),
  );
  const future = new Future(simulation, touched);
  const end = await future.run(fork, stale, rest);
  if (stale()) return undefined;
  const rollouts = touched
    .filter(({ resource, type, object }) => resource === 'deployments.apps' && type !== 'DELETED' && object.metadata.deletionTimestamp === undefined)
    .map((change) => rolloutText(simulation, fork, future, change, end));
  const others = outcomes.filter(({ name, verb }) => verb !== 'unchanged' && !name.startsWith('deployment.apps/'));
  const verbs: readonly (readonly [string, string])[] = [
    ['created', 'create'],
    ['configured', 'change'],
  ];
  const parts = [
    ...new Set(rollouts),
    ...(isLine ? deeds(touched) : []),
    ...(isLine ? [] : verbs).flatMap(([verb, word]) =>
      others.some((one) => one.verb === verb) ? [`${word} ${listed(others.filter((one) => one.verb === verb).map(({ name }) => name))}`] : [],
    ),
  ];
  const unknown = unknownImages(touched, images);
  const notes = [podsText(future, touched, end)];
  const stall = end === 'stuck' ? stallText(future) : undefined;
  if (unknown.length > 0) notes.push(`The registry does not know ${listed(unknown.map((image) => `\`${image}\``))}${stall === undefined ? '' : `: ${stall.text}`}.`);
  else if (stall !== undefined) notes.push(`It would not finish: ${stall.text}${stall.words === '' ? '' : ` (${stall.words})`}.`);
  if (future.created > 0 || future.removed > 0) notes.push(...told());
  const bad = refusals.length > 0 || unknown.length > 0 || stall !== undefined;
  return {
    tone: refusals.length > 0 ? 'refused' : bad ? 'stall' : 'change',
    text: `${parts.join('; ')}.`,
    notes: [
      ...notes.filter((note) => note !== ''),
      ...(waits === true ? ['The command would wait for it to end.'] : []),
      ...(refusals.length > 0 ? ['Refused would be:', ...refusals] : []),
      ...warnings,
    ],
  };
}

/** What a line does to objects other than Deployments: `remove service/web`. */
function deeds(touched: readonly Change[]): string[] {
  const names = { create: new Set<string>(), change: new Set<string>(), remove: new Set<string>() };
  for (const { type, object } of touched) {
    if (object.kind === 'Event') continue;
    const gone = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined;
    if (object.kind === 'Deployment' && !gone) continue;
    names[gone ? 'remove' : type === 'ADDED' ? 'create' : 'change'].add(`${object.kind.toLowerCase()}/${object.metadata.name}`);
  }
  return (['create', 'change', 'remove'] as const).flatMap((verb) => (names[verb].size > 0 ? [`${verb} ${listed([...names[verb]])}`] : []));
}

type End = 'done' | 'stuck' | 'long';

/** A fork that goes on until what was applied has come to rest; it counts the pods on the way. */
class Future {
  readonly ledger = new Ledger();
  readonly pods = new Map<string, Pod>();
  private readonly counted = new Map<string, number>();
  created = 0;
  removed = 0;
  restarted = 0;
  took = 0;
  private readonly owned = new Set<string>();
  private readonly objects = new Map<string, KubeObject>();
  private readonly begun: number;
  private moved: number;
  /** Something of ours was written since it was last looked at. */
  private heard = true;

  constructor(before: Simulation, touched: readonly Change[]) {
    this.begun = before.state.now;
    this.moved = this.begun;
    for (const { object, key } of touched) {
      this.owned.add(object.metadata.uid);
      const old = before.state.objects.get(key);
      if (old?.kind === 'Deployment') this.ledger.hear(related(before, old as Deployment), this.begun);
    }
    for (const resource of ['replicasets.apps', 'jobs.batch', 'pods'] as const) {
      for (const object of before.view.list(resource)) {
        if (!this.isOwned(object)) continue;
        this.owned.add(object.metadata.uid);
        if (object.kind === 'Pod') this.pods.set(object.metadata.uid, object as Pod);
      }
    }
    this.hear(touched, this.begun);
    this.created = touched.filter(({ type, object }) => type === 'ADDED' && object.kind === 'Pod').length;
  }

  async run(fork: Simulation, stale: () => boolean, rest: () => Promise<void>): Promise<End> {
    const stop = fork.listen((entry) => {
      if (entry && entry.writes.length > 0) this.hear(entry.writes, entry.time);
    });
    try {
      for (let used = 0; used < BUSY;) {
        const start = performance.now();
        while (performance.now() - start < SLICE) {
          if (this.heard && this.isDone()) return 'done';
          this.heard = false;
          if (!fork.step(Math.min(this.moved + STILL, this.begun + LONGEST))) return fork.state.now >= this.begun + LONGEST ? 'long' : 'stuck';
        }
        used += performance.now() - start;
        await rest();
        if (stale()) return 'long';
      }
      return 'long';
    } finally {
      stop();
      this.took = this.moved - this.begun;
    }
  }

  samples(uid: string): readonly LedgerSample[] {
    return this.ledger.of(uid);
  }

  private isOwned({ metadata }: KubeObject): boolean {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
    return this.owned.has(metadata.uid) || (owner !== undefined && this.owned.has(owner));
  }

  private hear(writes: readonly Change[], time: number): void {
    for (const { type, object } of writes) {
      if (!this.isOwned(object)) continue;
      const { uid } = object.metadata;
      this.heard = true;
      this.owned.add(uid);
      if (object.kind !== 'Pod') {
        if (type === 'DELETED') this.objects.delete(uid);
        else this.objects.set(uid, object);
        continue;
      }
      const before = this.pods.get(uid);
      const pod = object as Pod;
      if (!before) this.created += 1;
      if (before && before.metadata.deletionTimestamp === undefined && (pod.metadata.deletionTimestamp !== undefined || type === 'DELETED')) this.removed += 1;
      if (before && summarizePod(pod).restarts > summarizePod(before).restarts) this.restarted += 1;
      if (type === 'DELETED') this.pods.delete(uid);
      else this.pods.set(uid, pod);
      if (!before || type === 'DELETED' || shapeOf(before) !== shapeOf(pod)) this.moved = time;
    }
    this.ledger.hear(
      writes.filter(({ object }) => this.isOwned(object)),
      time,
    );
    // A pod that has been ready for long enough changes the numbers, not itself.
    for (const { uid, kind } of writes.map(({ object }) => ({ uid: object.metadata.uid, kind: object.kind }))) {
      if (kind !== 'Deployment' || !this.owned.has(uid)) continue;
      const samples = this.samples(uid);
      if (samples.length > (this.counted.get(uid) ?? Infinity)) this.moved = Math.max(this.moved, samples.at(-1)!.time);
      this.counted.set(uid, samples.length);
    }
  }

  private isDone(): boolean {
    for (const object of this.objects.values()) if (!this.isSettled(object)) return false;
    for (const pod of this.pods.values()) {
      const shape = shapeOf(pod);
      if (shape !== 'ready' && shape !== 'done') return false;
    }
    return true;
  }

  private isSettled(object: KubeObject): boolean {
    const { uid, generation } = object.metadata;
    const { spec, status } = object as KubeObject & { spec?: Record<string, unknown>; status?: Record<string, unknown> };
    if (object.kind === 'Deployment') {
      const last = this.samples(uid).at(-1);
      const row = this.ledger.row(uid);
      return last !== undefined && (row?.paused === true ? row.observed : complete(last, row?.observed ?? false));
    }
    if (object.kind === 'Job')
      return status?.['completionTime'] !== undefined || ((status?.['conditions'] ?? []) as readonly { type: string }[]).some(({ type }) => type === 'Failed');
    if (object.kind !== 'StatefulSet' && object.kind !== 'DaemonSet') return true;
    if (Number(status?.['observedGeneration'] ?? 0) < (generation ?? 0)) return false;
    if (object.kind === 'StatefulSet') return status?.['readyReplicas'] === spec?.['replicas'] && status?.['updatedReplicas'] === spec?.['replicas'];
    return status?.['numberReady'] === status?.['desiredNumberScheduled'] && status?.['updatedNumberScheduled'] === status?.['desiredNumberScheduled'];
  }
}

const shapeOf = (pod: Pod) => podShape(pod, summarizePod(pod).status);

function rolloutText(simulation: Simulation, fork: Simulation, future: Future, { key, object }: Change, end: End): string {
  const { uid, name } = object.metadata;
  const before = simulation.state.objects.get(key) as Deployment | undefined;
  const after = fork.state.objects.get(key) as Deployment | undefined;
  if (!after) return `change deployment ${name}`;
  const samples = future.samples(uid);
  const most = samples.reduce((max, { old, fresh }) => Math.max(max, old + fresh), 0);
  const least = samples.reduce((min, { available }) => Math.min(min, available), Infinity);
  if (!before) return `create deployment ${name}: one new ReplicaSet${most > 0 && end !== 'long' ? `, ${counted(most, 'pod')}` : ''}`;
  const setsBefore = new Set(setsOf(simulation, before).map(({ metadata }) => metadata.uid));
  const revision = revisionOf(after);
  const current = setsOf(fork, after).find((set) => revisionOf(set) === revision);
  const bounds = `at most ${counted(most, 'pod')}, at least ${Math.min(least, most)} available`;
  if (revision !== revisionOf(before) && current) {
    return setsBefore.has(current.metadata.uid)
      ? `make revision ${revision} of ${name}: no new ReplicaSet, ${current.metadata.name} comes back, ${bounds}`
      : `make revision ${revision} of ${name}: one new ReplicaSet, ${bounds}`;
  }
  const head = before.spec.replicas === after.spec.replicas ? `change deployment ${name}` : `scale ${name} from ${before.spec.replicas} to ${after.spec.replicas}`;
  const paused = after.spec.paused === true && JSON.stringify(before.spec.template) !== JSON.stringify(after.spec.template);
  return `${head}: no new ReplicaSet${paused ? ' while its rollout is paused' : ''}`;
}

function podsText({ created, removed, restarted, took, pods }: Future, touched: readonly Change[], end: End): string {
  const hasPods = pods.size > 0 || created > 0 || touched.some(({ object }) => templateOf(object) !== undefined);
  if (!hasPods) return '';
  const about = end === 'long' ? ', so far as this preview looks ahead' : end === 'done' && took > 0 ? `, in about ${duration(took)}` : '';
  if (created === 0 && removed === 0 && restarted === 0 && end === 'long') return 'What its pods do lies farther ahead than this preview looks.';
  if (created === 0 && removed === 0) return restarted > 0 ? `${counted(restarted, 'container')} would restart${about}.` : 'No pod comes, goes or restarts.';
  if (created > 0 && created === removed) return `${counted(created, 'pod')} ${created === 1 ? 'is' : 'are'} replaced${about}.`;
  const parts = [
    ...(created > 0 ? [`${counted(created, 'pod')} ${created === 1 ? 'comes' : 'come'}`] : []),
    ...(removed > 0 ? [`${counted(removed, 'pod')} ${removed === 1 ? 'goes' : 'go'}`] : []),
  ];
  return `${parts.join(', ')}${about}.`;
}

function stallText({ pods }: Future): { readonly text: string; readonly words: string } {
  const waiting = [...pods.values()].filter((pod) => !['ready', 'done', 'going'].includes(shapeOf(pod)));
  const words = [...new Set(waiting.map((pod) => (pod.status.conditions?.some(({ reason }) => reason === 'Unschedulable') ? 'no node takes it' : summarizePod(pod).status)))];
  if (waiting.length === 0) return { text: 'nothing moves any more', words: '' };
  return { text: `the rollout would stall at ${counted(waiting.length, 'pod')} that ${waiting.length === 1 ? 'does' : 'do'} not get ready`, words: words.join(', ') };
}

/** The images of what is written that no registry has. */
function unknownImages(touched: readonly Change[], images: ImageSource): string[] {
  const unknown = new Set<string>();
  for (const { object } of touched) {
    const template = templateOf(object);
    for (const { image } of [...(template?.initContainers ?? []), ...(template?.containers ?? [])]) {
      const full = image === undefined ? undefined : images.normalize(image);
      if (full?.ok && 'missing' in images.lookup(full.value)) unknown.add(image!);
    }
  }
  return [...unknown];
}

function templateOf(object: KubeObject): PodSpec | undefined {
  const { spec } = object as KubeObject & { spec?: { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } } };
  return object.kind === 'Pod' ? (object as Pod).spec : (spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec);
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
const listed = (names: readonly string[]): string =>
  names.length > 6 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1)}` : (names[0] ?? '');
const duration = (ms: number): string => (ms < 90_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`);
