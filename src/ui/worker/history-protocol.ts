/** What the page asks about the past of this branch, and about futures that differ by one change. Times are virtual milliseconds. */

/** Which of two branches side by side a question is about; absent: the one that time is moved on. */
export type AskedSide = 'beside';

/** How a pod was during a stretch of its life. */
export type LifePhase = 'pending' | 'pulling' | 'starting' | 'ready' | 'failing' | 'going' | 'done';

export interface LifeSegment {
  readonly phase: LifePhase;
  /** It lasts until the next segment, the end of the life, or the end of the branch. */
  readonly at: number;
}

/** An Event about the pod. */
export interface LifeMark {
  readonly at: number;
  readonly step: number;
  readonly reason: string;
  readonly warning: boolean;
}

/** All that happened to a pod on this branch, be it there now, gone, or yet to come. */
export interface PodLife {
  readonly uid: string;
  readonly key: string;
  readonly name: string;
  readonly namespace: string;
  readonly owner: string | undefined;
  /** The template of its StatefulSet or DaemonSet that it was made from. */
  readonly template?: string;
  readonly start: number;
  readonly segments: readonly LifeSegment[];
  readonly marks: readonly LifeMark[];
  /** When it was gone. */
  readonly end: number | undefined;
}

/** Who makes pods: a ReplicaSet with its revision, or another workload. */
export interface LifeOwner {
  readonly uid: string;
  readonly kind: string;
  readonly name: string;
  /** 0 where it has none. */
  readonly revision: number;
  /** The Deployment or CronJob above it. */
  readonly parent: string | undefined;
}

export interface LivesAnswer {
  /** To be given back with the next question. */
  readonly version: number;
  readonly branch: number;
  /** What the page had is void. */
  readonly reset: boolean;
  /** Those that changed since. */
  readonly lives: readonly PodLife[];
  readonly owners: readonly LifeOwner[];
  /** Virtual time up to which this branch is known. */
  readonly end: number;
}

/** The numbers of a rollout at one moment. */
export interface LedgerSample {
  readonly time: number;
  readonly desired: number;
  readonly floor: number;
  readonly ceiling: number;
  /** Pods that are not on their way out. */
  readonly old: number;
  readonly fresh: number;
  readonly ready: number;
  readonly available: number;
  readonly going: number;
}

/** What to try: whatever is absent stays. */
export interface WhatIf {
  readonly replicas?: number;
  /** Pods, or `25%`. */
  readonly maxSurge?: number | string;
  readonly maxUnavailable?: number | string;
  readonly minReadySeconds?: number;
  /** Seconds until the first readiness probe, in every container that has one: a new template. */
  readonly probeDelay?: number;
  /** How many times as long pulls take. */
  readonly pulls?: number;
  /** The template of this revision instead of the current one. */
  readonly revision?: number;
  /** Start a rollout of the same template where none is under way. */
  readonly restart?: boolean;
}

export interface Projection {
  readonly samples: readonly LedgerSample[];
  readonly end: 'complete' | 'stuck' | 'long';
  /** From now until it came to that end. */
  readonly took: number;
  readonly leastAvailable: number;
  readonly mostPods: number;
  /** Pods that come and go on the way. */
  readonly created: number;
  readonly removed: number;
  /** What its Services would lose on the way, a sentence each. */
  readonly requests: readonly string[];
  /** In the API server's words, where it refuses the change. */
  readonly problem?: string;
}

/** A difference that an undo leaves as it is. */
export interface KeptChange {
  readonly what: string;
  readonly then: string;
  readonly now: string;
}

export interface UndoPreview {
  /** What differs outside the pod template between the time of that revision and now: undo does not touch it. */
  readonly kept: readonly KeptChange[];
  /** ConfigMaps and Secrets of that template that have changed since, or are gone. */
  readonly references: readonly string[];
  readonly projection: Projection;
}

/** Why a pod has no node: what each node was refused for, as the scheduler last saw it. */
export interface Refusal {
  readonly pod: string;
  readonly name: string;
  readonly step: number;
  readonly decision: string;
  readonly nodes: readonly { readonly node: string; readonly plugin: string; readonly reasons: string }[];
}

/** What would happen if a node died now, a sentence each in the order of time, and the command that lets it die. */
export interface NodeLoss {
  readonly text: readonly string[];
  readonly command: string;
}

export interface HistoryCalls {
  lives(options: { readonly since: number; readonly branch: number; readonly side?: AskedSide }): LivesAnswer;
  ledger(options: { readonly key: string; readonly side?: AskedSide }): { readonly samples: readonly LedgerSample[] };
  project(options: { readonly key: string; readonly change: WhatIf; readonly side?: AskedSide }): Projection;
  undoPreview(options: { readonly key: string; readonly revision: number; readonly side?: AskedSide }): UndoPreview | undefined;
  /** For pods by their keys, those that were refused. */
  refusals(options: { readonly keys: readonly string[]; readonly side?: AskedSide }): readonly Refusal[];
  /** Goes to the last step that was taken at or before a virtual time. */
  seekTime(options: { readonly time: number }): void;
}
