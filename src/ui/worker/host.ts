/** Hosts the simulation and answers the page's calls. Knows nothing of workers: `post` is the way out. */
import { presetNamed } from '../../cluster/presets.ts';
import { createCluster } from '../../cluster/cluster.ts';
import type { Simulation } from '../../engine/simulation.ts';
import type { TraceEntry } from '../../engine/trace.ts';
import { Commands } from './commands.ts';
import { Feed } from './feed.ts';
import { History } from './history.ts';
import { Mirrors } from './mirrors.ts';
import { tutorialImages } from '../../kubelet/images/index.ts';
import { populate } from './populate.ts';
import { PlayClock } from './play-clock.ts';
import type { CallName, Calls, DeploymentRow, FromWorker, SavedStory, ToWorker } from './protocol.ts';
import { Questions } from './questions.ts';
import type { AskedSide } from './history-protocol.ts';
import type { ShellHost } from './shell.ts';
import { rowOf } from './rows.ts';
import { replayTape, saveTape } from './story.ts';
import { TimeTravel } from './travel/time-travel.ts';
import type { Tape } from './travel/time-travel.ts';
import type { SavedTape } from './story.ts';
import type { Deployment } from '../../api/kinds/deployment/types.ts';

/** Idle steps that one press of *step* passes over at most. */
const IDLE_STEPS = 20_000;
/** Virtual milliseconds that the cluster has to come up before it is handed over. */
const COME_UP = 20_000;
/** The same where add-ons are on from the start: until their pods are ready. */
const ADDONS_COME_UP = { quiet: 12_000, timeout: 120_000, steps: 200_000 };
/** Virtual milliseconds without a write that count as settled: longer than most pulls and probes. */
const QUIET = 10_000;
/** Virtual milliseconds that *until* goes on for at most. */
const UNTIL = 5 * 60_000;

type Answers = { readonly [N in CallName]: (options: Parameters<Calls[N]>[0]) => ReturnType<Calls[N]> | Promise<ReturnType<Calls[N]>> };

export class ClusterHost {
  private simulation: Simulation | undefined;
  private feed: Feed | undefined;
  /** kubectl is a chunk of its own: the stage does not wait for it. */
  private readonly shell: Promise<ShellHost> = import('./shell.ts').then(({ ShellHost }) => {
    const shell = new ShellHost();
    shell.onPorts = (ports) => this.post({ kind: 'ports', ports });
    shell.onEdit = (name, text) => this.post({ kind: 'edit', name, text });
    this.shellNow = shell;
    return shell;
  });
  private shellNow: ShellHost | undefined;
  /** So is what containers run, what conditions match texts with, what rules of custom kinds and admission policies are written in, and the published schemas: the stage shows the cluster before it has come, and time goes on after. */
  private readonly programs = Promise.all([
    import('../../kubelet/process/applets/install.ts'),
    import('./condition/re2.ts'),
    import('../../controllers/admission/policies/install.ts'),
    import('../../api/schema/install.ts'),
  ]);
  private preset = '';
  private readonly commands: Commands;
  private readonly clock: PlayClock;
  /** It plays only because a command waits, and stops with it. */
  private playsForCommands = false;
  /** It plays until nothing was written for a while. */
  private playsUntilQuiet = false;

  private readonly mirrors = new Mirrors();
  private readonly post: (message: FromWorker) => void;

  constructor(post: (message: FromWorker) => void) {
    this.post = (message) => {
      post(message);
      this.mirrors.hear(message);
    };
    this.commands = new Commands(post);
    this.clock = new PlayClock(
      () => this.sim,
      this.commands,
      () => {
        if (this.playsForCommands && (!this.commands.waiting || this.shellNow?.editing)) this.pause();
        if (this.playsUntilQuiet && this.sim.position.time - this.feed!.lastWrite > QUIET) this.pause();
        if (!this.clock.playing || !this.feed?.undrawn) this.flush();
      },
      (entry) => {
        if (this.travel.stops(entry)) this.pause();
      },
    );
  }

  /** `post`: to whom the answer goes, if not to the page. */
  async handle(message: ToWorker, post = this.post): Promise<void> {
    const { call, id, options } = message;
    try {
      if (call !== 'mirror' && (call !== 'boot' || bringsPods(options as Parameters<Calls['boot']>[0]))) await this.programs;
      const answer = this.answers[call] as (options: unknown) => unknown;
      post({ kind: 'answer', id, value: await answer(options) });
    } catch (error) {
      post({ kind: 'failed', id, message: (error as Error).message });
    }
  }

  private get sim(): Simulation {
    if (!this.simulation) throw new Error('no cluster runs yet');
    return this.simulation;
  }

