import type { DeploymentRow, PodRow, ReplicaSetRow } from '../worker/protocol.ts';

/** The numbers that the sentences and the bar are made of. */
export interface RolloutFacts {
  readonly row: DeploymentRow;
  readonly floor: number;
  readonly ceiling: number;
  /** Pods that are not on their way out. */
  readonly pods: number;
  readonly available: number;
  readonly oldAvailable: number;
  readonly oldPods: number;
  readonly newPods: number;
  readonly newAvailable: number;
  /** Of the old ReplicaSets: pods that are on their way out. */
  readonly oldGoing: number;
  /** Of the current ReplicaSet: pods on their first start. */
  readonly newStarting: number;
  /** Those that are ready, though not for long enough to count as available. */
  readonly newRipening: number;
  /** Those without a node, since the scheduler found none that takes them. */
  readonly newRefused: number;
  /** Of these, those that every node lacks room for. */
  readonly newNoRoom: number;
  /** What those that fail say, the refused ones included. */
  readonly newFailing: readonly string[];
  readonly oldFailing: readonly string[];
  /** What the current ReplicaSet was told to hold. */
  readonly newDesired: number;
  readonly hasCurrent: boolean;
}

export function rolloutFacts(
  row: DeploymentRow,
  sets: readonly ReplicaSetRow[],
  current: ReplicaSetRow | undefined,
  podsByOwner: ReadonlyMap<string, readonly PodRow[]>,
): RolloutFacts {
  let oldAvailable = 0;
  let newAvailable = 0;
  let oldPods = 0;
  let newPods = 0;
  let oldGoing = 0;
  let newStarting = 0;
  let newReady = 0;
  let newRefused = 0;
  let newNoRoom = 0;
  const newFailing: string[] = [];
  const oldFailing: string[] = [];
  for (const set of sets) {
    const isNew = set === current;
    const pods = podsByOwner.get(set.uid) ?? [];
    const live = pods.filter((pod) => pod.shape !== 'going');
    const failing = live.filter((pod) => pod.shape === 'failing').map((pod) => pod.status);
    if (isNew) {
      newPods += live.length;
      newAvailable += set.available;
      newFailing.push(...failing);
      for (const { shape, restarts, node, noRoom } of live) {
        if (shape === 'starting' && restarts === 0) newStarting += 1;
        else if (shape === 'ready') newReady += 1;
        else if (shape === 'failing' && node === undefined) {
          newRefused += 1;
          if (noRoom) newNoRoom += 1;
        }
      }
    } else {
      oldPods += live.length;
      oldAvailable += set.available;
      oldGoing += pods.length - live.length;
      oldFailing.push(...failing);
    }
  }
  const recreate = row.strategy === 'Recreate';
  return {
    row,
    floor: recreate ? 0 : Math.max(0, row.replicas - row.maxUnavailable),
    ceiling: recreate ? row.replicas : row.replicas + row.maxSurge,
    pods: oldPods + newPods,
    available: oldAvailable + newAvailable,
    oldAvailable,
    oldPods,
    newPods,
    newAvailable,
    oldGoing,
    newStarting,
    newRipening: Math.max(0, newReady - newAvailable),
    newRefused,
    newNoRoom,
    newFailing,
    oldFailing,
    newDesired: current?.desired ?? 0,
    hasCurrent: current !== undefined,
  };
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
