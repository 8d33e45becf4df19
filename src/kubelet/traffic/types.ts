/** Traffic sources as plain data: what each was told to ask, how it goes on, and what came of it. All times are virtual milliseconds. */
import type { MemoryView } from '../../engine/component.ts';

/** The component's name, under which others find the memory. */
export const TRAFFIC = 'traffic';

/** Whom a source asks. */
export type Target =
  | { readonly kind: 'service'; readonly namespace: string; readonly name: string; /** Number or name; without it the Service's first. */ readonly port?: string }
  | { readonly kind: 'pod'; readonly namespace: string; readonly name: string; /** Without it the first port that a container names, or 80. */ readonly port?: string }
  /** A host of a URL: an address, a node's name, a name of the cluster's DNS, or one that a route of the network knows (an ingress). */
  | { readonly kind: 'host'; readonly host: string; readonly port: number; readonly namespace: string };

export interface SourceSpec {
  readonly name: string;
  readonly target: Target;
  /** As it was written: `svc/web`, `http://web/`. */
  readonly text: string;
  /** Requests a second. */
  readonly rate: number;
  /** Connections are used again; without it each request opens its own. */
  readonly keepAlive: boolean;
  readonly path: string;
  /** How long the client waits for an answer. */
  readonly timeout: number;
}

/** Somebody who may answer. `address:port` names it. */
export interface Backend {
  readonly address: string;
  readonly port: number;
  readonly node?: string;
  readonly pod?: string;
  /** The ReplicaSet or other owner, and the image: which version answered. */
  readonly owner?: string;
  readonly image?: string;
  /** `node/namespace/name`, as the kubelets know it. */
  readonly key?: string;
}

export type LossReason = 'connection refused' | 'no endpoints' | 'timeout' | 'connection reset' | 'bad address' | 'not HTTP' | `HTTP ${number}`;

/** What can be said of a backend without asking it. */
export type Reach = 'open' | 'refused' | 'timeout';

export interface SourceRecord extends SourceSpec {
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly stoppedAt?: number;
  /** How many requests are behind it: the next is due at `startedAt + sent × 1000 / rate`. */
  readonly sent: number;
  readonly answered: number;
  readonly failures: Readonly<Record<string, number>>;
  /** By version: who answered, and how often. */
  readonly versions: Readonly<Record<string, Version>>;
  readonly losses: readonly Loss[];
  /** What its proxy has written down: whom to send to. */
  readonly table: readonly Backend[];
  readonly tableAt: number;
  /** When the proxy will write down what changed since. */
  readonly tableDue?: number;
  /** The Service that it comes to, as an object key. */
  readonly serviceKey?: string;
  /** How long a Service keeps it with one backend, in milliseconds. */
  readonly affinity?: number;
  /** Why there is nobody to send to at all: a name that nobody knows. */
  readonly problem?: LossReason;
  /** How each backend could be reached when it was last looked at, by `address:port`. */
  readonly reach: Readonly<Record<string, Reach>>;
  readonly statuses: Readonly<Record<string, number>>;
  /** Open connections, where they are kept. */
  readonly connections: readonly (Backend | null)[];
  /** Whom a Service with session affinity gave it, and when it last asked. */
  readonly sticky?: Backend & { readonly at: number };
  /** The source's own generator: traffic changes nobody else's random numbers. */
  readonly random: number;
  /** Until when it looks more often than each second. */
  readonly restlessUntil?: number;
}

export interface Version {
  /** `web-5d9c7`: the pods' controller, or the pod itself. */
  readonly owner: string;
  readonly image: string;
  readonly answered: number;
}

/** Requests in a row that were lost for one reason. */
export interface Loss {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly reason: LossReason;
  readonly pod?: string;
  /** Goes on after "3 lost": `while web-1 was terminating before its endpoint was removed`. */
  readonly why: string;
}

/** One second. */
export interface Bucket {
  /** Its first millisecond. */
  readonly at: number;
  readonly asked: number;
  /** Answers by pod, or by address where no pod has it. */
  readonly pods: Readonly<Record<string, number>>;
  /** Answers by version: a key of `SourceRecord.versions`. */
  readonly versions: Readonly<Record<string, number>>;
  readonly failed: Readonly<Record<string, number>>;
}

/** How many seconds are kept. */
export const KEPT_BUCKETS = 600;
export const KEPT_LOSSES = 100;

export const sourceKey = (name: string): string => `source/${name}`;
export const bucketPrefix = (name: string): string => `bucket/${name}/`;
export const bucketKey = (name: string, at: number): string => bucketPrefix(name) + at.toString(36).padStart(9, '0');

export const sourcesOf = (memory: MemoryView): SourceRecord[] => memory.entries<SourceRecord>('source/').map(([, source]) => source);
export const bucketsOf = (memory: MemoryView, name: string): Bucket[] => memory.entries<Bucket>(bucketPrefix(name)).map(([, bucket]) => bucket);
export const backendName = ({ address, port }: Pick<Backend, 'address' | 'port'>): string => `${address}:${port}`;