  private flush(fresh = false): void {
    // First, for it may lengthen its branch.
    this.travel.flush(this.clock.playing);
    this.feed?.flush(this.clock.playing, fresh);
  }

  /** Whether a breakpoint begins to hold with this step. */
  private readonly stops = (entry: TraceEntry): boolean => entry.writes.length > 0 && this.travel.stops(entry);

  private pause(): void {
    this.playsForCommands = false;
    this.playsUntilQuiet = false;
    this.clock.pause();
  }

  private readonly history = new History(
    () => this.sim,
    (step) => this.go(step),
  );
  private readonly historyBeside = new History(
    () => this.of('beside').sim,
    (step) => this.go(step),
  );

  private readonly questions = new Questions({ simulation: () => this.sim, of: (side) => this.of(side), shell: this.shell });

  private readonly tape: Tape = {
    simulation: () => this.sim,
    start: () => {
      const { start, origin } = this.feed!.position();
      return { start, origin };
    },
    go: (step, branch) => this.go(step, branch),
    moved: () => this.moved(),
    pause: () => this.pause(),
    flush: () => this.flush(),
    yaml: (key, side) => this.questions.text('get', key, side, ['-o', 'yaml']),
    side: (side) => this.of(side).sim,
  };
  private readonly travel = new TimeTravel(this.tape, (message) => this.post(message));

  private readonly answers: Answers = {
    ...this.history.answers,
    lives: (options) => this.historyOf(options.side).answers.lives(options),
    ledger: (options) => this.historyOf(options.side).answers.ledger(options),
    refusals: (options) => this.historyOf(options.side).answers.refusals(options),
    project: (options) => this.historyOf(options.side).answers.project(options),
    undoPreview: (options) => this.historyOf(options.side).answers.undoPreview(options),
    ...this.travel.answers,
    ...this.questions.answers,
    mirror: ({ port }) => {
      if (this.simulation) throw new Error('a mirror of a cluster that runs would lack its rows');
      this.mirrors.add(port);
      // Who draws may ask too.
      port.onmessage = ({ data }: MessageEvent<ToWorker>) => void this.handle(data, (answer) => port.postMessage(answer));
    },
    boot: ({ preset, saved }) => this.boot(preset, saved),
    step: () => {
      for (let taken = 0; taken < IDLE_STEPS; taken += 1) {
        const entry = this.sim.step();
        if (!entry || !entry.idle || this.stops(entry)) break;
      }
      this.moved();
    },
    back: () => {
      const { step } = this.sim.position;
      const steps = this.feed!.steps;
      let target = this.feed!.position().start;
      for (let index = steps.length - 1; index >= 0; index -= 1) {
        if (steps[index]! < step) {
          target = steps[index]!;
          break;
        }
      }
      this.go(target);
    },
    tick: () => {
      let busy = false;
      const stop = this.sim.listen((entry) => {
        busy ||= entry !== undefined && !entry.idle;
      });
      for (let steps = 0; !busy && steps < IDLE_STEPS;) {
        const taken = this.sim.tick(this.stops);
        if (taken === 0) break;
        steps += taken;
      }
      stop();
      this.moved();
    },
    settle: () => {
      this.sim.settle({ quiet: QUIET, timeout: 120_000, steps: 400_000, stops: this.stops });
      this.moved();
    },
    play: ({ speed }) => {
      this.playsForCommands = false;
      this.playsUntilQuiet = false;
      this.clock.play(speed);
      this.flush();
    },
    pace: ({ speed }) => {
      if (this.clock.playing) this.clock.play(speed);
      else this.speed = speed;
      this.speed = speed;
    },
    pause: () => {
      this.pause();
      this.flush();
    },
    seek: ({ step, branch }) => this.go(step, this.sim.branches.some(({ id }) => id === branch) ? branch : undefined),
    until: ({ what }) => {
      const all = () => this.sim.view.list<Deployment>('deployments.apps').every(isRolledOut);
      let came = what === 'rolled out' && all();
      const arrived = ({ writes }: TraceEntry) =>
        what === 'event' ? writes.some(({ object }) => object.kind === 'Event') : writes.some(({ object }) => object.kind === 'Deployment') && all();
      if (!came)
        this.sim.until(
          (entry) => {
            came = arrived(entry);
            return this.stops(entry) || came;
          },
          { timeout: UNTIL, steps: 200_000 },
        );
      this.moved();
      return { came };
    },
    branch: ({ id }) => {
      const target = this.sim.branches.find((branch) => branch.id === id);
      if (target) this.go(target.end.step, id);
    },
    run: async ({ run, line, files }) => {
      const shell = await this.shell;
      await shell.prepare(line);
      const done = this.commands.run(run, line, files, this.sim, shell);
      this.playForCommands(shell);
      this.flush();
      const result = await done;
      this.flush();
      return result;
    },
    interrupt: ({ run }) => {
      this.commands.interrupt(run);
      if (this.playsForCommands && !this.commands.waiting) this.pause();
      this.flush();
    },
    edited: async ({ text }) => {
      const shell = await this.shell;
      shell.edited(text);
      this.commands.advance();
      this.playForCommands(shell);
      this.flush();
    },
    visit: async ({ port, path }) => {
      const [shell, { visit }] = await Promise.all([this.shell, import('../../kubectl/forwarding.ts')]);
      const open = shell.ports.find(({ id }) => id === port);
      if (!open) return { result: 'lost', message: 'The port is not forwarded any more.' };
      open.say(`Handling connection for ${open.port.local}\n`);
      const answer = this.commands.ask(visit(open.port, path), this.sim, `GET http://127.0.0.1:${open.port.local}${path}`);
      this.playForCommands(shell);
      this.flush();
      const came = await answer;
      this.flush();
      return came ?? { result: 'lost', message: 'Time was moved before it answered.' };
    },
    complete: async ({ line, cursor, files }) => (await this.shell).complete(line, cursor, files, this.sim),
    fault: ({ fault, args, by }) => {
      const result = this.sim.input({ input: 'fault', fault, args, ...(by !== undefined && { by }) });
      this.moved();
      return result.input === 'fault' ? { done: result.done, error: result.error } : {};
    },
    drawn: () => {
      if (this.feed) this.feed.undrawn = false;
    },
    save: () => {
      const { step, branch } = this.sim.position;
      return { version: 1, preset: this.preset, tape: saveTape(this.sim), step, branch };
    },
  };

