/**
 * What happened, in order: inputs, checkpoints and trace entries of one line of time. A branch starts as a copy of another's past.
 * A checkpoint every `EVERY` steps is a fork of the state, so a seek replays at most that many steps.
 */
import type { ClusterState } from './state.ts';
import type { Input } from './step.ts';
import type { TraceEntry } from './trace.ts';

export interface TapedInput {
  /** How many steps were taken before it. */
  readonly after: number;
  /** The clock when it came, milliseconds since the epoch. */
  readonly time: number;
  readonly input: Input;
}

export const EVERY = 128;

export interface Branch {
  readonly id: number;
  name: string;
  /** Where it left another branch; the first has none. */
  from?: { readonly branch: number; readonly step: number };
  readonly inputs: TapedInput[];
  /** The steps that the state had behind it when the tape started: 0, but for a fork. */
  readonly first: number;
  /** Checkpoint i was taken after first + i × EVERY steps. */
  readonly checkpoints: ClusterState[];
  /** Entry i is of step first + i + 1. */
  readonly trace: TraceEntry[];
  /** How far its clock ever went: steps, and virtual time. */
  end: { step: number; time: number };
}

export function firstBranch(state: ClusterState): Branch {
  return { id: 0, name: 'main', first: state.step, inputs: [], checkpoints: [state], trace: [], end: { step: state.step, time: state.now } };
}

/** A branch that shares what `branch` had done after `step` steps at virtual time `time`. */
export function forkBranch(branch: Branch, id: number, step: number, time: number, name = `branch ${id}`): Branch {
  return {
    id,
    name,
    from: { branch: branch.id, step },
    first: branch.first,
    inputs: branch.inputs.filter((taped) => taped.after < step),
    checkpoints: branch.checkpoints.slice(0, Math.floor((step - branch.first) / EVERY) + 1),
    trace: branch.trace.slice(0, step - branch.first),
    end: { step, time },
  };
}

/** The input that comes as step `step + 1`, if one does. */
export function inputAfter(branch: Branch, step: number): TapedInput | undefined {
  let low = 0;
  let high = branch.inputs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (branch.inputs[middle]!.after < step) low = middle + 1;
    else high = middle;
  }
  const found = branch.inputs[low];
  return found?.after === step ? found : undefined;
}

/** The last checkpoint at or before `step`. Not to be changed: fork it. */
export function checkpointBefore(branch: Branch, step: number): ClusterState {
  return branch.checkpoints[Math.min(Math.floor((step - branch.first) / EVERY), branch.checkpoints.length - 1)]!;
}

/** The last step that was taken at or before a virtual time (milliseconds since the epoch). */
export function stepAtTime({ trace, first }: Branch, time: number): number {
  let low = 0;
  let high = trace.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trace[middle]!.time <= time) low = middle + 1;
    else high = middle;
  }
  return first + low;
}
