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
import type { Countdown, TableDeltas } from './rows-protocol.ts';

export { tableNames } from './rows-protocol.ts';
export type * from './rows-protocol.ts';

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
