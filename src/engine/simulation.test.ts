import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backOff } from './agenda.ts';
import { next, request, watch, type Task } from './client.ts';
import { runToEnd } from './drive.ts';
import type { Simulation } from './simulation.ts';
import { deserialize, serialize } from './state.ts';
import { indexObject } from './step-context.ts';
import { step } from './step.ts';
import { boxRequest, boxUpdate, toySimulation, toyWorld, type Box, type Marble } from './toy-world.ts';

const polished = (simulation: Simulation) => simulation.view.list<Marble>('marbles.toys').filter((m) => m.status?.polished).length;

describe('Simulation', () => {
  it('steps one thing at a time until everything is as wanted', () => {
    const simulation = toySimulation();
    expect(simulation.request(boxRequest('red', 3)).ok).toBe(true);
    const made = simulation.stepBusy()!;
    expect(made).toMatchObject({ actor: 'marble-maker', key: 'default/red', cause: 1, because: 'write', decision: 'has 0 of 3' });
    expect(made.writes.filter((w) => w.type === 'ADDED' && w.resource === 'marbles.toys')).toHaveLength(3);
    expect(simulation.settle()).toMatchObject({ settled: true });
    expect(polished(simulation)).toBe(3);
    expect(simulation.view.get<Box>('boxes.toys', 'default', 'red')?.status).toEqual({ marbles: 3 });
  });

  it('keeps what came to a key while it waited, and what changes the wish whatever else comes', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 3));
    for (let marbles = 4; marbles < 20; marbles += 1) simulation.request(boxUpdate('red', marbles));
    const made = simulation.stepBusy()!;
    expect(made).toMatchObject({ actor: 'marble-maker', cause: 1, decision: 'has 0 of 19' });
    expect(made.joined).toEqual([10, 11, 12, 13, 14, 15, 16, 17]);
    // Its own marbles wake it again, all of them in one step, and then the polisher's statuses: the first few.
    simulation.settle();
    expect(simulation.trace.every(({ joined = [] }) => joined.length <= 8)).toBe(true);
  });

  it('takes keys of a serial component one after the other', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 10));
    simulation.settle();
    const turns = simulation.trace.filter((e) => e.component === 'polisher').map((e) => e.time);
    for (let i = 1; i < turns.length; i += 1) expect(turns[i]! - turns[i - 1]!).toBeGreaterThanOrEqual(20);
  });

  it('backs off as client-go does', () => {
    expect([0, 1, 2, 10, 17, 18, 60].map((failures) => backOff(failures))).toEqual([5, 10, 20, 5120, 655_360, 1_000_000, 1_000_000]);
    expect([0, 1, 5, 6].map((failures) => backOff(failures, { first: 1000, most: 60_000 }))).toEqual([1000, 2000, 32_000, 60_000]);
  });

  it('knows whole milliseconds only: what is asked for after a part of one comes in its turn', () => {
    const simulation = toySimulation();
    simulation.advanceTo(simulation.position.time + 0.3);
    expect(simulation.position.time % 1).toBe(0);
    simulation.request(boxRequest('red', 3));
    expect(simulation.settle()).toMatchObject({ settled: true });
    expect(polished(simulation)).toBe(3);
  });

  it('goes to any step and back, with the same bytes each time', () => {
    const simulation = toySimulation(7);
    const bytes: string[] = [serialize(simulation.state)];
    simulation.request(boxRequest('red', 40));
    bytes.push(serialize(simulation.state));
    for (let entry = simulation.step(); entry && bytes.length < 700; entry = simulation.step()) bytes.push(serialize(simulation.state));
    const last = simulation.position.step;
    for (const at of [0, 1, 17, 127, 128, 129, 256, last - 1, 3, last]) {
      if (at > last) continue;
      simulation.seek(at);
      expect(simulation.position.step).toBe(at);
      expect(serialize(simulation.state)).toBe(bytes[at]);
    }
  });

  it('keeps the old future when the past is changed', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 2));
    simulation.settle();
    const { step: end } = simulation.position;
    const before = serialize(simulation.state);
    simulation.seek(1);
    simulation.request(boxUpdate('red', 5));
    expect(simulation.position).toMatchObject({ branch: 1, step: 2 });
    simulation.settle();
    expect(polished(simulation)).toBe(5);
    simulation.seek(end, 0);
    expect(serialize(simulation.state)).toBe(before);
    expect(simulation.branches.map((b) => b.from)).toEqual([undefined, { branch: 0, step: 1 }]);
  });

  it('branches off at the end too, and forgets branches but the first and the current one', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 2));
    simulation.settle();
    const { step } = simulation.position;
    expect(simulation.branchOff({ name: 'what if' })).toBe(1);
    simulation.request(boxUpdate('red', 5));
    simulation.settle();
    const middle = simulation.position.step;
    simulation.branchOff();
    simulation.request(boxUpdate('red', 1));
    simulation.settle();
    const last = { step: simulation.position.step, bytes: serialize(simulation.state) };
    expect(() => simulation.removeBranch(2)).toThrow('that you are on');
    expect(() => simulation.removeBranch(0)).toThrow('stays');
    expect(() => simulation.removeBranch(7)).toThrow('no branch 7');
    simulation.removeBranch(1);
    expect(simulation.branches.map(({ id, from }) => ({ id, from }))).toEqual([
      { id: 0, from: undefined },
      { id: 2, from: { branch: 0, step } },
    ]);
    expect(middle).toBeGreaterThan(step);
    simulation.seek(step, 0);
    expect(polished(simulation)).toBe(2);
    simulation.seek(last.step, 2);
    expect(serialize(simulation.state)).toBe(last.bytes);
    expect(simulation.branchOff()).toBe(3);
  });

  it('has companions that go on along another branch of the same tape', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 2));
    simulation.settle();
    simulation.branchOff({ name: 'five' });
    simulation.request(boxUpdate('red', 5));
    const other = simulation.companion(0);
    const { time } = simulation.position;
    simulation.settle();
    other.advanceTo(simulation.position.time);
    expect([polished(simulation), polished(other)]).toEqual([5, 2]);
    expect(other.position).toMatchObject({ branch: 0, time: simulation.position.time });
    expect(simulation.position.time).toBeGreaterThan(time);
    other.branchOff();
    expect(simulation.branches.map(({ id }) => id)).toEqual([0, 1, 2]);
    // What a companion did beyond the end of its branch is on the tape.
    const { step } = simulation.companion(0).position;
    simulation.seek(other.position.step, 0);
    expect(serialize(simulation.state)).toBe(serialize(other.state));
    expect(step).toBe(simulation.branch.first);
  });

  it('removes at the end of the grace period, and counts what happened more than once', () => {
    const simulation = toySimulation();
    simulation.request(boxRequest('red', 3));
    simulation.settle();
    simulation.request(boxUpdate('red', 1));
    simulation.step();
    expect(simulation.view.list<Marble>('marbles.toys').filter((m) => m.metadata.deletionTimestamp !== undefined)).toHaveLength(2);
    simulation.settle({ quiet: 5000 });
    expect(simulation.view.list('marbles.toys')).toHaveLength(1);
    expect(simulation.view.list<Box & { count: number }>('events').map((e) => e.count)).toEqual([3]);
  });

  it('answers a dry run without a trace', () => {
    const simulation = toySimulation();
    const bytes = serialize(simulation.state);
    expect(simulation.request({ ...boxRequest('red', 3), options: { dryRun: true } }).ok).toBe(true);
    expect(serialize(simulation.state)).toBe(bytes);
  });
});

