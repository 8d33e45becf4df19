/** What a source has to tell, for the page and the terminal. */
import type { MemoryView } from '../../engine/component.ts';
import { bucketsOf, sourcesOf, type Bucket, type Loss, type SourceRecord, type Version } from './types.ts';

export interface TrafficReport {
  readonly name: string;
  /** Whom it asks, as it was written. */
  readonly target: string;
  readonly path: string;
  readonly rate: number;
  readonly keepAlive: boolean;
  readonly startedAt: number;
  /** Absent while it runs. */
  readonly stoppedAt?: number;
  readonly asked: number;
  readonly answered: number;
  readonly lost: number;
  /** Lost requests by reason. */
  readonly failures: Readonly<Record<string, number>>;
  readonly versions: readonly (Version & { /** The key of `Bucket.versions`. */ readonly version: string })[];
  readonly losses: readonly Loss[];
  /** The last seconds, oldest first; a second without requests has none. */
  readonly buckets: readonly Bucket[];
}

/** All sources in the order of their names, each with its last `seconds` seconds. */
export const trafficReports = (memory: MemoryView, seconds: number): TrafficReport[] =>
  sourcesOf(memory).map((source) => reportOf(source, bucketsOf(memory, source.name).slice(-seconds)));

export function reportOf(
  { name, text, path, rate, keepAlive, startedAt, stoppedAt, sent, answered, failures, versions, losses }: SourceRecord,
  buckets: readonly Bucket[],
): TrafficReport {
  return {
    name,
    target: text,
    path,
    rate,
    keepAlive,
    startedAt,
    ...(stoppedAt !== undefined && { stoppedAt }),
    asked: sent,
    answered,
    lost: sent - answered,
    failures,
    versions: Object.entries(versions).map(([version, counts]) => ({ version, ...counts })),
    losses,
    buckets,
  };
}

const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

/** "2,400 requests · 3 lost at T+12.3 s while web-1 was terminating before its endpoint was removed". `when` writes a time. */
export function trafficSentence({ asked, lost, losses }: Pick<TrafficReport, 'asked' | 'lost' | 'losses'>, when: (time: number) => string): string {
  const requests = `${grouped(asked)} request${asked === 1 ? '' : 's'}`;
  if (lost === 0) return `${requests} · none lost`;
  const last = losses.at(-1);
  if (!last) return `${requests} · ${grouped(lost)} lost`;
  if (losses.length === 1) return `${requests} · ${lossSentence(last, when)}`;
  return `${requests} · ${grouped(lost)} lost, the last at ${when(last.to)} ${last.why}`;
}

/** "3 lost at T+12.3 s while …" */
export const lossSentence = ({ count, from, why }: Loss, when: (time: number) => string): string => `${grouped(count)} lost at ${when(from)} ${why}`;
