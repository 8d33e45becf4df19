/**
 * What the kubelet remembers of a pod between steps, and what the node's container runtime holds for it. Plain, small and immutable: the
 * processes and the logs stand beside it in the memory, under keys of their own (see memory.ts).
 */
import type { Offline } from './offline.ts';
import type { ResourceRequirements } from '../api/kinds/shared-types.ts';

export interface Sandbox {
  readonly id: string;
  readonly attempt: number;
  /** Empty for pods on the host's network. */
  readonly ip: string;
  readonly ready: boolean;
}

/** One container of the runtime. Of each name the two youngest are kept, as the container garbage collector does. */
export interface RuntimeContainer {
  readonly id: string;
  readonly name: string;
  readonly restartCount: number;
  readonly state: 'created' | 'running' | 'exited';
  /** What the spec asked for: a container is restarted where this changes. */
  readonly specImage: string;
  /** As the runtime reports them: `docker.io/library/nginx:1.25`, and the image's digest. */
  readonly image: string;
  readonly imageID: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly message?: string;
  /** What the runtime was told to give it. */
  readonly resources?: ResourceRequirements;
}

/** What a relist sees of a pod. */
export interface Observed {
  readonly sandbox?: Sandbox;
  /** Youngest first. */
  readonly containers: readonly RuntimeContainer[];
}

export interface BackOff {
  /** Milliseconds. */
  readonly delay: number;
  readonly since: number;
}

export type ProbeType = 'readiness' | 'liveness' | 'startup';
export type ProbeResult = 'success' | 'failure' | 'unknown';

/** A probe worker of one container (upstream: pkg/kubelet/prober/worker.go). */
export interface ProbeWorker {
  readonly nextAt: number;
  /** The container that it last probed, and the result that holds for it. */
  readonly id?: string;
  readonly result?: ProbeResult;
  readonly lastResult?: ProbeResult;
  readonly run: number;
  readonly onHold?: boolean;
  /** It runs out of turn, and its period starts from there. */
  readonly triggered?: boolean;
  /** Nothing can change the answer: no ticks until something of the pod changes. */
  readonly parked?: boolean;
  /** The rounds from here to `nextAt` would be answered alike, unless something of the pod changes before. */
  readonly skipsFrom?: number;
  /** An exec probe whose command runs: its session and when it times out. */
  readonly running?: { readonly session: number; readonly until: number };
}

/** Upstream: `podActions.ContainersToKill`. */
export type KillReason = '' | 'LivenessProbe' | 'StartupProbe' | 'FailedPostStartHook';

/** The stopping of one container: its hook, its signal, its end. */
export interface Kill {
  readonly container: string;
  readonly id: string;
  readonly stage: 'waiting' | 'preStop' | 'turn' | 'term' | 'kill' | 'done';
  readonly since: number;
  /** When the grace period ends. */
  readonly deadline: number;
  /** When this stage is looked at again. */
  readonly at: number;
  /** The exec session of the hook, when it ends by itself (a sleep), or how it ended at once. */
  readonly session?: number;
  readonly hookAt?: number;
  readonly end?: 'ok' | 'failed';
}

/** A piece of a sync that takes time. What stands first runs; `at` is when it is done or looked at again. */
export type Op =
  | {
      readonly op: 'mount';
      readonly at?: number;
      readonly done?: boolean;
      readonly since: number;
      readonly failures?: Readonly<Record<string, { readonly delay: number; readonly next: number }>>;
    }
  | { readonly op: 'actions' }
  | { readonly op: 'killPod'; readonly at?: number; readonly kills?: readonly Kill[]; readonly grace?: number }
  | { readonly op: 'kill'; readonly container: string; readonly message: string; readonly reason: KillReason; readonly at?: number; readonly kill?: Kill }
  | { readonly op: 'stopSandbox'; readonly at?: number }
  | { readonly op: 'sandbox'; readonly at?: number; readonly attempt: number }
  | {
      readonly op: 'start';
      readonly container: string;
      readonly type: ContainerType;
      readonly stage: StartStage;
      readonly at?: number;
      readonly image?: string;
      readonly pull?: Pull;
      readonly session?: number;
      readonly hookAt?: number;
      readonly end?: 'ok' | 'failed';
      readonly message?: string;
      readonly kill?: Kill;
    }
  | { readonly op: 'resize'; readonly containers: readonly string[] }
  | { readonly op: 'unmount'; readonly at?: number };

export type ContainerType = 'init' | 'regular' | 'ephemeral';
export type StartStage = 'begin' | 'pull' | 'create' | 'start' | 'fail' | 'postStart' | 'killed';
/** `startedAt`: when it was asked for; `from`: when its turn came. */
export interface Pull {
  readonly startedAt: number;
  readonly from: number;
}

export interface Sync {
  readonly work: 'sync' | 'terminating' | 'terminated';
  readonly startedAt: number;
  readonly ops: readonly Op[];
  readonly error?: string;
  /** What came of each container that was to be started; `null`: it runs. */
  readonly results?: Readonly<Record<string, { readonly reason: string; readonly message: string } | null>>;
  /** The pod's containers as they were observed when the sync began: what back-offs and restart counts go by. */
  readonly observed: Observed;
}

