/** The situation of any object: by its kind where there is more to say, else by what its controllers last decided about it. */
import type { Event } from '../../../api/kinds/event/types.ts';
import { resourceKey } from '../../../api/meta/types.ts';
import type { KubeObject } from '../../../api/meta/types.ts';
import { dueTime } from '../../../engine/agenda.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import { kindRegistry } from '../../../cluster/cluster.ts';
import type { Countdown } from '../protocol.ts';
import { autoscalerSituation, budgetSituation, claimSituation, namespaceSituation, nodeSituation, quotaSituation, serviceSituation } from './around.ts';
import { podSituation } from './pod.ts';
import { deploymentSituation, replicaSetSituation } from './rollout.ts';
import { counted, refusalWays } from './situation.ts';
import type { RowSource, Scene, Situation } from './situation.ts';
import { cronJobSituation, daemonSetSituation, jobSituation, statefulSetSituation } from './workloads.ts';

type Of = (object: never, scene: Scene) => Situation;

const byKind: Readonly<Record<string, Of>> = {
  Pod: podSituation,
  ReplicaSet: replicaSetSituation,
  Job: jobSituation,
  CronJob: cronJobSituation,
  DaemonSet: daemonSetSituation,
  StatefulSet: statefulSetSituation,
  Service: serviceSituation,
  PersistentVolumeClaim: claimSituation,
  Namespace: namespaceSituation,
  Node: nodeSituation,
  HorizontalPodAutoscaler: autoscalerSituation,
  PodDisruptionBudget: budgetSituation,
  ResourceQuota: quotaSituation,
};

/** Steps back in which a controller's last word is searched. */
const REACH = 20_000;

export function situationOf(key: string, object: KubeObject, simulation: Simulation, rows: RowSource): Situation {
  const scene: Scene = { simulation, rows, of: (other, it) => situationOf(other, it, simulation, rows) };
  if (object.kind === 'Event') return eventSituation(object as Event, scene);
  const of = Object.hasOwn(byKind, object.kind) ? byKind[object.kind] : undefined;
  const own = object.kind === 'Deployment' ? deploymentSituation(key, object as never, scene) : of?.(object as never, scene);
  return withControllers(key, object, simulation, own ?? { status: 'there', tone: 'good', now: [], unblock: [] });
}

/** Adds what holds for every kind: finalizers, what controllers last said, and when they look again. */
function withControllers(key: string, object: KubeObject, simulation: Simulation, situation: Situation): Situation {
  const { metadata } = object;
  const now = [...situation.now];
  const unblock = [...situation.unblock];
  const going = metadata.deletionTimestamp !== undefined;
  if (going && object.kind !== 'Pod' && object.kind !== 'Namespace') {
    const finalizers = metadata.finalizers ?? [];
    now.unshift(
      finalizers.length > 0
        ? `It was asked to go, and ${counted(finalizers.length, 'finalizer holds', 'finalizers hold')} it: ${finalizers.join(', ')}. Who set one takes it away when it has cleaned up.`
        : 'It was asked to go.',
    );
  }
  // A pod's story is told by its kubelet and the scheduler, in the chain.
  const words = object.kind === 'Pod' || object.kind === 'Node' ? [] : lastWords(key, simulation);
  for (const { actor, decision } of words) {
    if (situation.tone === 'good' && now.length > 0) break;
    const said = `${actor}: ${decision}`;
    if (!now.some((sentence) => sentence.includes(decision))) now.push(said);
    if (unblock.length === 0) unblock.push(...refusalWays(decision, object));
  }
  const refused = words.some(({ decision }) => /the API server refused/i.test(decision));
  const ownStatus = going && object.kind !== 'Pod' && object.kind !== 'Namespace' ? 'being deleted' : situation.status;
  return {
    ...situation,
    status: ownStatus,
    tone: going && situation.tone !== 'bad' ? 'waiting' : refused && situation.tone === 'waiting' ? 'bad' : situation.tone,
    now,
    unblock,
    countdown: situation.countdown ?? (situation.tone === 'good' || object.kind === 'Pod' ? undefined : nextLook(key, simulation)),
  };
}

/** The newest decision of each component about the object, as far as it says something. */
function lastWords(key: string, simulation: Simulation): { readonly actor: string; readonly decision: string }[] {
  const found = new Map<string, { actor: string; decision: string }>();
  const { step } = simulation.position;
  for (let at = step; at > Math.max(0, step - REACH) && found.size < 3; at -= 1) {
    const entry = simulation.entry(at);
    if (!entry) break;
    if (entry.key !== key || entry.actor === 'you' || found.has(entry.component)) continue;
    // That nothing needed collecting, or that an owner is there, explains nothing.
    if (entry.component === 'garbage-collector-controller' && entry.idle) continue;
    found.set(entry.component, { actor: entry.actor, decision: entry.decision });
  }
  return [...found.values()];
}

/** When a component looks at the object again by itself. */
function nextLook(key: string, simulation: Simulation): Countdown | undefined {
  let first: number | undefined;
  for (const component of simulation.world.componentsByName.keys()) {
    const due = dueTime(simulation.state, component, key);
    if (due !== undefined && due > simulation.state.now + 1000) first = Math.min(first ?? Infinity, due);
  }
  return first === undefined ? undefined : { what: 'looked at again', until: first };
}

function eventSituation(event: Event, scene: Scene): Situation {
  const { involvedObject: of, reason = '', message = '', type, count = 1 } = event;
  const group = of.apiVersion?.includes('/') ? of.apiVersion.split('/')[0]! : '';
  const descriptor = kindRegistry.kinds.find((kind) => kind.kind === of.kind && kind.group === group);
  const key = descriptor && `${resourceKey({ group, resource: descriptor.plural })}/${of.namespace ?? ''}/${of.name ?? ''}`;
  const object = key === undefined ? undefined : scene.simulation.state.objects.get(key);
  const now = [message.endsWith('.') ? message : `${message}.`];
  if (count > 1) now.push(`It was raised ${count} times.`);
  if (!object) now.push(`${of.kind} ${of.name} is gone; its Events stay for an hour.`);
  const about = object && key !== undefined && type === 'Warning' ? scene.of(key, object) : undefined;
  return {
    status: `${reason}, about ${of.kind?.toLowerCase()}/${of.name}`,
    tone: type === 'Warning' ? 'bad' : 'good',
    now: [...now, ...(about?.now.map((sentence) => `${of.name} now: ${sentence}`) ?? [])].slice(0, 6),
    unblock: about?.unblock ?? [],
    table: about?.table,
    lastWords: about?.lastWords,
    countdown: about?.countdown,
  };
}
