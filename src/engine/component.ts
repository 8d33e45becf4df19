/**
 * What a controller, the scheduler and a kubelet are to the engine.
 *
 * A component owns a work queue of keys. Watch events put keys in; `reconcile` is called with one key at a time, reads what it likes,
 * writes through the same API as everybody, and says in words what it decided and when it wants to look again. It keeps nothing but
 * what it puts into `memory`, which is part of the state.
 */
import type { KindDescriptor } from '../api/descriptor.ts';
import type { KubeObject, ResourceKey } from '../api/meta/types.ts';
import type { Status } from '../api/meta/status.ts';
import type { Result } from '../base/result.ts';
import type { ApiRequest, ApiResponse } from './client.ts';

/** `pods/default/web-1`, `nodes//node-1`: resource, namespace (empty for cluster-scoped objects), name. Sorts by namespace, then name. */
export type ObjectKey = string;
export const objectKey = (resource: ResourceKey, namespace: string | undefined, name: string): ObjectKey => `${resource}/${namespace ?? ''}/${name}`;

/** One write, as watchers see it. */
export interface Change {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: ResourceKey;
  readonly key: ObjectKey;
  /** For DELETED: as it was last. */
  readonly object: KubeObject;
  /** The version before; absent for ADDED. */
  readonly before?: KubeObject;
  readonly resourceVersion: number;
}

/** Whether a write changes what is wanted: not only a status, a label or a condition. */
export const changesWanted = ({ type, object: { metadata }, before }: Change): boolean =>
  type !== 'MODIFIED' || metadata.generation !== before?.metadata.generation || metadata.deletionTimestamp !== before?.metadata.deletionTimestamp;

/** Reading: always the current state. Objects are shared and frozen in development: never change one, write a new one. */
export interface View {
  /** Virtual time, milliseconds since the epoch. */
  readonly now: number;
  get<T extends KubeObject = KubeObject>(resource: ResourceKey, namespace: string | undefined, name: string): T | undefined;
  /** In key order (namespace, then name). Without a namespace: all. */
  list<T extends KubeObject = KubeObject>(resource: ResourceKey, namespace?: string): T[];
  /** The objects that the world's index `index` files under `value` (see `IndexDefinition`). In key order. */
  byIndex<T extends KubeObject = KubeObject>(index: string, value: string): T[];
  /** Whether the index files anything at all. */
  isIndexed(index: string): boolean;
  /** Grows with every write: what was read holds while it stays the same. */
  readonly revision: number;
  /** How many `byIndex` would give; does not build the list. */
  countByIndex(index: string, value: string): number;
  /** The sum of a group of the world's aggregate (see `AggregateDefinition`); nothing where the group is empty. */
  aggregate(name: string, group: string): Readonly<Record<string, number>> | undefined;
  /** Likewise of several groups, which are found faster in order. */
  aggregates(name: string, groups: readonly string[]): readonly (Readonly<Record<string, number>> | undefined)[];
  /** The groups of an aggregate that start with `prefix`, in order, with their sums. */
  groupsOf(name: string, prefix: string): readonly (readonly [group: string, sums: Readonly<Record<string, number>>])[];
  /** Objects of a cluster-scoped resource in name order, from the first name not before `from` on. Nothing may be written while it is read. */
  scan<T extends KubeObject = KubeObject>(resource: ResourceKey, from?: string): Generator<T>;
  /** What an aggregated API (see `AggregatedApi`) answers for one of its resources, or the API server's refusal where nobody answers. */
  aggregated<T extends KubeObject = KubeObject>(resource: ResourceKey, namespace?: string): Result<readonly T[], Status>;
  /** A component's own memory, read-only (the component's own by default where one is running). */
  readonly memory: MemoryView;
  memoryOf(component: string): MemoryView;
}

/** A sorted map of JSON values in the state. Values are immutable: put a new one. */
export interface MemoryView {
  get<T>(key: string): T | undefined;
  /** Entries whose key starts with `prefix`, in key order. */
  entries<T>(prefix?: string): [string, T][];
  /** Whether there is any. */
  hasUnder(prefix: string): boolean;
}
export interface Memory extends MemoryView {
  set(key: string, value: unknown): void;
  delete(key: string): void;
}

