/** Lets virtual time run against the wall clock, in small slices, so that the worker stays able to answer. */
import type { Simulation } from '../../engine/simulation.ts';
import type { TraceEntry } from '../../engine/trace.ts';

/** Milliseconds of work in one slice, and between the starts of two. */
const SLICE = 14;
const PACE = 33;
/** Wall time that a slice makes up for at most: a hidden tab does not catch up. */
const LONGEST = 100;

export interface Tasks {
  /** Goes on with every command that can; gives the earliest virtual time that one waits for. */
  advance(): number | undefined;
  /** How many have ended. */
  readonly ended: number;
}

export class PlayClock {
  playing = false;
  private speed = 1;
  private last = 0;
  /** Part of a virtual millisecond. */
  private left = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly simulation: () => Simulation,
    private readonly tasks: Tasks,
    private readonly ticked: () => void,
    /** Hears each step that wrote something, and may pause. */
    private readonly wrote: (entry: TraceEntry) => void = () => undefined,
  ) {}

  play(speed: number): void {
    this.speed = speed;
    if (this.playing) return;
    this.playing = true;
    this.last = performance.now();
    this.left = 0;
    this.timer = setTimeout(this.slice, 0);
  }

  pause(): void {
    this.playing = false;
    clearTimeout(this.timer);
  }

  private readonly slice = (): void => {
    const begun = performance.now();
    const passed = Math.min(LONGEST, begun - this.last);
    this.last = begun;
    const simulation = this.simulation();
    // Virtual time goes by whole milliseconds: what is left of one is kept for the next slice.
    const due = passed * this.speed + this.left;
    const target = this.speed === Infinity ? Infinity : simulation.position.time + Math.floor(due);
    this.left = this.speed === Infinity ? 0 : due % 1;
    let deadline = this.tasks.advance();
    const { ended } = this.tasks;
    while (this.playing && performance.now() - begun < SLICE) {
      const limit = Math.min(target, deadline ?? Infinity);
      const entry = simulation.step(limit);
      if (entry && entry.writes.length > 0) {
        this.wrote(entry);
        if (!this.playing) break;
      }
      if (!entry) {
        if (limit === Infinity) break;
        simulation.advanceTo(limit);
        if (limit === target) {
          this.tasks.advance();
          break;
        }
      }
      deadline = this.tasks.advance();
      // Time that ran for a command stops with it, however fast it runs.
      if (this.tasks.ended !== ended) break;
    }
    this.ticked();
    if (this.playing) this.timer = setTimeout(this.slice, Math.max(0, PACE - (performance.now() - begun)));
  };
}
