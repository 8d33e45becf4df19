import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/kinds/pod/types.ts';
import { replicasForAverage, replicasForUtilization, type Sample } from './usage-ratio.ts';

const NOW = Date.UTC(2026, 0, 1, 10, 0, 0);
const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

interface Toy {
  /** Millicores; absent: not measured. */
  readonly cpu?: number;
  readonly request?: number;
  readonly phase?: 'Pending' | 'Running' | 'Failed';
  readonly ready?: boolean;
  /** Seconds ago. */
  readonly started?: number;
  readonly turned?: number;
  readonly deleted?: boolean;
}

function podOf({ request = 100, phase = 'Running', ready = true, started = 3600, turned = 3590, deleted = false }: Toy, index: number): Pod {
  return {
    metadata: { name: `p${index}`, namespace: 'default', ...(deleted && { deletionTimestamp: ago(1) }) },
    spec: { containers: [{ name: 'a', ...(request > 0 && { resources: { requests: { cpu: `${request}m` } } }) }] },
    status: { phase, startTime: ago(started), conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: ago(turned) }] },
  } as unknown as Pod;
}

function question(toys: readonly Toy[], current = toys.length, resource = 'cpu') {
  const samples = new Map<string, Sample>();
  for (const [i, { cpu }] of toys.entries()) if (cpu !== undefined) samples.set(`p${i}`, { value: cpu, at: NOW - 5000, window: 15_000 });
  return { current, pods: toys.map(podOf), samples, resource, now: NOW };
}

describe('replicas for a utilization', () => {
  it.each<[string, readonly Toy[], number, number | string]>([
    ['twice the target doubles', [{ cpu: 100 }, { cpu: 100 }], 50, 4],
    ['half the target halves', [{ cpu: 25 }, { cpu: 25 }], 50, 1],
    ['within a tenth nothing happens, above', [{ cpu: 55 }, { cpu: 55 }], 50, 2],
    ['within a tenth nothing happens, below', [{ cpu: 45 }, { cpu: 45 }], 50, 2],
    ['just outside it does', [{ cpu: 56 }, { cpu: 56 }], 50, 3],
    ['a pod that is not measured counts as idle on the way up', [{ cpu: 100 }, {}], 50, 2],
    ['and as busy on the way down', [{ cpu: 10 }, { cpu: 10 }, {}], 50, 3],
    ['a pod that is not ready yet counts as idle on the way up', [{ cpu: 300 }, { cpu: 0, ready: false, started: 20, turned: 20 }], 50, 6],
    ['and for nothing on the way down', [{ cpu: 20 }, { cpu: 0, ready: false, started: 20, turned: 20 }], 50, 1],
    ['a pod measured before a whole window of being ready is left out', [{ cpu: 100 }, { cpu: 900, started: 20, turned: 8 }], 50, 2],
    ['a pod that was ready long ago and is not now counts', [{ cpu: 100 }, { cpu: 100, ready: false, started: 3600, turned: 60 }], 50, 4],
    ['pods that go and failed ones are left out', [{ cpu: 100 }, { cpu: 900, deleted: true }, { cpu: 900, phase: 'Failed' }], 50, 2],
    ['a pending pod speaks against growth', [{ cpu: 100 }, { phase: 'Pending' }], 50, 2],
    ['no pods', [], 50, 'no pods returned by selector while calculating replica count'],
    ['nothing measured', [{ ready: false, cpu: 1, started: 20, turned: 20 }], 50, 'did not receive metrics for targeted pods (pods might be unready)'],
    ['nothing requested', [{ cpu: 10, request: 0 }], 50, 'missing request for cpu in container a of Pod p0'],
  ])('%s', (_, toys, target, expected) => {
    const found = replicasForUtilization(question(toys), undefined, target);
    expect(found.ok ? found.value.replicas : found.error).toBe(expected);
  });
  it('reports the share and the average', () => {
    const found = replicasForUtilization(question([{ cpu: 30 }, { cpu: 51 }]), undefined, 50);
    expect(found).toMatchObject({ value: { utilization: 40, average: 40 } });
  });
  it('looks at one container where one is named', () => {
    expect(replicasForUtilization(question([{ cpu: 100 }]), 'b', 50)).toEqual({ ok: false, error: 'no metrics returned matched known pods' });
  });
});

describe('replicas for an average', () => {
  it.each([
    [[120, 80], 50, 4],
    [[52, 52], 50, 2],
    [[10, 10, 10], 50, 1],
  ])('%j for %i each', (usages, target, expected) => {
    expect(replicasForAverage(question(usages.map((cpu) => ({ cpu }))), target)).toMatchObject({ value: { replicas: expected } });
  });
});

const toy = fc.record(
  {
    cpu: fc.integer({ min: 0, max: 1000 }),
    ready: fc.boolean(),
    phase: fc.constantFrom('Pending', 'Running', 'Failed'),
    started: fc.integer({ min: 1, max: 4000 }),
    deleted: fc.boolean(),
  },
  { requiredKeys: ['ready'] },
) as fc.Arbitrary<Toy>;

describe('whatever the pods', () => {
  it('the direction is that of what was measured', () => {
    fc.assert(
      fc.property(fc.array(toy, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 300 }), (toys, current, target) => {
        const found = replicasForUtilization(question(toys, current), undefined, target);
        if (!found.ok) return;
        const { utilization = 0, replicas, counted } = found.value;
        const ratio = utilization / target;
        expect(replicas).toBeGreaterThanOrEqual(0);
        if (counted.ready !== current || counted.missing > 0 || counted.unready > 0) return;
        if (ratio >= 0.9 && ratio <= 1.1) expect(replicas).toBe(current);
        else if (ratio > 1.1) expect(replicas).toBeGreaterThan(current);
        else expect(replicas).toBeLessThanOrEqual(current);
      }),
      { seed: 4, numRuns: 400 },
    );
  });
});
