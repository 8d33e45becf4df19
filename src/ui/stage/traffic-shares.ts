/** A source's last seconds as columns. Pure. */
import type { TrafficRow } from '../worker/protocol.ts';

export interface Second {
  /** From 0, the oldest, to `seconds − 1`, the one that runs. */
  readonly index: number;
  readonly parts: readonly { readonly version: string; readonly count: number }[];
  readonly lost: number;
  readonly total: number;
}

/** Columns for the seconds up to `now`; those without requests are absent. */
export function shares({ buckets, versions }: Pick<TrafficRow, 'buckets' | 'versions'>, now: number, seconds: number): Second[] {
  const order = new Map(versions.map(({ version }, place) => [version, place]));
  const end = Math.floor(now / 1000) * 1000;
  const found: Second[] = [];
  for (const { at, versions: by, failed } of buckets) {
    const index = seconds - 1 - Math.round((end - Math.floor(at / 1000) * 1000) / 1000);
    if (index < 0 || index >= seconds) continue;
    // In the order in which they came, the oldest below: a rollout is a tide.
    const parts = Object.entries(by)
      .map(([version, count]) => ({ version, count }))
      .sort((a, b) => (order.get(a.version) ?? 0) - (order.get(b.version) ?? 0));
    const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
    found.push({ index, parts, lost, total: parts.reduce((sum, { count }) => sum + count, lost) });
  }
  return found;
}
