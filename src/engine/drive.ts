/**
 * Runs tasks (kubectl, lessons) against a simulation: everything that can be answered now is; what waits for something to happen is
 * looked at again after each step. Who drives decides how fast the clock goes.
 */
import type { KubeObject } from '../api/meta/types.ts';
import type { ApiRequest, ApiResponse, Effect, Handle, Notice, Reply, Task, WatchEvent, WatchRequest } from './client.ts';
import type { Change, StreamChunk } from './component.ts';
import { kindAt } from './kinds.ts';
import { matcherOf, type Matcher } from './selection.ts';
import type { Simulation } from './simulation.ts';
import { transferTime } from './transfer.ts';
import type { TraceEntry } from './trace.ts';

type OpenHandle =
  | { readonly kind: 'watch'; readonly resource: string; readonly namespace: string | undefined; readonly matches: Matcher; readonly queue: Notice[] }
  | { readonly kind: 'stream'; readonly stream: string; readonly queue: Notice[] };

export type TaskState<T> =
  | { readonly state: 'done'; readonly value: T }
  /** Nothing for it to do until a notice comes, or virtual time reaches `until` (milliseconds since the epoch). */
  | { readonly state: 'waiting'; readonly until: number | undefined };

export class TaskRun<T> {
  readonly #simulation: Simulation;
  readonly #task: Task<T>;
  readonly #handles = new Map<Handle, OpenHandle>();
  /** What came on streams that a reply has named and the task has not opened yet. */
  readonly #unopened = new Map<string, StreamChunk[]>();
  readonly #by: string | undefined;
  #nextHandle = 1;
  #waiting: Extract<Effect, { effect: 'next' }> | undefined;
  /** What a slow API server has answered, and the task does not have yet. */
  #held: { readonly reply: Reply } | undefined;
  #reply: Reply = undefined;
  #result: T | undefined;
  #done = false;
  readonly #stopListening: () => void;

