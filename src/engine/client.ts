/**
 * How everybody outside the cluster talks to it: kubectl, lessons, the page, a server.
 *
 * A task is a generator: it yields an effect and is handed the reply, so the same code runs on virtual time in one thread, in a worker,
 * or against a real API server behind HTTP, and needs no Promise. `yield* request(…)` reads as a call.
 */
import type { KubeObject } from '../api/meta/types.ts';
import type { Status } from '../api/meta/status.ts';
import type { MemoryView, StreamChunk } from './component.ts';

export type ApiVerb = 'get' | 'list' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';
export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface ApiRequest {
  readonly verb: ApiVerb;
  readonly group: string;
  readonly version: string;
  /** Lower-case plural. */
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** The object or patch as the client sends it: JSON, not yet decoded. */
  readonly body?: unknown;
  readonly patchType?: PatchType;
  readonly options?: RequestOptions;
}

export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  /** The client sends the body in protobuf, where texts need no escapes: for the limit on its size. */
  readonly protobuf?: boolean;
  readonly fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  /** Server-side apply: take over conflicting fields. */
  readonly force?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  /** Query parameters of a connector's own (`container`, `tailLines`, `command`, …). */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

export interface ApiList {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly KubeObject[];
}

export type ApiResponse =
  | { readonly ok: true; readonly code: number; readonly body: KubeObject | ApiList | Status; readonly warnings: readonly string[] }
  /** A connector's answer that is no object: text at once, and/or a stream to open. */
  | { readonly ok: true; readonly code: number; readonly text: string; readonly stream?: string; readonly warnings: readonly string[] }
  /** `after`: milliseconds until the refusal comes, where that takes noticeably long; Infinity: none comes, whoever asked waits until he gives up. */
  | { readonly ok: false; readonly status: Status; readonly warnings: readonly string[]; readonly after?: number };

export interface WatchRequest {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Events after this version; without it, from now on. */
  readonly resourceVersion?: string;
}

export type WatchEvent = { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: KubeObject };

/** What `next` gives, and through which of its handles. */
export type Notice =
  | { readonly notice: 'event'; readonly handle: Handle; readonly event: WatchEvent }
  | { readonly notice: 'chunk'; readonly handle: Handle; readonly chunk: StreamChunk }
  /** The deadline came first. */
  | { readonly notice: 'timeout' };

/** A number that names an open watch or stream for its task. */
export type Handle = number;

export type Effect =
  | { readonly effect: 'request'; readonly request: ApiRequest }
  | { readonly effect: 'watch'; readonly watch: WatchRequest }
  | { readonly effect: 'stream'; readonly stream: string }
  /** Waits for the next notice of one of `handles`, or until the virtual time `until` (ms since the epoch). */
  | { readonly effect: 'next'; readonly handles: readonly Handle[]; readonly until?: number }
  | { readonly effect: 'close'; readonly handle: Handle }
  /** Something done to the cluster that is no API request: a real cluster has no answer to it. */
  | { readonly effect: 'fault'; readonly fault: string; readonly args: Readonly<Record<string, unknown>> }
  /** What a component of the simulation remembers under keys that start with `prefix`. */
  | { readonly effect: 'memory'; readonly component: string; readonly prefix: string }
  /** Virtual time, milliseconds since the epoch. */
  | { readonly effect: 'now' };

export type Reply = ApiResponse | Handle | Notice | FaultReply | readonly (readonly [string, unknown])[] | number | undefined;

/** What was done, in words, or why nothing was. */
export type FaultReply = { readonly done: string; readonly error?: undefined } | { readonly done?: undefined; readonly error: string };

/** Code that talks to a cluster and ends with a `T`. Ctrl+C is `return()`: clean up in `finally`. */
export type Task<T> = Generator<Effect, T, Reply>;

export function* request(call: ApiRequest): Task<ApiResponse> {
  return (yield { effect: 'request', request: call }) as ApiResponse;
}
export function* watch(call: WatchRequest): Task<Handle> {
  return (yield { effect: 'watch', watch: call }) as Handle;
}
export function* openStream(stream: string): Task<Handle> {
  return (yield { effect: 'stream', stream }) as Handle;
}
export function* next(handles: readonly Handle[], until?: number): Task<Notice> {
  return (yield { effect: 'next', handles, until }) as Notice;
}
export function* close(handle: Handle): Task<void> {
  yield { effect: 'close', handle };
}
export function* fault(name: string, args: Readonly<Record<string, unknown>>): Task<FaultReply> {
  return (yield { effect: 'fault', fault: name, args }) as FaultReply;
}
/** A component's memory, to read: what the clients of a simulation can see and those of a real cluster cannot. */
export function* memoryOf(component: string, prefix: string): Task<MemoryView> {
  const all = (yield { effect: 'memory', component, prefix }) as readonly (readonly [string, unknown])[];
  const values = new Map(all);
  return {
    get: <T>(key: string) => values.get(key) as T | undefined,
    entries: <T>(start = '') => all.filter(([key]) => key.startsWith(start)) as [string, T][],
    hasUnder: (start) => all.some(([key]) => key.startsWith(start)),
  };
}
export function* now(): Task<number> {
  return (yield { effect: 'now' }) as number;
}
/** Waits for `ms` milliseconds of virtual time. */
export function* sleep(ms: number): Task<void> {
  const start = yield* now();
  yield* next([], start + ms);
}
