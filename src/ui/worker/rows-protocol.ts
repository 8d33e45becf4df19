/**
 * The rows that the page mirrors the cluster by: compact, a table for each kind that is drawn in a way of its own, and one for all other kinds.
 * Times are virtual, in milliseconds since the epoch.
 */

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