  private speed = 1;

  private boot(preset: string, saved: SavedStory | undefined): { restored: boolean; problem?: string } {
    this.pause();
    this.commands.interruptAll();
    this.feed?.close();
    // A name out of a link or a store may be anything.
    const wanted = presetNamed(saved?.preset ?? preset) ?? presetNamed('three')!;
    const fresh = () => {
      const simulation = createCluster({ preset: wanted.name, images: tutorialImages });
      simulation.settle(wanted.addons ? ADDONS_COME_UP : { quiet: 1000, timeout: COME_UP, steps: 200_000 });
      return simulation;
    };
    let simulation = fresh();
    let start = { start: simulation.position.step, origin: simulation.position.time };
    const restored = saved !== undefined && replayTape(simulation, saved.tape as SavedTape);
    if (restored) simulation.seek(saved.step, saved.branch);
    else if (saved) {
      simulation = fresh();
      start = { start: simulation.position.step, origin: simulation.position.time };
    }
    this.preset = wanted.name;
    this.simulation = simulation;
    this.feed = new Feed(simulation, start, this.post);
    this.travel.reset();
    this.flush(true);
    if (!restored && populate(simulation, this.preset)) {
      void this.programs.then(() => {
        if (this.simulation !== simulation) return;
        this.playsUntilQuiet = true;
        this.clock.play(Infinity);
        this.flush();
      });
    }
    return { restored, ...(saved && !restored && { problem: 'The stored story is of another version and was not brought back.' }) };
  }

  /** The clock runs while a command waits for what will happen, and stands while it waits for the page. */
  private playForCommands({ editing }: ShellHost): void {
    if (!this.commands.waiting || editing || this.clock.playing) return;
    this.playsForCommands = true;
    this.clock.play(this.speed);
  }

  private moved(): void {
    this.commands.advance();
    this.flush();
  }

  private go(step: number, branch?: number): void {
    this.pause();
    this.commands.interruptAll();
    const before = this.sim.branch.id;
    this.sim.seek(step, branch);
    this.travel.jumped(before);
    this.flush();
  }

  /** The branch that a question is about, with what the page has of it. */
  private of(side: AskedSide | undefined): { readonly sim: Simulation; readonly feed: Feed } {
    if (side === undefined) return { sim: this.sim, feed: this.feed! };
    const { beside } = this.travel;
    if (!beside) throw new Error('No other branch is shown.');
    return { sim: beside.simulation, feed: beside.feed };
  }

  private historyOf(side: AskedSide | undefined): History {
    return side === undefined ? this.history : this.historyBeside;
  }
}

/** Whether pods run as soon as the cluster is up. */
const bringsPods = ({ preset, saved }: Parameters<Calls['boot']>[0]): boolean => saved !== undefined || (presetNamed(preset)?.addons?.length ?? 0) > 0;

function isRolledOut(deployment: Deployment): boolean {
  const { observed, paused, replicas, updated, total, available } = rowOf('', deployment, () => undefined).row as DeploymentRow;
  return observed && (paused || (updated >= replicas && total <= replicas && available >= replicas));
}
