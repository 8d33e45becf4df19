/**
 * The one facade of the engine: a world, its state and its tape. Steps, ticks and settles; takes inputs; goes to any step; keeps every
 * future it leaves as a branch.
 */
import type { KubeObject } from '../api/meta/types.ts';
import { nextDue } from './agenda.ts';
import type { ApiRequest, ApiResponse } from './client.ts';
import type { View } from './component.ts';
import { isReadOnly, serve } from './requests.ts';
import { forkState, newState, type ClusterState } from './state.ts';
import { StepContext } from './step-context.ts';
import { applyInput, startComponents, step as takeStep, type Input, type InputResult } from './step.ts';
import { EVERY, checkpointBefore, firstBranch, forkBranch, inputAfter, type Branch } from './tape.ts';
import type { TraceEntry } from './trace.ts';
import type { World } from './world.ts';

export interface Position {
  readonly step: number;
  /** Virtual time, milliseconds since the epoch. */
  readonly time: number;
  readonly branch: number;
}

export interface SimulationOptions {
  readonly seed?: number;
  /** When virtual time starts, milliseconds since the epoch. */
  readonly start?: number;
  /** Puts in what is there before the first step: namespaces, nodes. */
  readonly bootstrap?: (context: StepContext) => void;
  /** Starts from here instead; the others then count for nothing. */
  readonly state?: ClusterState;
}

/** Hears every entry as it is made, on replays too; and, with `undefined`, that the position jumped. */
export type Listener = (entry: TraceEntry | undefined) => void;

export interface SettleOptions {
  /** Virtual milliseconds without a write that count as settled. */
  readonly quiet?: number;
  /** Virtual milliseconds after which it gives up. */
  readonly timeout?: number;
  /** A bound on steps. */
  readonly steps?: number;
  /** Hears each step, and may end it there. */
  readonly stops?: (entry: TraceEntry) => boolean;
}

export const DEFAULT_START = Date.UTC(2026, 0, 1, 9, 0, 0);

export class Simulation {
  readonly world: World;
  #state: ClusterState;
  /** Shared with companions: a branch that one starts, all have. */
  #tape: { readonly branches: Branch[]; next: number };
  #branch: Branch;
  readonly #listeners = new Set<Listener>();

  constructor(world: World, options: SimulationOptions = {}) {
    this.world = world;
    this.#state = options.state ?? this.#begin(options);
    this.#branch = firstBranch(forkState(this.#state));
    this.#tape = { branches: [this.#branch], next: 1 };
  }

