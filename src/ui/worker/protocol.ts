/**
 * What the page and the worker that hosts the simulation say to each other: plain messages, typed here once.
 *
 * The page mirrors the cluster by compact rows, not by objects: a row is what the stage and the lists draw. Whole objects come on demand.
 * Times are virtual, in milliseconds since the epoch.
 */

import type { OpenPort, Visit } from '../../kubectl/forwarding.ts';
import type { HistoryCalls, NodeLoss, AskedSide } from './history-protocol.ts';
import type { RowsPort } from './mirrors.ts';
import type { TimeCalls, TimeMessage } from './time-protocol.ts';
import type { PodInside } from './inside.ts';

export interface Position {
  readonly step: number;
  readonly time: number;
  readonly branch: number;
  /** The last step of this branch: greater than `step` after going back. */
  readonly end: number;
  /** The first step that can be sought to. */
  readonly start: number;
  /** Virtual time at which the cluster was handed over: T+0. */
  readonly origin: number;
}

/** A port of a pod that a running command forwards. */
export interface ForwardedPort extends OpenPort {
  readonly id: number;
}

/** What the shape of a pod tells. */
export type PodShape = 'ready' | 'starting' | 'failing' | 'going' | 'done';

/** Something that will happen by itself: drawn as a countdown. */
export interface Countdown {
  /** `pull again`, `killed`, `restart`, `available` */
  readonly what: string;
  readonly until: number;
  /** Since when: what lies between is how far it has come. */
  readonly since?: number;
}

export interface Row {
  /** `pods/default/web-1`: see `objectKey` of the engine. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly created: number;
}

export interface PodRow extends Row {
  /** uid of the controlling owner. */
  readonly owner?: string;
  readonly node?: string;
  /** It has no node since every node that could take it lacks room. */
  readonly noRoom?: true;
  readonly shape: PodShape;
  /** The STATUS word of `kubectl get pods`. */
  readonly status: string;
  readonly ready: string;
  readonly restarts: number;
  readonly image: string;
  readonly ip?: string;
  readonly countdown?: Countdown;
  /** Milliseconds of virtual time at which it was asked to go. */
  readonly deleted?: number;
  readonly labels?: Readonly<Record<string, string>>;
  /** Names of its claims. */
  readonly claims?: readonly string[];
  /** What its containers ask for: millicores and bytes. */
  readonly cpu: number;
  readonly memory: number;
  /** What they may use at most; 0 where a container has no limit. */
  readonly cpuLimit: number;
  readonly memoryLimit: number;
}

export interface DeploymentRow extends Row {
  readonly replicas: number;
  readonly strategy: 'RollingUpdate' | 'Recreate';
  /** As written: `25%`. */
  readonly maxSurgeText: string;
  readonly maxUnavailableText: string;
  /** Resolved to pods. */
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly paused: boolean;
  readonly revision: number;
  readonly total: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
  readonly observed: boolean;
  /** Reason of the Progressing condition, `ProgressDeadlineExceeded` and the like. */
  readonly progressing?: { readonly status: string; readonly reason: string; readonly message: string };
  readonly minReadySeconds: number;
  readonly templateLabels: Readonly<Record<string, string>>;
  readonly deleting: boolean;
}

export interface ReplicaSetRow extends Row {
  readonly owner?: string;
  /** 0 where it has none. */
  readonly revision: number;
  readonly history: readonly number[];
  readonly hash: string;
  readonly desired: number;
  readonly current: number;
  readonly ready: number;
  readonly available: number;
  readonly containers: readonly { readonly name: string; readonly image: string }[];
  readonly changeCause?: string;
  /** The pod template as JSON text without the hash label: equal text, equal template. */
  readonly template: string;
}

/** A workload without ReplicaSets: StatefulSet, DaemonSet, Job, CronJob, ReplicationController. */
export interface WorkloadRow extends Row {
  readonly kind: string;
  readonly owner?: string;
  readonly desired: number;
  readonly ready: number;
  readonly image: string;
  readonly job?: {
    readonly completions?: number;
    readonly parallelism: number;
    readonly succeeded: number;
    readonly failed: number;
    readonly active: number;
    readonly backoffLimit: number;
    readonly state: 'running' | 'complete' | 'failed' | 'suspended';
    readonly reason?: string;
    /** Each pod has an index to do. */
    readonly indexed: boolean;
    readonly failedIndexes?: string;
    /** The next pod after a failure, the deadline, or when it is deleted because it has ended. */
    readonly countdown?: Countdown;
  };
  readonly cron?: {
    readonly schedule: string;
    readonly policy: string;
    readonly suspended: boolean;
    /** When it is due: the next few times. */
    readonly next: readonly number[];
    readonly last?: number;
    readonly lastSuccess?: number;
    /** How many ended runs are kept. */
    readonly kept: { readonly successful: number; readonly failed: number };
  };
  readonly stateful?: {
    readonly start: number;
    readonly partition: number;
    readonly ordered: boolean;
    readonly updated: number;
    /** Names of its claim templates. */
    readonly claims: readonly string[];
    readonly onDelete: boolean;
  };
  readonly daemon?: { readonly misscheduled: number; readonly updated: number };
}

