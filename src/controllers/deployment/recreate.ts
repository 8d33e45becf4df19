/** Recreate: all old pods go, then the new ones come (upstream: deployment/recreate.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';
import { controlledBy } from '../common/lookups.ts';
import { isPodTerminal } from '../common/pods.ts';
import { count, list } from '../common/words.ts';
import { ensureNewSet } from './new-replica-set.ts';
import { scaleSet } from './scaling.ts';
import { sum, type DeploymentSync } from './sync.ts';

export function recreate(sync: DeploymentSync): void {
  let scaledDown = false;
  for (const set of sync.oldSets) {
    if (set.spec.replicas === 0) continue;
    if (scaleSet(sync, set, 0)) {
      scaledDown = true;
      sync.notes.push(`Scale down ${set.metadata.name} from ${set.spec.replicas} to 0: with the strategy Recreate every old pod goes before a new one comes`);
    }
    if (sync.error) return;
  }
  if (scaledDown) return;
  const waiting = oldPods(sync);
  if (waiting !== undefined) {
    sync.notes.push(waiting);
    return;
  }
  ensureNewSet(sync);
  const { newSet, deployment } = sync;
  if (sync.error || !newSet || newSet.spec.replicas === deployment.spec.replicas) return;
  if (scaleSet(sync, newSet, deployment.spec.replicas))
    sync.notes.push(`Scale ${newSet.metadata.name} from ${newSet.spec.replicas} to ${deployment.spec.replicas}: no old pod is left`);
}

/** Why the new pods have to wait; `undefined` where no old pod runs any more, terminating ones included. */
function oldPods(sync: DeploymentSync): string | undefined {
  const counted = sum(sync.oldSets, (set) => set.status.replicas);
  if (counted > 0)
    return `Wait: ${count(counted, 'old pod')} ${counted === 1 ? 'is' : 'are'} still counted by ${list(sync.oldSets.filter((set) => set.status.replicas > 0).map((set) => set.metadata.name))}`;
  for (const set of sync.oldSets) {
    const running = controlledBy<Pod>(sync.context, 'Pod', set.metadata.uid).filter((pod) => !isPodTerminal(pod));
    if (running.length > 0) return `Wait: ${list(running.map((pod) => pod.metadata.name))} of ${set.metadata.name} ${running.length === 1 ? 'is' : 'are'} still on the way out`;
  }
  return undefined;
}
