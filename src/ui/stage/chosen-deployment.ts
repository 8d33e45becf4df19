import { useMemo } from 'react';
import { useCalmTable } from '../stores/calm.ts';
import { tableOf } from '../stores/mirror.ts';
import { useWorkspace } from '../stores/workspace.ts';
import type { DeploymentRow, ReplicaSetRow } from '../worker/protocol.ts';

/** The Deployment that is chosen, or whose ReplicaSet or pod is. */
export function deploymentOf(key: string | undefined): DeploymentRow | undefined {
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

/** The chosen Deployment, else the one that is not rolled out, else the first by name; with its ReplicaSets, newest first. */
export function useChosenDeployment(): { readonly deployment: DeploymentRow; readonly revisions: readonly ReplicaSetRow[]; readonly sets: readonly ReplicaSetRow[] } | undefined {
  const deployments = useCalmTable('deployments');
  const sets = useCalmTable('replicaSets');
  const pods = useCalmTable('pods');
  const selection = useWorkspace((state) => state.selection);
  const namespace = useWorkspace((state) => state.namespace);
  return useMemo(() => {
    const here = [...deployments.rows.values()].filter((row) => namespace === undefined || row.namespace === namespace).sort((a, b) => (a.name < b.name ? -1 : 1));
    const deployment = deploymentOf(selection) ?? here.find((row) => row.available < row.replicas || row.updated < row.replicas || row.total > row.replicas) ?? here[0];
    if (!deployment) return undefined;
    const own = [...sets.rows.values()].filter((set) => set.owner === deployment.uid).sort((a, b) => b.revision - a.revision);
    return { deployment, sets: own, revisions: own.filter(({ revision }) => revision > 0) };
    // A pod's choice leads to its Deployment only while the pod is known.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [selection, namespace, deployments.version, sets.version, selection?.startsWith('pods/') ? pods.version : 0]);
}
