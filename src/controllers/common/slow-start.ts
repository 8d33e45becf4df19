/** Creating many pods: 1, then 2, 4, 8, … so that a failure that all would share is met once (upstream: replica_set.go slowStartBatch). */
import type { Status } from '../../api/meta/status.ts';

export interface SlowStart {
  readonly created: number;
  /** Sizes of the batches that were begun. */
  readonly batches: readonly number[];
  /** The first failure; no batch was begun after it. */
  readonly error?: Status;
}

/** Calls `create` up to `count` times with 0, 1, 2, …; it gives an error or nothing. */
export function slowStart(count: number, create: (index: number) => Status | undefined): SlowStart {
  const batches: number[] = [];
  let created = 0;
  let begun = 0;
  for (let size = Math.min(count, 1); size > 0; size = Math.min(2 * size, count - begun)) {
    batches.push(size);
    let error: Status | undefined;
    for (let i = 0; i < size; i += 1) {
      const failure = create(begun + i);
      if (failure) error ??= failure;
      else created += 1;
    }
    begun += size;
    if (error) return { created, batches, error };
  }
  return { created, batches };
}
