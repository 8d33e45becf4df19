import { useContext, useMemo } from 'react';
import { useCalmTable } from '../stores/calm.ts';
import { MirrorContext } from '../stores/mirror.ts';
import type { Mirror } from '../stores/mirror.ts';
import { useOther } from '../stores/sides.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { DeploymentRow, ReplicaSetRow } from '../worker/protocol.ts';

/** The Deployment that is chosen, or whose ReplicaSet or pod is. */
function deploymentOf(key: string | undefined, { tables }: Mirror): DeploymentRow | undefined {
  if (key === undefined) return undefined;
  const direct = tables.deployments.get(key);
  if (direct) return direct;
  const pod = tables.pods.get(key);
  const uid = pod ? pod.owner : tables.replicaSets.get(key)?.uid;
  for (const set of tables.replicaSets.values()) {
    if (set.uid !== uid) continue;
    for (const deployment of tables.deployments.values()) if (deployment.uid === set.owner) return deployment;
  }
  return undefined;
}

/** The chosen Deployment, else the one that is not rolled out, else the first by name; with its ReplicaSets, newest first. */
export function useChosenDeployment(): { readonly deployment: DeploymentRow; readonly revisions: readonly ReplicaSetRow[]; readonly sets: readonly ReplicaSetRow[] } | undefined {
  const mirror = useContext(MirrorContext);
  const other = useOther();
  const deployments = useCalmTable('deployments');
  const sets = useCalmTable('replicaSets');
  const pods = useCalmTable('pods');
  const selection = useWorkspace((state) => state.selection);
  const namespace = useWorkspace((state) => state.namespace);
  return useMemo(() => {
    const here = [...deployments.rows.values()].filter((row) => namespace === undefined || row.namespace === namespace).sort((a, b) => (a.name < b.name ? -1 : 1));
    // A pod that only the other branch has leads to the Deployment of that name.
    const there = other && deploymentOf(selection, other);
    const deployment =
      deploymentOf(selection, mirror) ??
      (there && deployments.rows.get(there.key)) ??
      here.find((row) => row.available < row.replicas || row.updated < row.replicas || row.total > row.replicas) ??
      here[0];
    if (!deployment) return undefined;
    const own = [...sets.rows.values()].filter((set) => set.owner === deployment.uid).sort((a, b) => b.revision - a.revision);
    return { deployment, sets: own, revisions: own.filter(({ revision }) => revision > 0) };
    // A pod's choice leads to its Deployment only while the pod is known.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selection, namespace, mirror, other, deployments.version, sets.version, selection?.startsWith('pods/') ? pods.version : 0]);
}