export interface NodeRow extends Row {
  readonly ready: boolean;
  readonly schedulable: boolean;
  /** `key=value:NoSchedule`, those of the node's own state left out. */
  readonly taints: readonly string[];
  /** Allocatable: millicores and bytes. */
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
}

export interface ServiceRow extends Row {
  readonly type: string;
  readonly ip: string;
  readonly ports: string;
  readonly selector: Readonly<Record<string, string>>;
}

/** An EndpointSlice: which Service's it is, and how many of its endpoints are ready. */
export interface SliceRow extends Row {
  readonly service: string;
  readonly ready: number;
  readonly endpoints: readonly { readonly pod: string; readonly ready: boolean; readonly going: boolean }[];
}

export interface EventRow extends Row {
  readonly kind: string;
  readonly object: string;
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly last: number;
  readonly source: string;
}

/** A traffic source: who it asks, what came of it, and its last seconds. */
export interface TrafficRow extends Row {
  /** As it was written: `svc/web`. */
  readonly target: string;
  readonly path: string;
  /** Requests a second. */
  readonly rate: number;
  readonly keepAlive: boolean;
  readonly started: number;
  /** Absent while it runs. */
  readonly stopped?: number;
  readonly asked: number;
  readonly answered: number;
  readonly lost: number;
  /** Lost requests by reason: `connection refused`, `no endpoints`, `timeout`, `connection reset`, `HTTP 503` … */
  readonly failures: Readonly<Record<string, number>>;
  /** Who answered in all. `owner` is the name of the ReplicaSet (or other controller), or the pod's own. */
  readonly versions: readonly { readonly version: string; readonly owner: string; readonly image: string; readonly answered: number }[];
  /** Runs of lost requests, oldest first; `why` goes on after "3 lost". */
  readonly losses: readonly { readonly from: number; readonly to: number; readonly count: number; readonly reason: string; readonly pod?: string; readonly why: string }[];
  /** A second each, the last two minutes, oldest first. `versions` counts answers by `version`, `pods` by pod, `failed` by reason. */
  readonly buckets: readonly {
    readonly at: number;
    readonly asked: number;
    readonly pods: Readonly<Record<string, number>>;
    readonly versions: Readonly<Record<string, number>>;
    readonly failed: Readonly<Record<string, number>>;
  }[];
  /** "2,400 requests · 3 lost at T+00:12.3 while web-abc was terminating before its endpoint was removed" */
  readonly sentence: string;
}

/** Something that is broken now. */
export interface BrokenRow extends Row {
  /** A sentence without its full stop. */
  readonly text: string;
  /** The object it is about: a row's key. */
  readonly about?: string;
  /** What mending it does, in a few words, and the command line that does it. */
  readonly mend: string;
  readonly command: string;
}

/** An object of any other kind: what it says of itself in a few words, and what its drawing is made of where it has one. */
export interface OtherRow extends Row {
  readonly kind: string;
  readonly owner?: string;
  /** `2 keys`, `Bound`, `3 of 10 pods` */
  readonly summary: string;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly detail?: OtherDetail;
}

export type OtherDetail =
  | {
      readonly is: 'autoscaler';
      readonly target: { readonly kind: string; readonly name: string };
      readonly min: number;
      readonly max: number;
      readonly current: number;
      readonly desired: number;
      /** `cpu 80 % of 50 %` */
      readonly metrics: readonly { readonly name: string; readonly current?: string; readonly target: string; readonly share?: number }[];
      /** Why it does not scale, in the controller's words. */
      readonly trouble?: string;
    }
  | {
      readonly is: 'budget';
      /** `at least 3`, `at most 25% down` */
      readonly rule: string;
      readonly allowed: number;
      readonly healthy: number;
      readonly needed: number;
      readonly expected: number;
      readonly selector: Readonly<Record<string, string>>;
    }
  | { readonly is: 'claim'; readonly phase: string; readonly size: string; readonly storageClass: string; readonly volume?: string; readonly modes: string }
  | { readonly is: 'volume'; readonly phase: string; readonly size: string; readonly claim?: string; readonly policy: string }
  | { readonly is: 'ingress'; readonly routes: readonly { readonly host: string; readonly path: string; readonly service: string; readonly port: string }[] }
  | { readonly is: 'quota'; readonly limits: readonly { readonly name: string; readonly used: string; readonly hard: string; readonly share: number }[] }
  /** A template of a StatefulSet or DaemonSet. */
  | { readonly is: 'revision'; readonly revision: number };

