import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SortedMap } from './sorted-map.ts';

const key = fc.integer({ min: 0, max: 400 }).map((n) => n.toString(36).padStart(3, '0'));
const operation = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('set' as const), key, value: fc.integer() }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fork' as const) }) },
);

const sorted = (model: Map<string, number>) => [...model].sort(([a], [b]) => (a < b ? -1 : 1));

describe('SortedMap', () => {
  it('behaves as a Map sorted by key, and forks stay as they were', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 1500, size: 'max' }), (operations) => {
        const map = SortedMap.empty<number>();
        const model = new Map<string, number>();
        const forks: [SortedMap<number>, [string, number][]][] = [];
        for (const op of operations) {
          if (op.do === 'set') {
            map.set(op.key, op.value);
            model.set(op.key, op.value);
          } else if (op.do === 'delete') expect(map.delete(op.key)).toBe(model.delete(op.key));
          else forks.push([map.fork(), sorted(model)]);
        }
        expect(map.toJSON()).toEqual(sorted(model));
        expect(map.size).toBe(model.size);
        for (const [k, v] of model) expect(map.get(k)).toBe(v);
        for (const [fork, then] of forks) {
          expect(fork.toJSON()).toEqual(then);
          const changed = new Map(then);
          for (const { key: k, after } of fork.changesTo(map)) {
            if (after === undefined) changed.delete(k);
            else changed.set(k, after);
          }
          expect(sorted(changed)).toEqual(sorted(model));
        }
      }),
      { seed: 20261122, numRuns: 60 },
    );
  });

  it('reads ranges by prefix', () => {
    const map = SortedMap.from(Array.from({ length: 500 }, (_, i) => [`${i % 5}/${String(i).padStart(4, '0')}`, i] as const));
    expect(map.valuesUnder('3/')).toEqual(Array.from({ length: 100 }, (_, i) => i * 5 + 3));
    expect(map.countUnder('3/')).toBe(100);
    expect(map.first('4/')?.[1]).toBe(4);
    expect(map.valuesUnder('9/')).toEqual([]);
  });

  it('skips what two forks share when it looks for changes', () => {
    const map = SortedMap.from(Array.from({ length: 20_000 }, (_, i) => [String(i).padStart(6, '0'), i] as const));
    const fork = map.fork();
    fork.set('012345', -1);
    fork.delete('000007');
    expect([...map.changesTo(fork)]).toEqual([
      { key: '000007', before: 7, after: undefined },
      { key: '012345', before: 12_345, after: -1 },
    ]);
  });
});
