/** What the parts of one sync of one Deployment share: the objects as they are by now, and the story of what was done. */
import type { Deployment, DeploymentCondition } from '../../api/kinds/deployment/types.ts';
import type { ReplicaSet } from '../../api/kinds/replica-set/types.ts';
import type { Status } from '../../api/meta/status.ts';
import type { Context } from '../../engine/component.ts';
import { rolloutLimits, type RolloutLimits } from './limits.ts';

export class DeploymentSync {
  readonly context: Context;
  readonly limits: RolloutLimits;
  /** Sentences for the trace. */
  readonly notes: string[] = [];
  /** What went wrong last; the sync then ends and is tried again. */
  error: Status | undefined;
  #deployment: Deployment;
  #sets: readonly ReplicaSet[];
  /** The set whose template is the Deployment's; the oldest, should there be several. */
  #newSet: string | undefined;

  constructor(context: Context, deployment: Deployment, sets: readonly ReplicaSet[], newSet: ReplicaSet | undefined) {
    this.context = context;
    this.limits = rolloutLimits(deployment);
    this.#deployment = deployment;
    this.#sets = [...sets].sort(byCreation);
    this.#newSet = newSet?.metadata.uid;
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  /** All sets, oldest first. */
  get sets(): readonly ReplicaSet[] {
    return this.#sets;
  }

  get newSet(): ReplicaSet | undefined {
    return this.#sets.find((set) => set.metadata.uid === this.#newSet);
  }

  /** Oldest first. */
  get oldSets(): readonly ReplicaSet[] {
    return this.#sets.filter((set) => set.metadata.uid !== this.#newSet);
  }

  get activeSets(): readonly ReplicaSet[] {
    return this.#sets.filter((set) => set.spec.replicas > 0);
  }

  /** Takes the set that was created for the current template. */
  adopt(set: ReplicaSet): void {
    this.#sets = [...this.#sets.filter((other) => other.metadata.uid !== set.metadata.uid), set].sort(byCreation);
    this.#newSet = set.metadata.uid;
  }

  /** Takes the new version of a set after a write. */
  replace(set: ReplicaSet): void {
    this.#sets = this.#sets.map((other) => (other.metadata.uid === set.metadata.uid ? set : other));
  }

  /** Writes the Deployment's annotations and status; a write that changes nothing is none. Gives whether it went well. */
  write(change: (current: Deployment) => Deployment): boolean {
    const { namespace, name } = this.#deployment.metadata;
    const written = this.context.modify<Deployment>('deployments.apps', namespace, name, change);
    if (written.ok) this.#deployment = written.value;
    else this.error = written.error;
    return written.ok;
  }

  /** A condition as of now. */
  condition(type: string, status: 'True' | 'False' | 'Unknown', reason: string, message: string): DeploymentCondition {
    const { timestamp } = this.context;
    return { type, status, lastUpdateTime: timestamp, lastTransitionTime: timestamp, reason, message };
  }
}

/** By creation time, then by name (upstream: ReplicaSetsByCreationTimestamp). */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  if (a.metadata.creationTimestamp !== b.metadata.creationTimestamp) return a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1;
  return a.metadata.name < b.metadata.name ? -1 : 1;
}

export const sum = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined): number => sets.reduce((total, set) => total + (of(set) ?? 0), 0);
export const wantedPods = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.spec.replicas);
/**
 * Pods that are asked for or still counted. Upstream goes by what is asked for alone, and so may ask for a new pod a moment before the old
 * one is on its way out; here the ceiling holds at every instant.
 */
export const occupiedPods = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => Math.max(set.spec.replicas, set.status.replicas));
export const availablePods = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => set.status.availableReplicas);
/** Of a set that is shrinking, no more than it is to have: the others are as good as gone. Upstream may count those for a moment. */
export const lastingPods = (sets: readonly ReplicaSet[]): number => sum(sets, (set) => Math.min(set.status.availableReplicas ?? 0, set.spec.replicas));

/** 2147483647 stands for "never". */
export const NEVER = 2147483647;
export const hasProgressDeadline = ({ spec }: Deployment): boolean => spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NEVER;
