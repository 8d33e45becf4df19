/** How an object is now, what it waits for, and what would get it going: the head and the foot of *Why?*. */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import { summarizePod } from '../../api/kinds/pod/columns.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { View } from '../../engine/component.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { rolloutFacts } from '../stage/facts.ts';
import { blockSentence, isComplete } from '../stage/sentences.ts';
import { kubeletRecord } from './countdown.ts';
import type { DeploymentRow, PodRow, ReplicaSetRow, WhyAnswer } from './protocol.ts';
import { podShape } from './rows.ts';

export type Situation = Pick<WhyAnswer, 'status' | 'tone' | 'now' | 'unblock'>;

/** The rows that sentences about rollouts are made of. */
export interface RowSource {
  deployment(key: string): DeploymentRow | undefined;
  replicaSets(): Iterable<ReplicaSetRow>;
  pods(): Iterable<PodRow>;
}

export function situationOf(key: string, object: KubeObject, simulation: Simulation, rows: RowSource): Situation {
  switch (object.kind) {
    case 'Pod':
      return podSituation(object as Pod, simulation);
    case 'Deployment':
      return deploymentSituation(key, object as Deployment, rows);
    case 'ReplicaSet':
      return replicaSetSituation(object as ReplicaSet, simulation.view);
    default:
      return { status: object.metadata.deletionTimestamp === undefined ? 'there' : 'being deleted', tone: 'waiting', now: [], unblock: [] };
  }
}

function podSituation(pod: Pod, simulation: Simulation): Situation {
  const { status: word } = summarizePod(pod);
  const shape = podShape(pod, word);
  const now: string[] = [];
  const unblock: { text: string; command?: string }[] = [];
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const undo = undoCommand(pod, simulation.view);
  const record = kubeletRecord(simulation, pod);
  if (pod.metadata.deletionTimestamp !== undefined) {
    now.push(`It was asked to end and has ${pod.metadata.deletionGracePeriodSeconds ?? 0} s for it; what still runs then is killed.`);
    if ((pod.metadata.finalizers ?? []).length > 0) now.push(`Its finalizers hold it: ${pod.metadata.finalizers!.join(', ')}.`);
  }
  const unscheduled = pod.status.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  if (unscheduled) {
    now.push(`The scheduler found no node: ${unscheduled.message ?? unscheduled.reason ?? ''}`);
    unblock.push({ text: 'Room on a node: smaller requests, fewer pods elsewhere, or a node that its rules allow. The scheduler looks again whenever one of these changes.' });
  } else if (pod.spec.nodeName === undefined) now.push('It waits for the scheduler.');
  for (const { name, state, lastState, restartCount } of statuses) {
    const waiting = state?.waiting;
    const ended = state?.terminated ?? lastState?.terminated;
    if (waiting && /Image/.test(waiting.reason ?? '')) {
      const pull = Object.values(record?.pulls ?? {})[0];
      if (pull) now.push(`${pod.spec.nodeName}'s kubelet waits ${Math.round(pull.delay / 1000)} s between two tries to pull; the wait doubles each time, up to 5 min.`);
      const said = pull?.error ?? waiting.message;
      if (said) now.push(`The registry says: ${said.slice(said.lastIndexOf('": ') + 1).replace(/^: /, '')}`);
      unblock.push({ text: 'An image that exists, or the revision before:', command: undo });
    } else if (waiting?.reason === 'CrashLoopBackOff' || (ended && (ended.exitCode ?? 0) !== 0 && pod.metadata.deletionTimestamp === undefined)) {
      const crash = Object.values(record?.crashes ?? {})[0];
      now.push(
        `Container ${name} ended with exit code ${ended?.exitCode ?? '?'}${ended?.reason ? ` (${ended.reason})` : ''}${restartCount > 0 ? ` and was restarted ${restartCount === 1 ? 'once' : `${restartCount} times`}` : ''}.`,
      );
      if (crash) now.push(`Its kubelet waits ${Math.round(crash.delay / 1000)} s before the next start; the wait doubles each time, up to 5 min.`);
      unblock.push({
        text: `A container that stays up: its log says why it ended.`,
        command: `kubectl logs ${pod.metadata.name}${pod.spec.containers.length > 1 ? ` -c ${name}` : ''} --previous`,
      });
    } else if (waiting?.message) now.push(`Container ${name} waits: ${waiting.message}`);
  }
  if (shape === 'starting' && pod.status.phase === 'Running') {
    now.push('Its containers run, but it does not count as ready: a readiness probe has not succeeded.');
    if (pod.spec.containers.some(({ readinessProbe }) => readinessProbe)) unblock.push({ text: 'A readiness probe that succeeds, or the revision before:', command: undo });
  }
  if (shape === 'ready' && now.length === 0) now.push(`It runs on ${pod.spec.nodeName}, and every container is ready.`);
  return {
    status: word,
    tone: shape === 'ready' || shape === 'done' ? 'good' : shape === 'failing' ? 'bad' : 'waiting',
    now,
    unblock: unblock.filter(({ text }, index) => unblock.findIndex((other) => other.text === text) === index),
  };
}

