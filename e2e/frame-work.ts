import type { Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds; `tdur` is what the thread itself was at work. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/** Milliseconds at which the main thread was at work per frame: of the processor's time, so that what else a machine does counts little. */
export interface FrameWork {
  readonly frames: number;
  readonly median: number;
  readonly p95: number;
  readonly worst: number;
  /** The p95 of a second, in the middle one of the seconds: a neighbour's burst counts for the seconds that it lasts. */
  readonly steadyP95: number;
}

const FRAME = 'ProxyMain::BeginMainFrame';
const TASK = 'ThreadControllerImpl::RunTask';

/** Traces the page while `act` runs. All that the main thread does counts, to the frame that follows it: messages, scripts, style, layout, paint, commit. */
export async function frameWork(page: Page, act: () => Promise<void>): Promise<FrameWork> {
  const client = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  client.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  const ended = new Promise<void>((resolve) => client.once('Tracing.tracingComplete', () => resolve()));
  await client.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'cc', 'devtools.timeline'] } });
  await act();
  await client.send('Tracing.end');
  await ended;
  await client.detach();
  return perFrame(events);
}

function perFrame(events: readonly TraceEvent[]): FrameWork {
  const drawn = (thread: TraceEvent) => events.filter(({ pid, tid, name }) => pid === thread.pid && tid === thread.tid && name === FRAME).length;
  const [main] = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').sort((a, b) => drawn(b) - drawn(a));
  const own = events.filter(({ pid, tid, ph }) => pid === main?.pid && tid === main.tid && ph === 'X').sort((a, b) => a.ts - b.ts);
  const starts = own.filter(({ name }) => name === FRAME).map(({ ts }) => ts);
  const work = starts.map(() => 0);
  let end = 0;
  let frame = 0;
  for (const { name, ts, dur = 0, tdur = dur } of own) {
    // A task inside another one is in that one's time already.
    if (name !== TASK || ts < end) continue;
    end = ts + dur;
    while (frame < starts.length && starts[frame]! < ts) frame += 1;
    if (frame < work.length) work[frame]! += tdur / 1000;
  }
  const seconds: number[][] = [];
  for (const [index, time] of work.entries()) (seconds[Math.floor((starts[index]! - starts[0]!) / 1e6)] ??= []).push(time);
  const p95s = seconds.filter(Boolean).map((one) => at(one, 0.95));
  return {
    frames: work.length,
    median: at(work, 0.5),
    p95: at(work, 0.95),
    worst: at(work, 1),
    steadyP95: at(p95s, 0.5),
  };
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export const told = ({ frames, median, p95, worst, steadyP95 }: FrameWork): string =>
  `${frames} frames, processor time of the main thread a frame: median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (in the middle second ${steadyP95.toFixed(1)}), worst ${worst.toFixed(1)} ms`;