export interface Tables {
  readonly pods: PodRow;
  readonly deployments: DeploymentRow;
  readonly replicaSets: ReplicaSetRow;
  readonly workloads: WorkloadRow;
  readonly nodes: NodeRow;
  readonly services: ServiceRow;
  readonly slices: SliceRow;
  readonly events: EventRow;
  readonly traffic: TrafficRow;
  readonly broken: BrokenRow;
  readonly others: OtherRow;
}
export type TableName = keyof Tables;
export const tableNames: readonly TableName[] = ['pods', 'deployments', 'replicaSets', 'workloads', 'nodes', 'services', 'slices', 'events', 'traffic', 'broken', 'others'];

export interface TableDelta<T> {
  readonly put: readonly T[];
  readonly drop: readonly string[];
}
export type TableDeltas = { readonly [N in TableName]?: TableDelta<Tables[N]> };

/** A place on the scrubber. */
export interface Mark {
  readonly step: number;
  readonly time: number;
  readonly kind: 'input' | 'fault' | 'warning' | 'event' | 'done';
  readonly text: string;
}

export interface BranchRow {
  readonly id: number;
  readonly name: string;
  /** Where it left another branch. */
  readonly from?: { readonly branch: number; readonly step: number; readonly time: number };
  readonly end: number;
  readonly endTime: number;
}

export interface TraceRow {
  readonly step: number;
  readonly time: number;
  readonly actor: string;
  readonly key: string;
  readonly decision: string;
  readonly writes: readonly string[];
  /** The step that woke this one. */
  readonly cause?: number;
  readonly idle: boolean;
}

/** A sentence of the answer to *Why?*, newest first. */
export interface WhyLink {
  readonly step: number;
  readonly time: number;
  readonly tone: 'bad' | 'work' | 'you' | 'plain';
  readonly actor: string;
  readonly text: string;
  readonly saw: readonly string[];
  readonly writes: readonly string[];
  /** What else had come to the same key by then: this one decision answers all of it. */
  readonly joined?: readonly { readonly step: number; readonly text: string }[];
}

export interface WhyAnswer {
  readonly title: string;
  readonly kind: string;
  /** How it is, in a few words: `ImagePullBackOff`. */
  readonly status: string;
  readonly tone: 'good' | 'bad' | 'waiting';
  /** What it waits for or why it is so, a sentence each. */
  readonly now: readonly string[];
  readonly countdown?: Countdown;
  /** Numbers behind it: for a pod without a node, node by node. */
  readonly table?: { readonly caption: string; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[]; readonly more: number };
  /** The end of a log. */
  readonly log?: { readonly container: string; readonly text: string };
  readonly chain: readonly WhyLink[];
  /** What would get it going, with a command to run where there is one. */
  readonly unblock: readonly { readonly text: string; readonly command?: string }[];
}

export interface LogText {
  readonly containers: readonly string[];
  readonly text: string;
}

export type Files = Readonly<Record<string, string>>;

export interface Completion {
  /** The text from `from` on is replaced by one of the candidates. */
  readonly from: number;
  readonly candidates: readonly string[];
}

/** An error of an applied file, at the place it means. Lines and columns count from 1. */
export interface FileProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
}

/** What Apply would do, told without doing it. */
export interface ApplyPreview {
  readonly tone: 'same' | 'change' | 'stall' | 'refused';
  /** Goes on after *Apply would*. */
  readonly text: string;
  /** Sentences behind it; what stands in backticks is code. */
  readonly notes: readonly string[];
}

/** What can be stored and brought back: the same bytes make the same cluster, step by step. */
export interface SavedStory {
  readonly version: 1;
  readonly preset: string;
  /** The engine's own record of inputs and branches; opaque to the page. */
  readonly tape: unknown;
  readonly step: number;
  readonly branch: number;
}

