/** Which pods go first when there are too many (upstream: controller_utils.go ActivePodsWithRanks, replica_set.go getPodsToDelete). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodReady, maxRestarts, podCondition } from './pods.ts';

export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

interface Ranked {
  readonly pod: Pod;
  readonly assigned: 0 | 1;
  readonly phase: number;
  readonly ready: 0 | 1;
  readonly cost: number;
  /** Active pods of the same owner on the pod's node. */
  readonly neighbours: number;
}

const PHASES: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/** The annotation's integer, 0 where there is none or it is not a plain 32-bit integer. */
function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[DELETION_COST];
  if (text === undefined || !/^(0|-?[1-9][0-9]{0,9})$/.test(text)) return 0;
  const cost = Number(text);
  return cost > 2147483647 || cost < -2147483648 ? 0 : cost;
}

// Ages are compared by their power of two in nanoseconds, so that pods of about one age are chosen among at random: by their UIDs.
function ageRank(since: string | null | undefined, now: number): number {
  const age = now - Date.parse(since ?? '');
  return age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1;
}

/** What decided between two neighbours in the order, for the trace. */
type Reason = 'not on a node yet' | 'phase' | 'not ready' | 'deletion cost' | 'doubled up on its node' | 'ready for less long' | 'more restarts' | 'newer' | 'tie';

function compare(a: Ranked, b: Ranked, now: number): readonly [number, Reason] {
  if (a.assigned !== b.assigned) return [a.assigned - b.assigned, 'not on a node yet'];
  if (a.phase !== b.phase) return [a.phase - b.phase, 'phase'];
  if (a.ready !== b.ready) return [a.ready - b.ready, 'not ready'];
  if (a.cost !== b.cost) return [a.cost - b.cost, 'deletion cost'];
  if (a.neighbours !== b.neighbours) return [b.neighbours - a.neighbours, 'doubled up on its node'];
  const byUid = a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1;
  const [readyA, readyB] = a.ready === 1 ? [podCondition(a.pod, 'Ready')!.lastTransitionTime, podCondition(b.pod, 'Ready')!.lastTransitionTime] : [];
  if (readyA !== readyB) {
    const difference = ageRank(readyA, now) - ageRank(readyB, now);
    return difference === 0 ? [byUid, 'tie'] : [difference, 'ready for less long'];
  }
  const [restartsA, restartsB] = [maxRestarts(a.pod), maxRestarts(b.pod)];
  if (restartsA.containers !== restartsB.containers) return [restartsB.containers - restartsA.containers, 'more restarts'];
  if (restartsA.sidecars !== restartsB.sidecars) return [restartsB.sidecars - restartsA.sidecars, 'more restarts'];
  const [createdA, createdB] = [a.pod.metadata.creationTimestamp, b.pod.metadata.creationTimestamp];
  if (createdA !== createdB) {
    const difference = ageRank(createdA, now) - ageRank(createdB, now);
    return difference === 0 ? [byUid, 'tie'] : [difference, 'newer'];
  }
  return [byUid, 'tie'];
}

export interface PodsToDelete {
  readonly pods: readonly Pod[];
  /** Why the last chosen pod goes rather than the first that stays. */
  readonly reason: string;
}

/**
 * Chooses `count` of `pods`. `perNode` says how many active pods of the same Deployment (or other owner) run on each node. `now` in ms.
 * Where the pods' order leaves it open, upstream decides by sorting luck; here the smaller UID goes first.
 */
export function podsToDelete(pods: readonly Pod[], count: number, perNode: ReadonlyMap<string, number>, now: number): PodsToDelete {
  if (count >= pods.length) return { pods, reason: 'all of them go' };
  const order = (a: Ranked, b: Ranked) => compare(a, b, now)[0];
  // Of 1,000 pods few go at a time: the first ones are kept in order, and most of the others are compared with the last of those alone.
  const first: Ranked[] = [];
  for (const pod of pods) {
    const ranked = rank(pod, perNode);
    if (first.length > count) {
      if (order(ranked, first[count]!) > 0) continue;
      first.pop();
    }
    let low = 0;
    for (let high = first.length; low < high;) {
      const middle = (low + high) >> 1;
      if (order(ranked, first[middle]!) < 0) high = middle;
      else low = middle + 1;
    }
    first.splice(low, 0, ranked);
  }
  const [gone, kept] = [first[count - 1]!, first[count]!];
  return { pods: first.slice(0, count).map(({ pod }) => pod), reason: reasonText(compare(gone, kept, now)[1], gone, kept) };
}

const rank = (pod: Pod, perNode: ReadonlyMap<string, number>): Ranked => ({
  pod,
  assigned: pod.spec.nodeName ? 1 : 0,
  phase: PHASES[pod.status?.phase ?? 'Pending'] ?? 0,
  ready: isPodReady(pod) ? 1 : 0,
  cost: deletionCost(pod),
  neighbours: perNode.get(pod.spec.nodeName ?? '') ?? 0,
});

function reasonText(reason: Reason, gone: Ranked, kept: Ranked): string {
  switch (reason) {
    case 'phase':
      return `${gone.pod.status?.phase ?? 'Pending'} goes before ${kept.pod.status?.phase ?? 'Pending'}`;
    case 'deletion cost':
      return `deletion cost ${gone.cost} goes before ${kept.cost}`;
    case 'doubled up on its node':
      return `${gone.neighbours} pods of its owner share its node, ${kept.neighbours} the next one's`;
    case 'more restarts':
      return 'more restarts go first';
    case 'newer':
      return 'newer goes first (ages compared by powers of two)';
    case 'ready for less long':
      return 'ready for less long goes first (compared by powers of two)';
    case 'tie':
      return 'about the same age, so chosen by UID';
    case 'not ready':
      return 'not ready goes before ready';
    case 'not on a node yet':
      return 'not on a node yet goes first';
  }
}
