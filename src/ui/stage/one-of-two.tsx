import { useContext, useState } from 'react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { goOver } from '../shell/time-actions.ts';
import { runCommand } from '../shell/run-command.ts';
import { beside, main, MirrorContext } from '../stores/mirror.ts';
import type { Mirror } from '../stores/mirror.ts';
import { useBesideShown, useBranchName } from '../stores/sides.ts';
import { SideSwitch } from './side-switch.tsx';
import type { Shown } from './side-switch.tsx';

const useBranch = ({ store }: Mirror): number => useStore(store, ({ position }) => position.branch);

/**
 * Which of two branches side by side something tells of, with what chooses it; nothing is to choose where one is shown alone. The choice
 * is of the branch: it stays when the two change their sides. `first`: before one is chosen.
 */
export function useOneOfTwo(label: string, first: Shown = 'here'): { readonly mirror: Mirror; readonly choice: ReactNode } {
  const two = useBesideShown();
  const [wanted, want] = useState<number>();
  const ids = { here: useBranch(main), beside: useBranch(beside) };
  if (!two) return { mirror: main, choice: null };
  const side = wanted === ids.here ? 'here' : wanted === ids.beside ? 'beside' : first;
  return {
    mirror: side === 'here' ? main : beside,
    choice: (
      <div className="side-choice" role="group" aria-label={label}>
        <SideSwitch side={side} told={{ here: '(this branch)', beside: '(the branch beside)' }} choose={(one) => want(ids[one])} />
      </div>
    ),
  };
}

/** Tells of the chosen one of two branches side by side. */
export function OneOfTwo({ label, first, children }: { label: string; first?: Shown; children: ReactNode }) {
  const { mirror, choice } = useOneOfTwo(label, first);
  return (
    <MirrorContext value={mirror}>
      {choice}
      {children}
    </MirrorContext>
  );
}

/** A command line as a button that runs it: on the branch that it is told of, which is gone over to first. */
export function CommandButton({ command, done }: { command: string; done?: () => void }) {
  const over = useContext(MirrorContext) === beside;
  const name = useBranchName(beside);
  const run = async () => {
    if (over) await goOver();
    await runCommand(command);
    done?.();
  };
  return (
    <button type="button" className="btn small command" title={over ? `Goes over to ${name}, and runs it there` : undefined} onClick={() => void run()}>
      {over && <span className="soft">on {name}: </span>}
      <code>{command}</code>
    </button>
  );
}
