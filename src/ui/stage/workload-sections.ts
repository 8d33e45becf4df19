/** The drawings of workloads without ReplicaSets: places mean something there, an ordinal, a node or a completion. */
import type { NodeRow, OtherRow, PodRow, WorkloadRow } from '../worker/protocol.ts';
import { count } from './facts.ts';
import { hueOf } from './hues.ts';
import type { BarSegment, RolloutBar, StageCard, StageSection } from './model.ts';
import { plainCard, simpleSection } from './plain-section.ts';

const HUE = 2;
/** More places than this are not drawn empty. */
const EMPTY = 200;

export function workloadSection(
  workload: WorkloadRow,
  podsOf: (uid: string) => readonly PodRow[],
  jobs: readonly WorkloadRow[],
  nodes: readonly NodeRow[],
  others: readonly OtherRow[] = [],
): StageSection {
  const pods = podsOf(workload.uid);
  switch (workload.kind) {
    case 'StatefulSet':
      return statefulSection(workload, pods, revisionHues(workload, pods, others));
    case 'DaemonSet':
      return daemonSection(workload, pods, nodes, revisionHues(workload, pods, others));
    case 'Job':
      return jobSection(workload, pods);
    case 'CronJob':
      return cronSection(workload, jobs, podsOf);
    default:
      return {
        ...simpleSection(workload.key, workload.name, workload.kind, `${workload.ready} of ${workload.desired} ready`, [cardOf(workload, pods)]),
        bar: podsBar(pods, workload.desired),
      };
  }
}

function cardOf(workload: WorkloadRow, pods: readonly PodRow[], more: Partial<StageCard> = {}): StageCard {
  const card = plainCard(workload.key, workload.uid, workload.kind, workload.image, workload.name, pods);
  return { ...card, counts: `${workload.ready} of ${workload.desired}`, ...more };
}

interface Hues {
  /** Of the newest template. */
  readonly hue: number;
  readonly hues: ReadonlyMap<string, number>;
  /** How many pods have each revision, newest first. */
  readonly told: string;
}

/** A hue per template, as with ReplicaSets; the pods' labels say which template they were made from. */
function revisionHues(workload: WorkloadRow, pods: readonly PodRow[], others: readonly OtherRow[]): Hues {
  const revisions: { readonly name: string; readonly revision: number }[] = [];
  for (const { owner, name, detail } of others) if (detail?.is === 'revision' && owner === workload.uid) revisions.push({ name, revision: detail.revision });
  const newest = Math.max(0, ...revisions.map(({ revision }) => revision));
  const counts = new Map<number, number>();
  const hues = new Map<string, number>();
  for (const { uid, labels } of pods) {
    const hash = labels?.['controller-revision-hash'];
    const revision = revisions.find(({ name }) => hash !== undefined && (name === hash || name.endsWith(`-${hash}`)))?.revision ?? newest;
    hues.set(uid, hueOf(revision));
    counts.set(revision, (counts.get(revision) ?? 0) + 1);
  }
  const told = [...counts]
    .sort(([a], [b]) => b - a)
    .map(([revision, number]) => `${number} of revision ${revision}`)
    .join(', ');
  return { hue: newest === 0 ? HUE : hueOf(newest), hues, told: counts.size > 1 ? told : '' };
}

export const ordinalOf = (name: string): number => Number(/-(\d{1,9})$/.exec(name)?.[1] ?? -1);

function statefulSection(workload: WorkloadRow, pods: readonly PodRow[], { hue, hues, told }: Hues): StageSection {
  const { start, partition, ordered, updated } = workload.stateful!;
  const places = new Map<string, number>();
  let most = workload.desired;
  for (const pod of pods) {
    const place = Math.max(0, ordinalOf(pod.name) - start);
    places.set(pod.uid, place);
    most = Math.max(most, place + 1);
  }
  const captions = Array.from({ length: Math.min(most, EMPTY) }, (_, place) => `${workload.name}-${start + place}`.slice(-9));
  return {
    ...simpleSection(workload.key, workload.name, 'StatefulSet', `${workload.ready} of ${workload.desired} ready · ${told === '' ? `${updated} of the newest template` : told}`, [
      cardOf(workload, pods, { places, captions, hue, hues, ...(partition > 0 && { partition: { place: partition - start, text: `partition ${partition}` } }) }),
    ]),
    tone: workload.ready === workload.desired && pods.every(({ shape }) => shape !== 'failing') ? 'good' : pods.some(({ shape }) => shape === 'failing') ? 'bad' : 'plain',
    bar: podsBar(pods, workload.desired, hue),
    sentence: statefulSentence(workload, pods, start, partition, ordered),
  };
}

