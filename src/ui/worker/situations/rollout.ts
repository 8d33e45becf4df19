/** Deployments and ReplicaSets: which inequality lets the next pod come or go. */
import type { Deployment } from '../../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../../api/kinds/replica-set/types.ts';
import { rolloutFacts } from '../../stage/facts.ts';
import { blockSentence, isComplete, stalls } from '../../stage/sentences.ts';
import type { PodRow } from '../protocol.ts';
import { refusalWays } from './situation.ts';
import type { Scene, Situation, Way } from './situation.ts';

export function deploymentSituation(key: string, deployment: Deployment, { rows, simulation }: Scene): Situation {
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
  const stuck = late || stalls(facts);
  const suffix = row.namespace === 'default' ? '' : ` -n ${row.namespace}`;
  const unblock: Way[] = [];
  if (row.paused) unblock.push({ text: 'It is paused:', command: `kubectl rollout resume deployment/${row.name}${suffix}` });
  if (stuck && sets.length > 1)
    unblock.push({ text: 'A version whose pods become available, or the revision before:', command: `kubectl rollout undo deployment/${row.name}${suffix}` });
  const now = [blockSentence(facts)];
  if (late) now.push(`Nothing progressed for ${deployment.spec.progressDeadlineSeconds} s, its deadline. The controller goes on trying; it only says so.`);
  const failure = deployment.status?.conditions?.find(({ type, status }) => type === 'ReplicaFailure' && status === 'True');
  if (failure) {
    now.push(`Its ReplicaSet cannot make its pods: ${failure.message ?? failure.reason ?? ''}`);
    unblock.push(...refusalWays(failure.message ?? '', deployment));
  }
  const progressing = deployment.status?.conditions?.find(({ type, status }) => type === 'Progressing' && status === 'True');
  const deadline = (deployment.spec.progressDeadlineSeconds ?? 0) * 1000;
  const since = Date.parse((progressing as { lastUpdateTime?: string } | undefined)?.lastUpdateTime ?? '');
  const counts = !isComplete(facts) && !row.paused && !late && deadline > 0 && deadline < 2 ** 31 * 1000 - 1000 && Number.isFinite(since);
  return {
    ...(counts && since + deadline > simulation.state.now && { countdown: { what: 'counts as failed', until: since + deadline } }),
    status: isComplete(facts) ? 'rolled out' : row.paused ? 'paused' : stuck ? 'does not progress' : 'rolling out',
    tone: isComplete(facts) ? 'good' : stuck || failure ? 'bad' : 'waiting',
    now,
    unblock,
  };
}

export function replicaSetSituation(set: ReplicaSet, { simulation: { view } }: Scene): Situation {
  const { spec, status } = set;
  const ready = status?.readyReplicas ?? 0;
  const owner = set.metadata.ownerReferences?.find(({ controller }) => controller);
  const now = [`It wants ${spec.replicas} pods, has ${status?.replicas ?? 0}, of which ${ready} are ready and ${status?.availableReplicas ?? 0} available.`];
  const failure = status?.conditions?.find(({ type, status: is }) => type === 'ReplicaFailure' && is === 'True');
  const unblock = failure ? refusalWays(failure.message ?? '', set) : [];
  if (failure) now.push(`It cannot make its pods: ${failure.message ?? failure.reason ?? ''}`);
  if (owner && spec.replicas === 0) now.push(`${owner.kind} ${owner.name} keeps it at 0 so that an undo can use it again.`);
  if (owner && !view.get('deployments.apps', set.metadata.namespace, owner.name)) now.push(`Its ${owner.kind} ${owner.name} is gone: the garbage collector will take it.`);
  return { status: `${ready} of ${spec.replicas} ready`, tone: ready >= spec.replicas ? 'good' : failure ? 'bad' : 'waiting', now, unblock };
}
