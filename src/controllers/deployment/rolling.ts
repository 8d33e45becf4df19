/** One step of a rolling update: the new ReplicaSet grows as far as the ceiling lets it, else old ones shrink as far as the floor lets them (upstream: deployment/rolling.go). */
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import { count } from '../common/words.ts';
import { scaleSet } from './scaling.ts';
import { lastingPods, occupiedPods, wantedPods, type DeploymentSync } from './sync.ts';

/** Needs a current ReplicaSet. */
export function roll(sync: DeploymentSync): void {
  if (growNewSet(sync) || sync.error) return;
  shrinkOldSets(sync);
}

/** Gives whether the new set was resized: then the rest waits for the next sync. */
function growNewSet(sync: DeploymentSync): boolean {
  const { deployment, newSet, limits } = sync;
  const { replicas } = deployment.spec;
  if (!newSet || newSet.spec.replicas === replicas) return false;
  const { name } = newSet.metadata;
  const size = newSet.spec.replicas;
  if (size > replicas) {
    const scaled = scaleSet(sync, newSet, replicas);
    if (scaled) sync.notes.push(`Scale down ${name} from ${size} to ${replicas}: no more are wanted`);
    return scaled;
  }
  const all = occupiedPods(sync.sets);
  const room = limits.ceiling - all;
  if (room <= 0) {
    sync.notes.push(`${name} has ${size} of ${replicas} pods and may not grow yet: ${count(all, 'pod')} in all, ceiling ${limits.ceilingText}`);
    return false;
  }
  const target = size + Math.min(room, replicas - size);
  const scaled = scaleSet(sync, newSet, target);
  if (scaled) sync.notes.push(`Scale up ${name} from ${size} to ${target}: ${count(all, 'pod')} in all, ceiling ${limits.ceilingText}: may add ${room}`);
  return scaled;
}

function shrinkOldSets(sync: DeploymentSync): void {
  const { newSet, limits } = sync;
  const old = wantedPods(sync.oldSets);
  if (!newSet || old === 0) return;
  const all = wantedPods(sync.sets);
  const unready = newSet.spec.replicas - lastingPods([newSet]);
  const removable = all - limits.floor - unready;
  if (removable <= 0) {
    const because =
      unready > 0
        ? `${unready} of ${newSet.metadata.name}'s ${count(newSet.spec.replicas, 'pod')} ${unready === 1 ? 'is' : 'are'} not available yet, and ${all} − floor ${limits.floor} − ${unready} = ${removable}`
        : `${all} − floor ${limits.floor} = ${removable}`;
    sync.notes.push(`No old pod may go: ${because} (floor ${limits.floorText})`);
    return;
  }
  const behind = sync.oldSets.find((set) => set.spec.replicas > 0 && (set.status.availableReplicas ?? 0) > set.spec.replicas);
  if (behind) {
    // Its count is from before it was scaled down: nothing can be told from it yet.
    sync.notes.push(`No old pod may go yet: ${behind.metadata.name} has not caught up with its new size ${behind.spec.replicas}`);
    return;
  }
  const cleaned = shrinkUnhealthy(sync, removable);
  if (sync.error) return;
  const shrunk = shrinkAvailable(sync);
  if (cleaned + shrunk > 0 || sync.error) return;
  const available = lastingPods(sync.sets);
  sync.notes.push(`No old pod may go: ${available} available, floor ${limits.floorText}`);
}

/** Old pods that are not available go first: nobody misses them, and they would hold up the rollout. */
function shrinkUnhealthy(sync: DeploymentSync, most: number): number {
  let total = 0;
  for (const set of sync.oldSets) {
    if (total >= most) break;
    const broken = set.spec.replicas - (set.status.availableReplicas ?? 0);
    if (set.spec.replicas === 0 || broken === 0) continue;
    const cut = Math.min(most - total, broken);
    if (!shrink(sync, set, cut, `${broken} of its pods ${broken === 1 ? 'is' : 'are'} not available, so nobody misses ${broken === 1 ? 'it' : 'them'}; ${most - total} may go`))
      return total;
    total += cut;
  }
  return total;
}

function shrinkAvailable(sync: DeploymentSync): number {
  const { limits } = sync;
  const available = lastingPods(sync.sets);
  const spare = available - limits.floor;
  let total = 0;
  for (const set of sync.oldSets) {
    if (total >= spare) break;
    if (set.spec.replicas === 0) continue;
    const cut = Math.min(set.spec.replicas, spare - total);
    if (!shrink(sync, set, cut, `${available} available, floor ${limits.floorText}: may remove ${spare - total}`)) return total;
    total += cut;
  }
  return Math.max(0, total);
}

function shrink(sync: DeploymentSync, set: ReplicaSet, by: number, why: string): boolean {
  const size = set.spec.replicas;
  if (!scaleSet(sync, set, size - by)) return false;
  sync.notes.push(`Scale down ${set.metadata.name} from ${size} to ${size - by}: ${why}`);
  return true;
}
