import { Columns2, GitBranchPlus, GitCompare, Pencil, Trash2 } from 'lucide-react';
import { scaleLinear } from 'd3';
import { useEffect, useRef, useState } from 'react';
import { cluster } from '../client/session.ts';
import { clock } from '../stage/labels.ts';
import { useCalm } from '../stores/calm.ts';
import { beside as besideMirror } from '../stores/mirror.ts';
import { openPanel } from '../stores/time.ts';
import { change } from '../stores/workspace.ts';
import type { BranchRow } from '../worker/protocol.ts';
import { say } from './actions.ts';
import { narrowScreen } from './screen.ts';
import { branchOff, compare, here, showBeside } from './time-actions.ts';
import { useStore } from 'zustand';

const ROW = 46;
/** Pixels; a narrow screen keeps its width for the names. */
const GRAPH = narrowScreen.matches ? 84 : 132;
const INSET = 10;

/** Every branch under the one that it left. */
function inOrder(branches: readonly BranchRow[]): BranchRow[] {
  const under = (parent: number | undefined): BranchRow[] => branches.filter(({ from }) => from?.branch === parent).flatMap((branch) => [branch, ...under(branch.id)]);
  return under(undefined);
}

/** What is shown beside is compared at the moment that is shown. */
const besidePlace = () => {
  const { step, branch } = besideMirror.store.getState().position;
  return { step, branch };
};

const failed = (error: Error) => say(error.message);

/** All branches as a tree over virtual time, with what can be done with each. */
export default function Branches() {
  const branches = useCalm((state) => state.branches);
  const position = useCalm((state) => state.position);
  const beside = useStore(besideMirror.store, (state) => (state.ready ? state.position.branch : undefined));
  const [renaming, setRenaming] = useState<number>();
  const rows = inOrder(branches);
  const list = useRef<HTMLUListElement>(null);
  // Of many, the one that time is moved on is among those that are seen.
  useEffect(() => {
    // In braces: newer browsers give a Promise, which is no cleanup.
    void list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <div className="branches" data-testid="branches">
      <div className="panel-head">
        <b>Branches</b>
        <span className="spread" />
        <button type="button" className="btn small" onClick={() => void branchOff()}>
          <GitBranchPlus size={14} aria-hidden="true" /> branch off here
        </button>
      </div>
      <div className="branch-tree">
        <Tree rows={rows} current={position.branch} time={position.time} origin={position.origin} />
        <ul ref={list} aria-label="Branches">
          {rows.map((branch) => (
            <li key={branch.id} style={{ height: ROW }} aria-current={branch.id === position.branch ? 'true' : undefined} data-testid="branch-row">
              {renaming === branch.id ? (
                <NameField
                  name={branch.name}
                  label={`Name of ${branch.name}`}
                  done={(name) => {
                    setRenaming(undefined);
                    if (name !== undefined) cluster.renameBranch({ id: branch.id, name }).catch(failed);
                  }}
                />
              ) : (
                <button type="button" className="branch-go" title="Go to its end" onClick={() => void cluster.branch({ id: branch.id })}>
                  <b>{branch.name}</b>
                  <span className="soft num">
                    {branch.id === position.branch ? 'you are here · ' : ''}
                    {branch.from ? `left at step ${branch.from.step}${branch.end === branch.from.step ? ' · empty' : ''}` : `to ${clock(branch.endTime, position.origin)}`}
                  </span>
                </button>
              )}
              <button type="button" className="btn small icon bare" aria-label={`Rename ${branch.name}`} title="Rename" onClick={() => setRenaming(branch.id)}>
                <Pencil size={13} aria-hidden="true" />
              </button>
              {branch.id !== position.branch && (
                <>
                  <button
                    type="button"
                    className="btn small icon bare"
                    aria-pressed={beside === branch.id}
                    aria-label={`Show ${branch.name} beside this branch`}
                    title="Side by side"
                    onClick={() => {
                      if (beside !== branch.id) openPanel(undefined);
                      void showBeside(beside === branch.id ? undefined : branch.id);
                    }}
                  >
                    <Columns2 size={14} aria-hidden="true" />
                  </button>
                  <button
                    type="button"
                    className="btn small icon bare"
                    aria-label={`Which objects of ${branch.name} differ`}
                    title="Which objects differ"
                    onClick={() => compare(beside === branch.id ? besidePlace() : { branch: branch.id, step: branch.end }, here())}
                  >
                    <GitCompare size={14} aria-hidden="true" />
                  </button>
                  {branch.from && (
                    <button
                      type="button"
                      className="btn small icon bare"
                      aria-label={`Remove ${branch.name}`}
                      title="Remove"
                      onClick={() => {
                        change((state) => {
                          state.bookmarks = state.bookmarks.filter((one) => one.branch !== branch.id);
                        });
                        cluster.removeBranch({ id: branch.id }).catch(failed);
                      }}
                    >
                      <Trash2 size={13} aria-hidden="true" />
                    </button>
                  )}
                </>
              )}
            </li>
          ))}
        </ul>
      </div>
      {branches.length <= 1 && (
        <p className="soft panel-note">Go back and change something, or branch off here: the future that was stays, and both can be looked at side by side.</p>
      )}
    </div>
  );
}

/** The trunk, and forks at the time at which they left it. The same is told in the list beside it. */
function Tree({ rows, current, time, origin }: { rows: readonly BranchRow[]; current: number; time: number; origin: number }) {
  const x = scaleLinear([origin, Math.max(origin + 1, ...rows.map(({ endTime }) => endTime))], [INSET, GRAPH - INSET]).clamp(true);
  const y = (id: number) => rows.findIndex((row) => row.id === id) * ROW + ROW / 2;
  return (
    <svg width={GRAPH} height={rows.length * ROW} aria-hidden="true" className="branch-graph">
      {rows.map(({ id, from, endTime }) => {
        const start = x(from?.time ?? origin);
        const own = y(id);
        return (
          <g key={id} className={id === current ? 'is-current' : undefined}>
            {from && <path d={`M${start},${y(from.branch)} V${own - 7} Q${start},${own} ${start + 7},${own}`} />}
            <path d={`M${from ? Math.min(start + 7, Math.max(start + 7, x(endTime))) : start},${own} H${Math.max(x(endTime), start + 9)}`} />
            <circle cx={Math.max(x(endTime), start + 9)} cy={own} r={3} className="branch-end" />
            {from && <circle cx={start} cy={y(from.branch)} r={2.5} className="branch-fork" />}
          </g>
        );
      })}
      <circle cx={x(time)} cy={y(current)} r={5.5} className="branch-here" />
    </svg>
  );
}

/** A name to be changed: Enter keeps it, Escape does not. */
export function NameField({ name, label, done }: { name: string; label: string; done: (name: string | undefined) => void }) {
  const [text, setText] = useState(name);
  const keep = () => done(text.trim() === '' || text === name ? undefined : text.trim());
  return (
    <input
      className="name-field"
      aria-label={label}
      // The user asked for this field.
      // oxlint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      value={text}
      maxLength={40}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
        else if (event.key === 'Escape') done(undefined);
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
