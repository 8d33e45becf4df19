import { useEffect, useState } from 'react';
import { cluster } from '../client/session.ts';
import { useChosenDeployment } from '../stage/chosen-deployment.ts';
import { hueOf } from '../stage/hues.ts';
import { CommandButton, OneOfTwo } from '../stage/one-of-two.tsx';
import { useMirror } from '../stores/mirror.ts';
import { useAsked } from '../stores/sides.ts';
import { select } from '../stores/workspace.ts';
import type { UndoPreview } from '../worker/history-protocol.ts';
import type { DeploymentRow, ReplicaSetRow } from '../worker/protocol.ts';
import { missingRevisions, templateChanges } from './template-changes.ts';
import type { TemplateChange } from './template-changes.ts';

export function RevisionsPanel() {
  return (
    <section className="pane" aria-label="Revisions">
      <div className="tabs">
        <h2 className="tab" data-state="active">
          Revisions
        </h2>
      </div>
      <div className="pane-body" tabIndex={0} role="region" aria-label="All revisions">
        <Revisions />
      </div>
    </section>
  );
}

/** The revisions of the chosen Deployment (or the one that is of interest) as a tape, newest first: what each changed, where its ReplicaSet is, and what an undo would do. */
export function Revisions() {
  return (
    <OneOfTwo label="Branch that the revisions are of">
      <Tape />
    </OneOfTwo>
  );
}

function Tape() {
  const chosen = useChosenDeployment();
  const [preview, setPreview] = useState<string>();
  if (!chosen) return <p className="loading">Once there is a Deployment its revisions stand here: what each changed, and what an undo would bring back.</p>;
  const { deployment, revisions } = chosen;
  const [newest] = revisions;
  const jumps = missingRevisions(revisions);
  return (
    <div className="revisions" data-testid="revisions">
      {jumps.length > 0 && (
        <p className="soft" data-testid="revision-jumps">
          {jumpSentence(revisions, jumps)}
        </p>
      )}
      <ol>
        {revisions.map((set, index) => {
          const open = preview === set.uid && set !== newest;
          return (
            <li key={set.key} className="revision" style={{ ['--hue' as string]: `var(--h${hueOf(set.revision)})` }} data-current={set === newest || undefined}>
              <button type="button" className="revision-knot" aria-label={`Revision ${set.revision}: ReplicaSet ${set.name}`} onClick={() => select(set.key)}>
                {set.revision}
              </button>
              <div className="revision-text">
                <Changes set={set} before={revisions[index + 1]} />
                <div className="soft revision-set">
                  {set.name} · {set.desired === 0 && set.current === 0 ? 'kept at 0 pods' : `${set.ready} of ${set.desired} ready`}
                  {set.history.length > 0 && ` · was revision ${set.history.join(', ')}`}
                  {set.changeCause !== undefined && ` · ${set.changeCause}`}
                </div>
              </div>
              {set !== newest && (
                <button type="button" className="btn small" aria-expanded={open} onClick={() => setPreview(open ? undefined : set.uid)}>
                  undo to this
                </button>
              )}
              {open && <Preview deployment={deployment} set={set} newest={newest!} />}
            </li>
          );
        })}
      </ol>
      {revisions.length === 1 && (
        <p className="soft">A change of the pod template makes revision {newest!.revision + 1}; the old ReplicaSet stays, at 0 pods, so that an undo can use it.</p>
      )}
    </div>
  );
}

function jumpSentence(revisions: readonly ReplicaSetRow[], jumps: readonly number[]): string {
  const names = jumps.length === 1 ? `Revision ${jumps[0]} is` : `Revisions ${jumps.join(', ')} are`;
  const again = revisions.find(({ history }) => history.some((number) => jumps.includes(number)));
  const how = again
    ? `an undo takes the ReplicaSet that is there and gives it the next number: ${again.name} was revision ${again.history.filter((number) => jumps.includes(number)).join(', ')} and is ${again.revision} now`
    : 'older ReplicaSets are removed once there are more than revisionHistoryLimit';
  return `${names} not in the list: ${how}.`;
}

function Changes({ set, before }: { set: ReplicaSetRow; before: ReplicaSetRow | undefined }) {
  if (!before)
    return (
      <span>
        {set.revision === 1 ? 'first' : 'oldest that is kept'}: <code>{set.containers.map(({ image }) => image).join(', ')}</code>
      </span>
    );
  const changes = templateChanges(before.template, set.template);
  return changes.length === 0 ? <span className="soft">the same template</span> : <ChangeList changes={changes} />;
}

function ChangeList({ changes }: { changes: readonly TemplateChange[] }) {
  return (
    <>
      {changes.slice(0, 4).map(({ path, from, to }) => (
        <div key={path}>
          {path}{' '}
          <code>
            {from ?? 'none'} → {to ?? 'none'}
          </code>
        </div>
      ))}
      {changes.length > 4 && <div className="soft">and {changes.length - 4} more</div>}
    </>
  );
}

/** What undo brings back, what it leaves, and how it would go, before it is pressed. */
function Preview({ deployment, set, newest }: { deployment: DeploymentRow; set: ReplicaSetRow; newest: ReplicaSetRow }) {
  const { step, branch } = useMirror((state) => state.position);
  const playing = useMirror((state) => state.playing);
  const side = useAsked();
  const [found, setFound] = useState<UndoPreview>();
  useEffect(() => {
    if (playing) return;
    let live = true;
    void cluster
      .undoPreview({ key: deployment.key, revision: set.revision, side })
      .then((answer) => live && setFound(answer))
      .catch(() => live && setFound(undefined));
    return () => {
      live = false;
    };
  }, [deployment.key, set.revision, step, branch, side, playing]);
  const back = templateChanges(newest.template, set.template);
  const command = `kubectl rollout undo deployment/${deployment.name} --to-revision=${set.revision}${deployment.namespace === 'default' ? '' : ` -n ${deployment.namespace}`}`;
  return (
    <div className="undo" data-testid="undo-preview">
      <h3>Brings back</h3>
      {back.length === 0 ? <p className="soft">nothing: the template is the same</p> : <ChangeList changes={back} />}
      <h3>Leaves as it is</h3>
      {found && found.kept.length > 0 ? (
        found.kept.map(({ what, then, now }) => (
          <div key={what}>
            {what} <code>{now}</code> <span className="soft">(was {then} then)</span>
          </div>
        ))
      ) : (
        <p className="soft">replicas, strategy and all else outside the pod template{found ? ': none of it has changed since' : ''}</p>
      )}
      {found?.references.map((text) => (
        <div key={text} className="bad">
          {text}
        </div>
      ))}
      <h3>How it goes</h3>
      {deployment.paused ? (
        <p className="bad">It is paused: kubectl refuses to undo until it is resumed.</p>
      ) : (
        <p>
          {found ? going(found) : '…'} Revision {set.revision} becomes revision {newest.revision + 1} and leaves the list. {found?.projection.requests.join(' ')}
        </p>
      )}
      <CommandButton command={command} />
    </div>
  );
}

function going({ projection: { end, created, removed, took, leastAvailable, samples } }: UndoPreview): string {
  const pods = (count: number, verb: string) => `${count} pod${count === 1 ? ` ${verb}es` : `s ${verb}`}`;
  const last = samples.at(-1);
  const moves = `${pods(removed, 'go')}, ${created === 1 ? '1 comes' : `${created} come`}`;
  return end === 'complete'
    ? `${moves}; ${last?.available ?? 0} available in about ${(took / 1000).toFixed(1)} s, never fewer than ${leastAvailable}.`
    : `${moves}; then it does not get on.`;
}
