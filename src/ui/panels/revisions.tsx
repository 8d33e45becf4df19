import { useMemo } from 'react';
import { runCommand } from '../shell/actions.ts';
import { hueOf } from '../stage/model.ts';
import { tableOf, useTable } from '../stores/mirror.ts';
import { select, useWorkspace } from '../stores/workspace.ts';
import type { DeploymentRow, ReplicaSetRow } from '../worker/protocol.ts';
import { templateChanges } from './template-changes.ts';

export function RevisionsPanel() {
  return (
    <section className="pane" aria-label="Revisions">
      <div className="tabs"><h2 className="tab" data-state="active">Revisions</h2></div>
      <div className="pane-body" tabIndex={0} aria-label="Revisions">
        <Revisions />
      </div>
    </section>
  );
}

/** The revisions of the chosen Deployment (or the only one), newest first, each with what its template changed. */
export function Revisions() {
  const deployments = useTable('deployments');
  const sets = useTable('replicaSets');
  const selection = useWorkspace((state) => state.selection);
  const namespace = useWorkspace((state) => state.namespace);
  const shown = useMemo(() => {
    const deployment = deploymentOf(selection) ?? only([...deployments.rows.values()].filter((row) => namespace === undefined || row.namespace === namespace));
    if (!deployment) return undefined;
    return { deployment, revisions: [...sets.rows.values()].filter((set) => set.owner === deployment.uid && set.revision > 0).sort((a, b) => b.revision - a.revision) };
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selection, namespace, deployments.version, sets.version]);
  if (!shown) return <p className="loading">Choose a Deployment to see its revisions.</p>;
  const { deployment, revisions } = shown;
  const [newest, ...older] = revisions;
  return (
    <div className="revisions" data-testid="revisions">
      <ol>
        {revisions.map((set, index) => (
          <li key={set.key} className="revision">
            <button type="button" className="chip" style={{ color: `var(--h${hueOf(set.revision)})` }} aria-label={`Revision ${set.revision}`} onClick={() => select(set.key)}>
              {set.revision}
            </button>
            <div className="revision-text">
              <Changes set={set} before={revisions[index + 1]} />
              {set.changeCause !== undefined && <div className="soft">{set.changeCause}</div>}
            </div>
            {set !== newest && (
              <button type="button" className="btn small" onClick={() => void runCommand(`kubectl rollout undo deployment/${deployment.name} --to-revision=${set.revision}${namespaceFlag(deployment)}`)}>
                undo to this
              </button>
            )}
          </li>
        ))}
      </ol>
      {newest && older[0] && <p className="soft">Undo makes revision {newest.revision + 1} out of {older[0].revision}: revision {older[0].revision} leaves the list. It brings the pod template back, not the replicas.</p>}
    </div>
  );
}

function Changes({ set, before }: { set: ReplicaSetRow; before: ReplicaSetRow | undefined }) {
  if (!before) return <span>first: <code>{set.containers.map(({ image }) => image).join(', ')}</code></span>;
  const changes = templateChanges(before.template, set.template);
  return (
    <>
      {changes.slice(0, 4).map(({ path, from, to }) => (
        <div key={path}>
          {path} <code>{from ?? 'none'} → {to ?? 'none'}</code>
        </div>
      ))}
      {changes.length > 4 && <div className="soft">and {changes.length - 4} more</div>}
      {changes.length === 0 && <span className="soft">the same template</span>}
    </>
  );
}

function deploymentOf(key: string | undefined): DeploymentRow | undefined {
  if (key === undefined) return undefined;
  const direct = tableOf('deployments').get(key);
  if (direct) return direct;
  const pod = tableOf('pods').get(key);
  const uid = pod ? pod.owner : tableOf('replicaSets').get(key)?.uid;
  for (const set of tableOf('replicaSets').values()) {
    if (set.uid !== uid) continue;
    for (const deployment of tableOf('deployments').values()) if (deployment.uid === set.owner) return deployment;
  }
  return undefined;
}

const only = <T,>(list: readonly T[]): T | undefined => (list.length === 1 ? list[0] : undefined);
const namespaceFlag = ({ namespace }: DeploymentRow) => (namespace === 'default' ? '' : ` -n ${namespace}`);
