/** What would happen if a node died now: played on a fork, until its pods are made anew elsewhere. What is here stays as it is. */
import type { Node } from '../../api/kinds/node/types.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { Service } from '../../api/kinds/service/types.ts';
import type { Change } from '../../engine/component.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { askNamed, readyEndpoints } from './asked-services.ts';
import type { NodeLoss } from './history-protocol.ts';
import { counted, listed } from './situations/situation.ts';

/** The node's lease runs out, pods tolerate that for five minutes, new ones pull and start: virtual milliseconds for all of it. */
const LONGEST = 8 * 60_000;
/** Wall milliseconds of one slice, between which the worker answers others, and of all of them. */
const SLICE = 12;
const BUSY = 4000;
/** Requests a second: many minutes are looked at. */
const RATE = 10;

interface Stand {
  readonly pod: Pod;
  /** `deployment web`, by whom it would be made anew. */
  readonly owner: string | undefined;
}

interface Fresh {
  readonly name: string;
  pod: Pod;
  ready?: number;
}

export async function nodeLoss(simulation: Simulation, key: string, stale: () => boolean, rest: () => Promise<void>): Promise<NodeLoss | undefined> {
  const node = simulation.state.objects.get(key) as Node | undefined;
  if (!node) return undefined;
  const { name } = node.metadata;
  const command = `kubetick fault node-power-off ${name}`;
  const begun = simulation.state.now;
  const fork = simulation.fork();
  const pods = fork.view.list<Pod>('pods');
  const lost = new Map<string, Stand>(pods.filter((pod) => runsOn(pod, name)).map((pod) => [pod.metadata.uid, { pod, owner: ownerOf(pod) }]));
  const owners = new Set([...lost.values()].flatMap(({ pod }) => controllerUid(pod) ?? []));
  const services = fork.view
    .list<Service>('services')
    .filter(({ metadata }) =>
      readyEndpoints(fork.view, metadata.namespace, metadata.name).some((pod) => pods.some((one) => one.metadata.name === pod && lost.has(one.metadata.uid))),
    );
  const told = askNamed(fork, services, RATE);
  const result = fork.input({ input: 'fault', fault: 'node-power-off', args: { node: name }, by: 'what if' });
  if ('error' in result && result.error !== undefined) return { text: [`${result.error}.`], command };

  let noticed: number | undefined;
  const sentAway = new Map<string, number>();
  const gone = new Set<string>();
  const fresh = new Map<string, Fresh>();
  const hear = (writes: readonly Change[], time: number) => {
    for (const { type, object } of writes) {
      if (object.kind === 'Node' && object.metadata.name === name) {
        const ready = (object as Node).status.conditions?.find((condition) => condition.type === 'Ready');
        if (noticed === undefined && ready?.status !== 'True') noticed = time;
      }
      if (object.kind !== 'Pod') continue;
      const pod = object as Pod;
      const { uid, deletionTimestamp } = pod.metadata;
      if (lost.has(uid)) {
        if ((type === 'DELETED' || deletionTimestamp !== undefined) && !sentAway.has(uid)) sentAway.set(uid, time);
        if (type === 'DELETED') gone.add(uid);
      } else if (owners.has(controllerUid(pod) ?? '') && (type === 'ADDED' || fresh.has(uid))) {
        const known = fresh.get(uid) ?? { name: pod.metadata.name, pod };
        known.pod = pod;
        if (known.ready === undefined && isReady(pod)) known.ready = time;
        fresh.set(uid, known);
      }
    }
  };
  const stop = fork.listen((entry) => {
    if (entry && entry.writes.length > 0) hear(entry.writes, entry.time);
  });
  const leaving = [...lost.values()].filter(({ pod }) => !ownedBy(pod, 'DaemonSet'));
  const replaced = leaving.filter(({ pod }) => ownedBy(pod, 'ReplicaSet'));
  const isOver = () =>
    noticed !== undefined &&
    leaving.every(({ pod }) => sentAway.has(pod.metadata.uid)) &&
    fresh.size >= replaced.length &&
    [...fresh.values()].every(({ ready, pod }) => ready !== undefined || isRefused(pod));
  let whole = false;
  try {
    for (let used = 0; used < BUSY && !whole;) {
      const start = performance.now();
      while (performance.now() - start < SLICE) {
        whole = isOver() || !fork.step(begun + LONGEST);
        if (whole) break;
      }
      used += performance.now() - start;
      await rest();
      if (stale()) return undefined;
    }
  } finally {
    stop();
  }
  return { text: sentences(), command };

  function sentences(): string[] {
    const names = (stands: readonly Stand[]) => listed(stands.map(({ pod }) => pod.metadata.name));
    const all = [...lost.values()];
    const text: string[] = [];
    if (all.length === 0) text.push('At once nothing is missed: no pod runs on it.');
    else
      text.push(
        `At once ${counted(all.length, 'pod')} ${all.length === 1 ? 'stops' : 'stop'}: ${names(all)}. Nobody knows yet${services.length > 0 ? ', and Services still send requests there' : ''}.`,
      );
    for (const [owner, here] of grouped(all)) {
      const others = pods.filter((pod) => ownerOf(pod) === owner && !runsOn(pod, name) && isReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
      text.push(`Of ${owner} ${others === 0 ? 'no pod stays' : `${counted(others, 'pod')} of ${others + here.length} ${others === 1 ? 'stays' : 'stay'}`} available.`);
    }
    if (noticed !== undefined)
      text.push(`After ${span(noticed - begun)} the control plane counts it as NotReady${services.length > 0 ? ', and its pods leave their Services' : ''}.`);
    const away = leaving.filter(({ pod }) => sentAway.has(pod.metadata.uid));
    if (away.length > 0) {
      const first = Math.min(...away.map(({ pod }) => sentAway.get(pod.metadata.uid)!));
      text.push(`After ${span(first - begun)} ${away.length === 1 ? 'its pod is' : `${away.length} of its pods are`} deleted: that long they tolerate it.`);
    }
    const ready = [...fresh.values()].filter(({ ready: at }) => at !== undefined);
    if (ready.length > 0)
      text.push(
        `${listed(ready.map(({ name: own, pod }) => `${own} on ${pod.spec.nodeName ?? '?'}`))} ${ready.length === 1 ? 'comes' : 'come'} instead, ready after ${span(Math.max(...ready.map(({ ready: at }) => at!)) - begun)}.`,
      );
    const refused = [...fresh.values()].filter(({ ready: at, pod }) => at === undefined && isRefused(pod));
    if (refused.length > 0) text.push(`No node takes ${listed(refused.map(({ name: own }) => own))}: ${refusal(refused[0]!.pod)}`);
    const kept = leaving.filter(({ pod }) => ownedBy(pod, 'StatefulSet') && sentAway.has(pod.metadata.uid) && !gone.has(pod.metadata.uid));
    if (kept.length > 0)
      text.push(
        `${names(kept)} ${kept.length === 1 ? 'stays' : 'stay'} Terminating: nobody confirms the end, so the StatefulSet makes no other until the node is deleted or comes back.`,
      );
    const bare = all.filter(({ owner }) => owner === undefined);
    if (bare.length > 0) text.push(`Nobody makes ${names(bare)} anew: ${bare.length === 1 ? 'it has' : 'they have'} no owner.`);
    const daemons = all.filter(({ pod }) => ownedBy(pod, 'DaemonSet'));
    if (daemons.length > 0) text.push(`${names(daemons)} of DaemonSets ${daemons.length === 1 ? 'is' : 'are'} not sent away: each node has its own.`);
    text.push(...told());
    if (!whole) text.push(`So far as this looks ahead: ${span(fork.state.now - begun)}.`);
    return text;
  }
}

function grouped(stands: readonly Stand[]): ReadonlyMap<string, readonly Stand[]> {
  const groups = new Map<string, Stand[]>();
  for (const stand of stands) if (stand.owner !== undefined && !ownedBy(stand.pod, 'DaemonSet')) groups.set(stand.owner, [...(groups.get(stand.owner) ?? []), stand]);
  return groups;
}

const runsOn = (pod: Pod, node: string): boolean => pod.spec.nodeName === node && pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed';
const controllerOf = ({ metadata }: Pod) => metadata.ownerReferences?.find(({ controller }) => controller);
const controllerUid = (pod: Pod): string | undefined => controllerOf(pod)?.uid;
const ownedBy = (pod: Pod, kind: string): boolean => controllerOf(pod)?.kind === kind;
function ownerOf(pod: Pod): string | undefined {
  const owner = controllerOf(pod);
  return owner && `${owner.kind} ${owner.name}`;
}
const isReady = ({ status }: Pod): boolean => status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
const isRefused = ({ status }: Pod): boolean => status.conditions?.some(({ reason }) => reason === 'Unschedulable') ?? false;
const refusal = ({ status }: Pod): string => status.conditions?.find(({ reason }) => reason === 'Unschedulable')?.message ?? '';

/** `45 s`, `5 min 46 s` */
function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`;
}
