/** Saving a tape and playing it back: inputs with their places and times are all that it takes. */
import type { Simulation } from '../../engine/simulation.ts';
import type { Input } from '../../engine/step.ts';

interface SavedBranch {
  /** Absent in tapes of before branches could be removed: then it is the place in the list. */
  readonly id?: number;
  readonly name?: string;
  readonly from?: { readonly branch: number; readonly step: number };
  readonly inputs: readonly { readonly after: number; readonly time: number; readonly input: Input }[];
  readonly end: { readonly step: number; readonly time: number };
}
export interface SavedTape {
  readonly branches: readonly SavedBranch[];
}

export function saveTape(simulation: Simulation): SavedTape {
  return {
    branches: simulation.branches.map(({ id, name, from, inputs, end }) => ({
      id,
      name,
      from,
      // What a branch took over from its parent is in the parent's list.
      inputs: from === undefined ? [...inputs] : inputs.filter(({ after }) => after >= from.step),
      end: { ...end },
    })),
  };
}

/** Brings a fresh simulation to where the tape's was. `false`: the tape does not fit (it is of another version); the simulation is then of no use. */
export function replayTape(simulation: Simulation, tape: SavedTape): boolean {
  try {
    for (const [index, branch] of tape.branches.entries()) {
      const id = branch.id ?? index;
      const name = typeof branch.name === 'string' ? branch.name.slice(0, BRANCH_NAME) : undefined;
      if (branch.from) {
        simulation.seek(branch.from.step, branch.from.branch);
        if (simulation.position.step !== branch.from.step) return false;
        simulation.branchOff({ id, name });
      } else if (index !== 0) return false;
      else if (name !== undefined) simulation.renameBranch(0, name);
      for (const { after, time, input } of branch.inputs) {
        while (simulation.position.step < after) if (!simulation.step(time)) return false;
        // What is due at the very instant may come after the input; what was due before it did not.
        if ((simulation.nextTime ?? time) < time) return false;
        simulation.passTo(time);
        simulation.input(input);
        if (simulation.branch.id !== id) return false;
      }
      while (simulation.position.step < branch.end.step) if (!simulation.step(branch.end.time)) return false;
      if ((simulation.nextTime ?? branch.end.time) < branch.end.time) return false;
      simulation.passTo(branch.end.time);
    }
    return true;
  } catch {
    return false;
  }
}

/** Characters that a branch's name may have. */
export const BRANCH_NAME = 40;
