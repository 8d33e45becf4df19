/** Moves along the tape that take more than one call: waits, branches, marks. */
import { cluster } from '../client/session.ts';
import { beside, useMirror } from '../stores/mirror.ts';
import { openPanel, remember, useTime } from '../stores/time.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import type { Mark } from '../worker/protocol.ts';
import type { ConditionFault, Place } from '../worker/time-protocol.ts';
import { runCommand, say } from './run-command.ts';

/** Objects that name no namespace are of the one that the page shows. */
export const namespaceOf = (): string => useWorkspace.getState().namespace ?? 'default';

export const here = (): Place => {
  const { step, branch } = useMirror.getState().position;
  return { step, branch };
};

/** Waits for a condition; says how it went, or gives where the text is wrong. */
export async function until(text: string, back = false): Promise<ConditionFault | undefined> {
  const { fault, text: said } = await cluster.untilHolds({ text, namespace: namespaceOf(), back });
  if (fault) return fault;
  remember(text);
  say(said);
  return undefined;
}

/** Sends the conditions that are on to the worker whenever they may have changed. */
export function keepBreakpoints(): void {
  const send = () =>
    void cluster
      .breakpoints({
        texts: useTime
          .getState()
          .breakpoints.filter(({ on }) => on)
          .map(({ text }) => text),
        namespace: namespaceOf(),
      })
      .catch(() => undefined);
  send();
  let last = useTime.getState().breakpoints;
  useTime.subscribe(({ breakpoints }) => {
    if (breakpoints !== last) send();
    last = breakpoints;
  });
  let era = useMirror.getState().fresh;
  useMirror.subscribe((state) => {
    if (state.fresh !== era) send();
    era = state.fresh;
  });
}

export async function branchOff(name?: string): Promise<void> {
  try {
    const { step } = useMirror.getState().position;
    await cluster.branchOff({ name });
    say(`A branch leaves here, at step ${step}: what you do now is done on it.`);
  } catch (error) {
    say((error as Error).message);
  }
}

/** Runs a command on a branch of its own that leaves here, with the branch it left beside it. */
export async function tryOnBranch(command: string): Promise<void> {
  const { branch } = here();
  await cluster.branchOff({ name: command.replace(/^kubectl /, '') });
  await cluster.beside({ branch });
  change((state) => {
    state.narrowTab = 'stage';
    state.side = 'here';
  });
  await runCommand(command);
  say('Tried on a branch: what would have happened without it is beside it.');
}

/** Shows another branch beside this one, or none any more: the one that this left, else the newest other. */
export async function toggleBeside(): Promise<void> {
  if (beside.store.getState().ready) return cluster.beside({ branch: undefined });
  const { branches, position } = useMirror.getState();
  const own = branches.find(({ id }) => id === position.branch);
  const other = own?.from?.branch ?? branches.findLast(({ id }) => id !== position.branch)?.id;
  if (other === undefined) return say('There is no other branch yet: go back and change something, or branch off here (n).');
  await showBeside(other);
  const name = branches.find(({ id }) => id === other)?.name ?? 'another branch';
  say(`Beside it: ${name}, at the same moment. The same key shows one branch only.`);
}

export async function showBeside(branch: number | undefined): Promise<void> {
  change((state) => {
    state.narrowTab = 'stage';
    state.side = 'here';
  });
  await cluster.beside({ branch });
}

/** Goes on with the branch that is shown beside; the one that it leaves is then beside it. */
export async function goOver(): Promise<void> {
  const { ready, position } = beside.store.getState();
  if (!ready) return say('No other branch is shown beside this one (v shows one).');
  await cluster.seek({ step: position.step, branch: position.branch });
}

export function compare(left: Place, right: Place): void {
  openPanel(undefined);
  useTime.setState({ compared: { left, right } });
}

/** A place on the scrubber that can be gone to: what happened there, or a bookmark. */
export interface Spot {
  readonly step: number;
  readonly time: number;
  readonly kind: Mark['kind'] | 'bookmark' | 'fork';
  readonly text: string;
}

export function goToSpot(spots: readonly Spot[], by: 1 | -1): void {
  const { step } = useMirror.getState().position;
  const next = by === 1 ? spots.find((spot) => spot.step > step) : spots.findLast((spot) => spot.step < step);
  if (!next) return say(by === 1 ? 'Nothing is marked after this step.' : 'Nothing is marked before this step.');
  void cluster.seek({ step: next.step });
  say(`Step ${next.step}: ${next.text}`);
}
