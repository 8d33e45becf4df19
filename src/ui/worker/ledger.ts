/** The numbers of every rollout over time, made from writes: each write costs the same, however large the cluster is. */
import type { Deployment } from '../../api/kinds/deployment/types.ts';
import { summarizePod } from '../../api/kinds/pod/columns.ts';
import type { Pod } from '../../api/kinds/pod/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { KubeObject } from '../../api/meta/types.ts';
import type { Change } from '../../engine/component.ts';
import type { LedgerSample } from './history-protocol.ts';
import type { DeploymentRow, ReplicaSetRow } from './protocol.ts';
import { podShape, rowOf } from './rows.ts';

/** More than this are thinned out, the oldest first. */
const SAMPLES = 6000;

interface Counts {
  live: number;
  going: number;
}

export class Ledger {
  private readonly deployments = new Map<string, DeploymentRow>();
  /** uid of a Deployment → its ReplicaSets by key. */
  private readonly sets = new Map<string, Map<string, ReplicaSetRow>>();
  private readonly deploymentOfSet = new Map<string, string>();
  private readonly pods = new Map<string, { readonly owner: string; readonly going: boolean }>();
  private readonly counts = new Map<string, Counts>();
  private readonly samples = new Map<string, LedgerSample[]>();
  private readonly dirty = new Set<string>();
  created = 0;
  removed = 0;

  /** Samples of the Deployment with this uid. */
  of(uid: string): readonly LedgerSample[] {
    return this.samples.get(uid) ?? [];
  }

  row(uid: string): DeploymentRow | undefined {
    return this.deployments.get(uid);
  }

  hear(writes: readonly Change[], time: number): void {
    for (const { type, key, object } of writes) this.take(type !== 'DELETED', key, object);
    for (const uid of this.dirty) this.sample(uid, time);
    this.dirty.clear();
  }

  private take(there: boolean, key: string, object: KubeObject): void {
    if (object.kind === 'Pod') this.takePod(there, object as Pod);
    else if (object.kind === 'ReplicaSet') this.takeSet(there, key, object as ReplicaSet);
    else if (object.kind === 'Deployment') {
      const { uid } = object.metadata;
      if (there) this.deployments.set(uid, rowOf(key, object as Deployment, noTimer).row as DeploymentRow);
      else this.deployments.delete(uid);
      this.dirty.add(uid);
    }
  }

  private takeSet(there: boolean, key: string, set: ReplicaSet): void {
    const row = rowOf(key, set, noTimer).row as ReplicaSetRow;
    if (row.owner === undefined) return;
    let sets = this.sets.get(row.owner);
    if (!sets) this.sets.set(row.owner, (sets = new Map()));
    if (there) sets.set(row.uid, row);
    else sets.delete(row.uid);
    this.deploymentOfSet.set(row.uid, row.owner);
    this.dirty.add(row.owner);
  }

  private takePod(there: boolean, pod: Pod): void {
    const { uid } = pod.metadata;
    const before = this.pods.get(uid);
    const owner = before?.owner ?? pod.metadata.ownerReferences?.find(({ controller }) => controller)?.uid;
    if (owner === undefined) return;
    const shape = there ? podShape(pod, summarizePod(pod).status) : 'done';
    const going = shape === 'going';
    const counts = this.counts.get(owner) ?? { live: 0, going: 0 };
    this.counts.set(owner, counts);
    if (before) counts[before.going ? 'going' : 'live'] -= 1;
    else this.created += 1;
    if (there) {
      counts[going ? 'going' : 'live'] += 1;
      if (going && !before?.going) this.removed += 1;
      this.pods.set(uid, { owner, going });
    } else this.pods.delete(uid);
    const deployment = this.deploymentOfSet.get(owner);
    if (deployment !== undefined) this.dirty.add(deployment);
  }

  private sample(uid: string, time: number): void {
    const row = this.deployments.get(uid);
    if (!row) return;
    let old = 0;
    let fresh = 0;
    let ready = 0;
    let available = 0;
    let going = 0;
    for (const set of this.sets.get(uid)?.values() ?? []) {
      const counts = this.counts.get(set.uid);
      if (set.revision === row.revision) fresh += counts?.live ?? 0;
      else old += counts?.live ?? 0;
      going += counts?.going ?? 0;
      ready += set.ready;
      available += set.available;
    }
    const recreate = row.strategy === 'Recreate';
    const floor = recreate ? 0 : Math.max(0, row.replicas - row.maxUnavailable);
    const next: LedgerSample = { time, desired: row.replicas, floor, ceiling: recreate ? row.replicas : row.replicas + row.maxSurge, old, fresh, ready, available, going };
    let samples = this.samples.get(uid);
    if (!samples) this.samples.set(uid, (samples = []));
    const last = samples[samples.length - 1];
    if (last && same(last, next)) return;
    if (last?.time === time) samples.pop();
    samples.push(next);
    if (samples.length > SAMPLES)
      this.samples.set(
        uid,
        samples.filter((_, index) => index % 2 === 0 || index > SAMPLES / 2),
      );
  }
}

const noTimer = () => undefined;

function same(a: LedgerSample, b: LedgerSample): boolean {
  return (
    a.desired === b.desired &&
    a.floor === b.floor &&
    a.ceiling === b.ceiling &&
    a.old === b.old &&
    a.fresh === b.fresh &&
    a.ready === b.ready &&
    a.available === b.available &&
    a.going === b.going
  );
}