function undoCommand(pod: Pod, view: View): string | undefined {
  const owner = pod.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'ReplicaSet');
  const set = owner && view.get<ReplicaSet>('replicasets.apps', pod.metadata.namespace, owner.name);
  const deployment = set?.metadata.ownerReferences?.find(({ controller, kind }) => controller && kind === 'Deployment');
  if (!deployment) return undefined;
  return `kubectl rollout undo deployment/${deployment.name}${pod.metadata.namespace === 'default' ? '' : ` -n ${pod.metadata.namespace}`}`;
}

function deploymentSituation(key: string, deployment: Deployment, rows: RowSource): Situation {
  const row = rows.deployment(key);
  if (!row) return { status: 'there', tone: 'waiting', now: [], unblock: [] };
  const sets = [...rows.replicaSets()].filter((set) => set.owner === row.uid).sort((a, b) => b.revision - a.revision);
  const podsByOwner = new Map<string, PodRow[]>(sets.map((set) => [set.uid, []]));
  for (const pod of rows.pods()) podsByOwner.get(pod.owner ?? '')?.push(pod);
  const facts = rolloutFacts(
    row,
    sets,
    sets.find((set) => set.revision === row.revision),
    podsByOwner,
  );
  const late = row.progressing?.reason === 'ProgressDeadlineExceeded';
  const stuck = late || facts.newFailing.length > 0;
  const suffix = row.namespace === 'default' ? '' : ` -n ${row.namespace}`;
  const unblock = [];
  if (row.paused) unblock.push({ text: 'It is paused:', command: `kubectl rollout resume deployment/${row.name}${suffix}` });
  if (stuck && sets.length > 1)
    unblock.push({ text: 'A version whose pods become available, or the revision before:', command: `kubectl rollout undo deployment/${row.name}${suffix}` });
  const now = [blockSentence(facts)];
  if (late) now.push(`Nothing progressed for ${deployment.spec.progressDeadlineSeconds} s, its deadline. The controller goes on trying; it only says so.`);
  return {
    status: isComplete(facts) ? 'rolled out' : row.paused ? 'paused' : stuck ? 'does not progress' : 'rolling out',
    tone: isComplete(facts) ? 'good' : stuck ? 'bad' : 'waiting',
    now,
    unblock,
  };
}

function replicaSetSituation(set: ReplicaSet, view: View): Situation {
  const { spec, status } = set;
  const ready = status?.readyReplicas ?? 0;
  const owner = set.metadata.ownerReferences?.find(({ controller }) => controller);
  const now = [`It wants ${spec.replicas} pods, has ${status?.replicas ?? 0}, of which ${ready} are ready and ${status?.availableReplicas ?? 0} available.`];
  const failure = status?.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  if (failure) now.push(`It cannot make its pods: ${failure.message ?? failure.reason ?? ''}`);
  if (owner && spec.replicas === 0) now.push(`${owner.kind} ${owner.name} keeps it at 0 so that an undo can use it again.`);
  if (owner && !view.get('deployments.apps', set.metadata.namespace, owner.name)) now.push(`Its ${owner.kind} ${owner.name} is gone: the garbage collector will take it.`);
  return { status: `${ready} of ${spec.replicas} ready`, tone: ready >= spec.replicas ? 'good' : failure ? 'bad' : 'waiting', now, unblock: [] };
}
