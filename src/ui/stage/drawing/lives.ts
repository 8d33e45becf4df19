/** What a thread knows of the pods of one branch, those that are gone too, and how it learns more. */
import type { LifeOwner, LivesAnswer, PodLife } from '../../worker/history-protocol.ts';

/** Milliseconds between two questions while time runs; a pod more is a part of one more, for all of them are laid out anew each time. */
const PACE = 120;
const PER_POD = 0.4;
const LONGEST = 3000;

export type AskLives = (since: { readonly since: number; readonly branch: number }) => Promise<LivesAnswer>;

export class Lives {
  /** By uid; changed in place. */
  readonly known = new Map<string, PodLife>();
  owners: ReadonlyMap<string, LifeOwner> = new Map();
  /** Virtual time up to which the branch is known. */
  end = 0;
  private asked = { version: 0, branch: -1 };
  /** Something was to be learnt since the last question. */
  private stale = false;
  private underWay: Promise<void> | undefined;
  private resting = false;

  constructor(
    private readonly fetch: AskLives,
    private readonly changed: () => void,
  ) {}

  /** Learns what happened since the last question: at once, or, where that was a moment ago, a little later. */
  ask(): void {
    this.stale = true;
    if (!this.underWay && !this.resting) void this.learn();
  }

  /** Until all that was asked for is known: without a rest. */
  async fresh(): Promise<void> {
    while (this.underWay || this.stale) await (this.underWay ?? this.learn());
  }

  private learn(): Promise<void> {
    this.stale = false;
    this.underWay = this.take().then(() => {
      this.underWay = undefined;
      this.resting = true;
      setTimeout(
        () => {
          this.resting = false;
          if (this.stale && !this.underWay) void this.learn();
        },
        Math.min(LONGEST, Math.max(PACE, this.known.size * PER_POD)),
      );
    });
    return this.underWay;
  }

  private async take(): Promise<void> {
    try {
      const { reset, lives, owners, end, version, branch } = await this.fetch({ since: this.asked.version, branch: this.asked.branch });
      if (reset) this.known.clear();
      for (const life of lives) this.known.set(life.uid, life);
      this.owners = new Map(owners.map((owner) => [owner.uid, owner]));
      this.end = end;
      this.asked = { version, branch };
      this.changed();
    } catch {
      // No cluster runs yet, or the other branch is no longer shown: the next delta asks again.
    }
  }
}