/** An index over one resource, kept with every write. */
export interface IndexDefinition<T extends KubeObject = KubeObject> {
  readonly name: string;
  /** `*`: every resource. */
  readonly resource: ResourceKey;
  /** The values under which the object is found. */
  readonly values: (object: T) => readonly string[];
  /** What of the object they depend on, besides its namespace and name: where a write leaves that as it was, they are not worked out again. Default: all of it. */
  readonly of?: readonly ('labels' | 'ownerReferences' | 'spec')[];
}

/** Sums over the objects of one resource, kept with every write. */
export interface AggregateDefinition<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly resource: ResourceKey;
  /** Which sum the object is part of; `undefined`: none. */
  readonly group: (object: T) => string | undefined;
  /** What it adds, by name. The same object for equal amounts, where it can be, saves work. */
  readonly amounts: (object: T) => Readonly<Record<string, number>>;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** What a component (or the code behind a request) may do in a step. Writes take effect at once; what follows in the step sees them. */
export interface Context extends View {
  /** The number of this step; what it writes carries it as its cause. */
  readonly step: number;
  /** `now` as RFC 3339 with whole seconds, as objects carry it; and as MicroTime. */
  readonly timestamp: string;
  readonly microTimestamp: string;
  readonly memory: Memory;
  /** The memory of the component for which a connector or a fault acts. */
  memoryOf(component: string): Memory;

  /** Goes through admission, defaulting and validation like a client's request. `metadata.generateName` works. */
  create<T extends KubeObject>(resource: ResourceKey, object: Omit<T, 'metadata'> & { metadata: object }): Result<T, Status>;
  /** Replaces spec and metadata; conflicts where `metadata.resourceVersion` is given and old; a write that changes nothing is no write. */
  update<T extends KubeObject>(resource: ResourceKey, object: T): Result<T, Status>;
  /** Replaces the status only. */
  updateStatus<T extends KubeObject>(resource: ResourceKey, object: T): Result<T, Status>;
  /** Reads the current object and replaces it by `change(current)`: metadata, spec and status alike, without validation. For what upstream patches or binds. */
  modify<T extends KubeObject>(resource: ResourceKey, namespace: string | undefined, name: string, change: (current: T) => T): Result<T, Status>;
  delete(resource: ResourceKey, namespace: string | undefined, name: string, options?: DeleteOptions): Result<KubeObject, Status>;

  /** Raises an Event about `object` as the running component (aggregated and counted as client-go's correlator does). */
  event(object: KubeObject, type: 'Normal' | 'Warning', reason: string, message: string, options?: EventOptions): void;
  /** In [0, 1), from the state's own generator. */
  random(): number;
  /** Wakes a key of a component (default: this one) `after` milliseconds from now. */
  wake(key: string, after?: number, component?: string): void;
  /** A component stands still: what wakes it is put aside. Or goes on after so many milliseconds, and looks at all it watches, as one that was started anew. */
  pause(component: string): void;
  resume(component: string, after: number): void;
  isPaused(component: string): boolean;
  /** Milliseconds that the API server takes beyond the usual for what a client asks and for what it tells watchers. */
  slowApi(delay: number): void;
  /** Sends a chunk to those who listen to `stream` (logs -f, exec). Nothing in the state depends on listeners. */
  emit(stream: string, chunk: StreamChunk): void;
}

export interface EventOptions {
  /** `spec.containers{nginx}` */
  readonly fieldPath?: string;
  /** Default: the running component's name. */
  readonly component?: string;
  /** The node, for a kubelet's events: goes into `source.host` and `reportingInstance`. */
  readonly host?: string;
  /** Events of the events.k8s.io API (the scheduler's): eventTime instead of first and last timestamps, an action, a reporting controller. */
  readonly modern?: { readonly action: string; readonly reportingInstance: string; readonly related?: KubeObject };
  readonly annotations?: Readonly<Record<string, string>>;
}

export type StreamChunk = { readonly stdout: string } | { readonly stderr: string } | { readonly exit: number; readonly error?: string };