/** Which ordinal holds the others up (upstream: pkg/controller/statefulset/stateful_set_control.go). */
function statefulSentence(workload: WorkloadRow, pods: readonly PodRow[], start: number, partition: number, ordered: boolean): string {
  const kept = partition > 0 ? ` Ordinals below partition ${partition} keep the template they have.` : '';
  if (!ordered) return `Parallel: its pods come and go all at once.${kept}`;
  const ready = new Set(pods.filter(({ shape }) => shape === 'ready').map(({ name }) => ordinalOf(name)));
  const extra = pods.filter(({ name }) => ordinalOf(name) >= start + workload.desired);
  if (extra.length > 0) return `Scaling down, the highest ordinal first: ${extra.length === 1 ? `${extra[0]!.name} goes` : `${extra.length} pods go, one after the other`}.${kept}`;
  for (let ordinal = start; ordinal < start + workload.desired; ordinal += 1) {
    if (ready.has(ordinal)) continue;
    const waits = start + workload.desired - ordinal - 1;
    return `In order: ${waits > 0 ? `${count(waits, 'pod')} after it ${waits === 1 ? 'waits' : 'wait'} until ${workload.name}-${ordinal} is ready` : `${workload.name}-${ordinal} is the last to get ready`}.${kept}`;
  }
  return `All ${count(workload.desired, 'ordinal')} are ready; each keeps its name and its volumes.${kept}`;
}

function daemonSection(workload: WorkloadRow, pods: readonly PodRow[], nodes: readonly NodeRow[], { hue, hues, told }: Hues): StageSection {
  const names = nodes.map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const placeOf = new Map(names.map((name, place) => [name, place]));
  const places = new Map<string, number>();
  let next = names.length;
  const taken = new Set<number>();
  for (const pod of pods) {
    let place = placeOf.get(pod.node ?? '');
    // While an update surges, a node has two.
    if (place === undefined || taken.has(place)) place = next++;
    taken.add(place);
    places.set(pod.uid, place);
  }
  const { misscheduled, updated } = workload.daemon!;
  const without = names.length - workload.desired;
  return {
    ...simpleSection(
      workload.key,
      workload.name,
      'DaemonSet',
      `${workload.ready} of ${count(workload.desired, 'node')} ready · ${told === '' ? `${updated} of the newest template` : told}`,
      [cardOf(workload, pods, { places, hue, hues, ...(names.length <= EMPTY && { captions: names.map((name) => name.slice(-9)) }) })],
    ),
    tone: workload.ready === workload.desired ? 'good' : pods.some(({ shape }) => shape === 'failing') ? 'bad' : 'plain',
    bar: podsBar(pods, workload.desired, hue),
    sentence: `One pod on each node that its rules and the node's taints allow: ${workload.desired} of ${names.length}.${without > 0 ? ` ${count(without, 'node')} ${without === 1 ? 'is' : 'are'} left out.` : ''}${misscheduled > 0 ? ` ${count(misscheduled, 'pod')} ${misscheduled === 1 ? 'is' : 'are'} where none should be.` : ''}`,
  };
}

function jobSection(workload: WorkloadRow, pods: readonly PodRow[]): StageSection {
  const job = workload.job!;
  const text = job.completions === undefined ? `${job.succeeded} succeeded` : `${job.succeeded} of ${job.completions} completed`;
  const { countdown } = job;
  const backsOff = countdown?.what === 'next pod';
  return {
    ...simpleSection(workload.key, workload.name, 'Job', `${text}${job.failed > 0 ? ` · ${job.failed} failed` : ''} · ${job.state}`, [jobCard(workload, pods)]),
    tone: job.state === 'complete' ? 'good' : job.state === 'failed' ? 'bad' : 'plain',
    bar: jobBar(workload, pods),
    sentence: jobSentence(workload),
    ...(countdown && !backsOff && { countdown }),
    attachments: job.failed > 0 ? [{ kind: 'failures', target: `${workload.key}/failures`, used: job.failed, most: job.backoffLimit + 1, ...(backsOff && { countdown }) }] : [],
  };
}

function jobCard(workload: WorkloadRow, pods: readonly PodRow[]): StageCard {
  const { succeeded, completions, indexed } = workload.job!;
  return cardOf(workload, pods, {
    counts: completions === undefined ? `${succeeded} done` : `${succeeded} of ${completions}`,
    ...(indexed && completions !== undefined && completions <= EMPTY && indexPlaces(pods, completions)),
  });
}

