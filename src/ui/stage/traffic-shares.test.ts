import { describe, expect, it } from 'vitest';
import { shares } from './traffic-shares.ts';

describe('the last seconds of traffic', () => {
  const bucket = (at: number, versions: Record<string, number>, failed: Record<string, number> = {}) => ({ at, asked: 0, pods: {}, versions, failed });
  const versions = ['old', 'new'].map((version) => ({ version, owner: version, image: version, answered: 1 }));
  it('stand where their time is, the older version below, losses apart', () => {
    const found = shares(
      { versions, buckets: [bucket(1000, { old: 9 }), bucket(58_000, { new: 2, old: 5 }, { timeout: 2, 'no endpoints': 1 }), bucket(60_000, { new: 4 })] },
      60_400,
      60,
    );
    expect(found.map(({ index, lost, total }) => [index, lost, total])).toEqual([
      [0, 0, 9],
      [57, 3, 10],
      [59, 0, 4],
    ]);
    expect(found[1]!.parts.map(({ version }) => version)).toEqual(['old', 'new']);
  });
  it('what is older, or ahead after a rewind, is left out', () => {
    expect(shares({ versions, buckets: [bucket(1000, { old: 1 }), bucket(99_000, { old: 1 })] }, 62_000, 60)).toEqual([]);
  });
});
