/** Answers about the past of the current branch: read from its trace, as far as it goes, when the page asks. */
import type { Simulation } from '../../engine/simulation.ts';
import { stepAtTime } from '../../engine/tape.ts';
import type { HistoryCalls, Refusal } from './history-protocol.ts';
import { Ledger } from './ledger.ts';
import { Lives } from './lives.ts';

type Answers = {
  readonly [N in keyof HistoryCalls]: (
    options: Parameters<HistoryCalls[N]>[0],
  ) => ReturnType<HistoryCalls[N]> | (N extends 'project' | 'undoPreview' ? Promise<ReturnType<HistoryCalls[N]>> : never);
};

const REFUSED = /^(.+?): refused by ([^:]+): (.*)$/;
/** Pods without a node that are told of one by one. */
const REFUSALS = 40;

export class History {
  private lives = new Lives();
  private ledger = new Ledger();
  private known = { simulation: undefined as Simulation | undefined, branch: -1, step: 0 };
  /** Grows whenever what was told becomes void. */
  private era = 0;

  constructor(
    private readonly simulation: () => Simulation,
    private readonly seek: (step: number) => void,
  ) {}

  readonly answers: Answers = {
    lives: ({ since, branch }) => {
      this.read();
      const reset = branch !== this.era;
      return {
        version: this.lives.version,
        branch: this.era,
        reset,
        lives: this.lives.since(reset ? 0 : since),
        owners: [...this.lives.owners.values()],
        end: this.simulation().end.time,
      };
    },
    ledger: ({ key }) => {
      this.read();
      const object = this.simulation().state.objects.get(key);
      return { samples: object ? this.ledger.of(object.metadata.uid) : [] };
    },
    // Futures come when the first of them is asked for.
    project: async ({ key, change }) => {
      const { project } = await import('./what-if.ts');
      return project(this.simulation(), key, change);
    },
    undoPreview: async ({ key, revision }) => {
      const { undoPreview } = await import('./what-if.ts');
      return undoPreview(this.simulation(), key, revision);
    },
    refusals: ({ keys }) => this.refusals(keys),
    seekTime: ({ time }) => this.seek(stepAtTime(this.simulation().branch, time)),
  };

  private read(): void {
    const simulation = this.simulation();
    const { branch } = simulation;
    if (this.known.simulation !== simulation || this.known.branch !== branch.id || this.known.step > branch.end.step) {
      this.known = { simulation, branch: branch.id, step: branch.first };
      this.lives = new Lives();
      this.ledger = new Ledger();
      this.era += 1;
    }
    const { trace, first } = branch;
    for (let index = this.known.step - first; index < trace.length; index += 1) {
      const entry = trace[index]!;
      if (entry.writes.length === 0) continue;
      this.lives.hear(entry);
      this.ledger.hear(entry.writes, entry.time);
    }
    this.known.step = first + trace.length;
  }

  private refusals(keys: readonly string[]): readonly Refusal[] {
    const simulation = this.simulation();
    const waiting = new Map<string, Refusal | undefined>(keys.slice(0, REFUSALS).map((key) => [key, undefined]));
    const { trace, first } = simulation.branch;
    let open = waiting.size;
    for (let index = simulation.position.step - first - 1; index >= 0 && open > 0 && index > simulation.position.step - first - 4000; index -= 1) {
      const entry = trace[index]!;
      if (entry.component !== 'default-scheduler' || (entry.idle && entry.saw.length === 0)) continue;
      const key = entry.key.startsWith('pods/') ? entry.key : `pods/${entry.key}`;
      if (!waiting.has(key) || waiting.get(key)) continue;
      const nodes = entry.saw.flatMap((line) => {
        const match = REFUSED.exec(line);
        return match ? [{ node: match[1]!, plugin: match[2]!, reasons: match[3]! }] : [];
      });
      waiting.set(key, { pod: key, name: key.slice(key.lastIndexOf('/') + 1), step: entry.step, decision: entry.decision, nodes });
      open -= 1;
    }
    return [...waiting.values()].filter((refusal) => refusal !== undefined);
  }
}
