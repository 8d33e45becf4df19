/** Which pods go first when there are too many (upstream: controller_utils.go ActivePodsWithRanks, replica_set.go getPodsToDelete). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { maxRestarts, podCondition } from './pods.ts';

export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

interface Ranked {
  readonly pod: Pod;
  readonly assigned: 0 | 1;
  readonly phase: number;
  readonly ready: 0 | 1;
  /** Of a ready pod. */
  readonly readySince: string | null | undefined;
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

/** Ages are compared by their power of two in nanoseconds, so that pods of about one age are chosen among at random: by their UIDs. */
class Ages {
  private readonly now: number;
  /** Pods that came up together have the same few times. */
  private readonly known = new Map<string, number>();

  constructor(now: number) {
    this.now = now;
  }

  rank(since: string | null | undefined): number {
    const text = since ?? '';
    let rank = this.known.get(text);
    if (rank === undefined) {
      const age = this.now - Date.parse(text);
      rank = age > 0 ? Math.floor(Math.log2(age * 1e6)) : -1;
      this.known.set(text, rank);
    }
    return rank;
  }
}

/** What decided between two neighbours in the order, for the trace. */
type Reason = 'not on a node yet' | 'phase' | 'not ready' | 'deletion cost' | 'doubled up on its node' | 'ready for less long' | 'more restarts' | 'newer' | 'tie';

/** Sets `decided` where it is given. */
function compare(a: Ranked, b: Ranked, ages: Ages, decided?: { by: Reason }): number {
  const by = (reason: Reason, difference: number): number => {
    if (decided) decided.by = reason;
    return difference;
  };
  if (a.assigned !== b.assigned) return by('not on a node yet', a.assigned - b.assigned);
  if (a.phase !== b.phase) return by('phase', a.phase - b.phase);
  if (a.ready !== b.ready) return by('not ready', a.ready - b.ready);
  if (a.cost !== b.cost) return by('deletion cost', a.cost - b.cost);
  if (a.neighbours !== b.neighbours) return by('doubled up on its node', b.neighbours - a.neighbours);
  const byUid = () => by('tie', a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1);
  if (a.readySince !== b.readySince) {
    const difference = ages.rank(a.readySince) - ages.rank(b.readySince);
    return difference === 0 ? byUid() : by('ready for less long', difference);
  }
  const [restartsA, restartsB] = [maxRestarts(a.pod), maxRestarts(b.pod)];
  if (restartsA.containers !== restartsB.containers) return by('more restarts', restartsB.containers - restartsA.containers);
  if (restartsA.sidecars !== restartsB.sidecars) return by('more restarts', restartsB.sidecars - restartsA.sidecars);
  const [createdA, createdB] = [a.pod.metadata.creationTimestamp, b.pod.metadata.creationTimestamp];
  if (createdA !== createdB) {
    const difference = ages.rank(createdA) - ages.rank(createdB);
    return difference === 0 ? byUid() : by('newer', difference);
  }
  return byUid();
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
  const ages = new Ages(now);
  // Of 1,000 pods few go at a time: the first ones are kept in order, and most of the others are compared with the last of those alone.
  const first: Ranked[] = [];
  for (const pod of pods) {
    const ranked = rank(pod, perNode);
    if (first.length > count) {
      if (compare(ranked, first[count]!, ages) > 0) continue;
      first.pop();
    }
    let low = 0;
    for (let high = first.length; low < high;) {
      const middle = (low + high) >> 1;
      if (compare(ranked, first[middle]!, ages) < 0) high = middle;
      else low = middle + 1;
    }
    first.splice(low, 0, ranked);
  }
  const [gone, kept] = [first[count - 1]!, first[count]!];
  const decided: { by: Reason } = { by: 'tie' };
  compare(gone, kept, ages, decided);
  return { pods: first.slice(0, count).map(({ pod }) => pod), reason: reasonText(decided.by, gone, kept) };
}

function rank(pod: Pod, perNode: ReadonlyMap<string, number>): Ranked {
  const condition = podCondition(pod, 'Ready');
  const ready = condition?.status === 'True';
  return {
    pod,
    assigned: pod.spec.nodeName ? 1 : 0,
    phase: PHASES[pod.status?.phase ?? 'Pending'] ?? 0,
    ready: ready ? 1 : 0,
    readySince: ready ? condition.lastTransitionTime : undefined,
    cost: deletionCost(pod),
    neighbours: perNode.get(pod.spec.nodeName ?? '') ?? 0,
  };
}

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
