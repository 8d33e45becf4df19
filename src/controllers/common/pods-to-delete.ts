/** Which pods go first when there are too many (upstream: controller_utils.go ActivePodsWithRanks, replica_set.go getPodsToDelete). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { isPodReady, maxRestarts, podReadySince } from './pods.ts';

export const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';

interface Ranked {
  readonly pod: Pod;
  readonly assigned: 0 | 1;
  readonly phase: number;
  readonly ready: 0 | 1;
  readonly cost: number;
  /** Active pods of the same owner on the pod's node. */
  readonly neighbours: number;
  readonly readySince: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly created: number;
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
function ageRank(since: number, now: number): number {
  return now > since ? Math.floor(Math.log2((now - since) * 1e6)) : -1;
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
  if (a.ready === 1 && a.readySince !== b.readySince) {
    const difference = ageRank(a.readySince, now) - ageRank(b.readySince, now);
    return difference === 0 ? [byUid, 'tie'] : [difference, 'ready for less long'];
  }
  if (a.restarts !== b.restarts) return [b.restarts - a.restarts, 'more restarts'];
  if (a.sidecarRestarts !== b.sidecarRestarts) return [b.sidecarRestarts - a.sidecarRestarts, 'more restarts'];
  if (a.created !== b.created) {
    const difference = ageRank(a.created, now) - ageRank(b.created, now);
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
  const ranked = pods.map((pod): Ranked => {
    const restarts = maxRestarts(pod);
    const ready = isPodReady(pod);
    return {
      pod,
      assigned: pod.spec.nodeName ? 1 : 0,
      phase: PHASES[pod.status?.phase ?? 'Pending'] ?? 0,
      ready: ready ? 1 : 0,
      cost: deletionCost(pod),
      neighbours: perNode.get(pod.spec.nodeName ?? '') ?? 0,
      readySince: ready ? (podReadySince(pod) ?? 0) : 0,
      restarts: restarts.containers,
      sidecarRestarts: restarts.sidecars,
      created: Date.parse(pod.metadata.creationTimestamp),
    };
  });
  const order = (a: Ranked, b: Ranked) => compare(a, b, now)[0];
  // A rolling update takes one or two pods of many at a time: then a few scans are cheaper than sorting.
  if (count <= 4) {
    for (let i = 0; i <= count; i += 1) {
      let first = i;
      for (let j = i + 1; j < ranked.length; j += 1) if (order(ranked[j]!, ranked[first]!) < 0) first = j;
      [ranked[i], ranked[first]] = [ranked[first]!, ranked[i]!];
    }
  } else {
    ranked.sort(order);
  }
  const [, reason] = compare(ranked[count - 1]!, ranked[count]!, now);
  return { pods: ranked.slice(0, count).map(({ pod }) => pod), reason: reasonText(reason, ranked[count - 1]!, ranked[count]!) };
}

function reasonText(reason: Reason, gone: Ranked, kept: Ranked): string {
  switch (reason) {
    case 'phase': return `${gone.pod.status?.phase ?? 'Pending'} goes before ${kept.pod.status?.phase ?? 'Pending'}`;
    case 'deletion cost': return `deletion cost ${gone.cost} goes before ${kept.cost}`;
    case 'doubled up on its node': return `${gone.neighbours} pods of its owner share its node, ${kept.neighbours} the next one's`;
    case 'more restarts': return 'more restarts go first';
    case 'newer': return 'newer goes first (ages compared by powers of two)';
    case 'ready for less long': return 'ready for less long goes first (compared by powers of two)';
    case 'tie': return 'about the same age, so chosen by UID';
    case 'not ready': return 'not ready goes before ready';
    case 'not on a node yet': return 'not on a node yet goes first';
  }
}
