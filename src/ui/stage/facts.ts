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
    newFailing,
    oldFailing,
    newDesired: current?.desired ?? 0,
    hasCurrent: current !== undefined,
  };
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