/** What a reconcile came to. */
export interface Outcome {
  /** In words, with the numbers that were used: "4 available, floor 3 = 4 − ⌊25 % of 4⌋: may remove 1". */
  readonly decision: string;
  /** What it was decided on: short facts, in the order they were looked at. */
  readonly saw?: readonly string[];
  /** Nothing was found to do: a stepping user need not stop here. */
  readonly idle?: boolean;
  /** When to look at the key again if nothing wakes it before. A key has one pending wake, the earliest: say it on every reconcile. */
  readonly again?:
    | { readonly after: number }
    /** Failed: again after the rate limiter's delay (5 ms doubling to 1000 s). */
    | { readonly retry: string };
}

export interface Watch {
  /** `*`: every resource. */
  readonly resource: ResourceKey;
  /** Which keys this change wakes. */
  readonly keys: (change: Change, view: View) => readonly string[];
}

/** Milliseconds after the first failure, which double with each further one, and the most. */
export interface BackOff {
  readonly first: number;
  readonly most: number;
}

export interface Component {
  /** Unique: `deployment-controller`, `default-scheduler`, `kubelet`. */
  readonly name: string;
  /** How the trace names who acted, where that depends on the key: `kubelet node-2`. */
  readonly actor?: (key: string) => string;
  /** Among what is due at the same instant, lower goes first. */
  readonly priority: number;
  readonly watches: readonly Watch[];
  /** One key at a time over all keys, as the scheduler works; the next starts when the last one's time is over. */
  readonly serial?: {
    /** Milliseconds of virtual time that one key takes. */
    readonly duration: number;
    /** Among keys that are ready, the smallest string goes first; then the one that waited longest. */
    readonly rank?: (view: View, key: string) => string;
  };
  /** How its queue puts off a key that failed; default: 5 ms doubling to 1000 s. */
  readonly backOff?: BackOff;
  /** Milliseconds between a write and the wake it causes; default: the world's `timing.informer`. */
  readonly latency?: number;
  readonly reconcile: (context: Context, key: string) => Outcome;
  /** Called once, when the cluster comes up. */
  readonly start?: (context: Context) => void;
}

/** An admission plugin: may change what is written, or refuse it. Order is the order of the world's list. */
export interface AdmissionPlugin {
  readonly name: string;
  /** Before validation: gives the object as it goes on, or refuses it. */
  readonly admit?: (request: AdmissionRequest, context: Context) => Result<KubeObject, Status>;
  /** After validation: gives the refusal, if it is one. Upstream's validating phase, where quota is charged. */
  readonly validate?: (request: AdmissionRequest, context: Context) => Status | undefined;
}
export interface AdmissionRequest {
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly resource: ResourceKey;
  readonly subresource: '' | 'status' | string;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: KubeObject;
  readonly old: KubeObject | undefined;
  readonly dryRun: boolean;
  readonly warn: (text: string) => void;
}

/** Serves a subresource that is not plain storage: `pods/log`, `pods/exec`, `pods/eviction`, `pods/binding`. */
export interface Connector {
  readonly resource: ResourceKey;
  readonly subresource: string;
  readonly serve: (request: ApiRequest, context: Context) => ApiResponse;
}

/** An API whose objects are not stored but answered, read-only, by a server behind the API server (upstream: kube-aggregator). */
export interface AggregatedApi {
  readonly kinds: readonly KindDescriptor[];
  /** `absent`: nothing has registered it; `unavailable`: registered, but its server does not answer. */
  readonly availability: (view: View) => 'absent' | 'unavailable' | 'available';
  /** In key order. Without a namespace: all. */
  readonly list: (view: View, kind: KindDescriptor, namespace: string | undefined) => readonly KubeObject[];
  /** How its refusal names an object that is not there; default: its resource and its name. */
  readonly notFound?: (kind: KindDescriptor, namespace: string | undefined, name: string) => Status;
}

/** Something done to the cluster from outside that is no API request: a node stops, a registry is down. */
export interface FaultHandler {
  readonly name: string;
  readonly apply: (context: Context, args: Readonly<Record<string, unknown>>) => Result<string, string>;
}
