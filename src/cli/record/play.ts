/** Plays a scenario on virtual time, and keeps what was printed and what changed: a recording, in the form of the real cluster's. */
import type { Task } from '../../engine/client.ts';
import { TaskRun } from '../../engine/drive.ts';
import type { Simulation } from '../../engine/simulation.ts';
import { History, type HistoryEntry } from './history.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

export interface Recording {
  readonly scenario: string;
  readonly namespace: 'default' | 'fresh';
  readonly nodes: readonly string[];
  readonly steps: readonly RecordedStep[];
  readonly history: readonly HistoryEntry[];
}

export type RecordedStep = { readonly from: number; readonly to: number } & (
  | { readonly run: string; readonly exit: number; readonly stdout: string; readonly stderr: string }
  | { readonly settle: { readonly quiet: number; readonly timeout: number }; readonly settled: boolean }
  | { readonly sleep: number }
  | { readonly node: string }
);

export interface Output {
  stdout: string;
  stderr: string;
}

/** Runs one shell line of a scenario; what it prints goes into `output`. */
export type LineRunner = (line: string, stdin: string | undefined, output: Output) => Task<number>;

/** A command that nobody interrupts is given up after this. */
const LONGEST = 180;
const INTERRUPTED = 130;

export function playScenario(simulation: Simulation, scenario: Scenario, namespace: string, runLine: LineRunner): Recording {
  const start = simulation.position.time;
  const history = new History(namespace, start);
  for (const object of simulation.objects()) if (object.metadata.namespace === namespace || (namespace === 'default' && !object.metadata.namespace)) history.knows(object);
  const stop = simulation.listen((entry) => {
    for (const change of entry?.writes ?? []) history.observe(change, entry!.time);
  });
  const seconds = () => (simulation.position.time - start) / 1000;
  const steps = scenario.steps.map((step): RecordedStep => {
    const from = seconds();
    const done = playStep(simulation, history, step, namespace, runLine);
    return { ...done, from, to: seconds() };
  });
  stop();
  return {
    scenario: scenario.name,
    namespace: namespace === 'default' ? 'default' : 'fresh',
    nodes: simulation.view.list('nodes').map((node) => node.metadata.name),
    steps,
    history: history.entries(simulation.position.time),
  };
}

type Played<S = RecordedStep> = S extends unknown ? Omit<S, 'from' | 'to'> : never;

function playStep(simulation: Simulation, history: History, step: ScenarioStep, namespace: string, runLine: LineRunner): Played {
  if ('run' in step) {
    const output: Output = { stdout: '', stderr: '' };
    const exit = runFor(simulation, runLine(step.run, step.stdin, output), (step.for ?? LONGEST) * 1000, step.run);
    const clean = (text: string) => text.replaceAll(namespace, 'default');
    return { run: step.run, exit, stdout: clean(output.stdout), stderr: clean(output.stderr) };
  }
  if ('sleep' in step) {
    simulation.advanceTo(simulation.position.time + step.sleep * 1000);
    return { sleep: step.sleep };
  }
  if ('node' in step) {
    const { action, name } = step.node;
    simulation.input({ input: 'fault', fault: `node-${action}`, args: { node: name } });
    return { node: `${action} ${name}` };
  }
  return { settle: step.settle, settled: settle(simulation, history, step.settle.quiet * 1000, step.settle.timeout * 1000) };
}

/** Lets a task and the clock run until it ends, or for `limit` milliseconds of virtual time. Gives its exit code. */
function runFor(simulation: Simulation, task: Task<number>, limit: number, line: string): number {
  const deadline = simulation.position.time + limit;
  const run = new TaskRun(simulation, task, line);
  for (;;) {
    const state = run.advance();
    if (state.state === 'done') return state.value;
    const until = Math.min(deadline, state.until ?? Infinity);
    if (simulation.step(until)) continue;
    simulation.advanceTo(until);
    if (until === deadline && (state.until ?? Infinity) > deadline) {
      run.interrupt();
      return INTERRUPTED;
    }
  }
}

/** Until nothing that a recording keeps has changed for a while, looked at every 100 ms. */
function settle(simulation: Simulation, history: History, quiet: number, timeout: number): boolean {
  const from = simulation.position.time;
  const deadline = from + timeout;
  history.lastChange = Math.max(history.lastChange, from);
  while (simulation.position.time < deadline && simulation.position.time - history.lastChange < quiet) simulation.advanceTo(simulation.position.time + 100);
  return simulation.position.time < deadline;
}
