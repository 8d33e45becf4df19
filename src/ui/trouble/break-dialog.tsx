import { Dialog } from 'radix-ui';
import { useMemo, useState } from 'react';
import type { FaultEntry } from '../../cluster/fault-catalogue.ts';
import { quoteWord, runCommand } from '../shell/actions.ts';
import { useTable } from '../stores/mirror.ts';
import { change, useWorkspace } from '../stores/workspace.ts';
import { breakCommand, breakTargets, type BreakTarget } from './targets.ts';
import { focusBody } from '../shell/focus-body.ts';

const close = () =>
  change((state) => {
    state.breaking = undefined;
  });

/** Chooses something and what is to go wrong with it. What it does is a command line of the terminal. */
export function BreakDialog() {
  const breaking = useWorkspace((state) => state.breaking);
  return (
    <Dialog.Root open={breaking !== undefined} onOpenChange={(open) => open || close()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className="dialog" aria-describedby={undefined} onOpenAutoFocus={focusBody}>
          <div className="dialog-head">
            <Dialog.Title>Break something</Dialog.Title>
            <Dialog.Close className="btn small">close</Dialog.Close>
          </div>
          <div className="dialog-body">{breaking && <Choices about={breaking.about} />}</div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Choices({ about }: { about: string | undefined }) {
  const nodes = useTable('nodes');
  const pods = useTable('pods');
  const [chosen, setChosen] = useState(about);
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const targets = useMemo(() => breakTargets(nodes.rows.values(), pods.rows.values(), about), [nodes.rows, nodes.version, pods.rows, pods.version, about]);
  const target = targets.find(({ id }) => id === chosen) ?? targets[0]!;
  const groups = [...new Set(targets.map(({ group }) => group))];
  return (
    <>
      <label className="break-target">
        What{' '}
        <select className="select" value={target.id} onChange={(event) => setChosen(event.target.value)}>
          {groups.map((group) => (
            <optgroup key={group} label={group}>
              {targets
                .filter((one) => one.group === group)
                .map(({ id, label }) => (
                  <option key={id} value={id}>
                    {label}
                  </option>
                ))}
            </optgroup>
          ))}
        </select>
      </label>
      <ul className="break-faults">
        {target.faults.map((entry) => (
          <Fault key={`${target.id} ${entry.fault}`} target={target} entry={entry} />
        ))}
      </ul>
      <p className="soft">Each is an input on the tape, like a command: going back undoes it, and what is broken stands below the top bar until it is mended.</p>
    </>
  );
}

function Fault({ target, entry }: { target: BreakTarget; entry: FaultEntry }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const { label, help, parameters = [] } = entry;
  const command = breakCommand(target, entry, Object.fromEntries(Object.entries(values).map(([name, value]) => [name, quoteWord(value)])));
  return (
    <li>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          close();
          void runCommand(command);
        }}
      >
        <div>
          <button type="submit" className="btn small" title={command}>
            {label}
          </button>
          {parameters.map(({ name, label: unit, default: usual }) => (
            <label key={name} className="soft">
              <input
                className="break-number"
                inputMode="decimal"
                value={values[name] ?? usual}
                onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                aria-label={`${label}: ${unit}`}
              />{' '}
              {unit}
            </label>
          ))}
        </div>
        <span className="soft">{help}</span>
      </form>
    </li>
  );
}