/** Calls from the page, each with one answer. */
export interface Calls extends HistoryCalls, TimeCalls {
  /** From the first row on, rows go to this port too: to the thread that draws, which may call over it. Called before `boot`. */
  mirror(options: { readonly port: RowsPort }): void;
  boot(options: { readonly preset: string; readonly saved?: SavedStory }): { readonly restored: boolean; readonly problem?: string };
  /** The next thing that does something; back: to before it. */
  step(): void;
  back(): void;
  tick(): void;
  settle(): void;
  play(options: { readonly speed: number }): void;
  /** Virtual seconds in a second, also for the clock that runs while a command waits. */
  pace(options: { readonly speed: number }): void;
  pause(): void;
  seek(options: { readonly step: number; readonly branch?: number }): void;
  /** Lets time run until it has come; `came` is false where it did not come within some minutes of virtual time. */
  until(options: { readonly what: 'event' | 'rolled out' }): { readonly came: boolean };
  branch(options: { readonly id: number }): void;
  /** Ends when the command ends; its output comes as `output` messages with the same `run`. */
  run(options: { readonly run: number; readonly line: string; readonly files: Files }): { readonly exit: number; readonly files?: Files };
  interrupt(options: { readonly run: number }): void;
  /** The text of an `edit` message as the user left it. */
  edited(options: { readonly text: string }): void;
  /** Asks a forwarded port for a path, as a browser would. */
  visit(options: { readonly port: number; readonly path: string }): Visit;
  complete(options: { readonly line: string; readonly cursor: number; readonly files: Files }): Completion;
  /** Does something to the cluster that is no API request: traffic, and what goes wrong. `by`: what the tape says where it came from. */
  fault(options: { readonly fault: string; readonly args: Readonly<Record<string, unknown>>; readonly by?: string }): { readonly done?: string; readonly error?: string };
  /** The add-ons that there are, and the load that was put on workloads. */
  addons(): AddonList;
  trace(options: { readonly from: number; readonly to: number }): readonly TraceRow[];
  /** The steps that are not idle, newest last, for the list. */
  traceIndex(): { readonly steps: readonly number[] };
  /** Of what is gone, too: who asked it to go. */
  why(options: { readonly key: string; readonly side?: AskedSide }): WhyAnswer | undefined;
  nodeLoss(options: { readonly key: string }): NodeLoss | undefined;
  /** A pod's containers, their clocks, mounts and last words. */
  inside(options: { readonly key: string; readonly side?: AskedSide }): PodInside | undefined;
  yaml(options: { readonly key: string }): string;
  describe(options: { readonly key: string; readonly side?: AskedSide }): string;
  logs(options: { readonly key: string; readonly container?: string; readonly previous?: boolean; readonly side?: AskedSide }): LogText;
  check(options: { readonly file: string; readonly text: string }): readonly FileProblem[];
  /** `undefined`: there is nothing to say, or a later question took this one's place. */
  preview(options: { readonly file: string; readonly text: string }): ApplyPreview | undefined;
  /** What a line of the terminal would do, told without doing it. */
  previewLine(options: { readonly line: string; readonly files: Files }): ApplyPreview | undefined;
  export(options: { readonly what: 'yaml' | 'script'; readonly files: Files }): { readonly text: string };
  save(): SavedStory;
  /** The page has drawn the last delta: while the clock runs, the next one waits for this. */
  drawn(): void;
}
export type CallName = keyof Calls;
export type CallOptions<N extends CallName> = Parameters<Calls[N]>[0];
export type CallResult<N extends CallName> = ReturnType<Calls[N]>;

export type ToWorker = { readonly [N in CallName]: { readonly call: N; readonly id: number; readonly options: CallOptions<N> } }[CallName];

/** `fresh`: of another cluster, or the first one: what the page had is void. `reset`: after a jump in time. */
export interface AddonList {
  readonly addons: readonly { readonly name: string; readonly title: string; readonly brings: string }[];
  readonly loads: readonly { readonly target: string; readonly namespace: string; readonly text: string }[];
}

export interface Delta {
  readonly kind: 'delta';
  readonly fresh: boolean;
  readonly reset: boolean;
  readonly position: Position;
  readonly playing: boolean;
  readonly tables: TableDeltas;
  readonly marks?: readonly Mark[];
  readonly branches?: readonly BranchRow[];
  /** Names of the add-ons that are on; absent where that did not change. */
  readonly addons?: readonly string[];
}

/** Rows for who draws: of this branch, or of the one beside it; without a delta nothing is beside it. */
export interface RowsMessage {
  readonly side: Side;
  readonly delta: Pick<Delta, 'fresh' | 'reset' | 'position' | 'playing' | 'tables'> | undefined;
}

export type Side = 'main' | 'beside';

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | Delta
  | TimeMessage
  /** kubectl hands a text over to be edited and waits; without a name, it no longer does. */
  | { readonly kind: 'edit'; readonly name: string | undefined; readonly text: string }
  /** The ports that `kubectl port-forward` has open now. */
  | { readonly kind: 'ports'; readonly ports: readonly ForwardedPort[] }
  | { readonly kind: 'output'; readonly run: number; readonly stdout?: string; readonly stderr?: string };