export interface PodRecord {
  readonly uid: string;
  readonly seenAt: number;
  readonly work: 'sync' | 'terminating' | 'terminated' | 'finished';
  /** An update waits for the worker. */
  readonly pending: boolean;
  /** The worker has taken an update and waits for a relist. */
  readonly taken?: boolean;
  /** Its volumes are mounted. */
  readonly mounted?: boolean;
  /** The work queue: when the pod is synced again. */
  readonly requeueAt?: number;
  /** When the last sync ended; the next one waits for a relist after it. */
  readonly lastSync: number;
  readonly sync?: Sync;
  readonly sandbox?: Sandbox;
  /** Youngest first. */
  readonly containers: readonly RuntimeContainer[];
  /** As of the last relist, where that differs from `sandbox` and `containers`. */
  readonly observed?: Observed;
  /** When the relist that will see the difference comes. */
  readonly relistAt?: number;
  /** It will only see that containers were removed. */
  readonly quietRelist?: boolean;
  /** Why containers could not be started (upstream: ReasonCache): name → reason and message. */
  readonly reasons: Readonly<Record<string, { readonly reason: string; readonly message: string }>>;
  readonly crashes: Readonly<Record<string, BackOff>>;
  readonly pulls: Readonly<Record<string, BackOff & { readonly error: string }>>;
  readonly probes: Readonly<Record<string, ProbeWorker>>;
  /** Whether probe workers were made: at the first sync that got its volumes. */
  readonly probing: boolean;
  /** Seconds; may only shrink. */
  readonly gracePeriod?: number;
  /** A terminal phase that is not told yet, because containers may still run (upstream: mergePodStatus). */
  readonly held?: { readonly phase: 'Failed' | 'Succeeded'; readonly reason?: string; readonly message?: string };
  /** Volumes that containers write to: where each lives on, or the empty string. */
  readonly folders?: Readonly<Record<string, string>>;
  /** When mounted ConfigMaps, Secrets and the like are brought up to date. */
  readonly refreshAt?: number;
  /** Versions of the objects that its volumes show. */
  readonly sources?: string;
  /** The next round of the sync loop after `activeDeadlineSeconds`. */
  readonly deadlineAt?: number;
  /** What the API server said when it was last listened to. */
  readonly seen?: string;
  /** Commands that run in containers (probes, hooks, exec), by `container/session`. */
  readonly sessions?: Readonly<Record<string, SessionState>>;
  /** Clients that joined a container's own streams. */
  readonly attached?: readonly { readonly container: string; readonly stream: string }[];
  /** While the node is cut off from the API server. */
  readonly offline?: Offline;
  /** When the status that somebody else wrote is put right. */
  readonly repairAt?: number;
  /** When the processes have something to do that can be seen. */
  readonly wakeAt?: number;
  /** What the node's want of memory or disk ends it with. */
  readonly evict?: { readonly reason: string; readonly message: string; readonly ownDoing?: true };
  /** When it is seen that the pod's files take more than they may. */
  readonly storageAt?: number;
  /** Resources as they were allocated, by container, where a resize was not taken over. */
  readonly resize?: ResizeState;
}

/** A command beside a container's own process. */
export interface SessionState {
  readonly output: string;
  /** What of it came by standard error. */
  readonly errors?: string;
  readonly exit?: number;
  /** Where a client listens. */
  readonly stream?: string;
}

export interface ResizeState {
  readonly allocated: Readonly<Record<string, ResourceRequirements>>;
  readonly generation: number;
  readonly pending?: { readonly reason: string; readonly message: string; readonly since: number; readonly generation: number };
  readonly inProgress?: { readonly since: number; readonly generation: number; readonly reason?: string; readonly message?: string };
}

/** Shared: most pods never have any. */
export const NONE = {};

/** With every field that there is, so that records have one layout whatever happens to the pod. */
export const newRecord = (uid: string, now: number): PodRecord =>
  copyOfRecord({
    uid,
    seenAt: now,
    work: 'sync',
    pending: true,
    lastSync: 0,
    containers: [],
    reasons: NONE,
    crashes: NONE,
    pulls: NONE,
    probes: NONE,
    probing: false,
  });

type Draft<T> = { -readonly [Field in keyof T]: T[Field] };

/** Written out: of so many fields a spread takes a hundred times as long. */
export const copyOfRecord = (record: PodRecord): Draft<PodRecord> =>
  ({
    uid: record.uid,
    seenAt: record.seenAt,
    work: record.work,
    pending: record.pending,
    taken: record.taken,
    mounted: record.mounted,
    requeueAt: record.requeueAt,
    lastSync: record.lastSync,
    sync: record.sync,
    sandbox: record.sandbox,
    containers: record.containers,
    observed: record.observed,
    relistAt: record.relistAt,
    quietRelist: record.quietRelist,
    reasons: record.reasons,
    crashes: record.crashes,
    pulls: record.pulls,
    probes: record.probes,
    probing: record.probing,
    gracePeriod: record.gracePeriod,
    held: record.held,
    folders: record.folders,
    refreshAt: record.refreshAt,
    sources: record.sources,
    storageAt: record.storageAt,
    deadlineAt: record.deadlineAt,
    seen: record.seen,
    sessions: record.sessions,
    attached: record.attached,
    offline: record.offline,
    repairAt: record.repairAt,
    wakeAt: record.wakeAt,
    evict: record.evict,
    resize: record.resize,
  }) satisfies { [Field in keyof Required<PodRecord>]: PodRecord[Field] | undefined };
