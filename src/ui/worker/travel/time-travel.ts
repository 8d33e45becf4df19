/** Answers about places on the tape: branches, waits, breakpoints, comparisons. */
import type { Simulation } from '../../../engine/simulation.ts';
import { stepAtTime } from '../../../engine/tape.ts';
import type { TraceEntry } from '../../../engine/trace.ts';
import type { Condition } from '../condition/ast.ts';
import { factsOf } from '../condition/describe.ts';
import { baselineOf, holds } from '../condition/evaluate.ts';
import { parseCondition } from '../condition/parse.ts';
import type { Parsed } from '../condition/parse.ts';
import { Feed } from '../feed.ts';
import type { AskedSide } from '../history-protocol.ts';
import type { FromWorker, Position } from '../protocol.ts';
import { BRANCH_NAME } from '../story.ts';
import type { BesideDiff, ConditionFault, Place, TimeCalls } from '../time-protocol.ts';
import { sharedUntil } from './shared-past.ts';
import { knownKinds, sourceOf } from './sources.ts';
import { Breakpoints, waitFor, whenLast } from './until.ts';

type Answers = { readonly [N in keyof TimeCalls]: (options: Parameters<TimeCalls[N]>[0]) => ReturnType<TimeCalls[N]> | Promise<ReturnType<TimeCalls[N]>> };

/** What it needs of the host. */
export interface Tape {
  simulation(): Simulation;
  start(): Pick<Position, 'start' | 'origin'>;
  go(step: number, branch?: number): void;
  moved(): void;
  pause(): void;
  flush(): void;
  yaml(key: string, side: AskedSide | undefined): Promise<string>;
  side(side: AskedSide | undefined): Simulation;
}

const BREAKPOINTS = 20;
/** Fields that are told of two objects at most, and characters of a value. */
const FIELDS = 200;
const VALUE = 160;

export class TimeTravel {
  private readonly points = new Breakpoints();
  /** What stopped it last. */
  private stopped: string | undefined;
  private other: { readonly simulation: Simulation; readonly feed: Feed; sent: boolean } | undefined;

  constructor(
    private readonly tape: Tape,
    private readonly post: (message: FromWorker) => void,
  ) {}

  readonly answers: Answers = {
    untilHolds: ({ text, namespace, back }) => {
      const simulation = this.tape.simulation();
      const parsed = this.parse(text, namespace);
      if (!parsed.ok) return { came: false, text: parsed.problem.message, fault: parsed.problem };
      this.tape.pause();
      if (!back) {
        const arrival = waitFor(simulation, parsed.condition, (entry) => (this.stops(entry) ? this.stopped : undefined));
        this.tape.moved();
        return arrival;
      }
      const { step, ...arrival } = whenLast(simulation, parsed.condition);
      if (step !== undefined) this.tape.go(step);
      return arrival;
    },
    condition: ({ text, namespace }) => {
      const parsed = this.parse(text, namespace);
      if (!parsed.ok) return { fault: parsed.problem satisfies ConditionFault };
      const source = sourceOf(() => this.tape.simulation().state);
      return { holds: holds(parsed.condition, source, baselineOf(parsed.condition, source)), facts: factsOf(parsed.condition, source) };
    },
    breakpoints: ({ texts, namespace }) => {
      const conditions: { text: string; condition: Condition }[] = [];
      for (const text of texts.slice(0, BREAKPOINTS)) {
        const parsed = this.parse(text, namespace);
        if (parsed.ok) conditions.push({ text, condition: parsed.condition });
      }
      this.points.set(conditions, this.tape.simulation());
    },
    branchOff: ({ name }) => {
      const simulation = this.tape.simulation();
      this.tape.pause();
      const id = simulation.branchOff({ name: nameOf(name) });
      this.tape.flush();
      return { id };
    },
    renameBranch: ({ id, name }) => {
      const given = nameOf(name);
      if (given === undefined) throw new Error('A branch has a name of at least one character.');
      this.tape.simulation().renameBranch(id, given);
      this.tape.flush();
    },
    removeBranch: ({ id }) => {
      if (this.other?.simulation.branch.id === id) this.show(undefined);
      this.tape.simulation().removeBranch(id);
      this.tape.flush();
    },
    beside: ({ branch }) => {
      this.show(branch);
      this.tape.flush();
    },
    // What compares and reads YAML comes when it is asked for.
    diff: async ({ left, right, events }) => {
      const { diffStates } = await import('./diff.ts');
      const [a, b] = [this.at(left), this.at(right)];
      const place = ({ position: { step, branch, time } }: Simulation) => ({ step, branch, time });
      return { left: place(a), right: place(b), ...diffStates(a.state, b.state, events) };
    },
    diffText: async ({ left, right, key }) => {
      const [{ toYaml }, { unifiedHunks }] = await Promise.all([import('../../../manifest/yaml/emitter.ts'), import('../../../kubectl/unified-diff.ts')]);
      const text = (place: Place) => {
        const object = this.at(place).state.objects.get(key);
        if (!object) return '';
        const { managedFields: _, ...metadata } = object.metadata as typeof object.metadata & { managedFields?: unknown };
        return toYaml({ ...object, metadata });
      };
      return { hunks: unifiedHunks(text(left), text(right)) };
    },
    diffBeside: ({ key, other }) => this.diffBeside(key, other),
    fields: async ({ key, side }) => {
      const [text, { fieldLines }] = await Promise.all([this.tape.yaml(key, side), import('./fields.ts')]);
      return { text, lines: fieldLines(text) };
    },
    whyField: async ({ key, path, side }) => {
      const { whyField } = await import('./why-field.ts');
      const [simulation, start] = [this.tape.side(side), this.tape.start()];
      const object = simulation.state.objects.get(key);
      if (!object) return undefined;
      const trace = { step: simulation.position.step, first: start.start, entry: (step: number) => simulation.entry(step) };
      return whyField(simulation, key, object, path, trace, (time) => clockText(time - start.origin));
    },
  };

