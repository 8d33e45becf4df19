/** Completion indexes as `0-2,4`: sorted, runs of three and more with a dash (upstream: job/indexed_job_utils.go). */
import type { Pod } from '../../api/kinds/pod/types.ts';

export const INDEX_ANNOTATION = 'batch.kubernetes.io/job-completion-index';

/** First and last of a run. */
type Run = readonly [first: number, last: number];

export class Indexes {
  readonly runs: readonly Run[];

  private constructor(runs: readonly Run[]) {
    this.runs = runs;
  }

  static readonly none = new Indexes([]);

  static of(indexes: Iterable<number>): Indexes {
    return Indexes.fromRuns([...indexes].map((index) => [index, index]));
  }

  private static fromRuns(runs: readonly Run[]): Indexes {
    const merged: [number, number][] = [];
    for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0])) {
      const before = merged.at(-1);
      if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
      else merged.push([first, last]);
    }
    return new Indexes(merged);
  }

  /** Reads what `text` wrote; parts that are no numbers are passed over, and so is what lies at `completions` or beyond. */
  static parse(text: string | undefined, completions: number): Indexes {
    const runs = (text ?? '').split(',').flatMap((part): Run[] => {
      const match = /^([0-9]{1,10})(?:-([0-9]{1,10}))?$/.exec(part);
      if (!match) return [];
      const first = Number(match[1]);
      return first >= completions ? [] : [[first, Math.min(Number(match[2] ?? match[1]), completions - 1)]];
    });
    return Indexes.fromRuns(runs);
  }

  get total(): number {
    return this.runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  }

  get text(): string {
    return this.runs.map(([first, last]) => (first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`)).join(',');
  }

  has(index: number): boolean {
    return this.runs.some(([first, last]) => first <= index && index <= last);
  }

  with(indexes: Indexes): Indexes {
    return Indexes.fromRuns([...this.runs, ...indexes.runs]);
  }

  /** How many of `other` are in here, too. */
  overlap(other: Indexes): number {
    return other.runs.reduce((sum, [first, last]) => sum + this.runs.reduce((inner, run) => inner + Math.max(0, Math.min(last, run[1]) - Math.max(first, run[0]) + 1), 0), 0);
  }

  /** The first `count` numbers below `completions` that are not in here. */
  missing(count: number, completions: number): number[] {
    const result: number[] = [];
    let candidate = 0;
    for (const [first, last] of [...this.runs, [completions, completions] as const]) {
      for (; candidate < Math.min(first, completions) && result.length < count; candidate += 1) result.push(candidate);
      candidate = Math.max(candidate, last + 1);
    }
    return result;
  }
}

/** A pod's completion index; `undefined` where it has none. */
export function indexOf({ metadata: { annotations } }: Pod): number | undefined {
  const text = annotations?.[INDEX_ANNOTATION];
  return text !== undefined && /^[0-9]{1,10}$/.test(text) ? Number(text) : undefined;
}