  #begin(options: SimulationOptions): ClusterState {
    const state = newState({ start: options.start ?? DEFAULT_START, seed: options.seed ?? 1 });
    options.bootstrap?.(new StepContext(this.world, state, 'bootstrap'));
    startComponents(this.world, state);
    return state;
  }

  get position(): Position {
    return { step: this.#state.step, time: this.#state.now, branch: this.#branch.id };
  }

  /** How far the current branch goes. */
  get end(): { readonly step: number; readonly time: number } {
    return this.#branch.end;
  }

  get branches(): readonly Branch[] {
    return this.#tape.branches;
  }

  get branch(): Branch {
    return this.#branch;
  }

  /** Reads the current state. */
  get view(): View {
    return new StepContext(this.world, this.#state, '');
  }

  /** The current state. Not to be changed. */
  get state(): ClusterState {
    return this.#state;
  }

  /** The entry of a step of the current branch; also of one that lies ahead after a seek back. */
  entry(step: number): TraceEntry | undefined {
    return this.#branch.trace[step - this.#branch.first - 1];
  }

  /** The entries of the current branch in order; the first is of the step after `branch.first`. */
  get trace(): readonly TraceEntry[] {
    return this.#branch.trace;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Virtual time of what comes next, be it on the agenda or, in the past, on the tape. */
  get nextTime(): number | undefined {
    const taped = inputAfter(this.#branch, this.#state.step);
    return taped ? taped.time : nextDue(this.#state);
  }

  /**
   * The next single thing: one reconcile of one key, or in the past also an input of the tape. At most until virtual time `until`.
   * `undefined` where there is none.
   */
  step(until = Infinity): TraceEntry | undefined {
    const entry = this.#forward(until);
    if (entry) this.#took(entry);
    return entry;
  }

  /** The next thing that does something: what finds nothing to do is passed over. */
  stepBusy(until = Infinity): TraceEntry | undefined {
    for (;;) {
      const entry = this.step(until);
      if (!entry || !entry.idle) return entry;
    }
  }

  /** All that is due now; where nothing is, all that is due at the next due time. Gives how many steps it took. `stops` hears each, and may end it there. */
  tick(stops?: (entry: TraceEntry) => boolean): number {
    const due = this.nextTime;
    if (due === undefined) return 0;
    const until = Math.max(due, this.#state.now);
    let steps = 0;
    for (let entry = this.step(until); entry; entry = this.step(until)) {
      steps += 1;
      if (stops?.(entry)) break;
    }
    return steps;
  }

  /** Everything up to a virtual time (milliseconds since the epoch; a part of one counts as a whole one), which the clock then shows. */
  advanceTo(until: number): number {
    // What is due is kept under the text of its time: a part of a millisecond would put it in a wrong place.
    const time = Math.ceil(until);
    let steps = 0;
    while (this.step(time)) steps += 1;
    this.#state.now = Math.max(this.#state.now, time);
    this.#branch.end.time = Math.max(this.#branch.end.time, this.#state.now);
    return steps;
  }

  /** The clock alone: what is due stays due. For playing a tape again, where an input may have come between steps of one instant. */
  passTo(time: number): void {
    this.#state.now = Math.max(this.#state.now, time);
    this.#branch.end.time = Math.max(this.#branch.end.time, this.#state.now);
  }

  /** Until nothing was written for a while. `settled` is false where the time or the steps ran out first. */
  settle({ quiet = 3000, timeout = 60_000, steps = Infinity, stops }: SettleOptions = {}): { readonly settled: boolean; readonly steps: number } {
    const deadline = this.#state.now + timeout;
    let lastWrite = this.#state.now;
    let taken = 0;
    for (;;) {
      const until = Math.min(lastWrite + quiet, deadline);
      if (taken >= steps) return { settled: false, steps: taken };
      const entry = this.step(until);
      if (!entry) {
        this.advanceTo(until);
        return { settled: until < deadline, steps: taken };
      }
      taken += 1;
      if (stops?.(entry)) return { settled: false, steps: taken };
      if (entry.writes.length > 0) lastWrite = entry.time;
    }
  }

  /** Steps until `done` holds after one. Gives that step's entry, or `undefined` where it did not come within the bounds. */
  until(done: (entry: TraceEntry, view: View) => boolean, { timeout = Infinity, steps = 1_000_000 } = {}): TraceEntry | undefined {
    const deadline = this.#state.now + timeout;
    for (let taken = 0; taken < steps; taken += 1) {
      const entry = this.step(deadline);
      if (!entry) return undefined;
      if (done(entry, this.view)) return entry;
    }
    return undefined;
  }

  /** A client's request. Reads answer from the current state; anything else is an input on the tape, which in the past starts a branch. */
  request(call: ApiRequest, by?: string): ApiResponse {
    if (isReadOnly(call, this.world)) return serve(new StepContext(this.world, this.#state, 'client'), call);
    if (call.options?.dryRun) return serve(new StepContext(this.world, forkState(this.#state), 'client'), call);
    const result = this.input({ input: 'request', request: call, ...(by !== undefined && { by }) });
    if (result.input !== 'request') throw new Error('a request gives a response');
    return result.response;
  }

  input(input: Input): InputResult {
    const { step, now } = this.#state;
    if (step < this.#branch.end.step) this.#startBranch();
    this.#branch.inputs.push({ after: step, time: now, input });
    const { entry, result } = applyInput(this.world, this.#state, input);
    this.#took(entry);
    return result;
  }

  /** Goes to the moment after `step` steps, on this branch or another; where the tape ends before, to its end. */
  seek(step: number, branch = this.#branch.id): void {
    const target = this.#find(branch);
    const wanted = Math.max(target.first, Math.min(step, target.end.step));
    const near = this.#branch === target && this.#state.step <= wanted && wanted - this.#state.step < EVERY;
    this.#branch = target;
    if (!near) this.#state = forkState(checkpointBefore(target, wanted));
    while (this.#state.step < wanted) {
      if (!this.#forward(Infinity)) throw new Error(`the tape broke off at step ${this.#state.step} of ${wanted}`);
    }
    if (wanted === target.end.step) this.#state.now = target.end.time;
    for (const listener of this.#listeners) listener(undefined);
  }

  /** The state as it was after `step` steps of the current branch, without going there. */
  stateAt(step: number): ClusterState {
    const wanted = Math.max(this.#branch.first, Math.min(step, this.#branch.end.step));
    const state = forkState(checkpointBefore(this.#branch, wanted));
    while (state.step < wanted) if (!replay(this.world, this.#branch, state, Infinity)) break;
    return state;
  }

  viewAt(step: number): View {
    return new StepContext(this.world, this.stateAt(step), '');
  }

  /**
   * Starts a branch here, also at the end of one, and goes on in it. `id` brings a branch back under the number that it had.
   */
  branchOff({ name, id = this.#tape.next }: { readonly name?: string; readonly id?: number } = {}): number {
    if (this.#tape.branches.some((branch) => branch.id === id)) throw new Error(`there is a branch ${id} already`);
    const { step, now } = this.#state;
    this.#branch = forkBranch(this.#branch, id, step, now, name);
    this.#tape.branches.push(this.#branch);
    this.#tape.next = Math.max(this.#tape.next, id + 1);
    for (const listener of this.#listeners) listener(undefined);
    return id;
  }

  /** Throws where there is no such branch. */
  renameBranch(id: number, name: string): void {
    this.#find(id).name = name;
  }

  /** Forgets a branch other than the first and the current one. Those that left it then leave what it had left. */
  removeBranch(id: number): void {
    const gone = this.#find(id);
    if (!gone.from) throw new Error('the first branch stays: the others left it');
    if (gone === this.#branch) throw new Error('this is the branch that you are on: go to another one first');
    for (const branch of this.#tape.branches) {
      if (branch.from?.branch === id) branch.from = { branch: gone.from.branch, step: Math.min(branch.from.step, gone.from.step) };
    }
    this.#tape.branches.splice(this.#tape.branches.indexOf(gone), 1);
  }

  /** Another place on the same tape, at the start of a branch: both may go on, each on a branch of its own. */
  companion(branch: number): Simulation {
    const found = this.#find(branch);
    const other = new Simulation(this.world, { state: forkState(found.checkpoints[0]!) });
    other.#tape = this.#tape;
    other.#branch = found;
    return other;
  }

  #find(id: number): Branch {
    const found = this.#tape.branches.find((branch) => branch.id === id);
    if (!found) throw new Error(`there is no branch ${id}`);
    return found;
  }

  /** A simulation of its own that starts where this one is: for previews and what-ifs. */
  fork(): Simulation {
    return new Simulation(this.world, { state: forkState(this.#state) });
  }

  /** All objects of the current state, for a page that starts to follow. */
  objects(): KubeObject[] {
    return this.#state.objects.valuesUnder('');
  }

  /** One step ahead: along the tape where it goes on, new otherwise. */
  #forward(until: number): TraceEntry | undefined {
    return replay(this.world, this.#branch, this.#state, until);
  }

  #took(entry: TraceEntry): void {
    const branch = this.#branch;
    if (entry.step > branch.end.step) {
      branch.trace.push(entry);
      branch.end = { step: entry.step, time: Math.max(branch.end.time, entry.time) };
      if ((entry.step - branch.first) % EVERY === 0) branch.checkpoints.push(forkState(this.#state));
    }
    for (const listener of this.#listeners) listener(entry);
  }

  #startBranch(): void {
    const id = this.#tape.next;
    this.#branch = forkBranch(this.#branch, id, this.#state.step, this.#state.now);
    this.#tape.branches.push(this.#branch);
    this.#tape.next = id + 1;
  }
}

function replay(world: World, branch: Branch, state: ClusterState, until: number): TraceEntry | undefined {
  const taped = inputAfter(branch, state.step);
  if (!taped) return takeStep(world, state, until);
  if (taped.time > until) return undefined;
  state.now = taped.time;
  return applyInput(world, state, taped.input).entry;
}