/** A place for each index; the pods that failed at one before stand behind them all. */
function indexPlaces(pods: readonly PodRow[], completions: number): Pick<StageCard, 'places' | 'captions'> {
  const places = new Map<string, number>();
  const captions = Array.from({ length: completions }, (_, index) => `index ${index}`);
  const taken = new Set<number>();
  const rank = ({ shape }: PodRow) => (shape === 'done' ? 0 : shape === 'failing' ? 2 : 1);
  for (const pod of [...pods].sort((a, b) => rank(a) - rank(b) || b.created - a.created || (a.name < b.name ? -1 : 1))) {
    const index = Number(pod.labels?.['batch.kubernetes.io/job-completion-index'] ?? ordinalOf(pod.name.slice(0, pod.name.lastIndexOf('-'))));
    if (index >= 0 && index < completions && !taken.has(index)) {
      taken.add(index);
      places.set(pod.uid, index);
    } else {
      places.set(pod.uid, captions.length);
      captions.push(`${index}, before`);
    }
  }
  return { places, captions };
}

function jobBar({ job, uid }: WorkloadRow, pods: readonly PodRow[]): RolloutBar {
  const { succeeded, completions, active } = job!;
  const failing = pods.filter(({ shape, status }) => shape === 'failing' && status !== 'Error' && status !== 'OOMKilled').length;
  const segments: BarSegment[] = [];
  if (succeeded > 0) segments.push({ id: `${uid}/done`, hue: HUE, kind: 'available', count: succeeded, label: `${succeeded} completed` });
  if (active - failing > 0) segments.push({ id: `${uid}/active`, hue: HUE, kind: 'waiting', count: active - failing, label: `${active - failing} at work` });
  if (failing > 0) segments.push({ id: `${uid}/failing`, hue: HUE, kind: 'failing', count: Math.min(failing, active), label: `${failing} failing` });
  return { segments, limited: false, floor: 0, ceiling: 0, span: Math.max(1, completions ?? 1, succeeded + active) };
}

/** upstream: pkg/controller/job/job_controller.go */
function jobSentence({ job }: WorkloadRow): string {
  const { state, reason, completions, succeeded, parallelism, failed, backoffLimit } = job!;
  if (state === 'complete') return `Complete: nothing is left to do.${failed > 0 ? ` ${count(failed, 'pod')} failed on the way.` : ''}`;
  if (state === 'failed') return `Failed${reason === undefined ? '' : `: ${reason}`}. ${count(failed, 'pod')} failed, and it gives up after ${backoffLimit + 1}.`;
  if (state === 'suspended') return 'Suspended: it makes no pods until it is resumed.';
  const left = completions === undefined ? undefined : completions - succeeded;
  return `${left === undefined ? 'Until one of its pods succeeds' : `${count(left, 'completion')} to go`}, at most ${parallelism} at a time. ${failed} of ${count(backoffLimit + 1, 'failure')} used up; each makes it wait longer before the next pod.`;
}

function cronSection(workload: WorkloadRow, jobs: readonly WorkloadRow[], podsOf: (uid: string) => readonly PodRow[]): StageSection {
  const { schedule, policy, suspended, next } = workload.cron!;
  const policies: Readonly<Record<string, string>> = {
    Allow: 'Runs may overlap.',
    Forbid: 'A run that is due while another lasts is skipped.',
    Replace: 'A run that is due takes the place of the one that lasts.',
  };
  const newest = [...jobs].sort((a, b) => b.created - a.created);
  const cards = newest.map((job) => ({ ...jobCard(job, podsOf(job.uid)), title: `run · ${job.job?.state ?? ''}`, dim: false }));
  return {
    ...simpleSection(workload.key, workload.name, 'CronJob', `${schedule} · ${suspended ? 'suspended' : count(workload.ready, 'active run')}`, cards),
    sentence: suspended ? 'Suspended: it starts no Jobs until it is resumed.' : (policies[policy] ?? ''),
    attachments: [
      {
        kind: 'schedule',
        target: `${workload.key}/schedule`,
        cron: workload.cron!,
        since: workload.created,
        runs: newest.map(({ key, created, job }) => ({ key, at: created, state: job?.state ?? 'running' })),
      },
    ],
    ...(next[0] !== undefined && { countdown: { what: 'next run', until: next[0] } }),
  };
}

function podsBar(pods: readonly PodRow[], desired: number, hue = HUE): RolloutBar {
  const of = (...shapes: readonly string[]) => pods.filter(({ shape }) => shapes.includes(shape)).length;
  const segments: BarSegment[] = [];
  const add = (kind: BarSegment['kind'], number: number, word: string) => {
    if (number > 0) segments.push({ id: `${kind}`, hue, kind, count: number, label: `${number} ${word}` });
  };
  add('available', of('ready', 'done'), 'ready');
  add('waiting', of('starting'), 'starting');
  add('failing', of('failing'), 'failing');
  return { segments, limited: false, floor: 0, ceiling: 0, span: Math.max(1, desired, of('ready', 'done', 'starting', 'failing')) };
}