describe('a task', () => {
  it('waits on virtual time for what it watches', () => {
    const simulation = toySimulation();
    function* waitForMarbles(count: number): Task<number> {
      yield* request(boxRequest('red', count));
      const handle = yield* watch({ group: 'toys', version: 'v1', resource: 'boxes', namespace: 'default' });
      for (let seen = 0; ; seen += 1) {
        const notice = yield* next([handle]);
        if (notice.notice === 'event' && (notice.event.object as Box).status?.marbles === count) return seen;
      }
    }
    expect(runToEnd(simulation, waitForMarbles(4))!.value).toBeGreaterThan(0);
    expect(polished(simulation)).toBe(4);
    expect(runToEnd(simulation, waitForMarbles(4), simulation.position.time + 1000)).toBeUndefined();
  });
});

describe('property', () => {
  const action = fc.oneof(
    fc.record({ do: fc.constant('steps' as const), n: fc.integer({ min: 1, max: 120 }) }),
    fc.record({ do: fc.constant('wait' as const), n: fc.integer({ min: 1, max: 5000 }) }),
    fc.record({ do: fc.constant('marbles' as const), box: fc.constantFrom('red', 'blue'), n: fc.integer({ min: 0, max: 12 }) }),
    fc.constant({ do: 'spill' as const }),
    fc.record({ do: fc.constant('back' as const), n: fc.integer({ min: 1, max: 300 }) }),
  );

  it('replays to the same bytes from any checkpoint, from its JSON, and on any branch', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.array(action, { minLength: 3, maxLength: 25 }), fc.integer(), (seed, actions, pick) => {
        const simulation = toySimulation(seed);
        simulation.request(boxRequest('red', 3));
        simulation.request(boxRequest('blue', 1));
        for (const act of actions) {
          if (act.do === 'steps') for (let i = 0; i < act.n; i += 1) simulation.step();
          else if (act.do === 'wait') simulation.advanceTo(simulation.position.time + act.n);
          else if (act.do === 'marbles') simulation.request(boxUpdate(act.box, act.n));
          else if (act.do === 'back') simulation.seek(simulation.position.step - act.n);
          else simulation.input({ input: 'fault', fault: 'spill', args: {} });
        }
        for (const branch of simulation.branches) {
          simulation.seek(branch.end.step, branch.id);
          const bytes = serialize(simulation.state);
          simulation.seek(Math.abs(pick) % (branch.end.step + 1));
          const middle = serialize(simulation.state);
          const world = toyWorld();
          expect(serialize(deserialize(middle, indexObject(world)))).toBe(middle);
          simulation.seek(branch.end.step);
          expect(serialize(simulation.state)).toBe(bytes);
          const revived = deserialize(middle, indexObject(world));
          const alive = deserialize(middle, indexObject(world));
          for (let i = 0; i < 50; i += 1) {
            step(world, revived);
            step(world, alive);
          }
          expect(serialize(revived)).toBe(serialize(alive));
        }
      }),
      { seed: 42, numRuns: 40 },
    );
  });
});
