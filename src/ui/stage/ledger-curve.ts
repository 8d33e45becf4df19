/** The rollout's numbers as paths over time. Pure: what is drawn comes from the engine's samples alone. */
import type { LedgerSample } from '../worker/history-protocol.ts';

export interface CurveFrame {
  readonly from: number;
  readonly to: number;
  readonly most: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const curveX = ({ from, to, left, right }: CurveFrame, time: number): number =>
  left + ((Math.min(Math.max(time, from), to) - from) / Math.max(1, to - from)) * (right - left);
export const curveY = ({ most, top, bottom }: CurveFrame, count: number): number => bottom - (count / Math.max(1, most)) * (bottom - top);

/** Numbers of pods jump: a staircase from the first sample on, its last step lasting until `until`. */
export function staircase(samples: readonly LedgerSample[], value: (sample: LedgerSample) => number, frame: CurveFrame, until: number): string {
  let path = '';
  let y = 0;
  for (const sample of samples) {
    const x = round(curveX(frame, sample.time));
    const next = round(curveY(frame, value(sample)));
    if (path === '') path = `M${x} ${next}`;
    else if (next !== y) path += `H${x}V${next}`;
    y = next;
  }
  return path === '' ? '' : `${path}H${round(curveX(frame, until))}`;
}

const round = (n: number) => Math.round(n * 10) / 10;

/** From shortly before the last time that nothing was under way, so that a rollout is seen whole (the first sample holds since ever); what lies after `now` is left out. */
export function pastOf(samples: readonly LedgerSample[], now: number): readonly LedgerSample[] {
  const past = samples.filter(({ time }) => time <= now);
  let start = past.length - 1;
  // The rollout that is under way, or, where none is, the last one.
  if (start >= 0 && calm(past[start]!)) start -= 1;
  while (start > 0 && !calm(past[start]!)) start -= 1;
  return past.slice(Math.max(0, start)).map((sample, index) => (index === 0 ? { ...sample, time: 0 } : sample));
}

const calm = ({ old, fresh, available, going, desired }: LedgerSample): boolean => going === 0 && available === desired && (old === 0 || fresh === 0) && old + fresh === desired;

/** The frame that holds past and futures, with a little air above. */
export function frameOf(
  past: readonly LedgerSample[],
  futures: readonly (readonly LedgerSample[])[],
  now: number,
  ends: readonly number[],
  /** Of the branch beside: drawn on the same axes. */
  beside: readonly LedgerSample[],
  box: Pick<CurveFrame, 'left' | 'right' | 'top' | 'bottom'>,
): CurveFrame {
  let most = 1;
  for (const samples of [past, beside, ...futures]) for (const { ceiling, old, fresh, desired } of samples) most = Math.max(most, ceiling, old + fresh, desired);
  // A little of the calm before, however long that was.
  const begun = Math.min(now, ...[past, beside].flatMap((samples) => (samples.length === 0 ? [] : [samples[1]?.time ?? now])));
  const to = Math.max(now + 1000, ...ends);
  const from = begun - Math.max(800, (to - begun) * 0.08);
  return { from, to: to + (to - from) * 0.03, most: most * 1.06, ...box };
}
