/** What a step leaves behind: who did what, because of what, with which numbers. *Why?* walks these back by `cause`. */
import type { Change, StreamChunk } from './component.ts';
import type { WakeReason } from './state.ts';

export interface TraceEntry {
  readonly step: number;
  /** Virtual time, milliseconds since the epoch. */
  readonly time: number;
  /** `deployment-controller`, `kubelet node-2`, or `you` for what came from outside. */
  readonly actor: string;
  readonly component: string;
  readonly key: string;
  /** The step that woke this one; absent where it came from outside. */
  readonly cause: number | undefined;
  readonly because: WakeReason | 'input';
  /** Later steps that would have woken it too, oldest first. */
  readonly joined?: readonly number[];
  readonly saw: readonly string[];
  readonly decision: string;
  /** Nothing was found to do. */
  readonly idle: boolean;
  readonly writes: readonly Change[];
  /** When the key is looked at again by itself: milliseconds since the epoch. */
  readonly again: { readonly at: number; readonly why: 'timer' | 'retry'; readonly message?: string } | undefined;
  readonly output: readonly { readonly stream: string; readonly chunk: StreamChunk }[];
}