  /** The branch that is shown beside, and what the page has of it. */
  get beside(): { readonly simulation: Simulation; readonly feed: Feed } | undefined {
    return this.other;
  }

  /** Another cluster: nothing is shown beside it. */
  reset(): void {
    this.show(undefined);
    this.points.set([], this.tape.simulation());
  }

  /** The condition that stops the clock with this step. */
  stops(entry: TraceEntry): boolean {
    const text = this.points.hit(entry, this.tape.simulation());
    this.stopped = text;
    if (text !== undefined) this.post({ kind: 'stopped', text });
    return text !== undefined;
  }

  jumped(before: number): void {
    this.points.look(this.tape.simulation());
    // Going over to the branch that is shown beside shows the one before beside it.
    if (this.other?.simulation.branch.id === this.tape.simulation().branch.id) this.show(before === this.tape.simulation().branch.id ? undefined : before);
  }

  /** Takes what is shown beside to the step of now where both branches have it, else to the virtual time of now. */
  flush(playing: boolean): void {
    const { other, tape } = this;
    if (!other) return;
    const own = tape.simulation();
    const { step, time } = own.position;
    const { simulation } = other;
    if (step <= sharedUntil(own.branches, own.branch, simulation.branch)) {
      if (simulation.position.step !== step) simulation.seek(step);
      simulation.passTo(time);
    } else {
      if (simulation.position.time > time || time - simulation.position.time > FAR) simulation.seek(stepAtTime(simulation.branch, time));
      simulation.advanceTo(time);
    }
    other.feed.flush(playing, !other.sent);
    other.sent = true;
  }

  private async diffBeside(key: string, other: string): Promise<BesideDiff> {
    const { fieldChanges } = await import('./diff.ts');
    const here = this.tape.simulation().state.objects.get(key);
    const there = this.other?.simulation.state.objects.get(other);
    const fields = here && there ? fieldChanges(here, there, VALUE) : [];
    return { here: here !== undefined, there: there !== undefined, fields: fields.slice(0, FIELDS), more: Math.max(0, fields.length - FIELDS) };
  }

  private show(branch: number | undefined): void {
    this.other?.feed.close();
    this.other = undefined;
    const [simulation, start] = [this.tape.simulation(), this.tape.start()];
    const there = branch !== undefined && branch !== simulation.branch.id && simulation.branches.some(({ id }) => id === branch);
    if (!there) {
      this.post({ kind: 'beside', delta: undefined });
      return;
    }
    const companion = simulation.companion(branch);
    const feed = new Feed(companion, start, (message) => {
      if (message.kind === 'delta') this.post({ kind: 'beside', delta: message });
    });
    this.other = { simulation: companion, feed, sent: false };
  }

  private at({ step, branch }: Place): Simulation {
    const simulation = this.tape.simulation();
    const { position } = simulation;
    if (step === position.step && branch === position.branch) return simulation;
    const other = simulation.companion(branch);
    other.seek(step);
    return other;
  }

  private parse(text: string, namespace: string): Parsed {
    return parseCondition(text, knownKinds(this.tape.simulation()), namespace);
  }
}

/** Virtual milliseconds that are gone through step by step; farther places are sought. */
const FAR = 20_000;

const nameOf = (name: string | undefined): string | undefined => name?.trim().slice(0, BRANCH_NAME) || undefined;

function clockText(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  return `T+${String(Math.floor(seconds / 60)).padStart(2, '0')}:${(seconds % 60).toFixed(1).padStart(4, '0')}`;
}
