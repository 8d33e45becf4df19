/** Command lines that run in the worker: tasks that go on whenever something happens that they wait for. */
import type { Task } from '../../engine/client.ts';
import { TaskRun } from '../../engine/drive.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { Files, FromWorker } from './protocol.ts';
import type { ShellHost } from './shell.ts';

export interface Finished {
  readonly exit: number;
  readonly files?: Files;
}

interface Running {
  readonly task: TaskRun<unknown>;
  readonly end: (exit: number, value?: unknown) => void;
}

export class Commands {
  private readonly running = new Map<number, Running>();
  ended = 0;
  /** Numbers below 0: no line of the terminal. */
  private questions = 0;

  constructor(private readonly post: (message: FromWorker) => void) {}

  get waiting(): boolean {
    return this.running.size > 0;
  }

  /** Starts a line; resolves when it ends. */
  run(id: number, line: string, files: Files, simulation: Simulation, shell: ShellHost): Promise<Finished> {
    return new Promise((resolve) => {
      const started = shell.run(line, files, {
        stdout: (text) => this.post({ kind: 'output', run: id, stdout: text }),
        stderr: (text) => this.post({ kind: 'output', run: id, stderr: text }),
      });
      const end = (exit: number) => {
        this.running.delete(id);
        this.ended += 1;
        const after = started.files();
        const changed = Object.keys(after).some((name) => after[name] !== files[name]);
        resolve({ exit, ...(changed && { files: after }) });
      };
      this.running.set(id, { task: new TaskRun(simulation, started.task, line), end });
      this.advance();
    });
  }

  /** Runs a question beside the lines; `undefined` where time was moved before its answer. */
  ask<T>(task: Task<T>, simulation: Simulation, name: string): Promise<T | undefined> {
    return new Promise((resolve) => {
      this.questions -= 1;
      const id = this.questions;
      const end = (_exit: number, value?: unknown) => {
        this.running.delete(id);
        resolve(value as T | undefined);
      };
      this.running.set(id, { task: new TaskRun<unknown>(simulation, task, name), end });
      this.advance();
    });
  }

  /** Goes on with every command that can; gives the earliest virtual time that one waits for. */
  advance(): number | undefined {
    let first: number | undefined;
    for (const [id, { task, end }] of this.running) {
      try {
        const state = task.advance();
        if (state.state === 'done') end(typeof state.value === 'number' ? state.value : 0, state.value);
        else if (state.until !== undefined) first = Math.min(first ?? Infinity, state.until);
      } catch (error) {
        this.post({ kind: 'output', run: id, stderr: `kubetick: this command broke: ${(error as Error).message}\n` });
        end(1);
      }
    }
    return first;
  }

  interrupt(id: number): void {
    const found = this.running.get(id);
    if (!found) return;
    found.task.interrupt();
    if (id > 0) this.post({ kind: 'output', run: id, stdout: '^C\n' });
    found.end(130);
  }

  /** Time jumps: what waited for a future waits no longer. */
  interruptAll(): void {
    for (const id of [...this.running.keys()]) this.interrupt(id);
  }
}
