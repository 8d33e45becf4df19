/** Waiting for a condition, ahead of now and back from it. */
import type { ResourceKey } from '../../../api/meta/types.ts';
import type { Simulation } from '../../../engine/simulation.ts';
import type { TraceEntry } from '../../../engine/trace.ts';
import { resourcesOf } from '../condition/ast.ts';
import type { Condition } from '../condition/ast.ts';
import { baselineOf, holds } from '../condition/evaluate.ts';
import { actorName } from '../why.ts';
import { PastSource, sourceOf } from './sources.ts';
import type { Arrival } from '../time-protocol.ts';

/** Virtual milliseconds that a wait goes on for at most, and wall milliseconds that it may keep the worker busy. */
const LONGEST = 30 * 60_000;
const BUSY = 4000;

const touches = (entry: TraceEntry, resources: ReadonlySet<ResourceKey>): boolean => entry.writes.some(({ resource }) => resources.has(resource));

/** Steps until the condition holds. `stopped` hears each step that wrote something, and gives the breakpoint that stops it there. */
export function waitFor(simulation: Simulation, condition: Condition, stopped: (entry: TraceEntry) => string | undefined = () => undefined): Arrival {
  const source = sourceOf(() => simulation.state);
  const baseline = baselineOf(condition, source);
  if (holds(condition, source, baseline)) return { came: true, text: 'It holds here already.' };
  const resources = resourcesOf(condition);
  const { time } = simulation.position;
  const end = performance.now() + BUSY;
  for (let steps = 1; ; steps += 1) {
    const entry = simulation.step(time + LONGEST);
    if (!entry) {
      simulation.advanceTo(time + LONGEST);
      return { came: false, text: `It did not come within ${LONGEST / 60_000} minutes.` };
    }
    const stop = entry.writes.length > 0 ? stopped(entry) : undefined;
    if (touches(entry, resources) && holds(condition, source, baseline))
      return { came: true, text: `It holds since step ${entry.step}, ${ago(entry.time - time)} later: ${deed(entry)}` };
    if (stop !== undefined) return { came: false, text: `Stopped on the way at step ${entry.step}: the breakpoint “${stop}” holds.` };
    if (steps % 256 === 0 && performance.now() > end) return { came: false, text: `Not within ${ago(entry.time - time)} so far: ask again to look further.` };
  }
}

/** The step at which the condition last held before now; where it holds now, the one at which it began to. */
export function whenLast(simulation: Simulation, condition: Condition): Arrival & { readonly step?: number } {
  const { branch, position, state } = simulation;
  const baseline = baselineOf(
    condition,
    sourceOf(() => state),
  );
  const resources = resourcesOf(condition);
  const past = new PastSource(state, resources);
  const now = holds(condition, past, baseline);
  for (let step = position.step; step > branch.first; step -= 1) {
    const entry = simulation.entry(step)!;
    if (!touches(entry, resources) || !past.undo(entry.writes)) continue;
    if (holds(condition, past, baseline) === now) continue;
    return now
      ? { came: true, step, text: `It has held since step ${step}: ${deed(entry)}` }
      : { came: true, step: step - 1, text: `It last held here, until step ${step}: ${deed(entry)}` };
  }
  return now ? { came: true, step: branch.first, text: 'It has held from the start.' } : { came: false, text: 'It never held on this branch up to here.' };
}

const deed = (entry: TraceEntry): string => `${entry.actor === 'you' ? 'you' : actorName(entry)}: ${entry.decision}`;

function ago(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  return seconds < 1 ? `${Math.round(milliseconds)} ms` : seconds < 100 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
}

/** Conditions that stop the clock where they begin to hold. */
export class Breakpoints {
  private all: readonly { readonly text: string; readonly condition: Condition; readonly resources: ReadonlySet<ResourceKey>; held: boolean }[] = [];

  set(conditions: readonly { readonly text: string; readonly condition: Condition }[], simulation: Simulation): void {
    this.all = conditions.map(({ text, condition }) => ({ text, condition, resources: resourcesOf(condition), held: false }));
    this.look(simulation);
  }

  /** Takes in where things stand: what holds already stops nothing. */
  look(simulation: Simulation): void {
    const source = sourceOf(() => simulation.state);
    for (const one of this.all) one.held = holds(one.condition, source, baselineOf(one.condition, source));
  }

  /** The text of the condition that began to hold with this step. */
  hit(entry: TraceEntry, simulation: Simulation): string | undefined {
    let found: string | undefined;
    for (const one of this.all) {
      if (!touches(entry, one.resources)) continue;
      const source = sourceOf(() => simulation.state);
      const now = holds(one.condition, source, baselineOf(one.condition, source));
      if (now && !one.held) found ??= one.text;
      one.held = now;
    }
    return found;
  }
}