  /** `by` is what the tape says of where the task's requests come from: the command line. */
  constructor(simulation: Simulation, task: Task<T>, by?: string) {
    this.#simulation = simulation;
    this.#task = task;
    this.#by = by;
    this.#stopListening = simulation.listen((entry) => {
      if (entry) this.#hear(entry);
    });
  }

  /** Goes on as far as it can without the clock. */
  advance(): TaskState<T> {
    while (!this.#done) {
      if (this.#waiting) {
        const notice = this.#notice(this.#waiting);
        if (!notice) return { state: 'waiting', until: this.#waiting.until };
        this.#waiting = undefined;
        this.#reply = this.#held?.reply ?? notice;
        this.#held = undefined;
      }
      const { done, value } = this.#task.next(this.#reply);
      if (done) {
        this.#finish(value as T);
        break;
      }
      const effect = value as Effect;
      if (effect.effect === 'next') this.#waiting = effect;
      else this.#reply = this.#perform(effect);
      // Who looks without having typed anything (the page) does not wait.
      const delay = effect.effect === 'request' && this.#by !== undefined ? this.#simulation.state.apiDelay + answerTime(effect.request, this.#reply as ApiResponse) : 0;
      if (delay > 0) {
        this.#held = { reply: this.#reply };
        this.#waiting = { effect: 'next', handles: [], ...(delay !== Infinity && { until: this.#simulation.position.time + delay }) };
      }
    }
    return { state: 'done', value: this.#result as T };
  }

  /** Ctrl+C: ends the task where it stands. */
  interrupt(): void {
    if (this.#done) return;
    this.#task.return(undefined as T);
    this.#finish(undefined as T);
  }

  #finish(value: T): void {
    this.#done = true;
    this.#result = value;
    this.#stopListening();
  }

  #perform(effect: Exclude<Effect, { effect: 'next' }>): Reply {
    switch (effect.effect) {
      case 'request':
        return this.#request(effect.request);
      case 'watch':
        return this.#open(this.#watch(effect.watch));
      case 'stream':
        return this.#open({ kind: 'stream', stream: effect.stream, queue: [] });
      case 'close':
        this.#handles.delete(effect.handle);
        return undefined;
      case 'fault': {
        const { fault, args } = effect;
        const result = this.#simulation.input({ input: 'fault', fault, args, ...(this.#by !== undefined && { by: this.#by }) });
        if (result.input !== 'fault') throw new Error('a fault gives what was done');
        return result.done === undefined ? { error: result.error ?? '' } : { done: result.done };
      }
      case 'memory':
        return this.#simulation.view.memoryOf(effect.component).entries(effect.prefix);
      case 'now':
        return this.#simulation.position.time;
    }
  }

  /** A stream that the reply names may begin in that very step, and long before a task that is slow to go on opens it. */
  #request(request: ApiRequest): ApiResponse {
    const before = this.#simulation.position.step;
    const response = this.#simulation.request(request, this.#by);
    if (response.ok && 'stream' in response && response.stream !== undefined) {
      const { step } = this.#simulation.position;
      const begun = step === before ? [] : (this.#simulation.entry(step)?.output ?? []);
      this.#unopened.set(
        response.stream,
        begun.filter(({ stream }) => stream === response.stream).map(({ chunk }) => chunk),
      );
    }
    return response;
  }

  #open(handle: OpenHandle): Handle {
    const id = this.#nextHandle;
    this.#nextHandle += 1;
    this.#handles.set(id, handle);
    if (handle.kind === 'stream') {
      for (const chunk of this.#unopened.get(handle.stream) ?? []) handle.queue.push({ notice: 'chunk', handle: id, chunk });
      this.#unopened.delete(handle.stream);
    }
    return id;
  }

  #watch(call: WatchRequest): OpenHandle {
    const { world } = this.#simulation;
    const descriptor = kindAt(world, this.#simulation.view, call.group, call.version, call.resource)?.descriptor;
    const resource = call.group === '' ? call.resource : `${call.resource}.${call.group}`;
    const matches = matcherOf(descriptor, call);
    const handle = { kind: 'watch', resource, namespace: call.namespace, matches: matches.ok ? matches.value : () => false, queue: [] as Notice[] } as const;
    const since = call.resourceVersion === undefined ? Infinity : Number(call.resourceVersion);
    if (since < this.#simulation.state.resourceVersion) {
      for (const entry of this.#simulation.trace) for (const change of entry.writes) if (change.resourceVersion > since) this.#offer(this.#nextHandle, handle, change);
    }
    return handle;
  }

  #hear(entry: TraceEntry): void {
    for (const { stream, chunk } of entry.output) this.#unopened.get(stream)?.push(chunk);
    for (const [id, handle] of this.#handles) {
      if (handle.kind === 'watch') for (const change of entry.writes) this.#offer(id, handle, change);
      else for (const { stream, chunk } of entry.output) if (stream === handle.stream) handle.queue.push({ notice: 'chunk', handle: id, chunk });
    }
  }

  #offer(id: Handle, handle: Extract<OpenHandle, { kind: 'watch' }>, change: Change): void {
    if (change.resource !== handle.resource) return;
    if (handle.namespace !== undefined && change.object.metadata.namespace !== handle.namespace) return;
    const event = seenThrough(handle.matches, change);
    if (event) handle.queue.push({ notice: 'event', handle: id, event });
  }

  #notice({ handles, until }: Extract<Effect, { effect: 'next' }>): Notice | undefined {
    for (const id of handles) {
      const notice = this.#handles.get(id)?.queue.shift();
      if (notice) return notice;
    }
    return until !== undefined && this.#simulation.position.time >= until ? { notice: 'timeout' } : undefined;
  }
}

/** Of what people store only the contents of these get large. */
const LARGE = new Set(['configmaps', 'secrets']);

/** How long the answer takes on its way, in milliseconds, where that can be noticed: an object that is large, a kubelet that does not answer. */
const answerTime = ({ group, resource, name, verb }: ApiRequest, response: ApiResponse): number =>
  !response.ok
    ? (response.after ?? 0)
    : group === '' && LARGE.has(resource) && (name !== undefined || verb === 'create') && 'body' in response
      ? transferTime(JSON.stringify(response.body).length)
      : 0;

/** What a selecting watch shows of a change: an object that comes to match is added, one that no longer does is deleted. */
function seenThrough(matches: Matcher, { type, object, before }: Change): WatchEvent | undefined {
  const was = before !== undefined && matches(before);
  const is = type !== 'DELETED' && matches(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  return was ? { type: 'DELETED', object: object as KubeObject } : undefined;
}

/**
 * Runs a task to its end, letting the clock run as it must, at most to virtual time `until`. `undefined`: it did not end by then
 * and was interrupted.
 */
export function runToEnd<T>(simulation: Simulation, task: Task<T>, until = Infinity, by?: string): { readonly value: T } | undefined {
  const run = new TaskRun(simulation, task, by);
  for (;;) {
    const now = run.advance();
    if (now.state === 'done') return { value: now.value };
    const limit = Math.min(until, now.until ?? Infinity);
    if (simulation.step(limit)) continue;
    if (limit === Infinity || (limit <= simulation.position.time && limit === until)) {
      run.interrupt();
      return undefined;
    }
    simulation.advanceTo(limit);
    if (limit === until && (now.until ?? Infinity) > until) {
      run.interrupt();
      return undefined;
    }
  }
}
